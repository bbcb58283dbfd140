//! `policy set`: keys of the policy, all of them or none.

use super::show_policy::{Setting, settings};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        policy::{KEYS, Key, PolicyFault, SignIn},
        remedy::Remedy,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{require_permission, require_reason},
        operators::{
            grant_limits::must_hold,
            last_administrator::somebody_can_sign_in,
            two_persons::{self, TwoPerson},
        },
    },
    store::{Change, Housekeeping, ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};

/// Sets keys of the policy, all of them or none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPolicy {
    /// `KEY=VALUE`, parsed.
    pub settings: Vec<(String, String)>,
    /// Why.
    pub why: Why,
}

/// Whether this operator may set the policy: asked also before a reason is.
pub fn may_set(operator: &Operator) -> Result<()> {
    require_permission(operator, Permission::PolicyWrite)
}

impl Operation for SetPolicy {
    type Outcome = Done<Vec<Setting>>;

    fn action(&self) -> Action {
        Action::PolicySet
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Vec<Setting>>> {
        may_set(operator)?;
        let before = tx.policy()?;
        let mut after = before.clone();
        for (key, value) in &self.settings {
            after.set(key, value).map_err(refused)?;
        }
        if after == before {
            return Ok(Done { changed: false, state: settings(&before) });
        }
        // It hands the tenant to whoever owns the files, with every permission: nobody gives more than it holds (R-PERM-2, R-PERM-5).
        if before.sign_in == SignIn::Required && after.sign_in == SignIn::Off {
            must_hold(operator, Permission::grantable().collect(), "without sign-in the owner of the files may do")?;
        }
        require_reason(&self.why, &before)?;
        if before.sign_in == SignIn::Off && after.sign_in == SignIn::Required {
            somebody_can_sign_in(tx)?;
        }
        // Whoever could end the rule of two persons alone would not be bound by it (ADR 0020).
        if before.two_person && !after.two_person {
            two_persons::ask_first(tx, operator, None, self)?;
        }
        let differing = KEYS.iter().map(|key| key.name).filter(|key| before.get(key) != after.get(key));
        let values: Vec<(&str, String)> = differing.map(|key| (key, after.get(key).unwrap_or_default())).collect();
        let event = values.iter().fold(Event::ok(Action::PolicySet).because(&self.why), |event, (key, value)| {
            event.changed(key, before.get(key), value.clone())
        });
        // A session that is dead stays dead when sessions live longer from now on (R-SES-3).
        if after.session_idle > before.session_idle {
            tx.keep(Housekeeping::AllDeadSessions { idle: before.session_idle })?;
        }
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
    error.hint("the keys and their values", Remedy::ShowPolicy)
}

impl TwoPerson for SetPolicy {
    const ACT: Action = Action::PolicySet;
    const PERMISSION: Permission = Permission::PolicyWrite;

    fn why(&self) -> &Why {
        &self.why
    }

    fn summary(&self, _: &str) -> String {
        let settings = self.settings.iter().map(|(key, value)| format!(" {key}={value}"));
        Self::name() + &settings.collect::<String>()
    }

    fn effects(&self, tx: &ReadTx<'_>, _: &str) -> Result<Vec<String>> {
        let policy = tx.policy()?;
        let each = |(key, value): &(String, String)| {
            format!("sets {key} from {} to {value}", policy.get(key).unwrap_or_default())
        };
        Ok(self.settings.iter().map(each).collect())
    }
}
