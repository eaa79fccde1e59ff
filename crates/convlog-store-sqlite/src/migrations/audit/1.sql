CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The number of the last record, which is never given again.
    last INTEGER NOT NULL,
    UNIQUE (account, name)
) STRICT;

-- One row for each answer that held personal data. Ids of conversations stand between line feeds, which no id holds.
CREATE TABLE accesses (
    project INTEGER NOT NULL,
    number INTEGER NOT NULL,
    time INTEGER NOT NULL,
    key TEXT NOT NULL,
    key_label TEXT,
    pii_until INTEGER,
    pii_reason TEXT,
    by_session INTEGER NOT NULL,
    method TEXT NOT NULL,
    route TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    part INTEGER NOT NULL,
    status INTEGER NOT NULL,
    conversation_count INTEGER NOT NULL,
    conversations TEXT NOT NULL,
    hidden_count INTEGER NOT NULL,
    hidden TEXT NOT NULL,
    -- Kind and hash in hex, a line each.
    searched TEXT NOT NULL,
    PRIMARY KEY (project, number)
) STRICT, WITHOUT ROWID;

-- Filled and emptied at each start, so that the files have room and a commit need not make it.
CREATE TABLE room (bytes BLOB NOT NULL) STRICT;
