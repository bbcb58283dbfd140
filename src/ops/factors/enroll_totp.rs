//! `totp enroll`: a pending factor with a new secret (R-TOTP-1, R-TOTP-2, R-TOTP-4).

use super::devices::must_not_be_disabled;
use crate::{
    domain::{
        event::{Action, Event, Why},
        factor::{
            Device, Factor, FactorState, Removal, free_label,
            totp::{self, Parameters, SECRET_BYTES, Totp},
        },
        license::{License, SecondFactor},
        permission::{Operator, Permission},
        remedy::{Argument, Remedy},
        resource::Resource,
        secret::SecretBytes,
        text::clean_text,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Access, CredentialKind, Need, authorize, require_another},
        find,
        people::view::live_factors,
    },
    store::{Change, Housekeeping, ReadTx, WriteTx},
};
use zeroize::Zeroizing;

#[derive(Clone, Debug)]
pub struct EnrollTotp {
    pub resource: String,
    /// The device's name; a free one if omitted.
    pub label: Option<String>,
    /// Shown above the account in the app; the tenant's name if omitted.
    pub issuer: Option<String>,
    pub parameters: Parameters,
    /// What happens to the earlier devices once this one is confirmed.
    pub earlier: Option<Earlier>,
    /// The resource itself enrolls, after it gave its password.
    pub by_itself: bool,
    pub why: Why,
}

/// People who enroll themselves give their password, even if they may enroll others (R-TOTP-2).
pub(in crate::ops) fn must_not_be_oneself(operator: &Operator, resource: &Resource) -> Result<()> {
    if !operator.is(&resource.id) {
        return Ok(());
    }
    let message =
        format!("you are {}: to enroll yourself, give your password; nothing was enrolled", resource.username);
    Err(Error::new(Code::SelfService, message).again("so add", [Argument::ByOneself]))
}

/// What happens to the devices that were enrolled before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// They stay.
    Keep,
    /// They are removed when the new one is confirmed, and not before.
    Replace,
}

/// A factor with what an app needs to know of it.
#[derive(Clone, Debug)]
pub struct Enrollment {
    pub resource: Resource,
    pub factor: Factor,
    pub secret: SecretBytes,
    /// When the pending enrollment began that this one replaces.
    pub replaced: Option<Time>,
}

impl Operation for EnrollTotp {
    type Outcome = Enrollment;

    fn action(&self) -> Action {
        Action::TotpEnroll
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Enrollment> {
        let access = access(tx, operator, &self.resource, self.by_itself)?;
        access.separate_duties(tx, tx.now())?;
        let resource = access.resource;
        tx.keep(Housekeeping::ExpiredEnrollments)?;
        tx.keep(Housekeeping::ForgottenFactors)?;
        let factors = live_factors(tx, &resource.id, tx.now())?;
        let enrolled = factors.iter().filter(|factor| factor.state != FactorState::Pending).count();
        must_not_be_disabled(&resource, &factors, "reset first")?;
        let paused = tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(tx.now()));
        if self.by_itself && enrolled > 0 && !paused {
            return Err(needs_a_pause(&resource));
        }
        if paused && enrolled > 0 && self.earlier.is_none() {
            return Err(choice_needed(&resource, enrolled));
        }
        let label = self.label(&factors)?;
        let issuer = match &self.issuer {
            Some(issuer) => totp::issuer(issuer),
            None => totp::issuer(&tx.tenant()?.name),
        };
        let issuer = issuer.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?;
        let new = NewFactor {
            label,
            issuer,
            parameters: self.parameters,
            replaces_others: self.earlier == Some(Earlier::Replace),
        };
        let event = Event::ok(Action::TotpEnroll).because(&self.why).detail("by_itself", self.by_itself);
        begin(tx, resource, &factors, new, event)
    }
}

/// The properties of a new factor.
pub(in crate::ops) struct NewFactor {
    pub(in crate::ops) label: String,
    pub(in crate::ops) issuer: String,
    pub(in crate::ops) parameters: Parameters,
    pub(in crate::ops) replaces_others: bool,
}

/// Adds a pending factor with a new secret. It replaces a pending one of the same label, which was never proved.
pub(in crate::ops) fn begin(
    tx: &mut WriteTx<'_>,
    resource: Resource,
    factors: &[Factor],
    new: NewFactor,
    event: Event,
) -> Result<Enrollment> {
    let secret = Zeroizing::new(tx.random::<SECRET_BYTES>()?.to_vec());
    let parameters = new.parameters;
    let factor = Factor {
        id: tx.new_id()?,
        resource: resource.id.clone(),
        label: new.label,
        state: FactorState::Pending,
        device: Device::Totp(Totp { issuer: new.issuer, parameters, last_step: None }),
        failures: 0,
        replaces_others: new.replaces_others,
        created_at: tx.now(),
        last_used_at: None,
    };
    let replaced = factors.iter().find(|other| other.label == factor.label);
    let event = event
        .on(&resource.id, &resource.username)
        .detail("factor", factor.id.clone())
        .detail("label", factor.label.clone())
        .detail("algorithm", parameters.algorithm.as_str())
        .detail("digits", parameters.digits)
        .detail("period", parameters.period)
        .detail("replaces_others", factor.replaces_others)
        .detail("replaces_pending", replaced.map(|other| other.id.clone()));
    let again = replaced.map(|other| Change::FactorRemoved { factor: other, how: Removal::Replaced });
    let added = Change::FactorAdded { factor: &factor, secret: secret.clone() };
    tx.apply(again.into_iter().chain([added]), event)?;
    let replaced = replaced.map(|other| other.created_at);
    Ok(Enrollment { resource, factor, secret: SecretBytes::new(secret.to_vec()), replaced })
}

impl EnrollTotp {
    fn label(&self, factors: &[Factor]) -> Result<String> {
        let proved = factors.iter().filter(|factor| factor.state != FactorState::Pending);
        match &self.label {
            None => Ok(free_label(proved.map(|factor| factor.label.as_str()))),
            Some(label) => {
                let label = clean_text("label", label, 60);
                let label =
                    label.map_err(|error| Error::new(Code::InvalidInput, format!("{error}; nothing was changed")))?;
                match proved.into_iter().find(|factor| factor.label == label) {
                    Some(_) => Err(Error::new(
                        Code::Exists,
                        format!("a device {label:?} is enrolled already; nothing was changed"),
                    )
                    .hint("see", Remedy::ListDevices(self.resource.clone()))),
                    None => Ok(label),
                }
            }
        }
    }
}

/// Whether an enrollment may begin; also checked before a password prompt. The resource itself may enroll, which its password proves, or
/// this operator for somebody else. The license must allow a factor (R-RES-3).
///
/// # Errors
/// `permission_denied`, `higher_level`, `self_service` (R-PERM-2, R-PERM-3); `not_found`; `license_forbids`.
pub fn may_begin(tx: &ReadTx<'_>, operator: &Operator, typed: &str, by_itself: bool) -> Result<Resource> {
    Ok(access(tx, operator, typed, by_itself)?.resource)
}

fn access<'o>(tx: &ReadTx<'_>, operator: &'o Operator, typed: &str, by_itself: bool) -> Result<Access<'o>> {
    let access = if by_itself {
        Access::of_itself(operator, find::resource_for(tx, operator, typed)?)
    } else {
        let access =
            authorize(tx, operator, Need::change(Permission::FactorWrite).takes(CredentialKind::SecondFactor), typed)?;
        must_not_be_oneself(operator, &access.resource)?;
        require_another(tx, operator, &access.resource, "enroll a device for themselves by a token")?;
        access
    };
    may_enroll(&access.resource)?;
    Ok(access)
}

fn may_enroll(resource: &Resource) -> Result<()> {
    if resource.license.second_factor() == SecondFactor::NotAvailable {
        let message = format!(
            "{} has the {} license, for which there is no 2FA; nothing was changed",
            resource.username,
            resource.license.word()
        );
        return Err(Error::new(Code::LicenseForbids, message).hint(
            "with another license",
            Remedy::ChangeLicense { name: resource.username.clone(), license: License::Standard },
        ));
    }
    Ok(())
}

/// A password alone must not add a device to the one that a login asks for, nor replace it (R-PAUSE-5).
pub fn needs_a_pause(resource: &Resource) -> Error {
    let username = resource.username.as_str();
    let message =
        format!("{username} has a device already, and a password alone enrolls no other; nothing was changed");
    Error::new(Code::FactorState, message)
        .others("if it is lost, an operator pauses 2FA first", Remedy::PauseNextLogin(username.to_owned()))
}

fn choice_needed(resource: &Resource, enrolled: usize) -> Error {
    let devices = if enrolled == 1 { "an earlier device".to_owned() } else { format!("{enrolled} earlier devices") };
    let message = format!(
        "2FA of {} is paused and {devices} may be lost: say whether to keep or remove what is enrolled; nothing was changed",
        resource.username
    );
    Error::new(Code::Usage, message)
        .hint("lost: remove it once the new one is confirmed", Remedy::EnrollInPlace(resource.username.clone()))
        .hint("still there: keep it", Remedy::EnrollBeside(resource.username.clone()))
}
