-- What a store knows of itself: the check value of its master key.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Interned (account, project), with the number of conversations that each kind of reader has.
CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    conversations INTEGER NOT NULL DEFAULT 0,
    visible INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, name)
) STRICT;

-- Interned names of loggers; an entry without one is of conversation_logger.
CREATE TABLE loggers (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Interned producers, with the merge of what each reported of itself.
CREATE TABLE producers (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    key BLOB NOT NULL,
    last_heard INTEGER,
    ended INTEGER NOT NULL DEFAULT 0,
    info TEXT,
    UNIQUE (project, key)
) STRICT;

-- Which sequence numbers of a producer are stored: 4096 numbers a row, see writer/seen.rs.
CREATE TABLE seen (
    producer INTEGER NOT NULL,
    chunk INTEGER NOT NULL,
    marks BLOB NOT NULL,
    PRIMARY KEY (producer, chunk)
) STRICT, WITHOUT ROWID;

-- One row a batch that stored anything, in the writer's order. The rows of a batch are those whose ids lie from its
-- own numbers up to those of the next commit.
CREATE TABLE commits (
    id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    entries_from INTEGER NOT NULL,
    hidden_from INTEGER NOT NULL,
    records_from INTEGER NOT NULL
) STRICT;

-- Interned conversations with their summary, all of it from what every reader may see. The hidden columns are not,
-- and they serve readers of personal data while there is nothing else.
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    name TEXT NOT NULL,
    visible INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    said_started_at INTEGER,
    first_open_at INTEGER,
    first_hidden_at INTEGER,
    ended_at INTEGER,
    environment TEXT,
    channel TEXT,
    variant_id TEXT,
    variant_name TEXT,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    last_open_received_at INTEGER,
    last_hidden_received_at INTEGER,
    UNIQUE (project, name)
) STRICT;

CREATE INDEX conversations_by_start ON conversations (project, started_at, name, visible);
CREATE INDEX conversations_by_environment ON conversations (project, environment, started_at, name, visible);
CREATE INDEX conversations_going_on ON conversations (project, started_at, name, visible) WHERE ended_at IS NULL;

-- Who wrote a conversation's records: their reports say whether it goes on. Whoever wrote only hidden entries counts
-- while there is nothing else.
CREATE TABLE conversation_producers (
    conversation INTEGER NOT NULL,
    producer INTEGER NOT NULL,
    open INTEGER NOT NULL,
    PRIMARY KEY (conversation, producer)
) STRICT, WITHOUT ROWID;

-- The wrapped data key of each conversation that has sealed parts.
CREATE TABLE conversation_keys (
    conversation INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT;

-- Log entries as every reader may see them, with the original sealed where any of it is personal.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    producer INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    time INTEGER NOT NULL,
    level INTEGER NOT NULL,
    form INTEGER NOT NULL,
    logger INTEGER,
    turn ANY,
    event ANY,
    content TEXT NOT NULL,
    extras TEXT,
    sealed BLOB
) STRICT;

CREATE INDEX entries_by_conversation ON entries (conversation);

-- Log entries that are personal as a whole.
CREATE TABLE hidden_entries (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    producer INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    turn ANY,
    event ANY,
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX hidden_entries_by_conversation ON hidden_entries (conversation);

-- Every other record of a conversation, as it came: the merge is made on reading.
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    subject ANY,
    producer INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    time INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    fields TEXT NOT NULL,
    flags TEXT,
    sealed BLOB
) STRICT;

CREATE INDEX records_by_conversation ON records (conversation, kind);
