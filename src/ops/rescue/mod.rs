//! Helping somebody who cannot get in.

pub mod account;
pub mod emergency;
pub mod guided;
pub mod record;
pub mod recover;
pub mod why;
