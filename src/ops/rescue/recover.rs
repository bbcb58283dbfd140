//! `account recover` (R-REC-7): several remedies for a lock-out at once, all or none, with the state before and after.

use super::unlock_account::{Unlock, may_unlock};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::Operator,
        remedy::{Argument, Remedy},
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::require_reason,
        factors::reset::{Reset, may_reset, nothing_to_reset},
        find,
        login::end_sessions::{EndSessions, may_end},
        operators::two_persons,
        passwords::{
            issue_setup::{self, IssueSetup, Issued},
            setup_token::no_delivery,
        },
        people::view::{self, FactorView, LiftedLock, Requirement},
    },
    store::{ReadTx, WriteTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Lift the locks, and reset the count.
    pub unlock: bool,
    /// Remove every factor and what stands in for one.
    pub reset_2fa: bool,
    pub reset_password: bool,
    pub end_sessions: bool,
}

impl Scope {
    /// Each part with its word, in the order of execution.
    fn parts(self) -> [(bool, &'static str); 4] {
        [
            (self.unlock, "unlock"),
            (self.end_sessions, "end_sessions"),
            (self.reset_2fa, "reset_2fa"),
            (self.reset_password, "reset_password"),
        ]
    }

    /// The words of the parts to do.
    pub fn words(self) -> Vec<&'static str> {
        self.parts().into_iter().filter(|(asked, _)| *asked).map(|(_, word)| word).collect()
    }
}

/// Does everything that the scope names for a resource, in one transaction.
#[derive(Clone, Debug)]
pub struct Recover {
    pub resource: String,
    pub scope: Scope,
    /// Show the set-up token to the operator.
    pub show: bool,
    /// A reason is required.
    pub why: Why,
    /// As in [`Unlock::known`].
    pub known: Option<u64>,
}

/// What a recovery may change about an account.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccountState {
    /// Whether logins are refused.
    pub locked: bool,
    /// Consecutive denials.
    pub failed_attempts: u32,
    /// What a login asks for now.
    pub requirement: Requirement,
    /// What is enrolled.
    pub factors: Vec<FactorView>,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
    /// Live sessions.
    pub sessions: usize,
    /// Whether a password is set.
    pub password_set: bool,
    /// Until when a set-up token is valid; null if there is none.
    pub setup_until: Option<Time>,
}

/// The result of a recovery.
#[derive(Debug)]
pub struct Recovered {
    pub resource: Resource,
    pub before: AccountState,
    pub after: AccountState,
    /// The set-up token, if one was issued.
    pub issued: Option<Issued>,
    /// The locks by hand that were lifted, the newest first.
    pub lifted: Vec<LiftedLock>,
}

impl AccountState {
    pub fn of(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Self> {
        let policy = tx.policy()?;
        let (account, tfa) = (view::account(tx, resource, &policy, now)?, view::tfa(tx, resource, now)?);
        Ok(Self {
            locked: account.locked,
            failed_attempts: account.failed_attempts,
            requirement: tfa.requirement,
            factors: tfa.factors,
            recovery_codes_left: tx.recovery_codes_left(&resource.id)?,
            sessions: tx.sessions(&resource.id, policy.session_idle, now)?.len(),
            password_set: tx.credential(&resource.id)?.is_some(),
            setup_until: tx.setup_token(&resource.id)?.map(|token| token.expires_at).filter(|until| now < *until),
        })
    }
}

/// Whether this operator may do every part of the scope to that resource; also checked before a confirmation.
///
/// # Errors
/// Those of each part; `no_delivery` if a set-up token would reach no one.
pub fn may_recover(
    tx: &ReadTx<'_>,
    operator: &Operator,
    typed: &str,
    scope: Scope,
    show: bool,
    now: Time,
) -> Result<Resource> {
    if scope.unlock {
        may_unlock(tx, operator, typed, now)?;
    }
    if scope.end_sessions {
        may_end(tx, operator, typed)?;
    }
    if scope.reset_2fa {
        may_reset(tx, operator, typed, now)?;
    }
    if scope.reset_password {
        let access = issue_setup::access(tx, operator, typed)?;
        if !show {
            return Err(without_delivery());
        }
        match scope.reset_2fa && !nothing_to_reset(tx, &access.resource, now)? {
            true => access.take_both(tx, now)?,
            false => access.separate_duties(tx, now)?,
        }
    }
    let resource = find::resource(tx, typed)?;
    // A request waits for its second person (R-PERM-6). The other parts must neither wait with it nor be done without it.
    if scope.reset_2fa && scope.words().len() > 1 && two_persons::asks_first(tx, &resource)? {
        let message = format!(
            "a reset of the administrator {} needs a second person, and cannot be part of a larger act; nothing was changed",
            resource.username
        );
        return Err(
            Error::new(Code::Refused, message).hint("ask for it separately", Remedy::ResetFactors(resource.username))
        );
    }
    Ok(resource)
}

fn without_delivery() -> Error {
    no_delivery("nothing was changed").again("hand it to the person yourself", [Argument::Show])
}

impl Operation for Recover {
    type Outcome = Done<Recovered>;

    fn action(&self) -> Action {
        Action::AccountRecover
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Recovered>> {
        let resource = may_recover(tx, operator, &self.resource, self.scope, self.show, tx.now())?;
        require_reason(&self.why, &tx.policy()?)?;
        let (now, id) = (tx.now(), || resource.id.clone());
        let before = AccountState::of(tx, &resource, now)?;
        // Each part checks its own permission and rules, and writes its own event: a refusal of one refuses all.
        let mut done = Vec::new();
        let unlock = Unlock { resource: id(), why: self.why.clone(), known: self.known };
        let mut lifted = Vec::new();
        if self.scope.unlock {
            let unlocked = unlock.apply(tx, operator)?;
            lifted = unlocked.state.lifted;
            done.extend(unlocked.changed.then_some("unlock"));
        }
        let end = EndSessions { resource: id(), why: self.why.clone() };
        if self.scope.end_sessions && end.apply(tx, operator)?.changed {
            done.push("end_sessions");
        }
        let reset = Reset { resource: id(), why: self.why.clone() };
        if self.scope.reset_2fa && reset.apply(tx, operator)?.changed {
            done.push("reset_2fa");
        }
        let mut issued = None;
        if self.scope.reset_password {
            issued = Some(IssueSetup { resource: id(), show: self.show, why: self.why.clone() }.apply(tx, operator)?);
            done.push("reset_password");
        }
        let after = AccountState::of(tx, &resource, now)?;
        if done.is_empty() {
            return Ok(Done { changed: false, state: Recovered { resource, before, after, issued, lifted } });
        }
        let event = Event::ok(Action::AccountRecover)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("scope", json!(self.scope.words()))
            .detail("done", json!(done))
            .detail("before", json!(before))
            .detail("after", json!(after));
        tx.record(event)?;
        Ok(Done { changed: true, state: Recovered { resource, before, after, issued, lifted } })
    }
}
