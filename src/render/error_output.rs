//! Errors as people and scripts read them: what happened, what was not done, what to type.

use super::{Format, Line, Page, Screen, columns_of, escape, padded};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::io::{self, Write};

/// What an error says, in the parts that it is shown by.
#[derive(Clone, Debug)]
pub struct Complaint<'a> {
    /// The stable word.
    pub code: &'a str,
    pub message: &'a str,
    /// The ways out, most useful first.
    pub hints: Vec<WayOut>,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// What it came from, the nearest first; none where nobody asked.
    pub causes: Vec<String>,
}

/// A way out: a command with its lead-in, or a remark alone.
#[derive(Clone, Debug)]
pub struct WayOut {
    /// The lead-in, or the remark.
    pub lead: String,
    pub command: Option<String>,
    /// Somebody else types it: for the refused operator it is a remark, and a script must not try it.
    pub others: bool,
}

/// What a failed command says on standard error in JSON.
#[derive(Serialize, JsonSchema)]
struct Told<'a> {
    error: Failed<'a>,
}

/// What happened, and what to type.
#[derive(Serialize, JsonSchema)]
struct Failed<'a> {
    /// A stable word for what happened, finer than the exit code.
    code: &'a str,
    /// What happened, and what was not done.
    message: String,
    /// The command that helps most; null where none does.
    hint: Option<&'a str>,
    /// Every command that helps, as it can be pasted into a shell.
    hints: Vec<&'a str>,
    /// Remarks that are no commands, and commands that somebody else types, with who.
    notes: Vec<String>,
    /// Whether the same call may succeed later.
    retryable: bool,
    /// What it came from, the nearest first: with -v, where something is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
}

impl Complaint<'_> {
    /// The JSON Schema of an error with one of these words as its code.
    pub fn schema(generator: &mut SchemaGenerator, words: impl IntoIterator<Item = &'static str>) -> Schema {
        let mut schema = Told::json_schema(generator);
        let code = schema.pointer_mut("/properties/error/properties/code").and_then(|code| code.as_object_mut());
        if let Some(code) = code {
            code.insert("enum".to_owned(), words.into_iter().collect());
        }
        schema
    }

    /// Writes it to standard error: JSON where the answer would have been JSON, else text, which is broken to the columns of a terminal
    /// and has emphasis where it has colours. A command stays on one line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, format: Format, screen: &Screen, writer: &mut dyn Write) -> io::Result<()> {
        if matches!(format, Format::Json | Format::Jsonl) {
            let own = self.hints.iter().filter(|hint| !hint.others);
            let hints: Vec<_> = own.filter_map(|hint| hint.command.as_deref()).collect();
            let notes = self.hints.iter().filter_map(|hint| match &hint.command {
                None => Some(hint.lead.clone()),
                Some(command) if hint.others => Some(format!("{}: {command}", hint.lead)),
                Some(_) => None,
            });
            let error = Failed {
                code: self.code,
                message: shortened(self.message),
                hint: hints.first().copied(),
                hints,
                notes: notes.collect(),
                retryable: self.retryable,
                causes: self.causes.iter().map(|cause| shortened(cause)).collect(),
            };
            return writeln!(writer, "{}", escape::json_for_terminal(serde_json::to_string(&Told { error })?));
        }
        writer.write_all(self.page(screen).text_on(screen).as_bytes())
    }

    /// As people read it.
    fn page(&self, screen: &Screen) -> Page {
        let page = Page::new().line(Line::new().danger("error:").plain(" ").strong(shortened(self.message)));
        let caused = |cause: &String| format!("  caused by: {}", shortened(cause));
        let page = self.causes.iter().fold(page, |page, cause| page.line(caused(cause)));
        let commands = self.hints.iter().filter(|hint| hint.command.is_some());
        let widest = commands.map(|hint| columns_of(&escape::terminal(&hint.lead))).max().unwrap_or(0);
        self.hints.iter().fold(page, |page, WayOut { lead, command, .. }| {
            let Some(command) = command else { return page.line(format!("  {lead}")) };
            let beside = Line::new().plain(format!("  {}   ", padded(lead, widest))).strong(command);
            if screen.width().is_none_or(|columns| columns_of(&beside.text()) <= columns) {
                return page.line(beside);
            }
            page.line(format!("  {lead}")).line(Line::new().plain("    ").strong(command))
        })
    }
}

/// A message may repeat what was typed, which may be of any length.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 600;
    let short: String = text.chars().take(MOST).collect();
    if short.len() == text.len() { short } else { format!("{short}…") }
}

/// A command as it can be pasted into a shell: the program, the global flags to repeat, the words, each quoted where that is needed.
pub fn command_line<S: AsRef<str>>(program: &str, prefix: &[String], words: impl IntoIterator<Item = S>) -> String {
    let quoted = |word: &str| shlex::try_quote(word).map_or_else(|_| "''".to_owned(), |quoted| quoted.into_owned());
    let mut line = program.to_owned();
    for word in prefix {
        line.push(' ');
        line.push_str(&quoted(word));
    }
    for word in words {
        line.push(' ');
        line.push_str(&quoted(word.as_ref()));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(lead: &str, command: Option<&str>) -> WayOut {
        WayOut { lead: lead.to_owned(), command: command.map(str::to_owned), others: false }
    }

    fn text(format: Format) -> String {
        text_on(format, &UNBROKEN)
    }

    const UNBROKEN: Screen = Screen { terminal: false, color: false, columns: 80, rows: 24, utf8: true };
    const NARROW: Screen = Screen { terminal: true, columns: 40, ..UNBROKEN };

    fn text_on(format: Format, screen: &Screen) -> String {
        let hints = vec![own("try", Some("tenantctl why ada")), own("or ask", None)];
        let complaint = Complaint {
            code: "not_found",
            message: "no \u{1b}[31m; nothing was changed",
            hints,
            retryable: false,
            causes: Vec::new(),
        };
        let mut bytes = Vec::new();
        complaint.write(format, screen, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn an_error_names_what_happened_and_what_to_type() {
        assert_eq!(
            text(Format::Table),
            "error: no \\u{1b}[31m; nothing was changed\n  try   tenantctl why ada\n  or ask\n"
        );
    }

    #[test]
    fn on_a_narrow_terminal_the_sentence_is_broken_and_the_command_is_not() {
        let message = "2FA cannot be switched off for ada@acme.example: the standard license requires it";
        let command = "tenantctl 2fa pause ada@acme.example --for 24h --reason '…'";
        let hints = vec![own("it can be paused", Some(command)), own("or", None)];
        let complaint = Complaint { code: "license_forbids", message, hints, retryable: false, causes: Vec::new() };
        let mut bytes = Vec::new();
        complaint.write(Format::Table, &NARROW, &mut bytes).unwrap();
        let wanted = "error: 2FA cannot be switched off for\n  ada@acme.example: the standard license\n  requires it\n  \
                      it can be paused\n    tenantctl 2fa pause ada@acme.example --for 24h --reason '…'\n  or\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), wanted);
        assert_eq!(text_on(Format::Json, &NARROW), text(Format::Json));
    }

    #[test]
    fn causes_stand_between_what_happened_and_what_to_type() {
        let causes = vec!["disk I/O error".to_owned(), "code\n10".to_owned()];
        let complaint =
            Complaint { code: "corrupt", message: "damaged", hints: vec![own("or", None)], retryable: false, causes };
        let shown = |format| {
            let mut bytes = Vec::new();
            complaint.write(format, &UNBROKEN, &mut bytes).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(shown(Format::Table), "error: damaged\n  caused by: disk I/O error\n  caused by: code\\n10\n  or\n");
        let value: serde_json::Value = serde_json::from_str(&shown(Format::Json)).unwrap();
        assert_eq!(value["error"]["causes"], serde_json::json!(["disk I/O error", "code\n10"]));
        assert!(!text(Format::Json).contains("causes"), "left out where there are none");
    }

    #[test]
    fn an_error_in_json_has_the_documented_fields() {
        let value: serde_json::Value = serde_json::from_str(&text(Format::Json)).unwrap();
        assert_eq!(value["error"]["code"], "not_found");
        assert_eq!(value["error"]["hint"], "tenantctl why ada");
        assert_eq!(value["error"]["retryable"], false);
    }

    #[test]
    fn a_command_is_quoted_for_the_shell() {
        let line = command_line("tenantctl", &["--db".into(), "/tmp/a b.db".into()], ["2fa", "reset", "--reason", "…"]);
        assert_eq!(shlex::split(&line).unwrap(), ["tenantctl", "--db", "/tmp/a b.db", "2fa", "reset", "--reason", "…"]);
    }
}
