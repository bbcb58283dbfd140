//! How recovery codes are stored, who may ask for a set, and what a typed code proves (R-REC-5).

use crate::{
    domain::{
        decision::CodeProof,
        event::Event,
        permission::Operator,
        recovery_codes::{self, RecoveryCode},
        time::Time,
    },
    error::Result,
    ops::{
        access::{Access, Need, authorize},
        find,
    },
    store::{BoundTable, Change, ReadTx},
    vault::Vault,
};
use subtle::{Choice, ConstantTimeEq};

/// What is stored in place of a code: a keyed, salted hash that is valid only for its resource.
pub(super) fn code_hash(vault: &Vault, salt: &[u8], resource: &str, code: &RecoveryCode) -> [u8; 32] {
    vault.keyed_hash("recovery code", &[salt, resource.as_bytes()].concat(), code.normal())
}

/// Authorizes an operator who signed in as the resource, or who may do it for others. Reveals nothing before that is known.
pub(super) fn own_or<'o>(tx: &ReadTx<'_>, operator: &'o Operator, need: Need<'_>, typed: &str) -> Result<Access<'o>> {
    if operator.session().is_some() {
        let own = find::login_name(tx, typed)?.filter(|id| operator.is(id));
        if let Some(own) = own {
            return Ok(Access::of_itself(operator, find::existing(tx, &own)?));
        }
    }
    authorize(tx, operator, need, typed)
}

/// Ends a set of recovery codes, and adds to the event how many were left: they end with the last device (R-REC-5).
pub(in crate::ops) fn end_recovery_codes<'a>(
    tx: &ReadTx<'_>,
    resource: &'a str,
    event: Event,
) -> Result<(Option<Change<'a>>, Event)> {
    let set = tx.recovery_codes(resource)?;
    if set.is_empty() {
        return Ok((None, event));
    }
    let left = set.iter().filter(|code| code.used_at.is_none()).count();
    Ok((Some(Change::RecoveryCodesEnded(resource)), event.detail("recovery_codes_ended", left)))
}

/// What a typed recovery code proves. The whole set is compared before any result is looked at: the time does not reveal which one matched.
pub(in crate::ops) fn judge(tx: &ReadTx<'_>, resource: &str, code: &RecoveryCode, now: Time) -> Result<CodeProof> {
    let set = tx.recovery_codes(resource)?;
    let vault = tx.vault()?;
    let same: Vec<Choice> =
        set.iter().map(|row| code_hash(vault, &row.salt, resource, code).ct_eq(&row.hash)).collect();
    let found = set.iter().zip(same).find(|(_, same)| bool::from(*same)).map(|(row, _)| row);
    if let Some(row) = found {
        BoundTable::RecoveryCodes.require_intact(row.intact, resource)?;
    }
    Ok(match found.map(|row| (row.number, row.used_at)) {
        Some((number, None)) => CodeProof::Recovery { number },
        Some((_, Some(used))) if recovery_codes::is_repetition(used, now) => CodeProof::Repeated,
        Some(_) | None => CodeProof::Wrong,
    })
}
