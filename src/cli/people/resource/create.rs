use super::report;
use crate::{
    cli::{
        answer::{Answer, Answers},
        shut_out,
    },
    context::Context,
    domain::{
        event::Action,
        identifier::Identifier,
        level::Level,
        license::License,
        remedy::{Argument, Remedy},
        resource::ResourceType,
        secret::SecretText,
    },
    error::{Code, Error, Result},
    ops::{
        passwords::{set_password::Hashed, setup_token::no_delivery},
        people::{
            create_resource::{self, CreateResource},
            create_with_password::CreateWithPassword,
            edit_resource::champion_replaced,
            view::ResourceView,
            with_view::WithView,
        },
    },
};

/// Create a resource
///
/// Usernames and e-mail addresses share one space: each belongs to one resource only, whatever its case or form.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource create ada@acme.example --email ada.l@acme.example --first-name Ada --last-name Lovelace\n  \
    tenantctl resource create backup@acme.example --email it@acme.example --license api --password-stdin < password.txt\n  \
    tenantctl resource create ada@acme.example --email ada.l@acme.example --if-absent")]
pub struct Args {
    /// Username: name@domain
    username: Option<String>,
    /// Primary e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Given name
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,
    /// Family name
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,
    /// Mobile number in international form: +15550109443
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// License, which decides about 2FA: standard and co-managed require it, dashboard may have it, api has none
    #[arg(long, default_value = "standard", value_parser = words::<License>)]
    license: License,
    /// Type: internal (default) or client; co-managed follows from the license
    #[arg(long = "type", value_name = "TYPE", value_parser = words::<ResourceType>)]
    kind: Option<ResourceType>,
    /// Level as an operator: admin, helpdesk, auditor, user, or one created for the tenant
    #[arg(long, default_value = "user")]
    level: Level,
    /// Make it the tenant's champion, in place of the present one
    #[arg(long)]
    champion: bool,
    /// Read its password from the first line of standard input
    #[arg(long, conflicts_with_all = ["setup", "no_setup"])]
    password_stdin: bool,
    /// Send it a set-up token (mail delivery is not built yet)
    #[arg(long, conflicts_with = "no_setup")]
    setup: bool,
    /// Create it without a password; `setup issue` comes later
    #[arg(long)]
    no_setup: bool,
    /// Succeed without changes if it already exists
    #[arg(long)]
    if_absent: bool,
}

/// Parses one of a closed list of words.
pub fn words<T: std::str::FromStr<Err = String>>(text: &str) -> std::result::Result<T, String> {
    text.parse()
}

/// A token that reaches nobody is no set-up: nothing is created, and the hint is two commands. The first is what was typed.
fn undelivered(error: Error, username: &str) -> Error {
    if error.code() != Code::NoDelivery {
        return error;
    }
    no_delivery("nothing was created")
        .again("create it first", [Argument::WithoutSetup])
        .hint("then hand the token over", Remedy::IssueSetup(username.to_owned()))
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (if_absent, email) = (self.if_absent, self.email);
        let (username, email) = match (self.username, email) {
            (Some(username), Some(email)) => (username, email),
            (username, email) if ctx.dialogue.interactive() => asked(ctx, username, email, if_absent)?,
            (None, _) => {
                let message = "a username is needed: name@domain; nothing was changed";
                return Err(Error::new(Code::Usage, message)
                    .note("such as  tenantctl resource create ada@acme.example --email ADDRESS"));
            }
            (Some(_), None) => {
                let message = "an e-mail address is needed: add --email ADDRESS; nothing was changed";
                return Err(Error::new(Code::Usage, message));
            }
        };
        if self.champion {
            confirm_champion(ctx, &username)?;
        }
        let why = ctx.why(false)?;
        let create = CreateResource {
            username,
            email,
            first_name: self.first_name,
            last_name: self.last_name,
            phone: self.phone,
            license: self.license,
            kind: self.kind,
            level: self.level,
            champion: self.champion,
            assume_email: false,
            if_absent: self.if_absent,
            why,
        };
        let password = self.password_stdin.then(|| ctx.line("--password-stdin")).transpose()?;
        let password = password.map(|password| prepare(ctx, &create, &password)).transpose()?;
        let email = create.email.clone();
        let username = create.username.clone();
        let done = ctx.perform(&WithView(CreateWithPassword { create, password, setup: self.setup }));
        let done = done.map_err(|error| undelivered(error, &username))?;
        if !done.changed && !done.state.email.eq_ignore_ascii_case(&email) {
            ctx.say(&format!("note: it exists with another e-mail address: {}", done.state.email));
        }
        if done.changed && !self.password_stdin {
            let issue = ctx.command(&Remedy::IssueSetup(done.state.username.clone()));
            ctx.say(&format!("It has no password yet and cannot log in. Let the person choose one:   {issue}"));
        }
        let did = if done.changed { "created" } else { "already exists; nothing was changed" };
        report(ctx, &done.state, did)?;
        if !done.changed {
            shut_out::warn(ctx, &done.state.username);
        }
        Ok(0)
    }
}

/// What was not said, asked for at a terminal; who may not create it hears so first, and each answer is judged when it is given.
fn asked(
    ctx: &mut Context<'_>,
    username: Option<String>,
    email: Option<String>,
    if_absent: bool,
) -> Result<(String, String)> {
    let mut said = username;
    let username = loop {
        let (typed, again) = match said.take() {
            Some(said) => (said, false),
            None => (ctx.ask("Username (name@domain)")?.trim().to_owned(), true),
        };
        let may = ctx.read_before(Action::ResourceCreate, None, |tx, operator, _| {
            create_resource::may_begin(tx, operator, &typed, if_absent)
        });
        match may {
            Err(error) if again && error.code().exit() == Code::InvalidName.exit() => ctx.say(error.brief()),
            may => break may.map(|()| typed)?,
        }
    };
    let email = match email {
        Some(email) => email,
        None => loop {
            let typed = ctx.ask("E-mail address")?.trim().to_owned();
            match Identifier::email(&typed) {
                Ok(_) => break typed,
                Err(error) => ctx.say(&error.to_string()),
            }
        },
    };
    Ok((username, email))
}

/// Asks before the title of champion is taken from somebody else.
pub(super) fn confirm_champion(ctx: &mut Context<'_>, named: &str) -> Result<()> {
    let present =
        ctx.read_before(Action::ResourceEdit, None, |tx, operator, _| champion_replaced(tx, operator, named))?;
    match present {
        Some(present) => ctx.confirm(&format!("Make {named} the champion in place of {present}?")),
        None => Ok(()),
    }
}

/// Hashes a new resource's password before anything is locked.
fn prepare(ctx: &mut Context<'_>, create: &CreateResource, password: &SecretText) -> Result<Hashed> {
    let salt = ctx.random()?;
    let about = [Some(&create.username), Some(&create.email), create.first_name.as_ref(), create.last_name.as_ref()];
    let about: Vec<String> = about.into_iter().flatten().cloned().collect();
    let standard = ctx
        .read_before(Action::ResourceCreate, None, |tx, operator, _| create_resource::standard(tx, operator, about))?;
    standard.prepare(password, salt)
}
