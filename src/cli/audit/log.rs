use crate::{
    cli::{
        answer::{Answer, Answers},
        pages::{Item, list},
        resource::words,
    },
    context::Context,
    domain::{
        event::{Action, EventOutcome},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::history::{self, EventView},
    render::{Column, Format, Page},
    store::EventFilter,
};
use serde_json::Value;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// Show the history, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl audit log --resource ada --limit 20\n  \
    tenantctl audit log --action account.unlock --since 2026-11-01\n  \
    tenantctl audit log --outcome denied -o jsonl\n  \
    tenantctl audit log --action authenticate --follow")]
pub struct Args {
    /// Only what was done to this resource
    #[arg(long)]
    resource: Option<String>,
    /// Only what this operator did: os:NAME
    #[arg(long)]
    actor: Option<String>,
    /// Only this action: resource.create, totp.confirm, authenticate, …
    #[arg(long, value_parser = words::<Action>)]
    action: Option<Action>,
    /// Only what ended so: ok, denied or refused
    #[arg(long, value_parser = words::<EventOutcome>)]
    outcome: Option<EventOutcome>,
    /// Only from then on: RFC 3339, or local date and time
    #[arg(long, value_name = "TIME")]
    since: Option<Time>,
    /// Only before then
    #[arg(long, value_name = "TIME")]
    until: Option<Time>,
    /// At most so many; 100 unless the format is jsonl or csv, which are whole
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Show the newest ten (or --limit), then every event as it comes, until Ctrl-C
    #[arg(long, conflicts_with = "after")]
    follow: bool,
    /// Go on after a page, with the cursor it ended with
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column { key: "seq", title: "SEQ", weight: 0 },
    Column { key: "at", title: "TIME", weight: 0 },
    Column { key: "actor", title: "ACTOR", weight: 1 },
    Column { key: "action", title: "ACTION", weight: 0 },
    Column { key: "target", title: "RESOURCE", weight: 0 },
    Column { key: "outcome", title: "OUTCOME", weight: 0 },
    Column { key: "reason", title: "REASON", weight: 2 },
    Column { key: "details", title: "DETAILS", weight: 3 },
    Column { key: "ticket", title: "TICKET", weight: 4 },
    Column { key: "client", title: "CLIENT", weight: 5 },
    Column { key: "source", title: "SOURCE", weight: 5 },
    Column { key: "actor_auth", title: "AUTH", weight: 6 },
    Column { key: "target_id", title: "RESOURCE ID", weight: 6 },
    Column { key: "hash", title: "HASH", weight: 7 },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<EventView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        self.after.as_deref().map(cursor).transpose()?;
        let filter = EventFilter {
            actor: self.actor,
            action: self.action.map(|action| action.word().to_owned()),
            outcome: self.outcome.map(|outcome| outcome.word().to_owned()),
            since: self.since,
            until: self.until,
            ..EventFilter::default()
        };
        let resource = self.resource;
        if self.follow {
            return follow(ctx, resource.as_deref(), &filter, self.limit);
        }
        list(ctx, COLUMNS, self.limit, self.after, "No event is like that.", |ctx, after, limit| {
            let before_seq = after.map(cursor).transpose()?;
            let filter = EventFilter { before_seq, limit: Some(limit), ..filter.clone() };
            let mut found = Vec::new();
            ctx.read(|tx, operator, _| {
                history::log(tx, operator, resource.as_deref(), filter, |event| {
                    found.push(Item { cells: cells(&event).to_vec(), cursor: event.seq.to_string(), view: event });
                    Ok(true)
                })
            })?;
            Ok(found)
        })
    }
}

/// Events as they come, oldest first, also those of other processes; each look is a short transaction of its own.
fn follow(ctx: &mut Context<'_>, resource: Option<&str>, filter: &EventFilter, limit: Option<u64>) -> Result<u8> {
    const FIRST: u64 = 10;
    const PAUSE: Duration = Duration::from_millis(250);
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, stopped.clone())?;
    }
    if ctx.out.format() == Format::Csv {
        ctx.out.rows(COLUMNS).finish(None, "")?;
    }
    let (mut last, mut limit) = (None, Some(limit.unwrap_or(FIRST)));
    while !stopped.load(Ordering::Relaxed) {
        let mut new = Vec::new();
        let newest = ctx.read(|tx, operator, _| {
            let filter = EventFilter { after_seq: last, limit, ..filter.clone() };
            history::log(tx, operator, resource, filter, |event| {
                new.push(event);
                Ok(true)
            })?;
            Ok(tx.newest_event()?.map(|(seq, _)| seq))
        })?;
        (last, limit) = (newest.or(last), None);
        new.reverse();
        show(ctx, &new)?;
        thread::sleep(PAUSE);
    }
    Ok(Code::Interrupted.exit())
}

/// Events of a list that has no end: a line each, in the format that fits.
fn show(ctx: &mut Context<'_>, events: &[EventView]) -> Result<()> {
    if ctx.out.format() == Format::Table {
        for event in events {
            let [_, time, actor, action, target, outcome, reason, details, ..] = cells(event);
            let line = [time, actor, action, target, outcome, reason, details];
            let line = line.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join("  ");
            ctx.out.page(&Page::new().line(line))?;
        }
        return Ok(());
    }
    ctx.out.lines(COLUMNS, events)?;
    Ok(())
}

fn cursor(text: &str) -> Result<u64> {
    let wrong = "that is no cursor: --after takes what the page before ended with";
    text.parse().map_err(|_| Error::new(Code::Usage, wrong))
}

fn cells(event: &EventView) -> [String; COLUMNS.len()] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        event.seq.to_string(),
        event.at.local(),
        event.actor.clone(),
        event.action.clone(),
        text(&event.target),
        event.outcome.clone(),
        text(&event.reason),
        in_words(&event.details),
        text(&event.ticket),
        text(&event.client),
        text(&event.source),
        event.actor_auth.clone(),
        text(&event.target_id),
        event.hash.clone(),
    ]
}

/// Details for people: what changed as `field: before → after`, the rest as `key: value`; what is absent is left out.
fn in_words(details: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let each = details.as_object().into_iter().flatten().flat_map(|(key, value)| match (key.as_str(), value) {
        (_, Value::Null) => Vec::new(),
        ("changed", Value::Object(fields)) => {
            let change = |(field, change): (&String, &Value)| {
                format!("{field}: {} → {}", plain(&change["before"]), plain(&change["after"]))
            };
            fields.iter().map(change).collect()
        }
        _ => vec![format!("{key}: {}", plain(value))],
    });
    each.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn details_tell_before_and_after() {
        let details = json!({"changed": {"email": {"before": null, "after": "a@b"}}, "ticket": null, "method": "totp"});
        assert_eq!(in_words(&details), "email: – → a@b, method: totp");
    }
}
