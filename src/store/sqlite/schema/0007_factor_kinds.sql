-- Factors of any kind. What one kind has and another lacks may be absent, so that another kind needs new columns at most and no new
-- table. Which kinds there are is the program's to say (`FactorKind`): a row of another one is an error where it is read.

CREATE TABLE new_factors (
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

INSERT INTO new_factors (id, resource_id, kind, label, state, failures, replaces_others, created_at, last_used_at, issuer, secret,
    algorithm, digits, period, last_step)
SELECT id, resource_id, kind, label, state, failures, replaces_others, created_at, last_used_at, issuer, secret,
    algorithm, digits, period, last_step
FROM factors ORDER BY rowid;

-- Its index and its triggers go with it; none of them sees this.
DROP TABLE factors;
ALTER TABLE new_factors RENAME TO factors;

-- As before: the marks in the resource's own row, and expired enrollments, which are looked for at every enrollment.
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
CREATE INDEX factors_pending ON factors (created_at) WHERE state = 'pending';

CREATE TABLE new_removed_factors (
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

INSERT INTO new_removed_factors (id, resource_id, kind, label, how, removed_at, secret, algorithm, digits, period)
SELECT id, resource_id, 'totp', label, how, removed_at, secret, algorithm, digits, period FROM removed_factors;

DROP TABLE removed_factors;
ALTER TABLE new_removed_factors RENAME TO removed_factors;

CREATE INDEX removed_factors_resource ON removed_factors (resource_id, removed_at);
CREATE INDEX removed_factors_removed ON removed_factors (removed_at);
