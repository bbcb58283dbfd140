//! The echo of a terminal, switched off while a secret is typed.

use super::tty::{Change, has_terminal, write};
use nix::{
    errno::Errno,
    sys::termios::{LocalFlags, SetArg, Termios, tcgetattr, tcsetattr},
};
use std::{fs::File, io};

/// What shows what is typed.
const ECHO: LocalFlags = LocalFlags::ECHO.union(LocalFlags::ECHONL);

/// The echo of the terminal for typing. Its other settings stay as another program set them last.
pub(super) struct Echo<'a> {
    input: &'a File,
    /// As it was before it was switched off first.
    before: LocalFlags,
}

impl<'a> Echo<'a> {
    pub(super) fn of(input: &'a File) -> io::Result<Self> {
        Ok(Self { input, before: tcgetattr(input)?.local_flags & ECHO })
    }

    /// What was typed and not read goes: it may be a part of a secret, or was typed before the question.
    fn set(&self, change: impl FnOnce(&mut Termios)) -> io::Result<()> {
        let mut settings = tcgetattr(self.input)?;
        change(&mut settings);
        loop {
            match tcsetattr(self.input, SetArg::TCSAFLUSH, &settings) {
                Err(Errno::EINTR) => {}
                set => return Ok(set?),
            }
        }
    }
}

impl Change for Echo<'_> {
    fn make(&mut self) -> io::Result<()> {
        // In the background the system stops the process here until it has the terminal.
        self.set(|settings| settings.local_flags.remove(ECHO))
    }

    fn undo(&mut self) {
        // A terminal that somebody else has by now is theirs.
        if has_terminal(self.input) {
            // One that was hung up shows nothing any more.
            let _ = self.set(|settings| settings.local_flags.insert(self.before));
        }
        // Enter was not seen, or the prompt's line is open.
        let _ = write("\n");
    }
}
