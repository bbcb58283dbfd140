//! Who stands behind an act: a script's token is no other person than whoever issued it (R-PERM-2, R-PERM-6). So nobody does for itself by a
//! token what it may not do itself.

use crate::{
    domain::{
        event::{Action, ActorAuth, EventOutcome, StoredEvent},
        permission::Operator,
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::find,
    store::{BoundTable, EventFilter, ReadTx},
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

/// Everybody who counts as the operator.
pub(in crate::ops) fn of_operator(tx: &ReadTx<'_>, operator: &Operator) -> Result<BTreeSet<String>> {
    behind(tx, person(operator), token(operator))
}

/// A person, and everybody behind the token by which it acts.
pub(in crate::ops) fn behind(tx: &ReadTx<'_>, person: &str, token: Option<&str>) -> Result<BTreeSet<String>> {
    let token = token.map(|id| tx.token(id)).transpose()?.flatten();
    if let Some(token) = &token {
        // Who issued it decides here.
        BoundTable::Tokens.require_intact(token.intact, &token.id)?;
    }
    chain(tx, BTreeSet::from([person.to_owned()]), token.map(|token| token.issued_by))
}

/// The first of these events that one of these persons stands behind.
pub(super) fn first_by<'e>(
    tx: &ReadTx<'_>,
    persons: &BTreeSet<String>,
    events: &'e [StoredEvent],
) -> Result<Option<&'e StoredEvent>> {
    for event in events {
        // A token is no other person than its issuer.
        if !persons.is_disjoint(&chain(tx, BTreeSet::new(), Some(event.actor.clone()))?) {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Adds whoever has this name, where there is one, and the issuers of the tokens of everybody who was found.
fn chain(tx: &ReadTx<'_>, mut found: BTreeSet<String>, name: Option<String>) -> Result<BTreeSet<String>> {
    let mut names: Vec<String> = name.into_iter().collect();
    while let Some(name) = names.pop() {
        let person = find::login_name(tx, &name)?.unwrap_or(name);
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
            names.push(event.actor);
            Ok(true)
        })?;
    }
    Ok(found)
}

/// Refuses what nobody does for itself, nor by a token of its own (R-PERM-2).
///
/// # Errors
/// `self_service`.
pub(in crate::ops) fn require_another(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    what: &str,
) -> Result<()> {
    let username = &resource.username;
    let message = if operator.actor.auth == ActorAuth::Token && of_operator(tx, operator)?.contains(&resource.id) {
        format!("no operator {what}, and this token is {username}'s or was issued by it; nothing was changed")
    } else if operator.is(&resource.id) {
        format!("no operator {what}, and you are {username}; nothing was changed")
    } else {
        return Ok(());
    };
    Err(Error::new(Code::SelfService, message).note("ask another operator"))
}
