-- What the list of the web app filters by, beside what a row has already.
--
-- failed says whether a function event tells of an error. concern is 2 where there is an error entry or a failed
-- function, and 1 more where there is a warning entry. All of it is from what every reader may see.
ALTER TABLE conversations ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN handoff INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN concern INTEGER NOT NULL DEFAULT 0;

UPDATE conversations SET failed = 1 WHERE id IN (
    SELECT conversation FROM records
    WHERE kind = 3 AND instr(fields, '"error":') > 0 AND json_type(fields, '$.error') IS NOT NULL
);

-- The newest word on it counts, as in every merge.
UPDATE conversations SET handoff = coalesce((
    SELECT json_type(records.fields, '$.handoff') = 'true'
    FROM records JOIN producers ON producers.id = records.producer
    WHERE records.conversation = conversations.id AND records.kind = 1
        AND json_type(records.fields, '$.handoff') IS NOT NULL
    ORDER BY records.time DESC, producers.key DESC, records.seq DESC LIMIT 1
), 0);

UPDATE conversations SET concern = 2 * (errors > 0 OR failed = 1) + (warnings > 0);

CREATE INDEX conversations_with_errors ON conversations (project, started_at, name, visible) WHERE concern > 1;
CREATE INDEX conversations_with_concern ON conversations (project, started_at, name, visible, concern)
    WHERE concern > 0;
CREATE INDEX conversations_handed_over ON conversations (project, started_at, name, visible) WHERE handoff = 1;
CREATE INDEX conversations_by_duration ON conversations (project, started_at, name, visible, ended_at)
    WHERE ended_at IS NOT NULL;
