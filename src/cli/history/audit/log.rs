use super::{in_words::in_words, sentence};
use crate::{
    cli::{
        answer::{Answer, Answers},
        pages::{Item, limit, list},
        people::resource::words,
        short_names::ShortNames,
    },
    context::Context,
    domain::{
        event::{Action, EventOutcome},
        time::Time,
        typed_time::{Direction, TypedTime},
    },
    error::{Code, Error, Result},
    ops::history::log::{self as history, EventView},
    render::{Column, Ending, Format, Page, Shown, Stream},
    store::EventFilter,
};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::{cell::Cell, collections::BTreeSet, thread, time::Duration};

/// Show the history, newest first
#[derive(Debug, clap::Args)]
#[command(after_help = examples())]
pub struct Args {
    /// Show only events about this resource
    #[arg(long)]
    resource: Option<String>,
    /// Show only events by this operator: username (domain optional if unique), e-mail address, id, or os:NAME of the operating system
    #[arg(long)]
    actor: Option<String>,
    /// Show only this action, or those that begin so (2fa); repeatable
    #[arg(long, value_parser = actions())]
    action: Vec<Actions>,
    /// Show only this outcome: ok, denied or refused
    #[arg(long, value_parser = words::<EventOutcome>)]
    outcome: Option<EventOutcome>,
    /// Show events from TIME on (2026-11-22 14:00, yesterday, 18:36, 2h ago as 2h)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    since: Option<TypedTime>,
    /// Show events before TIME
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<TypedTime>,
    /// Show at most N; default 100, or all with jsonl and csv
    #[arg(long, value_name = "N", value_parser = limit)]
    limit: Option<u64>,
    /// Show the newest ten (or --limit), then every event as it comes, until Ctrl-C
    #[arg(long, conflicts_with = "after")]
    follow: bool,
    /// Continue after a page, from the cursor it ended with
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

/// The examples, and every action there is.
fn examples() -> String {
    let actions: Vec<_> = Action::ALL.iter().map(|action| action.word()).collect();
    let examples = "Examples:\n  \
        tenantctl audit log --resource ada --limit 20\n  \
        tenantctl audit log --action account.unlock --since 7d\n  \
        tenantctl audit log --action 2fa --since yesterday\n  \
        tenantctl audit log --outcome denied -o jsonl\n  \
        tenantctl audit log --action authenticate --follow";
    format!("{examples}\n\nActions: {}.", actions.join(", "))
}

/// The actions of one word.
type Actions = Vec<Action>;

/// The actions by their words, and by the word that several begin with. A closed list: clap suggests the nearest for a slip, and a shell can
/// complete them.
fn actions() -> impl TypedValueParser<Value = Actions> {
    let all = Action::ALL.iter().map(|action| action.word());
    let groups = all.clone().filter_map(|word| Some(word.split_once('.')?.0)).collect::<BTreeSet<_>>();
    let words = PossibleValuesParser::new(all.chain(groups));
    words.map(|word| {
        let is_meant = |action: &&Action| {
            action.word() == word || action.word().split_once('.').is_some_and(|(group, _)| group == word)
        };
        Action::ALL.iter().filter(is_meant).copied().collect()
    })
}

/// On a narrow terminal, what changed and why goes below the row of its event.
const COLUMNS: &[Column] = &[
    Column { key: "seq", title: "SEQ", weight: 0, below: None },
    Column { key: "at", title: "TIME", weight: 1, below: Some("") },
    Column { key: "actor", title: "ACTOR", weight: 3, below: Some("by ") },
    Column { key: "action", title: "ACTION", weight: 0, below: Some("") },
    Column { key: "target", title: "RESOURCE", weight: 2, below: Some("on ") },
    Column { key: "outcome", title: "OUTCOME", weight: 0, below: None },
    Column { key: "reason", title: "REASON", weight: 5, below: Some("because: ") },
    Column { key: "details", title: "DETAILS", weight: 4, below: Some("") },
    Column { key: "ticket", title: "TICKET", weight: 6, below: Some("ticket ") },
    Column { key: "client", title: "CLIENT", weight: 7, below: Some("client ") },
    Column { key: "source", title: "SOURCE", weight: 7, below: Some("from ") },
    Column { key: "actor_auth", title: "AUTH", weight: 8, below: None },
    Column { key: "target_id", title: "RESOURCE ID", weight: 8, below: None },
    Column { key: "hash", title: "HASH", weight: 9, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<EventView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        self.after.as_deref().map(cursor).transpose()?;
        let now = ctx.now();
        let since = self.since.map(|since| ctx.moment(since, Direction::Back)).transpose()?;
        let until = self.until.map(|until| ctx.moment(until, Direction::Ahead)).transpose()?;
        may_hold_events(since, until, now)?;
        let filter = EventFilter {
            actor: self.actor,
            actions: self.action.concat(),
            outcome: self.outcome.map(|outcome| outcome.word().to_owned()),
            since,
            until,
            ..EventFilter::default()
        };
        let resource = self.resource;
        if self.follow {
            return follow(ctx, resource.as_deref(), &filter, self.limit);
        }
        let (table, screen) = (ctx.out.format() == Format::Table, ctx.out.screen());
        let told = if table && screen.terminal { Some((ShortNames::of(ctx)?, screen.columns)) } else { None };
        let own = Cell::new(false);
        let empty = || if own.get() { "No event matches; you see your own actions only." } else { "No event matches." };
        list(ctx, (COLUMNS, true), self.limit, self.after, empty, |ctx, after, limit, page| {
            let before_seq = after.map(cursor).transpose()?;
            let filter = EventFilter { before_seq, limit: Some(limit), ..filter.clone() };
            ctx.read(|tx, operator, now| {
                own.set(history::sees_own_only(operator));
                history::log(tx, operator, resource.as_deref(), filter, now, |event| {
                    let shown = match &told {
                        Some((names, columns)) => Shown::Lines(sentence::lines(&event, names, now, *columns)),
                        None if table => cells(&event).to_vec().into(),
                        None => Vec::new().into(),
                    };
                    page(Item { shown, cursor: event.seq, view: event })
                })
            })
        })
    }
}

/// Refuses an interval in which nothing can have happened: an empty list would hide the slip.
fn may_hold_events(since: Option<Time>, until: Option<Time>, now: Time) -> Result<()> {
    let wrong = match (since, until) {
        (Some(since), _) if since > now => format!("--since {} is in the future", since.local()),
        (Some(since), Some(until)) if since >= until => {
            format!("--until {} is not after --since {}", until.local(), since.local())
        }
        _ => return Ok(()),
    };
    Err(Error::new(Code::Usage, format!("{wrong}; nothing was listed")))
}

/// Events as they come, oldest first, also those of other processes; each look is a short separate transaction.
fn follow(ctx: &mut Context<'_>, resource: Option<&str>, filter: &EventFilter, limit: Option<u64>) -> Result<u8> {
    const FIRST: u64 = 10;
    const PAUSE: Duration = Duration::from_millis(250);
    let ending = Ending::watch()?;
    if ctx.out.format() == Format::Csv {
        ctx.out.rows(COLUMNS).finish(None)?;
    }
    let mut stream = Stream::new(COLUMNS).whole();
    let screen = ctx.out.screen();
    let told = if ctx.out.format() == Format::Table && screen.terminal { Some(ShortNames::of(ctx)?) } else { None };
    let (mut last, mut limit) = (None, Some(limit.unwrap_or(FIRST)));
    while !ending.asked() {
        let mut new = Vec::new();
        let newest = ctx.read(|tx, operator, now| {
            let filter = EventFilter { after_seq: last, limit, ..filter.clone() };
            history::log(tx, operator, resource, filter, now, |event| {
                new.push(event);
                Ok(true)
            })?;
            Ok(tx.newest_event()?.map(|(seq, _)| seq))
        })?;
        (last, limit) = (newest.or(last), None);
        new.reverse();
        match &told {
            Some(names) => {
                let now = ctx.now();
                let lines = new.iter().flat_map(|event| sentence::lines(event, names, now, screen.columns));
                ctx.out.dialogue_page(&lines.fold(Page::new(), Page::line))?;
            }
            None => {
                let new: Vec<_> = new.into_iter().map(|event| (event.clone(), cells(&event).to_vec())).collect();
                stream.push(&mut ctx.out, &new)?;
            }
        }
        thread::sleep(PAUSE);
    }
    Ok(Code::Interrupted.exit())
}

fn cursor(text: &str) -> Result<u64> {
    let wrong = "not a cursor: --after takes the one that the page before ended with";
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
        in_words(event, |_| false),
        text(&event.ticket),
        text(&event.client),
        text(&event.source),
        event.actor_auth.clone(),
        text(&event.target_id),
        event.hash.clone(),
    ]
}
