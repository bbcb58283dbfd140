use crate::{
    cli::{
        answer::{Answer, Answers},
        factors::totp::{
            enroll::finish,
            enrollment_sheet::{self, Showing},
        },
        passwords::password::set::new_password,
    },
    context::Context,
    domain::{
        event::Why,
        factor::totp::Parameters,
        identifier::Identifier,
        level::Level,
        license::License,
        policy::Policy,
        remedy::{Remedy, Topic},
    },
    error::{Code, Error, Result},
    files,
    flows::create_tenant::create_tenant,
    ops::{
        factors::enroll_totp::EnrollTotp,
        find::bad_name,
        passwords::set_password::Standard,
        people::{create_resource::CreateResource, create_with_password::CreateWithPassword},
        tenant::init::Found,
    },
    places::plain_name,
    render::Page,
    store::{self, KeySource},
    vault,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Create a tenant: its key, its database, its first administrator
///
/// At a terminal it asks for what is missing, and enrolls the administrator's authenticator too. It writes the key first, then the whole
/// database or none, and never overwrites a file. Keep a copy of the key elsewhere: without it the database cannot be opened.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl init acme\n  \
    tenantctl init acme --admin root@acme.example --email it@acme.example --password-stdin --no-enroll < password.txt")]
pub struct Args {
    /// Name of the tenant; its database is NAME.db in the data directory, or --db
    name: Option<String>,
    /// Username of the first administrator: name@domain
    #[arg(long, value_name = "USERNAME")]
    admin: Option<String>,
    /// E-mail address of the first administrator
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Policy to begin with: psa (2FA required, a lock after seven failures, pauses up to 72 hours)
    #[arg(long, default_value = "psa")]
    preset: Preset,
    /// Read the administrator's password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Succeed without changes if it already exists
    #[arg(long)]
    if_absent: bool,
    /// Mark the administrator's e-mail address as verified, on your word
    #[arg(long)]
    assume_email: bool,
    /// Do not enroll an authenticator now
    #[arg(long, conflicts_with_all = ["show_key", "qr_file"])]
    no_enroll: bool,
    #[command(flatten)]
    showing: Showing,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Preset {
    /// 2FA required, timed pauses, lock after seven failures
    Psa,
}

impl Preset {
    /// As the history keeps it.
    const fn word(self) -> &'static str {
        match self {
            Preset::Psa => "psa",
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The tenant's name.
    tenant: String,
    /// Its database.
    db: PathBuf,
    /// Its master key.
    key_file: PathBuf,
    /// The first administrator; null where the tenant was there already.
    admin: Option<String>,
    /// False where the tenant was there already.
    created: bool,
    /// The administrator's authenticator; null where none was enrolled.
    enrollment: Option<enrollment_sheet::View>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(mut self, ctx: &mut Context<'_>) -> Result<u8> {
        let name = self.tenant_name(ctx)?;
        let db = ctx.engine.places.new_db(&name)?;
        let keys = ctx.engine.places.key(&db)?;
        if db.symlink_metadata().is_ok() {
            // What an init left behind that was killed beside it, a second name of the key too.
            files::sweep(&db);
            vault::sweep_key_file(&keys.path);
            return if self.if_absent { there(ctx, &name, db, keys) } else { Err(taken(&db)) };
        }
        store::require_safe_place(&db)?;
        let enrolls = !self.no_enroll;
        self.nothing_missing(ctx)?;
        if enrolls {
            self.showing.check(ctx)?;
        }
        let username = |typed: &str| Identifier::username(typed).map(|_| ()).map_err(bad_name);
        let address = |typed: &str| Identifier::email(typed).map(|_| ()).map_err(bad_name);
        let admin = answer(ctx, self.admin.take(), "Username of the first administrator (name@domain)", username)?;
        let email = answer(ctx, self.email.take(), "Their e-mail address", address)?;
        let create = CreateResource {
            username: admin,
            email,
            first_name: None,
            last_name: None,
            phone: None,
            license: License::Standard,
            kind: None,
            level: Level::Admin,
            champion: false,
            assume_email: self.assume_email,
            if_absent: false,
            why: ctx.why(false)?,
        };
        let standard = Standard::of_new(&Policy::default(), vec![create.username.clone(), create.email.clone()]);
        let hashed = new_password(ctx, self.password_stdin, "Their password", &standard)?;
        let first = CreateWithPassword { create, password: Some(hashed), setup: false };
        let admin = first.create.username.clone();
        let found = Found { tenant: name.clone(), preset: self.preset.word(), first };
        let created = match create_tenant(&mut ctx.engine, &found, &db, &keys) {
            Err(error) if error.code() == Code::Exists && self.if_absent => return there(ctx, &name, db, keys),
            created => created?,
        };
        if !created.made_key {
            ctx.say(&format!("Using the existing key file {}.", keys.path.display()));
        }
        settle(ctx, &name, &db, &keys);
        let mut view = View {
            tenant: name.clone(),
            db,
            key_file: keys.path.clone(),
            admin: Some(admin.clone()),
            created: true,
            enrollment: None,
        };
        let page = Page::new()
            .line(format!("Created tenant {name} with administrator {admin}."))
            .field("database", view.db.display().to_string())
            .field("key", view.key_file.display().to_string());
        let keep =
            format!("Keep a copy of the key elsewhere: without {} the database cannot be opened.", keys.path.display());
        if !enrolls {
            ctx.out.one(&view, page)?;
            ctx.say(&keep);
            next_step(ctx);
            return Ok(0);
        }
        let enrollment = ctx.perform(&EnrollTotp {
            resource: admin.clone(),
            label: None,
            issuer: None,
            parameters: Parameters::default(),
            earlier: None,
            by_itself: false,
            why: Why::default(),
        });
        let enrollment = enrollment.map_err(|error| {
            ctx.say(&keep);
            let message = format!("tenant {name} is created, but {admin} has no authenticator yet: {}", error.brief());
            error.told_as(message).hint("enroll one with", Remedy::Enroll(admin.clone()))
        })?;
        let did = format!("Scan this with the authenticator app of {}:", enrollment.resource.username);
        let (shown, drawn) = self.showing.drawn(ctx, &enrollment, &did, true)?;
        view.enrollment = Some(shown);
        // Said before the QR code: nothing may come between it and the prompt.
        ctx.say(&keep);
        let sheet = if enrollment_sheet::leaves_screen(ctx) {
            ctx.out.one(&view, page)?;
            Some(drawn.sheet(ctx))
        } else {
            ctx.out.one(&view, drawn.page(page.gap()))?;
            None
        };
        let exit = finish(ctx, &enrollment, sheet, false, false)?;
        next_step(ctx);
        Ok(exit)
    }

    /// Without a terminal, every flag that is missing is named at once.
    fn nothing_missing(&self, ctx: &Context<'_>) -> Result<()> {
        if ctx.dialogue.interactive() {
            return Ok(());
        }
        let shown = self.no_enroll || self.showing.show_key || self.showing.qr_file.is_some();
        let needed = [
            (self.admin.is_some(), "--admin NAME@DOMAIN"),
            (self.email.is_some(), "--email ADDRESS"),
            (self.password_stdin, "--password-stdin"),
            (shown, "one of --no-enroll, --show-key, --qr-file FILE"),
        ];
        let missing: Vec<_> = needed.into_iter().filter(|(there, _)| !there).map(|(_, flag)| flag).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("without a terminal init also needs {}; nothing was made", missing.join(", "));
        Err(Error::new(Code::Usage, message).hint("more about it", Remedy::Help(Topic::Init)))
    }

    fn tenant_name(&self, ctx: &mut Context<'_>) -> Result<String> {
        let stem = |ctx: &Context<'_>| {
            let db = ctx.engine.places.new_db("unnamed").ok()?;
            Some(db.file_stem()?.to_str()?.to_owned()).filter(|name| name != "unnamed")
        };
        let said =
            self.name.clone().or_else(|| ctx.engine.places.tenant_name().map(str::to_owned)).or_else(|| stem(ctx));
        let name = match said {
            Some(name) => name,
            None if ctx.dialogue.interactive() => ctx.ask("Name of the tenant (acme)")?.trim().to_owned(),
            None => {
                return Err(Error::new(Code::Usage, "a tenant needs a name; nothing was made")
                    .hint("such as", Remedy::Init(Some("acme".to_owned()))));
            }
        };
        plain_name(&name).map(str::to_owned)
    }
}

/// What was given, or what is asked for at the terminal until it can be used.
fn answer(
    ctx: &mut Context<'_>,
    given: Option<String>,
    prompt: &str,
    check: impl Fn(&str) -> Result<()>,
) -> Result<String> {
    if let Some(given) = given {
        return check(&given).map(|()| given);
    }
    loop {
        let typed = ctx.ask(prompt)?.trim().to_owned();
        match check(&typed) {
            Ok(()) => return Ok(typed),
            Err(error) => ctx.say(error.brief()),
        }
    }
}

fn next_step(ctx: &mut Context<'_>) {
    let status = ctx.command(&Remedy::Status);
    ctx.say(&format!("Next, see who needs attention:   {status}"));
}

fn taken(db: &Path) -> Error {
    Error::new(Code::Exists, format!("a database already exists at {}; nothing was changed", db.display()))
        .hint("see", Remedy::Doctor)
        .note("a script that may run twice adds --if-absent")
}

/// From here on the context works on this tenant, whatever the environment says; hints name it where they have to.
fn settle(ctx: &mut Context<'_>, name: &str, db: &Path, keys: &KeySource) {
    if ctx.engine.places.db().ok().as_deref() != Some(db) {
        ctx.manner.prefix.extend(["--tenant".to_owned(), name.to_owned()]);
    }
    ctx.engine.places.settle(db, &keys.path);
}

fn there(ctx: &mut Context<'_>, name: &str, db: PathBuf, keys: KeySource) -> Result<u8> {
    settle(ctx, name, &db, &keys);
    let page = Page::new().line(format!("Tenant {name} already exists; nothing was changed."));
    // A tenant that is there is one that can be opened: with its key.
    ctx.read_as_anybody(|_, _| Ok(()))?;
    ctx.out.one(
        &View { tenant: name.to_owned(), db, key_file: keys.path, admin: None, created: false, enrollment: None },
        page,
    )?;
    Ok(0)
}
