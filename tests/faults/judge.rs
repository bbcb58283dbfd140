//! What must hold after a fault, and after the same command is given again.

use super::{
    commands::Command,
    files::{left_over, private, tokens_in_force, whole},
    homes::Prepared,
    state::{Shape, Snapshot, files},
    trace::{self, Calls, Fault, Kind, Traced},
};
use crate::common::{Home, Run, clock, finish, start};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::{collections::BTreeSet, path::PathBuf, sync::OnceLock};

/// A command that was tried undisturbed.
pub struct Tried<'a> {
    pub command: &'a Command,
    prepared: &'a Prepared,
    before: Snapshot,
    files_before: BTreeSet<PathBuf>,
    /// Where it was done undisturbed.
    done: Home,
    shape: Shape,
    files: BTreeSet<PathBuf>,
    pub calls: Calls,
}

/// Ends a judgement with what is wrong, unless that holds.
macro_rules! holds {
    ($holds:expr, $($wrong:tt)*) => {
        if !$holds {
            return Err(format!($($wrong)*));
        }
    };
}

/// Every exit code with its code words, as the page lists them.
fn ends() -> &'static BTreeSet<(i32, String)> {
    static ENDS: OnceLock<BTreeSet<(i32, String)>> = OnceLock::new();
    ENDS.get_or_init(|| {
        let page = include_str!("../../docs/exit-codes.md");
        let rows = page.lines().filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            Some((cells.next()?.parse().ok()?, cells.next()?.trim_matches('`').to_owned()))
        });
        rows.collect()
    })
}

/// The error that it answered, where it could.
fn error_of(run: &Run) -> Option<Value> {
    let value: Value = serde_json::from_str(run.err.lines().last()?).ok()?;
    Some(value.get("error")?.clone())
}

/// A run as one that came to an end by itself must have ended.
fn well_ended(run: &Run) -> Result<(), String> {
    holds!(run.code != 101 && !run.err.contains("panicked"), "it panicked: {}", shown(run));
    holds!(ends().iter().any(|(code, _)| *code == run.code), "an exit code that no page knows: {}", shown(run));
    if let Some(error) = error_of(run) {
        let end = (run.code, error["code"].as_str().unwrap_or_default().to_owned());
        holds!(ends().contains(&end), "an exit code with another's word: {}", shown(run));
    }
    Ok(())
}

fn shown(run: &Run) -> String {
    format!("exit {}\n--- out\n{}--- err\n{}", run.code, run.out, run.err)
}

impl<'a> Tried<'a> {
    /// Tries it undisturbed, and counts its calls.
    pub fn new(command: &'a Command, prepared: &'a Prepared) -> Self {
        let home = prepared.copy();
        let before = Snapshot::of(&home.db()).expect("a state");
        let files_before = files(home.path());
        let (plain, input) = Self::built(command, prepared, &home, false);
        let (run, calls) = trace::count(&plain, &input);
        assert_eq!(run.code, command.ends, "{}: {}", command.name, shown(&run));
        let shape = Snapshot::of(&home.db()).expect("a state").since(&before);
        let files = files(home.path());
        Self { command, prepared, before, files_before, done: home, shape, files, calls }
    }

    fn built(command: &Command, prepared: &Prepared, home: &Home, again: bool) -> (std::process::Command, String) {
        let args = prepared.fill(command.args);
        let args = args.split(' ').chain(if again { command.resumed } else { &[] }.iter().copied());
        let mut plain = home.command(args);
        let home = home.path().display().to_string();
        if command.at_once {
            plain.envs(clock(&prepared.shift()));
        }
        plain.envs(command.env.iter().map(|(name, value)| (name, value.replace("HOME", &home))));
        let input = command.input.iter().map(|line| prepared.fill(line) + "\n").collect();
        (plain, input)
    }

    /// Tries it with a fault, and then once more without; whether the fault came about. What is wrong is the error.
    pub fn with(&self, fault: &Fault) -> Result<bool, String> {
        let home = self.prepared.copy();
        let (plain, input) = Self::built(self.command, self.prepared, &home, false);
        let reader = (fault.kind == Kind::KillBesideReader).then(|| reader(&home));
        let traced = trace::run(&plain, fault, &input);
        drop(reader);
        let (run, hit) = (&traced.run, traced.was_hit());
        let wrong = |what: String| format!("{what}\nafter: {}", shown(run));
        let came = self.judge(&home, &traced, fault).map_err(wrong)?;
        // The same again, with the very codes that may be spent by now.
        let (mut again, _) = Self::built(self.command, self.prepared, &home, true);
        let typed: Vec<_> = plain.get_args().map(ToOwned::to_owned).collect();
        if self.command.resumed.is_empty() {
            let env: Vec<_> =
                again.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned))).collect();
            again = home.command(typed);
            again.envs(env.into_iter().filter_map(|(name, value)| Some((name, value?))));
        }
        let full = self.is_done(&home, &came);
        let in_the_way = came.is_none() && self.files.is_subset(&files(home.path()));
        let expected = match in_the_way && !self.command.beside_file.is_empty() {
            true => self.command.beside_file,
            false => &[self.command.ends],
        };
        self.judge_again(&home, (&came, full, expected), &finish(start(again, &input)))
            .map_err(|what| wrong(format!("given again: {what}")))?;
        Ok(hit)
    }

    /// Whether all of it is done, its files among it.
    fn is_done(&self, home: &Home, came: &Shape) -> bool {
        *came == self.shape && self.files.is_subset(&files(home.path()))
    }

    /// Judges what a fault left; how the state differs from before.
    fn judge(&self, home: &Home, traced: &Traced, fault: &Fault) -> Result<Shape, String> {
        let (run, killed) = (&traced.run, fault.kind.kills() && traced.was_hit());
        holds!(!killed || run.code == -1, "a kill came to an exit code");
        holds!(killed || run.code != -1, "it ended by a signal");
        if !killed {
            well_ended(run)?;
        }
        let came = self.state(home)?.since(&self.before);
        let (none, full) = (came.is_none(), self.is_done(home, &came));
        let between = (self.command.between)(&came);
        holds!(
            none || full || between,
            "neither nothing nor all of it is done: {came:?}\nall would be: {:?}",
            self.shape
        );
        if !killed {
            self.judge_answer(run, &came, full)?;
            if !fault.call.starts_with("unlink") {
                let left: Vec<_> = files(home.path()).into_iter().filter(|path| left_over(path)).collect();
                holds!(left.is_empty(), "it left {left:?}");
            }
        }
        self.judge_files(home)?;
        tokens_in_force(home, &came, self.hands_out())?;
        Ok(came)
    }

    /// Judges whether what it answers is so.
    fn judge_answer(&self, run: &Run, came: &Shape, full: bool) -> Result<(), String> {
        if run.code == self.command.ends {
            holds!(full, "it answers that it is done, and: {came:?}");
            return Ok(());
        }
        // Nobody hears what cannot be written.
        let Some(error) = error_of(run).filter(|error| error["code"] != "may_be_done") else { return Ok(()) };
        let said = error["message"].as_str().unwrap_or_default();
        if said.contains("nothing was changed") {
            holds!(came.is_none(), "it answers that nothing was changed, and: {came:?}");
        }
        let between = (self.command.between)(came);
        holds!(came.is_none() || between, "it answers that it failed, and it is done: {came:?}");
        let said_to_be_left = said.contains("left until it ends by itself");
        holds!(came.came("sessions") == 0 || said_to_be_left, "a session is in force that nobody holds: {came:?}");
        Ok(())
    }

    /// Whether it writes set-up tokens into a file.
    fn hands_out(&self) -> bool {
        self.command.args.contains("tokens.csv")
    }

    /// The tenant opens with its key and its history verifies, or there is none; what it holds.
    fn state(&self, home: &Home) -> Result<Snapshot, String> {
        if !home.db().exists() {
            holds!(self.before.is_nothing(), "the database is gone");
            return Ok(Snapshot::default());
        }
        let verified = home.run(["audit", "verify"]);
        let older = self.command.name.starts_with("migrate") && verified.code == 8 && verified.err.contains("db_older");
        let state = Snapshot::of(&home.db()).map_err(|error| format!("the database cannot be read: {error}"))?;
        holds!(
            verified.code == 0 || older && state == self.before,
            "the history does not verify: {}",
            shown(&verified)
        );
        Ok(state)
    }

    /// What is there under a name that counts is whole and private.
    fn judge_files(&self, home: &Home) -> Result<(), String> {
        for path in files(home.path()) {
            let is_known = self.files_before.contains(&path) || self.files.contains(&path);
            holds!(is_known || left_over(&path) || path.ends_with("acme.db-import"), "a new file {}", path.display());
            if self.files_before.contains(&path) && !path.ends_with("tokens.csv") {
                continue;
            }
            private(home, &path)?;
            if !left_over(&path) {
                whole(home, &path, &self.done)?;
            }
        }
        Ok(())
    }

    /// Judges what the same command did after that.
    fn judge_again(
        &self,
        home: &Home,
        (came, full, expected): (&Shape, bool, &[i32]),
        run: &Run,
    ) -> Result<(), String> {
        well_ended(run)?;
        let none = came.is_none();
        let ends = self.command.ends;
        if none && !full {
            holds!(expected.contains(&run.code), "nothing was in its way: {}", shown(run));
        } else {
            holds!(run.code == ends || self.command.again.contains(&run.code), "{}", shown(run));
            holds!(!full || self.command.again.contains(&run.code), "it was done already: {}", shown(run));
        }
        let after = self.state(home)?.since(&self.before);
        let goes_on = if none { expected.contains(&ends) } else { self.command.completes };
        let whole = goes_on && !full;
        holds!(!whole || after == self.shape, "it came to {after:?}\nand not to {:?}", self.shape);
        self.judge_files(home)?;
        tokens_in_force(home, &after, self.hands_out())?;
        if !self.command.sweeper.is_empty() && run.code != ends {
            // The next command of that file.
            let _ = home.run(self.command.sweeper.split(' '));
        }
        for path in files(home.path()) {
            let is_known = self.files_before.contains(&path) || self.files.contains(&path);
            holds!(is_known, "{} is left over: {}", path.display(), shown(run));
        }
        Ok(())
    }
}

/// Somebody who reads the tenant. Gone, it folds nothing of the log into the database.
fn reader(home: &Home) -> Connection {
    let sql = Connection::open_with_flags(home.db(), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
    sql.execute_batch("BEGIN").expect("begun");
    let _: i64 = sql.query_row("SELECT count(*) FROM tenant", [], |row| row.get(0)).expect("read");
    sql
}
