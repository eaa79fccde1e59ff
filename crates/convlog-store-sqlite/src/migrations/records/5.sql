-- The look-up in the order in which it grows: by conversation. Looking a value up reads all of it, which is seldom done
-- and takes some 30 ms for a million values; the order by hash cost every commit a page for each value.
CREATE TABLE lookups_by_growth (
    conversation INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    PRIMARY KEY (conversation, hash)
) STRICT, WITHOUT ROWID;

INSERT INTO lookups_by_growth (conversation, hash) SELECT conversation, hash FROM lookups ORDER BY conversation, hash;
DROP TABLE lookups;
ALTER TABLE lookups_by_growth RENAME TO lookups;
