//! `totp check`: whether a code is right, used, or right for another clock. It logs no one in and spends nothing (R-TOTP-5).

use super::judge_code::{AppSettings, app_settings, judge};
use crate::{
    domain::{
        event::{Action, Event, words},
        factor::{
            Factor, FactorState, Verdict,
            totp::{Parameters, could_show},
        },
        permission::{Operator, Permission},
        remedy::Remedy,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Need, authorize},
    },
    store::WriteTx,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// How many codes of one resource may be checked in an hour.
const HOURLY: u64 = 10;

#[derive(Clone, Debug)]
pub struct CheckCode {
    pub resource: String,
    /// The code as typed.
    pub code: String,
}

words! {
    /// What a code turned out to be, the best last.
    CodeResult { Wrong "wrong", ClockSkew "clock_skew", AlreadyUsed "already_used", Valid "valid", }
}

/// The result of checking a code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckView {
    /// Username of the resource.
    pub username: String,
    /// What the code turned out to be.
    pub result: CodeResult,
    /// How far the device's clock is ahead, in seconds; negative if it is behind.
    pub skew_seconds: Option<i64>,
    /// The device that the code belongs to.
    pub label: Option<String>,
    /// Until when every code of that device counts as used, because one was accepted under a clock that ran ahead; null in the ordinary
    /// case.
    pub used_until: Option<Time>,
    /// What the app shows codes for, if it ignores how the device was enrolled; null otherwise. Such a code is wrong.
    pub app_settings: Option<AppSettings>,
}

/// Refuses what no device shows before a check is spent on it.
fn require_form(active: &[&Factor], typed: &str) -> Result<()> {
    let digits: BTreeSet<u8> = active.iter().map(|factor| factor.device.digits()).collect();
    // An app that ignores the digits of its key shows the usual number of them: the check names such an app.
    let usual = Parameters::default();
    let ignores = |factor: &&Factor| factor.device.digits() != usual.digits && could_show(usual.digits, typed);
    let fits = active.iter().any(|factor| factor.device.could_show(typed) || ignores(factor));
    if fits {
        return Ok(());
    }
    let digits = digits.iter().map(u8::to_string).collect::<Vec<_>>().join(" or ");
    let message = format!("a code of the authenticator has {digits} digits; nothing was checked");
    Err(Error::new(Code::InvalidInput, message))
}

impl Operation for CheckCode {
    type Outcome = CheckView;

    fn action(&self) -> Action {
        Action::TotpCheck
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<CheckView> {
        let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), &self.resource)?.resource;
        let hour = Span::hours(1);
        let (checks, oldest) = tx.checks_since(&resource.id, tx.now().minus(hour))?;
        if checks >= HOURLY {
            let free = oldest.map(|oldest| oldest.plus(hour).since(tx.now()).in_words()).unwrap_or_default();
            let message = format!(
                "codes of {} were checked {HOURLY} times within an hour, which is the limit; nothing was checked",
                resource.username
            );
            return Err(Error::new(Code::RateLimited, message).note(format!("the next check is free in {free}")));
        }
        let factors: Vec<_> = tx.factors(&resource.id)?;
        let active: Vec<_> = factors.iter().filter(|factor| factor.state == FactorState::Active).collect();
        if active.is_empty() {
            let message = format!(
                "{} has no confirmed authenticator, so no code can be checked; nothing was checked",
                resource.username
            );
            return Err(Error::new(Code::FactorState, message).hint("see", Remedy::ListDevices(resource.username)));
        }
        require_form(&active, &self.code)?;
        let mut best = CheckView {
            username: resource.username.clone(),
            result: CodeResult::Wrong,
            skew_seconds: None,
            label: None,
            used_until: None,
            app_settings: None,
        };
        for factor in active {
            let found = match judge(tx, factor, &self.code, tx.now())? {
                Verdict::Right(_) => (CodeResult::Valid, None),
                Verdict::Repeated(_) | Verdict::Used(_) => (CodeResult::AlreadyUsed, None),
                Verdict::Skewed { seconds } => (CodeResult::ClockSkew, Some(seconds)),
                Verdict::Wrong => {
                    best.app_settings = best.app_settings.or_else(|| app_settings(tx, factor, &self.code, tx.now()));
                    continue;
                }
            };
            let rank = |result| CodeResult::ALL.iter().position(|each| *each == result);
            if rank(found.0) > rank(best.result) {
                (best.result, best.skew_seconds, best.label) = (found.0, found.1, Some(factor.label.clone()));
                best.used_until = factor.used_ahead_until(tx.now());
            }
        }
        if best.result != CodeResult::Wrong {
            best.app_settings = None;
        }
        let event = Event::ok(Action::TotpCheck)
            .on(&resource.id, &resource.username)
            .detail("result", best.result.word())
            .detail("skew_seconds", best.skew_seconds);
        tx.record(event)?;
        Ok(best)
    }
}
