use crate::{
    cli::{
        answer::{Answer, Answers},
        operators::level::{permission, words},
        shut_out,
    },
    context::Context,
    domain::{
        event::Action,
        permission::Permission,
        session::{Token, TokenKind},
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    files::{NewFile, Unplaced},
    ops::operators::issue_token::{self, IssueToken},
    render::{Page, when},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    fmt::Display,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Issue a token to a resource with the api license, into a new private file
///
/// A script names the file in TENANTCTL_TOKEN_FILE and acts as that resource, within its level and these scopes. The token is in that file
/// only and is never shown. Without --scope it may do what the resource's level holds today. It ends when it is revoked, expires, or its
/// resource is deactivated, locked, or given another license. You cannot issue a token to yourself, or one that may do more than you.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl token issue nightly --scope resource.read --expires 90d --out nightly.token\n  \
    tenantctl token issue nightly --expires 30d --out /etc/nightly/token --reason 'the nightly report'")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Limit the token to this permission; may be repeated
    #[arg(long = "scope", value_name = "P", value_delimiter = ',', value_parser = permission)]
    scopes: Vec<Permission>,
    /// Lifetime: an hour to 400 days
    #[arg(long, value_name = "D")]
    expires: Span,
    /// Write the token to this new file
    #[arg(long, value_name = "FILE", value_parser = crate::cli::globals::new_file())]
    out: PathBuf,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The token's id, which is no secret.
    token_id: String,
    /// The resource's username.
    username: String,
    /// What it may do at most.
    scopes: Vec<Permission>,
    /// When it ends.
    expires_at: Time,
    /// The file that holds it.
    out: PathBuf,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let scopes = (!self.scopes.is_empty()).then_some(self.scopes);
        ctx.read_before(Action::TokenIssue, Some(&self.resource), |tx, operator, now| {
            issue_token::may_issue(tx, operator, &self.resource, scopes.as_deref(), self.expires, now)
        })?;
        let token = Token::generate(TokenKind::Script, ctx.random()?);
        let why = ctx.why(false)?;
        // The file comes first: a token that was issued and could not be kept would be one that nobody holds.
        keep(&self.out, &token)?;
        let issued = ctx.perform(&IssueToken { resource: self.resource, scopes, life: self.expires, token, why });
        // Where it may be issued all the same, the file is the only place that has it.
        if issued.as_ref().is_err_and(|error| error.code() != Code::MayBeDone) {
            let _ = fs::remove_file(&self.out);
        }
        let issued = issued?;
        if issued.idle.iter().next().is_some() {
            let idle: Vec<_> = issued.idle.iter().map(Permission::word).collect();
            let (username, level) = (&issued.resource.username, issued.resource.level.word());
            ctx.say(&format!(
                "The level {level} of {username} does not hold {}: so far it cannot use that.",
                idle.join(", ")
            ));
        }
        let view = View {
            token_id: issued.row.id,
            username: issued.resource.username,
            scopes: issued.row.scopes.into_iter().flat_map(|scopes| scopes.iter()).collect(),
            expires_at: issued.row.expires_at,
            out: self.out,
        };
        let page = Page::new()
            .line(format!("A token of {} is in {}.", view.username, view.out.display()))
            .field("id", &view.token_id)
            .field("may", if view.scopes.is_empty() { "nothing".to_owned() } else { words(&view.scopes, ", ") })
            .field("until", when(view.expires_at, ctx.now()));
        ctx.out.one(&view, page)?;
        shut_out::warn(ctx, &view.username);
        Ok(0)
    }
}

/// Writes the token to a new file that only its owner can read, and waits until the disk has it.
fn keep(path: &Path, token: &Token) -> Result<()> {
    let taken = || {
        let message = format!("{} already exists; nothing was issued", path.display());
        Error::new(Code::Exists, message)
            .note("name another --out, or remove the file if an interrupted token issue left it: only the tokens in token list count")
    };
    let refused = |error: &dyn Display| {
        Error::new(Code::Failure, format!("{} cannot be written ({error}); nothing was issued", path.display()))
    };
    if path.symlink_metadata().is_ok() {
        return Err(taken());
    }
    let line = zeroize::Zeroizing::new(format!("{}\n", token.text().expose()));
    let written = NewFile::begin(path).and_then(|mut new| new.write_all(line.as_bytes()).map(|()| new));
    written.map_err(|error| refused(&error))?.put_in_place().map(drop).map_err(|unplaced| match unplaced {
        Unplaced::Taken => taken(),
        Unplaced::Refused(error) => refused(&error),
        Unplaced::Unsynced(_, error) => {
            let _ = fs::remove_file(path);
            refused(&error)
        }
    })
}
