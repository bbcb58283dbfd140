use super::token;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{text::clean_text, time::Time},
    error::{Code, Error, Result},
    ops::login::check_session::CheckSession,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Check whether a session is alive, by its token (exit 0 or 5)
///
/// It reads the token from a line of standard input. Each check counts as activity. With --app, another application of the tenant joins the
/// session and needs no second login. Any other exit code is an error: let no one in then.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl session check -o json < token\n  \
    tenantctl session check --app wiki < token")]
pub struct Args {
    /// Let this application share the session
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Whether the session is alive.
    active: bool,
    /// The resource's username; null if the session is not alive.
    username: Option<String>,
    /// The application that asked, or else the one that it was begun for.
    app: Option<String>,
    /// When it ends unless it is used before.
    expires_at: Option<Time>,
    /// Its id.
    session_id: Option<String>,
    /// Every application that shares it.
    apps: Vec<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let clean = |app: String| {
            clean_text("value", &app, 128)
                .map_err(|error| Error::new(Code::InvalidInput, format!("--app: {error}; nothing was looked up")))
        };
        let app = self.app.map(clean).transpose()?;
        let token = token(ctx)?;
        let found = ctx.perform(&CheckSession { token, app: app.clone() })?.session;
        let (code, page) = match &found {
            Some(session) => (0, Page::new().line(format!("active, of {}", session.username))),
            None => (Code::NotSignedIn.exit(), Page::new().line("not active: ended, or never begun")),
        };
        let view = View {
            active: found.is_some(),
            app: app.filter(|_| found.is_some()).or(found.as_ref().and_then(|session| session.app.clone())),
            expires_at: found.as_ref().map(|session| session.expires_at),
            session_id: found.as_ref().map(|session| session.id.clone()),
            apps: found.as_ref().map(|session| session.apps.clone()).unwrap_or_default(),
            username: found.map(|session| session.username),
        };
        ctx.verdict(code, &view, page)
    }
}
