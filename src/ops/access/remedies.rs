//! Which remedies of an answer or a refusal an operator can use (R-PERM-1, R-PERM-2, R-PERM-3, R-PERM-4). What they may not do is not
//! offered to them, and what only the owner of database and key can do is offered as that. Nothing is permitted here: the operation itself
//! checks again.

use super::{hand_locks, last_resort, ranks_above};
use crate::{
    domain::{
        permission::{Authority, Operator, Permission},
        remedy::Remedy,
        time::Time,
    },
    error::{self, Error, Hint, Result},
    ops::find,
    store::ReadTx,
};

/// Who to ask if a remedy is closed to this operator.
const ADMINISTRATOR: &str = "ask an administrator";
/// Who to ask for what operators may not do for themselves (R-PERM-2).
const ANOTHER: &str = "ask another operator";
/// Who to ask for what the last row of R-PERM-1 reserves.
const OWNER: &str = "ask the owner of database and key";

/// Whether someone can use a remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Yes, as far as permission and level go.
    Open,
    /// No: it is reserved for the owner of database and key.
    Owner,
    /// No; who to ask.
    Closed(&'static str),
}

/// Whether this operator can use a remedy.
///
/// # Errors
/// Those of the store.
pub fn way(tx: &ReadTx<'_>, operator: &Operator, remedy: &Remedy) -> Result<Way> {
    let Some(permission) = remedy.permission() else { return Ok(Way::Open) };
    let named = || remedy.resource().and_then(|typed| find::resource(tx, typed).ok());
    match operator.authority {
        Authority::Owner | Authority::BreakGlass => return Ok(Way::Open),
        Authority::Nobody => return Ok(if permission == Permission::OwnerOnly { Way::Owner } else { Way::Open }),
        Authority::Resource(_) => {}
    }
    if permission == Permission::OwnerOnly {
        // People set their own password with the present one.
        let own = matches!(remedy, Remedy::SetPassword(_)) && named().is_some_and(|resource| operator.is(&resource.id));
        return Ok(if own { Way::Open } else { Way::Owner });
    }
    if !operator.may(permission) {
        return Ok(Way::Closed(ADMINISTRATOR));
    }
    if permission.only_reads() {
        return Ok(Way::Open);
    }
    let Some(resource) = named() else { return Ok(Way::Open) };
    // Good enough for an offer: how things stand at the newest event.
    let now = || Ok::<_, Error>(tx.newest_event()?.map_or(Time::from_millis(0), |(_, at)| at));
    // Nobody else in the tenant helps the sole administrator (R-RES-5).
    let closed =
        |who| Ok(if last_resort::has_only_one(tx, &resource, now()?)? { Way::Owner } else { Way::Closed(who) });
    if remedy.for_another() && operator.is(&resource.id) {
        return closed(ANOTHER);
    }
    if ranks_above(tx, operator, &resource)? {
        return closed(ADMINISTRATOR);
    }
    if let (Remedy::UnlockAccount(_), now) = (remedy, now()?) {
        let above = hand_locks::setter_above(tx, operator, &resource.id, now)?;
        return Ok(match above {
            Some(setter) if setter.is_owner() => Way::Owner,
            Some(_) => Way::Closed(ADMINISTRATOR),
            None => Way::Open,
        });
    }
    Ok(Way::Open)
}

/// Whether someone is an operator here and can use a remedy.
///
/// # Errors
/// Those of the store.
pub fn is_open(tx: &ReadTx<'_>, operator: &Operator, remedy: &Remedy) -> Result<bool> {
    Ok(operator.authority != Authority::Nobody && way(tx, operator, remedy)? == Way::Open)
}

/// Who an operator asks if no remedy is left to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// `ask an administrator`.
    pub who: &'static str,
    /// What the owner would use, without an account; none if another operator has their own way.
    pub remedy: Option<Remedy>,
}

impl Ask {
    /// Who to ask for what is closed to oneself.
    pub const fn somebody(who: &'static str) -> Self {
        Self { who, remedy: None }
    }

    /// Who this operator asks about that resource: for themselves, any other operator.
    pub fn about(operator: &Operator, resource: &str) -> Self {
        Self::somebody(if operator.is(resource) { ANOTHER } else { ADMINISTRATOR })
    }
}

/// The remedies that this operator can use, and who they ask for the others if none is left.
///
/// # Errors
/// Those of the store.
pub fn helps(tx: &ReadTx<'_>, operator: &Operator, all: Vec<Remedy>) -> Result<(Vec<Remedy>, Option<Ask>)> {
    let (mut open, mut ask) = (Vec::new(), None);
    for remedy in all {
        match way(tx, operator, &remedy)? {
            Way::Open => open.push(remedy),
            Way::Owner => ask = ask.or(Some(Ask { who: OWNER, remedy: Some(remedy) })),
            Way::Closed(who) => ask = Some(Ask::somebody(who)),
        }
    }
    let ask = ask.filter(|_| open.is_empty());
    Ok((open, ask))
}

/// A refusal with the ways out that are open to this operator.
///
/// # Errors
/// Those of the store.
pub fn fit(tx: &ReadTx<'_>, operator: &Operator, error: Error) -> Result<Error> {
    let (mut hints, mut ask) = (Vec::new(), None);
    for hint in error.hints().iter().cloned() {
        let Some(error::Way::Remedy { remedy, as_owner, others: false }) = hint.way else {
            hints.push(hint);
            continue;
        };
        // An operator who is signed in passes on what the owner does without an account.
        if as_owner {
            let others = operator.account().is_some();
            hints.push(Hint { lead: hint.lead, way: Some(error::Way::Remedy { remedy, as_owner, others }) });
            continue;
        }
        let (lead, owners) = match way(tx, operator, &remedy)? {
            Way::Open => (hint.lead, false),
            Way::Owner => (format!("{} (for the owner of database and key)", hint.lead), true),
            Way::Closed(who) => {
                ask = Some(who);
                continue;
            }
        };
        hints.push(Hint { lead, way: Some(error::Way::Remedy { remedy, as_owner: owners, others: owners }) });
    }
    let left = hints.iter().any(|hint| hint.leads() || hint.lead.starts_with("ask "));
    let note = |who: &str| Hint { lead: who.to_owned(), way: None };
    hints.extend(ask.filter(|_| !left).map(note));
    Ok(error.with_hints(hints))
}
