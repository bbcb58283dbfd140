-- What a log is told by from one that was written for another file (R-BAK-2): the history's end as it was before the transaction that wrote
-- this row. A log begins once all before it is in the database file, and every transaction writes this row, so that its first image in the
-- log says which file the log continues.

ALTER TABLE audit_head ADD COLUMN began_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit_head ADD COLUMN began_mac BLOB NOT NULL DEFAULT x'';

UPDATE audit_head SET began_seq = seq, began_mac = mac;
