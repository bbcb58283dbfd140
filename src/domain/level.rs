//! Levels: named sets of permissions (R-PERM-1). Four are built in; a tenant can make others.

use super::permission::{Permission, Permissions};

/// The level of a resource, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    /// May do everything but what the owner keeps.
    Admin,
    /// Helps people back in.
    Helpdesk,
    /// Reads.
    Auditor,
    /// Is no operator.
    User,
    /// One that the tenant has made.
    Custom(String),
}

/// A name that no level can have.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a level's name has 1 to 32 lower-case ASCII letters, digits and '-', and begins with a letter")]
pub struct LevelNameFault;

impl Level {
    /// Those that are built in, the highest first.
    pub const BUILT_IN: [Level; 4] = [Level::Admin, Level::Helpdesk, Level::Auditor, Level::User];

    /// The name in commands, JSON and the history.
    pub fn word(&self) -> &str {
        match self {
            Level::Admin => "admin",
            Level::Helpdesk => "helpdesk",
            Level::Auditor => "auditor",
            Level::User => "user",
            Level::Custom(name) => name,
        }
    }

    /// The level of a stored or typed name; `None` if no level can have that name.
    pub fn from_word(word: &str) -> Option<Self> {
        if let Some(built_in) = Level::BUILT_IN.into_iter().find(|level| level.word() == word) {
            return Some(built_in);
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let plain = word.starts_with(|c: char| c.is_ascii_lowercase()) && word.len() <= 32 && word.chars().all(allowed);
        plain.then(|| Level::Custom(word.to_owned()))
    }

    /// The name of a tenant's own level that is nearest to what was typed; `None` if nothing of it could stand in one.
    pub fn nearest_name(typed: &str) -> Option<String> {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = typed.chars().map(plain).skip_while(|c| !c.is_ascii_lowercase()).take(32).collect();
        let name = name.trim_end_matches('-');
        matches!(Level::from_word(name), Some(Level::Custom(_))).then(|| name.to_owned())
    }

    /// What a built-in level holds (the table of R-PERM-1); `None` for one that the tenant has made.
    pub fn built_in_permissions(&self) -> Option<Permissions> {
        use Permission::{
            AccountLock, AccountUnlock, AuditOwn, AuditRead, EmergencyIssue, PasswordReset, ResourceRead, SessionEnd,
            TfaPause, TfaReset,
        };
        Some(match self {
            Level::Admin => Permission::grantable().collect(),
            Level::Helpdesk => [
                ResourceRead,
                TfaPause,
                TfaReset,
                AccountLock,
                AccountUnlock,
                SessionEnd,
                PasswordReset,
                EmergencyIssue,
                AuditOwn,
            ]
            .into_iter()
            .collect(),
            Level::Auditor => [ResourceRead, AuditRead].into_iter().collect(),
            Level::User => Permissions::default(),
            Level::Custom(_) => return None,
        })
    }
}

impl std::str::FromStr for Level {
    type Err = LevelNameFault;
    fn from_str(word: &str) -> Result<Self, LevelNameFault> {
        Level::from_word(word).ok_or(LevelNameFault)
    }
}

impl schemars::JsonSchema for Level {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Level".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // A tenant makes others: the list is open.
        schemars::json_schema!({"type": "string", "examples": Level::BUILT_IN})
    }
}

impl serde::Serialize for Level {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> serde::Deserialize<'de> for Level {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = <String as serde::Deserialize>::deserialize(deserializer)?;
        word.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_levels_are_plain() {
        assert_eq!(Level::from_word("admin"), Some(Level::Admin));
        assert_eq!(Level::from_word("night-shift2"), Some(Level::Custom("night-shift2".into())));
        for bad in ["", "Admin", "2nd", "a b", "-x", "ä", "a_b", &"x".repeat(33)] {
            assert_eq!(Level::from_word(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_nearest_name_is_one_that_a_level_can_have() {
        let nearest = |typed: &str| Level::nearest_name(typed);
        assert_eq!(nearest("Night Shift").as_deref(), Some("night-shift"));
        assert_eq!(nearest("2nd line").as_deref(), Some("nd-line"));
        assert_eq!(nearest(&"x".repeat(40)).as_deref(), Some("x".repeat(32).as_str()));
        for none in ["", "愛", "Admin", "123"] {
            assert_eq!(nearest(none), None, "{none}");
        }
    }

    #[test]
    fn r_perm_1_a_schema_names_the_built_in_levels_and_leaves_the_list_open() {
        let schema = schemars::schema_for!(Vec<Level>);
        let level = schema.get("items").expect("what stands in the list");
        let examples = serde_json::json!(["admin", "helpdesk", "auditor", "user"]);
        assert_eq!(level, &serde_json::json!({"type": "string", "examples": examples}));
    }

    #[test]
    fn r_perm_1_the_built_in_levels_hold_what_the_table_says() {
        // permission, admin, helpdesk, auditor: the rows of the table.
        let table = [
            ("resource.read", true, true, true),
            ("resource.write", true, false, false),
            ("factor.write", true, false, false),
            ("tfa.pause", true, true, false),
            ("tfa.reset", true, true, false),
            ("account.lock", true, true, false),
            ("account.unlock", true, true, false),
            ("session.end", true, true, false),
            ("password.reset", true, true, false),
            ("emergency.issue", true, true, false),
            ("policy.write", true, false, false),
            ("level.write", true, false, false),
            ("token.write", true, false, false),
            ("key.write", true, false, false),
            ("backup", true, false, false),
            ("audit.read", true, false, true),
            ("audit.own", true, true, true),
            ("owner", false, false, false),
        ];
        assert_eq!(table.len(), Permission::ALL.len());
        for (word, admin, helpdesk, auditor) in table {
            let permission = Permission::from_word(word).expect("a permission");
            for (level, holds) in [(Level::Admin, admin), (Level::Helpdesk, helpdesk), (Level::Auditor, auditor)] {
                let set = level.built_in_permissions().expect("built in");
                assert_eq!(set.holds(permission), holds, "{word} {}", level.word());
            }
            assert!(!Level::User.built_in_permissions().expect("built in").holds(permission), "{word} user");
        }
        assert_eq!(Level::Custom("x".into()).built_in_permissions(), None);
    }
}
