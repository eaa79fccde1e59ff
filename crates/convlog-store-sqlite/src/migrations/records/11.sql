-- What readers marked as personal: a small text each, sealed under the key of the conversation. settled says that all rows
-- are as it says.
CREATE TABLE marks (
    conversation INTEGER NOT NULL,
    name BLOB NOT NULL,
    version INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (conversation, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX marks_unsettled ON marks (conversation) WHERE settled = 0;

-- Of an entry that became personal as a whole after it was stored, the row of entries that it was.
ALTER TABLE hidden_entries ADD COLUMN entry INTEGER;
CREATE INDEX hidden_entries_moved ON hidden_entries (entry) WHERE entry IS NOT NULL;

-- How often entries of a conversation became personal as a whole, or open again.
ALTER TABLE conversations ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;
