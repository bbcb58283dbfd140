//! What takes several transactions, and no terminal: a login with its second try and its stronger hash, an import, many at once, an export,
//! the making of a tenant, its backup and its way back, the handing out of tokens.
//!
//! A flow takes its options as data, and works on an [`Engine`](crate::engine::Engine). It asks nothing and prints nothing: its caller (a
//! command, a front door, an agent) has asked before, and reports the result. A long one tells a [`Watch`] how far it came, and ends in
//! order once it is asked to [`stop`](Stop).

pub mod backup;
pub mod bulk;
pub mod create_tenant;
pub mod export;
pub mod handout;
pub mod import;
pub mod login;
pub mod migrate;
pub mod restore;
pub mod sign_in;

use std::sync::atomic::AtomicBool;

/// Set when the caller of a flow wants it to end.
pub type Stop = AtomicBool;

/// Watches a flow that takes long.
pub trait Watch {
    /// A stage begins, of so many steps; 0 where nobody knows how many.
    fn begin(&mut self, stage: Stage, steps: u64);
    /// So many steps of it are done.
    fn reach(&mut self, done: u64);
    /// Something worth telling, on the way.
    fn notice(&mut self, notice: Notice);
}

/// A stage of a flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Rows are read and checked; a step is 1024 bytes of them.
    CheckingRows,
    /// Rows are written; a step is a row.
    ImportingRows,
}

/// Something worth telling while a flow goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// The file has the header of this product.
    ReadAs(&'static str),
    /// Columns that no field takes.
    ColumnsIgnored(Vec<String>),
    /// Keys that no field takes.
    KeysIgnored(Vec<String>),
    /// The file holds passwords in plain text.
    PlainPasswords,
    /// So many of them look like digests.
    Digests {
        /// The column or key with them.
        column: String,
        rows: u64,
    },
    /// So many accounts of the file end later than now, and no end is kept.
    LaterEnds(u64),
    /// The stopped import had other rows: this one starts from the first row.
    StartsOver,
}
