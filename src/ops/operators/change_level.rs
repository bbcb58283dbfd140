//! What a change of level brings with it (R-PERM-3, R-PERM-6, R-RES-6).

use super::two_persons::{self, TwoPerson};
use crate::{
    domain::{
        event::Event,
        level::Level,
        permission::Operator,
        resource::{Resource, Standing},
    },
    error::Result,
    ops::{
        Done,
        access::{permissions_of, require_reason},
        find,
        operators::last_administrator::keep_an_administrator,
        passwords::setup_token::end_setup,
    },
    store::{Change, ReadTx, WriteTx},
};

/// A resource with its previous level.
#[derive(Clone, Debug)]
pub struct LevelChange {
    pub resource: Resource,
    pub before: Level,
    /// A set-up token that was still valid opens nothing any more.
    pub setup_ended: bool,
}

pub(super) fn set<A: TwoPerson>(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    before: Resource,
    level: &Level,
    act: impl FnOnce(String) -> A,
) -> Result<Done<LevelChange>> {
    if before.level == *level {
        let level = before.level.clone();
        return Ok(Done { changed: false, state: LevelChange { resource: before, before: level, setup_ended: false } });
    }
    let act = act(before.id.clone());
    require_reason(act.why(), &tx.policy()?)?;
    keep_an_administrator(tx, &before, tx.now(), |standing| Standing { admin: *level == Level::Admin, ..standing })?;
    // Any other level weakens an administrator; a level that may do less weakens anyone else (R-PERM-6).
    let after = tx.level_permissions(level)?.unwrap_or_default();
    if before.level == Level::Admin || permissions_of(tx, &before)?.above(after) {
        two_persons::ask_first(tx, operator, Some(&before), &act)?;
    }
    let after = Resource { level: level.clone(), ..before.clone() };
    let event = Event::ok(A::ACT).on(&before.id, &before.username).because(act.why());
    let event = event.changed("level", before.level.word(), level.word());
    // A token that was handed out for the old level must not open the new one (R-PERM-3).
    let setup_ended = tx.setup_token(&before.id)?.is_some_and(|token| tx.now() < token.expires_at);
    let (setup, event) = end_setup(tx, &before.id, event)?;
    // The same holds for a code that was read to the person.
    let code = tx.emergency_code(&before.id)?.filter(|code| code.live(tx.now()));
    let event = match &code {
        Some(code) => event.detail("emergency_code_ended", code.id.clone()),
        None => event,
    };
    let ended = setup.into_iter().chain(code.map(|_| Change::EmergencyEnded(&before.id)));
    tx.apply([Change::ResourceEdited(&after)].into_iter().chain(ended), event)?;
    Ok(Done { changed: true, state: LevelChange { resource: after, before: before.level, setup_ended } })
}

/// The effects, in words.
pub(super) fn effects(tx: &ReadTx<'_>, id: &str, level: &Level) -> Result<Vec<String>> {
    let before = find::existing(tx, id)?.level;
    Ok(vec![format!("changes the level from {} to {}", before.word(), level.word())])
}
