-- Operators and what they are given for a time: sessions, tokens, levels, requests that wait for a second person, codes of recovery.

-- A live session. Its token is stored as a keyed hash. Its id is derived from the token, so the token needs no index.
CREATE TABLE sessions (
    id           TEXT PRIMARY KEY,
    resource_id  TEXT NOT NULL REFERENCES resources (id),
    token_hash   BLOB NOT NULL,
    operator     INTEGER NOT NULL CHECK (operator IN (0, 1)),
    client       TEXT,
    apps         TEXT NOT NULL,
    source       TEXT,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_resource ON sessions (resource_id);

-- Levels that the tenant has made; the built-in ones stand in the program.
CREATE TABLE levels (
    name        TEXT PRIMARY KEY,
    permissions TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens for scripts, of resources with the api license. A revoked one is gone.
CREATE TABLE tokens (
    id          TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    token_hash  BLOB NOT NULL,
    scopes      TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    issued_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tokens_token ON tokens (token_hash);
CREATE INDEX tokens_resource ON tokens (resource_id);

-- What one person asked for and another has to approve.
CREATE TABLE requests (
    id          TEXT PRIMARY KEY,
    resource_id TEXT REFERENCES resources (id),
    operation   TEXT NOT NULL,
    what        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'denied', 'void')),
    fingerprint BLOB NOT NULL,
    asked_by    TEXT NOT NULL,
    asked_at    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    decided_by  TEXT,
    decided_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_waiting ON requests (expires_at) WHERE state = 'waiting';

-- A set of recovery codes as keyed, salted hashes; a used one stays, to count what is left and to know its repetition.
CREATE TABLE recovery_codes (
    resource_id TEXT NOT NULL REFERENCES resources (id),
    number      INTEGER NOT NULL,
    salt        BLOB NOT NULL,
    hash        BLOB NOT NULL,
    made_at     INTEGER NOT NULL,
    used_at     INTEGER,
    PRIMARY KEY (resource_id, number)
) STRICT, WITHOUT ROWID;

-- 2FA switched off by the owner, until a point in time (R-REC-3).
CREATE TABLE disablements (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    until       INTEGER NOT NULL,
    disabled_at INTEGER NOT NULL,
    disabled_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    reason      TEXT
) STRICT, WITHOUT ROWID;

-- One live set-up token a resource; the token rests as a keyed hash.
CREATE TABLE setup_tokens (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    id          TEXT NOT NULL,
    token_hash  BLOB NOT NULL,
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    issued_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Acts under break-glass are announced to every administrator.
CREATE INDEX audit_events_break_glass ON audit_events (at) WHERE actor_auth = 'break_glass';
