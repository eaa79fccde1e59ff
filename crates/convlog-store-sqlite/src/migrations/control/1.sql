CREATE TABLE projects (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    guard TEXT NOT NULL,
    raised TEXT NOT NULL,
    retention_days INTEGER,
    pii_retention_days INTEGER,
    PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- Keys by the hash of what their holders have. A scope of NULL is every project of the account.
CREATE TABLE keys (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL UNIQUE,
    label TEXT,
    account TEXT NOT NULL,
    scope TEXT,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;
