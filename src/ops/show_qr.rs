//! `totp qr`: the QR code of an enrollment that is still pending, shown again and kept in the history (R-TOTP-8).

use super::{
    Operation,
    enroll_totp::{Enrollment, pending},
    target,
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
    },
    error::Result,
    store::WriteTx,
};

/// Shows a pending enrollment again.
#[derive(Clone, Debug)]
pub struct ShowQr {
    /// Whose.
    pub resource: String,
    /// Which device, by label or id.
    pub factor: Option<String>,
    /// Why.
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
        // Whoever sees the secret of a pending device can bring the codes that prove it: no less than a change (R-PERM-3).
        let resource = target::to_change(tx, operator, Permission::FactorWrite, &self.resource)?;
        let enrollment = pending(tx, resource, self.factor.as_deref(), tx.now())?;
        let event = Event::ok(Action::TotpShow)
            .on(&enrollment.resource.id, &enrollment.resource.username)
            .because(&self.why)
            .detail("factor", enrollment.factor.id.clone())
            .detail("label", enrollment.factor.label.clone());
        tx.record(event)?;
        Ok(enrollment)
    }
}
