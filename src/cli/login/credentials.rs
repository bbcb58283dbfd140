//! Who logs in and by what: named on the command line, read from standard input, or asked for at a terminal.

use crate::{
    context::Context,
    domain::{
        remedy::{Argument, Remedy, Topic},
        secret::SecretText,
    },
    error::{Code, Error, Result},
};

/// The arguments that say it.
#[derive(Debug, clap::Args)]
pub struct Typed {
    /// Username (domain optional if unique), e-mail address or id
    resource: Option<String>,
    /// Read the password from standard input, line 1
    #[arg(long)]
    password_stdin: bool,
    /// Code from the app, emergency or recovery code
    #[arg(long, value_name = "CODE", conflicts_with = "code_stdin")]
    code: Option<String>,
    /// Read the code from the next line of input
    #[arg(long)]
    code_stdin: bool,
    /// Read a new password for an expired one from the next line of input
    #[arg(long)]
    new_password_stdin: bool,
}

/// What they are for, in the sentences of what is missing.
#[derive(Clone, Copy)]
pub struct Use {
    /// "who logs in".
    pub who: &'static str,
    /// "nothing was decided".
    pub undone: &'static str,
    pub example: &'static str,
    pub help: Topic,
}

/// What a login is tried with.
pub struct Credentials {
    pub name: String,
    pub password: SecretText,
    pub code: Option<SecretText>,
    pub new_password: Option<SecretText>,
    /// Whether a code stood on the command line: a hint has to have another.
    pub code_typed: bool,
    /// Whether a person can be asked for what is still missing.
    pub asks: bool,
}

impl Typed {
    /// Reads and asks, in the order in which they are typed.
    ///
    /// # Errors
    /// `usage` for what is missing where nobody can be asked; those of the dialogue.
    pub fn read(self, ctx: &mut Context<'_>, purpose: Use) -> Result<Credentials> {
        let at_terminal = ctx.dialogue.interactive();
        let missing = |message: String| Error::new(Code::Usage, format!("{message}; {}", purpose.undone));
        let name = match self.resource {
            Some(name) => name,
            None if at_terminal => {
                let name = ctx.ask("Username")?;
                ctx.keep_answer([name.trim().to_owned()]);
                name
            }
            None => {
                return Err(missing(format!("a resource is needed: {}", purpose.who))
                    .note(format!("such as  {}", purpose.example))
                    .hint("more about it", Remedy::Help(purpose.help)));
            }
        };
        let password = if self.password_stdin {
            ctx.line("--password-stdin")?
        } else if at_terminal {
            ctx.ask_secret("Password")?
        } else {
            let message = "without a terminal the password is a line of standard input".to_owned();
            return Err(missing(message).again("add it", [Argument::Password]));
        };
        let code_typed = self.code.is_some();
        let code = match self.code {
            Some(code) => Some(SecretText::new(code)),
            None if self.code_stdin => Some(ctx.line("--code-stdin")?),
            None => None,
        };
        let new_password = if self.new_password_stdin { Some(ctx.line("--new-password-stdin")?) } else { None };
        Ok(Credentials {
            name,
            password,
            // A front end that always passes a code passes an empty one where the person typed none; the same with a new password.
            code: code.filter(|code| !code.expose().trim().is_empty()),
            new_password: new_password.filter(|typed| !typed.expose().is_empty()),
            code_typed,
            asks: at_terminal && !self.password_stdin,
        })
    }
}
