//! `policy show`: the keys in use.

use crate::{
    domain::{
        permission::{Operator, Permission},
        policy::{KEYS, Key, Policy},
    },
    error::Result,
    ops::access::require_permission,
    store::ReadTx,
};
use schemars::JsonSchema;
use serde::Serialize;

/// One key of the policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Its value.
    pub value: String,
    /// The value if nothing is set.
    pub default: String,
    /// What it means.
    pub meaning: &'static str,
    /// How many people a value that was just set, or would be, affects at once; null elsewhere.
    pub concerns: Option<u64>,
}

pub fn show(tx: &ReadTx<'_>, operator: &Operator) -> Result<Vec<Setting>> {
    require_permission(operator, Permission::ResourceRead)?;
    Ok(settings(&tx.policy()?))
}

pub(super) fn settings(policy: &Policy) -> Vec<Setting> {
    let (value, default) = (|key| policy.get(key).unwrap_or_default(), Policy::default());
    let each = |key: &Key| Setting {
        key: key.name,
        value: value(key.name),
        default: default.get(key.name).unwrap_or_default(),
        meaning: key.meaning,
        concerns: None,
    };
    KEYS.iter().map(each).collect()
}
