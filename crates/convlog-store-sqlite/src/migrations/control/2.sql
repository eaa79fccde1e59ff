-- Until when a key reads personal data that otherwise may not, and why.
ALTER TABLE keys ADD COLUMN pii_until INTEGER;
ALTER TABLE keys ADD COLUMN pii_reason TEXT;
