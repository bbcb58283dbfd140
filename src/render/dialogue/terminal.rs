//! The person at the terminal.

use super::{
    Dialogue, DialogueError,
    echo::Echo,
    question::{self, Question},
    read_line,
    tty::{Change, write},
};
use crate::{
    domain::secret::SecretText,
    render::{ColorChoice, Line, Page, Screen, Sheet, columns_of, escape, padded, secret_page::LaidOut, wrapped},
};
use dialoguer::theme::{SimpleTheme, Theme};
use std::{
    fmt,
    fs::File,
    io::{self, IsTerminal},
    os::fd::AsFd,
};

/// What a remark begins with that should not be missed.
const WARNING: &str = "warning:";

/// Standard error and standard input of this process.
///
/// Ctrl-C at a question gives [`DialogueError::Interrupted`]; the process is expected to end then, and every further question is `Interrupted`
/// too. Whatever stops or ends the process at a secret, the terminal echoes before. Between questions signals do what they do by default.
#[derive(Debug)]
pub struct Terminal {
    quiet: bool,
    color: bool,
    interrupted: bool,
}

impl Terminal {
    /// `quiet` keeps [`Dialogue::say`] silent; questions are asked all the same. `color` lets warnings stand out.
    pub fn new(quiet: bool, color: bool) -> Self {
        Self { quiet, color, interrupted: false }
    }

    /// Standard error as it is now: a window can be made smaller between two lines.
    fn screen(&self) -> Screen {
        Screen { color: self.color, ..Screen::of_stderr(ColorChoice::Auto) }
    }

    /// Where the answer is typed.
    fn input(&self) -> Result<File, DialogueError> {
        match (self.interactive(), self.interrupted) {
            (false, _) => Err(DialogueError::NotATerminal),
            (_, true) => Err(DialogueError::Interrupted),
            _ => Ok(stdin()?),
        }
    }

    /// Asks with that change of the terminal, where there is one. A fresh answer is typed after the prompt.
    fn question(
        &mut self,
        input: &File,
        prompt: &str,
        fresh: bool,
        change: Option<&mut dyn Change>,
    ) -> Result<SecretText, DialogueError> {
        let changed = change.is_some();
        // The blank before what is typed.
        let prompt = format!("{} ", shown(prompt));
        let answer = question::ask(input, Question { prompt: &prompt, fresh }, change).map_err(DialogueError::from);
        if matches!(answer, Err(DialogueError::Interrupted)) {
            self.interrupted = true;
            if !changed {
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
            let line = match text.strip_prefix(WARNING) {
                Some(rest) => Line::new().warning(WARNING).plain(rest),
                None => text.into(),
            };
            let _ = write(&Page::new().line(line).text_on(&self.screen()));
        }
    }

    fn tick(&mut self, text: &str) {
        const WIDTH: usize = 60;
        if self.interactive() {
            // A line that reaches the edge goes on below, where the next one could not take its place.
            let width = self.screen().width().map_or(WIDTH, |columns| WIDTH.min(columns - 1));
            let text = escape::terminal(text);
            let short = if columns_of(&text) > width { text.split(" (").next().unwrap_or_default() } else { &text };
            // Blanks, and no control sequence, wipe what was there: every terminal knows them.
            let _ = write(&format!("\r{}\r", padded(short, width)));
        }
    }

    fn ask(&mut self, prompt: &str) -> Result<String, DialogueError> {
        let answer = self.question(&self.input()?, &for_text(prompt)?, false, None)?;
        Ok(answer.expose().to_owned())
    }

    fn ask_beside(&mut self, sheet: &Sheet, remark: &[String], prompt: &str) -> Result<String, DialogueError> {
        let (input, prompt) = (self.input()?, for_text(prompt)?);
        let remark: Vec<String> = remark.iter().map(|line| escape::terminal(line).into_owned()).collect();
        let mut sheet = sheet.laid_out(&remark, shown(&prompt).lines().count());
        let answer = self.question(&input, &prompt, true, Some(&mut sheet))?;
        Ok(answer.expose().to_owned())
    }

    fn secret(&mut self, prompt: &str) -> Result<SecretText, DialogueError> {
        let input = self.input()?;
        let mut echo = Echo::of(&input)?;
        let secret = self.question(&input, &for_text(prompt)?, true, Some(&mut echo))?;
        if secret.expose().is_empty() {
            self.interrupted = true;
            return Err(DialogueError::Interrupted);
        }
        Ok(secret)
    }

    fn confirm(&mut self, question: &str) -> Result<bool, DialogueError> {
        let answer = self.question(&self.input()?, &for_yes_or_no(question)?, true, None)?;
        Ok(matches!(answer.expose().trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    fn press_enter(&mut self, prompt: &str) -> Result<bool, DialogueError> {
        Ok(self.question(&self.input()?, &for_text(prompt)?, true, None)?.expose().is_empty())
    }

    fn line(&mut self) -> Result<Option<SecretText>, DialogueError> {
        Ok(read_line(&mut stdin()?)?)
    }
}

/// The prompt of a question that is answered by text, in the words of dialoguer. Its reading is ours: docs/adr/0031-prompts.md.
fn for_text(prompt: &str) -> io::Result<String> {
    worded(|theme, words| theme.format_input_prompt(words, prompt, None))
}

/// The prompt of a question that is answered by yes or no, and by no where nothing is typed.
fn for_yes_or_no(question: &str) -> io::Result<String> {
    worded(|theme, words| theme.format_confirm_prompt(words, question, Some(false)))
}

fn worded(write: impl FnOnce(&SimpleTheme, &mut String) -> fmt::Result) -> io::Result<String> {
    let mut words = String::new();
    write(&SimpleTheme, &mut words).map_err(io::Error::other)?;
    Ok(words)
}

/// A prompt as it is shown.
fn shown(prompt: &str) -> String {
    wrapped(escape::terminal(prompt).trim_end(), Screen::of_stderr(ColorChoice::Never).width(), 2)
}

impl Change for LaidOut {
    fn make(&mut self) -> io::Result<()> {
        write(&self.shown)
    }

    fn undo(&mut self) {
        // Where even standard error is closed there is nothing to take away.
        let _ = write(self.gone);
    }
}

/// Standard input without the buffer that the standard library puts before it.
fn stdin() -> io::Result<File> {
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_says_how_it_is_answered() {
        assert_eq!(for_text("Reason (kept in the history)").unwrap(), "Reason (kept in the history): ");
        assert_eq!(for_yes_or_no("Deactivate ada?").unwrap(), "Deactivate ada? [y/N] ");
    }

    #[test]
    fn without_a_terminal_nothing_is_asked() {
        let mut terminal = Terminal::new(true, false);
        // At a developer's own terminal there is somebody to ask.
        if !terminal.interactive() {
            assert!(matches!(terminal.ask("name"), Err(DialogueError::NotATerminal)));
            assert!(matches!(terminal.secret("password"), Err(DialogueError::NotATerminal)));
            assert!(matches!(terminal.confirm("sure?"), Err(DialogueError::NotATerminal)));
        }
    }
}
