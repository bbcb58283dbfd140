//! Rows that let somebody in or decide something: which values of each are bound to one another by a keyed hash, so a row that is
//! edited or moved without the key counts for nothing.
//!
//! Nothing is bound to time: a row that is put back as it once was fits again.

use crate::{
    domain::remedy::Remedy,
    error::{Code, Error, Result},
    vault::Cell,
};

/// The first version of the schema with bound rows.
pub(in crate::store) const BOUND_SINCE: usize = 9;

/// A table of such rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BoundTable {
    /// Password hashes.
    Passwords,
    /// Set-up tokens.
    SetupTokens,
    /// Emergency codes.
    EmergencyCodes,
    /// Recovery codes.
    RecoveryCodes,
    Sessions,
    /// Tokens of scripts.
    Tokens,
    /// What waits for a second person.
    Requests,
}

impl BoundTable {
    pub const ALL: [BoundTable; 7] = [
        BoundTable::Passwords,
        BoundTable::SetupTokens,
        BoundTable::EmergencyCodes,
        BoundTable::RecoveryCodes,
        BoundTable::Sessions,
        BoundTable::Tokens,
        BoundTable::Requests,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            BoundTable::Passwords => "passwords",
            BoundTable::SetupTokens => "setup_tokens",
            BoundTable::EmergencyCodes => "emergency_codes",
            BoundTable::RecoveryCodes => "recovery_codes",
            BoundTable::Sessions => "sessions",
            BoundTable::Tokens => "tokens",
            BoundTable::Requests => "requests",
        }
    }

    /// The columns by which a row is found.
    pub(in crate::store) const fn key(self) -> &'static [&'static str] {
        match self {
            BoundTable::Passwords | BoundTable::RecoveryCodes => &["resource_id", "number"],
            BoundTable::SetupTokens | BoundTable::EmergencyCodes => &["resource_id"],
            BoundTable::Sessions | BoundTable::Tokens | BoundTable::Requests => &["id"],
        }
    }

    /// The columns that are bound, in the order in which they are hashed. What is left out decides nothing, or is written without the key (a
    /// sign of life). A password's number is left out as well: who can change it can also remove the newer ones.
    pub(in crate::store) const fn bound(self) -> &'static [&'static str] {
        match self {
            BoundTable::Passwords => &["resource_id", "phc", "set_at"],
            BoundTable::SetupTokens => &["resource_id", "id", "token_hash", "issued_at", "expires_at", "issued_by"],
            BoundTable::EmergencyCodes => {
                &["resource_id", "id", "salt", "hash", "issued_at", "expires_at", "used_at", "issued_by"]
            }
            BoundTable::RecoveryCodes => &["resource_id", "number", "salt", "hash", "made_at", "used_at"],
            BoundTable::Sessions => &["id", "resource_id", "token_hash", "operator", "client", "created_at"],
            BoundTable::Tokens => {
                &["id", "resource_id", "token_hash", "scopes", "created_at", "expires_at", "issued_by"]
            }
            BoundTable::Requests => &[
                "id",
                "resource_id",
                "operation",
                "what",
                "state",
                "fingerprint",
                "asked_by",
                "asked_at",
                "expires_at",
                "decided_by",
                "decided_at",
            ],
        }
    }

    /// What a row that does not fit is answered with.
    pub fn tampered(self, row: &str) -> Error {
        let message = format!(
            "table {}, row {row}: it was changed outside of this program and counts for nothing; nothing was changed",
            self.name()
        );
        Error::new(Code::StateTampered, message)
            .hint("see which rows were changed, and what helps", Remedy::Doctor)
            .hint("check the history too", Remedy::VerifyHistory)
    }

    /// Refuses a row that does not fit.
    ///
    /// # Errors
    /// `state_tampered`.
    pub fn require_intact(self, intact: bool, row: &str) -> Result<()> {
        if intact { Ok(()) } else { Err(self.tampered(row)) }
    }
}

/// A row that was read, with the values that are bound and what binds them.
pub(in crate::store) struct Bound<R> {
    /// What was read.
    pub(in crate::store) row: R,
    /// The error, if a value is malformed and a default takes its place.
    pub(in crate::store) malformed: Option<Error>,
    /// In the order of [`BoundTable::bound`].
    pub(in crate::store) cells: Vec<Cell>,
    /// The keyed hash.
    pub(in crate::store) mac: Vec<u8>,
}

/// A row of any of the tables.
pub(in crate::store) struct BoundRow {
    /// In the order of [`BoundTable::key`].
    pub(in crate::store) key: Vec<Cell>,
    /// In the order of [`BoundTable::bound`].
    pub(in crate::store) cells: Vec<Cell>,
    /// The keyed hash.
    pub(in crate::store) mac: Vec<u8>,
}

impl BoundRow {
    /// A value that is bound.
    pub(in crate::store) fn cell(&mut self, table: BoundTable, column: &str) -> Option<&mut Cell> {
        let place = table.bound().iter().position(|name| *name == column)?;
        self.cells.get_mut(place)
    }
}

/// A row that does not fit.
#[derive(Clone, Debug)]
pub struct TamperedRow {
    pub table: BoundTable,
    /// The first column of its key: its id, or that of its resource.
    pub row: String,
    /// The id of its resource; none if it has none.
    pub resource: Option<String>,
}

/// What a database keeps of rows that are bound.
pub(in crate::store) trait KeepBoundRows {
    /// The row of a key.
    fn bound_row(&self, table: BoundTable, key: &[Cell]) -> Result<Option<BoundRow>>;

    /// So many rows in the order of their keys, from the first one after a key, or from the beginning.
    fn bound_rows(&self, table: BoundTable, after: Option<&[Cell]>, most: u32) -> Result<Vec<BoundRow>>;

    /// Writes what binds a row.
    fn put_mac(&self, table: BoundTable, key: &[Cell], mac: &[u8]) -> Result<()>;
}

/// A row that says of itself whether it fits.
pub(in crate::store) trait Mark {
    /// Says so.
    fn mark(&mut self, intact: bool);
}

/// Says of a type with a field `intact` that it is a [`Mark`].
macro_rules! marked_row {
    ($row:ty) => {
        impl $crate::store::bound_rows::Mark for $row {
            fn mark(&mut self, intact: bool) {
                self.intact = intact;
            }
        }
    };
}
pub(in crate::store) use marked_row;
