//! Usernames and e-mail addresses: one space, one normal form, one owner each (R-RES-1).

use crate::{
    domain::identifier::{Identifier, Lookup},
    error::Result,
};

/// What an argument that names a resource leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One resource's id.
    One(String),
    Nobody,
    /// A bare local part that several usernames share, as shown.
    Several(Vec<String>),
}

/// Somebody who can be named by an identifier, as much of it as tells people apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The normal form of the identifier.
    pub normal: String,
    /// The username as shown.
    pub username: String,
    /// The e-mail address as shown.
    pub email: String,
    /// First and last name, as far as they are known.
    pub name: String,
    /// False once deactivated.
    pub active: bool,
}

/// A username, in the forms that it is compared in.
pub(in crate::store) struct Username {
    /// The local part of the normal form.
    pub(in crate::store) local: String,
    /// The normal form.
    pub(in crate::store) normal: String,
    /// As shown.
    pub(in crate::store) shown: String,
}

/// What is read of identifiers.
pub trait ReadIdentifiers {
    /// Finds the resource that an argument names; of several, at most six.
    fn find(&self, lookup: &Lookup) -> Result<Found>;

    /// The resources with a username (or else an e-mail address) that begins like this in the normal form, at most so many, in the order of
    /// the index. It costs the same among a million.
    fn beginning_with(&self, beginning: &str, usernames: bool, most: u32) -> Result<Vec<Named>>;

    /// The domain of the tenant's first resource, in its normal form.
    fn first_domain(&self) -> Result<Option<String>>;
}

/// What a database keeps of identifiers.
pub(in crate::store) trait KeepIdentifiers {
    /// Usernames with a local part that begins like this in the normal form, at most so many. It costs the same among a million.
    fn usernames_beginning(&self, beginning: &str, most: u32) -> Result<Vec<Username>>;

    /// The usernames of people with this given name, family name or both, in lower case; of so many people, the newest.
    fn usernames_of_people(&self, name: &str, looked_at: u32) -> Result<Vec<String>>;

    /// Adds a resource's two identifiers, one if they are the same; an identifier that is taken is an error.
    fn insert_identifiers(&self, id: &str, username: &Identifier, email: &Identifier) -> Result<()>;

    /// Puts another e-mail address in place of the present one. A username that served as the address stays.
    fn replace_email(&self, id: &str, email: &Identifier) -> Result<()>;
}
