-- What is known of time from one start to the next, see convlog-core's clock.rs. Times are in microseconds.
CREATE TABLE clock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last_known INTEGER NOT NULL,
    uptime INTEGER NOT NULL,
    fault TEXT,
    fault_offset INTEGER,
    confirmation INTEGER NOT NULL,
    -- For how many days the server last kept records of the audit; nothing before it told.
    audit_days INTEGER
) STRICT;

-- The last word that the time is right, with both clocks as they were.
CREATE TABLE clock_confirmations (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    wall INTEGER NOT NULL,
    monotonic INTEGER NOT NULL
) STRICT;

-- The last word on what may be removed of a kind from a project: what arrived before.
CREATE TABLE removal_confirmations (
    account TEXT NOT NULL,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    before INTEGER NOT NULL,
    uptime INTEGER NOT NULL,
    days INTEGER NOT NULL,
    PRIMARY KEY (account, project, kind)
) STRICT, WITHOUT ROWID;
