-- Lists that cost the same among a million: what a condition asks for stands in the resource's own row, and an index holds those rows in
-- the order of their usernames. The triggers keep the marks, so that no statement that touches a factor, a lock or a pause can forget them.

-- The username's normal form, `normal` in `identifiers`.
ALTER TABLE resources ADD COLUMN username_normal TEXT NOT NULL DEFAULT '';
-- Whether it has an active factor.
ALTER TABLE resources ADD COLUMN enrolled INTEGER NOT NULL DEFAULT 0 CHECK (enrolled IN (0, 1));
-- Whether a lock or a pause is set that may be in force: whether it is depends on the time, and is asked where it stands.
ALTER TABLE resources ADD COLUMN lock_set INTEGER NOT NULL DEFAULT 0 CHECK (lock_set IN (0, 1));
ALTER TABLE resources ADD COLUMN pause_set INTEGER NOT NULL DEFAULT 0 CHECK (pause_set IN (0, 1));

UPDATE resources SET
    username_normal = (SELECT i.normal FROM identifiers i WHERE i.resource_id = resources.id AND i.is_username = 1),
    enrolled = EXISTS (SELECT 1 FROM factors WHERE resource_id = resources.id AND state = 'active'),
    lock_set = EXISTS (SELECT 1 FROM lockouts WHERE resource_id = resources.id AND (locked_at IS NOT NULL OR hand_at IS NOT NULL)),
    pause_set = EXISTS (SELECT 1 FROM pauses WHERE resource_id = resources.id);

CREATE UNIQUE INDEX resources_normal ON resources (username_normal);
CREATE INDEX resources_not_enrolled ON resources (username_normal) WHERE enrolled = 0;
CREATE INDEX resources_lock_set ON resources (username_normal) WHERE lock_set = 1;
CREATE INDEX resources_pause_set ON resources (username_normal) WHERE pause_set = 1;
CREATE INDEX resources_inactive ON resources (username_normal) WHERE active = 0;
CREATE INDEX resources_unverified ON resources (username_normal) WHERE email_verified_at IS NULL;
CREATE INDEX resources_license ON resources (license, username_normal);
-- Nearly everybody is a user: those are found in the order of usernames.
CREATE INDEX resources_level ON resources (level, username_normal) WHERE level <> 'user';
-- Lists were its only use, and go by `resources_normal` now.
DROP INDEX identifiers_username;

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

CREATE TRIGGER pauses_added AFTER INSERT ON pauses
BEGIN
    UPDATE resources SET pause_set = 1 WHERE id = new.resource_id;
END;
CREATE TRIGGER pauses_removed AFTER DELETE ON pauses
BEGIN
    UPDATE resources SET pause_set = 0 WHERE id = old.resource_id;
END;

-- Expired enrollments are looked for at every enrollment.
CREATE INDEX factors_pending ON factors (created_at) WHERE state = 'pending';

-- The history by what was done and how it ended, for all but the granted login: that one, the commonest event by far, writes no more than
-- before, and a search for logins or for what went well finds them near the end.
CREATE INDEX audit_events_action ON audit_events (action) WHERE action <> 'authenticate';
CREATE INDEX audit_events_outcome ON audit_events (outcome) WHERE outcome <> 'ok';
-- A resource's own denials, and what was done to it, are few among the logins that somebody who hammers at it tries in vain.
CREATE INDEX audit_events_denied ON audit_events (target) WHERE outcome = 'denied';
CREATE INDEX audit_events_done ON audit_events (target, action) WHERE action <> 'authenticate';
