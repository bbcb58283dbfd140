//! Levels (R-PERM-1, R-PERM-2): what they hold, who makes them, and who may give them.

use super::requests::{self, Kept};
use crate::{
    domain::{
        event::{Action, Event, Why},
        level::{Level, LevelNameFault},
        permission::{Operator, Permission, Permissions},
        resource::{Resource, Standing},
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation, access::target, must, must_say_why, passwords::setup::end_setup,
        people::set_active::keep_an_administrator,
    },
    store::{Change, ReadTx, WriteTx},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A level as it is listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelView {
    /// Its name.
    pub name: Level,
    /// Whether it stands in the program, and not only in this tenant.
    pub built_in: bool,
    /// What it holds, in the order of the table of R-PERM-1.
    pub permissions: Vec<Permission>,
    /// How many resources have it.
    pub resources: u64,
}

impl LevelView {
    fn of(tx: &ReadTx<'_>, name: Level, permissions: Permissions) -> Result<Self> {
        let (built_in, resources) = (Level::BUILT_IN.contains(&name), tx.level_holders(&name)?);
        Ok(Self { name, built_in, permissions: permissions.iter().collect(), resources })
    }
}

/// Every level: the built-in ones, the highest first, then the tenant's own by name.
///
/// # Errors
/// `permission_denied`.
pub fn list(tx: &ReadTx<'_>, operator: &Operator) -> Result<Vec<LevelView>> {
    must(operator, Permission::ResourceRead)?;
    let built_in = Level::BUILT_IN.into_iter().filter_map(|level| Some((level.clone(), level.built_in_permissions()?)));
    let all = built_in.chain(tx.custom_levels()?);
    all.map(|(level, permissions)| LevelView::of(tx, level, permissions)).collect()
}

/// One level.
///
/// # Errors
/// `permission_denied`; `not_found`.
pub fn show(tx: &ReadTx<'_>, operator: &Operator, level: &Level) -> Result<LevelView> {
    must(operator, Permission::ResourceRead)?;
    LevelView::of(tx, level.clone(), permissions(tx, level)?)
}

/// What a level holds.
///
/// # Errors
/// `not_found` with the levels that there are.
pub fn permissions(tx: &ReadTx<'_>, level: &Level) -> Result<Permissions> {
    match tx.level_permissions(level)? {
        Some(permissions) => Ok(permissions),
        None => Err(unknown(level.word())),
    }
}

/// There is no level of that name.
pub fn unknown(name: &str) -> Error {
    let message = format!("there is no level {name:?}; nothing was changed");
    Error::new(Code::NotFound, message).hint("the levels", ["level", "list"])
}

/// Giving a level needs `level.write`, and nobody gives more than it holds itself: that would be a way to raise oneself (R-PERM-2).
pub(in crate::ops) fn must_give(tx: &ReadTx<'_>, operator: &Operator, level: &Level) -> Result<Permissions> {
    must(operator, Permission::LevelWrite)?;
    let given = permissions(tx, level)?;
    must_hold(operator, given, &format!("the level {} holds", level.word()))?;
    Ok(given)
}

/// Makes a level of the tenant's own. A level is never changed afterwards: who was given it knows what it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateLevel {
    /// Its name, as it was typed.
    pub name: String,
    /// What it is to hold.
    pub permissions: Vec<Permission>,
    /// Why.
    pub why: Why,
}

impl CreateLevel {
    /// The name is none; the nearest that is one stands in the hint.
    fn misnamed(&self, fault: &LevelNameFault) -> Error {
        let error = Error::new(Code::InvalidName, format!("{fault}; nothing was changed"));
        match Level::nearest_name(&self.name) {
            Some(name) => {
                let permissions = self.permissions.iter().flat_map(|each| ["--permission", each.word()]);
                error.hint("such as", ["level", "create", &name].into_iter().chain(permissions))
            }
            None => error.hint("more about it", ["level", "create", "--help"]),
        }
    }
}

impl Operation for CreateLevel {
    type Outcome = Done<LevelView>;

    fn action(&self) -> Action {
        Action::LevelCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<LevelView>> {
        must(operator, Permission::LevelWrite)?;
        let level: Level = self.name.parse().map_err(|fault| self.misnamed(&fault))?;
        let wished: Permissions = self.permissions.iter().copied().collect();
        must_be_grantable(wished)?;
        must_hold(operator, wished, &format!("the level {} would hold", level.word()))?;
        if let Some(present) = tx.level_permissions(&level)? {
            if present == wished {
                return Ok(Done { changed: false, state: LevelView::of(tx, level, present)? });
            }
            let message =
                format!("there is a level {} already, and it holds something else; nothing was changed", level.word());
            return Err(Error::new(Code::Exists, message).hint("see", ["level", "show", level.word()]));
        }
        let event = Event::ok(Action::LevelCreate).because(&self.why).detail("level", level.word());
        let event = event.detail("permissions", wished.iter().map(Permission::word).collect::<Vec<_>>());
        tx.apply([Change::LevelCreated { name: level.word(), permissions: wished }], event)?;
        Ok(Done { changed: true, state: LevelView::of(tx, level, wished)? })
    }
}

/// What the owner of database and key keeps is given to no level and no token (R-PERM-1, last row).
pub(in crate::ops) fn must_be_grantable(wished: Permissions) -> Result<()> {
    if !wished.holds(Permission::OwnerOnly) {
        return Ok(());
    }
    let message = format!("{:?} is kept for the owner of database and key, and cannot be given", "owner");
    Err(Error::new(Code::Refused, format!("{message}; nothing was changed")).note("the owner acts with --break-glass"))
}

/// Nobody gives more than it holds itself; `what` says whose permissions they would be.
pub(in crate::ops) fn must_hold(operator: &Operator, wished: Permissions, what: &str) -> Result<()> {
    let over: Vec<_> = wished.iter().filter(|each| !operator.may(*each)).map(Permission::word).collect();
    if over.is_empty() {
        return Ok(());
    }
    let message = format!("{what} more than {} does ({}); nothing was changed", operator.actor.name, over.join(", "));
    Err(Error::new(Code::HigherLevel, message).hint("what you may do", ["whoami"]))
}

/// A resource with the level that it had.
#[derive(Clone, Debug)]
pub struct Levelled {
    /// As it is now.
    pub resource: Resource,
    /// What it was.
    pub before: Level,
    /// A set-up token that was still good opens nothing any more.
    pub setup_ended: bool,
}

/// Gives a resource a level.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GrantLevel {
    /// Which resource.
    pub resource: String,
    /// Which level.
    pub level: Level,
    /// Why; a reason is needed.
    pub why: Why,
}

/// Takes a resource's level away: it is a user then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeLevel {
    /// Which resource.
    pub resource: String,
    /// Why; a reason is needed.
    pub why: Why,
}

/// Whether this operator may give that resource this level: asked also before a reason is.
///
/// # Errors
/// `self_service`: nobody raises itself (R-PERM-2). `higher_level`; `not_found` for a level that there is not.
pub fn may_grant(tx: &ReadTx<'_>, operator: &Operator, typed: &str, level: &Level) -> Result<Resource> {
    let resource = target::of_another(tx, operator, Permission::LevelWrite, typed, "gives itself a level")?;
    must_give(tx, operator, level)?;
    Ok(resource)
}

/// Whether this operator may take that resource's level away: asked also before a reason is. Stepping down oneself is no raise.
///
/// # Errors
/// `higher_level`.
pub fn may_revoke(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    target::to_change(tx, operator, Permission::LevelWrite, typed)
}

impl Operation for GrantLevel {
    type Outcome = Done<Levelled>;

    fn action(&self) -> Action {
        Action::LevelGrant
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Levelled>> {
        let resource = may_grant(tx, operator, &self.resource, &self.level)?;
        let kept = |resource| Kept::LevelGrant(Self { resource, ..self.clone() });
        set(tx, operator, resource, &self.level, Action::LevelGrant, &self.why, kept)
    }
}

impl Operation for RevokeLevel {
    type Outcome = Done<Levelled>;

    fn action(&self) -> Action {
        Action::LevelRevoke
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Levelled>> {
        let resource = may_revoke(tx, operator, &self.resource)?;
        let kept = |resource| Kept::LevelRevoke(Self { resource, ..self.clone() });
        set(tx, operator, resource, &Level::User, Action::LevelRevoke, &self.why, kept)
    }
}

fn set(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    before: Resource,
    level: &Level,
    action: Action,
    why: &Why,
    kept: impl FnOnce(String) -> Kept,
) -> Result<Done<Levelled>> {
    if before.level == *level {
        let level = before.level.clone();
        return Ok(Done { changed: false, state: Levelled { resource: before, before: level, setup_ended: false } });
    }
    must_say_why(why, &tx.policy()?)?;
    keep_an_administrator(tx, &before, tx.now(), |standing| Standing { admin: *level == Level::Admin, ..standing })?;
    // Any other level than its own makes an administrator weaker (R-PERM-6).
    requests::ask_first(tx, operator, Some(&before), why, || kept(before.id.clone()))?;
    let after = Resource { level: level.clone(), ..before.clone() };
    let event = Event::ok(action).on(&before.id, &before.username).because(why);
    let event = event.changed("level", before.level.word(), level.word());
    // Whoever was handed a token for somebody of the old level holds none for the new one (R-PERM-3).
    let setup_ended = tx.setup_token(&before.id)?.is_some_and(|token| tx.now() < token.expires_at);
    let (setup, event) = end_setup(tx, &before.id, event)?;
    // The same holds for a code that was read to it.
    let code = tx.emergency_code(&before.id)?.filter(|code| code.live(tx.now()));
    let event = match &code {
        Some(code) => event.detail("emergency_code_ended", code.id.clone()),
        None => event,
    };
    let ended = setup.into_iter().chain(code.map(|_| Change::EmergencyEnded(&before.id)));
    tx.apply([Change::ResourceEdited(&after)].into_iter().chain(ended), event)?;
    Ok(Done { changed: true, state: Levelled { resource: after, before: before.level, setup_ended } })
}
