//! Who is accountable for an act: a script's token counts as the person who issued it (R-PERM-2, R-PERM-6). So a token gives its issuer no
//! way around the rules against self-service.

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

/// Who asks or decides, as it is stored: the id of a resource, or the owner's operating-system user.
pub(in crate::ops) fn person(operator: &Operator) -> &str {
    operator.account().map_or(&operator.actor.name, |account| &account.id)
}

/// The id of the token that an operator acts with.
pub(in crate::ops) fn token(operator: &Operator) -> Option<&str> {
    operator.account().filter(|_| operator.actor.auth == ActorAuth::Token).map(|account| account.by.as_str())
}

/// Every person who counts as the operator.
pub(in crate::ops) fn of_operator(tx: &ReadTx<'_>, operator: &Operator) -> Result<BTreeSet<String>> {
    behind(tx, person(operator), token(operator))
}

/// A person, and everyone behind the token that they act with.
pub(in crate::ops) fn behind(tx: &ReadTx<'_>, person: &str, token: Option<&str>) -> Result<BTreeSet<String>> {
    let token = token.map(|id| tx.token(id)).transpose()?.flatten();
    if let Some(token) = &token {
        // The answer depends on the issuer.
        BoundTable::Tokens.require_intact(token.intact, &token.id)?;
    }
    chain(tx, BTreeSet::from([person.to_owned()]), token.map(|token| token.issued_by))
}

/// The first of these events that one of these persons is accountable for.
pub(super) fn first_by<'e>(
    tx: &ReadTx<'_>,
    persons: &BTreeSet<String>,
    events: &'e [StoredEvent],
) -> Result<Option<&'e StoredEvent>> {
    for event in events {
        // A token counts as its issuer.
        if !persons.is_disjoint(&chain(tx, BTreeSet::new(), Some(event.actor.clone()))?) {
            return Ok(Some(event));
        }
    }
    Ok(None)
}

/// Adds the account of this name, if there is one, and the issuers of the tokens of everyone found.
fn chain(tx: &ReadTx<'_>, mut found: BTreeSet<String>, name: Option<String>) -> Result<BTreeSet<String>> {
    let mut names: Vec<String> = name.into_iter().collect();
    while let Some(name) = names.pop() {
        let person = find::login_name(tx, &name)?.unwrap_or(name);
        if !found.insert(person.clone()) {
            continue;
        }
        // The history does not keep which of a script's tokens was used, so all of their issuers count. It still names them after a
        // revocation, and after another license made the script's account a person's.
        let filter = EventFilter {
            target: Some(person),
            actions: vec![Action::TokenIssue],
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

/// Refuses what operators may not do for themselves, even through a token that they issued (R-PERM-2).
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
        format!(
            "operators may not {what}, and this token belongs to {username} or was issued by them; nothing was changed"
        )
    } else if operator.is(&resource.id) {
        format!("operators may not {what}, and you are {username}; nothing was changed")
    } else {
        return Ok(());
    };
    Err(Error::new(Code::SelfService, message).note("ask another operator"))
}
