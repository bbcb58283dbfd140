//! The results of a bulk command: a line for each as it comes, then the totals.

use crate::{
    cli::answer::Answer,
    error::Code,
    render::{Column, Format, Output, Rows, Stream},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// What every command answers that was given many.
pub const ANSWER: Answer = Answer::list::<Line>();

pub const FLAG: &str = "--from";

/// This many rows of a table are written at once: its columns fit them.
const ROWS: usize = 50;

const COLUMNS: &[Column] = &[
    Column { key: "username", title: "USERNAME", weight: 0, below: None },
    Column { key: "result", title: "RESULT", weight: 0, below: None },
    Column { key: "message", title: "WHY", weight: 1, below: Some("why ") },
    Column { key: "code", title: "CODE", weight: 2, below: Some("") },
    Column { key: "request_id", title: "REQUEST", weight: 3, below: Some("request ") },
    Column { key: "exit", title: "EXIT", weight: 4, below: None },
];

/// The result for one of many.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    /// The username.
    pub username: String,
    /// The result.
    pub result: Became,
    /// Why it was not done: the word that `error.code` has for one alone.
    pub code: Option<&'static str>,
    /// The same in a sentence. If it was done: a remark, such as the lock that was lifted, since when and why.
    pub message: Option<String>,
    /// The exit code that the command has for this one alone.
    pub exit: u8,
    /// The request that it was recorded as, where a second person must approve.
    pub request_id: Option<String>,
}

/// How it went with one of many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It was done.
    Done,
    /// It was so already, and no event was written.
    Unchanged,
    /// It was refused or failed; nothing about this one was changed.
    Failed,
    /// It was recorded as a request, and not done yet.
    Requested,
    /// It no longer matches what was asked for; nothing about this one was changed.
    NoLonger,
}

impl Became {
    const fn word(self) -> &'static str {
        match self {
            Became::Done => "done",
            Became::Unchanged => "unchanged",
            Became::Failed => "FAILED",
            Became::Requested => "requested",
            Became::NoLonger => "no longer",
        }
    }
}

impl Line {
    fn cells(&self) -> Vec<String> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            self.username.clone(),
            self.result.word().to_owned(),
            text(self.message.as_deref()),
            text(self.code),
            text(self.request_id.as_deref()),
            self.exit.to_string(),
        ]
    }
}

/// How many of them went how.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    pub done: usize,
    pub unchanged: usize,
    pub failed: usize,
    pub requested: usize,
    pub no_longer: usize,
    /// The exit code of the first failure.
    failure: Option<u8>,
}

impl Sum {
    pub fn count(&mut self, line: &Line) {
        match line.result {
            Became::Done => self.done += 1,
            Became::Unchanged => self.unchanged += 1,
            Became::Requested => self.requested += 1,
            Became::NoLonger => self.no_longer += 1,
            Became::Failed => {
                self.failed += 1;
                self.failure.get_or_insert(line.exit);
            }
        }
    }

    /// How many had their turn.
    pub const fn all(&self) -> usize {
        self.done + self.unchanged + self.failed + self.requested + self.no_longer
    }

    /// 0 where none failed; else the exit code of the first that did. What waits for a second person says so where nothing is worse.
    pub fn exit(&self) -> u8 {
        let waits = (self.requested > 0).then_some(Code::RequestRecorded.exit());
        self.failure.or(waits).unwrap_or(0)
    }

    /// "412 paused, 3 unchanged, 2 failed": `done` is what was done to them.
    pub fn in_words(&self, done: &str) -> String {
        let others = [
            (self.unchanged, "unchanged"),
            (self.failed, "failed"),
            (self.requested, "requested"),
            (self.no_longer, "no longer"),
        ];
        let others = others.into_iter().filter(|(count, _)| *count > 0);
        let parts = [(self.done, done)].into_iter().chain(others).map(|(count, word)| format!("{count} {word}"));
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// The lines, as they are written: each at once where a program reads them, some at a time in a table, and all at the end as `json`, which
/// is one document.
pub struct Lines<'o, 'a>(Form<'o, 'a>);

enum Form<'o, 'a> {
    Table {
        out: &'o mut Output<'a>,
        stream: Stream,
        waiting: Vec<(Line, Vec<String>)>,
    },
    Rows(Box<Rows<'o, 'a>>),
    /// The reader went away; the command goes on.
    Unread,
}

impl<'o, 'a> Lines<'o, 'a> {
    /// Whether each line appears at once, or nearly so.
    pub fn at_once(format: Format) -> bool {
        format != Format::Json
    }

    /// Nothing is written yet.
    pub fn begin(out: &'o mut Output<'a>) -> Self {
        Self(match out.format() {
            Format::Table => Form::Table { out, stream: Stream::new(COLUMNS), waiting: Vec::new() },
            _ => Form::Rows(Box::new(out.rows(COLUMNS))),
        })
    }

    /// One line more.
    ///
    /// # Errors
    /// Those of the writer, but for a reader that went away.
    pub fn push(&mut self, line: Line) -> io::Result<()> {
        let written = match &mut self.0 {
            Form::Unread => return Ok(()),
            Form::Rows(rows) => rows.push(&line, Vec::new()).and_then(|()| rows.flush()),
            Form::Table { out, stream, waiting } => {
                let cells = line.cells();
                waiting.push((line, cells));
                if waiting.len() < ROWS { Ok(()) } else { stream.push(out, &std::mem::take(waiting)) }
            }
        };
        self.unless_gone(written)
    }

    /// Ends them.
    ///
    /// # Errors
    /// Those of the writer, but for a reader that went away.
    pub fn finish(self) -> io::Result<()> {
        let written = match self.0 {
            Form::Unread => Ok(()),
            Form::Rows(rows) => rows.finish(None).map(drop),
            // A table of nobody is nothing at all.
            Form::Table { waiting, .. } if waiting.is_empty() => Ok(()),
            Form::Table { out, mut stream, waiting } => stream.push(out, &waiting),
        };
        Self(Form::Unread).unless_gone(written)
    }

    fn unless_gone(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.0 = Form::Unread;
                Ok(())
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(result: Became, exit: u8) -> Line {
        Line { username: "ada@acme.example".into(), result, code: None, message: None, exit, request_id: None }
    }

    fn sum(lines: &[(Became, u8)]) -> Sum {
        let mut sum = Sum::default();
        lines.iter().for_each(|(result, exit)| sum.count(&line(*result, *exit)));
        sum
    }

    #[test]
    fn the_exit_code_is_that_of_the_first_failure_and_10_only_if_nothing_is_worse() {
        use Became::{Done, Failed, Requested, Unchanged};
        assert_eq!(sum(&[]).exit(), 0);
        assert_eq!(sum(&[(Done, 0), (Unchanged, 0)]).exit(), 0);
        assert_eq!(sum(&[(Done, 0), (Requested, 10)]).exit(), 10);
        assert_eq!(sum(&[(Requested, 10), (Failed, 6), (Failed, 5)]).exit(), 6);
    }

    #[test]
    fn the_sum_names_what_was_done_first_and_nothing_that_did_not_happen() {
        use Became::{Done, Failed, Requested, Unchanged};
        let all = sum(&[(Failed, 6), (Done, 0), (Done, 0), (Unchanged, 0), (Requested, 10)]);
        assert_eq!(all.in_words("paused"), "2 paused, 1 unchanged, 1 failed, 1 requested");
        assert_eq!(all.all(), 5);
        assert_eq!(sum(&[(Unchanged, 0)]).in_words("paused"), "0 paused, 1 unchanged");
    }
}
