-- The sessions that are under way, by a hash of what their holders have. One that is not here opens nothing.
CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    key BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_key ON sessions (key, until);
CREATE INDEX sessions_by_end ON sessions (until);
-- For how many days a key of the project works at most; NULL is for ever.
ALTER TABLE projects ADD COLUMN key_lifetime_days INTEGER;
