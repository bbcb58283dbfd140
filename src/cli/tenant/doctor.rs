use crate::{
    cli::{
        answer::{Answer, Answers},
        ways_out::way_out,
    },
    context::{Context, exit_code},
    domain::{event::Action, grants::Granted, remedy::Remedy, time::Time},
    error::{Code, Error, Result, Way},
    ops::tenant::{
        accept_clock::{self, AcceptClock, UsedAhead},
        doctor,
        finding::{Finding, Severity, fine},
    },
    render::{Column, Format, Line, Page, WayOut, command_line, when},
    store::{ClockRule, Exposure},
    vault,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// Check the tenant for faults and risks, and show where its files are
///
/// It checks configuration, database, key and clock, and names the people who could get no help in the tenant if they were locked out. Exit
/// 0 with warnings, 8 if something does not work.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tenantctl doctor\n  tenantctl doctor --accept-clock --reason 'the clock ran ahead for a day'"
)]
pub struct Args {
    /// Accept a clock that is behind the newest event; ends every pause, switched-off 2FA, session, emergency code, set-up token, waiting
    /// request and pending enrollment
    #[arg(long)]
    accept_clock: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// What was looked at, in a stable word.
    check: &'static str,
    /// How bad it is.
    severity: Severity,
    /// What was found.
    message: String,
    /// Commands that help, and that this operator can run.
    helps: Vec<String>,
    /// Who to ask if there is no such command; null if there is one, or none is needed.
    ask: Option<String>,
}

/// How many devices are named after a clock was accepted.
const DEVICES_NAMED: usize = 20;

/// `doctor --accept-clock`.
#[derive(Serialize, JsonSchema)]
struct Accepted {
    /// False where the clock was not behind.
    accepted: bool,
    /// The time of the newest event before.
    newest_event_at: Time,
    /// The time now.
    now: Time,
    /// What ended.
    ended: Granted,
    /// The devices of which no code counts for a while: one was accepted under the clock that ran ahead.
    used_ahead: Vec<UsedAhead>,
}

const COLUMNS: &[Column] = &[
    Column { key: "severity", title: "", weight: 0, below: None },
    Column { key: "check", title: "CHECK", weight: 1, below: None },
    Column { key: "message", title: "FOUND", weight: 0, below: None },
    Column { key: "helps", title: "HELPS", weight: 2, below: None },
    Column { key: "ask", title: "ASK", weight: 3, below: None },
];

impl Answers for Args {
    const ANSWER: Answer =
        Answer::Asked(&[("", Answer::list::<View>()), ("--accept-clock", Answer::one::<Accepted>())]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        if self.accept_clock {
            return accept(ctx);
        }
        let (views, denied) = examine(ctx);
        let worst = views.iter().map(|view| view.severity).max();
        let mut page = Page::new();
        for view in &views {
            let mark = match view.severity {
                Severity::Ok => Line::new().dim("ok     "),
                Severity::Warning => Line::new().warning("WARNING"),
                Severity::Failure => Line::new().danger("FAILURE"),
            };
            page = page.line(mark.plain(format!("  {}: {}", view.check, view.message)));
            page = view.helps.iter().fold(page, |page, help| page.command(help));
            page = view.ask.iter().fold(page, |page, ask| page.line(format!("    {ask}")));
        }
        let count = |severity| views.iter().filter(|view| view.severity == severity).count();
        let (failures, warnings) = (count(Severity::Failure), count(Severity::Warning));
        let plural = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let sum = format!("{}, {}", plural(failures, "failure"), plural(warnings, "warning"));
        let page = page.line(Line::new().strong(sum));
        let code = if worst == Some(Severity::Failure) { Code::Corrupt.exit() } else { 0 };
        let told = if ctx.out.format() == Format::Table {
            ctx.verdict(code, &views, page)
        } else {
            let mut rows = ctx.out.rows(COLUMNS);
            let written = views.iter().try_for_each(|view| rows.push(view, Vec::new()));
            exit_code(code, written.and_then(|()| rows.finish(None)).map(drop))
        };
        denied.map_or(told, Err)
    }
}

impl View {
    fn of(ctx: &Context<'_>, finding: Finding) -> Self {
        Self {
            helps: finding.helps.iter().map(|remedy| ctx.command(remedy)).collect(),
            ask: finding.ask.map(|ask| ctx.asked(&ask)),
            check: finding.check,
            severity: finding.severity,
            message: finding.message,
        }
    }

    /// What does not work, with the commands that help, and the remarks that name none in its sentence.
    fn failure(ctx: &Context<'_>, check: &'static str, error: &Error) -> Self {
        let (mut helps, mut message) = (Vec::new(), error.brief().to_owned());
        for hint in error.hints() {
            match &hint.way {
                Some(Way::Remedy { remedy: Remedy::Doctor, .. } | Way::Remedy { others: true, .. } | Way::Again(_)) => {
                }
                Some(Way::Remedy { remedy, .. }) => helps.push(ctx.command(remedy)),
                _ => match way_out(hint, &[], &[]) {
                    WayOut { command: Some(command), .. } => helps.push(command),
                    WayOut { lead, .. } => message = format!("{message}; {lead}"),
                },
            }
        }
        Self { check, severity: Severity::Failure, message, helps, ask: None }
    }
}

/// What is found, up to where this operator may look.
fn examine(ctx: &mut Context<'_>) -> (Vec<View>, Option<Error>) {
    let mut views = Vec::new();
    for (path, there) in &ctx.engine.places.config_files {
        let state = if *there { "read" } else { "not there" };
        views.push(View::of(ctx, fine("configuration", &format!("{} ({state})", path.display()))));
    }
    let db = match ctx.engine.places.db() {
        Ok(db) => db,
        Err(error) => {
            views.push(View::failure(ctx, "database", &error));
            return (views, None);
        }
    };
    views.extend(exposure(&db));
    let key = ctx.engine.places.key(&db).and_then(|keys| vault::read_key_file(&keys.path, &keys.rules).map(|_| keys));
    views.push(match key {
        Ok(keys) => {
            View::of(ctx, fine("key", &format!("{} (private; keep a copy of it elsewhere)", keys.path.display())))
        }
        Err(error) => View::failure(ctx, "key", &error),
    });
    if let Err(error) = ctx.store() {
        let check = match error.code() {
            Code::HardLink | Code::DirectoryExposed => "directory",
            Code::Corrupt => "integrity",
            _ => "tenant",
        };
        views.push(View::failure(ctx, check, &error));
        return (views, None);
    }
    // The clock is read after everything that this command itself may write: a glass that is broken writes its event first.
    let looked = ctx.read(|_, _, _| Ok(())).and_then(|()| {
        let now = ctx.now();
        ctx.read(|tx, operator, _| doctor::tenant(tx, operator, now))
    });
    match looked {
        Ok(found) => views.extend(found.into_iter().map(|finding| View::of(ctx, finding))),
        Err(error) if error.code().exit() == Code::PermissionDenied.exit() => return (views, Some(error)),
        Err(error) => views.push(View::failure(ctx, "tenant", &error)),
    }
    (views, None)
}

/// Who besides its owner can get at the database. If others can write its directory, no command opens it, and that failure says so.
fn exposure(db: &Path) -> Vec<View> {
    const DATABASE: &str = "database";
    let shown = db.display();
    let view = |check, severity, message, helps| View { check, severity, message, helps, ask: None };
    let found = match Exposure::of(db) {
        Ok(found) => found,
        Err(error) => return vec![view(DATABASE, Severity::Failure, format!("{shown}: {error}"), Vec::new())],
    };
    let file = match found.file {
        Some(what) => {
            let helps = vec![command_line("chmod", &[], ["600", &shown.to_string()])];
            view(DATABASE, Severity::Warning, format!("{shown}: others than its owner can {what} it"), helps)
        }
        None => view(DATABASE, Severity::Ok, format!("{shown} (private)"), Vec::new()),
    };
    let parents = found.parents.iter().map(|parent| {
        let parent = parent.display().to_string();
        let message = format!("others can write {parent}, and so replace the directory of the database in it");
        view("directory", Severity::Warning, message, vec![command_line("chmod", &[], ["o-w", &parent])])
    });
    [file].into_iter().chain(parents).collect()
}

fn accept(ctx: &mut Context<'_>) -> Result<u8> {
    if ctx.dialogue.interactive() {
        let clock = ctx.now();
        let would = ctx.read_before(Action::ClockAccept, None, |tx, operator, newest| {
            accept_clock::effects(tx, operator, newest, clock)
        })?;
        if let Some(ends) = in_words(&would.ended) {
            ctx.say(&format!("Accepting the clock ends {ends}."));
        }
        devices(&would.used_ahead, clock).iter().for_each(|line| ctx.say(line));
    }
    let why = ctx.why(true)?;
    let done = ctx.perform_at(&AcceptClock { why }, ClockRule::Accept)?;
    let accept_clock::Accepted { newest, now, ended, used_ahead } = done.state;
    let page = if done.changed {
        accepted(&ended, &used_ahead, now)
    } else {
        Page::new().line("The clock is not behind the history; nothing was changed.")
    };
    ctx.out.one(&Accepted { accepted: done.changed, newest_event_at: newest, now, ended, used_ahead }, page)?;
    Ok(0)
}

/// What ended, and who cannot use their device for a while.
fn accepted(ended: &Granted, used_ahead: &[UsedAhead], now: Time) -> Page {
    let ended = in_words(ended).map_or("Nothing had to end.".to_owned(), |ended| format!("Ended: {ended}."));
    let page = Page::new().line("The clock is accepted.").line(ended);
    devices(used_ahead, now).iter().fold(page, |page, line| page.line(line))
}

/// What is granted for a time, counted; `None` if there is nothing.
fn in_words(granted: &Granted) -> Option<String> {
    let Granted { sessions, pauses, disablements, emergency_codes, setup_tokens, requests, enrollments, .. } = *granted;
    let counts = [
        (sessions, "session", "sessions"),
        (pauses, "pause", "pauses"),
        (disablements, "switched-off 2FA", "switched-off 2FA"),
        (emergency_codes, "emergency code", "emergency codes"),
        (setup_tokens, "set-up token", "set-up tokens"),
        (requests, "waiting request", "waiting requests"),
        (enrollments, "pending enrollment", "pending enrollments"),
    ];
    let named = counts.into_iter().filter(|(count, ..)| *count > 0);
    let named = named.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }));
    let named: Vec<_> = named.collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// A line for each device of which no code counts for a while.
fn devices(used_ahead: &[UsedAhead], now: Time) -> Vec<String> {
    if used_ahead.is_empty() {
        return Vec::new();
    }
    let lead = "A code of these devices was accepted under the clock that ran ahead, so theirs count as used until:";
    let named = used_ahead.iter().take(DEVICES_NAMED);
    let named =
        named.map(|UsedAhead { username, label, until }| format!("  {username}  {label:?}  {}", when(*until, now)));
    let more = used_ahead.len().saturating_sub(DEVICES_NAMED);
    let more = (more > 0).then(|| format!("  and {more} more; -o json names them"));
    std::iter::once(lead.to_owned()).chain(named).chain(more).collect()
}
