//! What people type for a command when they know another program, or think of the thing and not of our word for it.
//!
//! A word with similar letters may have the opposite meaning (`unpause`, `pause`). So this lists words that people do type, with what they
//! mean; a command that makes an account easier to enter is suggested only for nearly the same word.

use strsim::damerau_levenshtein;

/// The meaning of one word, or a few. `typed` are the words that count; `NAME` is the word after them.
struct Synonym {
    typed: &'static [&'static str],
    /// With something behind it: the words, in which `NAME` is the first of what follows.
    named: &'static [&'static [&'static str]],
    /// With nothing behind it.
    alone: &'static [&'static [&'static str]],
}

const fn same(typed: &'static [&'static str], both: &'static [&'static [&'static str]]) -> Synonym {
    Synonym { typed, named: both, alone: both }
}

const SYNONYMS: &[Synonym] = &[
    same(&["unpause"], &[&["2fa", "require"]]),
    same(&["2fa", "unpause"], &[&["2fa", "require"]]),
    same(&["2fa", "on"], &[&["2fa", "require"]]),
    same(&["2fa", "enable"], &[&["2fa", "require"]]),
    same(&["2fa", "off"], &[&["2fa", "status"]]),
    same(&["2fa", "show"], &[&["2fa", "status"]]),
    Synonym { typed: &["status"], named: &[&["why"], &["account", "status"]], alone: &[&["status"]] },
    Synonym { typed: &["show"], named: &[&["resource", "show"]], alone: &[&["resource", "list"]] },
    Synonym { typed: &["get"], named: &[&["resource", "show"]], alone: &[&["resource", "list"]] },
    Synonym { typed: &["ls"], named: &[&["resource", "show"]], alone: &[&["resource", "list"]] },
    Synonym { typed: &["list"], named: &[&["resource", "show"]], alone: &[&["resource", "list"]] },
    Synonym { typed: &["users"], named: &[&["resource", "show"]], alone: &[&["resource", "list"]] },
    Synonym { typed: &["list", "users"], named: &[&["resource", "show"]], alone: &[&["resource", "list"]] },
    same(&["search"], &[&["resource", "list", "--where", "name~NAME"]]),
    same(&["find"], &[&["resource", "list", "--where", "name~NAME"]]),
    same(&["resource", "search"], &[&["resource", "list", "--where", "name~NAME"]]),
    same(&["resource", "find"], &[&["resource", "list", "--where", "name~NAME"]]),
    same(&["passwd"], &[&["password", "set"]]),
    same(&["password", "reset"], &[&["setup", "issue"], &["password", "set"]]),
    same(&["password", "change"], &[&["password", "set"]]),
    same(&["reset-password"], &[&["setup", "issue"], &["password", "set"]]),
    same(&["resource", "passwd"], &[&["password", "set"]]),
    same(&["resource", "unlock"], &[&["account", "unlock"]]),
    same(&["resource", "lock"], &[&["account", "lock"]]),
    same(&["resource", "pause"], &[&["2fa", "pause"]]),
    same(&["resource", "unpause"], &[&["2fa", "require"]]),
    same(&["resource", "enroll"], &[&["totp", "enroll"]]),
    same(&["resource", "reset"], &[&["2fa", "reset"]]),
    same(&["resource", "status"], &[&["why"], &["account", "status"]]),
    same(&["resource", "why"], &[&["why"]]),
    same(&["lock"], &[&["account", "lock"]]),
    same(&["reset-2fa"], &[&["2fa", "reset"]]),
    same(&["reset-mfa"], &[&["2fa", "reset"]]),
    same(&["code"], &[&["totp", "check"]]),
    same(&["totp", "verify"], &[&["totp", "check"]]),
    same(&["otp"], &[&["totp"], &["totp", "list"]]),
    Synonym { typed: &["history"], named: &[&["audit", "log", "--resource", "NAME"]], alone: &[&["audit", "log"]] },
    Synonym { typed: &["log"], named: &[&["audit", "log", "--resource", "NAME"]], alone: &[&["audit", "log"]] },
    Synonym { typed: &["logs"], named: &[&["audit", "log", "--resource", "NAME"]], alone: &[&["audit", "log"]] },
    Synonym { typed: &["version"], named: &[], alone: &[&["--version"]] },
    same(&["sign-in"], &[&["login"]]),
    same(&["signin"], &[&["login"]]),
    Synonym { typed: &["sign-out"], named: &[], alone: &[&["logout"]] },
    Synonym { typed: &["signout"], named: &[], alone: &[&["logout"]] },
    same(&["add", "user"], &[&["resource", "create"]]),
    same(&["create", "user"], &[&["resource", "create"]]),
    same(&["new", "user"], &[&["resource", "create"]]),
    same(&["delete", "user"], &[&["resource", "deactivate"]]),
    same(&["remove", "user"], &[&["resource", "deactivate"]]),
    same(&["disable", "user"], &[&["resource", "deactivate"]]),
    same(&["enable", "user"], &[&["resource", "activate"]]),
    same(&["resource", "remove"], &[&["resource", "deactivate"]]),
];

/// Nouns behind which somebody types a name straight away, and the verb that looks or that the noun is for.
const NOUNS: &[(&str, &[&str])] = &[
    ("totp", &["totp", "list"]),
    ("2fa", &["2fa", "status"]),
    ("account", &["account", "status"]),
    ("resource", &["resource", "show"]),
    ("recovery-codes", &["recovery-codes", "status"]),
    ("session", &["session", "list"]),
    ("emergency", &["emergency", "issue"]),
    ("setup", &["setup", "issue"]),
    ("password", &["password", "set"]),
    ("level", &["level", "show"]),
    ("request", &["request", "show"]),
];

/// Verbs that make an account easier to enter, or bring an earlier state back: suggested only to somebody who typed nearly that.
const WEAKENING: [&str; 10] =
    ["pause", "extend", "reset", "disable", "remove", "unlock", "recover", "emergency", "revoke", "restore"];

/// The lines for these words, best first; none if the words are unknown. `words` are those of the command, with its full noun (`resource`
/// for `user`), and whatever follows.
pub fn known(words: &[String]) -> Vec<Vec<String>> {
    let begins =
        |typed: &[&str]| words.len() >= typed.len() && words.iter().zip(typed).all(|(word, typed)| word == typed);
    let longest = SYNONYMS.iter().filter(|synonym| begins(synonym.typed)).max_by_key(|synonym| synonym.typed.len());
    let Some(synonym) = longest else { return Vec::new() };
    let rest = &words[synonym.typed.len()..];
    let lines = if rest.is_empty() { synonym.alone } else { synonym.named };
    lines.iter().map(|line| filled(line, rest)).collect()
}

/// The line that was meant by a noun with a name straight behind it: `totp ada`.
pub fn noun_and_name(words: &[String]) -> Vec<Vec<String>> {
    let noun = words.first().and_then(|noun| NOUNS.iter().find(|(known, _)| known == noun));
    match (noun, words) {
        (Some((_, line)), [_, name, ..]) if !name.starts_with('-') => vec![filled(line, &words[1..])],
        _ => Vec::new(),
    }
}

/// The words of a line with what follows: in the place of `NAME`, or at its end.
fn filled(line: &[&str], rest: &[String]) -> Vec<String> {
    let name = rest.first().filter(|word| !word.starts_with('-')).map_or("NAME", String::as_str);
    let takes = name != "NAME" && line.iter().any(|word| word.contains("NAME"));
    let words = line.iter().map(|word| word.replace("NAME", name));
    let left = if takes { rest.get(1..).unwrap_or_default() } else { rest };
    words.chain(left.iter().cloned()).collect()
}

/// Whether a command may be suggested for a word by its letters alone.
pub fn may_suggest(typed: &str, suggested: &str) -> bool {
    // One slip of the finger, and no more.
    damerau_levenshtein(typed, suggested) <= 1 || !WEAKENING.contains(&suggested)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::command;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn what_is_known_leads_to_a_command() {
        let parses = |line: &Vec<String>| {
            let parsed = command().try_get_matches_from(["tenantctl".to_owned()].iter().chain(line));
            use clap::error::ErrorKind::{DisplayVersion, MissingRequiredArgument};
            parsed.map_or_else(|error| matches!(error.kind(), MissingRequiredArgument | DisplayVersion), |_| true)
        };
        for synonym in SYNONYMS {
            let typed: Vec<String> = synonym.typed.iter().map(|word| (*word).to_owned()).collect();
            for line in [typed.clone(), [typed, vec!["ada".to_owned()]].concat()] {
                let lines = known(&line);
                assert!(
                    lines.is_empty() && line.len() > synonym.typed.len() || lines.iter().any(parses),
                    "{line:?}: {lines:?}"
                );
            }
        }
        for (noun, _) in NOUNS {
            let lines = noun_and_name(&words(&format!("{noun} ada")));
            assert!(!lines.is_empty() && lines.iter().all(parses), "{noun}: {lines:?}");
        }
    }

    #[test]
    fn nothing_that_weakens_is_suggested_for_another_word() {
        for (typed, suggested) in [("unpause", "pause"), ("status", "pause"), ("passwd", "pause"), ("rescue", "reset")]
        {
            assert!(!may_suggest(typed, suggested), "{typed}");
        }
        for (typed, suggested) in [("puase", "pause"), ("paus", "pause"), ("unlcok", "unlock"), ("rest", "reset")] {
            assert!(may_suggest(typed, suggested), "{typed}");
        }
    }
}
