//! `authenticate`: decides a real login (R-LOGIN-1, R-LOGIN-2, R-LOCK-1 to R-LOCK-10).
//!
//! It takes three steps, to hold the write lock only for a millisecond and to let no race win twice: [`read`] what the password is compared
//! with, [`Reading::prove`] it with no lock held, and [`Decide`] under the lock, which reads everything again. If the password was changed
//! in between, the answer is [`Decided::Stale`] and the caller starts over, once.

mod decide;
mod enroll;
mod facts;
mod other_device;
mod record;
#[cfg(test)]
mod sequences;

pub use decide::{Decide, Decided, Grant, Judgement, NewPassword, PasswordChange};

use crate::{
    domain::{
        event::{Action, Event},
        password::{self, HashError, HashKind},
        permission::Operator,
        policy::Policy,
        resource::Resource,
        secret::SecretText,
        session::Client,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation, find,
        passwords::set_password::{Standard, out_of_memory},
    },
    store::{BoundTable, Change, ReadTx, WriteTx},
};

/// What a front end provides.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The name as typed.
    pub name: String,
    /// The password as typed.
    pub password: SecretText,
    /// The code as typed.
    pub code: Option<SecretText>,
    /// The kind of client.
    pub client: Option<Client>,
    /// The application.
    pub app: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// Live sessions to end for this login, by their ids (R-SES-2).
    pub end_sessions: Vec<String>,
    /// It is an operator's sign-in to this program.
    pub operator: bool,
    /// A new password as typed, to replace one that is right but has ended (R-PWD-6).
    pub new_password: Option<SecretText>,
    /// What it also does about a new device.
    pub enrollment: EnrollmentWish,
}

impl Attempt {
    /// Whether its client may set a password (R-PWD-3).
    pub fn may_change_password(&self) -> bool {
        self.client.is_none_or(Client::may_change_password)
    }
}

/// What a login does about a new device: for people without a shell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EnrollmentWish {
    #[default]
    None,
    /// Begins an enrollment if one is needed or allowed.
    Begin,
    /// Confirms the pending factor of this label or id with the given code, and logs in with that.
    Finish(String),
}

/// What the password is compared with, read without any lock.
pub struct Reading {
    phc: Option<String>,
    decoy: String,
    locked: bool,
    /// The rules that the present password must keep, if the policy asks for more than every password keeps (R-PWD-2).
    standard: Option<Standard>,
}

/// The result of the comparison.
pub struct Proof {
    pub(in crate::ops) compared_with: Option<String>,
    pub(in crate::ops) hashed: bool,
    pub(in crate::ops) right: bool,
    /// Whether the right password breaks the rules of the policy; `None` if that was not looked at.
    pub(in crate::ops) breaks_rules: Option<bool>,
}

/// Reads what the password of this name is compared with. An unknown name is read in the same way (R-LOCK-6).
pub fn read(tx: &ReadTx<'_>, name: &str, now: Time) -> Result<Reading> {
    let id = find::login_name(tx, name)?;
    let hash = name_hash(tx, name)?;
    let (phc, lockout) = match &id {
        Some(id) => {
            let credential = tx.credential(id)?;
            if let Some(credential) = &credential {
                BoundTable::Passwords.require_intact(credential.intact, id)?;
            }
            (credential.map(|credential| credential.phc), tx.lockout(id)?)
        }
        None => (None, tx.unknown_lockout(&hash, now)?),
    };
    let policy = tx.policy()?;
    // Slow work is done only for a login that could be granted: a deactivated account is denied as fast as any other (R-LOCK-6).
    let standard = match id.filter(|_| policy.password_strong) {
        Some(id) => tx.resource(&id)?.filter(|resource| resource.active),
        None => None,
    };
    Ok(Reading {
        phc,
        decoy: decoy(tx, &hash, &policy)?,
        locked: lockout.locked_since(now).is_some(),
        standard: standard.map(|resource| Standard::of_present(&policy, &resource)),
    })
}

/// What a password is compared with if there is none: the hash of an account picked by the name. So names without a password take as long
/// as those with one, also while some hashes still have the cost of an earlier policy (R-LOCK-6).
fn decoy(tx: &ReadTx<'_>, hash: &[u8; 32], policy: &Policy) -> Result<String> {
    let pick = hash.first_chunk().map_or(0, |chunk| u64::from_be_bytes(*chunk));
    let cost = policy.password_argon2;
    let made_up = || format!("$argon2id$v=19${cost}${}${}", "A".repeat(22), "A".repeat(43));
    Ok(tx.somebodys_password(pick)?.unwrap_or_else(made_up))
}

/// The keyed hash under which an unknown name is counted and recorded in the history (R-LOCK-7, R-AUD-2).
pub(in crate::ops) fn name_hash(tx: &ReadTx<'_>, name: &str) -> Result<[u8; 32]> {
    Ok(tx.vault()?.keyed_hash("unknown login name", &[], &find::unknown_name_normal(tx, name)?))
}

impl Reading {
    /// Compares the password with no lock held: tens of milliseconds of hashing, or the cost of an imported hash. Without a password to
    /// compare with, the same work is done for nothing; if the account is locked anyway, none is.
    pub fn prove(self, password: &SecretText) -> Result<Proof> {
        if self.locked {
            return Ok(Proof { compared_with: self.phc, hashed: false, right: false, breaks_rules: None });
        }
        let _span = tracing::debug_span!("compare password").entered();
        let against = self.phc.as_deref().unwrap_or(&self.decoy);
        let right = password::verify(password, against).map_err(|error| match error {
            HashError::OutOfMemory => out_of_memory("the login was not decided"),
            _ => {
                let message = format!("table passwords, column phc: {error}; the login was not granted");
                Error::new(Code::Corrupt, format!("{message}, and a new password is needed"))
            }
        })?;
        let right = right && self.phc.is_some();
        let breaks_rules = self.standard.filter(|_| right).map(|standard| standard.judge(password).is_err());
        Ok(Proof { right, compared_with: self.phc, hashed: true, breaks_rules })
    }
}

/// Hashes a granted login's password again, at the policy's higher cost or in place of another kind of hash, in a separate transaction
/// (R-PWD-5).
pub struct Rehash<'a> {
    pub resource: &'a Resource,
    /// The hash that was verified.
    pub before: &'a str,
    /// The new hash of the same password.
    pub after: &'a str,
}

impl Operation for Rehash<'_> {
    type Outcome = ();
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::PasswordRehash
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<()> {
        let mut event = Event::ok(Action::PasswordRehash).on(&self.resource.id, &self.resource.username);
        // Record that the hash was imported: afterwards no one could see it.
        if let Some(kind) = password::kind(self.before).ok().filter(|kind| *kind != HashKind::Argon2id) {
            event = event.changed("hash", kind.word(), HashKind::Argon2id.word());
        }
        let change = Change::PasswordRehashed { resource: &self.resource.id, before: self.before, after: self.after };
        tx.apply([change], event)
    }
}
