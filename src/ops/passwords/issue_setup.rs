//! `setup issue` (R-SET-1): a token with which people choose their own password, without signing in.

use super::setup_token::no_delivery;
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        session::{Token, TokenKind},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Access, CredentialKind, Need, authorize},
    },
    store::{Change, ReadTx, WriteTx},
};

/// Issues a set-up token, which replaces any earlier one.
#[derive(Clone, Debug)]
pub struct IssueSetup {
    pub resource: String,
    /// Show the token to the operator.
    pub show: bool,
    pub why: Why,
}

/// An issued token, which is never shown again.
#[derive(Debug)]
pub struct Issued {
    pub resource: Resource,
    pub token_id: String,
    pub token: Token,
    pub expires_at: Time,
    /// It replaced an earlier one that was still valid.
    pub replaced: bool,
}

/// Whether this operator may issue a token for that resource; also checked before a confirmation.
///
/// # Errors
/// `permission_denied`, `higher_level`, `self_service` (R-PERM-2, R-PERM-3); `refused` for a deactivated resource.
pub fn may_issue(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(access(tx, operator, typed)?.resource)
}

/// The authorization to issue one, which takes the password.
///
/// # Errors
/// As [`may_issue`].
pub(in crate::ops) fn access<'o>(tx: &ReadTx<'_>, operator: &'o Operator, typed: &str) -> Result<Access<'o>> {
    let need = Need::change(Permission::PasswordReset)
        .of_another("issue themselves a set-up token")
        .takes(CredentialKind::Password);
    let access = authorize(tx, operator, need, typed)?;
    let resource = &access.resource;
    if resource.active {
        return Ok(access);
    }
    let message = format!("{} is deactivated and could not use it; no token was issued", resource.username);
    Err(Error::new(Code::Refused, message).hint("first", Remedy::ActivateResource(resource.username.clone())))
}

impl Operation for IssueSetup {
    type Outcome = Issued;

    fn action(&self) -> Action {
        Action::SetupIssue
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Issued> {
        let access = access(tx, operator, &self.resource)?;
        let resource = &access.resource;
        if !self.show {
            return Err(no_delivery("no token was issued")
                .hint("hand it to the person yourself", Remedy::IssueSetup(resource.username.clone())));
        }
        access.separate_duties(tx, tx.now())?;
        let (token_id, token) = (tx.new_id()?, Token::generate(TokenKind::Setup, tx.random()?));
        let (now, hash) = (tx.now(), tx.setup_hash(&resource.id, &token)?);
        let expires_at = now.plus(tx.policy()?.setup_life);
        let earlier = tx.setup_token(&resource.id)?.filter(|earlier| now < earlier.expires_at);
        let event = Event::ok(Action::SetupIssue)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("token_id", token_id.clone())
            .detail("expires_at", expires_at.to_string())
            .detail("replaces", earlier.as_ref().map(|earlier| earlier.id.clone()))
            .detail("shown_to_operator", self.show);
        tx.apply([Change::SetupIssued { resource: &resource.id, id: &token_id, hash, expires_at }], event)?;
        Ok(Issued { resource: access.resource, token_id, token, expires_at, replaced: earlier.is_some() })
    }
}
