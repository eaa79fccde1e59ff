-- How many bytes the rows of each conversation take, and those of each project: what `writer/bytes.rs` counts.
ALTER TABLE conversations ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE projects ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;

CREATE TABLE counted (conversation INTEGER PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
INSERT INTO counted (conversation, bytes)
SELECT conversation, sum(bytes) FROM (
    SELECT conversation, 128 + octet_length(content) + coalesce(octet_length(extras), 0)
        + coalesce(octet_length(sealed), 0) AS bytes FROM entries
    UNION ALL
    SELECT conversation, 128 + octet_length(sealed) FROM hidden_entries
    UNION ALL
    SELECT conversation, 128 + octet_length(fields) + coalesce(octet_length(sealed), 0) FROM records
) GROUP BY conversation;

UPDATE conversations SET bytes = (SELECT bytes FROM counted WHERE conversation = conversations.id)
WHERE id IN (SELECT conversation FROM counted);
UPDATE projects SET bytes = coalesce((SELECT sum(bytes) FROM conversations WHERE project = projects.id), 0);
DROP TABLE counted;
