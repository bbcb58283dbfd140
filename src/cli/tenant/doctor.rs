use crate::{
    cli::answer::{Answer, Answers},
    context::{Context, exit_code},
    domain::{remedy::Remedy, time::Time},
    error::{Code, Error, Result, Way},
    ops::tenant::{
        accept_clock::AcceptClock,
        doctor,
        finding::{Finding, Severity, fine, warning},
    },
    render::{Column, Format, Page},
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

/// `doctor --accept-clock`.
#[derive(Serialize, JsonSchema)]
struct Accepted {
    /// False where the clock was not behind.
    accepted: bool,
    /// The time of the newest event before.
    newest_event_at: Time,
    /// The time now.
    now: Time,
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
        let (findings, denied) = examine(ctx);
        let worst = findings.iter().map(|finding| finding.severity).max();
        let views = findings.into_iter().map(|finding| View {
            helps: finding.helps.iter().map(|remedy| ctx.command(remedy)).collect(),
            ask: finding.ask.map(|ask| ctx.asked(&ask)),
            check: finding.check,
            severity: finding.severity,
            message: finding.message,
        });
        let views: Vec<View> = views.collect();
        let mut page = Page::new();
        for view in &views {
            let mark = match view.severity {
                Severity::Ok => "ok     ",
                Severity::Warning => "WARNING",
                Severity::Failure => "FAILURE",
            };
            page = page.line(format!("{mark}  {}: {}", view.check, view.message));
            page = view.helps.iter().chain(&view.ask).fold(page, |page, help| page.line(format!("           {help}")));
        }
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

/// What is found, up to where this operator may look.
fn examine(ctx: &mut Context<'_>) -> (Vec<Finding>, Option<Error>) {
    let mut findings = Vec::new();
    for (path, there) in &ctx.engine.places.config_files {
        let state = if *there { "read" } else { "not there" };
        findings.push(fine("configuration", &format!("{} ({state})", path.display())));
    }
    let db = match ctx.engine.places.db() {
        Ok(db) => db,
        Err(error) => {
            findings.push(failed("database", &error));
            return (findings, None);
        }
    };
    findings.extend(exposure(&db));
    match ctx.engine.places.key(&db) {
        Ok(keys) => findings.push(match vault::read_key_file(&keys.path, &keys.rules) {
            Ok(_) => fine("key", &format!("{} (private; keep a copy of it elsewhere)", keys.path.display())),
            Err(error) => failed("key", &error),
        }),
        Err(error) => findings.push(failed("key", &error)),
    }
    if let Err(error) = ctx.store() {
        let check = match error.code() {
            Code::HardLink | Code::DirectoryExposed => "directory",
            Code::Corrupt => "integrity",
            _ => "tenant",
        };
        findings.push(failed(check, &error));
        return (findings, None);
    }
    // The clock is read after everything that this command itself may write: a glass that is broken writes its event first.
    let looked = ctx.read(|_, _, _| Ok(())).and_then(|()| {
        let now = ctx.now();
        ctx.read(|tx, operator, _| doctor::tenant(tx, operator, now))
    });
    match looked {
        Ok(found) => findings.extend(found),
        Err(error) if error.code().exit() == Code::PermissionDenied.exit() => return (findings, Some(error)),
        Err(error) => findings.push(failed("tenant", &error)),
    }
    (findings, None)
}

/// Who besides its owner can get at the database. A directory of it that others can write lets nobody open it: that failure tells of it.
fn exposure(db: &Path) -> Vec<Finding> {
    const DATABASE: &str = "database";
    let shown = db.display();
    let found = match Exposure::of(db) {
        Ok(found) => found,
        Err(error) => {
            let missing = warning(DATABASE, &format!("{shown}: {error}"), Vec::new());
            return vec![Finding { severity: Severity::Failure, ..missing }];
        }
    };
    let file = match found.file {
        Some(what) => {
            warning(DATABASE, &format!("{shown}: others than its owner can {what} it (chmod 600)"), Vec::new())
        }
        None => fine(DATABASE, &format!("{shown} (private)")),
    };
    let parents = found.parents.iter().map(|parent| {
        let message = format!(
            "everybody can write {0}, and so replace what is in it, such as the directory of the database (chmod o-w {0})",
            parent.display()
        );
        warning("directory", &message, Vec::new())
    });
    [file].into_iter().chain(parents).collect()
}

fn failed(check: &'static str, error: &Error) -> Finding {
    let helps = error.hints().iter().filter_map(|hint| match &hint.way {
        Some(Way::Remedy { remedy, others: false, .. }) if *remedy != Remedy::Doctor => Some(remedy.clone()),
        _ => None,
    });
    let helps = helps.collect();
    Finding { severity: Severity::Failure, ..warning(check, error.message(), helps) }
}

fn accept(ctx: &mut Context<'_>) -> Result<u8> {
    let why = ctx.why(true)?;
    let done = ctx.perform_at(&AcceptClock { why }, ClockRule::Accept)?;
    let (newest_event_at, now) = done.state;
    let page = Page::new().line(if done.changed {
        "The clock is accepted. Every pause, switched-off 2FA, session, emergency code, set-up token, waiting request and pending enrollment \
         was ended."
    } else {
        "The clock is not behind the history; nothing was changed."
    });
    ctx.out.one(&Accepted { accepted: done.changed, newest_event_at, now }, page)?;
    Ok(0)
}
