//! A login with all that it costs: the comparison outside of the lock, the second try, the hash of a new password, the stronger hash
//! afterwards.

use crate::{
    domain::{
        password::{self, HashError},
        resource::Resource,
        secret::SecretText,
    },
    engine::Engine,
    error::{Code, Error, Result},
    ops::{
        login::authenticate::{Attempt, Decide, Decided, Judgement, NewPassword, PasswordChange, Proof, Rehash, read},
        passwords::{
            prove_password::{ProvePassword, Proved, Purpose},
            set_password::Standard,
        },
    },
};

#[derive(Clone, Debug)]
pub struct Login {
    /// The decision, with what it brought about.
    pub judgement: Judgement,
    /// Why the stored hash was not upgraded to the policy's cost, if that failed. The grant is valid.
    pub not_raised: Option<Error>,
}

/// Decides a login. A password changed in between costs one more try. A new password is judged and hashed only once everything else is
/// right (R-PWD-6): that takes too long for a code under the lock, and reveals nothing to a person without the second factor.
///
/// # Errors
/// Those of reading and writing; `changed` where the lock was changed twice meanwhile; `weak_password` where the new one breaks the rules, and
/// nothing was spent. A denial is no error.
pub fn decide(engine: &mut Engine, attempt: &Attempt) -> Result<Login> {
    let (mut last_try, mut new_password) = (false, None);
    let mut proof = prove(engine, attempt)?;
    loop {
        match engine.perform(&Decide { attempt, proof: &proof, new_password: new_password.as_ref(), last_try })? {
            Decided::Stale => {
                tracing::debug!("it changed meanwhile: deciding once more");
                (last_try, new_password) = (true, None);
                proof = prove(engine, attempt)?;
            }
            Decided::NewPassword(resource) => new_password = Some(judge(engine, attempt, &resource)?),
            Decided::Answer(judgement) => {
                if let (PasswordChange::Refused, Some(NewPassword::Refused(error))) =
                    (judgement.password_change, new_password)
                {
                    return Err(error);
                }
                let raised = judgement.resource.as_ref().zip(judgement.rehash.as_deref());
                let raised = raised.map(|(resource, before)| raise(engine, attempt, resource, before));
                return Ok(Login { judgement: *judgement, not_raised: raised.and_then(Result::err) });
            }
        }
    }
}

fn prove(engine: &mut Engine, attempt: &Attempt) -> Result<Proof> {
    engine.read_as_anybody(|tx, now| read(tx, &attempt.name, now))?.prove(&attempt.password)
}

/// Judges the new password of an attempt, and hashes one that keeps the rules.
fn judge(engine: &mut Engine, attempt: &Attempt, resource: &Resource) -> Result<NewPassword> {
    let standard = engine.read_as_anybody(|tx, _| Standard::of(tx, resource))?;
    let missing = || Error::new(Code::Failure, "there is no new password to judge; nothing was decided");
    let typed = attempt.new_password.as_ref().ok_or_else(missing)?;
    match standard.prepare(typed, engine.random()?) {
        Ok(hashed) => Ok(NewPassword::Hashed(hashed)),
        Err(weak) if weak.code() == Code::WeakPassword => Ok(NewPassword::Refused(weak)),
        Err(error) => Err(error),
    }
}

/// Hashes the password of a granted login under the policy's higher cost, or for the first time here (R-PWD-5).
fn raise(engine: &mut Engine, attempt: &Attempt, resource: &Resource, before: &str) -> Result<()> {
    let cost = engine.read_as_anybody(|tx, _| Ok(tx.policy()?.password_argon2))?;
    let after = password::hash(&attempt.password, cost, engine.random()?);
    let after = after.map_err(|error| {
        let code = if error == HashError::OutOfMemory { Code::OutOfMemory } else { Code::Failure };
        Error::new(code, error.to_string())
    })?;
    engine.perform(&Rehash { resource, before, after: &after })
}

/// Proves one's own password outside of a login, as R-TOTP-2 asks for. A wrong one counts as a login's.
///
/// # Errors
/// Those of reading and writing. A wrong password and a lock are no errors.
pub fn prove_password(engine: &mut Engine, name: &str, password: &SecretText, purpose: Purpose) -> Result<Proved> {
    let proof = engine.read_as_anybody(|tx, now| read(tx, name, now))?.prove(password)?;
    engine.perform(&ProvePassword { name, proof: &proof, purpose })
}
