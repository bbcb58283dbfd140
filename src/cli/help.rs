//! `help`: that of a command, and of a topic.

use crate::{
    cli::{
        answer::{Answer, Answers},
        command::command,
    },
    context::Context,
    domain::remedy::{Argument, Remedy, Topic},
    error::{Code, Error, Result},
    render::{Column, Page, escape},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Show the help of a command, or of a topic: options, exit-codes
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl help 2fa pause\n  \
    tenantctl help options\n  \
    tenantctl help exit-codes")]
pub struct Args {
    /// A command (2fa pause), options, or exit-codes
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ExitCode {
    /// With what the process ends.
    exit_code: u8,
    /// The stable word, finer than the exit code.
    code: &'static str,
    /// Whether the same call may succeed later.
    retryable: bool,
    /// What it means.
    meaning: &'static str,
}

const COLUMNS: &[Column] = &[
    Column { key: "exit_code", title: "EXIT", weight: 0, below: None },
    Column { key: "code", title: "CODE", weight: 0, below: None },
    Column { key: "retryable", title: "AGAIN", weight: 2, below: None },
    Column { key: "meaning", title: "MEANING", weight: 1, below: Some("") },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("exit-codes", Answer::list::<ExitCode>())]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        if self.words == ["exit-codes"] {
            return exit_codes(ctx);
        }
        if self.words == ["options"] {
            ctx.out.page(&Page::new().verbatim(options()))?;
            return Ok(0);
        }
        let mut command = command();
        command.build();
        for word in &self.words {
            let found = command.find_subcommand(word.as_str()).cloned();
            command = found.ok_or_else(|| {
                let near = command.get_subcommands().map(clap::Command::get_name);
                let near = near
                    .filter(|name| strsim::jaro_winkler(name, word) > 0.8)
                    .max_by(|a, b| strsim::jaro_winkler(a, word).total_cmp(&strsim::jaro_winkler(b, word)));
                let error = Error::new(Code::Usage, format!("there is no command {:?}", escape::terminal(word)));
                let error = match near {
                    Some(near) => {
                        let (typed, meant) = (word.clone(), near.to_owned());
                        error.again("did you mean", [Argument::Corrected { typed, meant }])
                    }
                    None => error,
                };
                error.hint("all commands", Remedy::Help(Topic::Everything))
            })?;
        }
        let text = command.render_help();
        ctx.out.page(&Page::new().verbatim(text.to_string()))?;
        Ok(0)
    }
}

/// The options that every command takes.
pub fn options() -> String {
    command().mut_args(|arg| arg.hide(false)).help_template("{options}").render_help().to_string()
}

fn exit_codes(ctx: &mut Context<'_>) -> Result<u8> {
    let done = ExitCode { exit_code: 0, code: "done", retryable: false, meaning: "done, or already up to date" };
    let all = Code::ALL.iter().map(|code| ExitCode {
        exit_code: code.exit(),
        code: code.word(),
        retryable: code.retryable(),
        meaning: code.meaning(),
    });
    let mut rows = ctx.out.rows(COLUMNS);
    for each in std::iter::once(done).chain(all) {
        let again = if each.retryable { "yes" } else { "" };
        let cells = vec![each.exit_code.to_string(), each.code.to_owned(), again.to_owned(), each.meaning.to_owned()];
        rows.push(&each, cells)?;
    }
    rows.finish(None)?;
    Ok(0)
}
