//! Who is meant by an act on many: read once, before anything is asked or done. Each of them is then acted on by the operation of the single
//! command, in a transaction of its own (docs/adr/0026-one-transaction-each.md).

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
    ops::access::{hand_locks, require_permission},
    store::{Condition, Extent, Found, Listing, ReadTx},
};
use std::collections::HashSet;
use uuid::Uuid;

/// So many lines that lead to nobody are named in an error.
const MOST_NAMED: usize = 10;
/// So many characters of a line are shown.
const MOST_SHOWN: usize = 80;

/// Those who are meant, each once, in the order in which they are to be acted on; 16 bytes each.
#[derive(Clone, Debug, Default)]
pub struct Selection(Vec<Uuid>);

impl Selection {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their ids, so many at a time.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = Vec<String>> {
        self.0.chunks(size.max(1)).map(|chunk| chunk.iter().map(|id| id.hyphenated().to_string()).collect())
    }

    fn push(&mut self, id: &str) -> Result<Uuid> {
        let id = Uuid::try_parse(id).map_err(|_| {
            Error::new(
                Code::Corrupt,
                format!("table resources, row {id}, column id makes no sense; nothing was changed"),
            )
        })?;
        self.0.push(id);
        Ok(id)
    }
}

/// A line of a list of names, with its number from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub number: usize,
    /// A username (its domain may be left out where that is unique), an e-mail address or an id.
    pub typed: Box<str>,
}

/// What a list of names leads to.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Those who are meant, in the order of the lines.
    pub meant: Selection,
    /// The lines that name somebody again.
    pub again: Vec<usize>,
}

/// What an act on many asks for before it is told who there is. Each of them is asked for again when its turn comes.
const fn permission(action: Action) -> Permission {
    match action {
        Action::ResourceEdit | Action::ResourceActivate | Action::ResourceDeactivate => Permission::ResourceWrite,
        Action::TfaPause | Action::TfaRequire => Permission::TfaPause,
        Action::TfaReset => Permission::TfaReset,
        Action::AccountLock => Permission::AccountLock,
        Action::AccountUnlock => Permission::AccountUnlock,
        Action::SetupIssue => Permission::PasswordReset,
        // What is done to one alone.
        _ => Permission::OwnerOnly,
    }
}

/// Those whom lines name; `source` is where the lines stand, in words.
///
/// # Errors
/// `permission_denied`; `not_found`, or `ambiguous`, with the first ten lines that lead to nobody, or to several.
pub fn named(tx: &ReadTx<'_>, operator: &Operator, action: Action, source: &str, lines: &[Line]) -> Result<Named> {
    require_permission(operator, permission(action))?;
    let (mut named, mut seen, mut strangers) = (Named::default(), HashSet::new(), UnresolvedLines::default());
    for line in lines {
        match identifier::lookup(&line.typed).map_or(Ok(Found::Nobody), |lookup| tx.find(&lookup))? {
            Found::One(id) => {
                let id = named.meant.push(&id)?;
                if !seen.insert(id) {
                    named.meant.0.pop();
                    named.again.push(line.number);
                }
            }
            found => strangers.add(tx, line, &found)?,
        }
    }
    match strangers.count {
        0 => Ok(named),
        _ => Err(strangers.told(source)),
    }
}

/// Those who are like that, by username. Who they are is told to whoever may read it.
///
/// # Errors
/// `permission_denied`; `not_found` for a condition on a level that there is not.
pub fn like(
    tx: &ReadTx<'_>,
    operator: &Operator,
    action: Action,
    conditions: &[Condition],
    now: Time,
) -> Result<Selection> {
    require_permission(operator, permission(action))?;
    list_resources::may_list(tx, operator, conditions)?;
    let listing =
        Listing { conditions: conditions.to_vec(), now: Some(now), extent: Extent::Row, ..Listing::default() };
    let mut meant = Selection::default();
    tx.resources(&listing, |listed| meant.push(&listed.resource.id).map(|_| true))?;
    Ok(meant)
}

/// The usernames of some who are meant, for the lines that tell what became of them. An id stands for whoever is gone.
///
/// # Errors
/// Those of the store.
pub fn usernames(tx: &ReadTx<'_>, ids: &[String]) -> Result<Vec<String>> {
    let username = |id: &String| Ok(tx.resource(id)?.map_or_else(|| id.clone(), |resource| resource.username));
    ids.iter().map(username).collect()
}

/// How many of those who are meant are locked by hand, with the newest lock of each who set one.
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

/// Lines that lead to nobody, or to several.
#[derive(Default)]
struct UnresolvedLines {
    count: usize,
    /// Whether there is one that leads to nobody at all.
    nobody: bool,
    first: Vec<String>,
}

impl UnresolvedLines {
    fn add(&mut self, tx: &ReadTx<'_>, line: &Line, found: &Found) -> Result<()> {
        self.count += 1;
        self.nobody |= *found == Found::Nobody;
        if self.first.len() == MOST_NAMED {
            return Ok(());
        }
        let cut = if line.typed.chars().nth(MOST_SHOWN).is_some() { "…" } else { "" };
        let typed = format!("{:?}", line.typed.chars().take(MOST_SHOWN).collect::<String>() + cut);
        let (what, meant) = match found {
            Found::Several(candidates) => (format!("{typed} is the name of several"), candidates.clone()),
            _ => (format!("no resource {typed}"), tx.resembling(&line.typed)?),
        };
        let meant = if meant.is_empty() { String::new() } else { format!("; did you mean  {}", meant.join(", ")) };
        self.first.push(format!("line {}: {what}{meant}", line.number));
        Ok(())
    }

    fn told(self, source: &str) -> Error {
        let code = if self.nobody { Code::NotFound } else { Code::Ambiguous };
        let what = match (self.count, self.nobody) {
            (1, true) => "a line of it names nobody".to_owned(),
            (1, false) => "a line of it names several".to_owned(),
            (count, _) => format!("{count} lines of it name nobody, or several"),
        };
        let error = Error::new(code, format!("{source} cannot be followed: {what}; nothing was changed"));
        let more = self.count - self.first.len();
        let error = self.first.into_iter().fold(error, Error::note);
        let error = if more == 0 { error } else { error.note(format!("and {more} lines more")) };
        error.hint("see", Remedy::ListResources)
    }
}
