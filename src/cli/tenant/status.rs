use crate::{
    cli::{
        answer::{Answer, Answers},
        short_names::ShortNames,
    },
    context::Context,
    domain::time::Time,
    error::Result,
    ops::tenant::status::{Case, Cases, StatusView, status},
    render::{Line, Page, columns_of, cut},
};

/// Show who needs attention, on one screen
///
/// It counts the people who are locked or paused, who have no device, no password, no verified e-mail address or few recovery codes left,
/// the requests that wait, the tokens of scripts that end within 14 days, and devices that were not used for 90 days; and it names the
/// first few of each, with the command that helps. Deactivated resources do not count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl status\n  tenantctl status -o json")]
pub struct Args {}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<StatusView>();
}

/// What is said of one of them.
type Tell = fn(&Case, Time) -> String;

/// What stands between two people on a line.
const BETWEEN: &str = " · ";

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let view = ctx.read(status)?;
        let page = page(ctx, &with_short_names(ctx, &view)?);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}

/// The same with names as they are shown at a terminal.
fn with_short_names(ctx: &Context<'_>, view: &StatusView) -> Result<StatusView> {
    let (names, mut view) = (ShortNames::of(ctx)?, view.clone());
    for case in view.kinds_mut().into_iter().flat_map(|cases| &mut cases.first) {
        for name in [&mut case.username, &mut case.by].into_iter().flatten() {
            *name = names.short(name).to_owned();
        }
    }
    Ok(view)
}

/// As a person reads it.
fn page(ctx: &Context<'_>, view: &StatusView) -> Page {
    let (screen, now) = (ctx.out.screen(), ctx.now());
    let kinds: [(Line, &Cases, Tell); 11] = [
        (Line::new().danger("LOCKED"), &view.locked, since_and_why),
        (Line::new().warning("PAUSED"), &view.paused, until_and_why),
        (Line::new().danger("SWITCHED OFF"), &view.switched_off, until_and_why),
        (Line::new().strong("no device"), &view.not_enrolled, name),
        (Line::new().strong("no password"), &view.no_password, name),
        (Line::new().strong("not verified"), &view.email_unverified, name),
        (Line::new().strong("few codes"), &view.few_recovery_codes, name_and_what),
        (Line::new().strong("requests"), &view.requests, name_and_what),
        (Line::new().strong("tokens end"), &view.ending, name_and_until),
        (Line::new().strong("one admin"), &view.sole_administrators, name_and_what),
        (Line::new().strong("old devices"), &view.stale_devices, device),
    ];
    let labels = kinds.iter().filter(|(_, cases, _)| cases.count > 0).map(|(label, ..)| columns_of(&label.text()));
    let Some(widest) = labels.max() else {
        return Page::new().line(Line::new().strong("No one needs attention."));
    };
    let digits = kinds.iter().map(|(_, cases, _)| cases.count.to_string().len()).max().unwrap_or_default();
    kinds.into_iter().filter(|(_, cases, _)| cases.count > 0).fold(Page::new(), |page, (label, cases, tell)| {
        let blanks = widest - columns_of(&label.text());
        let more = if cases.more { "+" } else { " " };
        let head = label.plain(format!("{:blanks$}  {:>digits$}{more} ", "", cases.count));
        let room = screen.width().map(|columns| columns.saturating_sub(columns_of(&head.text())));
        let line = head.plain(people(cases, room, |case| tell(case, now)));
        let help = cases.helps.first().map(|remedy| ctx.command(remedy));
        let page = page.line(line);
        help.into_iter().fold(page, |page, help| page.line(format!("    {help}")))
    })
}

/// The first people, as many as fit on the line, and how many there are besides.
fn people(cases: &Cases, room: Option<usize>, tell: impl Fn(&Case) -> String) -> String {
    let mut text = String::new();
    for (place, case) in cases.first.iter().enumerate() {
        let (told, after) = (tell(case), cases.count.saturating_sub(place as u64 + 1));
        let rest = if after > 0 { format!("{BETWEEN}{after} more") } else { String::new() };
        let gap = if place == 0 { "" } else { BETWEEN };
        let longer = format!("{text}{gap}{told}");
        text = match room.filter(|room| columns_of(&longer) + columns_of(&rest) > *room) {
            Some(_) if place > 0 => return format!("{text}{BETWEEN}{} more", after + 1),
            Some(room) => cut(&longer, room.saturating_sub(columns_of(&rest)), '…').into_owned(),
            None => longer,
        };
    }
    match cases.count.saturating_sub(cases.first.len() as u64) {
        0 => text,
        after => format!("{text}{BETWEEN}{after} more"),
    }
}

fn name(case: &Case, _: Time) -> String {
    case.username.clone().unwrap_or_else(|| "the tenant".to_owned())
}

fn with(case: &Case, now: Time, words: [Option<String>; 2]) -> String {
    let said = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let why = case.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{} {said}{why}", name(case, now))
}

fn by(case: &Case) -> Option<String> {
    case.by.as_ref().map(|by| format!("by {by}"))
}

fn since_and_why(case: &Case, now: Time) -> String {
    with(case, now, [case.since.map(|since| format!("since {}", since.local_brief(now))), by(case)])
}

fn until_and_why(case: &Case, now: Time) -> String {
    let until = match case.until {
        Some(until) => format!("until {}", until.local_brief(now)),
        None => "until the next login".to_owned(),
    };
    with(case, now, [Some(until), by(case)])
}

fn name_and_until(case: &Case, now: Time) -> String {
    let until = case.until.map(|until| format!(" {}", until.local_brief(now))).unwrap_or_default();
    format!("{}{until}", name(case, now))
}

fn name_and_what(case: &Case, now: Time) -> String {
    let what = case.reason.as_ref().map(|what| format!(" ({what})")).unwrap_or_default();
    format!("{}{what}", name(case, now))
}

fn device(case: &Case, now: Time) -> String {
    let label = case.reason.as_ref().map(|label| format!(" \"{label}\"")).unwrap_or_default();
    let since = case.since.map(|since| format!(" since {}", since.local_brief(now))).unwrap_or_default();
    format!("{}{label}{since}", name(case, now))
}
