//! Usernames and e-mail addresses: one spelling, one identity (R-RES-1).

mod fault;
mod lookup;
mod parts;

pub use fault::IdentifierError;
pub use lookup::{Lookup, beginning, lookup};

use parts::{
    MOST_ADDRESS_BYTES, REFUSED_IN_LOCAL, REFUSED_IN_USERNAME, check_label, check_local, composed, decoded,
    fold_address,
};

/// A username or an e-mail address; both share one space of identifiers, compared by [`Identifier::normal`]. R-RES-1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    shown: String,
    normal: String,
    at: usize,
}

impl Identifier {
    /// Reads a username (R-RES-1).
    ///
    /// # Errors
    /// Where the form, a length, a character or a mix of scripts is refused; the text says what is allowed.
    pub fn username(typed: &str) -> Result<Self, IdentifierError> {
        Self::read("username", typed, REFUSED_IN_USERNAME)
    }

    /// Reads an e-mail address (RFC 6531), by the same rules but for two characters that addresses have and paths part at (R-RES-1).
    ///
    /// # Errors
    /// As [`Identifier::username`].
    pub fn email(typed: &str) -> Result<Self, IdentifierError> {
        Self::read("e-mail address", typed, REFUSED_IN_LOCAL)
    }

    /// As typed, in NFC.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The one form that is compared and stored as the key (RFC 8265 UsernameCaseMapped of each part, NFC, a domain in its own letters).
    pub fn normal(&self) -> &str {
        &self.normal
    }

    /// The part before the `@` of the normal form.
    pub fn local(&self) -> &str {
        &self.normal[..self.at]
    }

    fn read(what: &'static str, typed: &str, refused: &str) -> Result<Self, IdentifierError> {
        let shown = composed(what, typed)?;
        let normal = fold_address(what, &shown)?;
        let too_long = IdentifierError::TooLong { what, most: MOST_ADDRESS_BYTES, unit: "bytes" };
        if shown.len().max(normal.len()) > MOST_ADDRESS_BYTES {
            return Err(too_long);
        }
        // Counted in the normal form: a full-width ＠ is an @ there.
        let (local, domain) = normal.split_once('@').ok_or(IdentifierError::Form(what))?;
        if local.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(IdentifierError::Form(what));
        }
        check_local(local, refused).map_err(|error| error.about_typed(&shown))?;
        // Nearly every domain is written in its own letters: nothing is put together again then.
        if !domain.contains("xn--") {
            domain.split('.').try_for_each(check_label)?;
            let at = local.len();
            return Ok(Self { shown, normal, at });
        }
        let labels = domain.split('.').map(|label| {
            let label = decoded(label)?;
            check_label(&label).map(|()| label)
        });
        let labels = labels.collect::<Result<Vec<_>, _>>()?;
        let (at, normal) = (local.len(), format!("{local}@{}", labels.join(".")));
        if normal.len() > MOST_ADDRESS_BYTES { Err(too_long) } else { Ok(Self { shown, normal, at }) }
    }
}

#[cfg(test)]
mod tests;
