use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
        pages::{Item, list},
    },
    context::Context,
    domain::{
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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
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

/// A condition, as it is typed: one, or several of which at least one holds.
pub fn condition(text: &str) -> std::result::Result<Condition, String> {
    let mut either = text.split(" or ").map(|text| single(text.trim())).collect::<std::result::Result<Vec<_>, _>>()?;
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
        // JSON alone tells what is in no column.
        let extent = match ctx.out.format() {
            Format::Json | Format::Jsonl => Extent::Whole,
            Format::Table | Format::Plain | Format::Csv => Extent::Row,
        };
        list(
            ctx,
            (COLUMNS, &[]),
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
                        let cells = if table { cells(&view) } else { Vec::new() };
                        page(Item { cells, view, cursor: Cursor { query: query.clone(), place } })
                    })
                })
            },
        )
    }
}

fn cells(view: &ResourceView) -> Vec<String> {
    let name =
        [view.first_name.as_deref(), view.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let state = match (view.active, view.account.locked) {
        (false, _) => "deactivated",
        (true, true) => "LOCKED",
        (true, false) => "open",
    };
    let factor = detail_pages::requirement_cell(view.tfa.requirement, view.tfa.paused_until);
    let yes = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let level = if view.champion { format!("{}, champion", view.level.word()) } else { view.level.word().to_owned() };
    vec![
        view.username.clone(),
        state.to_owned(),
        factor,
        view.license.word().to_owned(),
        level,
        view.email.clone(),
        name,
        view.id.clone(),
        yes(view.active),
        yes(view.champion),
        yes(view.email_verified),
        view.first_name.clone().unwrap_or_default(),
        view.kind.word().to_owned(),
        view.last_login_at.map(Time::local).unwrap_or_default(),
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
