-- What a record tells of the end of a function event: a set of bits, of which none means that it tells of none. The union
-- over the records of a function event says how it ended.
ALTER TABLE records ADD COLUMN ending INTEGER NOT NULL DEFAULT 0;
UPDATE records
SET ending = (json_extract(fields, '$.ended_at') IS NOT NULL OR json_extract(fields, '$.duration_ms') IS NOT NULL
        OR json_extract(fields, '$.error') IS NOT NULL)
    + 2 * (json_extract(fields, '$.error') IS NOT NULL)
WHERE kind = 3;

-- The level of an entry that is personal as a whole, so that whoever may see it has it counted without opening it. Rows of
-- before this step are opened once, when the directory is.
ALTER TABLE hidden_entries ADD COLUMN level INTEGER;
CREATE INDEX hidden_entries_without_level ON hidden_entries (conversation) WHERE level IS NULL;

-- open_calls is 0 where every function event has ended; where it is not, the records are looked at. hidden_entries and the
-- two beside it count what only readers of personal data see. concern has 4 more where open_calls is not 0, and
-- concern_personal is the same with the hidden entries.
ALTER TABLE conversations ADD COLUMN open_calls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN hidden_entries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN hidden_errors INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN hidden_warnings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN concern_personal INTEGER NOT NULL DEFAULT 0;

UPDATE conversations SET open_calls = 1 WHERE id IN (
    SELECT conversation FROM records WHERE kind = 3 GROUP BY conversation, subject HAVING max(ending) = 0
);
UPDATE conversations SET concern = concern + 4 WHERE open_calls <> 0;
UPDATE conversations SET concern_personal = concern WHERE concern > 0;

CREATE INDEX conversations_with_errors_personal ON conversations (project, started_at, name, visible)
    WHERE concern_personal > 1;
CREATE INDEX conversations_with_concern_personal
    ON conversations (project, started_at, name, visible, concern_personal) WHERE concern_personal > 0;
