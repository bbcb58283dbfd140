//! Which of the commands that an answer or a refusal names an operator can follow (R-PERM-1, R-PERM-2, R-PERM-3, R-PERM-4). What it may not
//! do is not offered to it, and what only the owner of database and key can do is offered as that. Nothing is permitted here: the command
//! itself asks again.

use super::target;
use crate::{
    domain::permission::{Authority, Operator, Permission},
    error::{Error, Hint, HintCommand, Result},
    store::ReadTx,
};

/// Who is asked where a command is closed to this operator.
const ADMINISTRATOR: &str = "ask an administrator";
/// Who is asked for what nobody does for itself (R-PERM-2).
const ANOTHER: &str = "ask another operator";
/// Who is asked for what the last row of R-PERM-1 keeps.
const OWNER: &str = "ask the owner of database and key";
/// The flag by which the owner acts where sign-in is required (R-PERM-4).
pub const GLASS: &str = "--break-glass";

/// Whether somebody can follow a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Yes, as far as permission and level go.
    Open,
    /// No: it is kept for the owner of database and key.
    Owner,
    /// No; whom to ask.
    Closed(&'static str),
}

/// What a command asks for, as far as its words tell.
struct Asks<'w> {
    permission: Permission,
    /// The resource that it is about.
    resource: Option<&'w str>,
    /// Nobody does it for itself.
    another: bool,
}

/// What the words after `tenantctl` ask for; `None` for what asks no permission, or none that its words tell.
fn asks(words: &[String]) -> Option<Asks<'_>> {
    use Permission as P;
    let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    let says = |flag: &str| words.iter().any(|word| word == flag);
    if says("--help") || says("--self") {
        return None;
    }
    // The short names stand for a noun and a verb.
    let (noun, verb, at) = match word(0) {
        "unlock" => ("account", "unlock", 1),
        "pause" => ("2fa", "pause", 1),
        "enroll" => ("totp", "enroll", 1),
        "why" | "rescue" | "doctor" => (word(0), "", 1),
        noun => (noun, word(1), 2),
    };
    let (permission, about, another) = match (noun, verb) {
        ("doctor", _) if says("--accept-clock") => (P::OwnerOnly, false, false),
        ("doctor", _)
        | ("resource" | "level" | "request", "list")
        | ("resource", "export")
        | ("level" | "request" | "policy", "show") => (P::ResourceRead, false, false),
        ("why" | "rescue", _)
        | ("resource", "show")
        | ("totp", "list" | "check")
        | ("2fa" | "account" | "recovery-codes", "status")
        | ("session", "list") => (P::ResourceRead, true, false),
        ("resource", "verify-email") if says("--assume") => (P::OwnerOnly, true, false),
        ("resource", "create" | "import") => (P::ResourceWrite, false, false),
        ("resource", "edit" | "activate" | "deactivate" | "verify-email") => (P::ResourceWrite, true, false),
        ("totp", "enroll") => (P::FactorWrite, true, true),
        ("totp", "confirm" | "qr" | "remove") | ("recovery-codes", "generate") => (P::FactorWrite, true, false),
        ("2fa", "pause" | "extend") => (P::TfaPause, true, true),
        ("2fa", "require") => (P::TfaPause, true, false),
        ("2fa", "reset") => (P::TfaReset, true, true),
        ("2fa", "disable") => (P::OwnerOnly, true, true),
        ("account", "lock") => (P::AccountLock, true, false),
        ("account", "recover") if says("--reset-2fa") => (P::TfaReset, true, true),
        ("account", "recover") if says("--reset-password") => (P::PasswordReset, true, true),
        ("account", "recover") if says("--end-sessions") => (P::SessionEnd, true, true),
        ("account", "unlock" | "recover") => (P::AccountUnlock, true, true),
        ("emergency", "issue") => (P::EmergencyIssue, true, true),
        ("emergency", "revoke") => (P::EmergencyIssue, true, false),
        ("emergency", "list") => (P::EmergencyIssue, false, false),
        ("password", "set") => (P::OwnerOnly, true, false),
        ("setup", "issue") => (P::PasswordReset, true, true),
        ("session", "end") => (P::SessionEnd, false, false),
        ("level", "create") => (P::LevelWrite, false, false),
        ("level", "grant" | "revoke") => (P::LevelWrite, true, false),
        ("token", "list" | "revoke") => (P::TokenWrite, false, false),
        ("token", "issue") => (P::TokenWrite, true, true),
        ("policy", "set") => (P::PolicyWrite, false, false),
        ("audit", "log") => (P::AuditOwn, false, false),
        ("audit", "verify") => (P::AuditRead, false, false),
        _ => return None,
    };
    let resource = words.get(at).filter(|_| about).map(String::as_str);
    Some(Asks { permission, resource, another })
}

/// The permission that a command asks for by its words after `tenantctl`; `None` where they do not tell one.
pub fn permission(words: &[String]) -> Option<Permission> {
    asks(words).map(|asks| asks.permission)
}

/// Whether somebody must be signed in, or own database and key, for a command.
pub fn needs_operator(words: &[String]) -> bool {
    let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    let none = matches!(
        (word(0), word(1)),
        ("" | "authenticate" | "login" | "logout" | "init" | "demo" | "migrate", _)
            | ("help" | "man" | "completions" | "schema", _)
            | ("session", "check" | "logout")
            | ("setup", "accept")
            | ("password", "rules")
            | ("resource", "delete")
    );
    !none && !words.iter().any(|word| word == "--help" || word == "--self")
}

/// The same command, for the owner where it acts without an account (R-PERM-4).
pub fn with_glass(mut words: Vec<String>) -> Vec<String> {
    for more in [[GLASS].as_slice(), &["--reason", "…"]] {
        if !words.iter().any(|word| word == more[0]) {
            words.extend(more.iter().map(|word| (*word).to_owned()));
        }
    }
    words
}

/// Whether this operator can follow a command. What the owner is offered under its flag is the owner's, and says so.
///
/// # Errors
/// Those of the store.
pub fn way(tx: &ReadTx<'_>, operator: &Operator, words: &[String]) -> Result<Way> {
    let Some(asks) = asks(words).filter(|_| !words.iter().any(|word| word == GLASS)) else { return Ok(Way::Open) };
    let named = || asks.resource.and_then(|typed| target::resource(tx, typed).ok());
    match operator.authority {
        Authority::Owner | Authority::BreakGlass => return Ok(Way::Open),
        Authority::Nobody => {
            return Ok(if asks.permission == Permission::OwnerOnly { Way::Owner } else { Way::Open });
        }
        Authority::Resource(_) => {}
    }
    if asks.permission == Permission::OwnerOnly {
        // One's own password is set with the present one.
        let own = words.first().is_some_and(|noun| noun == "password");
        let own = own && named().is_some_and(|resource| operator.is(&resource.id));
        return Ok(if own { Way::Open } else { Way::Owner });
    }
    if !operator.may(asks.permission) {
        return Ok(Way::Closed(ADMINISTRATOR));
    }
    if asks.permission.only_reads() {
        return Ok(Way::Open);
    }
    let Some(resource) = named() else { return Ok(Way::Open) };
    if asks.another && operator.is(&resource.id) {
        return Ok(Way::Closed(ANOTHER));
    }
    Ok(match target::stands_above(tx, operator, &resource)? {
        true => Way::Closed(ADMINISTRATOR),
        false => Way::Open,
    })
}

/// Whether somebody is an operator here at all, and can follow a command.
///
/// # Errors
/// Those of the store.
pub fn is_open(tx: &ReadTx<'_>, operator: &Operator, words: &[String]) -> Result<bool> {
    Ok(operator.authority != Authority::Nobody && way(tx, operator, words)? == Way::Open)
}

/// Whom an operator asks where no command is left to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// `ask an administrator`.
    pub whom: &'static str,
    /// What the owner would type; empty where another operator does it in its own way.
    pub words: Vec<String>,
}

impl Ask {
    /// Whom one asks for what is closed to oneself.
    pub const fn somebody(whom: &'static str) -> Self {
        Self { whom, words: Vec::new() }
    }

    /// Whom this operator asks about that resource: for itself, any other one.
    pub fn about(operator: &Operator, resource: &str) -> Self {
        Self::somebody(if operator.is(resource) { ANOTHER } else { ADMINISTRATOR })
    }
}

/// The commands that this operator can follow, and whom it asks for the others where none is left.
///
/// # Errors
/// Those of the store.
pub fn helps(tx: &ReadTx<'_>, operator: &Operator, all: Vec<Vec<String>>) -> Result<(Vec<Vec<String>>, Option<Ask>)> {
    let (mut open, mut ask) = (Vec::new(), None);
    for words in all {
        match way(tx, operator, &words)? {
            Way::Open => open.push(words),
            Way::Owner => ask = ask.or(Some(Ask { whom: OWNER, words: with_glass(words) })),
            Way::Closed(whom) => ask = Some(Ask::somebody(whom)),
        }
    }
    let ask = ask.filter(|_| open.is_empty());
    Ok((open, ask))
}

/// A refusal whose ways out are those of this operator.
///
/// # Errors
/// Those of the store.
pub fn fit(tx: &ReadTx<'_>, operator: &Operator, error: Error) -> Result<Error> {
    let (mut hints, mut ask) = (Vec::new(), None);
    for hint in error.hints().to_vec() {
        if hint.command != HintCommand::Ours || hint.words.is_empty() {
            hints.push(hint);
            continue;
        }
        // Whoever signed in passes on what carries the owner's flag.
        let glass = hint.words.iter().any(|word| word == GLASS);
        match way(tx, operator, &hint.words)? {
            Way::Open if glass && operator.account().is_some() => {
                hints.push(Hint { command: HintCommand::Others, ..hint });
            }
            Way::Open => hints.push(hint),
            Way::Owner => hints.push(Hint {
                lead: format!("{} (for the owner of database and key)", hint.lead),
                words: with_glass(hint.words),
                command: HintCommand::Others,
            }),
            Way::Closed(whom) => ask = Some(whom),
        }
    }
    let left = hints.iter().any(|hint| !hint.words.is_empty() || hint.lead.starts_with("ask "));
    let note = |whom: &str| Hint { lead: whom.to_owned(), words: Vec::new(), command: HintCommand::Ours };
    hints.extend(ask.filter(|_| !left).map(note));
    Ok(error.with_hints(hints))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn r_perm_4_the_owners_flag_is_added_once_with_a_reason() {
        let told = |line: &str| with_glass(words(line)).join(" ");
        assert_eq!(told("why ada"), "why ada --break-glass --reason …");
        assert_eq!(told("2fa reset ada --reason …"), "2fa reset ada --reason … --break-glass");
        assert_eq!(told("whoami --break-glass --reason x"), "whoami --break-glass --reason x");
    }

    #[test]
    fn what_needs_no_operator_is_told_from_what_does() {
        for line in ["login", "authenticate ada --password-stdin", "setup accept ada", "help options", "why --help"] {
            assert!(!needs_operator(&words(line)), "{line}");
        }
        for line in ["whoami", "why ada", "doctor", "setup issue ada --show", "request approve 1", "session list ada"] {
            assert!(needs_operator(&words(line)), "{line}");
        }
    }

    #[test]
    fn a_short_name_asks_for_what_the_long_one_does() {
        for (short, long) in
            [("unlock a", "account unlock a"), ("pause a", "2fa pause a"), ("enroll a", "totp enroll a")]
        {
            assert_eq!(permission(&words(short)), permission(&words(long)), "{short}");
            assert_eq!(asks(&words(short)).and_then(|asks| asks.resource.map(str::to_owned)), Some("a".to_owned()));
        }
    }
}
