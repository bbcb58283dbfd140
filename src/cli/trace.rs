//! What the program does and how long each part takes, on standard error: off unless it is asked for, and never a secret, nor what a login
//! was denied for.

use crate::error::{Code, Error, Result};
use std::io;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer,
    filter::Targets,
    fmt::{self, format::FmtSpan, time::uptime},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// The variable that asks for it: a level (`debug`), or levels of parts (`tenantctl::store=trace,info`).
const VARIABLE: &str = "TENANTCTL_LOG";

/// Begins to tell, where `-v` or the environment asks for it.
///
/// # Errors
/// `usage` for a variable that is neither.
pub fn begin(verbose: u8) -> Result<()> {
    let said = std::env::var(VARIABLE).ok().filter(|said| !said.is_empty());
    let targets = match (said, verbose) {
        (Some(said), _) => said.parse::<Targets>().map_err(|error| wrong(&error.to_string()))?,
        (None, 0) => return Ok(()),
        (None, 1) => of_ours(LevelFilter::INFO),
        (None, _) => of_ours(LevelFilter::DEBUG),
    };
    let lines = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_timer(uptime())
        .with_span_events(FmtSpan::CLOSE)
        .with_filter(targets);
    // A command line within a demonstration begins nothing again.
    let _ = tracing_subscriber::registry().with(lines).try_init();
    Ok(())
}

fn of_ours(level: LevelFilter) -> Targets {
    Targets::new().with_target(env!("CARGO_CRATE_NAME"), level)
}

fn wrong(why: &str) -> Error {
    Error::new(Code::Usage, format!("{VARIABLE} says no level: {why}; nothing was changed"))
        .note("a level is error, warn, info, debug or trace; a part has its own as tenantctl::store=trace")
}
