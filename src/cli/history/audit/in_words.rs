//! The details of an event, for people.

use crate::{domain::time::Time, ops::history::log::EventView};
use serde_json::Value;

/// Details for people: what changed as `field: before → after` first, the rest as `key: value`. What is absent or not so is left out, and so is
/// what the row says already: the outcome, a device's id beside its name, and what else is `said`.
pub fn in_words(event: &EventView, said: impl Fn(&str) -> bool) -> String {
    let Some(details) = event.details.as_object() else { return String::new() };
    let change = |(field, change): (&String, &Value)| {
        format!("{}: {} → {}", field.replace('_', " "), plain(&change["before"]), plain(&change["after"]))
    };
    let changed = details
        .get("changed")
        .filter(|_| !said("changed"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(change);
    let known = |key: &str, value: &Value| match key {
        key if said(key) => true,
        "changed" => true,
        "factor" => details.contains_key("label"),
        "outcome" => value == "granted" || *value == event.outcome,
        key if key.ends_with("_ended") && *value == 0 => true,
        _ => value.is_null() || *value == false || value.as_array().is_some_and(Vec::is_empty),
    };
    let rest = details.iter().filter(|(key, value)| !known(key, value));
    let ended = event.ended.iter().map(|ended| match ended.by.as_str() {
        "expiry" => format!("ended: {}", ended.at.local()),
        by => format!("ended: {} by {by}", ended.at.local()),
    });
    let rest = rest.map(|(key, value)| match (key.replace('_', " "), value) {
        (words, Value::Bool(true)) => words,
        (words, value) => format!("{words}: {}", plain(value)),
    });
    changed.chain(rest).chain(ended).collect::<Vec<_>>().join(", ")
}

/// A value as people read it.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        // As the history writes a time: people read it in the zone of the column beside it.
        Value::String(text) if text.ends_with('Z') => match text.parse::<Time>() {
            Ok(time) => time.local(),
            Err(_) => text.clone(),
        },
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" and "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(outcome: &str, details: Value) -> String {
        let (text, none) = (String::new, None::<String>);
        in_words(
            &EventView {
                seq: 1,
                at: Time::from_millis(0),
                actor: text(),
                actor_auth: text(),
                action: text(),
                target: none.clone(),
                target_id: none.clone(),
                outcome: outcome.to_owned(),
                reason: none.clone(),
                ticket: none.clone(),
                client: none.clone(),
                source: none,
                details,
                ended: None,
                hash: text(),
            },
            |_| false,
        )
    }

    #[test]
    fn details_tell_before_and_after_first() {
        let details = json!({"method": "totp", "changed": {"email": {"before": null, "after": "a@b"}}, "ticket": null});
        assert_eq!(told("ok", details), "email: – → a@b, method: totp");
        let removed = json!({"removed": ["phone", "tablet"], "pause_ended": false, "emergency_code_ended": true});
        assert_eq!(told("ok", removed), "removed: phone and tablet, emergency code ended");
        let until = Time::from_millis(1_800_000_000_000);
        let paused = json!({"changed": {"paused": {"before": "next_login", "after": until.to_string()}}});
        assert_eq!(told("ok", paused), format!("paused: next_login → {}", until.local()));
    }

    #[test]
    fn details_do_not_repeat_what_the_row_says() {
        assert_eq!(told("denied", json!({"outcome": "denied", "cause": "code"})), "cause: code");
        assert_eq!(told("refused", json!({"outcome": "locked"})), "outcome: locked");
        assert_eq!(told("ok", json!({"outcome": "granted", "factor": "id"})), "factor: id");
        assert_eq!(told("ok", json!({"factor": "id", "label": "phone"})), "label: phone");
    }
}
