//! Everything that can be changed, as data. What each writes is in `transaction/apply.rs`.

use super::{
    factors::recovery_codes::RecoveryRow,
    operators::{requests::RequestRow, tokens::TokenRow},
};
use crate::domain::{
    disablement::Disablement,
    factor::{Factor, Removal, Spend},
    identifier::Identifier,
    lockout::{HandLock, Lockout},
    pause::Pause,
    permission::Permissions,
    request::RequestState,
    resource::Resource,
    session::{Session, Token},
    time::{Span, Time},
};
use zeroize::Zeroizing;

/// One change of a tenant's state. It takes effect only through [`super::WriteTx::apply`], together with its event.
#[derive(Debug)]
pub enum Change<'a> {
    /// A new resource under its two identifiers.
    ResourceCreated {
        resource: &'a Resource,
        /// Its username.
        username: &'a Identifier,
        /// Its e-mail address.
        email: &'a Identifier,
    },
    /// A resource's fields, all as they are afterwards.
    ResourceEdited(&'a Resource),
    /// Another e-mail address takes the place of the present one among the identifiers.
    EmailChanged {
        resource: &'a str,
        /// The new address.
        email: &'a Identifier,
    },
    /// A new password, which pushes the oldest of the remembered ones out.
    PasswordSet {
        resource: &'a str,
        /// The Argon2id PHC string.
        phc: &'a str,
    },
    /// The present password under a costlier hash; only if it is still the one that was verified.
    PasswordRehashed {
        resource: &'a str,
        /// The hash that was verified.
        before: &'a str,
        /// The new one of the same password.
        after: &'a str,
    },
    /// A new factor with its secret, which is sealed on the way in.
    FactorAdded {
        /// The factor.
        factor: &'a Factor,
        /// 16 bytes or more.
        secret: Zeroizing<Vec<u8>>,
    },
    /// A pending factor was proved by a code, which is spent.
    FactorConfirmed {
        /// Its id.
        factor: &'a str,
        /// What the code uses up.
        spend: Spend,
        /// The code opened a login too.
        login: bool,
    },
    /// One factor is gone. Its secret is kept for a while among those that grant nothing.
    FactorRemoved {
        /// The factor.
        factor: &'a Factor,
        /// Why.
        how: Removal,
    },
    /// A code was accepted; at most once, whatever races.
    CodeSpent {
        /// Its factor's id.
        factor: &'a str,
        /// What the code uses up.
        spend: Spend,
    },
    /// A wrong code was compared with the factor; at the hundredth in a row it is disabled (R-LOCK-10).
    FactorFailed(&'a str),
    /// A pause begins, or takes the place of the present one.
    PauseSet {
        resource: &'a str,
        /// The pause.
        pause: &'a Pause,
    },
    /// A pause ends.
    PauseEnded(&'a str),
    /// The owner switched 2FA off, in place of an earlier time that it did (R-REC-3).
    Disabled {
        resource: &'a str,
        /// Until when, who did it and why.
        disablement: &'a Disablement,
    },
    /// 2FA is asked for again.
    DisablementEnded(&'a str),
    /// The count and lock after a denial.
    LockoutCounted {
        resource: &'a str,
        /// As it is afterwards.
        lockout: &'a Lockout,
    },
    /// The count and lock of a name that does not exist.
    UnknownCounted {
        /// Its keyed hash.
        name_hash: [u8; 32],
        /// As it is afterwards.
        lockout: &'a Lockout,
    },
    /// Locked by an operator.
    LockedByHand {
        resource: &'a str,
        /// The lock.
        lock: &'a HandLock,
    },
    /// Count and locks are gone.
    LockoutCleared(&'a str),
    /// An emergency code, in place of any earlier one.
    EmergencyIssued {
        resource: &'a str,
        /// The code's id.
        id: &'a str,
        /// Salt of the keyed hash.
        salt: [u8; 16],
        /// The keyed hash.
        hash: [u8; 32],
        /// When it ends.
        expires_at: Time,
    },
    /// The emergency code was used: at most once, whatever races.
    EmergencySpent(&'a str),
    /// The emergency code is gone: revoked or reset.
    EmergencyEnded(&'a str),
    /// A set of recovery codes in place of any earlier one (R-REC-5).
    RecoveryCodesSet {
        resource: &'a str,
        /// The codes as keyed hashes.
        codes: &'a [RecoveryRow],
    },
    /// A recovery code was used: at most once, whatever races.
    RecoveryCodeSpent {
        resource: &'a str,
        /// Its place in the set.
        number: u32,
    },
    /// The recovery codes are gone: reset.
    RecoveryCodesEnded(&'a str),
    /// A login was granted.
    LoggedIn(&'a str),
    /// A login was granted a session.
    SessionStarted {
        /// The session.
        session: &'a Session,
        /// Its token, which is kept as a keyed hash.
        token: &'a Token,
    },
    /// Another application shares the session (R-TOTP-7).
    SessionJoined {
        /// Its id.
        session: &'a str,
        /// Every application that shares it now.
        apps: &'a [String],
    },
    /// One session is over.
    SessionEnded(&'a str),
    /// Every session of a resource is over.
    SessionsEnded(&'a str),
    /// A level of the tenant's own.
    LevelCreated {
        name: &'a str,
        /// What it holds.
        permissions: Permissions,
    },
    /// A token for a script.
    TokenIssued {
        /// What is kept of it.
        row: &'a TokenRow,
        /// The token, which is kept as a keyed hash.
        token: &'a Token,
    },
    /// A token is taken back.
    TokenRevoked(&'a str),
    /// A set-up token, in place of any earlier one (R-SET-1).
    SetupIssued {
        resource: &'a str,
        /// The token's id.
        id: &'a str,
        /// The keyed hash.
        hash: [u8; 32],
        /// When it ends.
        expires_at: Time,
    },
    /// The set-up token was used: at most once, whatever races.
    SetupSpent {
        resource: &'a str,
        /// The token's id.
        id: &'a str,
    },
    /// The set-up token is gone: what it stood on has changed.
    SetupEnded(&'a str),
    /// Something waits for a second person (R-PERM-6).
    RequestAsked(&'a RequestRow),
    /// A request is approved, denied or void: once, whatever races.
    RequestDecided {
        id: &'a str,
        /// What became of it.
        state: RequestState,
        /// Who decided.
        by: &'a str,
    },
    /// A key of the policy has another value.
    PolicySet {
        key: &'a str,
        /// Its value as text.
        value: &'a str,
    },
    /// The tenant was restored from a backup: what it grants for a time only, and what opens something once, may have ended or been used since
    /// then. All of it is ended, and every time step up to the present one is spent on every device (R-BAK-1).
    Restored {
        /// The version that the backup had.
        from: usize,
    },
    /// The database was brought up to date: what an earlier version did not bind to its row is bound as it is found.
    Migrated {
        /// The version before.
        from: usize,
    },
    /// The clock went back by so much: everything that is granted for a time only is ended (pauses, switched-off 2FA, sessions, emergency
    /// codes, set-up tokens, waiting requests, pending enrollments), and passwords, tokens, removed devices and used recovery codes keep
    /// the age they had.
    ClockSetBack(Span),
}
