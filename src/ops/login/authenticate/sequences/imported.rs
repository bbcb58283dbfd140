//! Hashes from other systems (R-PWD-5): how they arrive, what a login does with them, and what the history records.

use super::{Attempt, Decide, Decided, License, Operation, Proof, SecretText, Time, Why, World};
use crate::{
    domain::{
        event::Action,
        level::Level,
        password::{self, HashCost},
    },
    error::Code,
    ops::{
        login::authenticate::{Judgement, Rehash, read},
        passwords::set_password::{Hashed, PasswordOf, SetPassword, Standard},
        people::{create_resource::CreateResource, create_with_password::CreateWithPassword},
    },
    store::EventFilter,
};

const TYPED: &str = "Ren\u{e9}-1234";
/// Its hashes, made by libxcrypt and by Python's `hashlib.scrypt`.
const FOREIGN: [(&str, &str); 2] = [
    ("bcrypt", "$2b$05$tenantctlTestsSaltXYZeigqXZNuk5Tr4IPZNJG3lAA1qC5QStQa"),
    ("scrypt", "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M0jq1sX29lWZdE37G/nuHGrfXUs4HMsyWhAkjmGIUGI"),
];

impl World {
    /// An account with the license `api`, which needs only its password, and an imported hash.
    fn imported(&mut self, name: &str, phc: &str) -> String {
        let create = CreateResource {
            username: format!("{name}@acme.example"),
            email: format!("{name}@m.example"),
            first_name: None,
            last_name: None,
            phone: None,
            license: License::Api,
            kind: None,
            level: Level::User,
            champion: false,
            assume_email: false,
            if_absent: false,
            why: Why::default(),
        };
        let password = Some(Hashed::imported(phc).expect("importable"));
        let create = CreateWithPassword { create, password, setup: false };
        self.write(|tx, operator| create.apply(tx, operator)).expect("created").state.username
    }

    fn now(&self) -> Time {
        Time::from_millis(self.seconds.get() * 1000)
    }

    /// The password compared with what is stored, as a login does it.
    fn proof(&self, name: &str, typed: &str) -> Proof {
        let tx = self.tenant.store.read().expect("readable");
        read(&tx, name, self.now()).and_then(|reading| reading.prove(&typed.into())).expect("compared")
    }

    /// A whole login except for the stronger hash.
    fn whole_login(&mut self, name: &str, typed: &str) -> Judgement {
        let attempt = Attempt {
            name: name.to_owned(),
            password: SecretText::from(typed),
            code: None,
            client: None,
            app: None,
            source: None,
            end_sessions: Vec::new(),
            operator: false,
            new_password: None,
            enrollment: crate::ops::login::authenticate::EnrollmentWish::None,
        };
        let proof = self.proof(name, typed);
        let decide = Decide { attempt: &attempt, proof: &proof, new_password: None, last_try: false };
        match self.write(|tx, operator| decide.apply(tx, operator)).expect("decided") {
            Decided::Answer(answer) => *answer,
            Decided::NewPassword(_) | Decided::Stale => panic!("nothing was changed meanwhile"),
        }
    }

    fn stored(&self, name: &str) -> Vec<String> {
        let tx = self.tenant.store.read().expect("readable");
        let id = crate::ops::find::login_name(&tx, name).expect("asked").expect("somebody");
        tx.remembered_passwords(&id).expect("passwords")
    }

    fn standard(&self, name: &str) -> Standard {
        let tx = self.tenant.store.read().expect("readable");
        Standard::of(&tx, &crate::ops::find::resource(&tx, name).expect("somebody")).expect("read")
    }

    /// The newest event of an action, as text.
    fn newest(&self, action: Action) -> String {
        let tx = self.tenant.store.read().expect("readable");
        let filter = EventFilter { actions: vec![action], ..EventFilter::default() };
        let mut details = None;
        tx.events(&filter, |stored| {
            details = Some(serde_json::to_string(&stored.personal["details"]).expect("JSON"));
            Ok(false)
        })
        .expect("read");
        details.expect("an event")
    }
}

#[test]
fn r_pwd_5_a_hash_from_elsewhere_lets_in_and_the_first_granted_login_raises_it() {
    let mut world = World::new();
    for (kind, phc) in FOREIGN {
        let name = world.imported(kind, phc);
        assert_eq!(
            world.newest(Action::PasswordSet),
            format!(r#"{{"changed":{{"password_set":{{"before":false,"after":true}}}},"imported_hash":"{kind}"}}"#)
        );
        let denied = world.whole_login(&name, "ren\u{e9}-1234");
        assert_eq!((denied.decision.outcome().word(), denied.rehash), ("denied", None));
        assert_eq!(world.stored(&name), [phc]);
        // Typed in two code points as well as in one.
        let granted = world.whole_login(&name, "Rene\u{301}-1234");
        assert_eq!((granted.decision.outcome().word(), granted.rehash.as_deref()), ("granted", Some(phc)));
        let (resource, after) = (granted.resource.expect("somebody"), raised());
        let rehash = Rehash { resource: &resource, before: phc, after: &after };
        world.write(|tx, operator| rehash.apply(tx, operator)).expect("raised");
        assert_eq!(world.stored(&name), [after]);
        let details = world.newest(Action::PasswordRehash);
        assert_eq!(details, format!(r#"{{"changed":{{"hash":{{"before":"{kind}","after":"argon2id"}}}}}}"#));
        let again = world.whole_login(&name, TYPED);
        assert_eq!((again.decision.outcome().word(), again.rehash), ("granted", None), "once is enough");
    }
    drop(world.tenant);
}

/// The same password as this program hashes it.
fn raised() -> String {
    password::hash(&TYPED.into(), HashCost::default(), [9; 16]).expect("hashed")
}

#[test]
fn r_pwd_1_a_password_from_elsewhere_is_remembered_before_and_after_it_is_raised_and_changed() {
    let mut world = World::new();
    for (kind, phc) in FOREIGN {
        let name = world.imported(kind, phc);
        let used =
            |world: &World| world.standard(&name).prepare(&TYPED.into(), [1; 16]).err().map(|error| error.code());
        assert_eq!(used(&world), Some(Code::WeakPassword), "{kind}: not yet raised");
        // The imported hash proves the present password, and another is chosen.
        assert!(world.proof(&name, TYPED).right && !world.proof(&name, "Ren\u{e9}-12345").right);
        let hashed = world.standard(&name).prepare(&"another-Horse8battery".into(), [2; 16]).expect("taken");
        let set = SetPassword { resource: name.clone(), hashed, owner: PasswordOf::AnotherPerson, why: Why::default() };
        world.write(|tx, operator| set.apply(tx, operator)).expect("set");
        assert_eq!(world.stored(&name).get(1).map(String::as_str), Some(phc));
        assert!(!world.proof(&name, TYPED).right, "{kind}: the earlier one opens nothing");
        assert_eq!(used(&world), Some(Code::WeakPassword), "{kind}: one of the previous five");
    }
    drop(world.tenant);
}

#[test]
fn r_lock_6_a_name_without_a_password_costs_a_hash_from_elsewhere_where_the_others_do() {
    let mut world = World::new();
    let (_, phc) = FOREIGN[0];
    for number in 0..3 {
        world.imported(&format!("u{number}"), phc);
    }
    let tx = world.tenant.store.read().expect("readable");
    for name in ["nobody@acme.example", "x", "u7@acme.example"] {
        let reading = read(&tx, name, world.now()).expect("read");
        assert_eq!((reading.phc.as_deref(), reading.decoy.as_str()), (None, phc), "{name}");
        // The right password of the borrowed hash lets no one else in.
        let proof = reading.prove(&TYPED.into()).expect("compared");
        assert!(proof.hashed && !proof.right && proof.compared_with.is_none(), "{name}");
    }
    drop(tx);
    drop(world.tenant);
}

#[test]
fn r_pwd_5_only_what_a_login_can_compare_comes_in_and_the_refusal_never_repeats_it() {
    for phc in
        ["$6$salt$5f4dcc3b5aa765d61d8327deb882cf99", "$2b$16$tenantctlTestsSaltXYZeigqXZNuk5Tr4IPZNJG3lAA1qC5QStQa"]
    {
        let error = Hashed::imported(phc).err().expect("refused").to_string();
        assert!(error.contains("bcrypt") && error.contains("scrypt") && error.contains("Argon2id"), "{error}");
        assert!(!error.contains("5f4d") && !error.contains("tenantctlTests"), "{error}");
    }
}
