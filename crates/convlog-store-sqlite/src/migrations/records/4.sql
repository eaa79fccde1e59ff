-- By which version of the guard's rules an open part was made; 0 where the guard hid nothing.
ALTER TABLE entries ADD COLUMN guard INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN guard INTEGER NOT NULL DEFAULT 0;

-- How far each pass that follows the writer has come, as the last commit it has seen.
CREATE TABLE passes (
    name TEXT PRIMARY KEY,
    commit_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO passes (name, commit_id) SELECT 'known', coalesce(max(id), 0) FROM commits;

-- The last rescan of each project and how far it has come.
CREATE TABLE rescans (
    project INTEGER PRIMARY KEY,
    policy TEXT NOT NULL,
    version INTEGER NOT NULL,
    dry_run INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    conversations INTEGER NOT NULL,
    conversations_done INTEGER NOT NULL DEFAULT 0,
    rows_read INTEGER NOT NULL DEFAULT 0,
    rows_changed INTEGER NOT NULL DEFAULT 0,
    conversations_to INTEGER NOT NULL,
    -- The conversation that is being read, and the last rows of it that were.
    at_conversation INTEGER NOT NULL DEFAULT 0,
    at_entry INTEGER NOT NULL DEFAULT 0,
    at_record INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX rescans_under_way ON rescans (project) WHERE finished_at IS NULL;
