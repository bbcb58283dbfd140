//! The context of one command: the engine of its tenant, the dialogue, the output, and how it was invoked.

use crate::{
    domain::{
        event::{Action, Why},
        permission::{Authority, Operator},
        remedy::{Argument, Remedy},
        time::Time,
        typed_time::{Direction, TypedTime},
    },
    engine::Engine,
    error::{Code, Error, Result, Way},
    identity::{OsUser, SignInFile},
    ops::{
        Operation,
        access::{
            operator::{self, Credential},
            remedies,
        },
    },
    render::{Dialogue, DialogueError, Output, Page, Sheet, Watcher},
    store::{ClockRule, ReadTx, Store},
};
use std::{cell::OnceCell, io};

/// The options of the whole command.
#[derive(Clone, Debug, Default)]
pub struct Invocation {
    pub yes: bool,
    /// Who watches the progress of something long.
    pub watcher: Watcher,
    /// What was typed after the program's name: a hint may repeat it with something added.
    pub typed: Vec<String>,
    /// The global flags that a hint repeats to work when pasted.
    pub prefix: Vec<String>,
    /// Whether the form of the answer was said, by a flag, the environment or a file.
    pub format_said: bool,
}

/// Everything that a command works with. Nothing is opened before it is needed.
pub struct Context<'a> {
    /// The tenant, and acting on it.
    pub engine: Engine,
    /// What was said for the whole command.
    pub manner: Invocation,
    /// Where questions are asked and remarks made.
    pub dialogue: Box<dyn Dialogue + 'a>,
    pub out: Output<'a>,
    glass_needed: OnceCell<bool>,
}

impl<'a> Context<'a> {
    /// The context of a command.
    pub fn new(engine: Engine, manner: Invocation, dialogue: Box<dyn Dialogue + 'a>, out: Output<'a>) -> Self {
        Self { engine, manner, dialogue, out, glass_needed: OnceCell::new() }
    }

    pub fn now(&self) -> Time {
        self.engine.now()
    }

    pub fn random<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.engine.random()
    }

    /// The tenant's database, opened at the first call.
    pub fn store(&self) -> Result<&Store> {
        self.engine.store()
    }

    /// The operating-system user of this process.
    pub fn os_user(&self) -> Result<&OsUser> {
        self.engine.os_user()
    }

    /// Where a sign-in to this tenant is kept.
    ///
    /// # Errors
    /// Where there is neither a runtime directory nor a home.
    pub fn sign_in_place(&self) -> Result<SignInFile> {
        self.engine.sign_in_place()
    }

    /// Asks for the reason that acting as the owner in an emergency needs, before anything is done under it (R-PERM-4).
    fn explain_break_glass(&mut self) -> Result<()> {
        if self.engine.breaks_glass() {
            self.engine.credential()?;
            self.engine.purpose.why = self.why(true)?;
        }
        Ok(())
    }

    /// The engine and the dialogue, for a flow: what the flow may need to be asked is asked before.
    ///
    /// # Errors
    /// Those of asking why the owner acts in an emergency.
    pub fn acting(&mut self) -> Result<(&mut Engine, &mut (dyn Dialogue + 'a))> {
        self.explain_break_glass()?;
        Ok((&mut self.engine, &mut *self.dialogue))
    }

    /// The engine, for what acts on another database than the one that the places name, or on one that is not there yet.
    ///
    /// # Errors
    /// Those of asking why the owner acts in an emergency.
    pub fn acting_elsewhere(&mut self) -> Result<&mut Engine> {
        if self.engine.breaks_glass() {
            self.engine.purpose.why = self.why(true)?;
        }
        Ok(&mut self.engine)
    }

    /// As [`Engine::read`].
    pub fn read<T>(&mut self, read: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>) -> Result<T> {
        self.read_before(Action::Read, None, read)
    }

    /// As [`Engine::read_before`].
    pub fn read_before<T>(
        &mut self,
        action: Action,
        subject: Option<&str>,
        read: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>,
    ) -> Result<T> {
        self.explain_break_glass()?;
        self.engine.read_before(action, subject, read)
    }

    /// As [`Engine::peek`].
    pub fn peek<T>(&self, read: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>) -> Result<T> {
        self.engine.peek(read)
    }

    /// As [`Engine::read_as_anybody`].
    pub fn read_as_anybody<T>(&self, read: impl FnOnce(&ReadTx<'_>, Time) -> Result<T>) -> Result<T> {
        self.engine.read_as_anybody(read)
    }

    /// As [`Engine::perform`].
    pub fn perform<O: Operation>(&mut self, operation: &O) -> Result<O::Outcome> {
        self.perform_at(operation, ClockRule::Strict)
    }

    /// As [`Engine::perform_at`].
    pub fn perform_at<O: Operation>(&mut self, operation: &O, rule: ClockRule) -> Result<O::Outcome> {
        if O::SIGNED_IN {
            self.explain_break_glass()?;
        }
        self.engine.perform_at(operation, rule)
    }

    /// The reason and ticket; where a reason is required, it is asked for at a terminal.
    ///
    /// # Errors
    /// `usage` naming the flag where nothing can be asked. A ticket alone is let through: whether it serves is the policy's word.
    pub fn why(&mut self, required: bool) -> Result<Why> {
        let mut why = self.engine.purpose.why.clone();
        if required && why.reason.is_none() && why.ticket.is_none() {
            if !self.dialogue.interactive() {
                let message = "this needs a reason, which the history keeps; nothing was changed";
                return Err(Error::new(Code::Usage, message).again("add it", [Argument::Reason]));
            }
            let reason = self.ask("Reason (kept in the history)")?;
            if reason.trim().is_empty() {
                return Err(Error::new(Code::Usage, "no reason was given; nothing was changed"));
            }
            let reason = reason.trim().to_owned();
            self.keep_answer(["--reason".to_owned(), reason.clone()]);
            why.reason = Some(reason);
        }
        Ok(why)
    }

    /// As [`Self::why`] if no reason was given yet: `may` is asked first, so nobody types a reason for an act that is refused anyway.
    pub fn why_of<T>(
        &mut self,
        action: Action,
        subject: Option<&str>,
        may: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>,
    ) -> Result<Why> {
        if self.engine.purpose.why.reason.is_none() && self.engine.purpose.why.ticket.is_none() {
            self.read_before(action, subject, may)?;
        }
        self.why(true)
    }

    /// The moment that a typed time means now.
    ///
    /// # Errors
    /// `usage` for a local time that does not exist.
    pub fn moment(&self, typed: TypedTime, direction: Direction) -> Result<Time> {
        let wrong = |error| Error::new(Code::Usage, format!("{error}; nothing was changed"));
        typed.at(self.now(), direction).map_err(wrong)
    }

    /// Asks for a yes, unless `--yes` was given.
    pub fn confirm(&mut self, question: &str) -> Result<()> {
        if self.manner.yes {
            return Ok(());
        }
        if !self.dialogue.interactive() {
            let message =
                format!("confirmation required ({question}), and there is no terminal to ask at; nothing was changed");
            return Err(Error::new(Code::Usage, message).again("add it", [Argument::Confirmed]));
        }
        match self.dialogue.confirm(question).map_err(asked)? {
            true => Ok(()),
            false => Err(Error::new(Code::Declined, "declined; nothing was changed")),
        }
    }

    /// Waits for Enter alone: whatever else is typed declines.
    pub fn press_enter(&mut self, prompt: &str) -> Result<()> {
        match self.dialogue.press_enter(prompt).map_err(asked)? {
            true => Ok(()),
            false => Err(Error::new(Code::Declined, "declined: press only Enter to go on; nothing was changed")),
        }
    }

    /// Asks a question at the terminal.
    pub fn ask(&mut self, prompt: &str) -> Result<String> {
        self.dialogue.ask(prompt).map_err(asked)
    }

    /// Adds an answer to what was typed: a hint that repeats the command has it.
    pub fn keep_answer(&mut self, words: impl IntoIterator<Item = String>) {
        let typed = &mut self.manner.typed;
        let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
        typed.splice(end..end, words);
    }

    /// Asks beside a sheet, which leaves the screen with the answer.
    pub fn ask_beside(&mut self, sheet: &Sheet, remark: &[String], prompt: &str) -> Result<String> {
        self.dialogue.ask_beside(sheet, remark, prompt).map_err(asked)
    }

    /// Asks for a secret at the terminal, without showing it.
    pub fn ask_secret(&mut self, prompt: &str) -> Result<crate::domain::secret::SecretText> {
        self.dialogue.secret(prompt).map_err(asked)
    }

    /// The next line of standard input, for what the flag `flag` announced.
    pub fn line(&mut self, flag: &str) -> Result<crate::domain::secret::SecretText> {
        let line = self.dialogue.line().map_err(asked)?;
        line.ok_or_else(|| {
            Error::new(
                Code::Usage,
                format!("{flag} was given, but standard input has no line for it; nothing was changed"),
            )
        })
    }

    /// Gives an answer with a meaningful exit code, even if nobody reads the answer.
    pub fn verdict<T: serde::Serialize>(&mut self, code: u8, report: &T, page: Page) -> Result<u8> {
        exit_code(code, self.out.one(report, page))
    }

    /// A remark on standard error.
    pub fn say(&mut self, text: &str) {
        self.dialogue.say(text);
    }

    /// Whether the operator here must break the glass again: they did, and would be refused without it (R-PERM-4).
    pub fn acts_as_owner(&self, remedy: &Remedy) -> bool {
        self.engine.purpose.break_glass && remedy.needs_operator() && self.glass_is_needed()
    }

    /// Whether the owner needed to break the glass. If that cannot be read, what was typed counts.
    fn glass_is_needed(&self) -> bool {
        *self.glass_needed.get_or_init(|| {
            let without = self.engine.credential().and_then(|credential| {
                let without = Credential { break_glass: false, ..credential.clone() };
                self.read_as_anybody(|tx, now| operator::operator(tx, &without, now))
            });
            without.map_or(true, |operator| operator.authority != Authority::Owner)
        })
    }

    /// A refusal with the ways out that the operator here can follow. If that cannot be read, they stay as they are.
    pub fn fitted(&self, error: Error) -> Error {
        let error = if self.engine.has_acted() { error.after_something() } else { error.before_anything() };
        if !error.hints().iter().any(|hint| matches!(hint.way, Some(Way::Remedy { others: false, .. }))) {
            return error;
        }
        let error = self.peek(|tx, operator, _| remedies::fit(tx, operator, error.clone())).unwrap_or(error);
        let mut hints = error.hints().to_vec();
        for hint in &mut hints {
            if let Some(Way::Remedy { remedy, as_owner, others: false }) = &mut hint.way {
                *as_owner |= self.acts_as_owner(remedy);
            }
        }
        error.with_hints(hints)
    }
}

/// The exit code of an answer, whether or not somebody read it.
pub fn exit_code(code: u8, written: io::Result<()>) -> Result<u8> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(code),
    }
}

/// The error of a question without an answer.
fn asked(error: DialogueError) -> Error {
    match error {
        DialogueError::Interrupted => Error::new(Code::Interrupted, "interrupted; nothing was changed"),
        DialogueError::NotATerminal => Error::new(Code::Usage, "there is no terminal to ask at; nothing was changed"),
        DialogueError::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            Error::new(Code::InvalidInput, format!("{error}; nothing was changed"))
        }
        // The question may be one after the act.
        DialogueError::Io(error) => Error::may_be_done(&format!("reading failed ({error})")),
    }
}
