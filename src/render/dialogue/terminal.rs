//! The person at the terminal.

use super::{Dialogue, DialogueError, read_line, signals::interruptible};
use crate::{
    domain::secret::SecretText,
    render::{escape, stderr_columns, wrapped},
};
use dialoguer::console::Term;
use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::fd::AsFd,
    process::{Command, Stdio},
};

/// Standard error and standard input of this process.
///
/// Ctrl-C at a question gives [`DialogueError::Interrupted`], and the terminal echoes again; the process is expected to end
/// then, and every further question is `Interrupted` too. Between questions signals do what they do by default.
#[derive(Debug)]
pub struct Terminal {
    quiet: bool,
    interrupted: bool,
}

impl Terminal {
    /// `quiet` keeps [`Dialogue::say`] silent; questions are asked all the same.
    pub fn new(quiet: bool) -> Self {
        Self { quiet, interrupted: false }
    }

    fn question<T: Send + 'static>(
        &mut self,
        prompt: &str,
        read: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, DialogueError> {
        if !self.interactive() {
            return Err(DialogueError::NotATerminal);
        }
        if self.interrupted {
            return Err(DialogueError::Interrupted);
        }
        let shown = wrapped(escape::terminal(prompt).trim_end(), stderr_columns(), 2);
        // The blank before what is typed.
        let prompt = format!("{shown} ");
        let answer = interruptible(|| write(&prompt), read).map_err(DialogueError::from);
        if matches!(answer, Err(DialogueError::Interrupted)) {
            self.interrupted = true;
            // The prompt's line is still open.
            write("\n")?;
        }
        answer
    }
}

impl Dialogue for Terminal {
    fn interactive(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    fn say(&mut self, text: &str) {
        if !self.quiet {
            // Where even standard error is closed there is nobody to tell.
            let _ = write(&format!("{}\n", wrapped(&escape::terminal(text), stderr_columns(), 2)));
        }
    }

    fn tick(&mut self, text: &str) {
        const WIDTH: usize = 60;
        if self.interactive() {
            // A line that reaches the edge goes on below, where the next one could not take its place.
            let width = stderr_columns().map_or(WIDTH, |columns| WIDTH.min(columns - 1));
            let text = escape::terminal(text);
            let short = if text.chars().count() > width { text.split(" (").next().unwrap_or_default() } else { &text };
            // Blanks, and no control sequence, wipe what was there: every terminal knows them.
            let _ = write(&format!("\r{short:width$}\r"));
        }
    }

    fn ask(&mut self, prompt: &str) -> Result<String, DialogueError> {
        let answer = self.question(&format!("{prompt}: "), typed_line)?;
        Ok(answer.expose().to_owned())
    }

    fn secret(&mut self, prompt: &str) -> Result<SecretText, DialogueError> {
        // dialoguer's `Password` would ask again for ever after Ctrl-D; this is what it reads with.
        let answer = self.question(&format!("{prompt}: "), || {
            let secret = SecretText::new(Term::stderr().read_secure_line()?);
            if secret.expose().is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(secret) }
        });
        if matches!(answer, Err(DialogueError::Interrupted)) {
            echo_again();
        }
        answer
    }

    fn confirm(&mut self, question: &str) -> Result<bool, DialogueError> {
        let answer = self.question(&format!("{question} [y/N] "), typed_line)?;
        Ok(matches!(answer.expose().trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    fn line(&mut self) -> Result<Option<SecretText>, DialogueError> {
        Ok(read_line(&mut stdin()?)?)
    }
}

/// One write a text, so that lines of several processes do not mix.
fn write(text: &str) -> io::Result<()> {
    io::stderr().write_all(text.as_bytes())
}

/// Standard input without the buffer that the standard library puts before it.
fn stdin() -> io::Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// A line with the terminal's own editing; dialoguer's reads key by key and garbles characters of four bytes.
fn typed_line() -> io::Result<SecretText> {
    read_line(&mut stdin()?)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// The thread that reads a secret has switched the echo off and will not return to switch it on again.
fn echo_again() {
    for stty in ["/bin/stty", "stty"] {
        let done = Command::new(stty).arg("echo").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if done.is_ok_and(|status| status.success()) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_nothing_is_asked() {
        let mut terminal = Terminal::new(true);
        // At a developer's own terminal there is somebody to ask.
        if !terminal.interactive() {
            assert!(matches!(terminal.ask("name"), Err(DialogueError::NotATerminal)));
            assert!(matches!(terminal.secret("password"), Err(DialogueError::NotATerminal)));
            assert!(matches!(terminal.confirm("sure?"), Err(DialogueError::NotATerminal)));
        }
    }
}
