//! `authenticate`: a front end brings a name, a password and a code, and is answered.

mod answer;

pub use answer::must_change;

use crate::{
    cli::{
        answer::{Answer, Answers},
        login::{
            credentials::{self, Use},
            questions::decide_asking,
        },
        people::resource::words,
    },
    context::Context,
    domain::{remedy::Topic, session::Client},
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
    #[command(flatten)]
    typed: credentials::Typed,
    /// Client: desktop, tablet, mobile or outlook
    #[arg(long, value_parser = words::<Client>)]
    client: Option<Client>,
    /// Name of the application that asks
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// Address the login comes from
    #[arg(long, value_name = "ADDRESS")]
    source: Option<String>,
    /// End this session if there are too many
    #[arg(long, value_name = "ID")]
    end_session: Option<String>,
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

const USE: Use = Use {
    who: "who logs in",
    undone: "nothing was decided",
    example: "tenantctl authenticate ada --password-stdin --code 123456",
    help: Topic::Authenticate,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<answer::View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let Protocol::Cli = self.protocol;
        let credentials = self.typed.read(ctx, USE)?;
        let mut attempt = Attempt {
            name: credentials.name,
            password: credentials.password,
            code: credentials.code,
            client: self.client,
            app: clean("--app", self.app)?,
            source: clean("--source", self.source)?,
            end_sessions: self.end_session.into_iter().collect(),
            operator: false,
            new_password: credentials.new_password,
            enrollment: match self.finish_enrollment {
                Some(factor) => EnrollmentWish::Finish(factor),
                None if self.begin_enrollment => EnrollmentWish::Begin,
                None => EnrollmentWish::None,
            },
        };
        let decided = decide_asking(ctx, &mut attempt, credentials.asks)?;
        answer::report(ctx, decided, attempt.name, credentials.code_typed)
    }
}

fn clean(flag: &str, text: Option<String>) -> Result<Option<String>> {
    let clean = |text: String| {
        crate::domain::text::clean_text("value", &text, 128)
            .map_err(|error| Error::new(Code::InvalidInput, format!("{flag}: {error}; nothing was decided")))
    };
    text.map(clean).transpose()
}
