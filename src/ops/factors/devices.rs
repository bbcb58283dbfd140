//! Which device of a resource is meant, and which devices are expired or disabled (R-TOTP-2, R-LOCK-10).

use crate::{
    domain::{
        factor::{Factor, FactorState},
        remedy::Remedy,
        resource::Resource,
    },
    error::{Code, Error, Result},
};

/// The factor with this label or id; without one, the only factor, or the only one that `suits`.
pub fn pick<'f>(
    resource: &Resource,
    factors: &'f [Factor],
    named: Option<&str>,
    suits: impl Fn(&Factor) -> bool,
) -> Result<&'f Factor> {
    let list = || Remedy::ListDevices(resource.username.clone());
    let Some(named) = named else {
        let suited: Vec<&Factor> = factors.iter().filter(|factor| suits(factor)).collect();
        let all: Vec<&Factor> = factors.iter().collect();
        return match (suited.as_slice(), all.as_slice()) {
            ([only], _) | ([], [only]) => Ok(*only),
            ([], []) => {
                let message = format!("{} has no authenticator enrolled; nothing was changed", resource.username);
                Err(Error::new(Code::NotFound, message).hint("enroll one", Remedy::Enroll(resource.username.clone())))
            }
            _ => {
                let message = format!("{} has several devices: name one; nothing was changed", resource.username);
                Err(Error::new(Code::Usage, message).hint("they are", list()))
            }
        };
    };
    factors.iter().find(|factor| factor.label == named || factor.id == named).ok_or_else(|| {
        let message = format!("{} has no device {named:?}; nothing was changed", resource.username);
        Error::new(Code::NotFound, message).hint("they are", list())
    })
}

/// The enrollment waited longer than 24 hours for its code (R-TOTP-8).
pub fn expired(resource: &Resource) -> Error {
    let message =
        format!("the pending enrollment of {} expired after 24 hours; nothing was changed", resource.username);
    Error::new(Code::EnrollmentExpired, message).hint("begin again", Remedy::Enroll(resource.username.clone()))
}

/// Refuses if failures have disabled one of these devices: only an operator's reset allows a new one, and nothing leads around it. `title`
/// is the label of the hint that names the reset (R-LOCK-10).
///
/// # Errors
/// `factor_state`.
pub(in crate::ops) fn must_not_be_disabled<'f>(
    resource: &Resource,
    factors: impl IntoIterator<Item = &'f Factor>,
    title: &str,
) -> Result<()> {
    let disabled = factors.into_iter().find(|factor| factor.state == FactorState::Disabled);
    let Some(disabled) = disabled else { return Ok(()) };
    let message = format!(
        "the device {:?} of {} was disabled by 100 failures in a row; nothing was changed",
        disabled.label, resource.username
    );
    Err(Error::new(Code::FactorState, message).hint(title, Remedy::ResetFactors(resource.username.clone())))
}
