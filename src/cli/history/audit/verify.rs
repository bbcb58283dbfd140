use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::{Code, Result},
    ops::history::verify,
    render::{Ending, Page, Progress},
};
use data_encoding::HEXLOWER;
use schemars::JsonSchema;
use serde::Serialize;

/// Verify the whole history: exit 9 and the first wrong sequence number if it was tampered with
///
/// It finds every changed, deleted, inserted and re-ordered event. An earlier copy of the whole database verifies too: write the head down
/// elsewhere, and compare.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl audit verify\n  \
    tenantctl audit verify --db copy.db --key-file acme.key    (a copy of it)")]
pub struct Args {}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Whether the history is intact.
    ok: bool,
    /// How many events were found.
    events: u64,
    /// The first event that is wrong or missing.
    first_bad_seq: Option<i64>,
    /// The chain's value at the newest event that verifies, in hexadecimal.
    head: String,
    /// Null while the program keeps no checkpoints.
    checkpoint: Option<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (ending, watcher) = (Ending::watch()?, ctx.manner.watcher);
        let verdict = ctx.read(|tx, operator, _| {
            let total = tx.newest_event()?.map_or(0, |(seq, _)| seq);
            let mut progress = Progress::begin(watcher, "verifying", "events", total);
            verify::verify(tx, operator, |read| {
                progress.at(read);
                !ending.asked()
            })
        })?;
        let Some(verdict) = verdict else { return Ok(Code::Interrupted.exit()) };
        let head = HEXLOWER.encode(&verdict.head);
        let page = match verdict.first_bad_seq {
            None => Page::new()
                .line(format!("History verified: {} events, chain intact.", verdict.events))
                .field("head", &head),
            Some(seq) => Page::new()
                .line(format!("THE HISTORY WAS TAMPERED WITH: event {seq} is wrong or missing."))
                .line("The events before it are as they were written; those from it on cannot be trusted.")
                .field("events found", verdict.events.to_string()),
        };
        let (ok, events, first_bad_seq) = (verdict.ok, verdict.events, verdict.first_bad_seq);
        let code = if ok { 0 } else { Code::VerificationFailed.exit() };
        ctx.verdict(code, &View { ok, events, first_bad_seq, head, checkpoint: None }, page)
    }
}
