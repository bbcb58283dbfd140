-- Who needs attention, counted as it changes, so that asking costs the same among a million. The triggers keep the numbers, as they keep
-- the marks for lists.

-- Whether it has a password.
ALTER TABLE resources ADD COLUMN has_password INTEGER NOT NULL DEFAULT 0 CHECK (has_password IN (0, 1));
UPDATE resources SET has_password = 1 WHERE id IN (SELECT resource_id FROM passwords);
CREATE INDEX resources_no_password ON resources (username_normal) WHERE has_password = 0;

CREATE TRIGGER passwords_added AFTER INSERT ON passwords
BEGIN
    UPDATE resources SET has_password = 1 WHERE id = new.resource_id AND has_password = 0;
END;
CREATE TRIGGER passwords_removed AFTER DELETE ON passwords
WHEN NOT EXISTS (SELECT 1 FROM passwords WHERE resource_id = old.resource_id)
BEGIN
    UPDATE resources SET has_password = 0 WHERE id = old.resource_id;
END;

-- What an active resource lacks. No code is asked of the api license, and no sign-in with a password.
ALTER TABLE resources ADD COLUMN lacks_device INTEGER AS (active AND NOT enrolled AND license IN ('standard', 'co-managed'));
ALTER TABLE resources ADD COLUMN lacks_password INTEGER AS (active AND NOT has_password AND license <> 'api');
ALTER TABLE resources ADD COLUMN lacks_verification INTEGER AS (active AND email_verified_at IS NULL AND license <> 'api');

-- How many lack it.
CREATE TABLE attention (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    device       INTEGER NOT NULL,
    password     INTEGER NOT NULL,
    verification INTEGER NOT NULL
) STRICT;
INSERT INTO attention
SELECT 1, count(*) FILTER (WHERE lacks_device), count(*) FILTER (WHERE lacks_password), count(*) FILTER (WHERE lacks_verification)
FROM resources;

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

-- The resources that used a recovery code.
CREATE INDEX recovery_codes_used ON recovery_codes (resource_id) WHERE used_at IS NOT NULL;

-- In which span of 30 days a factor was used last, or created where it was not: it changes once in a while, and not with every login.
ALTER TABLE factors ADD COLUMN used_in INTEGER NOT NULL DEFAULT 0;
UPDATE factors SET used_in = coalesce(last_used_at, created_at) / 2592000000;
CREATE INDEX factors_used_in ON factors (used_in) WHERE state = 'active';

CREATE TRIGGER factors_created AFTER INSERT ON factors
BEGIN
    UPDATE factors SET used_in = coalesce(last_used_at, created_at) / 2592000000 WHERE id = new.id;
END;
CREATE TRIGGER factors_used AFTER UPDATE OF last_used_at ON factors
WHEN coalesce(new.last_used_at, new.created_at) / 2592000000 <> new.used_in
BEGIN
    UPDATE factors SET used_in = coalesce(last_used_at, created_at) / 2592000000 WHERE id = new.id;
END;
