-- What lets somebody in or decides something is bound to its row: a keyed hash over the values that count, which cannot be computed without
-- the tenant's key. None, or an empty one, fits nothing; the migration to this version binds the rows that are there.

ALTER TABLE passwords ADD COLUMN mac BLOB;
ALTER TABLE setup_tokens ADD COLUMN mac BLOB;
ALTER TABLE emergency_codes ADD COLUMN mac BLOB;
ALTER TABLE recovery_codes ADD COLUMN mac BLOB;
ALTER TABLE sessions ADD COLUMN mac BLOB;
ALTER TABLE tokens ADD COLUMN mac BLOB;
ALTER TABLE requests ADD COLUMN mac BLOB;
