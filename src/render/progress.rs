//! How far something long has come, on standard error: a bar at a terminal, with `-v` elsewhere a line every few seconds, with `-q`
//! nothing. What is answered is not touched by it.

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::{
    fmt,
    io::{self, IsTerminal, Write},
    time::Duration,
};

/// Below so many steps it is over before a bar could be read.
const WORTH_A_BAR: u64 = 20_000;
/// Between two looks at the clock.
const STEPS: u64 = 1024;
/// Between two lines where there is no terminal.
const LINES: Duration = Duration::from_secs(5);

/// Who watches standard error.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Watcher {
    /// Somebody at a terminal.
    Terminal,
    /// A file or a pipe that is to tell what went on (`-v`).
    Log,
    /// Nobody, or nobody who wants to know.
    #[default]
    Nobody,
}

impl Watcher {
    /// Who watches this process's standard error under these flags.
    pub fn of_stderr(quiet: bool, verbose: bool) -> Self {
        match (quiet, io::stderr().is_terminal(), verbose) {
            (true, ..) => Self::Nobody,
            (false, true, _) => Self::Terminal,
            (false, false, true) => Self::Log,
            (false, false, false) => Self::Nobody,
        }
    }
}

/// The progress of one long doing. Dropped, it leaves a terminal as it found it.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    watcher: Watcher,
    what: &'static str,
    unit: &'static str,
    said: Duration,
}

impl Progress {
    /// Begins something of so many steps: `what` is done ("verifying"), `unit` is counted ("events").
    pub fn begin(watcher: Watcher, what: &'static str, unit: &'static str, total: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        let template = "{msg} [{bar:24}] {percent}% of {human_len} {prefix}, {rate} a second, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            let rate = |state: &ProgressState, line: &mut dyn fmt::Write| {
                // A line that cannot be built is one that is not shown.
                let _ = write!(line, "{}", HumanCount(state.per_sec() as u64));
            };
            bar.set_style(style.progress_chars("=> ").with_key("rate", rate));
        }
        bar.set_message(what);
        bar.set_prefix(unit);
        if watcher == Watcher::Terminal && total >= WORTH_A_BAR {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self { bar, watcher, what, unit, said: Duration::ZERO }
    }

    /// So many steps are done. It may be told after each: it looks at the clock now and then only.
    pub fn at(&mut self, done: u64) {
        if self.watcher == Watcher::Nobody || !done.is_multiple_of(STEPS) {
            return;
        }
        self.bar.set_position(done);
        if self.watcher == Watcher::Log && self.bar.elapsed() >= self.said + LINES {
            self.said = self.bar.elapsed();
            // Where standard error is closed nobody wants to know.
            let _ = writeln!(io::stderr(), "{}", self.line());
        }
    }

    fn line(&self) -> String {
        let total = HumanCount(self.bar.length().unwrap_or_default());
        let (done, rate) = (HumanCount(self.bar.position()), HumanCount(self.bar.per_sec() as u64));
        let left = HumanDuration(self.bar.eta());
        format!("{}: {done} of {total} {}, {rate} a second, {left} left", self.what, self.unit)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_how_far_it_is_and_what_is_left() {
        let mut progress = Progress::begin(Watcher::Log, "verifying", "events", 40_960);
        progress.at(10_240);
        progress.at(10_241);
        let line = progress.line();
        assert!(line.starts_with("verifying: 10,240 of 40,960 events, "), "{line}");
        assert!(line.ends_with(" left") && line.contains(" a second, "), "{line}");
    }

    #[test]
    fn quiet_beats_a_terminal_and_verbose() {
        assert_eq!(Watcher::of_stderr(true, false), Watcher::Nobody);
        let mut progress = Progress::begin(Watcher::Nobody, "verifying", "events", 1 << 20);
        progress.at(1 << 19);
        assert!(progress.bar.is_hidden() && progress.bar.position() == 0);
    }
}
