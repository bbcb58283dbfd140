//! What `benches/scale.py` measures with: tenants of any size, and the bare loop that `audit verify` is compared with.
//!
//! `scale seed DIRECTORY RESOURCES EVENTS` makes `acme.db` and `acme.key` there: the same to the byte at every run, by the store's own
//! changes, each with its event. `scale read DATABASE` reads every row of the history, takes one SHA-256 of each, and prints how long that
//! took.

use sha2::{Digest, Sha256};
use std::{
    cell::Cell,
    error::Error,
    fs::{self, Permissions},
    hint::black_box,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    time::Instant,
};
use tenantctl::{
    domain::{
        ambient::{Clock, Random},
        event::{Action, Actor, ActorAuth, Event, EventOutcome},
        factor::{Factor, FactorState},
        identifier::Identifier,
        level::Level,
        license::License,
        lockout::{HandLock, Lockout},
        password,
        pause::{Ends, Pause},
        policy::Policy,
        resource::{Resource, ResourceType},
        secret::SecretText,
        time::{Span, Time},
        totp::Parameters,
    },
    store::{self, Change, ClockRule, KeySource, Store, WriteTx},
    vault::{Key, KeyFileRules, write_key_file},
};
use zeroize::Zeroizing;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many changes are committed together.
const TOGETHER: u64 = 50_000;
/// Everybody's, as in `benches/ratios.py`.
const PASSWORD: &str = "correct-Horse7battery";
/// The first people, `bench00` and so on, have authenticators whose secret is their number twenty times.
const KNOWN: u64 = 9;
const FIRST: [&str; 16] = [
    "ada", "bela", "carl", "dora", "emil", "fanny", "gina", "hugo", "ines", "jule", "kurt", "lena", "milo", "nora",
    "otto", "pia",
];
const LAST: [&str; 16] = [
    "adler", "braun", "curie", "dietz", "engel", "falk", "gauss", "haas", "ibsen", "jahn", "keller", "lang", "maier",
    "noether", "ohm", "planck",
];

/// A clock that stands where it is put.
struct Given(Cell<i64>);

impl Clock for Given {
    fn now(&self) -> Time {
        Time::from_millis(self.0.get())
    }
}

/// Predictable bytes (splitmix64): for benchmarks only.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Random for Seeded {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        for part in buffer.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }
}

/// A tenant that is being filled.
struct Seeding {
    store: Store,
    clock: Given,
    random: Seeded,
    /// Chooses names, licences and outcomes; the store draws its salts from another.
    dice: Seeded,
    people: Vec<(String, String)>,
}

impl Seeding {
    /// Makes `count` changes in large transactions, as this actor.
    fn many(
        &mut self,
        actor: &str,
        count: u64,
        mut one: impl FnMut(&mut WriteTx<'_>, &mut Seeded, &mut Vec<(String, String)>, u64) -> tenantctl::error::Result<()>,
    ) -> Result<()> {
        let actor = Actor { name: actor.to_owned(), auth: ActorAuth::Owner };
        for first in (0..count).step_by(TOGETHER as usize) {
            self.clock.0.set(self.clock.0.get() + 1000);
            let mut tx = self.store.write(&self.clock, ClockRule::Strict, &mut self.random)?;
            tx.act_as(actor.clone());
            for number in first..count.min(first + TOGETHER) {
                one(&mut tx, &mut self.dice, &mut self.people, number)?;
            }
            tx.commit()?;
        }
        Ok(())
    }
}

fn seed(directory: &Path, resources: u64, events: u64) -> Result<()> {
    fs::create_dir_all(directory)?;
    fs::set_permissions(directory, Permissions::from_mode(0o700))?;
    let (path, key) = (directory.join("acme.db"), directory.join("acme.key"));
    let clock = Given(Cell::new("2026-01-01T00:00:00Z".parse::<Time>()?.millis()));
    let mut random = Seeded(1);
    write_key_file(&key, &Key::new(tenantctl::domain::ambient::random(&mut random)?))?;
    let keys = KeySource { path: key, rules: KeyFileRules::default() };
    let made = store::create(&path, keys.clone(), "acme", &clock, &mut random)?;
    made.put_in_place()?;
    let store = Store::open(&path, keys)?;
    let phc = password::hash(&SecretText::from(PASSWORD), Policy::default().password_argon2, [7; 16])?;
    let mut seeding = Seeding { store, clock, random, dice: Seeded(2), people: Vec::new() };
    seeding.many("os:root", 1, |tx, _, _, _| tx.record(Event::ok(Action::TenantInit).detail("tenant", "acme")))?;
    seeding.many("os:root", resources, |tx, dice, people, number| create(tx, dice, people, number, &phc))?;
    let mut written = resources + 1;
    while written < events {
        // A helpdesk clerk does one thing in a hundred; the rest are logins.
        let logins = (events - written).min(TOGETHER);
        seeding.many("os:radius", logins - logins / 100, |tx, dice, people, _| login(tx, dice, people))?;
        seeding.many("os:clerk", logins / 100, |tx, dice, people, _| {
            let (id, username) = &people[dice.next() as usize % people.len()];
            let event = Event::ok(Action::AccountUnlock).on(id, username).detail("failed_attempts", 0);
            tx.apply([Change::LockoutCleared(id)], event)
        })?;
        written += logins;
    }
    Ok(())
}

/// One resource with its password, and where the dice say so an authenticator, a lock, a pause.
fn create(
    tx: &mut WriteTx<'_>,
    dice: &mut Seeded,
    people: &mut Vec<(String, String)>,
    number: u64,
    phc: &str,
) -> tenantctl::error::Result<()> {
    let mut pick = |list: &[&'static str]| list[dice.next() as usize % list.len()];
    let (first, last) = (pick(&FIRST), pick(&LAST));
    let known = number.checked_sub(1).filter(|number| *number < KNOWN);
    let username = match (number, known) {
        (0, _) => "root@acme.example".to_owned(),
        (_, Some(known)) => format!("bench{known:02}@acme.example"),
        _ => format!("{first}.{last}{number}@acme.example"),
    };
    let email = format!("{last}.{first}{number}@mail.example");
    let of_a_hundred = dice.next() % 100;
    let license = match (known, of_a_hundred) {
        (None, 0..3) => License::Api,
        (None, 3..6) => License::Dashboard,
        _ => License::Standard,
    };
    let resource = Resource {
        id: tx.new_id()?,
        username: username.clone(),
        email: email.clone(),
        email_verified_at: (number == 0 || dice.next() % 10 < 8).then(|| tx.now()),
        first_name: Some(first.to_owned()),
        last_name: Some(last.to_owned()),
        phone: dice.next().is_multiple_of(5).then(|| format!("+4915{:09}", number)),
        kind: ResourceType::Internal,
        license,
        level: if number == 0 { Level::Admin } else { Level::User },
        champion: number == 0,
        active: number < KNOWN + 1 || dice.next() % 100 < 98,
        created_at: tx.now(),
        last_login_at: None,
    };
    let id = resource.id.as_str();
    let normal =
        |name: &str, read: fn(&str) -> std::result::Result<Identifier, _>| read(name).expect("a name that is allowed");
    let (username, email) = (normal(&username, Identifier::username), normal(&email, Identifier::email));
    let mut changes = vec![
        Change::ResourceCreated { resource: &resource, username: &username, email: &email },
        Change::PasswordSet { resource: id, phc },
    ];
    let factor = Factor {
        id: tx.new_id()?,
        resource: id.to_owned(),
        label: "authenticator".into(),
        state: FactorState::Pending,
        issuer: "acme".into(),
        parameters: Parameters::default(),
        last_step: None,
        failures: 0,
        replaces_others: false,
        created_at: tx.now(),
        last_used_at: None,
    };
    // Seven in ten.
    let enrolls = license != License::Api && (known.is_some() || number != 0 && dice.next() % 10 < 7);
    if enrolls {
        let secret =
            known.map_or_else(|| dice.next().to_be_bytes().repeat(3)[..20].to_vec(), |known| vec![known as u8; 20]);
        changes.push(Change::FactorAdded { factor: &factor, secret: Zeroizing::new(secret) });
        changes.push(Change::FactorConfirmed { factor: &factor.id, step: tx.now().seconds() / 30, login: false });
    }
    let lock = HandLock { at: tx.now(), until: None, reason: Some("benchmark".into()), by: "os:root".into() };
    let counted = Lockout { failed: 7, locked_at: Some(tx.now()), by_hand: None };
    let pause = Pause {
        ends: if of_a_hundred == 13 { Ends::NextLogin } else { Ends::At(tx.now().plus(Span::hours(24))) },
        started_at: tx.now(),
        reason: Some("benchmark".into()),
        ticket: None,
        operator: "os:root".into(),
    };
    match of_a_hundred {
        _ if number < KNOWN + 1 => {}
        11 => changes.push(Change::LockedByHand { resource: id, lock: &lock }),
        12 => changes.push(Change::LockoutCounted { resource: id, lockout: &counted }),
        13 | 14 if license != License::Api => changes.push(Change::PauseSet { resource: id, pause: &pause }),
        _ => {}
    }
    let event = Event::ok(Action::ResourceCreate)
        .on(id, &resource.username)
        .detail("email", resource.email.clone())
        .detail("first_name", resource.first_name.clone())
        .detail("last_name", resource.last_name.clone())
        .detail("license", license.word())
        .detail("level", resource.level.word())
        .detail("enrolled", enrolls);
    tx.apply(changes, event)?;
    people.push((resource.id, resource.username));
    Ok(())
}

/// A login: granted nine times in ten. What it counts is cleared at once, so that everybody can go on.
fn login(tx: &mut WriteTx<'_>, dice: &mut Seeded, people: &[(String, String)]) -> tenantctl::error::Result<()> {
    let (id, username) = &people[dice.next() as usize % people.len()];
    let mut event = Event::ok(Action::Authenticate).on(id, username);
    event.client = Some("desktop".into());
    event.personal.source = Some(format!("192.0.2.{}", dice.next() % 256));
    if dice.next().is_multiple_of(10) {
        let event = event.ended(EventOutcome::Denied).detail("outcome", "denied").detail("cause", "password");
        return tx.record(event);
    }
    tx.apply([Change::LoggedIn(id)], event.detail("outcome", "granted").detail("method", "not_required"))
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn read(database: &Path) -> Result<()> {
    let start = Instant::now();
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let sql = rusqlite::Connection::open_with_flags(database, flags)?;
    let columns = "seq, format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";
    let mut statement = sql.prepare(&format!("SELECT {columns} FROM audit_events ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        for column in [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12] {
            black_box(row.get_ref(column)?);
        }
        black_box(Sha256::digest(row.get_ref(9)?.as_blob()?));
        count += 1;
    }
    let taken = start.elapsed().as_secs_f64();
    Ok(writeln!(io::stdout(), "{count} rows in {taken:.4} s")?)
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["seed", directory, resources, events] => seed(Path::new(directory), resources.parse()?, events.parse()?),
        ["read", database] => read(Path::new(database)),
        // `cargo bench` runs every benchmark without a word.
        _ => Ok(writeln!(
            io::stdout(),
            "scale seed DIRECTORY RESOURCES EVENTS | scale read DATABASE; see benches/scale.py"
        )?),
    }
}
