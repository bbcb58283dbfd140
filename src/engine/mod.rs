//! The engine of one tenant: its store, the clock, randomness and who acts. It has no terminal: whatever acts on a tenant can hold one (a
//! command, a front door, an agent).
//!
//! [`Engine::read`] and [`Engine::perform`] are the only ways to look at a tenant and to change it. Nothing is opened before it is needed.

mod act_as;

use crate::{
    domain::{
        ambient::{Clock, Random},
        event::Why,
        time::Time,
    },
    error::Result,
    identity::OsUser,
    ops::access::operator::Credential,
    places::Places,
    store::Store,
};
use std::{
    cell::{Cell, OnceCell},
    io,
};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        #[expect(clippy::disallowed_methods, reason = "the one home of the clock")]
        let now = std::time::SystemTime::now();
        let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        #[expect(clippy::disallowed_methods, reason = "the one home of randomness")]
        getrandom::fill(buffer).map_err(|error| io::Error::other(format!("the system gives no random bytes: {error}")))
    }
}

/// What one call on a tenant is for, as the history keeps it.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// The reason and the ticket.
    pub why: Why,
    /// The owner acts without an account (R-PERM-4).
    pub break_glass: bool,
    /// What was called, as a denial names it: the noun and verb of a command.
    pub command: String,
}

/// A tenant, with everything that acting on it takes.
pub struct Engine {
    /// What the call is for.
    pub purpose: Purpose,
    /// Where the tenant's files are.
    pub places: Places,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    store: OnceCell<Store>,
    /// Whether that database is not in its place yet.
    adopted: bool,
    user: OnceCell<OsUser>,
    credential: OnceCell<Credential>,
    glass_broken: Cell<bool>,
    acted: Cell<bool>,
}

impl Engine {
    /// An engine on the machine's own clock and randomness.
    pub fn new(purpose: Purpose, places: Places) -> Self {
        Self {
            purpose,
            places,
            clock: Box::new(SystemClock),
            random: Box::new(SystemRandom),
            store: OnceCell::new(),
            adopted: false,
            user: OnceCell::new(),
            credential: OnceCell::new(),
            glass_broken: Cell::new(false),
            acted: Cell::new(false),
        }
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub fn random<const N: usize>(&mut self) -> Result<[u8; N]> {
        Ok(crate::domain::ambient::random(&mut *self.random)?)
    }

    /// Whether anything that was asked for was made durable, or may have been.
    pub fn has_acted(&self) -> bool {
        self.acted.get()
    }

    /// From here on what was asked for may be done.
    pub(crate) fn act(&self) {
        self.acted.set(true);
    }

    /// The clock and the randomness, for making a tenant.
    pub fn ambient(&mut self) -> (&dyn Clock, &mut dyn Random) {
        (&*self.clock, &mut *self.random)
    }

    /// From here on it acts on this database, which is not in its place yet, in place of the one that the places name.
    pub fn adopt(&mut self, store: Store) {
        self.release();
        self.adopted = true;
        let _ = self.store.set(store);
    }

    /// Gives the database back and opens it again for the next act. Changes to a database that is not in its place do not count yet.
    pub fn release(&mut self) -> Option<Store> {
        self.acted.set(false);
        self.adopted = false;
        (self.user, self.credential) = (OnceCell::new(), OnceCell::new());
        self.store.take()
    }

    /// The tenant's database, opened at the first call.
    pub fn store(&self) -> Result<&Store> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let db = self.places.db()?;
        let keys = self.places.key(&db)?;
        let store = Store::open(&db, keys)?;
        Ok(self.store.get_or_init(|| store))
    }
}
