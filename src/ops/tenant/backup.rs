//! `backup create` and `backup verify` (R-BAK-1): who may, what the history keeps of it, and what is sound about a backup.

use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{Operation, access::require_permission},
    store::{ReadTx, WriteTx},
};

/// How far a backup goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The number of the newest event in it.
    pub head_seq: u64,
    /// The time of that event: the backup holds the tenant as it was then.
    pub made_at: Time,
}

/// Refuses operators who may not back up the tenant, nor look into a backup of it.
///
/// # Errors
/// `permission_denied`.
pub fn may(operator: &Operator) -> Result<()> {
    require_permission(operator, Permission::Backup)
}

/// How far a tenant goes.
///
/// # Errors
/// `corrupt` if its history is empty: every tenant has a first event.
pub fn extent(tx: &ReadTx<'_>) -> Result<Extent> {
    let (head_seq, made_at) =
        tx.newest_event()?.ok_or_else(|| Error::new(Code::Corrupt, "there is no event in its history"))?;
    Ok(Extent { head_seq, made_at })
}

/// Whether a tenant is sound: the file, its schema, whether the key opens it, and whether its history verifies. `progress` gets the number
/// of events read; the result is `None` if it answered false.
///
/// # Errors
/// Those of the key; `corrupt`; `verification_failed`.
pub fn check(tx: &ReadTx<'_>, progress: impl FnMut(u64) -> bool) -> Result<Option<Extent>> {
    tx.vault()?;
    if let Some(damage) = tx.integrity()? {
        return Err(Error::new(Code::Corrupt, format!("the file is damaged: {damage}")));
    }
    let Some(verdict) = tx.verify_history(progress)? else { return Ok(None) };
    match verdict.first_bad_seq {
        None => extent(tx).map(Some),
        Some(seq) => Err(Error::new(
            Code::VerificationFailed,
            format!("its history was tampered with: event {seq} is wrong or missing"),
        )),
    }
}

/// The event of a backup, written before the backup is made: the backup contains it.
pub struct CreateBackup {
    pub file: String,
    pub why: Why,
}

impl Operation for CreateBackup {
    type Outcome = ();

    fn action(&self) -> Action {
        Action::BackupCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<()> {
        may(operator)?;
        tx.record(Event::ok(Action::BackupCreate).because(&self.why).detail("file", self.file.clone()))
    }
}
