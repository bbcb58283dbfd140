//! `token issue`: what scripts sign in with, for resources of the api license (R-PERM-1, R-PERM-2).

use super::grant_limits::{must_be_grantable, must_hold};
use crate::{
    domain::{
        event::{Action, ActorAuth, Event, Why},
        license::License,
        permission::{Operator, Permission, Permissions},
        remedy::Remedy,
        resource::Resource,
        script_token,
        session::Token,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Access, CredentialKind, Need, authorize, permissions_of},
    },
    store::{Change, ReadTx, TokenRow, WriteTx},
};

#[derive(Clone, Debug)]
pub struct IssueToken {
    pub resource: String,
    /// The limit of the token; `None` for what the level of the resource holds today.
    pub scopes: Option<Vec<Permission>>,
    /// How long it lives.
    pub life: Span,
    /// The token, random.
    pub token: Token,
    pub why: Why,
}

#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// What is stored of it.
    pub row: TokenRow,
    pub resource: Resource,
    /// The scopes that the level of the resource does not hold: the token cannot use them at present.
    pub idle: Permissions,
}

/// Whether this operator may issue such a token; also checked before a file is created for it.
///
/// # Errors
/// `license_forbids` for another license than `api`; `higher_level`, `self_service`, `invalid_input`.
pub fn may_issue(
    tx: &ReadTx<'_>,
    operator: &Operator,
    typed: &str,
    scopes: Option<&[Permission]>,
    life: Span,
    now: Time,
) -> Result<()> {
    access(tx, operator, typed, scopes, life, now).map(drop)
}

fn access<'o>(
    tx: &ReadTx<'_>,
    operator: &'o Operator,
    typed: &str,
    scopes: Option<&[Permission]>,
    life: Span,
    now: Time,
) -> Result<(Access<'o>, Permissions, Time)> {
    let need =
        Need::change(Permission::TokenWrite).of_another("issue a token to themselves").takes(CredentialKind::Token);
    let access = authorize(tx, operator, need, typed)?;
    let resource = &access.resource;
    if resource.license != License::Api {
        let (username, license) = (resource.username.as_str(), resource.license.word());
        let message =
            format!("{username} has the {license} license and can sign in: tokens are only for api resources");
        let robot = username.split_once('@').map_or("example", |(_, domain)| domain);
        return Err(Error::new(Code::LicenseForbids, format!("{message}; nothing was issued"))
            .hint("if it is a script", Remedy::ChangeLicense { name: username.to_owned(), license: License::Api })
            .hint("make one for the script", Remedy::CreateScript(format!("script@{robot}"))));
    }
    let life = script_token::life(life);
    let life = life.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was issued")))?;
    let level = permissions_of(tx, resource)?;
    let scopes = scopes.map_or(level, |scopes| scopes.iter().copied().collect());
    must_be_grantable(scopes)?;
    must_hold(operator, scopes, "the token would hold")?;
    let expires_at = now.plus(life);
    // Without this, two scripts could issue tokens to each other for ever.
    let own_end = operator.account().filter(|_| operator.actor.auth == ActorAuth::Token).map(|own| own.expires_at);
    if own_end.is_some_and(|own| expires_at > own) {
        let message = "a token cannot issue one that outlives it; nothing was issued";
        return Err(Error::new(Code::SelfService, message).note("a signed-in operator issues longer ones"));
    }
    Ok((access, scopes, expires_at))
}

impl Operation for IssueToken {
    type Outcome = IssuedToken;

    fn action(&self) -> Action {
        Action::TokenIssue
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<IssuedToken> {
        let (scopes, now) = (self.scopes.as_deref(), tx.now());
        let (access, scopes, expires_at) = access(tx, operator, &self.resource, scopes, self.life, now)?;
        access.separate_duties(tx, now)?;
        let resource = access.resource;
        let held = permissions_of(tx, &resource)?;
        // Stored as they are today: a level that is raised later does not raise a token that somebody else was given.
        let row = TokenRow {
            id: tx.new_id()?,
            resource: resource.id.clone(),
            scopes: Some(scopes),
            created_at: now,
            expires_at,
            issued_by: operator.actor.name.clone(),
            intact: true,
        };
        let event = Event::ok(Action::TokenIssue)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("token", row.id.clone())
            .detail("scopes", scopes.iter().map(Permission::word).collect::<Vec<_>>())
            .detail("expires_at", expires_at.to_string());
        tx.apply([Change::TokenIssued { row: &row, token: &self.token }], event)?;
        let idle = scopes.iter().filter(|scope| !held.holds(*scope)).collect();
        Ok(IssuedToken { row, resource, idle })
    }
}
