//! The targets of an act on many: read once, before any prompt or change. The single command's operation then acts on each of them, in a
//! separate transaction (docs/adr/0026-one-transaction-each.md).

use super::list_resources;
use crate::{
    domain::{
        event::Action,
        identifier,
        lockout::HandLock,
        permission::{Operator, Permission},
        remedy::Remedy,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{hand_locks, require_permission},
    },
    store::{Condition, Extent, Found, Listing, ReadTx, WriteTx},
};
use std::collections::HashSet;
use uuid::Uuid;

/// How many lines that match no resource an error names.
const MOST_NAMED: usize = 10;
/// How many characters of a line are shown.
const MOST_SHOWN: usize = 80;

/// The targets, each once, in the order in which to act on them; 16 bytes each.
#[derive(Clone, Debug)]
pub struct Selection {
    ids: Vec<Uuid>,
    /// The act that they are meant for.
    action: Action,
    /// What they matched when they were selected; nothing for targets that were named.
    conditions: Vec<Condition>,
    /// The number of the newest event when they were selected.
    pub newest: u64,
}

impl Selection {
    fn new(tx: &ReadTx<'_>, action: Action, conditions: &[Condition]) -> Result<Self> {
        let newest = tx.newest_event()?.map_or(0, |(seq, _)| seq);
        Ok(Self { ids: Vec::new(), action, conditions: conditions.to_vec(), newest })
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Their ids, in chunks of this size.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = Vec<String>> {
        self.ids.chunks(size.max(1)).map(|chunk| chunk.iter().map(|id| id.hyphenated().to_string()).collect())
    }

    fn push(&mut self, id: &str) -> Result<Uuid> {
        let id = Uuid::try_parse(id).map_err(|_| {
            Error::new(Code::Corrupt, format!("table resources, row {id}, column id is malformed; nothing was changed"))
        })?;
        self.ids.push(id);
        Ok(id)
    }

    /// An operation on the target with this id that is refused if the target no longer matches.
    pub fn if_still<'a, O>(&'a self, id: &'a str, operation: &'a O) -> IfStill<'a, O> {
        IfStill { selection: self, id, operation }
    }
}

/// A line of a list of names, with its number from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    /// A username (without its domain if that is unique), an e-mail address or an id.
    pub typed: Box<str>,
}

/// An operation on a target that is refused if the target no longer matches what it was selected by: it may have changed while a question
/// was answered or others had their turn.
#[derive(Debug)]
pub struct IfStill<'a, O> {
    selection: &'a Selection,
    id: &'a str,
    operation: &'a O,
}

impl<O: Operation> Operation for IfStill<'_, O> {
    type Outcome = O::Outcome;

    const SIGNED_IN: bool = O::SIGNED_IN;

    fn action(&self) -> Action {
        self.operation.action()
    }

    fn subject(&self) -> Option<&str> {
        self.operation.subject()
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        self.operation.about()
    }

    /// # Errors
    /// `changed` if the target no longer matches; those of the operation.
    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<O::Outcome> {
        let conditions = &self.selection.conditions;
        if !conditions.is_empty() {
            require_permission(operator, permission(self.selection.action))?;
            list_resources::may_list(tx, operator, conditions)?;
            let listing = Listing { only: Some(self.id.to_owned()), ..listing(conditions, tx.now()) };
            let mut matches = false;
            tx.resources(&listing, |_| {
                matches = true;
                Ok(false)
            })?;
            if !matches {
                let conditions = conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                return Err(Error::new(Code::Changed, format!("no longer matches {conditions}; nothing was changed")));
            }
        }
        self.operation.apply(tx, operator)
    }
}

fn listing(conditions: &[Condition], now: Time) -> Listing {
    Listing { conditions: conditions.to_vec(), now: Some(now), extent: Extent::Row, ..Listing::default() }
}

/// What a list of names resolves to.
#[derive(Clone, Debug)]
pub struct Named {
    /// The targets, in the order of the lines.
    pub meant: Selection,
    /// The lines that name a target again.
    pub again: Vec<usize>,
}

/// The permission that an act on many needs before it reveals who exists. It is checked again for each target.
const fn permission(action: Action) -> Permission {
    match action {
        Action::ResourceEdit | Action::ResourceActivate | Action::ResourceDeactivate => Permission::ResourceWrite,
        Action::TfaPause | Action::TfaRequire => Permission::TfaPause,
        Action::TfaReset => Permission::TfaReset,
        Action::AccountLock => Permission::AccountLock,
        Action::AccountUnlock => Permission::AccountUnlock,
        Action::SetupIssue => Permission::PasswordReset,
        // Acts on one resource only.
        _ => Permission::OwnerOnly,
    }
}

/// The targets that lines name; `source` says in words where the lines come from.
///
/// # Errors
/// `permission_denied`; `not_found`, or `ambiguous`, with the first ten lines that match no resource, or several.
pub fn named(tx: &ReadTx<'_>, operator: &Operator, action: Action, source: &str, lines: &[Line]) -> Result<Named> {
    require_permission(operator, permission(action))?;
    let mut named = Named { meant: Selection::new(tx, action, &[])?, again: Vec::new() };
    let (mut seen, mut unresolved) = (HashSet::new(), UnresolvedLines::default());
    for line in lines {
        match identifier::lookup(&line.typed).map_or(Ok(Found::Nobody), |lookup| tx.find(&lookup))? {
            Found::One(id) => {
                let id = named.meant.push(&id)?;
                if !seen.insert(id) {
                    named.meant.ids.pop();
                    named.again.push(line.number);
                }
            }
            found => unresolved.add(tx, operator.may(Permission::ResourceRead), line, &found)?,
        }
    }
    match unresolved.count {
        0 => Ok(named),
        _ => Err(unresolved.into_error(source)),
    }
}

/// The resources that match the conditions, by username. Only operators who may read them learn who they are.
///
/// # Errors
/// `permission_denied`; `not_found` for a condition on an unknown level.
pub fn matching(
    tx: &ReadTx<'_>,
    operator: &Operator,
    action: Action,
    conditions: &[Condition],
    now: Time,
) -> Result<Selection> {
    require_permission(operator, permission(action))?;
    list_resources::may_list(tx, operator, conditions)?;
    let mut meant = Selection::new(tx, action, conditions)?;
    tx.resources(&listing(conditions, now), |listed| meant.push(&listed.resource.id).map(|_| true))?;
    Ok(meant)
}

/// The usernames of some targets, for the lines that report their results. An id is shown for one that is gone.
///
/// # Errors
/// Those of the store.
pub fn usernames(tx: &ReadTx<'_>, ids: &[String]) -> Result<Vec<String>> {
    let username = |id: &String| Ok(tx.resource(id)?.map_or_else(|| id.clone(), |resource| resource.username));
    ids.iter().map(username).collect()
}

/// How many of the targets are locked by hand, with the newest lock of each person who set one.
///
/// # Errors
/// Those of the store.
pub fn locked_by_hand(tx: &ReadTx<'_>, meant: &Selection, now: Time) -> Result<(usize, Vec<HandLock>)> {
    let (mut locked, mut setters) = (0, Vec::<HandLock>::new());
    for id in meant.chunks(1).flatten() {
        let locks = hand_locks::in_force(tx, &id, now)?;
        locked += usize::from(!locks.is_empty());
        for lock in locks {
            if setters.iter().all(|known| known.by != lock.by) {
                setters.push(lock);
            }
        }
    }
    Ok((locked, setters))
}

/// Lines that match no resource, or several.
#[derive(Default)]
struct UnresolvedLines {
    count: usize,
    /// Whether one of them matches no resource at all.
    unknown: bool,
    first: Vec<String>,
}

impl UnresolvedLines {
    fn add(&mut self, tx: &ReadTx<'_>, tells: bool, line: &Line, found: &Found) -> Result<()> {
        self.count += 1;
        self.unknown |= *found == Found::Nobody;
        if self.first.len() == MOST_NAMED {
            return Ok(());
        }
        let cut = if line.typed.chars().nth(MOST_SHOWN).is_some() { "…" } else { "" };
        let typed = format!("{:?}", line.typed.chars().take(MOST_SHOWN).collect::<String>() + cut);
        let (what, meant) = match found {
            Found::Several(candidates) => (format!("{typed} matches several resources"), candidates.clone()),
            _ if tells => (format!("no resource {typed}"), tx.resembling(&line.typed)?),
            _ => (format!("no resource {typed}"), Vec::new()),
        };
        let meant = if tells { meant } else { Vec::new() };
        let meant = if meant.is_empty() { String::new() } else { format!("; did you mean  {}", meant.join(", ")) };
        self.first.push(format!("line {}: {what}{meant}", line.number));
        Ok(())
    }

    fn into_error(self, source: &str) -> Error {
        let code = if self.unknown { Code::NotFound } else { Code::Ambiguous };
        let what = match (self.count, self.unknown) {
            (1, true) => "1 line matches no resource".to_owned(),
            (1, false) => "1 line matches several resources".to_owned(),
            (count, _) => format!("{count} lines match no resource, or several"),
        };
        let error = Error::new(code, format!("{source}: {what}; nothing was changed"));
        let more = self.count - self.first.len();
        let error = self.first.into_iter().fold(error, Error::note);
        let error = if more == 0 { error } else { error.note(format!("and {more} more lines")) };
        error.hint("see", Remedy::ListResources)
    }
}
