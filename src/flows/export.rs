//! An export: its event first, then page after page, each read in a short separate transaction.

use super::Stop;
use crate::{
    domain::{
        event::{Action, Why},
        export_field::Exported,
    },
    engine::Engine,
    error::{Code, Error, Result},
    ops::people::export::{self, Record},
    store::{Condition, Position},
};
use std::sync::atomic::Ordering;

/// What an export is of.
#[derive(Debug)]
pub struct Export<'a> {
    pub fields: &'a [Exported],
    /// Which resources: all conditions hold.
    pub conditions: &'a [Condition],
}

impl<'a> Export<'a> {
    /// Asks whether it is allowed, before a file is made for it.
    ///
    /// # Errors
    /// `permission_denied`; `not_found` for a condition on a level that there is not.
    pub fn may(&self, engine: &mut Engine) -> Result<()> {
        engine.read_before(Action::ResourceExport, None, |tx, operator, _| export::may(tx, operator, self.conditions))
    }

    /// Writes its event; whether telephone numbers are asked for and come masked. `format` is the word of the form it is put out in.
    ///
    /// # Errors
    /// As [`Self::may`], and those of writing.
    pub fn begin(&self, engine: &mut Engine, format: &str, why: Why) -> Result<bool> {
        engine.perform(&export::Export { fields: self.fields, conditions: self.conditions, format, why })
    }

    /// Reads one page: at most so many after a place.
    ///
    /// # Errors
    /// As [`Self::may`], also where a permission was lost on the way; `interrupted`; those of `each`.
    pub fn page(
        &self,
        engine: &mut Engine,
        stop: Option<&Stop>,
        (after, limit): (Option<Position>, u64),
        mut each: impl FnMut(Record<'a>, Position) -> Result<bool>,
    ) -> Result<()> {
        if stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(Error::new(Code::Interrupted, "interrupted; no file was written"));
        }
        engine.read(|tx, operator, now| {
            export::page(tx, operator, (self.fields, self.conditions), (after, limit), now, &mut each)
        })
    }
}
