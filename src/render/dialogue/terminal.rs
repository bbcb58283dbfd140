//! The person at the terminal.

use super::{
    Dialogue, DialogueError,
    echo::Echo,
    question::{self, Change, Question},
    read_line,
};
use crate::{
    domain::secret::SecretText,
    render::{escape, stderr_columns, wrapped},
};
use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::fd::AsFd,
};

/// Standard error and standard input of this process.
///
/// Ctrl-C at a question gives [`DialogueError::Interrupted`]; the process is expected to end then, and every further question is `Interrupted`
/// too. Whatever stops or ends the process at a secret, the terminal echoes before. Between questions signals do what they do by default.
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

    /// Asks with that change of the terminal, where there is one. A fresh answer is typed after the prompt.
    fn question(
        &mut self,
        prompt: &str,
        fresh: bool,
        change: impl FnOnce(&File) -> io::Result<Option<Echo<'_>>>,
    ) -> Result<SecretText, DialogueError> {
        if !self.interactive() {
            return Err(DialogueError::NotATerminal);
        }
        if self.interrupted {
            return Err(DialogueError::Interrupted);
        }
        let shown = wrapped(escape::terminal(prompt).trim_end(), stderr_columns(), 2);
        let input = stdin()?;
        let mut change = change(&input)?;
        // The blank before what is typed.
        let prompt = format!("{shown} ");
        let question = Question { prompt: &prompt, fresh };
        let answer = question::ask(&input, question, change.as_mut().map(|change| change as &mut dyn Change));
        let answer = answer.map_err(DialogueError::from);
        if matches!(answer, Err(DialogueError::Interrupted)) {
            self.interrupted = true;
            if change.is_none() {
                // The prompt's line is still open.
                write("\n")?;
            }
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
        let answer = self.question(&format!("{prompt}: "), false, |_| Ok(None))?;
        Ok(answer.expose().to_owned())
    }

    fn secret(&mut self, prompt: &str) -> Result<SecretText, DialogueError> {
        let secret = self.question(&format!("{prompt}: "), true, |input| Echo::of(input).map(Some))?;
        if secret.expose().is_empty() {
            self.interrupted = true;
            return Err(DialogueError::Interrupted);
        }
        Ok(secret)
    }

    fn confirm(&mut self, question: &str) -> Result<bool, DialogueError> {
        let answer = self.question(&format!("{question} [y/N] "), true, |_| Ok(None))?;
        Ok(matches!(answer.expose().trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    fn press_enter(&mut self, prompt: &str) -> Result<bool, DialogueError> {
        Ok(self.question(&format!("{prompt}: "), true, |_| Ok(None))?.expose().is_empty())
    }

    fn line(&mut self) -> Result<Option<SecretText>, DialogueError> {
        Ok(read_line(&mut stdin()?)?)
    }
}

/// One write a text, so that lines of several processes do not mix.
pub(super) fn write(text: &str) -> io::Result<()> {
    io::stderr().write_all(text.as_bytes())
}

/// Standard input without the buffer that the standard library puts before it.
fn stdin() -> io::Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
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
