CREATE TABLE audit_events (
    seq        INTEGER PRIMARY KEY,
    format     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    actor_auth TEXT NOT NULL,
    action     TEXT NOT NULL,
    target     TEXT,
    outcome    TEXT NOT NULL,
    client     TEXT,
    bytes      BLOB NOT NULL,
    salt       BLOB,
    personal   BLOB,
    mac        BLOB NOT NULL
) STRICT;

CREATE INDEX audit_events_action ON audit_events (action) WHERE action <> 'authenticate';

CREATE INDEX audit_events_break_glass ON audit_events (at) WHERE actor_auth = 'break_glass';

CREATE INDEX audit_events_checks ON audit_events (target, at) WHERE action = 'totp.check';

CREATE INDEX audit_events_denied ON audit_events (target) WHERE outcome = 'denied';

CREATE INDEX audit_events_done ON audit_events (target, action) WHERE action <> 'authenticate';

CREATE INDEX audit_events_outcome ON audit_events (outcome) WHERE outcome <> 'ok';

CREATE INDEX audit_events_target ON audit_events (target);

CREATE TABLE audit_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    mac      BLOB NOT NULL,
    frontier BLOB NOT NULL,
    seal     BLOB NOT NULL
, began_seq INTEGER NOT NULL DEFAULT 0, began_mac BLOB NOT NULL DEFAULT x'') STRICT;

CREATE TABLE disablements (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    until       INTEGER NOT NULL,
    disabled_at INTEGER NOT NULL,
    disabled_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    reason      TEXT
) STRICT, WITHOUT ROWID;

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

CREATE TABLE "factors" (
    id              TEXT PRIMARY KEY,
    resource_id     TEXT NOT NULL REFERENCES resources (id),
    kind            TEXT NOT NULL,
    label           TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('pending', 'active', 'disabled')),
    failures        INTEGER NOT NULL,
    replaces_others INTEGER NOT NULL CHECK (replaces_others IN (0, 1)),
    created_at      INTEGER NOT NULL,
    last_used_at    INTEGER,
    issuer          TEXT,
    secret          BLOB,
    algorithm       TEXT,
    digits          INTEGER,
    period          INTEGER,
    last_step       INTEGER,
    UNIQUE (resource_id, label),
    CHECK (kind <> 'totp' OR (issuer IS NOT NULL AND secret IS NOT NULL AND algorithm IS NOT NULL AND digits IS NOT NULL
        AND period IS NOT NULL))
) STRICT;

CREATE INDEX factors_pending ON factors (created_at) WHERE state = 'pending';

CREATE TRIGGER factors_added AFTER INSERT ON factors WHEN new.state = 'active'
BEGIN
    UPDATE resources SET enrolled = 1 WHERE id = new.resource_id;
END;

CREATE TRIGGER factors_changed AFTER UPDATE OF state ON factors WHEN new.state <> old.state
BEGIN
    UPDATE resources SET enrolled = EXISTS (SELECT 1 FROM factors WHERE resource_id = new.resource_id AND state = 'active')
    WHERE id = new.resource_id;
END;

CREATE TRIGGER factors_removed AFTER DELETE ON factors WHEN old.state = 'active'
BEGIN
    UPDATE resources SET enrolled = EXISTS (SELECT 1 FROM factors WHERE resource_id = old.resource_id AND state = 'active')
    WHERE id = old.resource_id;
END;

CREATE TABLE identifiers (
    normal      TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    is_username INTEGER NOT NULL CHECK (is_username IN (0, 1)),
    is_email    INTEGER NOT NULL CHECK (is_email IN (0, 1)),
    local       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX identifiers_local ON identifiers (local, resource_id) WHERE is_username = 1;

CREATE INDEX identifiers_resource ON identifiers (resource_id);

CREATE TABLE keys (
    purpose    TEXT PRIMARY KEY CHECK (purpose IN ('sealing', 'lookup', 'audit')),
    id         INTEGER NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE levels (
    name        TEXT PRIMARY KEY,
    permissions TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lockouts (
    resource_id  TEXT PRIMARY KEY REFERENCES resources (id),
    failed       INTEGER NOT NULL,
    locked_at    INTEGER,
    hand_at      INTEGER,
    hand_until   INTEGER,
    hand_reason  TEXT,
    hand_by      TEXT
) STRICT, WITHOUT ROWID;

CREATE TRIGGER lockouts_added AFTER INSERT ON lockouts WHEN coalesce(new.locked_at, new.hand_at) IS NOT NULL
BEGIN
    UPDATE resources SET lock_set = 1 WHERE id = new.resource_id;
END;

CREATE TRIGGER lockouts_changed AFTER UPDATE OF locked_at, hand_at ON lockouts
WHEN (coalesce(new.locked_at, new.hand_at) IS NULL) <> (coalesce(old.locked_at, old.hand_at) IS NULL)
BEGIN
    UPDATE resources SET lock_set = coalesce(new.locked_at, new.hand_at) IS NOT NULL WHERE id = new.resource_id;
END;

CREATE TRIGGER lockouts_removed AFTER DELETE ON lockouts WHEN coalesce(old.locked_at, old.hand_at) IS NOT NULL
BEGIN
    UPDATE resources SET lock_set = 0 WHERE id = old.resource_id;
END;

CREATE TABLE passwords (
    resource_id TEXT NOT NULL REFERENCES resources (id),
    number      INTEGER NOT NULL,
    phc         TEXT NOT NULL,
    set_at      INTEGER NOT NULL,
    PRIMARY KEY (resource_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE pauses (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    until       INTEGER,
    started_at  INTEGER NOT NULL,
    reason      TEXT,
    ticket      TEXT,
    operator    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER pauses_added AFTER INSERT ON pauses
BEGIN
    UPDATE resources SET pause_set = 1 WHERE id = new.resource_id;
END;

CREATE TRIGGER pauses_removed AFTER DELETE ON pauses
BEGIN
    UPDATE resources SET pause_set = 0 WHERE id = old.resource_id;
END;

CREATE TABLE policy (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    resource_id TEXT NOT NULL REFERENCES resources (id),
    number      INTEGER NOT NULL,
    salt        BLOB NOT NULL,
    hash        BLOB NOT NULL,
    made_at     INTEGER NOT NULL,
    used_at     INTEGER,
    PRIMARY KEY (resource_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE "removed_factors" (
    id          TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    kind        TEXT NOT NULL,
    label       TEXT NOT NULL,
    how         TEXT NOT NULL CHECK (how IN ('removed', 'replaced', 'reset')),
    removed_at  INTEGER NOT NULL,
    secret      BLOB,
    algorithm   TEXT,
    digits      INTEGER,
    period      INTEGER,
    CHECK (kind <> 'totp' OR (secret IS NOT NULL AND algorithm IS NOT NULL AND digits IS NOT NULL AND period IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX removed_factors_removed ON removed_factors (removed_at);

CREATE INDEX removed_factors_resource ON removed_factors (resource_id, removed_at);

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

CREATE TABLE resources (
    id                TEXT PRIMARY KEY,
    username          TEXT NOT NULL,
    email             TEXT NOT NULL,
    email_verified_at INTEGER,
    first_name        TEXT,
    last_name         TEXT,
    phone             BLOB,
    type              TEXT NOT NULL CHECK (type IN ('internal', 'co-managed', 'client')),
    license           TEXT NOT NULL CHECK (license IN ('standard', 'dashboard', 'api', 'co-managed')),
    level             TEXT NOT NULL,
    champion          INTEGER NOT NULL CHECK (champion IN (0, 1)),
    active            INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at        INTEGER NOT NULL,
    last_login_at     INTEGER
, username_normal TEXT NOT NULL DEFAULT '', enrolled INTEGER NOT NULL DEFAULT 0 CHECK (enrolled IN (0, 1)), lock_set INTEGER NOT NULL DEFAULT 0 CHECK (lock_set IN (0, 1)), pause_set INTEGER NOT NULL DEFAULT 0 CHECK (pause_set IN (0, 1))) STRICT;

CREATE INDEX resources_admins ON resources (level) WHERE level = 'admin';

CREATE UNIQUE INDEX resources_champion ON resources (champion) WHERE champion = 1;

CREATE INDEX resources_inactive ON resources (username_normal) WHERE active = 0;

CREATE INDEX resources_level ON resources (level, username_normal) WHERE level <> 'user';

CREATE INDEX resources_license ON resources (license, username_normal);

CREATE INDEX resources_lock_set ON resources (username_normal) WHERE lock_set = 1;

CREATE UNIQUE INDEX resources_normal ON resources (username_normal);

CREATE INDEX resources_not_enrolled ON resources (username_normal) WHERE enrolled = 0;

CREATE INDEX resources_pause_set ON resources (username_normal) WHERE pause_set = 1;

CREATE INDEX resources_unverified ON resources (username_normal) WHERE email_verified_at IS NULL;

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

CREATE TABLE setup_tokens (
    resource_id TEXT PRIMARY KEY REFERENCES resources (id),
    id          TEXT NOT NULL,
    token_hash  BLOB NOT NULL,
    issued_at   INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    issued_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
    id          TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    token_hash  BLOB NOT NULL,
    scopes      TEXT,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    issued_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX tokens_resource ON tokens (resource_id);

CREATE UNIQUE INDEX tokens_token ON tokens (token_hash);

CREATE TABLE unknown_lockouts (
    name_hash BLOB PRIMARY KEY,
    failed    INTEGER NOT NULL,
    locked_at INTEGER,
    last_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX unknown_lockouts_last ON unknown_lockouts (last_at);

