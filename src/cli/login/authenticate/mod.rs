//! `authenticate`: a front end brings a name, a password and a code, and is answered.

mod answer;

pub use answer::must_change;

use crate::{
    cli::{
        answer::{Answer, Answers},
        login::questions::decide_asking,
        people::resource::words,
    },
    context::Context,
    domain::{
        remedy::{Argument, Remedy, Topic},
        secret::SecretText,
        session::Client,
    },
    error::{Code, Error, Result},
    ops::login::authenticate::{Attempt, EnrollmentWish},
};

/// Decide a login: password, then second factor
///
/// Answers granted (exit 0), denied (20), locked (21), code_required (22), enrollment_required (23), password_required (24) or
/// session_limit (27). Denied says no more than that: an unknown name, a wrong password and a wrong code look alike. Every attempt is kept in
/// the history, and wrong ones count towards the lock. A granted login begins a session: the front end keeps its token, and asks
/// `session check` with it.
///
/// --new-password-stdin replaces a right password that has expired, in the same attempt, but not on mobile or outlook. A weak one (7) uses
/// nothing up. --begin-enrollment answers enrollment_required with a new key, also during a pause, which stays; --finish-enrollment with a
/// code of that key grants.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl authenticate ada\n  \
    printf '%s\\n' \"$PASSWORD\" | tenantctl authenticate ada --password-stdin --code 123456 -o json\n  \
    printf '%s\\n%s\\n' \"$PASSWORD\" \"$CODE\" | tenantctl authenticate ada --password-stdin --code-stdin\n  \
    tenantctl authenticate ada --password-stdin --begin-enrollment -o json < password.txt")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: Option<String>,
    /// Client: desktop, tablet, mobile or outlook
    #[arg(long, value_parser = words::<Client>)]
    client: Option<Client>,
    /// Name of the application that asks
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Address the login comes from
    #[arg(long, value_name = "ADDRESS")]
    source: Option<String>,
    /// Read the password from standard input, line 1
    #[arg(long)]
    password_stdin: bool,
    /// End this session if there are too many
    #[arg(long, value_name = "ID")]
    end_session: Option<String>,
    /// Code from the app, emergency or recovery code
    #[arg(long, value_name = "CODE", conflicts_with = "code_stdin")]
    code: Option<String>,
    /// Read the code from the next line of input
    #[arg(long)]
    code_stdin: bool,
    /// Read a new password from the next line of input
    #[arg(long)]
    new_password_stdin: bool,
    /// Start enrolling a device if required or allowed
    #[arg(long, conflicts_with = "finish_enrollment")]
    begin_enrollment: bool,
    /// Confirm the pending device by code and log in
    #[arg(long, value_name = "ID")]
    finish_enrollment: Option<String>,
    /// Protocol of the front end
    #[arg(long, default_value = "cli")]
    protocol: Protocol,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Protocol {
    /// Flags and standard input in, this answer out
    Cli,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<answer::View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let Protocol::Cli = self.protocol;
        let at_terminal = ctx.dialogue.interactive();
        let name = match self.resource {
            Some(name) => name,
            None if at_terminal => ctx.ask("Username")?,
            None => {
                let message = "a resource is needed: who logs in; nothing was decided";
                return Err(Error::new(Code::Usage, message)
                    .note("such as  tenantctl authenticate ada --password-stdin --code 123456")
                    .hint("more about it", Remedy::Help(Topic::Authenticate)));
            }
        };
        let password = if self.password_stdin {
            ctx.line("--password-stdin")?
        } else if at_terminal {
            ctx.ask_secret("Password")?
        } else {
            let message = "without a terminal the password is a line of standard input; nothing was decided";
            return Err(Error::new(Code::Usage, message).again("add it", [Argument::Password]));
        };
        let code_typed = self.code.is_some();
        let code = match self.code {
            Some(code) => Some(SecretText::new(code)),
            None if self.code_stdin => Some(ctx.line("--code-stdin")?),
            None => None,
        };
        let new_password = if self.new_password_stdin { Some(ctx.line("--new-password-stdin")?) } else { None };
        // A front end that always passes a code passes an empty one where the person typed none; the same with a new password.
        let code = code.filter(|code| !code.expose().trim().is_empty());
        let new_password = new_password.filter(|typed| !typed.expose().is_empty());
        let mut attempt = Attempt {
            name,
            password,
            code,
            client: self.client,
            app: clean("--app", self.app)?,
            source: clean("--source", self.source)?,
            end_sessions: self.end_session.into_iter().collect(),
            operator: false,
            new_password,
            enrollment: match self.finish_enrollment {
                Some(factor) => EnrollmentWish::Finish(factor),
                None if self.begin_enrollment => EnrollmentWish::Begin,
                None => EnrollmentWish::None,
            },
        };
        let decided = decide_asking(ctx, &mut attempt, at_terminal && !self.password_stdin)?;
        answer::report(ctx, decided, attempt.name, code_typed)
    }
}

fn clean(flag: &str, text: Option<String>) -> Result<Option<String>> {
    let clean = |text: String| {
        crate::domain::text::clean_text("value", &text, 128)
            .map_err(|error| Error::new(Code::InvalidInput, format!("{flag}: {error}; nothing was decided")))
    };
    text.map(clean).transpose()
}
