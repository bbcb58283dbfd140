//! The terminal of a question: what is changed of it, what is written to it, and which process it belongs to.

use nix::unistd::{getpgrp, tcgetpgrp};
use std::{
    fs::File,
    io::{self, Write},
};

/// What a question changes of the terminal while it is open.
pub(super) trait Change {
    /// Makes it, again too.
    fn make(&mut self) -> io::Result<()>;

    /// Takes it back.
    fn undo(&mut self);
}

/// One write a text: lines of several processes do not mix.
pub(super) fn write(text: &str) -> io::Result<()> {
    io::stderr().write_all(text.as_bytes())
}

/// Whether what is typed there is meant for this process.
pub(super) fn has_terminal(input: &File) -> bool {
    tcgetpgrp(input).map_or(true, |group| group == getpgrp())
}
