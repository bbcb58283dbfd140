-- Helping people: pauses, emergency codes, the hourly limit of `totp check`.

CREATE TABLE pauses (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    until       INTEGER,
    started_at  INTEGER NOT NULL,
    reason      TEXT,
    ticket      TEXT,
    operator    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One code a resource; a newer one replaces it (R-REC-1). A used one stays until the next, to know its repetition (R-LOCK-8).
CREATE TABLE emergency_codes (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    id          TEXT NOT NULL,
    salt        BLOB NOT NULL,
    hash        BLOB NOT NULL,
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    used_at     INTEGER,
    issued_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_events_checks ON audit_events (target, at) WHERE action = 'totp.check';
