//! Says that what was done for a person is in vain as long as they are kept out.

use crate::{
    context::Context,
    domain::{
        permission::Permission,
        remedy::{BLANK, Remedy},
    },
    ops::{
        find,
        people::shut_out::{ShutOut, shut_out},
    },
};

/// Warns if the resource with this username is kept out whatever else is done. What was done is done: a failure to find out says nothing.
pub fn warn(ctx: &mut Context<'_>, username: &str) {
    let found = ctx.peek(|tx, operator, now| match find::login_name(tx, username)? {
        // Who may not look at people learns nothing of them here.
        Some(_) if !operator.may(Permission::ResourceRead) => Ok(None),
        Some(id) => shut_out(tx, &find::existing(tx, &id)?, now),
        None => Ok(None),
    });
    if let Ok(Some(out)) = found {
        let (is, way) = match out {
            ShutOut::Deactivated => ("deactivated", Remedy::ActivateResource(username.to_owned())),
            ShutOut::Locked => ("locked", Remedy::UnlockAccount(username.to_owned())),
            ShutOut::LockedByHand(lock) => {
                let why = lock.reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
                let by = lock.by;
                ctx.say(&format!(
                    "warning: {username} cannot log in: {by} locked the account{why}. Speak with {by} first."
                ));
                return;
            }
        };
        // The reason of this act is none for that one.
        let command = ctx.command_because(&way, Some(BLANK));
        ctx.say(&format!("warning: {username} is {is} and cannot log in. First:   {command}"));
    }
}

/// The same for one of many, as a remark on its line.
pub fn remark(out: ShutOut) -> String {
    match out {
        ShutOut::Deactivated => "is deactivated and cannot log in before it is activated".to_owned(),
        ShutOut::Locked => "is locked and cannot log in before it is unlocked".to_owned(),
        ShutOut::LockedByHand(lock) => format!("was locked by {} and cannot log in: speak with them first", lock.by),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remark_of_one_of_many_says_what_has_to_come_first() {
        assert!(remark(ShutOut::Locked).contains("unlocked"));
        assert!(remark(ShutOut::Deactivated).contains("activated"));
    }
}
