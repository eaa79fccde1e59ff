-- What was erased, by keyed hashes of the ids, so that nothing of it is taken in any more.
CREATE TABLE tombstones (
    hash BLOB PRIMARY KEY,
    erasure INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The receipts of erasures, and how far each has come. What is looked for stands sealed in sought until it was found.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    project INTEGER NOT NULL,
    by_value INTEGER NOT NULL,
    target BLOB NOT NULL,
    key TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    erased_at INTEGER,
    purged_at INTEGER,
    conversations INTEGER NOT NULL,
    sought BLOB,
    -- The place of the scan: the table it is at, the last row it has seen there, and the last there is to see of each.
    at_table INTEGER NOT NULL,
    at_row INTEGER NOT NULL,
    conversations_to INTEGER NOT NULL,
    entries_to INTEGER NOT NULL,
    hidden_to INTEGER NOT NULL,
    records_to INTEGER NOT NULL
) STRICT;

CREATE INDEX erasures_by_project ON erasures (project);
CREATE INDEX erasures_under_way ON erasures (id) WHERE purged_at IS NULL;

-- Conversations of which rows wait to be deleted: all of them, or the personal parts of those up to the ids.
CREATE TABLE purges (
    conversation INTEGER PRIMARY KEY,
    erasure INTEGER,
    only_personal INTEGER NOT NULL,
    entries_to INTEGER NOT NULL,
    hidden_to INTEGER NOT NULL,
    records_to INTEGER NOT NULL
) STRICT;

CREATE INDEX purges_by_erasure ON purges (erasure) WHERE erasure IS NOT NULL;

-- In which conversations a personal value stands, by the first 64 bits of its keyed hash.
CREATE TABLE lookups (
    hash INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    PRIMARY KEY (hash, conversation)
) STRICT, WITHOUT ROWID;

CREATE INDEX lookups_by_conversation ON lookups (conversation);

-- The ids that the next rows must have at least, where the last rows were deleted: an id is never used twice.
CREATE TABLE next_rows (
    name TEXT PRIMARY KEY,
    id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Under which of the master keys that there have been a data key is wrapped.
ALTER TABLE conversation_keys ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;

-- How many conversations retention has removed, and of how many the personal parts.
ALTER TABLE projects ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN retired_personal INTEGER NOT NULL DEFAULT 0;
