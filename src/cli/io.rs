//! What a command line is connected to: the real terminal, or what the demonstration puts in its place.

use crate::render::{ColorChoice, Dialogue, Screen, Terminal, Watcher};
use std::io::{self, Write};

/// Makes a writer each time one is needed.
pub type Writers<'a> = Box<dyn FnMut() -> Box<dyn Write + 'a> + 'a>;

/// The ends of one command line.
pub struct Io<'a> {
    pub(super) screen: Option<Screen>,
    /// Where errors are shown.
    pub(super) errors: Screen,
    /// Whether an error says what it came from.
    pub(super) verbose: bool,
    /// What hints repeat, where the command line does not say it as a person would.
    pub(super) prefix: Option<Vec<String>>,
    /// What a person would have typed, if the command line has more.
    pub(super) typed: Option<Vec<String>>,
    pub(super) out: Writers<'a>,
    pub(super) err: Writers<'a>,
    pub(super) dialogue: Option<Box<dyn Dialogue + 'a>>,
}

impl<'a> Io<'a> {
    /// The process's own standard streams and terminal.
    pub fn real() -> Self {
        Self {
            screen: None,
            errors: Screen::of_stderr(ColorChoice::Auto),
            verbose: false,
            prefix: None,
            typed: None,
            out: Box::new(|| Box::new(io::BufWriter::new(io::stdout()))),
            err: Box::new(|| Box::new(io::stderr())),
            dialogue: None,
        }
    }

    pub(super) fn stdout(&mut self) -> Box<dyn Write + 'a> {
        (self.out)()
    }

    pub(super) fn stderr(&mut self) -> Box<dyn Write + 'a> {
        (self.err)()
    }

    /// Who watches standard error; nobody in a demonstration.
    pub(super) fn watcher(&self, quiet: bool, verbose: bool) -> Watcher {
        match self.dialogue {
            Some(_) => Watcher::Nobody,
            None => Watcher::of_stderr(quiet, verbose),
        }
    }

    pub(super) fn dialogue(&mut self, quiet: bool) -> Box<dyn Dialogue + 'a> {
        self.dialogue.take().unwrap_or_else(|| Box::new(Terminal::new(quiet, self.errors.color)))
    }
}
