//! `policy show|set`: the keys in use.

use super::{Done, Operation, must, must_say_why};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        policy::{KEYS, Key, Policy, PolicyFault},
    },
    error::{Code, Error, Result},
    store::{Change, ReadTx, WriteTx},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Sets keys of the policy, all of them or none.
#[derive(Clone, Debug)]
pub struct SetPolicy {
    /// `KEY=VALUE`, parsed.
    pub settings: Vec<(String, String)>,
    /// Why.
    pub why: Why,
}

/// One key as it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its value.
    pub value: String,
    /// The value where nothing is set.
    pub default: String,
    /// What it means.
    pub meaning: &'static str,
}

/// Every key with its value.
pub fn show(tx: &ReadTx<'_>, operator: &Operator) -> Result<Vec<Setting>> {
    must(operator, Permission::ResourceRead)?;
    Ok(settings(&tx.policy()?))
}

fn settings(policy: &Policy) -> Vec<Setting> {
    let (value, default) = (|key| policy.get(key).unwrap_or_default(), Policy::default());
    let each = |key: &Key| Setting {
        key: key.name,
        value: value(key.name),
        default: default.get(key.name).unwrap_or_default(),
        meaning: key.meaning,
    };
    KEYS.iter().map(each).collect()
}

impl Operation for SetPolicy {
    type Outcome = Done<Vec<Setting>>;

    fn action(&self) -> Action {
        Action::PolicySet
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Vec<Setting>>> {
        must(operator, Permission::PolicyWrite)?;
        let before = tx.policy()?;
        let mut after = before.clone();
        for (key, value) in &self.settings {
            after.set(key, value).map_err(refused)?;
        }
        if after == before {
            return Ok(Done { changed: false, state: settings(&before) });
        }
        must_say_why(&self.why, &before)?;
        let differing = KEYS.iter().map(|key| key.name).filter(|key| before.get(key) != after.get(key));
        let values: Vec<(&str, String)> = differing.map(|key| (key, after.get(key).unwrap_or_default())).collect();
        let event = values.iter().fold(Event::ok(Action::PolicySet).because(&self.why), |event, (key, value)| {
            event.changed(key, before.get(key), value.clone())
        });
        tx.apply(values.iter().map(|(key, value)| Change::PolicySet { key, value }), event)?;
        Ok(Done { changed: true, state: settings(&after) })
    }
}

fn refused(fault: PolicyFault) -> Error {
    const NEAR: f64 = 0.85;
    let (code, near) = match &fault {
        PolicyFault::UnknownKey(typed) => {
            let likeness = |key: &&Key| strsim::jaro_winkler(typed, key.name);
            let near =
                KEYS.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|key| likeness(key) >= NEAR);
            (Code::NotFound, near)
        }
        PolicyFault::BadValue { .. } => (Code::InvalidInput, None),
    };
    let error = Error::new(code, format!("{fault}; nothing was changed"));
    let error = match near {
        Some(key) => error.note(format!("did you mean  {}", key.name)),
        None => error,
    };
    error.hint("the keys and their values", ["policy", "show"])
}
