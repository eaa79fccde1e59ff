-- Keys, projects and sessions as documents. Keys and sessions go by what their tables named them: a hash, in hex digits.
INSERT INTO documents (kind, name, version, body)
SELECT 'key', lower(hex(hash)), 1, json_object(
    'id', id, 'label', label, 'account', account, 'scope', scope, 'permissions', permissions, 'created_at', created_at,
    'expires_at', expires_at, 'revoked_at', revoked_at, 'pii_until', pii_until, 'pii_reason', pii_reason
) FROM keys;

INSERT INTO documents (kind, name, version, body)
SELECT 'last_key', 'all', 1, CAST(last AS TEXT) FROM (SELECT max(number) AS last FROM keys) WHERE last IS NOT NULL;

INSERT INTO documents (kind, name, version, body)
SELECT 'project', account || '/' || id, 1, json_object(
    'account', account, 'id', id, 'created_at', created_at, 'guard', guard, 'known', known, 'raised', raised,
    'retention_days', retention_days, 'pii_retention_days', pii_retention_days, 'key_lifetime_days', key_lifetime_days
) FROM projects;

INSERT INTO documents (kind, name, version, body)
SELECT 'session', lower(hex(id)), 1, json_object('key', lower(hex(key)), 'until', until) FROM sessions;

DROP TABLE keys;
DROP TABLE projects;
DROP TABLE sessions;
