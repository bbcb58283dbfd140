//! What an export tells of each resource: the fields that an import takes back, and a few that only the tenant knows.

use super::field::Field;
use std::{fmt, str::FromStr};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exported {
    /// One that an import takes back. Never a secret one: [`Exported::ALL`] and the names know none.
    Given(Field),
    Id,
    CreatedAt,
    /// The last granted login.
    LastLoginAt,
    /// Whether logins are refused.
    Locked,
    /// Whether it has an active authenticator.
    Enrolled,
}

impl Exported {
    pub const ALL: [Self; 16] = [
        Self::Given(Field::Username),
        Self::Given(Field::Email),
        Self::Given(Field::EmailVerified),
        Self::Given(Field::FirstName),
        Self::Given(Field::LastName),
        Self::Given(Field::Phone),
        Self::Given(Field::Type),
        Self::Given(Field::License),
        Self::Given(Field::Level),
        Self::Given(Field::Champion),
        Self::Given(Field::Active),
        Self::Id,
        Self::CreatedAt,
        Self::LastLoginAt,
        Self::Locked,
        Self::Enrolled,
    ];

    /// Those of an export by default: what an import takes back, in the order of [`Field::ALL`].
    pub fn usual() -> Vec<Self> {
        Self::ALL.into_iter().filter(|field| matches!(field, Self::Given(_))).collect()
    }

    /// Its stable name: the header of a column, the key of an object.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Given(field) => field.word(),
            Self::Id => "id",
            Self::CreatedAt => "created_at",
            Self::LastLoginAt => "last_login_at",
            Self::Locked => "locked",
            Self::Enrolled => "enrolled",
        }
    }
}

impl fmt::Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Exported {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|field| field.word() == text).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|field| field.word()).collect();
            let secret = text.parse().is_ok_and(Field::is_secret);
            let why = if secret { format!("{text} is in no export; ") } else { String::new() };
            format!("{why}a field is one of: {}", words.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_tells_every_field_of_an_import_but_the_secret_ones() {
        let (usual, open): (Vec<_>, Vec<_>) = (
            Exported::usual().into_iter().map(Exported::word).collect(),
            Field::ALL.into_iter().filter(|field| !field.is_secret()).map(Field::word).collect(),
        );
        assert_eq!(usual, open, "and in the same order");
        assert!(Exported::ALL.iter().all(|field| !matches!(field, Exported::Given(field) if field.is_secret())));
    }

    #[test]
    fn every_field_is_found_by_its_word_and_a_secret_one_is_not() {
        for field in Exported::ALL {
            assert_eq!(field.word().parse(), Ok(field));
        }
        for unknown in ["password", "password_hash", "", "Username", "account.locked"] {
            let error = unknown.parse::<Exported>().expect_err(unknown);
            assert!(error.contains("last_login_at") && error.contains("username"), "{error}");
            assert_eq!(error.contains("is in no export"), unknown.starts_with("password"), "{error}");
        }
    }
}
