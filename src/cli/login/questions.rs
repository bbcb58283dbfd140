//! What a login at a terminal asks for as it goes: a code, and a new password in place of one that has ended (R-PWD-6).

use crate::{
    cli::passwords::password::set::ask_twice,
    context::Context,
    domain::{decision::Decision, secret::SecretText},
    error::{Code, Result},
    flows::login,
    ops::{
        login::authenticate::{Attempt, Judgement, PasswordChange},
        passwords::set_password::Standard,
    },
};

/// Decides a login. Says so if the stored hash could not be upgraded afterwards.
///
/// # Errors
/// Those of [`login::decide`].
pub fn decide(ctx: &mut Context<'_>, attempt: &Attempt) -> Result<Judgement> {
    let login = login::decide(&mut ctx.engine, attempt)?;
    if let Some(error) = login.not_raised {
        ctx.say(&format!("note: the stored hash was not upgraded: {error}"));
    }
    Ok(login.judgement)
}

/// Decides a login, and asks for what it lacks where `asks`. The attempt goes on with a password that was set.
///
/// # Errors
/// As [`decide`]; those of the dialogue.
pub fn decide_asking(ctx: &mut Context<'_>, attempt: &mut Attempt, asks: bool) -> Result<Judgement> {
    let mut decided = decide(ctx, attempt)?;
    if asks && decided.decision == Decision::PasswordRequired && attempt.may_change_password() {
        decided = replace_password(ctx, attempt, decided.breaks_rules)?;
    } else if asks {
        decided = ask_code(ctx, attempt, decided)?;
    }
    if decided.password_change == PasswordChange::Set {
        attempt.password = attempt.new_password.take().unwrap_or_else(|| attempt.password.clone());
    }
    Ok(decided)
}

/// Asks for a code where one is required; an empty line leaves the answer of a login as it was.
fn ask_code(ctx: &mut Context<'_>, attempt: &mut Attempt, decided: Judgement) -> Result<Judgement> {
    if decided.decision != Decision::CodeRequired {
        return Ok(decided);
    }
    let mut typed = ctx.ask("Code of the authenticator, emergency code or recovery code")?;
    // Who signs in goes on with an answer: to start over would ask for the password again.
    while attempt.operator && typed.trim().is_empty() {
        typed = ctx.ask("No code was typed. The code, or Ctrl-C to stop")?;
    }
    if typed.trim().is_empty() {
        return Ok(decided);
    }
    attempt.code = Some(SecretText::new(typed));
    decide(ctx, attempt)
}

/// Asks for a new password and then for a code: in the other order, the code would be too old. It compares the new password with the name
/// and earlier passwords only after the code was right; if it is refused, it asks for both again, and nothing was used up.
fn replace_password(ctx: &mut Context<'_>, attempt: &mut Attempt, breaks_rules: bool) -> Result<Judgement> {
    ctx.say(match breaks_rules {
        true => "The password breaks the rules: choose a new one now.",
        false => "The password has expired: choose a new one now.",
    });
    let standard = ctx.read_as_anybody(|tx, _| Standard::of_anybody(tx))?;
    let code = attempt.code.clone();
    loop {
        let asked = ask_twice(ctx, "New password (? shows the rules)", &standard, |_, typed| standard.judge(typed))?;
        attempt.new_password = Some(asked);
        attempt.code.clone_from(&code);
        let decided = decide(ctx, attempt).and_then(|decided| ask_code(ctx, attempt, decided));
        match decided {
            Err(weak) if weak.code() == Code::WeakPassword => ctx.say(weak.brief()),
            decided => return decided,
        }
    }
}
