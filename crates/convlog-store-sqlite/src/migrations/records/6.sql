-- Who sent records: an ingest key, and what the sender's process was begun by, where it says so. Every key has a row
-- without an origin. 0 in the columns below stands for the server itself and for records of before this step.
CREATE TABLE senders (
    id INTEGER PRIMARY KEY,
    ingest_key TEXT NOT NULL,
    origin BLOB NOT NULL,
    UNIQUE (ingest_key, origin)
) STRICT;

ALTER TABLE entries ADD COLUMN sender INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hidden_entries ADD COLUMN sender INTEGER NOT NULL DEFAULT 0;
ALTER TABLE records ADD COLUMN sender INTEGER NOT NULL DEFAULT 0;

-- The spellings of values that are known to be personal in a conversation, as keyed hashes, with who made them known:
-- what a batch made known that was not known before.
CREATE TABLE known_values (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    producer INTEGER NOT NULL,
    spellings BLOB NOT NULL
) STRICT;

CREATE INDEX known_values_by_conversation ON known_values (conversation);

-- Conversations in whose earlier rows a value is yet to be looked for that has become known.
CREATE TABLE known_news (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    producer INTEGER NOT NULL
) STRICT;

CREATE INDEX known_news_by_conversation ON known_news (conversation);

-- The pass for known values goes by its news.
DELETE FROM passes WHERE name = 'known';
