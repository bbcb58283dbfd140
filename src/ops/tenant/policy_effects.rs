//! How many people another policy affects at once: `policy set` warns of this, and says it before it acts.

use crate::{
    domain::{
        policy::{Policy, SignIn},
        resource::Resource,
        session::ClientClass,
        time::Time,
    },
    error::Result,
    store::ReadTx,
};

/// What a changed key means to people who exist already.
#[derive(Clone, Debug)]
pub struct Effect {
    pub key: &'static str,
    pub people: u64,
    pub message: String,
}

/// What a policy means to people at once if it asks for more than another does; nothing if that affects no one.
pub(super) fn effects(tx: &ReadTx<'_>, before: &Policy, after: &Policy, now: Time) -> Result<Vec<Effect>> {
    let mut effects = Vec::new();
    let mut add = |key: &'static str, people: u64, message: String| {
        if people > 0 {
            effects.push(Effect { key, people, message });
        }
    };
    if let Some(expiry) = after.password_expiry.filter(|_| after.password_expiry != before.password_expiry) {
        let people = tx.passwords_until(now.minus(expiry))?;
        let ended = if people == 1 { "has a password that is older" } else { "have passwords that are older" };
        let among = administrators(tx, now, |id| {
            Ok(tx.credential(id)?.is_some_and(|credential| after.password_expired(credential.set_at, now)))
        })?;
        let message = format!("{} {ended} than {expiry}, which the next login replaces{among}", counted(people));
        add("password.expiry", people, message);
    }
    if after.password_strong && !before.password_strong {
        let people = tx.passwords_until(now)?;
        let has = if people == 1 { "has" } else { "have" };
        let message = format!(
            "{} {has} a password that the next login judges: one that breaks the rules is replaced then",
            counted(people)
        );
        add("password.strong", people, message);
    }
    if after.lockout_threshold < before.lockout_threshold {
        let people = tx.denied_at_least(after.lockout_threshold - 1)?;
        let is = if people == 1 { "is" } else { "are" };
        add("lockout.threshold", people, format!("{} {is} locked by one more failed login", counted(people)));
    }
    let since = now.minus(before.session_idle);
    for (key, was, is, class) in [
        ("session.desktop", before.sessions.desktop, after.sessions.desktop, ClientClass::Desktop),
        ("session.mobile", before.sessions.mobile, after.sessions.mobile, ClientClass::Mobile),
    ] {
        if is < was {
            let people = tx.resources_with_more_sessions(is, class, since)?;
            let has = if people == 1 { "has" } else { "have" };
            let message =
                format!("{} {has} more sessions, which go on; the next login asks to end some", counted(people));
            add(key, people, message);
        }
    }
    if after.session_idle < before.session_idle {
        let people = tx.resources_last_seen(since, now.minus(after.session_idle))?;
        let loses = if people == 1 { "loses" } else { "lose" };
        add("session.idle", people, format!("{} {loses} sessions at once", counted(people)));
    }
    if after.sign_in == SignIn::Required && before.sign_in == SignIn::Off {
        let (people, without_device) = tx.operator_count()?;
        let is = if people == 1 { "is an operator and signs" } else { "are operators and sign" };
        let enroll = match without_device {
            0 => String::new(),
            some => format!("; {some} without a device, enrolled at the first sign-in"),
        };
        add("operator.sign_in", people, format!("{} {is} in from now on{enroll}", counted(people)));
    }
    Ok(effects)
}

fn counted(people: u64) -> String {
    if people == 1 { "1 person".to_owned() } else { format!("{people} people") }
}

/// How many active administrators are among them.
fn administrators(tx: &ReadTx<'_>, now: Time, concerned: impl Fn(&str) -> Result<bool>) -> Result<String> {
    let mut among = 0;
    for (Resource { id, active, .. }, _) in tx.administrators(now)? {
        among += u64::from(active && concerned(&id)?);
    }
    Ok(match among {
        0 => String::new(),
        1 => ", 1 administrator among them".to_owned(),
        more => format!(", {more} administrators among them"),
    })
}
