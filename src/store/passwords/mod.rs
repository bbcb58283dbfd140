//! Passwords as their hashes, the present one and the four before it (R-PWD-1, R-PWD-5), and set-up tokens.

pub(super) mod setup_tokens;

use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

/// A resource's present password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The stored string ([`crate::domain::password::HashKind`]); it also tells whether the password was changed meanwhile, since its salt is new each time.
    pub phc: String,
    pub set_at: Time,
    /// It is as this program wrote it; one that was changed in the file lets nobody in.
    pub intact: bool,
}

marked_row!(Credential);

/// What is bound of a resource's password.
pub(in crate::store) fn cells(resource: &str, phc: &str, set_at: Time) -> [Cell; 3] {
    [resource.into(), phc.into(), set_at.into()]
}

/// What is read of passwords.
pub trait ReadPasswords {
    /// The present hash of a resource picked by a number; `None` if that one has no password.
    fn somebodys_password(&self, pick: u64) -> Result<Option<String>>;

    /// The remembered hashes, newest first.
    fn remembered_passwords(&self, resource: &str) -> Result<Vec<String>>;

    /// How many active resources have a present password that was set at `until` or before.
    fn passwords_until(&self, until: Time) -> Result<u64>;
}

/// What a database keeps of passwords.
pub(in crate::store) trait KeepPasswords {
    /// The present password, if one is set.
    fn credential_of(&self, resource: &str) -> Result<Option<Bound<Credential>>>;

    /// Adds a hash after those that are there, with what binds it.
    fn insert_password(&self, resource: &str, phc: &str, now: Time, mac: &[u8; 32]) -> Result<()>;

    /// Forgets all but the newest so many of a resource.
    fn delete_old_passwords(&self, resource: &str, remembered: u32) -> Result<()>;

    /// Puts one hash in place of another if that is still the present one, with what binds it; false if it is not.
    fn replace_password(&self, resource: &str, before: &str, after: &str, mac: &[u8; 32]) -> Result<bool>;

    /// Makes every password older by so much as it seems.
    fn set_passwords_back(&self, span: Span) -> Result<()>;
}
