//! How far something long has come, on standard error: a bar at a terminal, with `-v` elsewhere a line every few seconds, with `-q`
//! nothing. What is answered is not touched by it.

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::{
    fmt,
    io::{self, IsTerminal, Write},
    time::Duration,
};

/// Steps that are over at once: below so many, all is over before a bar could be read; and so many are between two looks at the clock.
const QUICK: Pace = Pace { worth_a_bar: 20_000, steps: 1024 };
/// The same for steps that each wait for the disk.
const SLOW: Pace = Pace { worth_a_bar: 500, steps: 16 };
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

#[derive(Clone, Copy, Debug)]
struct Pace {
    worth_a_bar: u64,
    steps: u64,
}

/// The progress of one long doing. Dropped, it leaves a terminal as it found it.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    watcher: Watcher,
    what: &'static str,
    unit: &'static str,
    said: Duration,
    pace: Pace,
}

impl Progress {
    /// Begins something of so many quick steps: `what` is done ("verifying"), `unit` is counted ("events").
    pub fn begin(watcher: Watcher, what: &'static str, unit: &'static str, total: u64) -> Self {
        Self::at_pace(watcher, what, unit, total, QUICK)
    }

    /// As [`Self::begin`], for steps that each wait for the disk.
    pub fn of_writes(watcher: Watcher, what: &'static str, unit: &'static str, total: u64) -> Self {
        Self::at_pace(watcher, what, unit, total, SLOW)
    }

    fn at_pace(watcher: Watcher, what: &'static str, unit: &'static str, total: u64, pace: Pace) -> Self {
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
        if watcher == Watcher::Terminal && total >= pace.worth_a_bar {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self { bar, watcher, what, unit, said: Duration::ZERO, pace }
    }

    /// This many steps are done. It may be called after each: it looks at the clock only now and then.
    pub fn at(&mut self, done: u64) {
        if self.watcher != Watcher::Nobody && done.is_multiple_of(self.pace.steps) {
            self.reach(done);
        }
    }

    /// As [`Self::at`], for what comes in strides: it looks at the clock each time.
    pub fn reach(&mut self, done: u64) {
        if self.watcher == Watcher::Nobody {
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
        if total.0 == 0 {
            // What comes through a pipe has no length.
            return format!("{}: {done} {}, {rate} a second", self.what, self.unit);
        }
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
        let mut progress = Progress::begin(Watcher::Log, "checking", "KiB", 0);
        progress.reach(2048);
        let line = progress.line();
        assert!(line.starts_with("checking: 2,048 KiB, ") && line.ends_with(" a second"), "{line}");
    }

    #[test]
    fn slow_steps_are_told_of_more_often() {
        let mut progress = Progress::of_writes(Watcher::Log, "unlocking", "resources", 10_000);
        progress.at(16);
        progress.at(17);
        assert!(progress.line().starts_with("unlocking: 16 of 10,000 resources, "), "{}", progress.line());
    }

    #[test]
    fn quiet_beats_a_terminal_and_verbose() {
        assert_eq!(Watcher::of_stderr(true, false), Watcher::Nobody);
        let mut progress = Progress::begin(Watcher::Nobody, "verifying", "events", 1 << 20);
        progress.at(1 << 19);
        assert!(progress.bar.is_hidden() && progress.bar.position() == 0);
    }
}
