//! The causes in the second factor: license, pause, enrollment, disabled devices, and what wrong codes show.

use super::{Cause, attempts::Attempts};
use crate::{
    domain::{
        disablement::Disablement,
        event::Action,
        factor::{Factor, FactorKind, FactorState, PENDING_LIFE},
        license::{License, SecondFactor},
        pause::{Ends, Pause},
        recovery_codes::FEW,
        remedy::Remedy,
        resource::Resource,
        time::{Span, Time},
    },
    error::Result,
    ops::history::last_event::last_event,
    store::{ReadTx, RecoveryRow},
};

/// The state of the second factor.
struct Standing<'a> {
    resource: &'a Resource,
    factors: &'a [Factor],
    paused: Option<&'a Pause>,
    off: Option<&'a Disablement>,
    now: Time,
}

/// Everything about the second factor that keeps the person out or is worth knowing.
pub(super) fn causes(tx: &ReadTx<'_>, resource: &Resource, attempts: &Attempts, now: Time) -> Result<Vec<Cause>> {
    let factors = tx.factors(&resource.id)?;
    let pause = tx.pause(&resource.id)?.filter(|pause| pause.in_force(now));
    let off = tx.disablement(&resource.id)?.filter(|disablement| disablement.in_force(now));
    let standing = Standing { resource, factors: &factors, paused: pause.as_ref(), off: off.as_ref(), now };
    let kind = resource.license.second_factor();
    if kind == SecondFactor::NotAvailable {
        return Ok(vec![standing.not_available()]);
    }
    let mut causes = Vec::new();
    causes.extend(standing.switched_off());
    causes.extend(standing.pause());
    causes.extend(standing.disabled(attempts));
    causes.extend(standing.used_ahead());
    causes.extend(standing.enrollment(kind, reset(tx, resource)?));
    causes.extend(standing.recovery_codes(&tx.recovery_codes(&resource.id)?));
    causes.extend(standing.clock_skew(attempts));
    causes.extend(standing.wrong_device(attempts));
    causes.extend(standing.app_settings(attempts));
    Ok(causes)
}

/// When 2FA was reset last, and by whom.
fn reset(tx: &ReadTx<'_>, resource: &Resource) -> Result<Option<(Time, String)>> {
    Ok(last_event(tx, resource, Action::TfaReset)?.map(|event| (event.at, event.actor)))
}

impl Standing<'_> {
    fn name(&self) -> String {
        self.resource.username.clone()
    }

    fn with(&self, state: FactorState) -> impl Iterator<Item = &Factor> {
        self.factors.iter().filter(move |factor| factor.state == state && !factor.expired(self.now))
    }

    fn not_available(&self) -> Cause {
        let license = self.resource.license.word();
        Cause {
            code: "no_second_factor",
            blocks: false,
            brief: "no second factor",
            since: None,
            message: format!("the {license} license has no 2FA: the password is enough, and a code is not looked at"),
            helps: vec![Remedy::ChangeLicense { name: self.name(), license: License::Standard }],
            ask: None,
        }
    }

    /// The owner's exception (R-REC-3).
    fn switched_off(&self) -> Option<Cause> {
        let off = self.off?;
        let until = off.until.local();
        let by = &off.disabled_by;
        Some(Cause {
            code: "disabled",
            blocks: false,
            brief: "2FA is switched off",
            since: Some(off.disabled_at),
            message: format!("{by} switched 2FA off until {until}: no login needs a code, and then one asks to enroll"),
            helps: vec![Remedy::Enroll(self.name()), Remedy::RequireCode(self.name())],
            ask: None,
        })
    }

    /// Worth knowing if little of a set is left (R-REC-5).
    fn recovery_codes(&self, set: &[RecoveryRow]) -> Option<Cause> {
        let left = set.iter().filter(|code| code.used_at.is_none()).count();
        let message = match left {
            0 => "every recovery code is used up".to_owned(),
            1 => "1 recovery code is left".to_owned(),
            _ => format!("{left} recovery codes are left"),
        };
        (!set.is_empty() && left <= FEW as usize).then(|| Cause {
            code: "recovery_codes_few",
            blocks: false,
            brief: "few recovery codes are left",
            since: set.iter().filter_map(|code| code.used_at).max(),
            message,
            helps: vec![Remedy::GenerateRecoveryCodes(self.name())],
            ask: None,
        })
    }

    fn pause(&self) -> Option<Cause> {
        let pause = self.paused?;
        let why = pause.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let ends = match pause.ends {
            Ends::NextLogin => "for the next login".to_owned(),
            Ends::At(until) => format!("until {}", until.local()),
        };
        Some(Cause {
            code: "paused",
            blocks: false,
            brief: "2FA is paused",
            since: Some(pause.started_at),
            message: format!("{} paused 2FA {ends}{why}; a code that is typed anyway must be right", pause.operator),
            helps: vec![Remedy::RequireCode(self.name())],
            ask: None,
        })
    }

    fn disabled(&self, attempts: &Attempts) -> Option<Cause> {
        let disabled = self.with(FactorState::Disabled).next()?;
        let others = self.with(FactorState::Active).next().is_some();
        Some(Cause {
            code: "factor_disabled",
            blocks: !others && self.paused.is_none() && self.off.is_none(),
            brief: "wrong codes disabled the device",
            since: attempts.disabled_at,
            message: format!("100 wrong codes in a row disabled the device {:?}", disabled.label),
            helps: vec![Remedy::ResetFactors(self.name())],
            ask: None,
        })
    }

    /// Codes that count as used because one was accepted under a clock that ran ahead (R-TOTP-3, R-AUD-7).
    fn used_ahead(&self) -> Option<Cause> {
        let (factor, until) = self.factors.iter().find_map(|each| Some((each, each.used_ahead_until(self.now)?)))?;
        let others = self.with(FactorState::Active).any(|other| other.used_ahead_until(self.now).is_none());
        Some(Cause {
            code: "codes_used_ahead",
            blocks: !others && self.paused.is_none() && self.off.is_none(),
            brief: "its codes count as used",
            since: factor.last_used_at,
            message: format!(
                "a code of the device {:?} was accepted under a clock that ran ahead, so its codes count as used until {}",
                factor.label,
                until.local()
            ),
            helps: vec![Remedy::PauseNextLogin(self.name()), Remedy::ResetFactors(self.name())],
            ask: None,
        })
    }

    /// A missing enrollment, or one that is not confirmed.
    fn enrollment(&self, kind: SecondFactor, reset: Option<(Time, String)>) -> Option<Cause> {
        let enrolled = self.factors.iter().any(|factor| factor.state != FactorState::Pending);
        let blocks = kind == SecondFactor::Required && !enrolled && self.paused.is_none() && self.off.is_none();
        let pending = self.with(FactorState::Pending).last();
        let asks = if blocks { "; a login asks for enrollment" } else { "" };
        if let Some(pending) = pending {
            let until = pending.created_at.plus(PENDING_LIFE).local();
            let message =
                format!("the device {:?} waits for the code that proves it, until {until}{asks}", pending.label);
            let helps = match pending.kind() {
                FactorKind::Totp => vec![
                    Remedy::ShowQr { name: self.name(), label: pending.label.clone() },
                    Remedy::Enroll(self.name()),
                ],
            };
            return Some(Cause {
                code: "enrollment_pending",
                blocks,
                brief: "the enrollment is not confirmed",
                since: Some(pending.created_at),
                message,
                helps,
                ask: None,
            });
        }
        // Most clerks enroll no one: without a phone at hand a pause lets the person in.
        let pause = blocks.then(|| Remedy::PauseNextLogin(self.name()));
        let helps = [Remedy::Enroll(self.name())].into_iter().chain(pause).collect();
        if let Some(expired) = self.factors.iter().rfind(|factor| factor.expired(self.now)) {
            let label = &expired.label;
            return Some(Cause {
                code: "enrollment_expired",
                blocks,
                brief: "the enrollment was not confirmed in time",
                since: Some(expired.created_at.plus(PENDING_LIFE)),
                message: format!(
                    "the device {label:?} was never confirmed within 24 hours; its codes open nothing{asks}"
                ),
                helps,
                ask: None,
            });
        }
        if enrolled {
            return None;
        }
        if kind == SecondFactor::Optional {
            let license = self.resource.license.word();
            return Some(Cause {
                code: "second_factor_optional",
                blocks: false,
                brief: "no authenticator is enrolled",
                since: None,
                message: format!("no authenticator is enrolled, and the {license} license asks for none"),
                helps,
                ask: None,
            });
        }
        let since = reset.as_ref().map(|(at, _)| *at);
        let none = match reset {
            Some((_, by)) => format!("no authenticator has been enrolled since {by} reset 2FA"),
            None => "no authenticator is enrolled".to_owned(),
        };
        let asks = if blocks { "; the person enrolls at the next login, with the password alone" } else { "" };
        let message = format!("{none}{asks}");
        let brief = "no authenticator is enrolled";
        Some(Cause { code: "not_enrolled", blocks, brief, since, message, helps, ask: None })
    }

    fn clock_skew(&self, attempts: &Attempts) -> Option<Cause> {
        let (seconds, at) = attempts.skew?;
        let way = if seconds > 0 { "ahead" } else { "behind" };
        let off = Span::seconds(seconds.abs()).in_words();
        Some(Cause {
            code: "clock_skew",
            blocks: false,
            brief: "the device's clock is off",
            since: Some(at),
            message: format!("a code was right for a clock {off} {way}: set the phone's clock to automatic"),
            helps: vec![Remedy::CheckCode(self.name()), Remedy::PauseNextLogin(self.name())],
            ask: None,
        })
    }

    /// A code that was right for other settings than the enrollment's: no code of that app will ever be right (R-TOTP-1).
    fn app_settings(&self, attempts: &Attempts) -> Option<Cause> {
        let (label, ignored, at) = attempts.app_settings.as_ref()?;
        Some(Cause {
            code: "app_settings",
            blocks: false,
            brief: "the app ignores settings",
            since: Some(*at),
            message: format!(
                "a wrong code shows that the app of the device {label:?} ignores {ignored}: no code of it is ever right; enroll it again with the \
                 usual settings"
            ),
            helps: vec![Remedy::EnrollInPlace(self.name()), Remedy::ResetFactors(self.name())],
            ask: None,
        })
    }

    /// A wrong code of a device that is not asked for, or no longer.
    fn wrong_device(&self, attempts: &Attempts) -> Option<Cause> {
        let (state, label, at) = attempts.other_device.as_ref()?;
        let what = match state.as_str() {
            "pending" => "which is enrolled but not confirmed",
            "disabled" => "which wrong codes disabled",
            "replaced" => "which another enrollment replaced",
            "reset" => "which a reset removed",
            _ => "which was removed",
        };
        let gone = matches!(state.as_str(), "removed" | "replaced" | "reset");
        let mut message = format!(
            "a wrong code was that of the device {label:?}, {what}: the app shows several entries, or the old phone is used"
        );
        let mut helps = vec![Remedy::ListDevices(self.name())];
        if gone {
            message.push_str("; if it was lost or stolen, the person who has it also knows the password");
            helps.push(Remedy::LockAccount(self.name()));
        }
        Some(Cause {
            code: "wrong_device",
            blocks: false,
            brief: "another device's code",
            since: Some(*at),
            message,
            helps,
            ask: None,
        })
    }
}
