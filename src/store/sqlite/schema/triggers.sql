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

