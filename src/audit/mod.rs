//! The history's bytes and the chain over them; `docs/audit-format.md` specifies both to the byte.
//!
//! Nothing here reads a database: rows come in as [`Row`], and what is found wrong goes out as a sequence number.

mod bytes;
mod chain;
mod verify;

pub use bytes::{FORMAT, Fields, commitment, encode};
pub use chain::{Frontier, Head, genesis};
pub use verify::{Row, Verdict, Verifier};
