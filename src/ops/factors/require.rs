//! `2fa require`: asks for 2FA again, whatever suspended it (R-PAUSE-4).

use super::pause_rules::end_value;
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Need, authorize},
        people::view::{self, TfaView},
    },
    store::{Change, WriteTx},
};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Require {
    pub resource: String,
    pub why: Why,
}

impl Operation for Require {
    type Outcome = Done<TfaView>;

    fn action(&self) -> Action {
        Action::TfaRequire
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<TfaView>> {
        let resource = authorize(tx, operator, Need::change(Permission::TfaPause), &self.resource)?.resource;
        let now = tx.now();
        let paused = tx.pause(&resource.id)?.filter(|pause| pause.in_force(now));
        let disabled = tx.disablement(&resource.id)?.filter(|disablement| disablement.in_force(now));
        if paused.is_none() && disabled.is_none() {
            return Ok(Done { changed: false, state: view::tfa(tx, &resource, now)? });
        }
        let mut event = Event::ok(Action::TfaRequire).on(&resource.id, &resource.username).because(&self.why);
        if let Some(pause) = &paused {
            event = event.changed("paused", end_value(Some(pause.ends)), end_value(None));
        }
        if let Some(disablement) = &disabled {
            event = event.changed("disabled", disablement.until.to_string(), Value::Null);
        }
        let ended = paused.map(|_| Change::PauseEnded(&resource.id));
        tx.apply(ended.into_iter().chain(disabled.map(|_| Change::DisablementEnded(&resource.id))), event)?;
        Ok(Done { changed: true, state: view::tfa(tx, &resource, now)? })
    }
}
