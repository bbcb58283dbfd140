//! A person proves their own password before something else is done for them (R-TOTP-2).

use crate::{
    context::Context,
    domain::{remedy::Remedy, secret::SecretText},
    error::{Code, Error, Result},
    flows::login,
    ops::{
        access::remedies,
        find,
        passwords::prove_password::{Proved, Purpose},
    },
};

/// Lets a resource go on only with its own password.
///
/// # Errors
/// `denied`, which counts as a login's; `locked`.
pub fn prove_password(ctx: &mut Context<'_>, name: &str, password: &SecretText, purpose: Purpose) -> Result<()> {
    let undone = match purpose {
        Purpose::Enrollment => "nothing was enrolled",
        Purpose::Password => "nothing was changed",
    };
    match login::prove_password(&mut ctx.engine, name, password, purpose)? {
        Proved::Right => Ok(()),
        // Nobody learns whether the name exists (R-LOCK-6).
        Proved::Denied => Err(Error::new(Code::Denied, format!("the name or the password is wrong; {undone}"))),
        Proved::Locked => Err(locked(ctx, name, undone)),
    }
}

/// The name is locked. An operator can look up an existing resource; to everybody else every name looks the same (R-LOCK-6).
fn locked(ctx: &Context<'_>, name: &str, undone: &str) -> Error {
    let (error, why) = (Error::new(Code::Locked, format!("{name} is locked; {undone}")), Remedy::Why(name.to_owned()));
    let open =
        ctx.peek(|tx, operator, _| Ok(remedies::is_open(tx, operator, &why)? && find::login_name(tx, name)?.is_some()));
    match open.unwrap_or(false) {
        true => error.hint("see", why),
        false => error.note("ask an operator"),
    }
}
