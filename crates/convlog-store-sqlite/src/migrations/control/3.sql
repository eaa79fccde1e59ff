-- With which records of a conversation known values are compared.
ALTER TABLE projects ADD COLUMN known TEXT NOT NULL DEFAULT 'ingest_key';
