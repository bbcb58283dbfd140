//! `totp remove`: one device goes, the others stay (R-TOTP-4).

use super::{
    devices::{must_not_be_disabled, pick},
    recovery_codes::end_recovery_codes,
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        factor::{Factor, FactorState, Removal},
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Operation,
        access::{CredentialKind, Need, authorize, require_another},
    },
    store::{Change, WriteTx},
};

/// Removes one factor of a resource.
#[derive(Clone, Debug)]
pub struct RemoveFactor {
    pub resource: String,
    /// The device, by label or id; the only one if omitted.
    pub factor: Option<String>,
    pub why: Why,
}

impl Operation for RemoveFactor {
    type Outcome = (Resource, Factor);

    fn action(&self) -> Action {
        Action::TotpRemove
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<(Resource, Factor)> {
        let need = Need::change(Permission::FactorWrite).takes(CredentialKind::SecondFactor);
        let access = authorize(tx, operator, need, &self.resource)?;
        access.separate_duties(tx, tx.now())?;
        let resource = access.resource;
        let factors = tx.factors(&resource.id)?;
        let factor = pick(&resource, &factors, self.factor.as_deref(), |_| true)?;
        // Removing it would be a way around the reset that its failures demand (R-LOCK-10).
        must_not_be_disabled(&resource, [factor], "reset instead")?;
        let others = factors.iter().filter(|other| other.state == FactorState::Active && other.id != factor.id).count();
        let last = factor.state == FactorState::Active && others == 0;
        if last {
            require_another(tx, operator, &resource, "remove their own last device")?;
        }
        let event = Event::ok(Action::TotpRemove)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("factor", factor.id.clone())
            .detail("label", factor.label.clone())
            .detail("state", factor.state.word());
        let (codes, event) = if last { end_recovery_codes(tx, &resource.id, event)? } else { (None, event) };
        let removed = Change::FactorRemoved { factor, how: Removal::Removed };
        tx.apply([removed].into_iter().chain(codes), event)?;
        Ok((resource, factor.clone()))
    }
}
