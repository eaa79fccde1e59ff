-- How often a row was put anew in its place: by itself, and as far as every reader sees it. So a reader of a long
-- conversation learns that what it says has changed, though its rows are the same.
ALTER TABLE entries ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entries ADD COLUMN open_edits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN open_edits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX entries_edited ON entries (conversation, edits, open_edits) WHERE edits > 0;
CREATE INDEX records_edited ON records (conversation, edits, open_edits) WHERE edits > 0;

-- Errors and warnings, of which a long conversation mostly has few: the first of them is found without the others.
CREATE INDEX entries_grave ON entries (conversation, level, time) WHERE level > 0;
