//! `resource import`: what a row does to the tenant as it is (R-RES-1), and many rows written together.
//!
//! A row names a resource by its username and describes it. A resource that does not exist is created; one that matches the row is left
//! alone; one that differs is changed only if that was asked for. A file changes neither the level nor the password of a resource that
//! exists: `level grant` and `setup issue` do that, one by one and with a reason.

mod batch;
mod state;

pub use crate::ops::operators::last_administrator::Pending;
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
        resource::{Resource, ResourceType, Standing, type_under},
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

/// The options of an import.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Update resources that differ from the row.
    pub update: bool,
    /// Issue a set-up token to each new resource without a password (R-SET-1).
    pub setup: bool,
    pub why: Why,
}

/// What a row does.
#[derive(Clone, Debug)]
pub enum Step {
    Create,
    /// An existing resource is changed in these fields.
    Update(Box<Resource>, Vec<Difference>),
    /// It matches the row already.
    Unchanged,
}

/// A row that cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The field that is wrong, if it is one.
    pub field: Option<Field>,
    /// Why, without its full stop; never a secret.
    pub message: String,
    /// The only thing that is missing, if it could be asked for.
    pub lacks: Option<Lacking>,
    /// It would leave the tenant without a working administrator (R-RES-6).
    pub last_administrator: bool,
}

/// What a row lacks that could be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The resource differs, and no update was asked for.
    Update,
    /// Its password is in plain text, and those were not asked for.
    PlainPasswords,
}

impl Rejected {
    fn new(field: Option<Field>, message: String, lacks: Option<Lacking>) -> Self {
        Self { field, message, lacks, last_administrator: false }
    }
}

impl From<FieldError> for Rejected {
    fn from(unfit: FieldError) -> Self {
        Self::new(Some(unfit.field), unfit.message, None)
    }
}

/// Whether this operator may import at all, and what first passwords are judged by; checked before a file is read.
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

/// What a row does to the tenant as it is once the pending rows are written.
///
/// # Errors
/// What concerns more than this row: a missing reason, a database that cannot be read. A wrong row is no error.
pub fn decide(
    tx: &ReadTx<'_>,
    operator: &Operator,
    now: Time,
    (entry, expected): (&ImportRow, Option<&Expected>),
    rules: &Rules,
    pending: &Pending,
) -> Result<std::result::Result<Step, Rejected>> {
    match step(tx, operator, (now, pending), (entry, expected), rules) {
        Ok(step) => Ok(Ok(step)),
        Err(Verdict::Rejected(rejected)) => Ok(Err(rejected)),
        Err(Verdict::Error(error)) => rejection(error, None).map(Err),
    }
}

/// Adds what a row does to what is pending (R-RES-6).
pub fn add_to(pending: &mut Pending, entry: &ImportRow, step: &Step) {
    match step {
        Step::Create => pending.create(Standing {
            admin: entry.level == Some(Level::Admin),
            active: entry.active.unwrap_or(true),
            locked_by_hand: false,
            has_password: entry.password.is_some(),
            may_sign_in: entry.license.unwrap_or(License::Standard).may_sign_in(),
        }),
        Step::Update(resource, _) => {
            let active = entry.active.unwrap_or(resource.active);
            pending.change(resource, active, entry.license.unwrap_or(resource.license));
        }
        Step::Unchanged => {}
    }
}

/// Whether a row deactivates the operator's own account: it acts no longer then.
pub fn ends_operator(operator: &Operator, entry: &ImportRow, step: &Step) -> bool {
    let Step::Update(resource, _) = step else { return false };
    let own = operator.account().is_some_and(|account| account.id == resource.id);
    own && resource.active && entry.active == Some(false)
}

/// Whether a row makes an administrator: it creates one, or activates a deactivated one.
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

/// Whether a level holds everything that the built-in level of administrators holds.
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

/// Turns an operation's refusal into the rejection of a row. What concerns more than this row stays an error.
fn rejection(error: Error, field: Option<Field>) -> Result<Rejected> {
    const OF_THE_ROW: std::ops::RangeInclusive<u8> = 3..=7;
    match error.code() {
        Code::TenantNotFound | Code::NotSignedIn => Err(error),
        code if OF_THE_ROW.contains(&code.exit()) => {
            let last_administrator = code == Code::LastAdministrator;
            Ok(Rejected { last_administrator, ..Rejected::new(field, error.brief().to_owned(), None) })
        }
        _ => Err(error),
    }
}

fn step(
    tx: &ReadTx<'_>,
    operator: &Operator,
    at: (Time, &Pending),
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
        return Err(Verdict::Rejected(Rejected::new(Some(first.field), message, Some(Lacking::Update))));
    }
    may_update(tx, operator, at, (entry, &resource, &differences), rules)?;
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
            "only the owner may say that an address is verified; leave the column out, and people verify it themselves";
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

/// The edit of an existing resource, without its level, its verification and whether it may log in.
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

/// Whether it is edited, and not only verified, activated or deactivated.
fn is_edited(differences: &[Difference]) -> bool {
    differences.iter().any(|each| !matches!(each.field, Field::EmailVerified | Field::Active))
}

fn may_update(
    tx: &ReadTx<'_>,
    operator: &Operator,
    (now, pending): (Time, &Pending),
    (entry, resource, differences): (&ImportRow, &Resource, &[Difference]),
    rules: &Rules,
) -> std::result::Result<(), Verdict> {
    let of = |field: Field| differences.iter().find(|each| each.field == field);
    let refused = |error: Error, field| rejection(error, Some(field)).map_or_else(Verdict::Error, Verdict::Rejected);
    if let Some(level) = of(Field::Level) {
        let is = level.before.as_deref().unwrap_or_default();
        let message =
            format!("{} has the level {is}, and an import changes no level: `level grant` does", resource.username);
        return Err(FieldError { field: Field::Level, message }.into());
    }
    if is_edited(differences) {
        let first = differences.first().map_or(Field::Username, |each| each.field);
        let field = if of(Field::License).is_some() { Field::License } else { first };
        edit(entry, resource, &rules.why).may(tx, operator, now, pending).map_err(|error| refused(error, field))?;
    }
    if of(Field::EmailVerified).is_some() {
        may_assume(tx, operator, &resource.id).map_err(|error| refused(error, Field::EmailVerified))?;
        require_reason(&rules.why, &tx.policy()?)?;
    }
    if of(Field::Active).is_some() {
        let active = entry.active.unwrap_or(resource.active);
        let set = SetActive { resource: resource.id.clone(), active, why: rules.why.clone() };
        set.may(tx, operator, now, pending).map_err(|error| refused(error, Field::Active))?;
    }
    Ok(())
}

/// Judges the first password of a row, which only a new resource gets; one in plain text only if those are allowed.
///
/// # Errors
/// If it breaks the rules, or its hash is of no supported kind.
pub fn judge(entry: &ImportRow, standard: &Standard, plain: bool) -> std::result::Result<(), Rejected> {
    let unfit = |field, error: &Error| FieldError { field, message: error.brief().to_owned() }.into();
    match &entry.password {
        None => Ok(()),
        Some(FirstPassword::Hash(phc)) => crate::ops::passwords::set_password::Hashed::imported(phc.expose())
            .map(drop)
            .map_err(|error| unfit(Field::PasswordHash, &error)),
        Some(FirstPassword::Plain(_)) if !plain => {
            let message = "a password in plain text".to_owned();
            Err(Rejected::new(Some(Field::Password), message, Some(Lacking::PlainPasswords)))
        }
        Some(FirstPassword::Plain(typed)) => {
            standard.about(names(entry)).judge(typed).map(drop).map_err(|error| unfit(Field::Password, &error))
        }
    }
}

/// The names that a row's resource is known by: its password may not contain them.
pub fn names(entry: &ImportRow) -> Vec<String> {
    let shown = [entry.username.shown(), entry.first_email().shown()];
    let names = [&entry.first_name, &entry.last_name].into_iter().flatten().flatten();
    shown.into_iter().map(str::to_owned).chain(names.cloned()).collect()
}
