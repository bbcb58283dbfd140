-- Devices that are no longer enrolled, for thirty days: so that a wrong code can be told to be one of theirs. Nothing here grants anything.

CREATE TABLE removed_factors (
    id          TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id),
    label       TEXT NOT NULL,
    how         TEXT NOT NULL CHECK (how IN ('removed', 'replaced', 'reset')),
    secret      BLOB NOT NULL,
    algorithm   TEXT NOT NULL,
    digits      INTEGER NOT NULL,
    period      INTEGER NOT NULL,
    removed_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX removed_factors_resource ON removed_factors (resource_id, removed_at);
CREATE INDEX removed_factors_removed ON removed_factors (removed_at);
