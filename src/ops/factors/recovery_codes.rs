//! `recovery-codes generate|status` (R-REC-5), and what a typed one proves.

use crate::{
    domain::{
        decision::CodeProof,
        event::{Action, Event, Why},
        factor::FactorState,
        license::SecondFactor,
        permission::{Operator, Permission},
        recovery_codes::{self, RecoveryCode, SET},
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{
            alone::{Half, must_be_apart},
            persons, target,
        },
        people::view::live_factors,
    },
    store::{Change, ReadTx, RecoveryRow, WriteTx},
    vault::Vault,
};
use schemars::JsonSchema;
use serde::Serialize;
use subtle::{Choice, ConstantTimeEq};

/// Makes a new set in place of the earlier one.
#[derive(Clone, Debug)]
pub struct GenerateRecoveryCodes {
    /// For whom.
    pub resource: String,
    /// Why.
    pub why: Why,
}

/// A new set. The codes are told this once.
#[derive(Debug)]
pub struct Generated {
    /// For whom.
    pub resource: Resource,
    /// The codes, in their order.
    pub codes: Vec<RecoveryCode>,
    /// How many unused ones of the earlier set are void now.
    pub replaced: u32,
    /// When the set was made.
    pub made_at: Time,
}

/// How a resource's set stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Standing {
    /// Whose.
    pub username: String,
    /// How many codes still open a login; 0 also where there is no set.
    pub left: u32,
    /// How many the set had; 0 where there is none.
    pub total: u32,
    /// When the set was made.
    pub made_at: Option<Time>,
    /// When one was used last.
    pub last_used_at: Option<Time>,
}

/// What rests in place of a code: a keyed, salted hash that is good for its resource only.
fn code_hash(vault: &Vault, salt: &[u8], resource: &str, code: &RecoveryCode) -> [u8; 32] {
    vault.keyed_hash("recovery code", &[salt, resource.as_bytes()].concat(), code.normal())
}

/// The resource, for an operator who signed in as it, or who holds a permission for others. Nothing is told before that is known.
fn own_or(tx: &ReadTx<'_>, operator: &Operator, permission: Permission, typed: &str) -> Result<Resource> {
    if operator.session().is_some() {
        let own = target::login_name(tx, typed)?.filter(|id| operator.is(id));
        if let Some(own) = own {
            return target::existing(tx, &own);
        }
    }
    target::resource_for(tx, operator, permission, typed)
}

/// How many codes a resource has left.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Standing> {
    let resource = own_or(tx, operator, Permission::ResourceRead, typed)?;
    let set = tx.recovery_codes(&resource.id)?;
    let count = |codes: usize| u32::try_from(codes).unwrap_or(u32::MAX);
    Ok(Standing {
        username: resource.username,
        left: count(set.iter().filter(|code| code.used_at.is_none()).count()),
        total: count(set.len()),
        made_at: set.first().map(|code| code.made_at),
        last_used_at: set.iter().filter_map(|code| code.used_at).max(),
    })
}

/// Codes stand in for a device: where there is none, or none may be, they would open nothing.
fn may_have_codes(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<()> {
    let username = resource.username.as_str();
    if resource.license.second_factor() == SecondFactor::NotAvailable {
        let message = format!(
            "{username} has the {} license, for which there is no 2FA; no code was made",
            resource.license.word()
        );
        return Err(Error::new(Code::LicenseForbids, message).hint("see", ["why", username]));
    }
    let factors = live_factors(tx, &resource.id, now)?;
    if factors.iter().any(|factor| factor.state == FactorState::Active) {
        return Ok(());
    }
    let refused = |what: &str| Error::new(Code::FactorState, format!("{username} {what}; no code was made"));
    Err(match factors.iter().find(|factor| factor.state == FactorState::Disabled) {
        Some(_) => refused("has a device that 100 wrong codes in a row disabled, and no other")
            .hint("reset first", ["2fa", "reset", username, "--reason", "…"]),
        None => refused("has no authenticator, whose place a recovery code could take")
            .hint("enroll one first", ["totp", "enroll", username]),
    })
}

impl Operation for GenerateRecoveryCodes {
    type Outcome = Generated;

    fn action(&self) -> Action {
        Action::RecoveryCodesGenerate
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Generated> {
        let resource = own_or(tx, operator, Permission::FactorWrite, &self.resource)?;
        target::must_not_stand_above(tx, operator, &resource)?;
        // Signed in, a person makes its own; by a token of its own nobody does.
        if persons::token(operator).is_some() {
            target::must_not_be(tx, operator, &resource, "makes itself recovery codes by a token")?;
        }
        let now = tx.now();
        may_have_codes(tx, &resource, now)?;
        must_be_apart(tx, operator, &resource, Half::SecondFactor, tx.now())?;
        let replaced = tx.recovery_codes_left(&resource.id)?;
        let (mut codes, mut rows) = (Vec::new(), Vec::new());
        for number in 1..=SET {
            let (code, salt) = (RecoveryCode::generate(tx.random()?), tx.random::<16>()?);
            let hash = code_hash(tx.vault()?, &salt, &resource.id, &code);
            rows.push(RecoveryRow { number, salt, hash, made_at: now, used_at: None });
            codes.push(code);
        }
        let event = Event::ok(Action::RecoveryCodesGenerate)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("codes", SET)
            .detail("by_itself", operator.is(&resource.id))
            .changed("recovery_codes_left", replaced, SET);
        tx.apply([Change::RecoveryCodesSet { resource: &resource.id, codes: &rows }], event)?;
        Ok(Generated { resource, codes, replaced, made_at: now })
    }
}

/// What a typed recovery code proves. All of the set is compared before any of it is looked at: the time tells not which one it was.
pub(in crate::ops) fn judge(tx: &ReadTx<'_>, resource: &str, code: &RecoveryCode, now: Time) -> Result<CodeProof> {
    let set = tx.recovery_codes(resource)?;
    let vault = tx.vault()?;
    let same: Vec<Choice> =
        set.iter().map(|row| code_hash(vault, &row.salt, resource, code).ct_eq(&row.hash)).collect();
    let found = set.iter().zip(same).find(|(_, same)| bool::from(*same)).map(|(row, _)| row);
    Ok(match found.map(|row| (row.number, row.used_at)) {
        Some((number, None)) => CodeProof::Recovery { number },
        Some((_, Some(used))) if recovery_codes::is_repetition(used, now) => CodeProof::Repeated,
        Some(_) | None => CodeProof::Wrong,
    })
}
