//! The arguments that take one of a few words, or a beginning that is one of a few: what a shell offers for them.

use crate::domain::{
    event::EventOutcome,
    export_field::Exported,
    identity_record::{Channel, Identity},
    license::License,
    permission::Permission,
    policy::{KEYS, Policy},
    resource::ResourceType,
    session::Client,
};
use std::ffi::OsStr;

/// What a key of the policy may take, of the words that any of them takes.
const SETTINGS: [&str; 5] = ["on", "off", "required", "optional", "none"];

/// The words that an argument takes, if they are a closed set: it is told by its id and the command that it is of.
pub(super) fn words(command: &str, id: &str) -> Option<Vec<String>> {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Some(match (command, id) {
        (_, "license") => License::ALL.iter().map(|license| license.word().to_owned()).collect(),
        (_, "kind") => ResourceType::ALL.iter().map(|kind| kind.word().to_owned()).collect(),
        (_, "identity") => Identity::ALL.iter().map(|identity| identity.word().to_owned()).collect(),
        (_, "channel") => Channel::ALL.iter().map(|channel| channel.word().to_owned()).collect(),
        (_, "outcome") => EventOutcome::ALL.iter().map(|outcome| outcome.word().to_owned()).collect(),
        (_, "client") => Client::ALL.iter().map(|client| client.word().to_owned()).collect(),
        (_, "algorithm") => owned(&["sha1", "sha256", "sha512"]),
        (_, "scopes" | "permissions") => Permission::grantable().map(|each| each.word().to_owned()).collect(),
        (_, "fields") => Exported::ALL.iter().map(|field| field.word().to_owned()).collect(),
        (_, "sort") => owned(&["username", "email", "last-name", "created", "last-login"]),
        (_, "conditions") => {
            let words: Vec<String> = owned(&[
                "locked",
                "paused",
                "not-enrolled",
                "no-recovery-codes",
                "no-password",
                "active",
                "inactive",
                "champion",
                "email-unverified",
                "inactive-for=",
                "name~",
                "level=",
            ]);
            let licenses = License::ALL.iter().map(|license| format!("license={}", license.word()));
            words.into_iter().chain(licenses).collect()
        }
        ("set", "settings") => KEYS.iter().flat_map(|key| settings(key.name)).collect(),
        ("schema", "words") => super::super::schema::names(),
        ("help", "words") => owned(&["options", "exit-codes"]),
        _ => return None,
    })
}

/// A key of the policy with each value that is a word, and with its default.
fn settings(key: &str) -> Vec<String> {
    let taken = |word: &str| Policy::default().set(key, word).is_ok();
    let words = SETTINGS.iter().filter(|word| taken(word)).map(|word| (*word).to_owned());
    let mut values: Vec<String> = words.chain(Policy::default().get(key)).collect();
    values.sort();
    values.dedup();
    values.iter().map(|value| format!("{key}={value}")).collect()
}

/// Those that go on with what is typed; of a list with commas, its last part.
pub(super) fn matching(words: &[String], typed: &OsStr) -> Vec<String> {
    let typed = typed.to_string_lossy();
    let (before, last) = typed.rsplit_once(',').map_or(("", &*typed), |(before, last)| (before, last));
    let comma = if before.is_empty() { "" } else { "," };
    words.iter().filter(|word| word.starts_with(last)).map(|word| format!("{before}{comma}{word}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_policy_key_is_offered_with_its_words_and_its_default() {
        assert_eq!(settings("two_person"), ["two_person=off", "two_person=on"]);
        assert_eq!(settings("operator.sign_in"), ["operator.sign_in=off", "operator.sign_in=required"]);
        assert_eq!(settings("lockout.threshold"), ["lockout.threshold=7"]);
        let all = words("set", "settings").unwrap_or_default();
        assert!(KEYS.iter().all(|key| all.iter().any(|word| word.starts_with(&format!("{}=", key.name)))));
    }

    #[test]
    fn every_condition_that_there_is_is_offered_and_no_other() {
        let told = crate::cli::people::resource::condition("nonsense").expect_err("no condition");
        let known =
            told.trim_start_matches("a condition is ").split(';').next().unwrap_or_default().replace(" or ", ", ");
        let kind = |word: &str| word.split_inclusive(['=', '~']).next().unwrap_or_default().to_owned();
        let known: BTreeSet<String> = known.split(", ").map(kind).collect();
        let offered: BTreeSet<String> =
            words("list", "conditions").unwrap_or_default().iter().map(|word| kind(word)).collect();
        assert_eq!(offered, known);
    }

    #[test]
    fn the_last_part_of_a_list_is_completed() {
        let words = ["username", "email"].map(str::to_owned);
        assert_eq!(matching(&words, OsStr::new("username,e")), ["username,email"]);
        assert_eq!(matching(&words, OsStr::new("u")), ["username"]);
        assert_eq!(matching(&words, OsStr::new("x")), Vec::<String>::new());
    }
}
