//! The same act on many, each in a separate transaction (docs/adr/0026-one-transaction-each.md).

use super::Stop;
use crate::{
    domain::permission::Permission,
    engine::Engine,
    error::{Code, Error, Result},
    ops::{
        Operation, find,
        people::{
            bulk::{self, Selection},
            shut_out::{ShutOut, shut_out},
        },
    },
};
use std::sync::atomic::Ordering;

/// The names of so many are read at a time.
const CHUNK: usize = 500;

#[derive(Clone, Debug)]
pub struct Did {
    pub changed: bool,
    /// A remark about it.
    pub remark: Option<String>,
}

impl From<bool> for Did {
    fn from(changed: bool) -> Self {
        Self { changed, remark: None }
    }
}

/// The turn of one of many.
pub struct Turn<'a> {
    engine: &'a mut Engine,
    meant: &'a Selection,
    id: &'a str,
}

impl Turn<'_> {
    /// The id of the resource.
    pub fn resource(&self) -> String {
        self.id.to_owned()
    }

    /// What keeps the resource out whatever else is done; nothing if that cannot be read.
    pub fn shut_out(&self) -> Option<ShutOut> {
        let found = self.engine.peek(|tx, operator, now| match operator.may(Permission::ResourceRead) {
            true => shut_out(tx, &find::existing(tx, self.id)?, now),
            false => Ok(None),
        });
        found.ok().flatten()
    }

    /// Performs an operation on the resource, which must still match what it was selected by.
    ///
    /// # Errors
    /// `changed` if it no longer matches; those of the operation.
    pub fn perform<O: Operation>(&mut self, operation: &O) -> Result<O::Outcome> {
        self.engine.perform(&self.meant.if_still(self.id, operation))
    }
}

/// Acts on each in turn: `one` acts on one and says whether that changed anything; `tell` gets the username and the result. A
/// refusal that is about one of them ends nothing; an error that the next would meet as well ends it.
///
/// # Errors
/// `interrupted`, after the one that was under way; what ended it (`busy`, `disk_full`, `not_signed_in`); those of `tell`.
pub fn each<D: Into<Did>>(
    engine: &mut Engine,
    meant: &Selection,
    stop: &Stop,
    mut one: impl FnMut(&mut Turn<'_>) -> Result<D>,
    mut tell: impl FnMut(String, &Result<Did>) -> Result<()>,
) -> Result<()> {
    for ids in meant.chunks(CHUNK) {
        let usernames = engine.read_as_anybody(|tx, _| bulk::usernames(tx, &ids))?;
        for (id, username) in ids.into_iter().zip(usernames) {
            if stop.load(Ordering::Relaxed) {
                return Err(Error::new(Code::Interrupted, "interrupted"));
            }
            let did = one(&mut Turn { engine, meant, id: &id }).map(Into::into);
            tell(username, &did)?;
            match did {
                Err(error) if !is_about_one(error.code()) => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether a refusal is about this one alone, and the next may succeed.
fn is_about_one(code: Code) -> bool {
    match code {
        Code::NotSignedIn => false,
        code => matches!(code.exit(), 3..=7 | 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_by_a_rule_is_about_one_and_a_database_that_is_busy_about_all() {
        for code in [Code::LicenseForbids, Code::SelfService, Code::HigherLevel, Code::LastAdministrator] {
            assert!(is_about_one(code), "{code:?}");
        }
        for code in [Code::Busy, Code::DiskFull, Code::NotSignedIn, Code::KeyMissing, Code::Failure, Code::Usage] {
            assert!(!is_about_one(code), "{code:?}");
        }
    }
}
