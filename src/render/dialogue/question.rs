//! One question at the terminal, from its prompt to the line that answers it, as readpassphrase(3) asks: what it changes of the terminal is
//! taken back before the process stops or ends, and made again, with the prompt, when the process goes on.

use super::{
    read_line,
    signals::{Came, Handlers, HeldBack},
    tty::{Change, has_terminal, write},
};
use crate::domain::secret::SecretText;
use nix::{
    errno::Errno,
    sys::{
        signal::Signal,
        termios::{FlushArg, tcflush},
    },
};
use std::{
    fs::File,
    io::{self, Read},
};

/// A change that is taken back on every way out.
struct Made<'a>(&'a mut dyn Change);

impl Drop for Made<'_> {
    fn drop(&mut self) {
        self.0.undo();
    }
}

#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    /// What is shown before the answer.
    pub(super) prompt: &'a str,
    /// Whether text typed before the prompt is no answer: a person who confirms has read the question.
    pub(super) fresh: bool,
}

/// Asks and gives the line; `Interrupted` at a signal that asks to end, `UnexpectedEof` at Ctrl-D.
pub(super) fn ask(input: &File, question: Question<'_>, change: Option<&mut dyn Change>) -> io::Result<SecretText> {
    let handlers = Handlers::register()?;
    // Let go of last: what came meanwhile then does to the process what it always does, and the terminal is in order.
    let held = if change.is_some() { HeldBack::all() } else { HeldBack::none() }?;
    let mut made = change.map(Made);
    loop {
        if handlers.interrupted() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if let Some(made) = &mut made {
            if !has_terminal(input) {
                // The system would stop the process at the change as well, but it would then go on with nobody looking at signals.
                stop(Signal::SIGTTOU, input, &held, &handlers)?;
                continue;
            }
            made.0.make()?;
        }
        if question.fresh && has_terminal(input) {
            tcflush(input, FlushArg::TCIFLUSH)?;
        }
        write(question.prompt)?;
        let mut typed = Typed { input, handlers: &handlers, held: &held, came: None };
        let line = read_line(&mut typed);
        match typed.came {
            None => return line?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into()),
            Some(Came::Interrupt) => return Err(io::ErrorKind::Interrupted.into()),
            Some(Came::Continue) => {}
            Some(Came::Signal(signal)) => {
                if let Some(made) = &mut made {
                    made.0.undo();
                }
                stop(signal, input, &held, &handlers)?;
            }
        }
    }
}

/// Lets a signal stop or end the process.
///
/// # Errors
/// In the background, where it does neither: what would be typed is never this process's.
fn stop(signal: Signal, input: &File, held: &HeldBack, handlers: &Handlers) -> io::Result<()> {
    let went_on = held.deliver(signal, handlers)?;
    if went_on || has_terminal(input) { Ok(()) } else { Err(Errno::EIO.into()) }
}

/// What is typed at the terminal, until something else comes.
struct Typed<'a> {
    input: &'a File,
    handlers: &'a Handlers,
    held: &'a HeldBack,
    came: Option<Came>,
}

impl Read for Typed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.came = self.held.wait(self.input, self.handlers)?;
        match self.came {
            None => self.input.read(buffer),
            Some(_) => Err(io::Error::other("a signal came")),
        }
    }
}
