//! A conversation known beforehand, for tests and demonstrations.

use super::{Dialogue, DialogueError};
use crate::{domain::secret::SecretText, render::escape};
use std::{collections::VecDeque, io};

/// Answers given beforehand. What is said and asked is recorded as it would be shown.
#[derive(Debug, Default)]
pub struct Scripted {
    interactive: bool,
    answers: VecDeque<Answer>,
    lines: VecDeque<SecretText>,
    said: Vec<String>,
}

#[derive(Debug)]
enum Answer {
    Text(String),
    Secret(SecretText),
    Confirm(bool),
    Interrupt,
}

impl Scripted {
    /// Somebody at a terminal, who has no answers yet.
    pub fn at_a_terminal() -> Self {
        Self { interactive: true, ..Self::default() }
    }

    /// No terminal, but these lines on standard input.
    pub fn piped<'l>(lines: impl IntoIterator<Item = &'l str>) -> Self {
        Self { lines: lines.into_iter().map(SecretText::from).collect(), ..Self::default() }
    }

    /// The next answer is a line of text.
    #[must_use]
    pub fn types(self, text: &str) -> Self {
        self.then(Answer::Text(text.to_owned()))
    }

    /// The next answer is a secret.
    #[must_use]
    pub fn types_secret(self, text: &str) -> Self {
        self.then(Answer::Secret(text.into()))
    }

    /// The next answer is yes or no.
    #[must_use]
    pub fn confirms(self, yes: bool) -> Self {
        self.then(Answer::Confirm(yes))
    }

    /// The next question is answered by Ctrl-C.
    #[must_use]
    pub fn interrupts(self) -> Self {
        self.then(Answer::Interrupt)
    }

    /// What was said and asked so far, one line each.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// The conversation is over.
    ///
    /// # Errors
    /// Where answers or lines are left over that nobody asked for.
    pub fn finish(self) -> io::Result<()> {
        match (self.answers.len(), self.lines.len()) {
            (0, 0) => Ok(()),
            (answers, lines) => {
                Err(io::Error::other(format!("{answers} answers and {lines} lines were not asked for")))
            }
        }
    }

    fn then(mut self, answer: Answer) -> Self {
        self.answers.push_back(answer);
        self
    }

    fn answer(&mut self, prompt: &str) -> Result<Answer, DialogueError> {
        if !self.interactive {
            return Err(DialogueError::NotATerminal);
        }
        self.say(prompt);
        match self.answers.pop_front() {
            Some(Answer::Interrupt) => Err(DialogueError::Interrupted),
            Some(answer) => Ok(answer),
            None => Err(unexpected(prompt, "no answer")),
        }
    }
}

fn unexpected(prompt: &str, given: &str) -> DialogueError {
    DialogueError::Io(io::Error::other(format!("the script has {given} for: {prompt}")))
}

impl Dialogue for Scripted {
    fn interactive(&self) -> bool {
        self.interactive
    }

    fn say(&mut self, text: &str) {
        self.said.push(escape::terminal(text).into_owned());
    }

    fn ask(&mut self, prompt: &str) -> Result<String, DialogueError> {
        match self.answer(prompt)? {
            Answer::Text(text) => Ok(text),
            _ => Err(unexpected(prompt, "another kind of answer")),
        }
    }

    fn secret(&mut self, prompt: &str) -> Result<SecretText, DialogueError> {
        match self.answer(prompt)? {
            Answer::Secret(secret) if secret.expose().is_empty() => Err(DialogueError::Interrupted),
            Answer::Secret(secret) => Ok(secret),
            _ => Err(unexpected(prompt, "another kind of answer")),
        }
    }

    fn confirm(&mut self, question: &str) -> Result<bool, DialogueError> {
        match self.answer(question)? {
            Answer::Confirm(yes) => Ok(yes),
            _ => Err(unexpected(question, "another kind of answer")),
        }
    }

    fn line(&mut self) -> Result<Option<SecretText>, DialogueError> {
        Ok(self.lines.pop_front())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order_and_the_talk_is_recorded() {
        let mut dialogue = Scripted::at_a_terminal().types("ada").types_secret(" pw ").confirms(true).interrupts();
        dialogue.say("hello\u{1b}");
        assert_eq!(dialogue.ask("name").unwrap(), "ada");
        assert_eq!(dialogue.secret("password").unwrap().expose(), " pw ");
        assert!(dialogue.confirm("sure?").unwrap());
        assert!(matches!(dialogue.ask("why"), Err(DialogueError::Interrupted)));
        assert!(matches!(dialogue.ask("more"), Err(DialogueError::Io(_))));
        assert_eq!(dialogue.said(), ["hello\\u{1b}", "name", "password", "sure?", "why", "more"]);
        dialogue.finish().unwrap();
    }

    #[test]
    fn without_a_terminal_there_are_only_lines() {
        let mut dialogue = Scripted::piped(["a", "b"]);
        assert!(matches!(dialogue.confirm("sure?"), Err(DialogueError::NotATerminal)));
        assert_eq!(dialogue.line().unwrap().unwrap().expose(), "a");
        assert!(dialogue.finish().is_err());
    }

    #[test]
    fn an_answer_of_another_kind_is_an_error() {
        let mut dialogue = Scripted::at_a_terminal().types("y").types_secret("");
        assert!(matches!(dialogue.confirm("sure?"), Err(DialogueError::Io(_))));
        assert!(matches!(dialogue.secret("password"), Err(DialogueError::Interrupted)));
    }
}
