-- Small texts with a version, which are put only in the place of the version that they were made from.
CREATE TABLE documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

INSERT INTO documents (kind, name, version, body)
SELECT 'clock', 'all', 1, json_object(
    'last_known', last_known, 'uptime', uptime,
    'fault', json(CASE WHEN fault IS NOT NULL THEN json_array(fault, fault_offset) END),
    'confirmation', confirmation, 'audit_days', audit_days
) FROM clock;

INSERT INTO documents (kind, name, version, body)
SELECT 'confirmations', 'all', 1, json_object(
    'last', max(coalesce((SELECT number FROM clock_confirmations), 0),
        coalesce((SELECT max(number) FROM removal_confirmations), 0)),
    'clock', json((
        SELECT json_object('number', number, 'wall', wall, 'monotonic', monotonic) FROM clock_confirmations
    )),
    'removals', json((SELECT json_group_array(json_object(
        'account', account, 'project', project, 'kind', kind, 'before', before, 'uptime', uptime, 'days', days
    )) FROM removal_confirmations))
);

DROP TABLE clock;
DROP TABLE clock_confirmations;
DROP TABLE removal_confirmations;
