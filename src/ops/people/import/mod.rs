//! `resource import`: what a row comes to, asked of the tenant as it is (R-RES-1), and many rows written together.
//!
//! A row names a resource by its username and says how it is to be. Who is not there is created; who is there as the row wants it is left
//! alone; who is there otherwise is changed only where that was asked for. Neither a level nor a password of somebody who is there is
//! changed by a file: `level grant` and `setup issue` do that, one by one and with a reason.

mod batch;
mod state;

pub use batch::{BeforeCommit, Created, Did, Done, ImportBatch, Ready, Stopped};
pub use state::{Expected, fingerprint};

use super::{
    create_resource::NewResource, edit_resource::EditResource, set_active::SetActive, verify_email::may_assume,
};
use crate::{
    domain::{
        event::Why,
        field::Field,
        identifier::Identifier,
        import_row::{Difference, FieldError, FirstPassword, ImportRow},
        level::Level,
        license::License,
        permission::{Operator, Permission},
        resource::{Resource, ResourceType, type_under},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        access::{require_permission, require_reason},
        find::{self, taken},
        passwords::set_password::Standard,
    },
    store::ReadTx,
};

/// What was said for a whole import.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Whoever is there otherwise than the row wants is changed.
    pub update: bool,
    /// Whoever is created without a password gets a set-up token (R-SET-1).
    pub setup: bool,
    /// Why.
    pub why: Why,
}

/// What a row comes to.
#[derive(Clone, Debug)]
pub enum Step {
    /// A resource is created.
    Create,
    /// A resource that is there is changed in these fields.
    Update(Box<Resource>, Vec<Difference>),
    /// It is there as the row wants it.
    Unchanged,
}

/// A row that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The field that is wrong, where it is one.
    pub field: Option<Field>,
    /// Why, without its full stop; never a secret.
    pub message: String,
    /// What alone is missing, where it could be asked for.
    pub lacks: Option<Lacking>,
}

/// What a row lacks that could be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The resource is there otherwise, and nobody asked for it to be changed.
    Update,
    /// Its password stands there in plain text, and nobody asked for those to be taken.
    PlainPasswords,
}

impl From<FieldError> for Rejected {
    fn from(unfit: FieldError) -> Self {
        Self { field: Some(unfit.field), message: unfit.message, lacks: None }
    }
}

/// Whether this operator may import at all, and what first passwords are judged by: asked before a file is read.
///
/// # Errors
/// `permission_denied`.
pub fn may_import(tx: &ReadTx<'_>, operator: &Operator, rules: &Rules) -> Result<Standard> {
    require_permission(operator, Permission::ResourceWrite)?;
    if rules.setup {
        require_permission(operator, Permission::PasswordReset)?;
    }
    Ok(Standard::of_new(&tx.policy()?, Vec::new()))
}

/// What a row comes to, by the tenant as it is now.
///
/// # Errors
/// What concerns more than this row: a missing reason, a database that cannot be read. A row that is wrong is no error.
pub fn decide(
    tx: &ReadTx<'_>,
    operator: &Operator,
    now: Time,
    (entry, expected): (&ImportRow, Option<&Expected>),
    rules: &Rules,
) -> Result<std::result::Result<Step, Rejected>> {
    match step(tx, operator, now, (entry, expected), rules) {
        Ok(step) => Ok(Ok(step)),
        Err(Verdict::Rejected(rejected)) => Ok(Err(rejected)),
        Err(Verdict::Error(error)) => rejection(error, None).map(Err),
    }
}

/// Whether what a row comes to makes an administrator: one is created, or one who was deactivated comes back.
///
/// # Errors
/// A database that cannot be read.
pub fn makes_administrator(tx: &ReadTx<'_>, entry: &ImportRow, step: &Step) -> Result<bool> {
    match step {
        Step::Create => entry.level.as_ref().map_or(Ok(false), |level| is_of_administrators(tx, level)),
        Step::Update(resource, differences) => {
            let activated = entry.active == Some(true) && differences.iter().any(|each| each.field == Field::Active);
            Ok(activated && is_of_administrators(tx, &resource.level)?)
        }
        Step::Unchanged => Ok(false),
    }
}

/// Whether a level holds whatever the built-in one of administrators holds.
fn is_of_administrators(tx: &ReadTx<'_>, level: &Level) -> Result<bool> {
    let all = Level::Admin.built_in_permissions().unwrap_or_default();
    Ok(tx.level_permissions(level)?.is_some_and(|held| all.within(held)))
}

/// Why a row is not carried out.
enum Verdict {
    Rejected(Rejected),
    Error(Error),
}

impl From<Error> for Verdict {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<FieldError> for Verdict {
    fn from(unfit: FieldError) -> Self {
        Self::Rejected(unfit.into())
    }
}

/// An operation's refusal as the rejection of a row; what is no refusal of this row alone stays an error.
fn rejection(error: Error, field: Option<Field>) -> Result<Rejected> {
    const OF_THE_ROW: std::ops::RangeInclusive<u8> = 3..=7;
    match error.code() {
        Code::TenantNotFound | Code::NotSignedIn => Err(error),
        code if OF_THE_ROW.contains(&code.exit()) => {
            Ok(Rejected { field, message: error.brief().to_owned(), lacks: None })
        }
        _ => Err(error),
    }
}

fn step(
    tx: &ReadTx<'_>,
    operator: &Operator,
    now: Time,
    (entry, expected): (&ImportRow, Option<&Expected>),
    rules: &Rules,
) -> std::result::Result<Step, Verdict> {
    let holder = tx.holder(&entry.username)?.map(|id| find::existing(tx, &id)).transpose()?;
    if let Some(expected) = expected {
        expected.must_hold(entry.username.shown(), holder.as_ref())?;
        if entry.champion == Some(true) {
            expected.must_hold_the_title(tx.champion()?.as_ref())?;
        }
    }
    let Some(resource) = holder else {
        return may_create(tx, operator, entry);
    };
    if !is_username_of(&entry.username, &resource) {
        let message = taken(&entry.username, &resource, false).brief().to_owned();
        return Err(FieldError { field: Field::Username, message }.into());
    }
    let differences = entry.differences(&resource)?;
    let Some(first) = differences.first() else { return Ok(Step::Unchanged) };
    if !rules.update {
        let fields: Vec<_> = differences.iter().map(|each| each.field.word()).collect();
        let message = format!("{} is there with another {}", resource.username, fields.join(", "));
        return Err(Verdict::Rejected(Rejected { field: Some(first.field), message, lacks: Some(Lacking::Update) }));
    }
    may_update(tx, operator, now, (entry, &resource, &differences), rules)?;
    Ok(Step::Update(Box::new(resource), differences))
}

fn is_username_of(username: &Identifier, resource: &Resource) -> bool {
    resource.username == username.shown()
        || Identifier::username(&resource.username).is_ok_and(|held| held.normal() == username.normal())
}

/// The resource that a row creates.
fn new_resource(entry: &ImportRow) -> std::result::Result<NewResource, FieldError> {
    let license = entry.license.unwrap_or(License::Standard);
    let kind = type_under(license, entry.kind, ResourceType::Internal)
        .map_err(|fault| FieldError { field: Field::Type, message: fault.to_string() })?;
    Ok(NewResource {
        username: entry.username.clone(),
        email: entry.first_email().clone(),
        email_verified: entry.email_verified.unwrap_or(false),
        first_name: entry.first_name.clone().flatten(),
        last_name: entry.last_name.clone().flatten(),
        phone: entry.phone.clone().flatten(),
        kind,
        license,
        level: entry.level.clone().unwrap_or(Level::User),
        champion: entry.champion.unwrap_or(false),
        active: entry.active.unwrap_or(true),
    })
}

fn may_create(tx: &ReadTx<'_>, operator: &Operator, entry: &ImportRow) -> std::result::Result<Step, Verdict> {
    let new = new_resource(entry)?;
    if new.email_verified && require_permission(operator, Permission::OwnerOnly).is_err() {
        let message =
            "that an address is verified, the owner alone says; leave the column out, and the people verify it";
        return Err(FieldError { field: Field::EmailVerified, message: message.to_owned() }.into());
    }
    match new.may(tx, operator) {
        Ok(_) => {}
        Err(error) => {
            let field = match error.code() {
                Code::Exists => Field::Email,
                _ if new.level != Level::User => Field::Level,
                _ => Field::Champion,
            };
            return Err(Verdict::Rejected(rejection(error, Some(field))?));
        }
    }
    Ok(Step::Create)
}

/// What changes the fields of a resource that is there, all but its level, its verification and whether it may log in.
fn edit(entry: &ImportRow, resource: &Resource, why: &Why) -> EditResource {
    let text = |wanted: &Option<Option<String>>| wanted.as_ref().map(|text| text.clone().unwrap_or_default());
    EditResource {
        resource: resource.id.clone(),
        email: entry.email.as_ref().map(|email| email.shown().to_owned()),
        first_name: text(&entry.first_name),
        last_name: text(&entry.last_name),
        phone: text(&entry.phone),
        license: entry.license,
        kind: entry.kind,
        champion: entry.champion,
        why: why.clone(),
    }
}

/// Whether it is edited at all, or only verified, activated or deactivated.
fn is_edited(differences: &[Difference]) -> bool {
    differences.iter().any(|each| !matches!(each.field, Field::EmailVerified | Field::Active))
}

fn may_update(
    tx: &ReadTx<'_>,
    operator: &Operator,
    now: Time,
    (entry, resource, differences): (&ImportRow, &Resource, &[Difference]),
    rules: &Rules,
) -> std::result::Result<(), Verdict> {
    let of = |field: Field| differences.iter().find(|each| each.field == field);
    let refused = |error: Error, field| rejection(error, Some(field)).map_or_else(Verdict::Error, Verdict::Rejected);
    if let Some(level) = of(Field::Level) {
        let is = level.before.as_deref().unwrap_or_default();
        let message =
            format!("{} has the level {is}, and a file changes nobody's level: `level grant` does", resource.username);
        return Err(FieldError { field: Field::Level, message }.into());
    }
    if is_edited(differences) {
        let first = differences.first().map_or(Field::Username, |each| each.field);
        let field = if of(Field::License).is_some() { Field::License } else { first };
        edit(entry, resource, &rules.why).may(tx, operator, now).map_err(|error| refused(error, field))?;
    }
    if of(Field::EmailVerified).is_some() {
        may_assume(tx, operator, &resource.id).map_err(|error| refused(error, Field::EmailVerified))?;
        require_reason(&rules.why, &tx.policy()?)?;
    }
    if of(Field::Active).is_some() {
        let active = entry.active.unwrap_or(resource.active);
        let set = SetActive { resource: resource.id.clone(), active, why: rules.why.clone() };
        set.may(tx, operator, now).map_err(|error| refused(error, Field::Active))?;
    }
    Ok(())
}

/// Judges the first password of a row, which only a resource that is created gets; one in plain text only where such are taken.
///
/// # Errors
/// Where it breaks the rules, or its hash is none that is taken.
pub fn judge(entry: &ImportRow, standard: &Standard, plain: bool) -> std::result::Result<(), Rejected> {
    let unfit = |field, error: &Error| FieldError { field, message: error.brief().to_owned() }.into();
    match &entry.password {
        None => Ok(()),
        Some(FirstPassword::Hash(phc)) => crate::ops::passwords::set_password::Hashed::imported(phc.expose())
            .map(drop)
            .map_err(|error| unfit(Field::PasswordHash, &error)),
        Some(FirstPassword::Plain(_)) if !plain => {
            let (field, message) = (Some(Field::Password), "a password in plain text".to_owned());
            Err(Rejected { field, message, lacks: Some(Lacking::PlainPasswords) })
        }
        Some(FirstPassword::Plain(typed)) => {
            standard.about(names(entry)).judge(typed).map(drop).map_err(|error| unfit(Field::Password, &error))
        }
    }
}

/// What a row's resource is known by: its password is none of that.
pub fn names(entry: &ImportRow) -> Vec<String> {
    let shown = [entry.username.shown(), entry.first_email().shown()];
    let names = [&entry.first_name, &entry.last_name].into_iter().flatten().flatten();
    shown.into_iter().map(str::to_owned).chain(names.cloned()).collect()
}
