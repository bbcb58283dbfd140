//! An event as a person reads it at a terminal: who did what, and why.

use super::in_words::{in_words, plain};
use crate::{
    cli::short_names::ShortNames,
    domain::{
        event::{Action, EventOutcome},
        time::Time,
    },
    ops::history::log::EventView,
    render::{Line, at, columns_of},
};
use serde_json::Value;
/// The width of the column for a name: longer ones push what follows.
const NAME: usize = 12;
/// How much further in the lines below an event begin.
const BELOW: usize = 4;

/// From so many columns on, every time has its date.
const ROOMY: usize = 100;

/// Ids for programs: JSON and the other formats have them.
const IDS: [&str; 9] =
    ["factor", "session", "code_id", "token_id", "token", "request", "name_hash", "replaces", "replaces_pending"];

/// What an event is, in words, and the details that those say already.
struct Said {
    words: String,
    keys: &'static [&'static str],
}

/// The lines of an event: one where it fits, else what is told of it besides below.
pub fn lines(event: &EventView, names: &ShortNames, now: Time, columns: usize) -> Vec<Line> {
    let login = event.action == Action::Authenticate.word();
    let who = match (&event.target, login) {
        (Some(target), true) => names.short(target),
        (None, true) => "(unknown)",
        (_, false) => names.short(&event.actor),
    };
    let Said { words, keys } = if login { logged_in(event) } else { done(event, names, now) };
    let time = if columns >= ROOMY { event.at.local_minute() } else { at(event.at, now) };
    let head = Line::new().dim(format!("{time}  ")).plain(format!("{who:<NAME$}  "));
    let asked_code = event.details.get("outcome").and_then(Value::as_str) == Some("code_required");
    let head = match event.outcome == EventOutcome::Ok.word() || asked_code {
        true => head.plain(words),
        false => head.plain(format!("{words}: ")).warning(&event.outcome),
    };
    let why = event.reason.iter().chain(&event.ticket).map(String::as_str).collect::<Vec<_>>().join(" · ");
    let details = in_words(event, |key| keys.contains(&key) || IDS.contains(&key));
    let rest: Vec<String> = [details, why].into_iter().filter(|text| !text.is_empty()).collect();
    if rest.is_empty() {
        return vec![head];
    }
    let beside = format!("     {}", rest.join(" · "));
    if columns_of(&head.text()) + columns_of(&beside) <= columns {
        return vec![head.dim(beside)];
    }
    vec![head, Line::new().dim(format!("{:BELOW$}{}", "", rest.join(" · ")))]
}

/// A login, of which the target is who acts.
fn logged_in(event: &EventView) -> Said {
    let detail = |key: &str| event.details.get(key).filter(|value| !value.is_null()).map(plain);
    let from: Vec<String> = [
        detail("app").map(|app| format!("to {app}")),
        event.client.as_ref().map(|client| format!("on {client}")),
        event.source.as_ref().map(|source| format!("from {source}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let granted = event.outcome == EventOutcome::Ok.word();
    let what = match (detail("outcome").as_deref(), detail("method"), detail("cause")) {
        (Some("granted"), Some(method), _) => format!("logged in ({})", method.replace('_', " ")),
        (Some("granted"), None, _) => "logged in".to_owned(),
        (Some(outcome), _, _) if granted => format!("login: {}", outcome.replace('_', " ")),
        (Some("code_required"), ..) => "gave the right password and was asked for a code".to_owned(),
        (Some("denied"), ..) if event.target.is_none() => "login with an unknown name".to_owned(),
        (Some("denied"), _, Some(cause)) if cause == "code_repeated" => "login, a code that was used before".to_owned(),
        (Some("denied"), _, Some(cause)) if cause == "deactivated" => "login of a deactivated account".to_owned(),
        (Some("denied"), _, Some(cause)) => format!("login, wrong {cause}"),
        (Some(outcome), _, _) => format!("login, {}", outcome.replace('_', " ")),
        (None, ..) => "login".to_owned(),
    };
    let words = [what].into_iter().chain(from).collect::<Vec<_>>().join(" ");
    Said { words, keys: &["outcome", "method", "cause", "app"] }
}

/// Anything else.
fn done(event: &EventView, names: &ShortNames, now: Time) -> Said {
    let target = event.target.as_deref().map(|name| names.short(name)).unwrap_or("the tenant");
    let detail = |key: &str| event.details.get(key).filter(|value| !value.is_null()).map(plain);
    if event.outcome != EventOutcome::Ok.word() {
        let tried = detail("command").unwrap_or_else(|| event.action.replace(['.', '_'], " "));
        let of = if event.target.is_some() { format!(" of {target}") } else { String::new() };
        return Said { words: format!("tried {tried}{of}"), keys: &["command"] };
    }
    let until = |key: &str| {
        let value = event.details.get("changed").and_then(|changed| changed[key]["after"].as_str());
        match value.map(|text| (text, text.parse::<Time>())) {
            Some((_, Ok(until))) => format!(" until {}", at(until, now)),
            Some(("next_login", _)) => " for the next login".to_owned(),
            _ => String::new(),
        }
    };
    let said = |words: String| Said { words, keys: &[] };
    let telling = |words: String, keys| Said { words, keys };
    let level = || detail("level").unwrap_or_default();
    let Some(action) = Action::from_word(&event.action) else {
        return said(format!("{} {target}", event.action));
    };
    match action {
        Action::TenantInit => telling("made the tenant".to_owned(), &["tenant"]),
        Action::TenantMigrate => said("brought the database up to date".to_owned()),
        Action::TenantRestore => said("restored the tenant from a backup".to_owned()),
        Action::BackupCreate => said("made a backup".to_owned()),
        Action::ResourceCreate => said(format!("created {target}")),
        Action::ResourceEdit => said(format!("edited {target}")),
        Action::ResourceDeactivate => telling(format!("deactivated {target}"), &["changed"]),
        Action::ResourceActivate => telling(format!("activated {target}"), &["changed"]),
        Action::ResourceVerifyEmail => telling(format!("verified the e-mail address of {target}"), &["changed"]),
        Action::ResourceExport => said("exported resources".to_owned()),
        Action::PasswordSet => telling(format!("set the password of {target}"), &["changed"]),
        Action::PasswordRehash => said(format!("hashed the password of {target} again")),
        Action::TotpEnroll => telling(format!("began to enroll a device of {target}"), &["by_itself"]),
        Action::TotpConfirm => telling(format!("enrolled a device of {target}"), &["changed"]),
        Action::TotpRemove => said(format!("removed a device of {target}")),
        Action::TotpShow => said(format!("showed the QR code of {target}")),
        Action::TotpCheck => said(format!("checked a code of {target}")),
        Action::TfaPause => telling(format!("paused 2FA of {target}{}", until("paused")), &["changed"]),
        Action::TfaExtend => telling(format!("extended the pause of {target}{}", until("paused")), &["changed"]),
        Action::TfaRequire => said(format!("required 2FA of {target} again")),
        Action::TfaReset => said(format!("reset 2FA of {target}")),
        Action::TfaDisable => said(format!("switched off 2FA of {target}")),
        Action::AccountLock => telling(format!("locked {target}{}", until("locked_by_hand")), &["changed"]),
        Action::AccountUnlock => {
            let by = event.details.get("lifted").and_then(|lifted| lifted[0]["locked_by"].as_str());
            let locked = by.map(|by| format!(" (locked by {})", names.short(by))).unwrap_or_default();
            telling(format!("unlocked {target}{locked}"), &["changed", "lifted", "locked_by_hand"])
        }
        Action::AccountRecover => said(format!("recovered the account of {target}")),
        Action::EmergencyIssue => said(format!("issued an emergency code to {target}")),
        Action::EmergencyRevoke => said(format!("revoked the emergency code of {target}")),
        Action::RecoveryCodesGenerate => {
            telling(format!("made recovery codes for {target}"), &["by_itself", "changed"])
        }
        Action::SetupIssue => said(format!("issued a set-up token to {target}")),
        Action::SetupAccept => said(format!("{target} chose a password by a set-up token")),
        Action::Authenticate => said(format!("login of {target}")),
        Action::SessionStart => said(format!("began a session of {target}")),
        Action::SessionJoin => said(format!("used a session of {target} for another application")),
        Action::SessionEnd => said(format!("ended sessions of {target}")),
        Action::LevelCreate => telling(format!("made the level {}", level()), &["level"]),
        Action::LevelGrant => said(format!("granted a level to {target}")),
        Action::LevelRevoke => said(format!("took the level of {target} away")),
        Action::TokenIssue => said(format!("issued a token to {target}")),
        Action::TokenRevoke => said(format!("revoked a token of {target}")),
        Action::RequestAsk => asked(event, "asked a second person for", detail("what")),
        Action::RequestApprove => asked(event, "approved", detail("what")),
        Action::RequestDeny => asked(event, "denied the request", detail("what")),
        Action::Rescue => said(format!("helped {target} by rescue")),
        Action::Read => said(format!("read {target}")),
        Action::BreakGlass => match detail("command") {
            Some(command) => telling(format!("acted under break-glass: {command}"), &["command"]),
            None => said("acted under break-glass".to_owned()),
        },
        Action::PolicySet => said("changed the policy".to_owned()),
        Action::ClockAccept => said("accepted this machine's clock".to_owned()),
    }
}

/// An act on a request, with what it asks for.
fn asked(event: &EventView, did: &str, what: Option<String>) -> Said {
    match (what, &event.target) {
        (Some(what), _) => Said { words: format!("{did}: {what}"), keys: &["what"] },
        (None, Some(target)) => Said { words: format!("{did} about {target}"), keys: &[] },
        (None, None) => Said { words: did.to_owned(), keys: &[] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000_000;

    fn event(action: &str, outcome: &str, details: Value) -> EventView {
        EventView {
            seq: 1,
            at: Time::from_millis(NOW),
            actor: "hilda@acme.example".to_owned(),
            actor_auth: "session".to_owned(),
            action: action.to_owned(),
            target: Some("bob@acme.example".to_owned()),
            target_id: None,
            outcome: outcome.to_owned(),
            reason: Some("new phone".to_owned()),
            ticket: Some("CASE-9".to_owned()),
            client: None,
            source: None,
            details,
            ended: None,
            hash: String::new(),
        }
    }

    fn told(event: &EventView, columns: usize) -> Vec<String> {
        let names = ShortNames::without("acme.example");
        let lines = lines(event, &names, Time::from_millis(NOW), columns);
        lines.iter().map(|line| line.text().trim_start_matches(|sign: char| !sign.is_alphabetic()).to_owned()).collect()
    }

    #[test]
    fn an_event_is_a_sentence_on_one_line_where_it_fits() {
        let pause = event("2fa.pause", "ok", json!({"changed": {"paused": {"before": null, "after": "next_login"}}}));
        let sentence = "hilda         paused 2FA of bob for the next login";
        assert_eq!(told(&pause, 100), [format!("{sentence}     new phone · CASE-9")]);
        assert_eq!(told(&pause, 60), [sentence, "new phone · CASE-9"]);
    }

    #[test]
    fn a_refused_act_and_a_login_say_what_was_tried_and_why_it_failed() {
        let denied = event("2fa.pause", "denied", json!({"command": "2fa pause", "cause": "above_rank"}));
        assert_eq!(
            told(&denied, 200)[0],
            "hilda         tried 2fa pause of bob: denied     cause: above_rank · new phone · CASE-9"
        );
        let login = |outcome: &str, details| EventView {
            reason: None,
            ticket: None,
            source: Some("192.0.2.7".to_owned()),
            client: Some("desktop".to_owned()),
            ..event("authenticate", outcome, details)
        };
        let wrong =
            login("denied", json!({"outcome": "denied", "cause": "code", "failed_attempts": 2, "skew_seconds": null}));
        assert_eq!(
            told(&wrong, 200)[0],
            "bob           login, wrong code on desktop from 192.0.2.7: denied     failed attempts: 2"
        );
        let granted =
            login("ok", json!({"outcome": "granted", "method": "totp", "app": "wiki", "factor": "1", "session": "2"}));
        assert_eq!(told(&granted, 200)[0], "bob           logged in (totp) to wiki on desktop from 192.0.2.7");
    }

    #[test]
    fn every_action_has_words() {
        for action in Action::ALL {
            let said = done(&event(action.word(), "ok", json!({})), &ShortNames::default(), Time::from_millis(NOW));
            assert!(
                !said.words.contains('.') || said.words.contains("acme.example"),
                "{}: {}",
                action.word(),
                said.words
            );
        }
    }
}
