//! The decision, under the write lock: everything is read again, judged, and handed to [`super::record`] (R-LOCK-4).

use super::{Attempt, Proof, enroll, facts::Facts, name_hash, other_device, record};
use crate::{
    domain::{
        decision::{Account, CodeProof, Decision, decide, password_is_replaced},
        emergency::EmergencyCode,
        event::Action,
        factor::{FactorState, Verdict},
        password,
        permission::Operator,
        policy::Policy,
        recovery_codes::RecoveryCode,
        resource::Resource,
        session::{Session, Token, TokenKind},
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        factors::{
            enroll_totp::Enrollment,
            judge_code::{app_settings, judge},
            recovery_codes,
        },
        find,
        login::session_view::SessionView,
        passwords::set_password::{Hashed, Standard, replace_ended},
        people::view::live_factors,
        rescue::emergency_code::code_hash,
    },
    store::{BoundTable, Housekeeping, WriteTx},
};
use subtle::ConstantTimeEq;

pub struct Decide<'a> {
    pub attempt: &'a Attempt,
    /// The result of the comparison.
    pub proof: &'a Proof,
    /// The verdict on the new password, once it was asked for ([`Decided::NewPassword`]).
    pub new_password: Option<&'a NewPassword>,
    /// There is no further try: a password that changed meanwhile counts as wrong.
    pub last_try: bool,
}

/// The verdict on the new password of an attempt, found with no lock held.
pub enum NewPassword {
    /// It keeps the rules.
    Hashed(Hashed),
    /// It breaks them; the error says how.
    Refused(Error),
}

/// The outcome of an attempt.
#[derive(Clone, Debug)]
pub enum Decided {
    /// A decision, recorded.
    Answer(Box<Judgement>),
    /// Everything else is right, and the new password of this resource must be judged: decide again with the verdict. Nothing was written.
    NewPassword(Box<Resource>),
    /// The password was changed meanwhile: start over.
    Stale,
}

/// What happened to the new password that a login brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordChange {
    /// There was none, or nothing to replace.
    None,
    /// It replaced the one that has ended.
    Set,
    /// It breaks the rules; nothing was spent (R-PWD-6).
    Refused,
}

/// A decision, recorded.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub decision: Decision,
    /// The resource, if the answer may reveal that it exists.
    pub resource: Option<Resource>,
    /// The hash to replace: its cost is below the policy's.
    pub rehash: Option<String>,
    /// The session that a grant began.
    pub grant: Option<Grant>,
    /// The live sessions, if there are too many of them (R-SES-2).
    pub sessions: Option<Vec<SessionView>>,
    /// The new enrollment with its secret, which only this answer shows.
    pub enrollment: Option<Enrollment>,
    /// What happened to a new password.
    pub password_change: PasswordChange,
    /// The password must be changed for its form, not for its age.
    pub breaks_rules: bool,
}

/// A session with its token, which is never shown again.
#[derive(Clone, Debug)]
pub struct Grant {
    pub session: SessionView,
    pub token: Token,
}

impl Operation for Decide<'_> {
    type Outcome = Decided;
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::Authenticate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Decided> {
        tx.keep(Housekeeping::ForgottenFactors)?;
        // No permission is checked: a login speaks for itself (R-PERM-1).
        match find::login_name(tx, &self.attempt.name)? {
            Some(id) => {
                let resource = tx.resource(&id)?;
                self.known(tx, resource.ok_or_else(|| Error::new(Code::Corrupt, "an identifier has no resource"))?)
            }
            None => self.unknown(tx),
        }
    }
}

impl Decide<'_> {
    /// Asks the caller to start over. The second time nothing was compared, and nothing may be counted.
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
        let now = tx.now();
        let hash = name_hash(tx, &self.attempt.name)?;
        let lockout = tx.unknown_lockout(&hash, now)?;
        if !self.proof.hashed && lockout.locked_since(now).is_none() {
            return self.stale();
        }
        let decision = decide(&lockout, None, now);
        record::write_unknown(tx, self.attempt, hash, &lockout, decision)?;
        let answer = Judgement {
            decision,
            resource: None,
            rehash: None,
            grant: None,
            sessions: None,
            enrollment: None,
            password_change: PasswordChange::None,
            breaks_rules: false,
        };
        Ok(Decided::Answer(Box::new(answer)))
    }

    fn known(&self, tx: &mut WriteTx<'_>, resource: Resource) -> Result<Decided> {
        let now = tx.now();
        let credential = tx.credential(&resource.id)?;
        let lockout = tx.lockout(&resource.id)?;
        if let Some(credential) = &credential {
            BoundTable::Passwords.require_intact(credential.intact, &resource.id)?;
        }
        let phc = credential.as_ref().map(|credential| credential.phc.as_str());
        let unchanged = phc == self.proof.compared_with.as_deref();
        // Nothing was hashed because the account was locked; an unlock came in between.
        let hashed = self.proof.hashed || lockout.locked_since(now).is_some();
        if !hashed || (!unchanged && !self.last_try) {
            return self.stale();
        }
        let policy = tx.policy()?;
        let mut facts = Facts {
            sessions: tx.sessions(&resource.id, policy.session_idle, now)?,
            policy,
            lockout,
            factors: live_factors(tx, &resource.id, now)?,
            pause: tx.pause(&resource.id)?.filter(|pause| pause.in_force(now)),
            skew: None,
            app_settings: None,
            other_device: None,
            compared: Vec::new(),
            proving: None,
            breaks_rules: false,
            new_refused: false,
        };
        facts.proving = enroll::proving(self.attempt, &facts.factors);
        let password_right = self.proof.right && unchanged;
        // A policy may end a password by its age, or because it breaks the rules (R-PWD-2).
        let expired =
            credential.as_ref().is_some_and(|credential| facts.policy.password_expired(credential.set_at, now));
        facts.breaks_rules = password_right && resource.active && self.breaks_rules(&facts.policy, &resource);
        let open = facts.lockout.locked_since(now).is_none();
        let mut account = Account {
            password_right,
            active: resource.active,
            password_ended: expired || facts.breaks_rules,
            new_password: self.attempt.new_password.is_some() && self.attempt.may_change_password(),
            license: resource.license,
            paused: facts.pause.is_some(),
            disabled: tx.disablement(&resource.id)?.is_some_and(|disablement| disablement.in_force(now)),
            sign_in: self.attempt.operator,
            room: facts.policy.sessions.admit(facts.staying(self.attempt), self.attempt.client),
            enrolled: facts.factors.iter().any(|factor| factor.state != FactorState::Pending),
            // A code is looked at only if it can matter: a wrong password reveals nothing about it, not even by time.
            code: if password_right && resource.active && open {
                self.judge_code(tx, &resource, &mut facts)?
            } else {
                CodeProof::NotGiven
            },
        };
        if facts.proving.is_some() {
            account = enroll::as_if_proved(account);
        }
        let mut decision = decide(&facts.lockout, Some(&account), now);
        let begins = enroll::begins(self.attempt, decision, &account, &facts);
        if begins {
            decision = Decision::EnrollmentRequired;
        }
        let mut password_change = PasswordChange::None;
        if password_is_replaced(decision, &account) {
            match self.new_password {
                None => return Ok(Decided::NewPassword(Box::new(resource))),
                Some(NewPassword::Refused(_)) => {
                    (decision, password_change) = (Decision::PasswordRequired, PasswordChange::Refused);
                    facts.new_refused = true;
                }
                Some(NewPassword::Hashed(hashed)) => {
                    replace_ended(tx, &resource, hashed)?;
                    password_change = PasswordChange::Set;
                    facts.sessions.clear();
                }
            }
        }
        let begins = begins && password_change != PasswordChange::Refused;
        let enrollment = begins.then(|| enroll::begin(tx, &resource)).transpose()?;
        if let (CodeProof::Wrong, Some(typed)) = (&account.code, &self.attempt.code) {
            facts.other_device = other_device::find(tx, &resource, &facts.factors, typed.expose(), now);
            let mut active = facts.factors.iter().filter(|factor| factor.state == FactorState::Active);
            facts.app_settings = active.find_map(|factor| app_settings(tx, factor, typed.expose(), now));
        }
        let grant = match decision {
            Decision::Granted(_) => Some(self.session(tx, &resource, &facts.policy)?),
            _ => None,
        };
        enroll::confirm(tx, &resource, &facts, &account, decision)?;
        record::write(tx, self.attempt, &resource, &facts, &account, decision, grant.as_ref())?;
        let idle = facts.policy.session_idle;
        let view = |session: &Session| SessionView::of(session, &resource.username, idle);
        let sessions = (decision == Decision::SessionLimit).then(|| facts.sessions.iter().map(view).collect());
        let grant = grant.map(|(session, token)| Grant { session: view(&session), token });
        let tells = !matches!(decision, Decision::Denied { .. } | Decision::Locked);
        let raised = |phc: &&str| {
            matches!(decision, Decision::Granted(_))
                && password_change == PasswordChange::None
                && password::needs_rehash(phc, facts.policy.password_argon2)
        };
        let rehash = phc.filter(raised).map(str::to_owned);
        let resource = tells.then_some(resource);
        Ok(Decided::Answer(Box::new(Judgement {
            decision,
            resource,
            rehash,
            grant,
            sessions,
            enrollment,
            password_change,
            breaks_rules: facts.breaks_rules && !expired,
        })))
    }

    /// Whether the right password breaks the rules of the policy; judged here only if the policy changed since it was compared.
    fn breaks_rules(&self, policy: &Policy, resource: &Resource) -> bool {
        let judge = || Standard::of_present(policy, resource).judge(&self.attempt.password).is_err();
        policy.password_strong && self.proof.breaks_rules.unwrap_or_else(judge)
    }

    /// The session that a grant begins, with its token (R-SES-4).
    fn session(&self, tx: &WriteTx<'_>, resource: &Resource, policy: &Policy) -> Result<(Session, Token)> {
        tx.keep(Housekeeping::DeadSessions { resource: &resource.id, idle: policy.session_idle })?;
        let token = Token::generate(TokenKind::Session, tx.random()?);
        let session = Session {
            id: tx.session_id(&token)?,
            resource: resource.id.clone(),
            operator: self.attempt.operator,
            client: self.attempt.client,
            apps: self.attempt.app.iter().cloned().collect(),
            source: self.attempt.source.clone(),
            created_at: tx.now(),
            last_seen_at: tx.now(),
            intact: true,
        };
        Ok((session, token))
    }

    /// What the given code proves. It is compared with every active factor, or with the emergency or recovery codes if it has their form
    /// (R-TOTP-3, R-REC-1, R-REC-5).
    fn judge_code(&self, tx: &WriteTx<'_>, resource: &Resource, facts: &mut Facts) -> Result<CodeProof> {
        let Some(typed) = &self.attempt.code else { return Ok(CodeProof::NotGiven) };
        if facts.proving.is_some() {
            return enroll::judge_new(tx, resource, facts, typed);
        }
        if let Ok(code) = EmergencyCode::parse(typed.expose()) {
            let row = tx.emergency_code(&resource.id)?.filter(|row| tx.now() < row.expires_at);
            let Some(row) = row else { return Ok(CodeProof::Wrong) };
            let hash = code_hash(tx.vault()?, &row.salt, &resource.id, &code);
            if !bool::from(hash.ct_eq(row.hash.as_slice())) {
                return Ok(CodeProof::Wrong);
            }
            BoundTable::EmergencyCodes.require_intact(row.intact, &resource.id)?;
            return Ok(if row.used_at.is_none() { CodeProof::Emergency } else { CodeProof::Repeated });
        }
        if let Ok(code) = RecoveryCode::parse(typed.expose()) {
            return recovery_codes::judge(tx, &resource.id, &code, tx.now());
        }
        let mut proof = CodeProof::Wrong;
        let active = facts.factors.iter().filter(|factor| factor.state == FactorState::Active);
        for factor in active.filter(|factor| factor.device.has_form_of_code(typed.expose())) {
            facts.compared.push(factor.id.clone());
            match judge(tx, factor, typed.expose(), tx.now())? {
                Verdict::Right(spend) => {
                    return Ok(CodeProof::Factor { factor: factor.id.clone(), kind: factor.kind(), spend });
                }
                Verdict::Repeated(_) => proof = CodeProof::Repeated,
                Verdict::Skewed { seconds } => facts.skew = Some(seconds),
                Verdict::Used(_) | Verdict::Wrong => {}
            }
        }
        Ok(proof)
    }
}
