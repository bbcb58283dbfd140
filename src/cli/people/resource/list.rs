use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
        pages::{Item, limit, list},
        short_names::ShortNames,
    },
    context::Context,
    domain::{
        factor::FactorState,
        level::Level,
        license::License,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    ops::people::{list_resources, view::ResourceView},
    render::{Column, Format},
    store::{Condition, Extent, Listing, Position, Sort},
};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use std::fmt;

/// List resources, filtered and sorted
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource list --where locked\n  \
    tenantctl resource list --where license=api --where inactive\n  \
    tenantctl resource list --where 'name~ada' -o jsonl\n  \
    tenantctl resource list --where inactive-for=90d --sort last-login\n\n\
    Conditions: locked, paused, not-enrolled, no-recovery-codes, no-password, active, inactive, inactive-for=90d, \
    champion, email-unverified, license=L, level=L, name~TEXT. Several hold together; 'locked or paused' takes either.")]
pub struct Args {
    /// List only resources that match EXPR; if repeated, all must match
    #[arg(long = "where", value_name = "EXPR", value_parser = condition)]
    conditions: Vec<Condition>,
    /// Sort by username, email, last-name, created or last-login
    #[arg(long, value_name = "FIELD", default_value = "username", value_parser = sort)]
    sort: Sort,
    /// Show at most N; default 100, or all with jsonl and csv
    #[arg(long, value_name = "N", value_parser = limit)]
    limit: Option<u64>,
    /// Continue after a page, from the cursor it ended with
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column { key: "username", title: "USERNAME", weight: 0, below: None },
    Column { key: "account.locked", title: "ACCOUNT", weight: 0, below: None },
    Column { key: "tfa.requirement", title: "2FA", weight: 1, below: Some("2FA ") },
    Column { key: "license", title: "LICENSE", weight: 2, below: None },
    Column { key: "level", title: "LEVEL", weight: 2, below: None },
    Column { key: "email", title: "E-MAIL", weight: 3, below: None },
    Column { key: "last_name", title: "NAME", weight: 4, below: None },
    Column { key: "id", title: "ID", weight: 5, below: None },
    Column { key: "active", title: "ACTIVE", weight: 6, below: None },
    Column { key: "champion", title: "CHAMPION", weight: 6, below: None },
    Column { key: "email_verified", title: "VERIFIED", weight: 6, below: None },
    Column { key: "first_name", title: "FIRST NAME", weight: 6, below: None },
    Column { key: "type", title: "TYPE", weight: 6, below: None },
    Column { key: "last_login_at", title: "LAST LOGIN", weight: 6, below: None },
    Column { key: "created_at", title: "CREATED", weight: 6, below: None },
];

/// What people see.
const SHOWN: &[Column] = &[
    Column { key: "username", title: "USERNAME", weight: 0, below: None },
    Column { key: "account.locked", title: "ACCOUNT", weight: 0, below: None },
    Column { key: "tfa.requirement", title: "2FA", weight: 1, below: Some("2FA ") },
    Column { key: "tfa.factors", title: "DEVICES", weight: 2, below: None },
    Column { key: "password", title: "PASSWORD", weight: 3, below: None },
    Column { key: "last_login_at", title: "LAST LOGIN", weight: 3, below: None },
    Column { key: "level", title: "LEVEL", weight: 2, below: None },
    Column { key: "license", title: "LICENSE", weight: 4, below: None },
    Column { key: "last_name", title: "NAME", weight: 5, below: None },
    Column { key: "email", title: "E-MAIL", weight: 5, below: None },
    Column { key: "tfa.paused_by", title: "PAUSED BY", weight: 6, below: Some("paused by ") },
    Column { key: "tfa.pause_reason", title: "BECAUSE", weight: 6, below: Some("because: ") },
    Column { key: "id", title: "ID", weight: 7, below: None },
    Column { key: "type", title: "TYPE", weight: 8, below: None },
    Column { key: "created_at", title: "CREATED", weight: 8, below: None },
];

/// So many conditions can be joined: the engine bounds how deep an expression goes.
const MOST_EITHER: usize = 50;

/// A condition, as it is typed: one, or several of which at least one holds.
pub fn condition(text: &str) -> std::result::Result<Condition, String> {
    let mut either = text.split(" or ").map(|text| single(text.trim())).collect::<std::result::Result<Vec<_>, _>>()?;
    if either.len() > MOST_EITHER {
        return Err(format!("at most {MOST_EITHER} conditions are joined by \"or\""));
    }
    Ok(if either.len() > 1 { Condition::Either(either) } else { either.remove(0) })
}

fn single(text: &str) -> std::result::Result<Condition, String> {
    Ok(match text {
        "locked" => Condition::Locked,
        "paused" => Condition::Paused,
        "not-enrolled" => Condition::NotEnrolled,
        "no-recovery-codes" => Condition::NoRecoveryCodes,
        "no-password" => Condition::NoPassword,
        "active" => Condition::Active,
        "inactive" => Condition::Inactive,
        "champion" => Condition::Champion,
        "email-unverified" => Condition::EmailUnverified,
        _ => match (text.split_once('='), text.split_once('~')) {
            (Some(("license", word)), _) => Condition::License(word.parse::<License>()?),
            (Some(("level", word)), _) => Condition::Level(word.parse::<Level>().map_err(|fault| fault.to_string())?),
            (Some(("inactive-for", span)), _) => {
                Condition::InactiveFor(span.parse::<Span>().map_err(|error| error.to_string())?)
            }
            (_, Some(("name", part))) if !part.is_empty() => Condition::NameLike(part.to_owned()),
            _ => {
                return Err("a condition is locked, paused, not-enrolled, no-recovery-codes, no-password, active, inactive, \
                            inactive-for=90d, champion, email-unverified, license=L, level=L or name~TEXT; several are joined by \"or\""
                    .into());
            }
        },
    })
}

fn sort(text: &str) -> std::result::Result<Sort, String> {
    Ok(match text {
        "username" => Sort::Username,
        "email" => Sort::Email,
        "last-name" => Sort::LastName,
        "created" => Sort::Created,
        "last-login" => Sort::LastLogin,
        _ => return Err("one of: username, email, last-name, created, last-login".into()),
    })
}

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (conditions, sort) = (self.conditions, self.sort);
        let query = query(sort, &conditions);
        // A bad cursor is refused before anything is read.
        self.after.as_deref().map(|after| position(after, &query)).transpose()?;
        let table = ctx.out.format() == Format::Table;
        // No more is read than is told.
        let extent = match ctx.out.format() {
            Format::Json | Format::Jsonl => Extent::Whole,
            Format::Table => Extent::Shown,
            Format::Plain | Format::Csv => Extent::Row,
        };
        let screen = ctx.out.screen();
        let dates = !screen.terminal || screen.columns >= 100;
        let shown = if table { Some(Shown { now: ctx.now(), names: ShortNames::of(ctx)?, dates }) } else { None };
        list(
            ctx,
            (if table { SHOWN } else { COLUMNS }, false),
            self.limit,
            self.after,
            || "No resource matches.",
            |ctx, after, limit, page| {
                let after = after.map(|after| position(after, &query)).transpose()?;
                ctx.read(|tx, operator, now| {
                    let conditions = conditions.clone();
                    let (limit, at) = (Some(limit), Some(now));
                    let listing = Listing { conditions, only: None, sort, after, limit, now: at, extent };
                    list_resources::list(tx, operator, &listing, now, |view, place| {
                        let cells = shown.as_ref().map(|shown| cells(&view, shown)).unwrap_or_default();
                        page(Item { shown: cells.into(), view, cursor: Cursor { query: query.clone(), place } })
                    })
                })
            },
        )
    }
}

/// What the cells of a table depend on besides the resource.
struct Shown {
    now: Time,
    names: ShortNames,
    /// Whether there is room for the date of every time.
    dates: bool,
}

fn cells(view: &ResourceView, shown: &Shown) -> Vec<String> {
    let name =
        [view.first_name.as_deref(), view.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let state = match (view.active, view.account.locked) {
        (false, _) => "deactivated",
        (true, true) => "LOCKED",
        (true, false) => "open",
    };
    let moment = |time: Time| if shown.dates { time.local_minute() } else { time.local_brief(shown.now) };
    let devices = view.tfa.factors.iter().map(|factor| match factor.state {
        FactorState::Active => factor.label.clone(),
        state => format!("{} ({})", factor.label, state.word()),
    });
    let devices = devices.collect::<Vec<_>>().join(", ");
    let level = match (view.level.word(), view.champion) {
        ("user", true) => "champion".to_owned(),
        ("user", false) => String::new(),
        (level, true) => format!("{level}, champion"),
        (level, false) => level.to_owned(),
    };
    vec![
        shown.names.short(&view.username).to_owned(),
        state.to_owned(),
        detail_pages::requirement_cell(view.tfa.requirement, view.tfa.paused_until.map(moment)),
        if devices.is_empty() { "none".to_owned() } else { devices },
        view.password.map(|password| password.word().to_owned()).unwrap_or_default(),
        match view.last_login_at {
            None => "never".to_owned(),
            Some(at) if shown.dates => at.local_minute(),
            Some(at) => at.local_ago(shown.now),
        },
        level,
        view.license.word().to_owned(),
        name,
        view.email.clone(),
        view.tfa.paused_by.clone().unwrap_or_default(),
        view.tfa.pause_reason.clone().unwrap_or_default(),
        view.id.clone(),
        view.kind.word().to_owned(),
        view.created_at.local(),
    ]
}

/// A place in a list, with the query that the list answers: under another one it would leave rows out.
#[derive(Serialize, Deserialize)]
pub(super) struct Cursor {
    pub(super) query: String,
    #[serde(flatten)]
    pub(super) place: Position,
}

/// The order and the conditions of a list, as its cursors name them.
pub(super) fn query(sort: Sort, conditions: &[Condition]) -> String {
    format!("{sort:?} {conditions:?}")
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&serde_json::to_vec(self).unwrap_or_default()))
    }
}

pub(super) fn position(text: &str, query: &str) -> Result<Position> {
    let decoded = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    match decoded.and_then(|bytes| serde_json::from_slice::<Cursor>(&bytes).ok()) {
        Some(cursor) if cursor.query == query => Ok(cursor.place),
        Some(_) => Err(Error::new(Code::Usage, "that cursor is of another list; nothing was listed")
            .note("--after needs the same --sort and --where as the page before")),
        None => Err(Error::new(Code::Usage, "not a cursor: --after takes the one that the page before ended with")),
    }
}
