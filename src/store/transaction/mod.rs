//! The transactions, above any engine: what is sealed, hashed, counted, timed and written to the history is the same whatever keeps it.
//!
//! [`read::ReadTx`] and [`write::WriteTx`] are the two of them; a file a subject has what they do beside handing on what the database keeps.

mod apply;
mod bound_rows;
mod clock;
mod factors;
mod history;
mod login;
mod operators;
mod passwords;
mod people;
pub(super) mod read;
mod rescue;
mod restore;
mod tenant;
pub(super) mod write;
