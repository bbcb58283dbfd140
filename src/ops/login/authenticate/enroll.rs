//! Enrolling during a login, for people without a shell: `--begin-enrollment`, `--finish-enrollment` (R-TOTP-2, R-PAUSE-5).
//!
//! An enrollment begins only after the right password, and weakens nothing: it is pending until its own code proves it. That proof is a
//! login like any other: denied alike, counted alike.

use super::{
    Attempt, EnrollmentWish,
    facts::{Facts, Proving},
};
use crate::{
    domain::{
        decision::{Account, CodeProof, Decision, enrollment_may_begin},
        event::{Action, Event, Why},
        factor::{
            Factor, FactorState, Verdict, free_label,
            totp::{self, Parameters},
        },
        license::SecondFactor,
        resource::Resource,
        secret::SecretText,
    },
    error::{Code, Error, Result},
    ops::{
        factors::{
            confirm_totp,
            enroll_totp::{self, Enrollment, NewFactor},
            judge_code::judge,
        },
        people::view::live_factors,
    },
    store::{Housekeeping, WriteTx},
};

fn disabled(factors: &[Factor]) -> bool {
    factors.iter().any(|factor| factor.state == FactorState::Disabled)
}

/// The account when its new device is judged: only the device's code decides. A pause neither lets the login pass without it nor is used
/// up.
pub(super) fn as_if_proved(account: Account) -> Account {
    Account { enrolled: true, paused: false, disabled: false, ..account }
}

/// Whether this login begins an enrollment in place of what was decided.
pub(super) fn begins(attempt: &Attempt, decision: Decision, account: &Account, facts: &Facts) -> bool {
    attempt.enrollment == EnrollmentWish::Begin && enrollment_may_begin(decision, account, disabled(&facts.factors))
}

/// Begins an enrollment with what every app supports. It replaces one that began before and was never proved.
pub(super) fn begin(tx: &mut WriteTx<'_>, resource: &Resource) -> Result<Enrollment> {
    tx.keep(Housekeeping::ExpiredEnrollments)?;
    let factors = live_factors(tx, &resource.id, tx.now())?;
    let proved = factors.iter().filter(|factor| factor.state != FactorState::Pending);
    let label = free_label(proved.map(|factor| factor.label.as_str()));
    let issuer = totp::issuer(&tx.tenant()?.name)
        .map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was enrolled")))?;
    let new = NewFactor { label, issuer, parameters: Parameters::default(), replaces_others: false };
    let event = Event::ok(Action::TotpEnroll).detail("by_itself", true).detail("by_login", true);
    enroll_totp::begin(tx, resource.clone(), &factors, new, event)
}

/// The factor that this login is to prove. One that was proved before is a device like any other: the login continues as if this had not
/// been asked.
pub(super) fn proving(attempt: &Attempt, factors: &[Factor]) -> Option<Proving> {
    let EnrollmentWish::Finish(named) = &attempt.enrollment else { return None };
    let found = factors.iter().find(|factor| factor.id == *named || factor.label == *named);
    match found {
        Some(factor) if factor.state == FactorState::Active => None,
        Some(factor) => Some(Proving::Factor(factor.clone())),
        None => Some(Proving::Unknown),
    }
}

/// What the code of a new device proves. If a password alone must not enroll one, no code does.
pub(super) fn judge_new(
    tx: &WriteTx<'_>,
    resource: &Resource,
    facts: &mut Facts,
    typed: &SecretText,
) -> Result<CodeProof> {
    let Some(Proving::Factor(factor)) = &facts.proving else { return Ok(CodeProof::Wrong) };
    let proved = facts.factors.iter().any(|other| other.state == FactorState::Active);
    let allowed = factor.state == FactorState::Pending
        && !disabled(&facts.factors)
        && resource.license.second_factor() != SecondFactor::NotAvailable
        && (!proved || facts.pause.is_some());
    if !allowed || !factor.device.has_form_of_code(typed.expose()) {
        return Ok(CodeProof::Wrong);
    }
    Ok(match judge(tx, factor, typed.expose(), tx.now())? {
        Verdict::Right(spend) => CodeProof::Factor { factor: factor.id.clone(), kind: factor.kind(), spend },
        Verdict::Skewed { seconds } => {
            facts.skew = Some(seconds);
            CodeProof::Wrong
        }
        Verdict::Repeated(_) | Verdict::Used(_) | Verdict::Wrong => CodeProof::Wrong,
    })
}

/// Activates the proved factor, if the login is granted with it.
pub(super) fn confirm(
    tx: &mut WriteTx<'_>,
    resource: &Resource,
    facts: &Facts,
    account: &Account,
    decision: Decision,
) -> Result<()> {
    let (Some(Proving::Factor(factor)), Decision::Granted(_)) = (&facts.proving, decision) else { return Ok(()) };
    let CodeProof::Factor { spend, .. } = account.code else { return Ok(()) };
    confirm_totp::confirm(tx, resource, factor, &facts.factors, spend, &Why::default(), true)
}
