use super::{
    password::set::new_password,
    resource::create::CreateWithPassword,
    totp::{enroll::finish, sheet::Showing},
};
use crate::{
    context::{Context, operator_for},
    domain::{
        event::{Action, Event, Why},
        license::License,
        policy::Policy,
        resource::Level,
        totp::Parameters,
    },
    error::{Code, Error, Result},
    ops::{Operation, create_resource::CreateResource, enroll_totp::EnrollTotp, set_password::Standard},
    places::plain_name,
    render::{Format, Page},
    store::{self, ClockRule, KeySource},
    vault::{self, Key},
};
use serde::Serialize;
use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// Make a tenant: its key, its database, its first administrator
///
/// Asks for what is missing at a terminal, and there enrolls the administrator's authenticator too. The key comes first, the database
/// stands complete or not at all, and nothing is ever written over. Keep a copy of the key elsewhere: without it the database cannot be
/// opened.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl init acme\n  \
    tenantctl init acme --admin root@acme.example --email it@acme.example --password-stdin --no-enroll < password.txt")]
pub struct Args {
    /// The tenant's name: its database is NAME.db in the data directory unless --db says otherwise
    name: Option<String>,
    /// The first administrator's username: name@domain
    #[arg(long, value_name = "USERNAME")]
    admin: Option<String>,
    /// The first administrator's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Which system's rules the policy follows
    #[arg(long, default_value = "psa")]
    preset: Preset,
    /// Take the administrator's password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Be content if the tenant is there already, and change nothing then
    #[arg(long)]
    if_absent: bool,
    /// Take the administrator's e-mail address as verified, on your word
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

#[derive(Debug, Serialize)]
struct View {
    tenant: String,
    db: PathBuf,
    key_file: PathBuf,
    admin: Option<String>,
    created: bool,
}

impl Args {
    pub fn run(mut self, ctx: &mut Context<'_>) -> Result<u8> {
        let Preset::Psa = self.preset;
        let name = self.tenant_name(ctx)?;
        let db = ctx.places.new_db(&name)?;
        let keys = ctx.places.key(&db)?;
        if db.symlink_metadata().is_ok() {
            return if self.if_absent { there(ctx, &name, db, keys) } else { Err(taken(&db)) };
        }
        let admin = answer(ctx, self.admin.take(), "--admin", "Username of the first administrator (name@domain)")?;
        let email = answer(ctx, self.email.take(), "--email", "Its e-mail address")?;
        let enrolls = !self.no_enroll;
        if enrolls {
            self.showing.check(ctx).map_err(|_| {
                Error::new(Code::Usage, "without a terminal say how the authenticator is enrolled: --no-enroll, --show-key or --qr-file FILE; nothing was made")
            })?;
        }
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
        let password = new_password(ctx, self.password_stdin, "Its password")?;
        let standard = Standard::of_new(&Policy::default(), vec![create.username.clone(), create.email.clone()]);
        let hashed = standard.prepare(&password, ctx.random()?)?;
        let first = CreateWithPassword { create, password: Some(hashed) };
        make(ctx, &name, &db, &keys, &first)?;
        let view = View {
            tenant: name.clone(),
            db,
            key_file: keys.path.clone(),
            admin: Some(first.create.username.clone()),
            created: true,
        };
        let page = Page::new()
            .line(format!("Tenant {name} is made, with its administrator {}.", first.create.username))
            .field("database", view.db.display().to_string())
            .field("key", view.key_file.display().to_string());
        if !enrolls || ctx.out.format() == Format::Table {
            ctx.out.one(&view, page)?;
        }
        ctx.say(&format!(
            "Keep a copy of the key elsewhere: without {} the database cannot be opened.",
            keys.path.display()
        ));
        if !enrolls {
            return Ok(0);
        }
        let enrollment = ctx.perform(&EnrollTotp {
            resource: first.create.username.clone(),
            label: None,
            issuer: None,
            parameters: Parameters::default(),
            earlier: None,
            by_itself: false,
            why: Why::default(),
        })?;
        finish(ctx, &self.showing, &enrollment, false, false)
    }

    fn tenant_name(&self, ctx: &mut Context<'_>) -> Result<String> {
        let stem = |ctx: &Context<'_>| {
            let db = ctx.places.new_db("unnamed").ok()?;
            Some(db.file_stem()?.to_str()?.to_owned()).filter(|name| name != "unnamed")
        };
        let said = self.name.clone().or_else(|| ctx.places.tenant_name().map(str::to_owned)).or_else(|| stem(ctx));
        let name = match said {
            Some(name) => name,
            None if ctx.dialogue.interactive() => ctx.ask("Name of the tenant (acme)")?.trim().to_owned(),
            None => {
                return Err(Error::new(Code::Usage, "a tenant needs a name; nothing was made")
                    .hint("such as", ["init", "acme"]));
            }
        };
        plain_name(&name).map(str::to_owned)
    }
}

fn answer(ctx: &mut Context<'_>, given: Option<String>, flag: &str, prompt: &str) -> Result<String> {
    match given {
        Some(given) => Ok(given),
        None if ctx.dialogue.interactive() => Ok(ctx.ask(prompt)?.trim().to_owned()),
        None => {
            Err(Error::new(Code::Usage, format!("the first administrator is missing: add {flag}; nothing was made"))
                .hint("what init needs", ["init", "--help"]))
        }
    }
}

fn taken(db: &Path) -> Error {
    Error::new(Code::Exists, format!("there is a database at {} already; nothing was changed", db.display()))
        .hint("see", ["doctor"])
        .note("a script that may run twice adds --if-absent")
}

fn there(ctx: &mut Context<'_>, name: &str, db: PathBuf, keys: KeySource) -> Result<u8> {
    let page = Page::new().line(format!("Tenant {name} is there already; nothing was changed."));
    ctx.store()?;
    ctx.out.one(&View { tenant: name.to_owned(), db, key_file: keys.path, admin: None, created: false }, page)?;
    Ok(0)
}

/// Key first, then the database, complete in a temporary file and put in its place at the end.
fn make(ctx: &mut Context<'_>, name: &str, db: &Path, keys: &KeySource, first: &CreateWithPassword) -> Result<()> {
    for path in [&keys.path, db] {
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|error| {
                Error::new(
                    Code::ReadOnly,
                    format!("the directory {} cannot be made ({error}); nothing was made", directory.display()),
                )
            })?;
        }
    }
    let made_key = !keys.path.exists();
    if made_key {
        let key = Key::new(ctx.random()?);
        vault::write_key_file(&keys.path, &key)?;
    } else {
        // Left by an init that was interrupted, or shared on purpose: it is never written over.
        ctx.say(&format!("The key file {} is there already and is used.", keys.path.display()));
    }
    let made = build(ctx, name, db, keys, first);
    if made.is_err() && made_key && db.symlink_metadata().is_err() {
        // Nothing is sealed under it: not by us, and not by another init that found our key and was faster. What cannot be
        // removed is an unused key.
        let _ = std::fs::remove_file(&keys.path);
    }
    made
}

fn build(ctx: &mut Context<'_>, name: &str, db: &Path, keys: &KeySource, first: &CreateWithPassword) -> Result<()> {
    let (clock, random) = ctx.ambient();
    let tenant = store::create(db, keys.clone(), name, clock, random)?;
    let filled = operator_for(tenant.store.path()).and_then(|operator| {
        let mut tx = tenant.store.write(clock, ClockRule::Strict, random, &operator.actor)?;
        let event = Event::ok(Action::TenantInit).detail("tenant", name).detail("preset", "psa");
        tx.record(event)?;
        first.apply(&mut tx, &operator)?;
        tx.commit()
    });
    match filled {
        Ok(()) => tenant.put_in_place(),
        Err(error) => {
            tenant.abandon();
            Err(error)
        }
    }
}
