//! Acting on a tenant: who it is, under which lock, and what a denial or the owner's emergency leaves in the history.

use super::Engine;
use crate::{
    domain::{
        event::{Action, Event, EventOutcome},
        permission::{Authority, Operator},
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    identity::{self, OsUser, SignInFile},
    ops::{
        Operation,
        access::{
            operator::{self, Credential},
            require_reason,
        },
        find,
        history::past_owner,
    },
    store::{ClockRule, Housekeeping, ReadTx, WriteTx},
};
use std::cell::Cell;

/// How old the last sign of life of a reading operator may be before it is written again.
const TOUCH_AFTER: Span = Span::seconds(1);

impl Engine {
    /// The operating-system user of this process.
    pub fn os_user(&self) -> Result<&OsUser> {
        if let Some(user) = self.user.get() {
            return Ok(user);
        }
        let store = self.store()?;
        let user = identity::os_user(store.path(), store.key_path())?;
        Ok(self.user.get_or_init(|| user))
    }

    /// The identity that this process can prove.
    pub fn credential(&self) -> Result<&Credential> {
        if let Some(credential) = self.credential.get() {
            return Ok(credential);
        }
        let user = self.os_user()?.clone();
        // Under break-glass no token counts, and a bad one must not be in the way.
        let token = match self.purpose.break_glass {
            true => None,
            false => match identity::script_token()? {
                Some(token) => Some(token),
                // No one is signed in to a database that is not in its place yet.
                None if self.adopted => None,
                None => self.sign_in_file()?.map_or(Ok(None), |file| file.read())?,
            },
        };
        let credential = Credential {
            os_user: user.name,
            owner: user.owner,
            behind_sudo: user.behind_sudo,
            break_glass: self.purpose.break_glass,
            token,
        };
        Ok(self.credential.get_or_init(|| credential))
    }

    /// Where a sign-in to this tenant is kept.
    ///
    /// # Errors
    /// Where there is neither a runtime directory nor a home.
    pub fn sign_in_place(&self) -> Result<SignInFile> {
        SignInFile::of(&self.store()?.read()?.tenant()?.id).ok_or_else(|| {
            Error::new(
                Code::Usage,
                "there is no private place to keep a sign-in: set XDG_RUNTIME_DIR; you were not signed in",
            )
        })
    }

    /// Looks again at the identity of this process: it has just signed in.
    pub fn forget_credential(&mut self) {
        self.credential.take();
    }

    /// Where a sign-in to this tenant is kept; `None` where nobody has signed in to anything.
    fn sign_in_file(&self) -> Result<Option<SignInFile>> {
        if !SignInFile::any() {
            return Ok(None);
        }
        Ok(SignInFile::of(&self.store()?.read()?.tenant()?.id))
    }

    /// Reads a consistent view of the tenant, for an operator. The time for it is never before the newest event.
    pub fn read<T>(&mut self, read: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>) -> Result<T> {
        self.read_before(Action::Read, None, read)
    }

    /// As [`Self::read`], for a look before an act: the history keeps a denial as one of that act, on that resource.
    pub fn read_before<T>(
        &mut self,
        action: Action,
        subject: Option<&str>,
        read: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>,
    ) -> Result<T> {
        // Reading goes on where the clock is behind (R-AUD-7), and so does the mark that goes before it.
        self.break_glass_at(ClockRule::Newest)?;
        let (credential, mut acted) = (self.credential()?, None);
        let done = self.read_as(|tx, now| {
            let operator = operator::operator(tx, credential, now)?;
            let done = read(tx, &operator, now);
            let done = done.map_err(|error| explained(tx, credential, &operator, &error));
            acted = Some((operator, now));
            done
        });
        if let Some((operator, now)) = &acted {
            self.touch(operator, *now);
            if let Err(error) = &done {
                self.record_denial(error, operator, action, subject, None);
            }
        }
        done
    }

    /// As [`Self::read`], leaving no trace: no denial and no sign of life. For what a shell offers while somebody types.
    pub fn peek<T>(&self, read: impl FnOnce(&ReadTx<'_>, &Operator, Time) -> Result<T>) -> Result<T> {
        let credential = self.credential()?;
        self.read_as(|tx, now| read(tx, &operator::operator(tx, credential, now)?, now))
    }

    /// Reads a consistent view of the tenant, where no operator is needed: for what a person does for itself.
    pub fn read_as_anybody<T>(&self, read: impl FnOnce(&ReadTx<'_>, Time) -> Result<T>) -> Result<T> {
        self.read_as(read)
    }

    fn read_as<T>(&self, read: impl FnOnce(&ReadTx<'_>, Time) -> Result<T>) -> Result<T> {
        let tx = self.store()?.read()?;
        // Who acts as the owner owns the key too (R-PERM-5): a key that is missing, foreign or exposed is refused by every command.
        tx.vault()?;
        let newest = tx.newest_event()?.map_or(Time::from_millis(0), |(_, at)| at);
        read(&tx, self.now().max(newest))
    }

    /// Performs an operation: under the write lock, all of it or nothing.
    pub fn perform<O: Operation>(&mut self, operation: &O) -> Result<O::Outcome> {
        self.perform_at(operation, ClockRule::Strict)
    }

    /// As [`Self::perform`], with another rule for a clock that is behind.
    pub fn perform_at<O: Operation>(&mut self, operation: &O, rule: ClockRule) -> Result<O::Outcome> {
        // What a person does for itself needs neither a sign-in nor a look for one.
        if O::SIGNED_IN {
            // A mark of an earlier time would hide from what follows that the clock is behind.
            self.break_glass_at(if rule == ClockRule::Accept { ClockRule::Newest } else { rule })?;
            self.credential()?;
        }
        self.os_user()?;
        let unset = || Error::new(Code::Failure, "the database was not opened");
        let store = self.store.get().ok_or_else(unset)?;
        let user = self.user.get().ok_or_else(unset)?;
        let credential = self.credential.get().filter(|_| O::SIGNED_IN);
        let mut tx = store.write(&*self.clock, rule, &mut *self.random)?;
        // Asked under the lock: a token that was revoked while this waited for it opens nothing.
        let operator = match credential {
            Some(credential) => operator::operator(&tx, credential, tx.now())?,
            None => operator::anybody(&user.name, user.owner),
        };
        tx.act_as(operator.actor.clone());
        match operation.apply(&mut tx, &operator) {
            Ok(outcome) => {
                if let Some(session) = operator.session() {
                    tx.keep(Housekeeping::SessionSeen(session))?;
                }
                commit(tx, &self.acted)?;
                Ok(outcome)
            }
            // What waits for a second person was not done, but the request is kept (R-PERM-6).
            Err(error) if error.recorded().is_some() => {
                commit(tx, &self.acted)?;
                Err(error)
            }
            Err(error) => {
                let error = match credential {
                    Some(credential) => explained(&tx, credential, &operator, &error),
                    None => error,
                };
                drop(tx);
                let (subject, about) = (operation.subject(), operation.about());
                self.record_denial(&error, &operator, operation.action(), subject, about);
                Err(error)
            }
        }
    }

    /// A command that was denied for want of a permission changes nothing and leaves its event. If even that cannot be written, it is still
    /// denied.
    fn record_denial(
        &mut self,
        error: &Error,
        operator: &Operator,
        action: Action,
        subject: Option<&str>,
        about: Option<(&'static str, &str)>,
    ) {
        if error.code().exit() != Code::PermissionDenied.exit() {
            return;
        }
        let Some(store) = self.store.get() else { return };
        let Ok(mut tx) = store.write(&*self.clock, ClockRule::Strict, &mut *self.random) else { return };
        tx.act_as(operator.actor.clone());
        let event = Event::ok(action).ended(EventOutcome::Denied).because(&self.purpose.why);
        let event = event.detail("command", self.purpose.command.clone()).detail("cause", error.code().word());
        let event = match about.filter(|(_, id)| past_owner::is_id(id)) {
            Some((key, id)) => event.detail(key, id),
            None => event,
        };
        let resource = subject.and_then(|typed| find::login_name(&tx, typed).ok().flatten());
        let event = match resource.and_then(|id| tx.resource(&id).ok().flatten()) {
            Some(resource) => event.on(&resource.id, &resource.username),
            None => event,
        };
        if tx.record(event).is_ok() {
            let _ = tx.commit();
        }
    }

    /// Whether the history must still record that the owner acts without an account.
    pub fn breaks_glass(&self) -> bool {
        self.purpose.break_glass && !self.glass_broken.get()
    }

    /// Marks in the history, once for a call and before anything else, that the owner acts without an account (R-PERM-4).
    ///
    /// # Errors
    /// `usage` where there is no reason for it.
    fn break_glass_at(&mut self, rule: ClockRule) -> Result<()> {
        if !self.breaks_glass() {
            return Ok(());
        }
        let credential = self.credential()?.clone();
        let why = self.purpose.why.clone();
        let store = self.store.get().ok_or_else(|| Error::new(Code::Failure, "the database was not opened"))?;
        let mut tx = store.write(&*self.clock, rule, &mut *self.random)?;
        let operator = operator::operator(&tx, &credential, tx.now())?;
        tx.act_as(operator.actor.clone());
        if operator.authority == Authority::BreakGlass {
            require_reason(&why, &tx.policy()?)?;
            let event = Event::ok(Action::BreakGlass).because(&why).detail("command", self.purpose.command.clone());
            tx.record(event)?;
            tx.commit()?;
        }
        self.glass_broken.set(true);
        Ok(())
    }

    /// A sign of life of an operator who reads. It waits for nobody, and a reader does not fail for want of it.
    fn touch(&self, operator: &Operator, now: Time) {
        let Some(account) = operator.account().filter(|account| now.since(account.seen_at) >= TOUCH_AFTER) else {
            return;
        };
        if let (Some(session), Some(store)) = (operator.session(), self.store.get()) {
            let _ = store.touch_session(session, account.seen_at.max(now));
        }
    }
}

/// A denial for want of a permission, for a person who is no operator: how to become one.
fn explained(tx: &ReadTx<'_>, credential: &Credential, operator: &Operator, error: &Error) -> Error {
    if error.code() != Code::PermissionDenied || operator.authority != Authority::Nobody {
        return error.clone();
    }
    match tx.policy() {
        Ok(policy) => operator::not_signed_in(credential, &policy),
        Err(error) => error,
    }
}

/// Commits what an operation wrote. It has acted once that is durable or may be, and only if it wrote something.
fn commit(tx: WriteTx<'_>, acted: &Cell<bool>) -> Result<()> {
    let writes = !tx.untouched();
    let done = tx.commit();
    if writes && done.as_ref().err().is_none_or(|error| error.code() == Code::MayBeDone) {
        acted.set(true);
    }
    done
}
