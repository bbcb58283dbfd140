//! Who stands behind an act: a script's token is no other person than whoever issued it (R-PERM-2, R-PERM-6).

use super::target;
use crate::{
    domain::{
        event::{Action, ActorAuth, EventOutcome},
        permission::Operator,
    },
    error::Result,
    store::{EventFilter, ReadTx},
};
use std::collections::BTreeSet;

/// Who asks or decides, as it is kept: a resource by its id, the owner as the user of the operating system that it is.
pub(in crate::ops) fn person(operator: &Operator) -> &str {
    operator.account().map_or(&operator.actor.name, |account| &account.id)
}

/// The id of the token by which an operator acts.
pub(in crate::ops) fn token(operator: &Operator) -> Option<&str> {
    operator.account().filter(|_| operator.actor.auth == ActorAuth::Token).map(|account| account.by.as_str())
}

/// A person, and everybody behind the token by which it acts.
pub(in crate::ops) fn behind(tx: &ReadTx<'_>, person: &str, token: Option<&str>) -> Result<BTreeSet<String>> {
    let token = token.map(|id| tx.token(id)).transpose()?.flatten();
    let issuer = token.map(|token| issuer(tx, token.issued_by)).transpose()?;
    chain(tx, BTreeSet::from([person.to_owned()]), issuer.into_iter().collect())
}

/// Whoever stands in an event by its name, and everybody behind it where it is a script.
pub(in crate::ops) fn of_actor(tx: &ReadTx<'_>, name: &str) -> Result<BTreeSet<String>> {
    chain(tx, BTreeSet::new(), vec![issuer(tx, name.to_owned())?])
}

fn chain(tx: &ReadTx<'_>, mut found: BTreeSet<String>, mut open: Vec<String>) -> Result<BTreeSet<String>> {
    while let Some(person) = open.pop() {
        if !found.insert(person.clone()) {
            continue;
        }
        // Which of a script's tokens was used is not kept, so that all of their issuers count: the history tells who they were, after a
        // revocation as well, and after the script's account was made a person's by another license.
        let filter = EventFilter {
            target: Some(person),
            action: Some(Action::TokenIssue.word().to_owned()),
            outcome: Some(EventOutcome::Ok.word().to_owned()),
            ..EventFilter::default()
        };
        tx.events(&filter, |event| {
            open.push(issuer(tx, event.actor)?);
            Ok(true)
        })?;
    }
    Ok(found)
}

/// An issuer stands by its name.
fn issuer(tx: &ReadTx<'_>, name: String) -> Result<String> {
    Ok(target::login_name(tx, &name)?.unwrap_or(name))
}
