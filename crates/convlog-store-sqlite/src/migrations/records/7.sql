-- What senders point out about the line that made an entry. It shares the entry's part: who may not see all of the entry
-- is not told.
ALTER TABLE entries ADD COLUMN hints TEXT;
ALTER TABLE hidden_entries ADD COLUMN hints TEXT;
