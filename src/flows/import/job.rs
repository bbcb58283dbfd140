//! What holds for a whole import.

use crate::{
    domain::field::Field,
    flows::Stop,
    ops::{
        passwords::set_password::Standard,
        people::import::{Rejected, Rules},
    },
};
use std::{collections::BTreeSet, sync::atomic::Ordering};

/// What was said for an import, and what its file is like.
pub struct Job<'a> {
    /// What rows are decided by.
    pub rules: &'a Rules,
    /// What first passwords are judged by.
    pub standard: &'a Standard,
    /// Passwords in plain text are taken.
    pub plain: bool,
    /// What else than its rows tells this import from any other.
    pub seed: String,
    /// How many rows are written together.
    pub batch: usize,
    /// A bad row is left out instead of ending the import.
    pub skip: bool,
    /// The rows that an import before this one carried out.
    pub done: u64,
    /// The lines of those of them that it left out.
    pub left_out: BTreeSet<u64>,
    /// Set once it is to end.
    pub stop: &'a Stop,
    /// The message of a rejected row.
    pub reject_message: fn(&Rejected) -> String,
    /// How the file names each field.
    pub columns: [String; Field::COUNT],
}

impl Job<'_> {
    /// Whether it is to end.
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// How the file names a field.
    pub fn column(&self, field: Field) -> String {
        self.columns[field.place()].clone()
    }
}
