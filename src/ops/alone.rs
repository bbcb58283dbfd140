//! Nobody alone resets both password and 2FA of one administrator within 24 hours (R-PERM-3): together they are the whole account.

use crate::{
    domain::{
        event::{Action, EventOutcome, StoredEvent},
        level::Level,
        permission::Operator,
        resource::Resource,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    store::{EventFilter, WriteTx},
};

/// How long one half keeps its author from the other.
const APART: Span = Span::hours(24);

/// Half of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    /// Its password, or the token that sets one.
    Password,
    /// Its second factor: taken away, or put in place by somebody else.
    SecondFactor,
}

impl Half {
    const fn other(self) -> Self {
        match self {
            Half::Password => Half::SecondFactor,
            Half::SecondFactor => Half::Password,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Half::Password => "password",
            Half::SecondFactor => "2FA",
        }
    }

    /// Whether an event tells that this half was reset.
    fn told_by(self, event: &StoredEvent) -> bool {
        let recovered = |part: &str| {
            let details = event.personal.get("details");
            details.and_then(|details| details.get(part)).is_some_and(|value| *value != serde_json::Value::Bool(false))
        };
        let Some(action) = Action::from_word(&event.action) else { return false };
        match (self, action) {
            (Half::Password, Action::SetupIssue | Action::PasswordSet) => true,
            (Half::Password, Action::AccountRecover) => recovered("reset_password"),
            (
                Half::SecondFactor,
                Action::TfaReset
                | Action::TfaDisable
                | Action::TotpEnroll
                | Action::TotpRemove
                | Action::RecoveryCodesGenerate,
            ) => true,
            (Half::SecondFactor, Action::AccountRecover) => recovered("reset_2fa"),
            _ => false,
        }
    }
}

/// Refuses half of an administrator's account to whoever did the other half alone within 24 hours. The rule bears on operators that are
/// resources (R-PERM-5), and not on what two persons do together.
///
/// # Errors
/// `permission_denied`.
pub(in crate::ops) fn must_not_have_done_the_other(
    tx: &WriteTx<'_>,
    operator: &Operator,
    resource: &Resource,
    half: Half,
) -> Result<()> {
    if resource.level != Level::Admin || operator.account().is_none() || operator.is(&resource.id) {
        return Ok(());
    }
    if tx.has_second_person() {
        return Ok(());
    }
    let (filter, begins) =
        (EventFilter { target: Some(resource.id.clone()), ..EventFilter::default() }, tx.now().minus(APART));
    let mut done: Option<Time> = None;
    // The events are read from the newest on and no further than the day, so that years of logins cost nothing.
    tx.events(&filter, |event| {
        if event.at < begins {
            return Ok(false);
        }
        let alone = event.personal.get("details").is_none_or(|details| details.get("requested_by").is_none());
        let own = event.actor == operator.actor.name && event.outcome == EventOutcome::Ok.word();
        if own && alone && half.other().told_by(&event) {
            done = Some(event.at);
        }
        Ok(done.is_none())
    })?;
    let Some(at) = done else { return Ok(()) };
    let message = format!(
        "nobody alone resets both password and 2FA of one administrator within 24 hours, and you had to do with the {} of {} at {}; \
         nothing was changed",
        half.other().word(),
        resource.username,
        at.local()
    );
    Err(Error::new(Code::PermissionDenied, message)
        .note(format!("another administrator does it, or you after {}", at.plus(APART).local())))
}
