//! Acts under break-glass, as the history tells them (R-PERM-4).

use crate::{domain::time::Time, error::Result, store::ReadTx};
use serde_json::Value;

/// How many acts are listed one by one.
pub const SHOWN: u64 = 10;

/// An act under break-glass.
#[derive(Clone, Debug)]
pub struct BreakGlass {
    pub at: Time,
    pub actor: String,
    pub command: String,
    pub reason: String,
}

/// The newest acts under break-glass after a time and an event, newest first, and how many more there were.
pub(in crate::ops) fn since(tx: &ReadTx<'_>, after: Time, after_seq: u64) -> Result<(Vec<BreakGlass>, u64)> {
    let (mut glass, mut count) = (Vec::new(), 0);
    tx.break_glass_since(after, after_seq, |event| {
        count += 1;
        if count <= SHOWN {
            let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
            let command = text(event.personal.get("details").and_then(|details| details.get("command")));
            let reason = event.personal.get("reason").filter(|reason| reason.is_string());
            let reason = text(reason.or_else(|| event.personal.get("ticket")));
            glass.push(BreakGlass { at: event.at, actor: event.actor, command, reason });
        }
        Ok(())
    })?;
    Ok((glass, count.saturating_sub(SHOWN)))
}
