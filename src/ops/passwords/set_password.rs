//! `password set`: a new password by the rules, hashed before the write lock is taken (R-PWD-1, R-PWD-2, R-PWD-5).

use super::setup_token::end_setup;
use crate::{
    domain::{
        event::{Action, Event, Why},
        password::{self, HashCost, HashError, HashKind, Hasher, PasswordFault, PasswordRules},
        permission::{Operator, Permission},
        policy::Policy,
        remedy::Remedy,
        resource::Resource,
        secret::SecretText,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Need, authorize, require_permission},
        find,
        login::session_end::Ending,
    },
    store::{Change, ReadTx, WriteTx},
};

/// Sets a password that was checked and hashed before.
#[derive(Clone)]
pub struct SetPassword {
    pub resource: String,
    /// What [`Standard::prepare`] made, or [`Hashed::imported`].
    pub hashed: Hashed,
    /// Who the password belongs to, as seen by the operator.
    pub owner: PasswordOf,
    pub why: Why,
}

/// Who a password belongs to, as seen by the operator who sets it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordOf {
    /// Another person: only the owner may set it (R-PERM-1).
    AnotherPerson,
    /// The operator, after the present one was proved.
    Operator,
    /// A resource created in the same transaction.
    New,
}

/// A checked and hashed password, with what it was checked against; or a hash from another system.
#[derive(Clone)]
pub struct Hashed {
    phc: String,
    /// The kind of a hash from another system.
    imported: Option<HashKind>,
    /// The hashes it was compared with: if they differ later, the password was changed meanwhile.
    compared: Vec<String>,
}

impl Hashed {
    /// A hash from another system, for the password of a resource about to be created ([`PasswordOf::New`]). It does not show whether that
    /// password keeps the rules (R-PWD-1, R-PWD-2); the first granted login hashes it again (R-PWD-5,
    /// docs/adr/0025-hashes-from-elsewhere.md).
    ///
    /// # Errors
    /// `invalid_input` if it is none of the three kinds, or asks for too much work. The message never repeats it.
    pub fn imported(text: &str) -> Result<Self> {
        let taken = password::importable(text);
        let (kind, phc) =
            taken.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?;
        Ok(Self { phc, imported: Some(kind), compared: Vec::new() })
    }

    /// A stand-in for a hash, for tests that leave the hashing out.
    #[cfg(test)]
    pub(in crate::ops) fn unhashed(phc: String, compared: Vec<String>) -> Self {
        Self { phc, imported: None, compared }
    }

    /// The stored string.
    pub(in crate::ops) fn phc(&self) -> &str {
        &self.phc
    }

    /// Refuses if the password was changed since this one was compared with those before it; returns whether it is the resource's first.
    pub(in crate::ops) fn must_be_fresh(&self, tx: &ReadTx<'_>, resource: &Resource) -> Result<bool> {
        if tx.remembered_passwords(&resource.id)? == self.compared {
            return Ok(self.compared.is_empty());
        }
        let message = format!("the password of {} was changed meanwhile; nothing was changed", resource.username);
        Err(Error::new(Code::Changed, message).again("try again", []))
    }
}

/// What a new password is judged by.
pub struct Standard {
    rules: PasswordRules,
    cost: HashCost,
    about: Vec<String>,
    remembered: Vec<String>,
}

impl Standard {
    /// For a resource that exists.
    pub fn of(tx: &ReadTx<'_>, resource: &Resource) -> Result<Self> {
        Ok(Self { remembered: tx.remembered_passwords(&resource.id)?, ..Self::of_present(&tx.policy()?, resource) })
    }

    /// For the present password of a resource, which counts as used by its very nature.
    pub(in crate::ops) fn of_present(policy: &Policy, resource: &Resource) -> Self {
        let about = [
            Some(&resource.username),
            Some(&resource.email),
            resource.first_name.as_ref(),
            resource.last_name.as_ref(),
        ];
        Self::of_new(policy, about.into_iter().flatten().cloned().collect())
    }

    /// The rules that it keeps to.
    pub fn rules(&self) -> PasswordRules {
        self.rules
    }

    /// For a resource about to be created, known by these names.
    pub fn of_new(policy: &Policy, about: Vec<String>) -> Self {
        let rules = PasswordRules { strong: policy.password_strong };
        Self { rules, cost: policy.password_argon2, about, remembered: Vec::new() }
    }

    /// What anyone may know of the rules, before it is certain who asks.
    pub fn of_anybody(tx: &ReadTx<'_>) -> Result<Self> {
        Ok(Self::of_new(&tx.policy()?, Vec::new()))
    }

    /// The same rules for another resource about to be created, known by these names.
    pub fn about(&self, names: Vec<String>) -> Self {
        Self { about: names, remembered: Vec::new(), ..*self }
    }

    /// Checks the form of a password, which takes no time; returns its normal form.
    ///
    /// # Errors
    /// `weak_password` with every rule it breaks.
    pub fn judge(&self, typed: &SecretText) -> Result<SecretText> {
        let normal = password::normalise(typed).map_err(|fault| weak(&[fault]))?;
        let about: Vec<&str> = self.about.iter().map(String::as_str).collect();
        let faults = password::check(&normal, &self.rules, &about);
        if faults.is_empty() { Ok(normal) } else { Err(weak(&faults)) }
    }

    /// Checks a password and hashes it; `salt` is random. This takes tens of milliseconds, so no lock may be held.
    ///
    /// # Errors
    /// `weak_password` with every rule it breaks; `out_of_memory`.
    pub fn prepare(&self, typed: &SecretText, salt: [u8; 16]) -> Result<Hashed> {
        let normal = self.judge(typed)?;
        for phc in &self.remembered {
            if password::verify(&normal, phc).map_err(unreadable)? {
                return Err(weak(&[PasswordFault::UsedBefore]));
            }
        }
        let phc = password::hash(&normal, self.cost, salt).map_err(unhashed)?;
        Ok(Hashed { phc, imported: None, compared: self.remembered.clone() })
    }

    /// A hasher for many passwords at this standard's cost.
    ///
    /// # Errors
    /// `out_of_memory`.
    pub fn hasher(&self) -> Result<Hasher> {
        Hasher::new(self.cost).map_err(unhashed)
    }

    /// Hashes the first password of a resource about to be created, which [`Self::judge`] has passed.
    ///
    /// # Errors
    /// `failure`, `out_of_memory`.
    pub fn first(&self, hasher: &mut Hasher, typed: &SecretText, salt: [u8; 16]) -> Result<Hashed> {
        let phc = hasher.hash(typed, salt).map_err(unhashed)?;
        Ok(Hashed { phc, imported: None, compared: Vec::new() })
    }
}

fn unhashed(error: HashError) -> Error {
    match error {
        HashError::OutOfMemory => out_of_memory("nothing was changed"),
        _ => Error::new(Code::Failure, format!("the password could not be hashed: {error}; nothing was changed")),
    }
}

/// There is no memory to hash with; `undone` says what was not done.
pub(in crate::ops) fn out_of_memory(undone: &str) -> Error {
    Error::new(Code::OutOfMemory, format!("{}; {undone}", HashError::OutOfMemory)).note(
        "try again when other programs have ended; the policy password.argon2 says how much is needed (m, in KiB)",
    )
}

/// Whether this operator may set that password, what the new one is judged by, and who it belongs to. Checked before any password prompt.
///
/// # Errors
/// `permission_denied` for another's, except for the owner (R-PERM-1), before it is revealed whether the resource exists; `not_found`.
pub fn may_set(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<(Resource, Standard, PasswordOf)> {
    let own = find::resource(tx, typed).ok().filter(|resource| operator.is(&resource.id));
    let (resource, owner) = match own {
        Some(own) => (own, PasswordOf::Operator),
        None => (
            authorize(tx, operator, Need::permission(Permission::OwnerOnly), typed)?.resource,
            PasswordOf::AnotherPerson,
        ),
    };
    let standard = Standard::of(tx, &resource)?;
    Ok((resource, standard, owner))
}

fn weak(faults: &[PasswordFault]) -> Error {
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    Error::new(Code::WeakPassword, format!("{}; nothing was changed", faults.join("; ")))
        .hint("the rules", Remedy::PasswordRules)
}

fn unreadable(error: HashError) -> Error {
    match error {
        HashError::OutOfMemory => out_of_memory("nothing was changed"),
        _ => Error::new(Code::Corrupt, format!("table passwords, column phc: {error}; nothing was changed")),
    }
}

impl Operation for SetPassword {
    type Outcome = Resource;

    fn action(&self) -> Action {
        Action::PasswordSet
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Resource> {
        let resource = find::resource(tx, &self.resource)?;
        match self.owner {
            PasswordOf::New => {}
            PasswordOf::Operator if operator.is(&resource.id) => {}
            PasswordOf::Operator | PasswordOf::AnotherPerson => require_permission(operator, Permission::OwnerOnly)?,
        }
        let first = self.hashed.must_be_fresh(tx, &resource)?;
        let event = Event::ok(Action::PasswordSet).on(&resource.id, &resource.username).because(&self.why);
        let mut event = event.changed("password_set", !first, true);
        if let Some(kind) = self.hashed.imported {
            event = event.detail("imported_hash", kind.word());
        }
        write(tx, &resource, &self.hashed, event)?;
        Ok(resource)
    }
}

/// Writes a new password, with its event.
fn write(tx: &mut WriteTx<'_>, resource: &Resource, hashed: &Hashed, event: Event) -> Result<()> {
    // Those who knew the old password are out (R-SES-4).
    let sessions = Ending::of(tx, &resource.id, tx.now())?;
    // A set-up token that is still around would change the password again.
    let (setup, event) = end_setup(tx, &resource.id, event)?;
    let set = Change::PasswordSet { resource: &resource.id, phc: hashed.phc() };
    tx.apply([set].into_iter().chain(setup).chain(sessions.change(&resource.id)), sessions.describe(event))
}

/// Replaces a password that has ended, during the login that proved it (R-PWD-6).
pub(in crate::ops) fn replace_ended(tx: &mut WriteTx<'_>, resource: &Resource, hashed: &Hashed) -> Result<()> {
    let first = hashed.must_be_fresh(tx, resource)?;
    let event = Event::ok(Action::PasswordSet).on(&resource.id, &resource.username);
    let event = event.changed("password_set", !first, true).detail("by_itself", true).detail("by_login", true);
    write(tx, resource, hashed, event)
}
