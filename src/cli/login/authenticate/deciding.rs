//! One decision of a login, with all that it costs: the comparison outside of the lock, the second try, the stronger hash afterwards.

use crate::{
    context::Context,
    domain::secret::SecretText,
    error::{Code, Error, Result},
    ops::{
        access::{offered, target},
        login::authenticate::{Attempt, Decide, Decided, Judgement, Rehash, read},
        passwords::prove_password::{ProvePassword, Proved, Purpose},
    },
};

/// One decision. A password changed in between costs one more try.
pub fn decide(ctx: &mut Context<'_>, attempt: &Attempt) -> Result<Judgement> {
    let mut last_try = false;
    loop {
        let proof = ctx.read_as_anybody(|tx, now| read(tx, &attempt.name, now))?.prove(&attempt.password)?;
        match ctx.perform(&Decide { attempt, proof: &proof, last_try })? {
            Decided::Stale => last_try = true,
            Decided::Answer(answer) => {
                if let Some((resource, before)) = answer.resource.as_ref().zip(answer.rehash.as_deref()) {
                    raise(ctx, attempt, resource, before);
                }
                return Ok(*answer);
            }
        }
    }
}

/// Hashes the password of a granted login under the policy's higher cost, or for the first time here (R-PWD-5). The grant stands whatever becomes of this.
fn raise(ctx: &mut Context<'_>, attempt: &Attempt, resource: &crate::domain::resource::Resource, before: &str) {
    let done = ctx.read_as_anybody(|tx, _| Ok(tx.policy()?.password_argon2)).and_then(|cost| {
        let after = crate::domain::password::hash(&attempt.password, cost, ctx.random()?);
        let after = after.map_err(|error| Error::new(Code::Failure, error.to_string()))?;
        ctx.perform(&Rehash { resource, before, after: &after })
    });
    if let Err(error) = done {
        ctx.say(&format!("note: the stored hash was not raised: {error}"));
    }
}

/// Lets a resource go on only with its own password (R-TOTP-2).
pub fn prove_password(ctx: &mut Context<'_>, name: &str, password: &SecretText, purpose: Purpose) -> Result<()> {
    let undone = match purpose {
        Purpose::Enrollment => "nothing was enrolled",
        Purpose::Password => "nothing was changed",
    };
    let proof = ctx.read_as_anybody(|tx, now| read(tx, name, now))?.prove(password)?;
    match ctx.perform(&ProvePassword { name, proof: &proof, purpose })? {
        Proved::Right => Ok(()),
        // Whether there is somebody of that name is told to nobody (R-LOCK-6).
        Proved::Denied => Err(Error::new(Code::Denied, format!("the name or the password is wrong; {undone}"))),
        Proved::Locked => Err(locked(ctx, name, undone)),
    }
}

/// The name is locked. An operator can look at somebody whom there is; to everybody else every name looks the same (R-LOCK-6).
fn locked(ctx: &Context<'_>, name: &str, undone: &str) -> Error {
    let (error, why) = (Error::new(Code::Locked, format!("{name} is locked; {undone}")), ["why", name]);
    let words = why.map(str::to_owned);
    let open = ctx
        .peek(|tx, operator, _| Ok(offered::is_open(tx, operator, &words)? && target::login_name(tx, name)?.is_some()));
    match open.unwrap_or(false) {
        true => error.hint("see", why),
        false => error.note("ask an operator"),
    }
}
