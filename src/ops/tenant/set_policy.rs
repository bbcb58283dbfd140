//! `policy set`: keys of the policy, all of them or none.

use super::{
    policy_effects::{Effect, effects},
    show_policy::{Setting, settings},
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        policy::{KEYS, Key, Policy, PolicyFault, SignIn},
        remedy::Remedy,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{require_permission, require_reason},
        operators::{
            grant_limits::must_hold,
            last_administrator::{keep_an_administrator_under, somebody_can_sign_in},
            two_persons::{self, TwoPerson},
        },
    },
    store::{Change, Housekeeping, ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPolicy {
    /// `KEY=VALUE`, parsed.
    pub settings: Vec<(String, String)>,
    pub why: Why,
}

/// Whether this operator may set the policy; also checked before the reason prompt.
pub fn may_set(operator: &Operator) -> Result<()> {
    require_permission(operator, Permission::PolicyWrite)
}

/// The resulting policy, with what it means to people.
#[derive(Clone, Debug)]
pub struct PolicyChange {
    pub settings: Vec<Setting>,
    /// What the keys that changed mean to people at once.
    pub effects: Vec<Effect>,
    /// Whether operators have to sign in from now on.
    pub begins_sign_in: bool,
}

impl PolicyChange {
    fn of(policy: &Policy, effects: Vec<Effect>) -> Self {
        let mut settings = settings(policy);
        for setting in &mut settings {
            setting.concerns = effects.iter().find(|effect| effect.key == setting.key).map(|effect| effect.people);
        }
        Self { settings, effects, begins_sign_in: false }
    }
}

impl SetPolicy {
    /// The policy before and after.
    fn policies(&self, tx: &ReadTx<'_>) -> Result<(Policy, Policy)> {
        let before = tx.policy()?;
        let mut after = before.clone();
        for (at, (key, value)) in self.settings.iter().enumerate() {
            if self.settings[..at].iter().any(|(earlier, _)| earlier == key) {
                let message = format!("the key {key} is given twice; nothing was changed");
                return Err(Error::new(Code::Usage, message));
            }
            after.set(key, value).map_err(refused)?;
        }
        Ok((before, after))
    }

    /// What would be done, and what would be refused. Nothing is changed.
    ///
    /// # Errors
    /// Those of [`Self::apply`], except a missing reason or second person.
    pub fn preview(&self, tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Done<PolicyChange>> {
        may_set(operator)?;
        let (before, after) = self.policies(tx)?;
        allowed(tx, operator, &before, &after, now)?;
        let effects = effects(tx, &before, &after, now)?;
        Ok(Done { changed: before != after, state: PolicyChange::of(&after, effects) })
    }
}

/// Refuses what the operator may not do, and what would leave no one who could act.
fn allowed(tx: &ReadTx<'_>, operator: &Operator, before: &Policy, after: &Policy, now: Time) -> Result<()> {
    // It hands the tenant to the owner of the files, with every permission: no one gives more than they hold (R-PERM-2, R-PERM-5).
    if before.sign_in == SignIn::Required && after.sign_in == SignIn::Off {
        must_hold(operator, Permission::grantable().collect(), "without sign-in the owner of the files may do")?;
    }
    if before.sign_in == SignIn::Off && after.sign_in == SignIn::Required {
        somebody_can_sign_in(tx, after, now)?;
    }
    if after.password_expiry != before.password_expiry {
        keep_an_administrator_under(tx, before, after, now)?;
    }
    Ok(())
}

impl Operation for SetPolicy {
    type Outcome = Done<PolicyChange>;

    fn action(&self) -> Action {
        Action::PolicySet
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<PolicyChange>> {
        may_set(operator)?;
        let (before, after) = self.policies(tx)?;
        if after == before {
            return Ok(Done { changed: false, state: PolicyChange::of(&before, Vec::new()) });
        }
        let now = tx.now();
        allowed(tx, operator, &before, &after, now)?;
        require_reason(&self.why, &before)?;
        let effects = effects(tx, &before, &after, now)?;
        // Someone who could end the rule of two persons alone would not be bound by it (ADR 0020).
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
        let begins_sign_in = before.sign_in == SignIn::Off && after.sign_in == SignIn::Required;
        Ok(Done { changed: true, state: PolicyChange { begins_sign_in, ..PolicyChange::of(&after, effects) } })
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
