//! The login decision (R-LOGIN-1, R-LOGIN-2). Everything it needs is a fact gathered beforehand; it reads and writes nothing.
//!
//! The order, first match wins: locked (unknown names have locks too, R-LOCK-7) → unknown name → password wrong or
//! none set, or deactivated → password change required → second factor not needed → paused and no code given → nothing enrolled →
//! no code → code wrong → session limit → granted. A new password in place of one that has ended takes a step out of it (R-PWD-6).

use super::{
    event::words,
    factor::{FactorKind, Spend},
    license::{License, SecondFactor},
    lockout::Lockout,
    time::Time,
};

/// What is known about the account that a name belongs to.
#[derive(Clone, Debug)]
pub struct Account {
    /// The password was the right one.
    pub password_right: bool,
    /// Not deactivated.
    pub active: bool,
    /// The password is older than the policy allows, or breaks the rules that the policy asks for (R-PWD-2).
    pub password_ended: bool,
    /// A new password came along, with a client that may set one (R-PWD-3). Only in place of one that has ended is it looked at.
    pub new_password: bool,
    /// Decides whether a second factor is needed.
    pub license: License,
    /// A pause is in force.
    pub paused: bool,
    /// The owner has switched 2FA off for a while (R-REC-3).
    pub disabled: bool,
    /// A factor was enrolled and confirmed; also one that failures have disabled, which only a reset makes up for (R-LOCK-10).
    pub enrolled: bool,
    /// It is an operator's sign-in, which always takes a second factor (R-PERM-1).
    pub sign_in: bool,
    /// What the given code proved.
    pub code: CodeProof,
    /// One more session of this client fits beside the live ones (R-SES-1).
    pub room: bool,
}

/// What a code proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeProof {
    /// No code was given.
    NotGiven,
    /// A code of an active factor, valid now and not spent.
    Factor {
        /// The factor that it belongs to.
        factor: String,
        /// What that is.
        kind: FactorKind,
        /// What the code uses up.
        spend: Spend,
    },
    /// The live emergency code.
    Emergency,
    /// An unused recovery code (R-REC-5).
    Recovery {
        /// Which one of the set.
        number: u32,
    },
    /// The very code that was accepted last (R-LOCK-8).
    Repeated,
    /// Anything else.
    Wrong,
}

words! {
    /// How a login was granted: by an authenticator's code, by an emergency or a recovery code, during a pause, or because the license asks for no
    /// second factor.
    Method { Totp "totp", Emergency "emergency", Recovery "recovery", Paused "paused", NotRequired "not_required", }
}

impl Method {
    /// That of a login with a code of a factor.
    pub const fn of_factor(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Totp => Method::Totp,
        }
    }
}

words! {
    /// The decision as JSON and the history tell it.
    Outcome {
        Granted "granted",
        Denied "denied",
        Locked "locked",
        CodeRequired "code_required",
        EnrollmentRequired "enrollment_required",
        PasswordRequired "password_required",
        SessionLimit "session_limit",
    }
}

/// The decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Refused; `counted` towards the lock, but for the repetition of an accepted code.
    Denied {
        /// Whether it counts.
        counted: bool,
    },
    /// The account is locked; nothing was compared.
    Locked,
    /// The password must be changed first.
    PasswordRequired,
    /// The second factor must be enrolled first, as at the first login after set-up (R-SET-4).
    EnrollmentRequired,
    /// A code is needed and none was given.
    CodeRequired,
    /// Everything is right, but too many sessions live already; nothing is spent (R-SES-2).
    SessionLimit,
    /// Granted. Only this resets the count, spends a code or ends a pause for the next login (R-LOGIN-2, R-LOCK-9).
    Granted(Method),
}

impl Decision {
    /// What the history may say: less than the decision knows.
    pub const fn outcome(self) -> Outcome {
        match self {
            Decision::Denied { .. } => Outcome::Denied,
            Decision::Locked => Outcome::Locked,
            Decision::PasswordRequired => Outcome::PasswordRequired,
            Decision::EnrollmentRequired => Outcome::EnrollmentRequired,
            Decision::CodeRequired => Outcome::CodeRequired,
            Decision::SessionLimit => Outcome::SessionLimit,
            Decision::Granted(_) => Outcome::Granted,
        }
    }
}

/// Decides a login. `account` is `None` for an unknown name. Its denials are counted in a separate lockout (R-LOCK-7).
pub fn decide(lockout: &Lockout, account: Option<&Account>, now: Time) -> Decision {
    const COUNTED: Decision = Decision::Denied { counted: true };
    // On every client, with the right password and code too, until an operator unlocks (R-LOCK-2, R-LOCK-3).
    if lockout.locked_since(now).is_some() {
        return Decision::Locked;
    }
    // The caller cannot tell these apart (R-LOCK-6).
    let Some(account) = account else { return COUNTED };
    if !account.password_right || !account.active {
        return COUNTED;
    }
    if account.password_ended && !account.new_password {
        return Decision::PasswordRequired;
    }
    let asked = match account.license.second_factor() {
        SecondFactor::NotAvailable => account.sign_in,
        SecondFactor::Optional => account.enrolled || account.sign_in,
        SecondFactor::Required => true,
    };
    let needed = asked && !account.disabled;
    let given = account.code != CodeProof::NotGiven;
    let decision = match &account.code {
        _ if !needed => Decision::Granted(Method::NotRequired),
        _ if account.paused && !given => Decision::Granted(Method::Paused),
        _ if !account.enrolled => Decision::EnrollmentRequired,
        CodeProof::NotGiven => Decision::CodeRequired,
        CodeProof::Repeated => Decision::Denied { counted: false },
        CodeProof::Wrong => COUNTED,
        CodeProof::Factor { kind, .. } => Decision::Granted(Method::of_factor(*kind)),
        CodeProof::Emergency => Decision::Granted(Method::Emergency),
        CodeProof::Recovery { .. } => Decision::Granted(Method::Recovery),
    };
    match decision {
        // A new password ends every other session, so there is room (R-SES-4).
        Decision::Granted(_) if !account.room && !account.password_ended => Decision::SessionLimit,
        other => other,
    }
}

/// Whether the new password takes the place of the one that has ended (R-PWD-6): whatever else the login needs was brought with it, or cannot
/// be because no device was ever proved.
pub fn password_is_replaced(decision: Decision, account: &Account) -> bool {
    let reached = matches!(decision, Decision::Granted(_) | Decision::EnrollmentRequired);
    account.password_ended && account.new_password && reached
}

/// Whether an enrollment begins in place of a decision, if the front end asked for one (R-PAUSE-5): the password was right and no code
/// was judged, the license has 2FA, and no proved device is in the way but during a pause. A device that failures disabled leaves no
/// way around the reset that it demands (R-LOCK-10): `factor_disabled`.
pub fn enrollment_may_begin(decision: Decision, account: &Account, factor_disabled: bool) -> bool {
    let open = match decision {
        Decision::EnrollmentRequired | Decision::Granted(Method::Paused | Method::NotRequired) => true,
        Decision::SessionLimit => account.code == CodeProof::NotGiven,
        _ => false,
    };
    let lacking = !account.enrolled || account.paused;
    open && lacking && !factor_disabled && account.license.second_factor() != SecondFactor::NotAvailable
}

#[cfg(test)]
mod tests;
