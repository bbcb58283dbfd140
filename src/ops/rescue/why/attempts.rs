//! What the history says about a resource's logins: the last ones, the denials that count now, and what wrong codes showed.

use crate::{
    domain::{
        event::{Action, EventOutcome, StoredEvent},
        lockout::Lockout,
        resource::Resource,
        time::Time,
    },
    error::Result,
    store::{EventFilter, ReadTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many of the last logins are shown.
const SHOWN: usize = 5;
/// How far back to look for a grant, so someone who hammers at a locked account does not make the answer slow.
const LOOKED_AT: u64 = 100;

/// One of the last logins.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Recent {
    /// When it was.
    pub at: Time,
    /// The outcome, as `authenticate` answered.
    pub outcome: String,
    /// What was wrong, if it was denied: password, code, code_repeated, deactivated; password_rules if a right one breaks the rules.
    pub cause: Option<String>,
    /// The application that asked.
    pub app: Option<String>,
    /// The kind of client.
    pub client: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// The state of the device that a wrong code belongs to: pending, disabled, removed, replaced or reset; null if it belongs to none.
    pub code_of: Option<String>,
}

/// The denials in a row that are counted now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the first of them was.
    pub first_at: Time,
    /// When the last of them was.
    pub last_at: Time,
    /// How many for each cause: password, code, token, deactivated.
    pub causes: BTreeMap<String, u32>,
    /// Where they came from, the most frequent first.
    pub from: Vec<Origin>,
    /// Logins refused since the account was locked; 100 means 100 or more.
    pub refused_since: u32,
    /// When the last of those was.
    pub last_refused_at: Option<Time>,
}

/// Where failed logins came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Origin {
    /// The application, if the login named one.
    pub app: Option<String>,
    /// The client, if the login named one.
    pub client: Option<String>,
    /// The address, if the login named one.
    pub source: Option<String>,
    /// How many.
    pub count: u32,
}

/// What happened since the last granted login.
pub(super) struct Attempts {
    /// The last logins, newest first, with any outcome.
    pub recent: Vec<Recent>,
    /// How far ahead the device's clock was, and when that was seen last.
    pub skew: Option<(i64, Time)>,
    /// State and name of the device that the last wrong code belonged to, and when.
    pub other_device: Option<(String, String, Time)>,
    /// What the app of a wrong code ignores, in words, with the device, and when.
    pub app_settings: Option<(String, String, Time)>,
    /// When failures disabled a device.
    pub disabled_at: Option<Time>,
}

fn detail<'e>(event: &'e StoredEvent, key: &str) -> Option<&'e Value> {
    event.personal.get("details").and_then(|details| details.get(key))
}

fn word(event: &StoredEvent, key: &str) -> Option<String> {
    detail(event, key).and_then(Value::as_str).map(str::to_owned)
}

fn source(event: &StoredEvent) -> Option<String> {
    event.personal.get("source").and_then(Value::as_str).map(str::to_owned)
}

fn logins(resource: &Resource, limit: u64) -> EventFilter {
    let (target, actions) = (Some(resource.id.clone()), vec![Action::Authenticate]);
    EventFilter { target, actions, limit: Some(limit), ..EventFilter::default() }
}

/// What the app of a wrong code ignores, and its device.
fn app_settings(event: &StoredEvent) -> Option<(String, String, Time)> {
    let app = detail(event, "app_settings")?;
    let ignored = app.get("ignores")?.as_array()?.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" and ");
    Some((app.get("label")?.as_str()?.to_owned(), ignored, event.at))
}

/// Reads the last logins. What wrong codes showed counts only if no login was granted since.
pub(super) fn since_the_last_grant(tx: &ReadTx<'_>, resource: &Resource) -> Result<Attempts> {
    let mut found =
        Attempts { recent: Vec::new(), skew: None, other_device: None, app_settings: None, disabled_at: None };
    let mut granted = false;
    tx.events(&logins(resource, LOOKED_AT), |event| {
        granted |= event.outcome == EventOutcome::Ok.word();
        let code_of = word(&event, "code_of");
        if !granted {
            let skew = detail(&event, "skew_seconds").and_then(Value::as_i64).map(|seconds| (seconds, event.at));
            found.skew = found.skew.or(skew);
            if let (None, Some(state)) = (&found.other_device, &code_of) {
                let label = word(&event, "code_of_label").unwrap_or_default();
                found.other_device = Some((state.clone(), label, event.at));
            }
            found.app_settings = found.app_settings.take().or_else(|| app_settings(&event));
            let disabled = detail(&event, "factor_disabled").map(|_| event.at);
            found.disabled_at = found.disabled_at.or(disabled);
        }
        if found.recent.len() < SHOWN {
            found.recent.push(Recent {
                at: event.at,
                outcome: word(&event, "outcome").unwrap_or_else(|| event.outcome.clone()),
                cause: word(&event, "cause"),
                app: word(&event, "app"),
                client: event.client.clone(),
                source: source(&event),
                code_of,
            });
        }
        Ok(!granted || found.recent.len() < SHOWN)
    })?;
    Ok(found)
}

/// Reads the denials that the count includes, and how often the account was tried since it was locked.
pub(super) fn failures(tx: &ReadTx<'_>, resource: &Resource, lockout: &Lockout) -> Result<Option<Failures>> {
    let mut denials = Vec::new();
    let denied = Some(EventOutcome::Denied.word().to_owned());
    let filter = EventFilter { target: Some(resource.id.clone()), outcome: denied, ..EventFilter::default() };
    tx.events(&filter, |event| {
        // Logins and set-up tokens share one count; what an operator was denied does not count.
        let counts = [Action::Authenticate, Action::SetupAccept].iter().any(|action| action.word() == event.action);
        let counted = counts && detail(&event, "counted").and_then(Value::as_bool).unwrap_or(true);
        if counted && denials.len() < lockout.failed as usize {
            denials.push(event);
        }
        Ok(denials.len() < lockout.failed as usize)
    })?;
    let (Some(last), Some(first)) = (denials.first(), denials.last()) else { return Ok(None) };
    let (mut causes, mut from) = (BTreeMap::new(), Vec::<Origin>::new());
    for event in &denials {
        *causes.entry(word(event, "cause").unwrap_or_else(|| "unknown".into())).or_insert(0) += 1;
        let origin = Origin { app: word(event, "app"), client: event.client.clone(), source: source(event), count: 1 };
        match from.iter_mut().find(|known| known.is_as(&origin)) {
            Some(known) => known.count += 1,
            None => from.push(origin),
        }
    }
    from.sort_by_key(|origin| std::cmp::Reverse(origin.count));
    let mut failures = Failures {
        count: lockout.failed,
        first_at: first.at,
        last_at: last.at,
        causes,
        from,
        refused_since: 0,
        last_refused_at: None,
    };
    if lockout.locked_at.is_some() {
        let refused = Some(EventOutcome::Refused.word().to_owned());
        // The last denial that counted is the one that locked.
        let filter = EventFilter { outcome: refused, after_seq: Some(last.seq), ..logins(resource, LOOKED_AT) };
        tx.events(&filter, |event| {
            failures.refused_since += 1;
            failures.last_refused_at = failures.last_refused_at.or(Some(event.at));
            Ok(true)
        })?;
    }
    Ok(Some(failures))
}

impl Origin {
    fn is_as(&self, other: &Self) -> bool {
        (&self.app, &self.client, &self.source) == (&other.app, &other.client, &other.source)
    }

    /// `vpn mobile 192.0.2.7`; an origin that named nothing is an unnamed client.
    fn in_words(&self) -> String {
        let named = [&self.app, &self.client, &self.source].into_iter().flatten().map(String::as_str);
        let named = named.collect::<Vec<_>>().join(" ");
        if named.is_empty() { "an unnamed client".to_owned() } else { named }
    }
}

impl Failures {
    /// Whether nothing but passwords was wrong.
    pub fn only_passwords(&self) -> bool {
        self.causes.keys().eq(["password"])
    }

    /// What a clerk needs on the telephone: what was wrong, from where, and when the last one was.
    pub fn in_words(&self, now: Time) -> String {
        let [causes, from, last] = self.parts(now);
        let mut text = format!("{causes} from {from}, {last}");
        if let Some(at) = self.last_refused_at {
            let many = if u64::from(self.refused_since) < LOOKED_AT { "" } else { " or more" };
            let tries = if self.refused_since == 1 { "try" } else { "tries" };
            let ago = now.since(at).in_words();
            text.push_str(&format!("; {}{many} {tries} since the lock, the last {ago} ago", self.refused_since));
        }
        text
    }

    /// As [`Self::in_words`] at one glance: without what was tried since the lock.
    pub fn brief(&self, now: Time) -> String {
        let [causes, from, _] = self.parts(now);
        let ago = now.since(self.last_at).in_words();
        let roughly = ago.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let last = if self.count == 1 { "" } else { "last " };
        format!("{causes}, {from}, {last}{roughly} ago")
    }

    /// What was wrong, from where, and when the last one was.
    fn parts(&self, now: Time) -> [String; 3] {
        let cause = |(cause, count): (&String, &u32)| {
            let what = match (cause.as_str(), *count) {
                ("password", 1) => "wrong password",
                ("password", _) => "wrong passwords",
                ("code", 1) => "wrong code",
                ("code", _) => "wrong codes",
                ("token", 1) => "wrong set-up token",
                ("token", _) => "wrong set-up tokens",
                (_, 1) => "other denial",
                _ => "other denials",
            };
            format!("{count} {what}")
        };
        let causes = self.causes.iter().map(cause).collect::<Vec<_>>().join(" and ");
        let from = match self.from.as_slice() {
            [only] => only.in_words(),
            several => {
                let named = several.iter().map(|origin| format!("{} ({})", origin.in_words(), origin.count));
                named.collect::<Vec<_>>().join(", ")
            }
        };
        let last = if self.count == 1 { "" } else { "the last " };
        [causes, from, format!("{last}{} ago", now.since(self.last_at).in_words())]
    }
}
