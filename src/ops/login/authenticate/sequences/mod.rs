//! Random sequences of logins and of what operators do between them, against a model of a few lines (R-LOGIN-1, R-LOGIN-2, R-LOCK-1,
//! R-LOCK-3, R-LOCK-5, R-LOCK-8, R-LOCK-9, R-PAUSE-2, R-PAUSE-3, R-PAUSE-4, R-PWD-6). The store is a real one; only the hashing is left out.

mod imported;
mod meanwhile;
mod model;

use super::{Attempt, Decide, Decided, NewPassword, PasswordChange, Proof};
use crate::{
    domain::{
        ambient::{Clock, Random},
        event::{Action, Actor, ActorAuth, Event, Why},
        factor::{
            Device, Factor, FactorState, Spend,
            totp::{self, Parameters, Totp},
        },
        identifier::Identifier,
        level::Level,
        license::License,
        pause::{Ends, Request},
        permission::{Authority, Operator},
        resource::{Resource, ResourceType},
        secret::{SecretBytes, SecretText},
        time::{Span, Time},
    },
    error::{self, Result},
    ops::{
        Operation,
        factors::{pause::Pause, require::Require},
        passwords::set_password::Hashed,
        rescue::{lock_account::Lock, unlock_account::Unlock},
    },
    store::{self, Change, ClockRule, KeySource, NewTenant, WriteTx},
    vault::{self, Key, KeyFileRules},
};
use model::{Code, Model, New, Step, steps};
use proptest::{prelude::*, test_runner::TestRunner};
use std::{cell::Cell, io, rc::Rc};
use zeroize::Zeroizing;

const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const SECRET: [u8; 20] = *b"12345678901234567890";

/// A clock that shows the time it was set to.
struct Standing(Rc<Cell<i64>>);

impl Clock for Standing {
    fn now(&self) -> Time {
        Time::from_millis(self.0.get() * 1000)
    }
}

/// Bytes that differ from one another, but are the same in every run.
struct Counting(u64);

impl Random for Counting {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        for byte in buffer {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 56) as u8;
        }
        Ok(())
    }
}

/// A tenant in a temporary directory.
struct World {
    tenant: NewTenant,
    seconds: Rc<Cell<i64>>,
    random: Counting,
    operator: Operator,
    _directory: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let keys = KeySource { path: directory.path().join("key"), rules: KeyFileRules::default() };
        vault::write_key_file(&keys.path, &Key::new([7; 32])).expect("a key");
        let (seconds, mut random) = (Rc::new(Cell::new(1_700_000_000)), Counting(1));
        let clock = Standing(seconds.clone());
        let tenant = store::create(&directory.path().join("t.db"), keys, "t", &clock, &mut random).expect("a tenant");
        let actor = Actor { name: "os:test".into(), auth: ActorAuth::Owner };
        Self {
            tenant,
            seconds,
            random,
            operator: Operator { actor, authority: Authority::Owner },
            _directory: directory,
        }
    }

    fn write<T>(&mut self, act: impl FnOnce(&mut WriteTx<'_>, &Operator) -> T) -> T {
        let clock = Standing(self.seconds.clone());
        let store = &self.tenant.store;
        let mut tx = store.write(&clock, ClockRule::Strict, &mut self.random).expect("the write lock");
        tx.act_as(self.operator.actor.clone());
        let done = act(&mut tx, &self.operator);
        tx.commit().expect("committed");
        done
    }

    /// An account with a password and a confirmed device: its username, and the model's start.
    fn somebody(&mut self) -> (String, Model) {
        let now = self.seconds.get();
        let username = self.write(|tx, _| {
            let id = tx.new_id().expect("an id");
            let (username, email) = (format!("u{id}@acme.example"), format!("u{id}@m.example"));
            let resource = Resource {
                id: id.clone(),
                username: username.clone(),
                email: email.clone(),
                email_verified_at: None,
                first_name: None,
                last_name: None,
                phone: None,
                kind: ResourceType::Internal,
                license: License::Standard,
                level: Level::User,
                champion: false,
                active: true,
                created_at: tx.now(),
                last_login_at: None,
            };
            let factor = Factor {
                id: format!("f-{id}"),
                resource: id.clone(),
                label: "phone".into(),
                state: FactorState::Pending,
                device: Device::Totp(Totp { issuer: "t".into(), parameters: Parameters::default(), last_step: None }),
                failures: 0,
                replaces_others: false,
                created_at: tx.now(),
                last_used_at: None,
            };
            let names = [&username, &email].map(|name| Identifier::email(name).expect("an address"));
            let step = tx.now().seconds() / 30 - 1;
            let changes = [
                Change::ResourceCreated { resource: &resource, username: &names[0], email: &names[1] },
                Change::PasswordSet { resource: &id, phc: PHC },
                Change::FactorAdded { factor: &factor, secret: Zeroizing::new(SECRET.to_vec()) },
                Change::FactorConfirmed { factor: &factor.id, spend: Spend::Step(step), login: false },
            ];
            tx.apply(changes, Event::ok(Action::ResourceCreate).on(&id, &username)).expect("applied");
            username
        });
        let model = Model {
            now,
            failed: 0,
            locked: false,
            hand: None,
            pause: None,
            last_step: now / 30 - 1,
            factor_failures: 0,
            password_set: now,
            sessions: Vec::new(),
        };
        (username, model)
    }

    fn login(&mut self, username: &str, right: bool, code: Option<String>) -> &'static str {
        self.login_with(username, right, code, New::None)
    }

    /// A login that also brings a new password; `weak` if it breaks the rules.
    fn login_with(&mut self, username: &str, right: bool, code: Option<String>, new: New) -> &'static str {
        let proof = Proof { compared_with: self.present(username), hashed: true, right, breaks_rules: None };
        self.decided_with(username, &proof, code, true, new).expect("decided")
    }

    fn present(&self, username: &str) -> Option<String> {
        let tx = self.tenant.store.read().expect("readable");
        let id = super::find::login_name(&tx, username).expect("asked")?;
        tx.credential(&id).expect("a password").map(|credential| credential.phc)
    }

    /// Decides a login after this comparison; the outcome's word, or `stale` if it must start over.
    fn decided(&mut self, username: &str, proof: &Proof, code: Option<String>, last_try: bool) -> Result<&'static str> {
        self.decided_with(username, proof, code, last_try, New::None)
    }

    fn decided_with(
        &mut self,
        username: &str,
        proof: &Proof,
        code: Option<String>,
        last_try: bool,
        new: New,
    ) -> Result<&'static str> {
        let attempt = Attempt {
            name: username.to_owned(),
            password: SecretText::from("not looked at"),
            code: code.map(SecretText::new),
            client: None,
            app: None,
            source: None,
            end_sessions: Vec::new(),
            operator: false,
            new_password: (new != New::None).then(|| SecretText::from("not looked at either")),
            enrollment: super::EnrollmentWish::None,
        };
        let mut decide = Decide { attempt: &attempt, proof, new_password: None, last_try };
        let mut decided = self.write(|tx, operator| decide.apply(tx, operator))?;
        let judged;
        if let Decided::NewPassword(resource) = &decided {
            judged = self.judged(&resource.id, new);
            decide.new_password = Some(&judged);
            decided = self.write(|tx, operator| decide.apply(tx, operator))?;
        }
        Ok(match decided {
            Decided::Answer(answer) if answer.password_change == PasswordChange::Refused => {
                assert_eq!(answer.decision.outcome().word(), "password_required");
                "weak"
            }
            Decided::Answer(answer) => answer.decision.outcome().word(),
            Decided::NewPassword(_) => panic!("it was judged already"),
            Decided::Stale => "stale",
        })
    }

    /// What is found of a new password outside the lock, without the hashing.
    fn judged(&mut self, id: &str, new: New) -> NewPassword {
        let tx = self.tenant.store.read().expect("readable");
        let remembered = tx.remembered_passwords(id).expect("passwords");
        drop(tx);
        let salt = self.random.0;
        self.random.0 = salt.wrapping_add(1);
        match new {
            New::Good => {
                NewPassword::Hashed(Hashed::unhashed(format!("{}{salt:022}${}", &PHC[..31], &PHC[54..]), remembered))
            }
            New::Weak => NewPassword::Refused(error::Error::new(error::Code::WeakPassword, "too short")),
            New::None => panic!("nothing was to be judged"),
        }
    }

    /// Takes one step as the program does; how a login ended.
    fn take(&mut self, username: &str, step: Step, before: &Model) -> Option<&'static str> {
        let (resource, why) = (username.to_owned(), Why { reason: Some("test".into()), ticket: None });
        match step {
            Step::Login { right_password, code, new } => {
                let code = typed(code, before);
                return Some(self.login_with(username, right_password, code, new));
            }
            Step::PauseNextLogin => {
                let pause = Pause { resource, request: Request::NextLogin, why };
                self.write(|tx, operator| pause.apply(tx, operator)).expect("paused");
            }
            // A pause beyond the longest one is refused and changes nothing.
            Step::PauseFor { hours } => {
                let pause = Pause { resource, request: Request::For(Span::hours(hours)), why };
                let _ = self.write(|tx, operator| pause.apply(tx, operator));
            }
            Step::Require => {
                self.write(|tx, operator| Require { resource, why }.apply(tx, operator)).expect("required");
            }
            Step::LockFor { seconds } => {
                let until = seconds.map(|seconds| Time::from_millis((before.now + seconds) * 1000));
                self.write(|tx, operator| Lock { resource, until, why }.apply(tx, operator)).expect("locked");
            }
            Step::Unlock => {
                self.write(|tx, operator| Unlock { resource, why, known: None }.apply(tx, operator)).expect("unlocked");
            }
            Step::Wait { seconds } => self.seconds.set(before.now + seconds),
        }
        None
    }

    /// The state in the words of the model: count, lock, pause, spent step, failures of the device, since when the password is set.
    fn standing(&self, username: &str, now: Time) -> (u32, bool, Option<Option<i64>>, i64, u32, i64) {
        let tx = self.tenant.store.read().expect("readable");
        let id = super::find::login_name(&tx, username).expect("asked").expect("somebody");
        let (lockout, pause) = (tx.lockout(&id).expect("a lock"), tx.pause(&id).expect("a pause"));
        let pause = pause.filter(|pause| pause.in_force(now)).map(|pause| match pause.ends {
            Ends::NextLogin => None,
            Ends::At(until) => Some(until.millis() / 1000),
        });
        let factor = tx.factors(&id).expect("factors").remove(0);
        let Device::Totp(totp) = factor.device;
        let last_step = i64::try_from(totp.last_step.expect("a step")).expect("small");
        let set_at = tx.credential(&id).expect("a password").expect("one").set_at.millis() / 1000;
        (lockout.failed, lockout.locked_since(now).is_some(), pause, last_step, factor.failures, set_at)
    }
}

/// The digits that are typed.
fn typed(code: Code, model: &Model) -> Option<String> {
    let secret = SecretBytes::new(SECRET.to_vec());
    let at = |step: i64| {
        let step = u64::try_from(step).expect("after 1970");
        totp::at_step(&secret, &Parameters::default(), step).expect("a code").expose().to_owned()
    };
    let present = model.now / 30;
    match code {
        Code::None => None,
        Code::Right(off) => Some(at(present + off)),
        Code::Again => Some(at(model.last_step)),
        Code::Wrong => {
            let near: Vec<String> = (present - 1..=present + 1).map(at).collect();
            (0..4).map(|digit| digit.to_string().repeat(6)).find(|code| !near.contains(code))
        }
    }
}

#[test]
fn r_login_2_sequences_of_logins_and_help_go_as_the_model_says() {
    let mut world = World::new();
    world.write(|tx, _| {
        let change = Change::PolicySet { key: "password.expiry", value: "24h" };
        tx.apply([change], Event::ok(Action::PolicySet)).expect("set");
    });
    let world = std::cell::RefCell::new(world);
    let seen = std::cell::RefCell::new(std::collections::BTreeMap::<&str, u32>::new());
    let follow = |steps: Vec<Step>| {
        let mut world = world.borrow_mut();
        let (username, mut model) = world.somebody();
        for (number, step) in steps.iter().enumerate() {
            let outcome = world.take(&username, *step, &model);
            let set = model.password_set;
            let expected = model.take(*step);
            prop_assert_eq!(outcome, expected, "step {} {:?} of {:?}", number, step, &steps);
            let now = Time::from_millis(model.now * 1000);
            let wanted = (
                model.failed,
                model.locked(),
                model.paused().map(|(_, until)| until),
                model.last_step,
                model.factor_failures,
                model.password_set,
            );
            prop_assert_eq!(world.standing(&username, now), wanted, "after step {} {:?} of {:?}", number, step, &steps);
            let expected = if model.password_set > set { Some("replaced") } else { expected };
            *seen.borrow_mut().entry(expected.unwrap_or("help")).or_insert(0) += 1;
        }
        Ok(())
    };
    // Every outcome must have occurred, or the sequences would prove nothing. Some are rare: what 48 sequences do not meet, the next may.
    let least = [
        ("granted", 10),
        ("denied", 40),
        ("locked", 10),
        ("session_limit", 1),
        ("code_required", 2),
        ("help", 50),
        ("password_required", 2),
        ("replaced", 2),
        ("weak", 1),
    ];
    let missing = || least.iter().find(|(outcome, least)| seen.borrow().get(outcome).is_none_or(|times| times < least));
    for _ in 0..5 {
        let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new(config).run(&steps(), follow).unwrap_or_else(|error| panic!("{error}"));
        if missing().is_none() {
            break;
        }
    }
    assert!(missing().is_none(), "{:?}: {:?}", missing(), seen.borrow());
    let world = world.into_inner();
    let verdict = world
        .tenant
        .store
        .read()
        .expect("readable")
        .verify_history(|_| true)
        .expect("verified")
        .expect("read to its end");
    assert!(verdict.ok, "{verdict:?}");
    drop(world.tenant);
}
