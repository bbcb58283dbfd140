//! `authenticate`: decides a real login (R-LOGIN-1, -2, R-LOCK-1 … -10).
//!
//! In three steps, so that the write lock is held for a millisecond and no race can win twice: [`read`] what the password is compared
//! with, [`Reading::prove`] it with no lock held, and [`Decide`] under the lock, where everything is read again. If the password was
//! changed in between, the answer is [`Decided::Stale`] and the caller begins again, once.

use super::{Operation, emergency::code_hash, target, view::live_factors};
use crate::{
    domain::{
        decision::{Account, CodeProof, Decision, Method, decide},
        emergency::EmergencyCode,
        event::{Action, Event, EventOutcome, words},
        factor::{Factor, FactorState},
        lockout::{FACTOR_FAILURES, Lockout},
        password,
        pause::{Ends, Pause},
        permission::Operator,
        policy::Policy,
        resource::Resource,
        secret::SecretText,
        time::Time,
        totp::{self, Verdict},
    },
    error::{Code, Error, Result},
    store::{Change, Housekeeping, ReadTx, WriteTx},
};
use data_encoding::HEXLOWER;
use subtle::ConstantTimeEq;

words! {
    /// What the person logs in with.
    Client { Desktop "desktop", Tablet "tablet", Mobile "mobile", Outlook "outlook", }
}

/// What a front end brings.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The name as typed.
    pub name: String,
    /// The password as typed.
    pub password: SecretText,
    /// The code as typed.
    pub code: Option<SecretText>,
    /// With what.
    pub client: Option<Client>,
    /// For which application.
    pub app: Option<String>,
    /// From where.
    pub source: Option<String>,
}

/// What the password is compared with, read without any lock.
pub struct Reading {
    phc: Option<String>,
    decoy: String,
    locked: bool,
}

/// What the comparison gave.
pub struct Proof {
    pub(super) compared_with: Option<String>,
    pub(super) hashed: bool,
    pub(super) right: bool,
}

/// The decision under the write lock.
pub struct Decide<'a> {
    /// What the front end brought.
    pub attempt: &'a Attempt,
    /// What the comparison gave.
    pub proof: &'a Proof,
    /// There is no further try: a password changed meanwhile is a wrong one.
    pub last_try: bool,
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub enum Decided {
    /// A decision, recorded.
    Answer {
        /// The decision.
        decision: Decision,
        /// The resource, where the answer may tell that it exists.
        resource: Option<Box<Resource>>,
        /// The hash to raise: its cost is below the policy's.
        rehash: Option<String>,
    },
    /// The password was changed meanwhile: begin again.
    Stale,
}

/// Reads what the password of this name is compared with. A name that leads to nobody is read in the same way (R-LOCK-6).
pub fn read(tx: &ReadTx<'_>, name: &str, now: Time) -> Result<Reading> {
    let id = target::login_name(tx, name)?;
    let hash = name_hash(tx, name)?;
    let (phc, lockout) = match &id {
        Some(id) => (tx.credential(id)?.map(|credential| credential.phc), tx.lockout(id)?),
        None => (None, tx.unknown_lockout(&hash, now)?),
    };
    Ok(Reading { phc, decoy: decoy(tx, &hash)?, locked: lockout.locked_since(now).is_some() })
}

/// What a password is compared with where there is none: the hash of somebody picked by the name, so that names without a password take
/// as long as those with one do, also while some hashes still have the cost of an earlier policy (R-LOCK-6).
fn decoy(tx: &ReadTx<'_>, hash: &[u8; 32]) -> Result<String> {
    let pick = hash.first_chunk().map_or(0, |chunk| u64::from_be_bytes(*chunk));
    let cost = tx.policy()?.password_argon2;
    let made_up = || format!("$argon2id$v=19${cost}${}${}", "A".repeat(22), "A".repeat(43));
    Ok(tx.somebodys_password(pick)?.unwrap_or_else(made_up))
}

/// The keyed hash under which a name that does not exist is counted and told in the history (R-LOCK-7, R-AUD-2).
fn name_hash(tx: &ReadTx<'_>, name: &str) -> Result<[u8; 32]> {
    Ok(tx.vault()?.keyed_hash("unknown login name", &[], &target::unknown_name_normal(tx, name)?))
}

impl Reading {
    /// Compares the password: tens of milliseconds of hashing, with no lock held. Where there is no password to compare with, the same
    /// work is done for nothing; where the account is locked anyway, none is.
    pub fn prove(self, password: &SecretText) -> Result<Proof> {
        if self.locked {
            return Ok(Proof { compared_with: self.phc, hashed: false, right: false });
        }
        let against = self.phc.as_deref().unwrap_or(&self.decoy);
        let right = password::verify(password, against).map_err(|error| {
            Error::new(Code::Corrupt, format!("table passwords, column phc: {error}; the login was not granted"))
        })?;
        Ok(Proof { right: right && self.phc.is_some(), compared_with: self.phc, hashed: true })
    }
}

impl Operation for Decide<'_> {
    type Outcome = Decided;

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Decided> {
        // No permission is asked: a login speaks for itself (R-PERM-1).
        match target::login_name(tx, &self.attempt.name)? {
            Some(id) => {
                let resource = tx.resource(&id)?;
                self.known(tx, resource.ok_or_else(|| Error::new(Code::Corrupt, "an identifier has no resource"))?)
            }
            None => self.unknown(tx),
        }
    }
}

/// Everything about an account that the decision and its effects need.
struct Facts {
    policy: Policy,
    lockout: Lockout,
    factors: Vec<Factor>,
    pause: Option<Pause>,
    skew: Option<i64>,
    compared: Vec<String>,
}

impl Decide<'_> {
    /// Begin again; where that was done already, nothing was compared and nothing may be counted.
    fn stale(&self) -> Result<Decided> {
        if self.last_try {
            return Err(Error::new(
                Code::Changed,
                "the lock was changed twice meanwhile; nothing was decided or counted",
            ));
        }
        Ok(Decided::Stale)
    }

    fn unknown(&self, tx: &mut WriteTx<'_>) -> Result<Decided> {
        let (policy, now) = (tx.policy()?, tx.now());
        let hash = name_hash(tx, &self.attempt.name)?;
        let lockout = tx.unknown_lockout(&hash, now)?;
        if !self.proof.hashed && lockout.locked_since(now).is_none() {
            return self.stale();
        }
        let decision = decide(&lockout, None, now);
        let event = self.event(decision).detail("name_hash", HEXLOWER.encode(&hash));
        if decision == Decision::Locked {
            tx.record(event)?;
        } else {
            tx.keep(Housekeeping::ForgottenNames)?;
            let lockout = lockout.after_denial(policy.lockout_threshold, now);
            tx.apply([Change::UnknownCounted { name_hash: hash, lockout: &lockout }], counted(event, &lockout))?;
        }
        Ok(Decided::Answer { decision, resource: None, rehash: None })
    }

    fn known(&self, tx: &mut WriteTx<'_>, resource: Resource) -> Result<Decided> {
        let now = tx.now();
        let credential = tx.credential(&resource.id)?;
        let lockout = tx.lockout(&resource.id)?;
        let phc = credential.as_ref().map(|credential| credential.phc.as_str());
        let unchanged = phc == self.proof.compared_with.as_deref();
        // Nothing was hashed because the account was locked; an unlock came in between.
        let hashed = self.proof.hashed || lockout.locked_since(now).is_some();
        if !hashed || (!unchanged && !self.last_try) {
            return self.stale();
        }
        let mut facts = Facts {
            policy: tx.policy()?,
            lockout,
            factors: live_factors(tx, &resource.id, now)?,
            pause: tx.pause(&resource.id)?.filter(|pause| pause.in_force(now)),
            skew: None,
            compared: Vec::new(),
        };
        let password_right = self.proof.right && unchanged;
        let expired = facts.policy.password_expiry.zip(credential.as_ref());
        let open = facts.lockout.locked_since(now).is_none();
        let account = Account {
            password_right,
            active: resource.active,
            password_expired: expired.is_some_and(|(expiry, credential)| now >= credential.set_at.plus(expiry)),
            license: resource.license,
            paused: facts.pause.is_some(),
            enrolled: facts.factors.iter().any(|factor| factor.state != FactorState::Pending),
            // A code is looked at only where it can matter: a wrong password tells nothing about it, not even by time.
            code: if password_right && resource.active && open {
                self.judge_code(tx, &resource, &mut facts)?
            } else {
                CodeProof::NotGiven
            },
        };
        let decision = decide(&facts.lockout, Some(&account), now);
        self.write(tx, &resource, &facts, &account, decision)?;
        let tells = !matches!(decision, Decision::Denied { .. } | Decision::Locked);
        let raised = |phc: &&str| {
            matches!(decision, Decision::Granted(_)) && password::needs_rehash(phc, facts.policy.password_argon2)
        };
        let rehash = phc.filter(raised).map(str::to_owned);
        Ok(Decided::Answer { decision, resource: tells.then(|| Box::new(resource)), rehash })
    }

    /// What the given code proves. It is compared with every active factor, or with the emergency code if it has that form.
    fn judge_code(&self, tx: &WriteTx<'_>, resource: &Resource, facts: &mut Facts) -> Result<CodeProof> {
        let Some(typed) = &self.attempt.code else { return Ok(CodeProof::NotGiven) };
        if let Ok(code) = EmergencyCode::parse(typed.expose()) {
            let row = tx.emergency_code(&resource.id)?.filter(|row| tx.now() < row.expires_at);
            let Some(row) = row else { return Ok(CodeProof::Wrong) };
            let hash = code_hash(tx.vault()?, &row.salt, &resource.id, &code);
            return Ok(match (bool::from(hash.ct_eq(row.hash.as_slice())), row.used_at) {
                (true, None) => CodeProof::Emergency,
                (true, Some(_)) => CodeProof::Repeated,
                (false, _) => CodeProof::Wrong,
            });
        }
        let Some(code) = totp::normalise_code(typed.expose()) else { return Ok(CodeProof::Wrong) };
        let mut proof = CodeProof::Wrong;
        for factor in facts.factors.iter().filter(|factor| factor.state == FactorState::Active) {
            facts.compared.push(factor.id.clone());
            let secret = tx.factor_secret(factor)?;
            let verdict = totp::judge(&secret, &factor.parameters, factor.last_step, &code, tx.now());
            match verdict
                .map_err(|fault| Error::new(Code::Corrupt, format!("table factors, row {}: {fault}", factor.id)))?
            {
                Verdict::Right { step } => return Ok(CodeProof::Totp { factor: factor.id.clone(), step }),
                Verdict::Repeated { .. } => proof = CodeProof::Repeated,
                Verdict::Skewed { seconds } => facts.skew = Some(seconds),
                Verdict::Used { .. } | Verdict::Wrong => {}
            }
        }
        Ok(proof)
    }

    /// Writes what the decision brings about, with its event (R-LOGIN-2).
    fn write(
        &self,
        tx: &mut WriteTx<'_>,
        resource: &Resource,
        facts: &Facts,
        account: &Account,
        decision: Decision,
    ) -> Result<()> {
        let id = resource.id.as_str();
        let mut event = self.event(decision).on(id, &resource.username);
        let after = facts.lockout.after_denial(facts.policy.lockout_threshold, tx.now());
        let mut changes = Vec::new();
        match decision {
            Decision::Granted(method) => {
                event = event.detail("method", method.word());
                if facts.lockout != Lockout::default() {
                    changes.push(Change::LockoutCleared(id));
                }
                changes.push(Change::LoggedIn(id));
                match (method, &account.code) {
                    (Method::Totp, CodeProof::Totp { factor, step }) => {
                        event = event.detail("factor", factor.clone());
                        changes.push(Change::StepSpent { factor, step: *step });
                    }
                    (Method::Emergency, _) => changes.push(Change::EmergencySpent(id)),
                    (Method::Paused, _) if facts.pause.as_ref().is_some_and(|pause| pause.ends == Ends::NextLogin) => {
                        event = event.detail("pause_ended", true);
                        changes.push(Change::PauseEnded(id));
                    }
                    _ => {}
                }
            }
            Decision::Denied { counted: true } => {
                event = counted(event, &after).detail("cause", cause(account));
                changes.push(Change::LockoutCounted { resource: id, lockout: &after });
                if account.code == CodeProof::Wrong {
                    event = event.detail("skew_seconds", facts.skew);
                    changes.extend(facts.compared.iter().map(|factor| Change::FactorFailed(factor)));
                    let last = |factor: &&Factor| {
                        facts.compared.contains(&factor.id) && factor.failures + 1 >= FACTOR_FAILURES
                    };
                    if let Some(disabled) = facts.factors.iter().find(last) {
                        event = event.detail("factor_disabled", disabled.label.clone());
                    }
                }
            }
            Decision::Denied { counted: false } => {
                event = event.detail("cause", cause(account)).detail("counted", false)
            }
            _ => {}
        }
        tx.apply(changes, event)
    }

    fn event(&self, decision: Decision) -> Event {
        let outcome = match decision {
            Decision::Granted(_) => EventOutcome::Ok,
            Decision::Denied { .. } => EventOutcome::Denied,
            _ => EventOutcome::Refused,
        };
        let mut event = Event::ok(Action::Authenticate).ended(outcome).detail("outcome", word(decision));
        event.client = self.attempt.client.map(|client| client.word().to_owned());
        event.personal.source.clone_from(&self.attempt.source);
        match &self.attempt.app {
            Some(app) => event.detail("app", app.clone()),
            None => event,
        }
    }
}

/// Why a known name was denied: for the history and `why` only, never for the answer (R-LOCK-6).
fn cause(account: &Account) -> &'static str {
    match account {
        Account { password_right: false, .. } => "password",
        Account { active: false, .. } => "deactivated",
        Account { code: CodeProof::Repeated, .. } => "code_repeated",
        _ => "code",
    }
}

fn counted(event: Event, lockout: &Lockout) -> Event {
    let event = event.detail("failed_attempts", lockout.failed);
    if lockout.locked_at.is_some() { event.detail("locks", true) } else { event }
}

/// The outcome's word in JSON and in the history.
pub const fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Denied { .. } => "denied",
        Decision::Locked => "locked",
        Decision::PasswordRequired => "password_required",
        Decision::EnrollmentRequired => "enrollment_required",
        Decision::CodeRequired => "code_required",
        Decision::Granted(_) => "granted",
    }
}

/// A granted login's password hashed under the policy's higher cost, in a transaction of its own (R-PWD-5).
pub struct Rehash<'a> {
    /// Whose.
    pub resource: &'a Resource,
    /// The hash that was verified.
    pub before: &'a str,
    /// The new one of the same password.
    pub after: &'a str,
}

impl Operation for Rehash<'_> {
    type Outcome = ();

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<()> {
        let event = Event::ok(Action::PasswordRehash).on(&self.resource.id, &self.resource.username);
        let change = Change::PasswordRehashed { resource: &self.resource.id, before: self.before, after: self.after };
        tx.apply([change], event)
    }
}
