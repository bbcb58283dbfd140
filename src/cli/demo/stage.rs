//! Where the demonstration plays: prints a command, runs it through the command line's own entrance, shows its output.

use crate::{
    cli::{Io, main},
    context::Context,
    domain::{secret::SecretText, time::Time},
    error::{Code, Error, Result},
    render::{Dialogue, DialogueError, Page, Screen, Sheet, command_line},
};
use std::{
    cell::RefCell,
    collections::VecDeque,
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    rc::Rc,
};

/// The stage of one demonstration.
pub struct Stage<'c, 'a> {
    ctx: &'c mut Context<'a>,
    db: PathBuf,
    screen: Screen,
}

/// What one command wrote, on both streams in their order.
#[derive(Clone, Default)]
struct Tape(Rc<RefCell<Vec<u8>>>);

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Standard input with these lines, and remarks on the tape: as in a script.
struct Piped {
    lines: VecDeque<SecretText>,
    tape: Tape,
}

impl Dialogue for Piped {
    fn interactive(&self) -> bool {
        false
    }
    fn say(&mut self, text: &str) {
        // The tape is memory: writing to it cannot fail.
        let _ = writeln!(self.tape, "{}", crate::render::escape::terminal(text));
    }
    fn ask(&mut self, _: &str) -> std::result::Result<String, DialogueError> {
        Err(DialogueError::NotATerminal)
    }
    fn ask_beside(&mut self, _: &Sheet, _: &[String], _: &str) -> std::result::Result<String, DialogueError> {
        Err(DialogueError::NotATerminal)
    }
    fn secret(&mut self, _: &str) -> std::result::Result<SecretText, DialogueError> {
        Err(DialogueError::NotATerminal)
    }
    fn confirm(&mut self, _: &str) -> std::result::Result<bool, DialogueError> {
        Err(DialogueError::NotATerminal)
    }
    fn press_enter(&mut self, _: &str) -> std::result::Result<bool, DialogueError> {
        Err(DialogueError::NotATerminal)
    }
    fn line(&mut self) -> std::result::Result<Option<SecretText>, DialogueError> {
        Ok(self.lines.pop_front())
    }
}

impl<'c, 'a> Stage<'c, 'a> {
    /// A stage with its tenant in this directory.
    pub fn new(ctx: &'c mut Context<'a>, directory: &Path) -> Self {
        let real = ctx.out.screen();
        // Written to a file or a pipe, the demonstration shows what a terminal of 80 columns would.
        let paper = Screen { terminal: true, color: false, columns: 80, rows: 60, utf8: true };
        let screen = if real.terminal { real } else { paper };
        Self { ctx, db: directory.join("acme.db"), screen }
    }

    pub fn now(&self) -> Time {
        self.ctx.now()
    }

    pub fn say(&mut self, text: &str) -> Result<()> {
        self.show(text.lines().fold(Page::new(), |page, line| page.line(line)))
    }

    /// What the next steps are about.
    pub fn title(&mut self, text: &str) -> Result<()> {
        self.show(Page::new().gap().line(format!("# {text}")))
    }

    pub fn gap(&mut self) -> Result<()> {
        self.show(Page::new().gap())
    }

    /// Prints a command of the shell, which the demonstration carries out itself.
    pub fn command_of_the_shell(&mut self, command: &str) -> Result<()> {
        self.show(Page::new().gap().line(format!("$ {command}")))
    }

    /// Prints a command with its lines of standard input, runs it on the stage's tenant and shows what it wrote; that text.
    ///
    /// # Errors
    /// `failure` where it ends with another exit code than expected: then the demonstration is not true.
    pub fn run<S: AsRef<str>>(&mut self, expected: u8, words: &[S], input: &[&str]) -> Result<String> {
        // The key is named too: nothing of the person's own environment or configuration may be used or written.
        let (db, key) = (self.db.display().to_string(), self.db.with_extension("key").display().to_string());
        self.perform(expected, words, &["--db".to_owned(), db, "--key-file".to_owned(), key], input)
    }

    /// As [`Self::run`], for a command that names its database itself.
    pub fn run_elsewhere<S: AsRef<str>>(&mut self, expected: u8, words: &[S]) -> Result<String> {
        self.perform(expected, words, &[], &[])
    }

    fn perform<S: AsRef<str>>(&mut self, expected: u8, words: &[S], more: &[String], input: &[&str]) -> Result<String> {
        let mut typed = command_line("tenantctl", &[], words);
        if !input.is_empty() {
            typed = format!("printf '%s\\n' {} | {typed}", command_line("", &[], input).trim_start());
        }
        self.show(Page::new().gap().line(format!("$ {typed}")))?;
        let tape = Tape::default();
        let writer = |tape: &Tape| {
            let tape = tape.clone();
            Box::new(move || Box::new(tape.clone()) as Box<dyn Write>)
        };
        let lines = input.iter().map(|line| SecretText::from(*line)).collect();
        let outside = Io {
            errors: Screen { terminal: false, ..self.screen },
            verbose: false,
            screen: Some(self.screen),
            prefix: Some(Vec::new()),
            typed: Some(words.iter().map(|word| word.as_ref().to_owned()).collect()),
            out: writer(&tape),
            err: writer(&tape),
            dialogue: Some(Box::new(Piped { lines, tape: tape.clone() })),
        };
        let words = words.iter().map(|word| word.as_ref().to_owned()).chain(more.iter().cloned());
        let forms = ["--output", "table"].map(str::to_owned);
        let args = std::iter::once("tenantctl".to_owned()).chain(words).chain(forms).map(OsString::from);
        let code = main(args, outside);
        let wrote = String::from_utf8_lossy(&tape.0.borrow()).into_owned();
        self.show(Page::new().verbatim(wrote.as_str()))?;
        if code != 0 {
            self.show(Page::new().line(format!("(exit code {code})")))?;
        }
        if code == expected {
            return Ok(wrote);
        }
        Err(Error::new(Code::Failure, format!("the demonstration failed: {typed} ended with {code}, not {expected}")))
    }

    fn show(&mut self, page: Page) -> Result<()> {
        Ok(self.ctx.out.page(&page)?)
    }
}
