CREATE TRIGGER factors_added AFTER INSERT ON factors WHEN new.state = 'active'
BEGIN
    UPDATE resources SET enrolled = 1 WHERE id = new.resource_id;
END;

CREATE TRIGGER factors_changed AFTER UPDATE OF state ON factors WHEN new.state <> old.state
BEGIN
    UPDATE resources SET enrolled = EXISTS (SELECT 1 FROM factors WHERE resource_id = new.resource_id AND state = 'active')
    WHERE id = new.resource_id;
END;

CREATE TRIGGER factors_created AFTER INSERT ON factors
BEGIN
    UPDATE factors SET used_in = coalesce(last_used_at, created_at) / 2592000000 WHERE id = new.id;
END;

CREATE TRIGGER factors_removed AFTER DELETE ON factors WHEN old.state = 'active'
BEGIN
    UPDATE resources SET enrolled = EXISTS (SELECT 1 FROM factors WHERE resource_id = old.resource_id AND state = 'active')
    WHERE id = old.resource_id;
END;

CREATE TRIGGER factors_used AFTER UPDATE OF last_used_at ON factors
WHEN coalesce(new.last_used_at, new.created_at) / 2592000000 <> new.used_in
BEGIN
    UPDATE factors SET used_in = coalesce(last_used_at, created_at) / 2592000000 WHERE id = new.id;
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

CREATE TRIGGER passwords_added AFTER INSERT ON passwords
BEGIN
    UPDATE resources SET has_password = 1 WHERE id = new.resource_id AND has_password = 0;
END;

CREATE TRIGGER passwords_removed AFTER DELETE ON passwords
WHEN NOT EXISTS (SELECT 1 FROM passwords WHERE resource_id = old.resource_id)
BEGIN
    UPDATE resources SET has_password = 0 WHERE id = old.resource_id;
END;

CREATE TRIGGER pauses_added AFTER INSERT ON pauses
BEGIN
    UPDATE resources SET pause_set = 1 WHERE id = new.resource_id;
END;

CREATE TRIGGER pauses_removed AFTER DELETE ON pauses
BEGIN
    UPDATE resources SET pause_set = 0 WHERE id = old.resource_id;
END;

CREATE TRIGGER resources_added AFTER INSERT ON resources
BEGIN
    UPDATE attention SET
        device = device + new.lacks_device,
        password = password + new.lacks_password,
        verification = verification + new.lacks_verification;
END;

CREATE TRIGGER resources_changed AFTER UPDATE OF active, license, enrolled, has_password, email_verified_at ON resources
WHEN (new.lacks_device, new.lacks_password, new.lacks_verification) <> (old.lacks_device, old.lacks_password, old.lacks_verification)
BEGIN
    UPDATE attention SET
        device = device + new.lacks_device - old.lacks_device,
        password = password + new.lacks_password - old.lacks_password,
        verification = verification + new.lacks_verification - old.lacks_verification;
END;

