//! What a login asks a person for now, besides the password: what they are told on the telephone depends on it.

use crate::{
    domain::{factor::FactorState, license::SecondFactor, resource::Resource, time::Time},
    error::Result,
    store::ReadTx,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoginAsks {
    /// The code that a device shows.
    Code,
    /// A code, and wrong codes have disabled every device that could show it.
    CodeOfNoDevice,
    /// An enrollment: there is no device.
    Enrollment,
    /// Nothing: 2FA is paused, switched off, not enrolled where it may be left out, or not available.
    Nothing,
}

impl LoginAsks {
    pub fn of(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Self> {
        let kind = resource.license.second_factor();
        let lifted = tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(now))
            || tx.disablement(&resource.id)?.is_some_and(|disablement| disablement.in_force(now));
        if lifted || kind == SecondFactor::NotAvailable {
            return Ok(Self::Nothing);
        }
        let factors = tx.factors(&resource.id)?;
        let has = |state| factors.iter().any(|factor| factor.state == state);
        Ok(match (has(FactorState::Active), has(FactorState::Disabled), kind) {
            (true, ..) => Self::Code,
            (false, true, _) => Self::CodeOfNoDevice,
            (false, false, SecondFactor::Required) => Self::Enrollment,
            (false, false, _) => Self::Nothing,
        })
    }
}
