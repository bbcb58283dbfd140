//! `totp qr`: the QR code of an enrollment that is still pending, shown again and kept in the history (R-TOTP-8).

use super::{
    devices::{expired, pick},
    enroll_totp::Enrollment,
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        factor::FactorState,
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{CredentialKind, Need, authorize},
    },
    store::{ReadTx, WriteTx},
};

#[derive(Clone, Debug)]
pub struct ShowQr {
    pub resource: String,
    /// The device, by label or id.
    pub factor: Option<String>,
    pub why: Why,
}

impl Operation for ShowQr {
    type Outcome = Enrollment;

    fn action(&self) -> Action {
        Action::TotpShow
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Enrollment> {
        // Anyone who sees the secret of a pending device can give the codes that prove it, so this counts as a change (R-PERM-3).
        let need = Need::change(Permission::FactorWrite).takes(CredentialKind::SecondFactor);
        let access = authorize(tx, operator, need, &self.resource)?;
        let enrollment = pending(tx, &access.resource, self.factor.as_deref(), tx.now())?;
        access.separate_duties(tx, tx.now())?;
        let event = Event::ok(Action::TotpShow)
            .on(&enrollment.resource.id, &enrollment.resource.username)
            .because(&self.why)
            .detail("factor", enrollment.factor.id.clone())
            .detail("label", enrollment.factor.label.clone());
        tx.record(event)?;
        Ok(enrollment)
    }
}

/// A pending enrollment, to show its QR code again; or the refusal that says why not (R-TOTP-8).
fn pending(tx: &ReadTx<'_>, resource: &Resource, named: Option<&str>, now: Time) -> Result<Enrollment> {
    let factors = tx.factors(&resource.id)?;
    let factor = pick(resource, &factors, named, |factor| factor.state == FactorState::Pending)?.clone();
    if factor.state != FactorState::Pending {
        let message = format!(
            "the device {:?} is confirmed: its QR code is never shown again; nothing was changed",
            factor.label
        );
        return Err(
            Error::new(Code::FactorState, message).hint("enroll another", Remedy::Enroll(resource.username.clone()))
        );
    }
    if factor.expired(now) {
        return Err(expired(resource));
    }
    let secret = tx.factor_secret(&factor)?;
    Ok(Enrollment { resource: resource.clone(), factor, secret, replaced: None })
}
