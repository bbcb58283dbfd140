-- The ground: the tenant, its wrapped keys, resources and their identifiers, the history.
-- Times are milliseconds since 1970-01-01T00:00:00Z. Sealed columns are BLOBs bound to their table, column and row.

CREATE TABLE tenant (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
    purpose    TEXT PRIMARY KEY CHECK (purpose IN ('sealing', 'lookup', 'audit')),
    id         INTEGER NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

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
) STRICT;

CREATE UNIQUE INDEX resources_champion ON resources (champion) WHERE champion = 1;
CREATE INDEX resources_admins ON resources (level) WHERE level = 'admin';

-- Usernames and e-mail addresses share one space: each normal form belongs to one resource (R-RES-1).
CREATE TABLE identifiers (
    normal      TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    is_username INTEGER NOT NULL CHECK (is_username IN (0, 1)),
    is_email    INTEGER NOT NULL CHECK (is_email IN (0, 1)),
    local       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX identifiers_resource ON identifiers (resource_id);
CREATE INDEX identifiers_local ON identifiers (local, resource_id) WHERE is_username = 1;
CREATE UNIQUE INDEX identifiers_username ON identifiers (normal, resource_id) WHERE is_username = 1;

-- The history. `bytes` are the canonical bytes that the chain covers; the other columns repeat them for queries.
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

CREATE INDEX audit_events_target ON audit_events (target);

CREATE TABLE audit_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    mac      BLOB NOT NULL,
    frontier BLOB NOT NULL,
    seal     BLOB NOT NULL
) STRICT;
