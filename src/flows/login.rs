//! A login with all that it costs: the comparison outside of the lock, the second try, the stronger hash afterwards.

use crate::{
    domain::{password, resource::Resource, secret::SecretText},
    engine::Engine,
    error::{Code, Error, Result},
    ops::{
        login::authenticate::{Attempt, Decide, Decided, Judgement, Rehash, read},
        passwords::prove_password::{ProvePassword, Proved, Purpose},
    },
};

/// A decided login.
#[derive(Clone, Debug)]
pub struct Login {
    /// The decision, with what it brought about.
    pub judgement: Judgement,
    /// Why the stored hash was not raised to the policy's cost, where that failed. The grant stands.
    pub not_raised: Option<Error>,
}

/// Decides a login. A password changed in between costs one more try.
///
/// # Errors
/// Those of reading and writing; `changed` where the lock was changed twice meanwhile. A denial is no error.
pub fn decide(engine: &mut Engine, attempt: &Attempt) -> Result<Login> {
    let mut last_try = false;
    loop {
        let proof = engine.read_as_anybody(|tx, now| read(tx, &attempt.name, now))?.prove(&attempt.password)?;
        match engine.perform(&Decide { attempt, proof: &proof, last_try })? {
            Decided::Stale => last_try = true,
            Decided::Answer(judgement) => {
                let raised = judgement.resource.as_ref().zip(judgement.rehash.as_deref());
                let raised = raised.map(|(resource, before)| raise(engine, attempt, resource, before));
                return Ok(Login { judgement: *judgement, not_raised: raised.and_then(Result::err) });
            }
        }
    }
}

/// Hashes the password of a granted login under the policy's higher cost, or for the first time here (R-PWD-5).
fn raise(engine: &mut Engine, attempt: &Attempt, resource: &Resource, before: &str) -> Result<()> {
    let cost = engine.read_as_anybody(|tx, _| Ok(tx.policy()?.password_argon2))?;
    let after = password::hash(&attempt.password, cost, engine.random()?);
    let after = after.map_err(|error| Error::new(Code::Failure, error.to_string()))?;
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
