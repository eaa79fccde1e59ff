-- What was marked as personal, or is no longer: what was done and in which entry or thing, a line each. No value is in it.
ALTER TABLE accesses ADD COLUMN marked TEXT NOT NULL DEFAULT '';
