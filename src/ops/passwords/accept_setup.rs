//! `setup accept` (R-SET-3): the holder of the token chooses the password. What does not open it is denied and counted like a login.

use crate::{
    domain::{
        event::{Action, Event, EventOutcome},
        permission::Operator,
        resource::Resource,
        session::Token,
        time::Time,
    },
    error::Result,
    ops::{
        Operation, find,
        history::denial::{self, Denial},
        login::{authenticate::name_hash, session_end::Ending},
        passwords::set_password::{Hashed, Standard},
    },
    store::{BoundTable, Change, ReadTx, SetupRow, WriteTx},
};
use data_encoding::HEXLOWER;
use subtle::ConstantTimeEq;

/// The row that a token opens, if any: of an active resource, and not expired. One that was changed in the file is `state_tampered`.
fn opened(tx: &ReadTx<'_>, resource: &Resource, token: Option<&Token>, now: Time) -> Result<Option<SetupRow>> {
    let Some(row) = tx.setup_token(&resource.id)? else { return Ok(None) };
    let Some(token) = token else { return Ok(None) };
    let same = bool::from(tx.setup_hash(&resource.id, token)?.as_slice().ct_eq(row.hash.as_slice()));
    if same {
        BoundTable::SetupTokens.require_intact(row.intact, &resource.id)?;
    }
    Ok(Some(row).filter(|row| same && now < row.expires_at && resource.active))
}

/// What the password of a set-up is judged by; `None` if the token does not open it. Nothing about a name, least of all its earlier
/// passwords, may be revealed before the token was right (R-LOCK-6).
pub fn standard(tx: &ReadTx<'_>, name: &str, token: Option<&Token>, now: Time) -> Result<Option<Standard>> {
    let Some(id) = find::login_name(tx, name)? else { return Ok(None) };
    let resource = find::existing(tx, &id)?;
    let locked = tx.lockout(&id)?.locked_since(now).is_some();
    match opened(tx, &resource, token, now)?.filter(|_| !locked) {
        Some(_) => Ok(Some(Standard::of(tx, &resource)?)),
        None => Ok(None),
    }
}

/// Decides a set-up: sets the password if the token opens it. If not, it denies and counts like a login.
pub struct AcceptSetup<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The token; none if the input does not even have the form of one.
    pub token: Option<&'a Token>,
    /// The new password, if the token was right a moment ago.
    pub hashed: Option<&'a Hashed>,
}

/// The outcome; the event is kept in every case.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// The password is set and the token used up.
    Set(Box<Resource>),
    /// Unknown name, wrong, expired or used token, or deactivated: the answer is the same.
    Denied,
    /// Locked; nothing was compared.
    Locked,
}

impl Operation for AcceptSetup<'_> {
    type Outcome = Accepted;
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::SetupAccept
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Accepted> {
        // No permission is checked: the token speaks for its holder (R-PERM-1).
        let Some(id) = find::login_name(tx, self.name)? else { return self.unknown(tx) };
        let resource = find::existing(tx, &id)?;
        let (now, lockout) = (tx.now(), tx.lockout(&id)?);
        let event = |outcome| Event::ok(Action::SetupAccept).on(&id, &resource.username).ended(outcome);
        if lockout.locked_since(now).is_some() {
            tx.record(event(EventOutcome::Refused).detail("outcome", "locked"))?;
            return Ok(Accepted::Locked);
        }
        let sessions = Ending::of(tx, &id, now)?;
        if let (Some(row), Some(hashed)) = (opened(tx, &resource, self.token, now)?, self.hashed) {
            let first = hashed.must_be_fresh(tx, &resource)?;
            let event =
                event(EventOutcome::Ok).detail("token_id", row.id.clone()).changed("password_set", !first, true);
            let spent = Change::SetupSpent { resource: &id, id: &row.id };
            let set = Change::PasswordSet { resource: &id, phc: hashed.phc() };
            tx.apply([spent, set].into_iter().chain(sessions.change(&id)), sessions.describe(event))?;
            return Ok(Accepted::Set(Box::new(resource)));
        }
        let event = event(EventOutcome::Denied).detail("outcome", "denied");
        // The token was right a moment ago, and was used, replaced or expired meanwhile: this is no guess.
        if self.hashed.is_some() {
            tx.record(event.detail("cause", "token_over").detail("counted", false))?;
            return Ok(Accepted::Denied);
        }
        let denial = Denial::of(tx, &id, &lockout)?;
        tx.apply(denial.changes(&id), denial.describe(event.detail("cause", "token")))?;
        Ok(Accepted::Denied)
    }
}

impl AcceptSetup<'_> {
    /// An unknown name is counted and locked like a known one (R-LOCK-7).
    fn unknown(&self, tx: &mut WriteTx<'_>) -> Result<Accepted> {
        let hash = name_hash(tx, self.name)?;
        let lockout = tx.unknown_lockout(&hash, tx.now())?;
        let event = |outcome, word| {
            let event = Event::ok(Action::SetupAccept).ended(outcome).detail("outcome", word);
            event.detail("name_hash", HEXLOWER.encode(&hash))
        };
        if lockout.locked_since(tx.now()).is_some() {
            tx.record(event(EventOutcome::Refused, "locked"))?;
            return Ok(Accepted::Locked);
        }
        let event = event(EventOutcome::Denied, "denied");
        denial::of_nobody(tx, hash, &lockout, event)?;
        Ok(Accepted::Denied)
    }
}
