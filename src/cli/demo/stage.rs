//! Where the demonstration plays: prints a command, runs it through the command line's own entrance, shows its output.

use crate::{
    cli::{Io, main},
    context::Context,
    domain::{secret::SecretText, time::Time},
    error::{Code, Error, Result},
    render::{Dialogue, DialogueError, Line, Page, Screen, Sheet, command_line, wrapped},
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
    /// Whether a chapter has begun: the next one waits for Enter where somebody reads.
    begun: bool,
    /// Whether the remark on who was decided for was shown: once is enough.
    said_for_whom: bool,
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

/// Standard input with these lines, and remarks on the tape: as in a script; or a person who gives these answers.
struct Piped {
    lines: VecDeque<SecretText>,
    answers: Option<VecDeque<String>>,
    columns: usize,
    tape: Tape,
}

impl Piped {
    /// Writes a question with the next answer.
    fn answered(&mut self, prompt: &str) -> std::result::Result<String, DialogueError> {
        let answer = self.answers.as_mut().and_then(VecDeque::pop_front).ok_or(DialogueError::NotATerminal)?;
        let asked = wrapped(crate::render::escape::terminal(prompt).trim_end(), Some(self.columns), 2);
        let _ = writeln!(self.tape, "{}", format!("{asked}: {answer}").trim_end());
        Ok(answer)
    }
}

impl Dialogue for Piped {
    fn interactive(&self) -> bool {
        self.answers.is_some()
    }
    fn say(&mut self, text: &str) {
        // The tape is memory: writing to it cannot fail.
        let _ = writeln!(self.tape, "{}", wrapped(&crate::render::escape::terminal(text), Some(self.columns), 2));
    }
    fn ask(&mut self, prompt: &str) -> std::result::Result<String, DialogueError> {
        self.answered(prompt)
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
    fn press_enter(&mut self, prompt: &str) -> std::result::Result<bool, DialogueError> {
        self.answered(prompt).map(|answer| answer.is_empty())
    }
    fn line(&mut self) -> std::result::Result<Option<SecretText>, DialogueError> {
        Ok(self.lines.pop_front())
    }
}

/// A text without the sequences that make it bold or colour it: what a person reads.
fn without_emphasis(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |read, part| read + part.split_once('m').map_or(part, |(_, rest)| rest))
}

impl<'c, 'a> Stage<'c, 'a> {
    /// A stage with its tenant in this directory.
    pub fn new(ctx: &'c mut Context<'a>, directory: &Path) -> Self {
        let real = ctx.out.screen();
        // Written to a file or a pipe, the demonstration shows what a terminal of 80 columns would.
        let paper = Screen { terminal: true, color: false, columns: 80, rows: 60, utf8: true };
        let screen = if real.terminal { real } else { paper };
        Self { ctx, db: directory.join("acme.db"), screen, begun: false, said_for_whom: false }
    }

    pub fn now(&self) -> Time {
        self.ctx.now()
    }

    pub fn say(&mut self, text: &str) -> Result<()> {
        self.show(text.lines().fold(Page::new(), |page, line| page.line(line)))
    }

    /// What the next steps are about. Somebody at a terminal reads one chapter after the other.
    pub fn title(&mut self, text: &str) -> Result<()> {
        if std::mem::replace(&mut self.begun, true) && self.screen.terminal && self.ctx.dialogue.interactive() {
            self.gap()?;
            self.ctx.press_enter("Press Enter to go on (Ctrl-C: end)")?;
        }
        self.show(Page::new().gap().line(Line::new().strong(format!("# {text}"))))
    }

    pub fn gap(&mut self) -> Result<()> {
        self.show(Page::new().gap())
    }

    /// Prints a command of the shell, which the demonstration carries out itself.
    pub fn command_of_the_shell(&mut self, command: &str) -> Result<()> {
        let text = format!("$ {command}");
        self.show(text.lines().fold(Page::new().gap(), |page, line| page.line(Line::new().strong(line))))
    }

    /// Shows a line in place of an output.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.show(Page::new().line(text))
    }

    /// Prints a command with its lines of standard input, runs it on the stage's tenant and shows what it wrote; that text.
    ///
    /// # Errors
    /// `failure` where it ends with another exit code than expected: then the demonstration is not true.
    pub fn run<S: AsRef<str>>(&mut self, expected: u8, words: &[S], input: &[&str]) -> Result<String> {
        // The key is named too: nothing of the person's own environment or configuration may be used or written.
        let (db, key) = (self.db.display().to_string(), self.db.with_extension("key").display().to_string());
        self.perform(expected, words, &["--db".to_owned(), db, "--key-file".to_owned(), key], input, None)
    }

    /// As [`Self::run`], for a command at which a person gives these answers.
    pub fn converse<S: AsRef<str>>(&mut self, words: &[S], answers: &[&str]) -> Result<String> {
        let (db, key) = (self.db.display().to_string(), self.db.with_extension("key").display().to_string());
        let answers = answers.iter().map(|answer| (*answer).to_owned()).collect();
        self.perform(0, words, &["--db".to_owned(), db, "--key-file".to_owned(), key], &[], Some(answers))
    }

    /// Runs a command without showing it: one turn of a loop that was shown.
    pub fn repeat<S: AsRef<str>>(&mut self, expected: u8, words: &[S], input: &[&str]) -> Result<()> {
        let (db, key) = (self.db.display().to_string(), self.db.with_extension("key").display().to_string());
        let (code, _) = self.play(words, &["--db".to_owned(), db, "--key-file".to_owned(), key], input, None);
        self.require(code, expected, || words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" "))
    }

    /// As [`Self::run`], for a command that names its database itself.
    pub fn run_elsewhere<S: AsRef<str>>(&mut self, expected: u8, words: &[S]) -> Result<String> {
        self.perform(expected, words, &[], &[], None)
    }

    fn perform<S: AsRef<str>>(
        &mut self,
        expected: u8,
        words: &[S],
        more: &[String],
        input: &[&str],
        answers: Option<VecDeque<String>>,
    ) -> Result<String> {
        let mut typed = command_line("tenantctl", &[], words);
        if !input.is_empty() {
            typed = format!("printf '%s\\n' {} | {typed}", command_line("", &[], input).trim_start());
        }
        self.command_of_the_shell(&typed)?;
        let (code, wrote) = self.play(words, more, input, answers);
        let mut shown = String::new();
        for line in wrote.split_inclusive('\n') {
            let for_whom = line.contains("(decided for ");
            if !for_whom || !self.said_for_whom {
                shown.push_str(line);
            }
            self.said_for_whom |= for_whom;
        }
        self.show(Page::new().verbatim(shown))?;
        if code != 0 {
            self.show(Page::new().line(format!("(exit code {code})")))?;
        }
        self.require(code, expected, || typed)?;
        Ok(without_emphasis(&wrote))
    }

    /// The demonstration is true, or ends.
    fn require(&self, code: u8, expected: u8, typed: impl FnOnce() -> String) -> Result<()> {
        if code == expected {
            return Ok(());
        }
        let typed = typed();
        Err(Error::new(Code::Failure, format!("the demonstration failed: {typed} ended with {code}, not {expected}")))
    }

    /// Runs a command; its exit code, and what it wrote.
    fn play<S: AsRef<str>>(
        &self,
        words: &[S],
        more: &[String],
        input: &[&str],
        answers: Option<VecDeque<String>>,
    ) -> (u8, String) {
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
            dialogue: Some(Box::new(Piped { lines, answers, columns: self.screen.columns, tape: tape.clone() })),
        };
        let words = words.iter().map(|word| word.as_ref().to_owned()).chain(more.iter().cloned());
        let forms = ["--output", "table"].map(str::to_owned);
        let args = std::iter::once("tenantctl".to_owned()).chain(words).chain(forms).map(OsString::from);
        let code = main(args, outside);
        let wrote = String::from_utf8_lossy(&tape.0.borrow()).into_owned();
        (code, wrote)
    }

    fn show(&mut self, page: Page) -> Result<()> {
        Ok(self.ctx.out.page(&page)?)
    }
}
