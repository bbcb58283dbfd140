-- What a login is decided by: passwords, factors, lockouts, policy.

CREATE TABLE policy (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The newest is the present one; up to four older ones stay for R-PWD-1.
CREATE TABLE passwords (
    resource_id TEXT NOT NULL REFERENCES resources (id),
    number      INTEGER NOT NULL,
    phc         TEXT NOT NULL,
    set_at      INTEGER NOT NULL,
    PRIMARY KEY (resource_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE factors (
    id              TEXT PRIMARY KEY,
    resource_id     TEXT NOT NULL REFERENCES resources (id),
    kind            TEXT NOT NULL CHECK (kind = 'totp'),
    label           TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
    issuer          TEXT NOT NULL,
    secret          BLOB NOT NULL,
    algorithm       TEXT NOT NULL,
    digits          INTEGER NOT NULL,
    period          INTEGER NOT NULL,
    last_step       INTEGER,
    failures        INTEGER NOT NULL,
    replaces_others INTEGER NOT NULL CHECK (replaces_others IN (0, 1)),
    created_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    UNIQUE (resource_id, label)
) STRICT;

CREATE TABLE lockouts (
    resource_id  TEXT PRIMARY KEY REFERENCES resources (id),
    failed       INTEGER NOT NULL,
    locked_at    INTEGER,
    hand_at      INTEGER,
    hand_until   INTEGER,
    hand_reason  TEXT,
    hand_by      TEXT
) STRICT, WITHOUT ROWID;

-- Denials of names that do not exist, by keyed hash (R-LOCK-7).
CREATE TABLE unknown_lockouts (
    name_hash BLOB PRIMARY KEY,
    failed    INTEGER NOT NULL,
    locked_at INTEGER,
    last_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX unknown_lockouts_last ON unknown_lockouts (last_at);
