//! Writes remedies as commands that work when pasted, by this operator or by somebody else, and the typed command with arguments added.

use super::remedies::{flag, sentence, words, words_because};
use crate::{
    context::Context,
    domain::remedy::{Argument, BLANK, Remedy, SystemStep},
    error::{Hint, Way},
    ops::access::remedies::Ask,
    render::{WayOut, command_line},
};

/// The words of the owner that acts without an account (R-PERM-4).
fn as_owner(words: Vec<String>, reason: &str) -> Vec<String> {
    let mut line = with_added_args(&words, &[Argument::BreakGlass, Argument::Reason]);
    line.iter_mut().filter(|word| *word == BLANK).for_each(|word| reason.clone_into(word));
    line
}

/// The reason that was typed: a hint keeps it.
fn reason_of(typed: &[String]) -> Option<&str> {
    let typed = &typed[..typed.iter().position(|word| word == "--").unwrap_or(typed.len())];
    typed.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--reason") {
        Some("") => typed.get(at + 1).map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    })
}

/// What was typed, with something added to it. It repeats no flag that is there already: the new value replaces the old one, unless it is
/// only a placeholder.
pub fn with_added_args(typed: &[String], arguments: &[Argument]) -> Vec<String> {
    // Behind it nothing is a flag any more.
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    let (mut line, rest) = (typed[..end].to_vec(), &typed[end..]);
    for argument in arguments {
        // It replaces another flag.
        let replaced = match argument {
            Argument::WithoutSetup => Some("--setup"),
            Argument::Corrected { typed, .. } => Some(typed.as_str()),
            _ => None,
        };
        if let Some(word) = line.iter_mut().find(|word| replaced == Some(word.as_str())) {
            *word = flag(argument).concat();
            continue;
        }
        let words = flag(argument);
        let Some((name, value)) = words.split_first() else { continue };
        let joined = format!("{name}=");
        match (line.iter().position(|word| word == name || word.starts_with(&joined)), value.first()) {
            (None, _) => line.extend(words),
            (Some(at), Some(value)) if value != BLANK => match line[at].starts_with(&joined) {
                true => line[at] = format!("{joined}{value}"),
                false => line.get_mut(at + 1).into_iter().for_each(|word| word.clone_from(value)),
            },
            (Some(_), _) => {}
        }
    }
    line.extend_from_slice(rest);
    line
}

/// A way out as it is shown. `prefix` are the global flags that a command repeats, `typed` is what was typed.
pub fn way_out(hint: &Hint, prefix: &[String], typed: &[String]) -> WayOut {
    let own = |command| WayOut { lead: hint.lead.clone(), command: Some(command), others: false };
    let remark = |lead| WayOut { lead, command: None, others: false };
    match &hint.way {
        None => remark(hint.lead.clone()),
        Some(Way::Advice(advice)) => remark(sentence(*advice).to_owned()),
        Some(Way::Lacking(arguments)) => remark(command_line(&hint.lead, &[], arguments.iter().flat_map(flag))),
        Some(Way::Again(arguments)) => own(command_line("tenantctl", &[], with_added_args(typed, arguments))),
        Some(Way::System(SystemStep::MakePrivate(path))) => own(command_line("chmod", &[], ["600", path])),
        Some(Way::System(SystemStep::SetAside(path))) => {
            own(command_line("mv", &[], ["-n", path, &format!("{path}.aside")]))
        }
        Some(Way::System(SystemStep::CloseDirectory { path, to_group })) => {
            own(command_line("chmod", &[], [if *to_group { "go-w" } else { "o-w" }, path]))
        }
        Some(Way::System(SystemStep::FindNames(path))) => {
            own(command_line("find", &[], ["/", "-xdev", "-samefile", path]))
        }
        Some(Way::System(SystemStep::Unset(variable))) => own(command_line("unset", &[], [variable])),
        Some(Way::Remedy { remedy, as_owner: owner, others }) => {
            // What somebody else types has a reason of their own.
            let reason = reason_of(typed).filter(|_| !others).unwrap_or(BLANK);
            let words = words_because(remedy, reason);
            let words = if *owner { as_owner(words, reason) } else { words };
            WayOut { others: *others, ..own(command_line("tenantctl", prefix, words)) }
        }
    }
}

impl Context<'_> {
    /// A command that works when the operator here pastes it.
    pub fn command(&self, remedy: &Remedy) -> String {
        self.command_because(remedy, None)
    }

    /// As [`Self::command`], with the reason where it takes one; that which was given if there is none.
    pub fn command_because(&self, remedy: &Remedy, reason: Option<&str>) -> String {
        let given = reason.or(self.engine.purpose.why.reason.as_deref()).unwrap_or(BLANK);
        let words = words_because(remedy, given);
        self.typed(if self.acts_as_owner(remedy) { as_owner(words, given) } else { words })
    }

    /// A command that works when somebody else pastes it.
    pub fn command_of_another(&self, remedy: &Remedy) -> String {
        self.typed(words(remedy))
    }

    /// A command that works when the owner of database and key pastes it, who acts without an account.
    pub fn command_of_owner(&self, remedy: &Remedy) -> String {
        self.typed(as_owner(words(remedy), BLANK))
    }

    /// Who to ask, with the command that the owner would type.
    pub fn asked(&self, ask: &Ask) -> String {
        match &ask.remedy {
            None => ask.who.to_owned(),
            Some(remedy) => format!("{}: {}", ask.who, self.command_of_owner(remedy)),
        }
    }

    fn typed(&self, words: Vec<String>) -> String {
        command_line("tenantctl", &self.manner.prefix, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_said_again_with_every_flag_once() {
        let again = |typed: &str, more: &[Argument]| {
            let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            with_added_args(&words(typed), more).join(" ")
        };
        let end = |id: &str| [Argument::EndSession(id.to_owned())];
        assert_eq!(again("unlock ada", &[Argument::Reason]), "unlock ada --reason …");
        assert_eq!(
            again("unlock ada --reason x", &[Argument::BreakGlass, Argument::Reason]),
            "unlock ada --reason x --break-glass"
        );
        assert_eq!(again("unlock ada --reason=x", &[Argument::Reason]), "unlock ada --reason=x");
        assert_eq!(again("login ada --end-session 1", &end("2")), "login ada --end-session 2");
        assert_eq!(again("login ada --end-session=1", &end("2")), "login ada --end-session=2");
        assert_eq!(
            again("token issue bot --show", &[Argument::Show, Argument::Confirmed]),
            "token issue bot --show --yes"
        );
        assert_eq!(again("why -- ada", &[Argument::Confirmed]), "why --yes -- ada");
        let (typed, meant) = ("shwo".to_owned(), "show".to_owned());
        assert_eq!(again("help level shwo", &[Argument::Corrected { typed, meant }]), "help level show");
        assert_eq!(again("resource create a --setup -q", &[Argument::WithoutSetup]), "resource create a --no-setup -q");
    }

    #[test]
    fn r_perm_4_the_owners_flag_is_added_once_with_a_reason() {
        let told = |remedy: Remedy| as_owner(words(&remedy), BLANK).join(" ");
        let ada = || "ada".to_owned();
        assert_eq!(told(Remedy::Why(ada())), "why ada --break-glass --reason …");
        assert_eq!(told(Remedy::ResetFactors(ada())), "2fa reset ada --reason … --break-glass");
        assert_eq!(told(Remedy::DisableFactors(ada())), "2fa disable ada --break-glass --reason …");
    }

    #[test]
    fn a_hint_keeps_the_reason_that_was_typed() {
        let told = |typed: &[&str], as_owner, others| {
            let way = Way::Remedy { remedy: Remedy::UnlockAccount("ada".to_owned()), as_owner, others };
            let typed: Vec<_> = typed.iter().map(|word| (*word).to_owned()).collect();
            way_out(&Hint { lead: "try".to_owned(), way: Some(way) }, &[], &typed).command.expect("a command")
        };
        assert_eq!(
            told(&["2fa", "reset", "ada", "--reason", "lost"], false, false),
            "tenantctl account unlock ada --reason lost"
        );
        let glass = told(&["2fa", "reset", "ada", "--reason=a phone"], true, false);
        assert_eq!(glass, "tenantctl account unlock ada --reason 'a phone' --break-glass");
        assert_eq!(told(&["2fa", "reset", "ada"], false, false), "tenantctl account unlock ada --reason '…'");
        assert_eq!(told(&["why", "--", "--reason", "x"], false, false), "tenantctl account unlock ada --reason '…'");
        assert_eq!(
            told(&["2fa", "reset", "ada", "--reason", "x"], false, true),
            "tenantctl account unlock ada --reason '…'"
        );
    }
}
