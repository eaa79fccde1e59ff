-- What was removed by age. A row is there before its removal begins, with as many as it may come to; ended says that
-- count is how many it came to.
CREATE TABLE removals (
    id INTEGER PRIMARY KEY,
    project INTEGER NOT NULL,
    kind TEXT NOT NULL,
    time INTEGER NOT NULL,
    uptime INTEGER NOT NULL,
    days INTEGER NOT NULL,
    count INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    ended INTEGER NOT NULL
) STRICT;

CREATE INDEX removals_by_project ON removals (project, kind, uptime);
