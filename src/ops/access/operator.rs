//! Who acts (R-PERM-1, R-PERM-4, R-PERM-5): turns what a process can show into an operator with permissions. It runs under the lock that
//! the act itself holds, so a revocation also counts for those who wait for the lock.

use super::rank::permissions_of;
use crate::{
    domain::{
        event::{Actor, ActorAuth},
        permission::{Account, Authority, Operator, Permissions},
        policy::{Policy, SignIn},
        remedy::{Advice, Argument, Remedy},
        resource::Resource,
        session::{Token, TokenKind},
        time::Time,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};

/// What a process can show about who runs it.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The operating-system user as the history names them: `os:NAME`.
    pub os_user: String,
    /// Whether that user owns database and key.
    pub owner: bool,
    /// Whether another user started the process through `sudo`.
    pub behind_sudo: bool,
    /// Whether `--break-glass` was given.
    pub break_glass: bool,
    /// The token of a session or of a script.
    pub token: Option<Token>,
}

/// The owner of database and key: they create a tenant, and act if no sign-in is required (R-PERM-5).
pub fn owner(os_user: &str) -> Operator {
    Operator { actor: Actor { name: os_user.to_owned(), auth: ActorAuth::Owner }, authority: Authority::Owner }
}

/// Who acts if no sign-in is needed: the operating-system user, without any permission.
pub fn anybody(os_user: &str, owner: bool) -> Operator {
    let auth = if owner { ActorAuth::Owner } else { ActorAuth::None };
    Operator { actor: Actor { name: os_user.to_owned(), auth }, authority: Authority::Nobody }
}

/// Decides who acts. If no one is signed in, the operator has no permissions, and the first permission check says why.
pub fn operator(tx: &ReadTx<'_>, credential: &Credential, now: Time) -> Result<Operator> {
    let os = |auth| Actor { name: credential.os_user.clone(), auth };
    if credential.break_glass {
        let authority = if may_break_glass(credential) { Authority::BreakGlass } else { Authority::Nobody };
        let auth = if authority == Authority::BreakGlass { ActorAuth::BreakGlass } else { ActorAuth::None };
        return Ok(Operator { actor: os(auth), authority });
    }
    let policy = tx.policy()?;
    let signed_in = match &credential.token {
        Some(token) if token.kind() == TokenKind::Script => script(tx, token, now)?,
        Some(token) => session(tx, token, &policy, now)?,
        None => None,
    };
    if let Some(operator) = signed_in {
        return Ok(operator);
    }
    // The user who runs a script never makes up for its expired token.
    let script = credential.token.as_ref().is_some_and(|token| token.kind() == TokenKind::Script);
    if policy.sign_in == SignIn::Off && credential.owner && !script {
        return Ok(owner(&credential.os_user));
    }
    Ok(anybody(&credential.os_user, credential.owner))
}

/// The owner may break the glass; someone who reached the owner's account through `sudo` may not (R-PERM-4).
fn may_break_glass(credential: &Credential) -> bool {
    credential.owner && !credential.behind_sudo
}

/// Why a credential makes no one an operator, and what would.
pub fn not_signed_in(credential: &Credential, policy: &Policy) -> Error {
    let error = |message: &str| Error::new(Code::NotSignedIn, format!("{message}; nothing was changed"));
    let script = credential.token.as_ref().is_some_and(|token| token.kind() == TokenKind::Script);
    if credential.break_glass {
        let message = if credential.owner {
            "break-glass is for the owner, and you reached the owner's account through sudo"
        } else {
            "break-glass is for the operating-system user that owns the database and its key"
        };
        return Error::new(Code::PermissionDenied, format!("{message}; nothing was changed"));
    }
    if script {
        let message = "the token is not valid: it has expired or was revoked, or its resource is deactivated or locked";
        return error(message).advice(Advice::AnotherToken);
    }
    if policy.sign_in == SignIn::Off {
        let message = format!("{} does not own the database and its key; nothing was changed", credential.os_user);
        return Error::new(Code::PermissionDenied, message).advice(Advice::OwnFilesOrSignIn);
    }
    let message = match &credential.token {
        Some(_) => "your sign-in has ended",
        None => "you are not signed in, and this tenant requires it",
    };
    let error = error(message).hint("sign in", Remedy::SignIn);
    match may_break_glass(credential) {
        true => error.again("as the owner, in an emergency", [Argument::BreakGlass, Argument::Reason]),
        false => error,
    }
}

/// The operator behind a live session that `login` began. A session of an application is no sign-in here.
fn session(tx: &ReadTx<'_>, token: &Token, policy: &Policy, now: Time) -> Result<Option<Operator>> {
    let session = tx.live_session(token, policy.session_idle, now).map_err(|error| match error.code() {
        Code::StateTampered => error.first_hint("your sign-in is no longer valid; sign in again", Remedy::SignIn),
        _ => error,
    })?;
    let Some(session) = session.filter(|session| session.operator) else {
        return Ok(None);
    };
    let Some(resource) = able(tx, &session.resource, now)? else { return Ok(None) };
    let permissions = permissions_of(tx, &resource)?;
    let account = Account {
        id: resource.id,
        level: resource.level.word().to_owned(),
        permissions,
        left_out: Permissions::default(),
        expires_at: session.expires_at(policy.session_idle),
        seen_at: session.last_seen_at,
        by: session.id,
    };
    let actor = Actor { name: resource.username, auth: ActorAuth::Session };
    Ok(Some(Operator { actor, authority: Authority::Resource(account) }))
}

fn script(tx: &ReadTx<'_>, token: &Token, now: Time) -> Result<Option<Operator>> {
    let row = tx.script_token(token).map_err(|error| match error.code() {
        Code::StateTampered => error.advice(Advice::AnotherToken),
        _ => error,
    })?;
    let Some(row) = row.filter(|row| now < row.expires_at) else { return Ok(None) };
    let Some(resource) = able(tx, &row.resource, now)? else { return Ok(None) };
    let held = permissions_of(tx, &resource)?;
    let account = Account {
        id: resource.id,
        level: resource.level.word().to_owned(),
        permissions: row.scopes.map_or(held, |scopes| held.and(scopes)),
        left_out: row.scopes.map_or_else(Permissions::default, |scopes| held.without(scopes)),
        expires_at: row.expires_at,
        seen_at: now,
        by: row.id,
    };
    let actor = Actor { name: resource.username, auth: ActorAuth::Token };
    Ok(Some(Operator { actor, authority: Authority::Resource(account) }))
}

/// A resource that may act: active and not locked.
pub(in crate::ops) fn able(tx: &ReadTx<'_>, id: &str, now: Time) -> Result<Option<Resource>> {
    let resource = tx.resource(id)?.filter(|resource| resource.active);
    let Some(resource) = resource else { return Ok(None) };
    let locked = tx.lockout(id)?.locked_since(now).is_some();
    Ok(Some(resource).filter(|_| !locked))
}
