//! `session list`: the live sessions of a resource.

use super::session_view::SessionView;
use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::access::{Need, authorize},
    store::ReadTx,
};

/// A resource's live sessions, oldest first, with those that were changed in the file, so an operator can end them.
pub fn list(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Vec<SessionView>> {
    let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource;
    let idle = tx.policy()?.session_idle;
    let sessions = tx.sessions(&resource.id, idle, now)?;
    Ok(sessions.iter().map(|session| SessionView::of(session, &resource.username, idle)).collect())
}
