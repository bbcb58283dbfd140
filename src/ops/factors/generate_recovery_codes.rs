//! `recovery-codes generate` (R-REC-5): a new set in place of the earlier one.

use super::recovery_codes::{code_hash, own_or};
use crate::{
    domain::{
        event::{Action, Event, Why},
        factor::FactorState,
        license::SecondFactor,
        permission::{Operator, Permission},
        recovery_codes::{RecoveryCode, SET},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{CredentialKind, Need},
        people::view::live_factors,
    },
    store::{Change, ReadTx, RecoveryRow, WriteTx},
};

#[derive(Clone, Debug)]
pub struct GenerateRecoveryCodes {
    pub resource: String,
    pub why: Why,
}

/// A new set. The codes are shown only this once.
#[derive(Debug)]
pub struct Generated {
    pub resource: Resource,
    /// The codes, in their order.
    pub codes: Vec<RecoveryCode>,
    /// How many unused codes of the earlier set are void now.
    pub replaced: u32,
    /// When the set was made.
    pub made_at: Time,
}

/// Codes stand in for a device: without one, or if none is allowed, they would open nothing.
fn may_have_codes(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<()> {
    let username = resource.username.as_str();
    if resource.license.second_factor() == SecondFactor::NotAvailable {
        let message = format!(
            "{username} has the {} license, for which there is no 2FA; no code was made",
            resource.license.word()
        );
        return Err(Error::new(Code::LicenseForbids, message).hint("see", Remedy::Why(username.to_owned())));
    }
    let factors = live_factors(tx, &resource.id, now)?;
    if factors.iter().any(|factor| factor.state == FactorState::Active) {
        return Ok(());
    }
    let refused = |what: &str| Error::new(Code::FactorState, format!("{username} {what}; no code was made"));
    Err(match factors.iter().find(|factor| factor.state == FactorState::Disabled) {
        Some(_) => refused("has a device that 100 wrong codes in a row disabled, and no other")
            .hint("reset first", Remedy::ResetFactors(username.to_owned())),
        None => refused("has no authenticator that a recovery code could stand in for")
            .hint("enroll one first", Remedy::Enroll(username.to_owned())),
    })
}

impl Operation for GenerateRecoveryCodes {
    type Outcome = Generated;

    fn action(&self) -> Action {
        Action::RecoveryCodesGenerate
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Generated> {
        // People who are signed in make their own codes; a token never makes them for its own resource.
        let need = Need::change(Permission::FactorWrite).of_another("make recovery codes for themselves by a token");
        let access = own_or(tx, operator, need.takes(CredentialKind::SecondFactor), &self.resource)?;
        let now = tx.now();
        may_have_codes(tx, &access.resource, now)?;
        access.separate_duties(tx, now)?;
        let resource = access.resource;
        let replaced = tx.recovery_codes_left(&resource.id)?;
        let (mut codes, mut rows) = (Vec::new(), Vec::new());
        for number in 1..=SET {
            let (code, salt) = (RecoveryCode::generate(tx.random()?), tx.random::<16>()?);
            let hash = code_hash(tx.vault()?, &salt, &resource.id, &code);
            rows.push(RecoveryRow { number, salt, hash, made_at: now, used_at: None, intact: true });
            codes.push(code);
        }
        let event = Event::ok(Action::RecoveryCodesGenerate)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("codes", SET)
            .detail("by_itself", operator.is(&resource.id))
            .changed("recovery_codes_left", replaced, SET);
        tx.apply([Change::RecoveryCodesSet { resource: &resource.id, codes: &rows }], event)?;
        Ok(Generated { resource, codes, replaced, made_at: now })
    }
}
