//! Usernames and e-mail addresses: one space, one normal form, one owner each (R-RES-1).

use crate::{
    domain::identifier::{Identifier, Lookup},
    error::Result,
    store::ReadTx,
};

/// What an argument that names a resource leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One resource's id.
    One(String),
    /// Nobody.
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

    /// Those whose username (or else whose e-mail address) begins so in the normal form, at most so many, in the order of the index: it
    /// costs the same among a million.
    fn beginning_with(&self, beginning: &str, usernames: bool, most: u32) -> Result<Vec<Named>>;

    /// The domain of the tenant's first resource, in its normal form.
    fn first_domain(&self) -> Result<Option<String>>;
}

/// What a database keeps of identifiers.
pub(in crate::store) trait KeepIdentifiers {
    /// Usernames whose local part begins so in the normal form, at most so many. It costs the same among a million.
    fn usernames_beginning(&self, beginning: &str, most: u32) -> Result<Vec<Username>>;

    /// Adds a resource's two identifiers, one where they are the same; an identifier that somebody has is an error.
    fn insert_identifiers(&self, id: &str, username: &Identifier, email: &Identifier) -> Result<()>;

    /// Puts another e-mail address in place of the present one. A username that served as the address stays.
    fn replace_email(&self, id: &str, email: &Identifier) -> Result<()>;
}

impl ReadTx<'_> {
    /// The resource that holds an identifier.
    pub fn holder(&self, identifier: &Identifier) -> Result<Option<String>> {
        match self.find(&Lookup::Address(identifier.normal().to_owned()))? {
            Found::One(id) => Ok(Some(id)),
            _ => Ok(None),
        }
    }

    /// Usernames that resemble what was typed, best first, for "did you mean". Looks only at names that share a beginning, so that it
    /// costs the same among a million.
    pub fn resembling(&self, typed: &str) -> Result<Vec<String>> {
        const LOOKED_AT: u32 = 2000;
        const NEAR: f64 = 0.84;
        let typed = typed.to_lowercase();
        let (local, domain) =
            typed.split_once('@').map_or((typed.as_str(), None), |(local, domain)| (local, Some(domain)));
        let Some(first) = local.chars().next() else { return Ok(Vec::new()) };
        let mut near = Vec::new();
        // First the names with the same two letters, then those with the same first one: a typo is rarely in the first letter.
        for beginning in [local.chars().take(2).collect::<String>(), first.to_string()] {
            for candidate in self.transaction.usernames_beginning(&beginning, LOOKED_AT)? {
                let of_local = strsim::jaro_winkler(local, &candidate.local);
                let likeness = match domain {
                    Some(_) => strsim::jaro_winkler(&typed, &candidate.normal).min(of_local),
                    None => of_local,
                };
                if likeness >= NEAR && near.iter().all(|(_, shown)| *shown != candidate.shown) {
                    near.push((likeness, candidate.shown));
                }
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(near.into_iter().take(3).map(|(_, shown)| shown).collect())
    }
}
