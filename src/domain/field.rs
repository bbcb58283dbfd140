//! The fields of a resource as files name them: in an import, an export, a plan.

use std::{fmt, str::FromStr};

/// A field that a file may give for a resource (R-RES-1, R-RES-2, R-RES-3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// `name@domain`.
    Username,
    /// The primary e-mail address.
    Email,
    /// Whether that address counts as verified.
    EmailVerified,
    FirstName,
    LastName,
    /// Mobile number.
    Phone,
    /// Internal, co-managed, client.
    Type,
    /// Decides about 2FA.
    License,
    /// What it may do as an operator.
    Level,
    /// Whether it is the tenant's authority.
    Champion,
    /// Whether it may log in.
    Active,
    /// Its password as a PHC string.
    PasswordHash,
    /// Its password in plain text.
    Password,
}

impl Field {
    /// Every field, in the order in which an export has them; the two of a password are in no export.
    pub const ALL: [Self; 13] = [
        Self::Username,
        Self::Email,
        Self::EmailVerified,
        Self::FirstName,
        Self::LastName,
        Self::Phone,
        Self::Type,
        Self::License,
        Self::Level,
        Self::Champion,
        Self::Active,
        Self::PasswordHash,
        Self::Password,
    ];

    pub const COUNT: usize = Self::ALL.len();

    /// Its stable name: the header of a column, the key of an object.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::EmailVerified => "email_verified",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Phone => "phone",
            Self::Type => "type",
            Self::License => "license",
            Self::Level => "level",
            Self::Champion => "champion",
            Self::Active => "active",
            Self::PasswordHash => "password_hash",
            Self::Password => "password",
        }
    }

    /// Its place in [`Field::ALL`].
    pub const fn place(self) -> usize {
        self as usize
    }

    /// Whether its value is never shown, kept in a plan, or written to rejected rows' reasons.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::PasswordHash | Self::Password)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|field| field.word() == text).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|field| field.word()).collect();
            format!("a field is one of: {}", words.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_word_and_stands_in_its_place() {
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!((field.word().parse(), field.place()), (Ok(field), place));
        }
        assert!("e-mail".parse::<Field>().is_err_and(|text| text.contains("email_verified")));
    }
}
