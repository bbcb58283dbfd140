//! The state of a request's target when it was asked for. If it differs at the approval, the request is void (R-PERM-6).

use crate::{
    domain::pause::Ends,
    error::{Code, Error, Result},
    store::{ReadTx, RequestRow},
};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

/// The keyed hash of a request, of its target's state and of what else its act covers. It covers the request as well, so a row that was
/// edited in the file can never be approved.
pub(super) fn of(tx: &ReadTx<'_>, row: &RequestRow, covers: &Value) -> Result<[u8; 32]> {
    let state = match &row.resource {
        Some(resource) => state(tx, resource)?,
        None => policy(tx)?,
    };
    let covered = json!([row.resource, row.operation, row.what, row.asked_by, row.expires_at.millis(), state, covers]);
    Ok(tx.vault()?.keyed_hash("request", row.id.as_bytes(), &covered.to_string()))
}

/// Whether everything is as it was.
pub(in crate::ops::operators) fn holds(tx: &ReadTx<'_>, row: &RequestRow, covers: &Value) -> Result<bool> {
    Ok(bool::from(of(tx, row, covers)?.ct_eq(row.fingerprint.as_slice())))
}

/// What an approval depends on. Logins, counts and locks by failed logins are no part of it: they come and go by themselves.
fn state(tx: &ReadTx<'_>, id: &str) -> Result<Value> {
    let resource = tx
        .resource(id)?
        .ok_or_else(|| Error::new(Code::Corrupt, "the resource of a request is gone; nothing was changed"))?;
    let factors: Vec<Value> = tx.factors(id)?.iter().map(|factor| json!([factor.id, factor.state.word()])).collect();
    let pause = tx.pause(id)?.map(|pause| match pause.ends {
        Ends::NextLogin => json!("next_login"),
        Ends::At(until) => json!(until.millis()),
    });
    let disabled = tx.disablement(id)?.map(|disablement| disablement.until.millis());
    let locked = tx.lockout(id)?.by_hand.map(|lock| json!([lock.at.millis(), lock.until.map(|until| until.millis())]));
    // The set, and not what is left of it: a login spends one.
    let recovery = tx.recovery_codes(id)?.first().map(|code| code.made_at.millis());
    let mut state = vec![
        json!(resource.level.word()),
        json!(resource.license.word()),
        json!(resource.active),
        json!(resource.email),
        json!(resource.email_verified_at.map(|at| at.millis())),
        json!(factors),
        json!(pause),
        json!(disabled),
        json!(locked),
        json!(recovery),
    ];
    // Without a number, the state is what it was before numbers counted: a waiting request stays valid.
    state.extend(resource.phone.map(|phone| json!(phone)));
    Ok(Value::Array(state))
}

fn policy(tx: &ReadTx<'_>) -> Result<Value> {
    let policy = tx.policy()?;
    Ok(crate::domain::policy::KEYS.iter().map(|key| json!([key.name, policy.get(key.name)])).collect())
}
