//! What names a resource on a command line: an address, the part before its `@`, or an id (R-RES-1).

use super::{
    Identifier, IdentifierError,
    parts::{REFUSED_IN_LOCAL, REFUSED_IN_USERNAME, check_local, composed, fold, fold_address},
};
use crate::domain::normalize_input::narrow;

/// What a typed RESOURCE argument may mean; the text inside is normalised. R-RES-1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A whole address, in its normal form.
    Address(String),
    /// The local part alone: it names a resource if it is unique in the tenant.
    Local(String),
    /// A resource's id: a hyphenated UUID in lower case.
    Id(String),
}

/// Reads a RESOURCE argument: an address, a bare local part (the domain left out), or an id in any case. R-RES-1.
///
/// # Errors
/// Why it cannot be a name.
pub fn lookup(typed: &str) -> Result<Lookup, IdentifierError> {
    const WHAT: &str = "resource";
    let shown = composed(WHAT, typed)?;
    if shown.chars().any(|c| narrow(c) == '@') {
        return Identifier::read(WHAT, typed, REFUSED_IN_LOCAL).map(|address| Lookup::Address(address.normal));
    }
    // The length leaves the hyphenated form alone of all those that the library reads.
    if shown.len() == 36
        && let Ok(id) = uuid::Uuid::try_parse(&shown)
    {
        return Ok(Lookup::Id(id.hyphenated().to_string()));
    }
    let local = fold(WHAT, &shown)?;
    check_local(&local, REFUSED_IN_USERNAME).map_err(|error| error.about_typed(&shown))?;
    Ok(Lookup::Local(local))
}

/// What a username begins with, in the normal form, from the beginning of one as it is typed; `None` if none can begin so. R-RES-1.
pub fn beginning(typed: &str) -> Option<String> {
    const WHAT: &str = "resource";
    if typed.is_empty() { Some(String::new()) } else { fold_address(WHAT, &composed(WHAT, typed).ok()?).ok() }
}
