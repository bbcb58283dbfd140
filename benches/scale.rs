//! What `benches/scale.py` measures with: tenants of any size, and the bare loop that `audit verify` is compared with.
//!
//! `scale seed DIRECTORY RESOURCES EVENTS` makes `acme.db`, `acme.key` and `bench.keys` there: the same at every run, by the operations
//! that commands perform, many of them in one transaction. `scale read DATABASE` reads every row of the history, takes one SHA-256 of each,
//! and prints how long that took.

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
        event::{Action, Event, Why},
        factor::{
            Device,
            totp::{self, Parameters},
        },
        level::Level,
        license::License,
        pause::Request,
        permission::Operator,
        policy::Policy,
        secret::SecretText,
        time::{Span, Time},
    },
    ops::{
        Operation,
        access::operator,
        factors::{confirm_totp::ConfirmTotp, enroll_totp::EnrollTotp, pause::Pause},
        login::{
            authenticate::{self, Attempt, Decide, Decided, EnrollmentWish, Proof},
            log_out::LogOut,
        },
        passwords::set_password::{Hashed, PasswordOf, SetPassword, Standard},
        people::{create_resource::CreateResource, set_active::SetActive},
        rescue::{lock_account::Lock, unlock_account::Unlock},
    },
    store::{self, ClockRule, KeySource, Store, WriteTx},
    vault::{Key, KeyFileRules, write_key_file},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many steps are committed together.
const TOGETHER: u64 = 20_000;
/// Everybody's, as in `benches/ratios.py`.
const PASSWORD: &str = "correct-Horse7battery";
/// The first people, `bench00` and so on: the keys of their authenticators stand in `bench.keys`, a line each.
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

/// Somebody of the tenant.
struct Person {
    id: String,
    username: String,
    /// Its password alone lets it in.
    api: bool,
}

/// What is made of a tenant as it is filled.
struct Seeding {
    /// Chooses names, licenses and what happens; the store draws its salts from another.
    dice: Seeded,
    people: Vec<Person>,
    /// Keys of authenticators in base32.
    keys: Vec<String>,
    /// Everybody's password, hashed once.
    hashed: Hashed,
}

fn why(reason: &str) -> Why {
    Why { reason: Some(reason.to_owned()), ticket: None }
}

/// Performs steps in large transactions, as this operator, a second of the tenant's clock apart.
fn many(
    store: &Store,
    (clock, random): (&Given, &mut Seeded),
    operator: &Operator,
    count: u64,
    mut step: impl FnMut(&mut WriteTx<'_>, u64) -> tenantctl::error::Result<()>,
) -> Result<()> {
    for first in (0..count).step_by(usize::try_from(TOGETHER)?) {
        clock.0.set(clock.0.get() + 1000);
        let mut tx = store.write(clock, ClockRule::Strict, random)?;
        tx.act_as(operator.actor.clone());
        for number in first..count.min(first + TOGETHER) {
            step(&mut tx, number)?;
        }
        tx.commit()?;
    }
    Ok(())
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
    store.enlarge_cache()?;
    let hashed = Standard::of_new(&Policy::default(), Vec::new()).prepare(&SecretText::from(PASSWORD), [7; 16])?;
    let mut seeding = Seeding { dice: Seeded(2), people: Vec::new(), keys: Vec::new(), hashed };
    let (owner, clerk, radius) =
        (operator::owner("os:root"), operator::owner("os:clerk"), operator::anybody("os:radius", true));
    many(&store, (&clock, &mut random), &owner, 1, |tx, _| {
        tx.record(Event::ok(Action::TenantInit).detail("tenant", "acme"))
    })?;
    many(&store, (&clock, &mut random), &owner, resources, |tx, number| seeding.create(tx, &owner, number))?;
    fs::write(directory.join("bench.keys"), seeding.keys.join("\n") + "\n")?;
    // Compared once: everybody has the same hash, so what it gave holds for every login.
    let name = &seeding.people.last().ok_or("nobody is there")?.id;
    let compare = |typed: &str| -> Result<Proof> {
        Ok(authenticate::read(&store.read()?, name, clock.now())?.prove(&SecretText::from(typed))?)
    };
    let (right, wrong) = (compare(PASSWORD)?, compare("wrong-Horse9battery")?);
    loop {
        let written = store.read()?.newest_event()?.map_or(0, |(seq, _)| seq);
        if written >= events {
            return Ok(());
        }
        // A clerk does one thing in a hundred; the rest are logins. Some of them write two events.
        let steps = (events - written).div_ceil(2).min(TOGETHER);
        many(&store, (&clock, &mut random), &radius, steps, |tx, _| seeding.login(tx, &radius, &right, &wrong))?;
        many(&store, (&clock, &mut random), &clerk, steps.div_ceil(100), |tx, _| {
            let resource = seeding.anybody().id.clone();
            Unlock { resource, why: why("called"), known: None }.apply(tx, &clerk).map(drop)
        })?;
    }
}

impl Seeding {
    fn anybody(&mut self) -> &Person {
        let at = self.dice.next() as usize % self.people.len();
        &self.people[at]
    }

    /// One resource with its password, and where the dice say so an authenticator, a lock, a pause.
    fn create(&mut self, tx: &mut WriteTx<'_>, owner: &Operator, number: u64) -> tenantctl::error::Result<()> {
        let dice = &mut self.dice;
        let mut pick = |list: &[&'static str]| list[dice.next() as usize % list.len()];
        let (first, last) = (pick(&FIRST), pick(&LAST));
        let known = number.checked_sub(1).filter(|number| *number < KNOWN);
        let username = match (number, known) {
            (0, _) => "root@acme.example".to_owned(),
            (_, Some(known)) => format!("bench{known:02}@acme.example"),
            _ => format!("{first}.{last}{number}@acme.example"),
        };
        let of_a_hundred = dice.next() % 100;
        let license = match (known, of_a_hundred) {
            (None, 0..3) if number > 0 => License::Api,
            (None, 3..6) => License::Dashboard,
            _ => License::Standard,
        };
        let create = CreateResource {
            email: format!("{last}.{first}{number}@mail.example"),
            username,
            first_name: Some(first.to_owned()),
            last_name: Some(last.to_owned()),
            phone: dice.next().is_multiple_of(5).then(|| format!("+4915{number:09}")),
            license,
            kind: None,
            level: if number == 0 { Level::Admin } else { Level::User },
            champion: number == 0,
            assume_email: number == 0 || dice.next() % 10 < 8,
            if_absent: false,
            why: Why::default(),
        };
        // Seven in ten have an authenticator, two in a hundred are deactivated.
        let enrolls = license != License::Api && (known.is_some() || number != 0 && dice.next() % 10 < 7);
        let leaves = number > KNOWN && dice.next() % 100 < 2;
        let resource = create.apply(tx, owner)?.state;
        let id = resource.id.clone();
        let hashed = self.hashed.clone();
        SetPassword { resource: id.clone(), hashed, owner: PasswordOf::New, why: Why::default() }.apply(tx, owner)?;
        if enrolls {
            let key = enroll(tx, owner, &id)?;
            self.keys.extend(known.map(|_| key));
        }
        match of_a_hundred {
            _ if number <= KNOWN => {}
            11 => drop(Lock { resource: id.clone(), until: None, why: why("benchmark") }.apply(tx, owner)?),
            13 | 14 if license != License::Api => {
                let request = if of_a_hundred == 13 { Request::NextLogin } else { Request::For(Span::hours(24)) };
                Pause { resource: id.clone(), request, why: why("benchmark") }.apply(tx, owner)?;
            }
            _ => {}
        }
        if leaves {
            SetActive { resource: id.clone(), active: false, why: why("left") }.apply(tx, owner)?;
        }
        self.people.push(Person { id, username: resource.username, api: license == License::Api });
        Ok(())
    }

    /// A login: of somebody with the right password alone, who logs out again, or with a wrong password.
    fn login(
        &mut self,
        tx: &mut WriteTx<'_>,
        radius: &Operator,
        right: &Proof,
        wrong: &Proof,
    ) -> tenantctl::error::Result<()> {
        let source = format!("192.0.2.{}", self.dice.next() % 256);
        let person = self.anybody();
        let attempt = Attempt {
            name: person.username.clone(),
            password: SecretText::from(PASSWORD),
            code: None,
            client: Some(tenantctl::domain::session::Client::Desktop),
            app: None,
            source: Some(source),
            end_sessions: Vec::new(),
            operator: false,
            new_password: None,
            enrollment: EnrollmentWish::None,
        };
        let proof = if person.api { right } else { wrong };
        if let Decided::Answer(answer) =
            (Decide { attempt: &attempt, proof, new_password: None, last_try: true }).apply(tx, radius)?
            && let Some(grant) = answer.grant
        {
            LogOut { token: Some(grant.token) }.apply(tx, radius)?;
        }
        Ok(())
    }
}

/// Enrolls and confirms an authenticator; its key in base32.
fn enroll(tx: &mut WriteTx<'_>, owner: &Operator, id: &str) -> tenantctl::error::Result<String> {
    let begin = EnrollTotp {
        resource: id.to_owned(),
        label: None,
        issuer: None,
        parameters: Parameters::default(),
        earlier: None,
        by_itself: false,
        why: Why::default(),
    };
    let enrollment = begin.apply(tx, owner)?;
    let Device::Totp(app) = &enrollment.factor.device;
    let code = totp::at_step(&enrollment.secret, &app.parameters, tx.now().seconds() / 30);
    let code = code.expect("parameters that are allowed").expose().to_owned();
    let (resource, factor) = (id.to_owned(), Some(enrollment.factor.id));
    ConfirmTotp { resource, factor, code, by_itself: false, why: Why::default() }.apply(tx, owner)?;
    Ok(data_encoding::BASE32_NOPAD.encode(enrollment.secret.expose()))
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
