//! The context of one command: the only place that names a concrete clock, randomness, store, operator or dialogue.

mod acting;

use crate::{
    domain::{
        ambient::{Clock, Random},
        event::{Action, Why},
        permission::Operator,
        time::Time,
    },
    error::{Code, Error, Result},
    identity::OsUser,
    ops::access::{offered::Ask, operator::Credential},
    places::Places,
    render::{Dialogue, DialogueError, Output, Page, Watcher, command_line},
    store::{ReadTx, Store},
};
use std::{
    cell::{Cell, OnceCell},
    io,
};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        #[expect(clippy::disallowed_methods, reason = "the one home of the clock")]
        let now = std::time::SystemTime::now();
        let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        #[expect(clippy::disallowed_methods, reason = "the one home of randomness")]
        getrandom::fill(buffer).map_err(|error| io::Error::other(format!("the system gives no random bytes: {error}")))
    }
}

/// What was said for the whole command.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// `--reason` and `--ticket`.
    pub why: Why,
    /// `--yes`.
    pub yes: bool,
    /// Who is told how far something long has come.
    pub watcher: Watcher,
    /// What was typed after the program's name: a hint may repeat it with something added.
    pub typed: Vec<String>,
    /// The global flags that a hint repeats, so that it works when pasted.
    pub prefix: Vec<String>,
    /// Whether the form of the answer was said, by a flag, the environment or a file.
    pub format_said: bool,
    /// `--break-glass`.
    pub break_glass: bool,
    /// The command's noun and verb, as a denial names it.
    pub command: String,
}

/// Everything that a command works with. Nothing is opened before it is needed.
pub struct Context<'a> {
    /// What was said for the whole command.
    pub manner: Manner,
    /// Where things are.
    pub places: Places,
    /// Where questions are asked and remarks made.
    pub dialogue: Box<dyn Dialogue + 'a>,
    /// Where the answer goes.
    pub out: Output<'a>,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    store: OnceCell<Store>,
    user: OnceCell<OsUser>,
    credential: OnceCell<Credential>,
    glass_broken: Cell<bool>,
    glass_needed: OnceCell<bool>,
}

impl<'a> Context<'a> {
    /// A context on the machine's own clock and randomness.
    pub fn new(manner: Manner, places: Places, dialogue: Box<dyn Dialogue + 'a>, out: Output<'a>) -> Self {
        Self {
            manner,
            places,
            dialogue,
            out,
            clock: Box::new(SystemClock),
            random: Box::new(SystemRandom),
            store: OnceCell::new(),
            user: OnceCell::new(),
            credential: OnceCell::new(),
            glass_broken: Cell::new(false),
            glass_needed: OnceCell::new(),
        }
    }

    /// The time now.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Unpredictable bytes.
    pub fn random<const N: usize>(&mut self) -> Result<[u8; N]> {
        Ok(crate::domain::ambient::random(&mut *self.random)?)
    }

    /// The clock and the randomness, for making a tenant.
    pub fn ambient(&mut self) -> (&dyn Clock, &mut dyn Random) {
        (&*self.clock, &mut *self.random)
    }

    /// The tenant's database, opened at the first call.
    pub fn store(&self) -> Result<&Store> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let db = self.places.db()?;
        let keys = self.places.key(&db)?;
        let store = Store::open(&db, keys)?;
        Ok(self.store.get_or_init(|| store))
    }

    /// The reason and ticket; where a reason is required, it is asked for at a terminal.
    ///
    /// # Errors
    /// `usage` naming the flag where nothing can be asked. A ticket alone is let through: whether it serves is the policy's word.
    pub fn why(&mut self, required: bool) -> Result<Why> {
        let mut why = self.manner.why.clone();
        if required && why.reason.is_none() && why.ticket.is_none() {
            if !self.dialogue.interactive() {
                let message = "this needs a reason, which the history keeps; nothing was changed";
                return Err(Error::new(Code::Usage, message).again("add it", ["--reason", "…"]));
            }
            let reason = self.ask("Reason (kept in the history)")?;
            if reason.trim().is_empty() {
                return Err(Error::new(Code::Usage, "no reason was given; nothing was changed"));
            }
            why.reason = Some(reason.trim().to_owned());
        }
        Ok(why)
    }

    /// As [`Self::why`] for what needs a reason, where none was given yet: `may` is asked first, so that nobody gives a reason for what is
    /// refused whatever it is.
    pub fn why_of<T>(
        &mut self,
        action: Action,
        subject: Option<&str>,
        may: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>,
    ) -> Result<Why> {
        if self.manner.why.reason.is_none() && self.manner.why.ticket.is_none() {
            self.read_before(action, subject, may)?;
        }
        self.why(true)
    }

    /// Asks for a yes, unless `--yes` was given.
    pub fn confirm(&mut self, question: &str) -> Result<()> {
        if self.manner.yes {
            return Ok(());
        }
        if !self.dialogue.interactive() {
            let message =
                format!("without a terminal this needs a confirmation beforehand ({question}); nothing was changed");
            return Err(Error::new(Code::Usage, message).again("add it", ["--yes"]));
        }
        match self.dialogue.confirm(question).map_err(asked)? {
            true => Ok(()),
            false => Err(Error::new(Code::Declined, "declined; nothing was changed")),
        }
    }

    /// Waits for Enter alone: whatever else is typed declines.
    pub fn press_enter(&mut self, prompt: &str) -> Result<()> {
        match self.ask(prompt)?.is_empty() {
            true => Ok(()),
            false => Err(Error::new(Code::Declined, "declined: only Enter alone goes on; nothing was changed")),
        }
    }

    /// Asks a question at the terminal.
    pub fn ask(&mut self, prompt: &str) -> Result<String> {
        self.dialogue.ask(prompt).map_err(asked)
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

    /// Gives an answer whose exit code says something by itself: it is given also where nobody reads the answer.
    pub fn verdict<T: serde::Serialize>(&mut self, code: u8, report: &T, page: Page) -> Result<u8> {
        told(code, self.out.one(report, page))
    }

    /// A remark on standard error.
    pub fn say(&mut self, text: &str) {
        self.dialogue.say(text);
    }

    /// A command that works when pasted, by whoever acts here.
    pub fn command<S: AsRef<str>>(&self, words: impl IntoIterator<Item = S>) -> String {
        let words = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
        self.command_of_another(self.as_one_acts(words))
    }

    /// Whom to ask, with the command that the owner would type.
    pub fn asked(&self, ask: &Ask) -> String {
        match ask.words.is_empty() {
            true => ask.whom.to_owned(),
            false => format!("{}: {}", ask.whom, self.command_of_another(&ask.words)),
        }
    }

    /// A command that works when somebody else pastes it.
    pub fn command_of_another<S: AsRef<str>>(&self, words: impl IntoIterator<Item = S>) -> String {
        command_line("tenantctl", &self.manner.prefix, words)
    }
}

/// The exit code of an answer that says something by itself, whether or not somebody read it.
pub fn told(code: u8, written: io::Result<()>) -> Result<u8> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(code),
    }
}

/// What came of a question.
fn asked(error: DialogueError) -> Error {
    match error {
        DialogueError::Interrupted => Error::new(Code::Interrupted, "interrupted; nothing was changed"),
        DialogueError::NotATerminal => Error::new(Code::Usage, "there is no terminal to ask at; nothing was changed"),
        DialogueError::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            Error::new(Code::InvalidInput, "standard input is not UTF-8 text; nothing was changed")
        }
        DialogueError::Io(error) => Error::from(error),
    }
}
