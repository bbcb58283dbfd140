//! Changes between the comparison of a password and the decision (R-LOCK-4), and an age that is reached.

use super::{Change, Code, Event, PHC, Proof, Span, World, typed};
use crate::{domain::event::Action, error};

const OTHER: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

fn proof(compared_with: Option<&str>, hashed: bool) -> Proof {
    Proof { compared_with: compared_with.map(str::to_owned), hashed, right: hashed, breaks_rules: None }
}

#[test]
fn r_lock_4_a_password_that_was_changed_meanwhile_is_compared_again_once_and_then_wrong() {
    let mut world = World::new();
    let (ada, model) = world.somebody();
    let right = || typed(Code::Right(0), &model);
    for before in [Some(OTHER), None] {
        assert_eq!(world.decided(&ada, &proof(before, true), right(), false).expect("decided"), "stale");
    }
    assert_eq!(world.standing(&ada, model_time(&world)).0, 0, "nothing was counted");
    assert_eq!(world.decided(&ada, &proof(Some(OTHER), true), right(), true).expect("decided"), "denied");
    assert_eq!(world.standing(&ada, model_time(&world)).0, 1);
    assert_eq!(world.decided(&ada, &proof(Some(PHC), true), right(), false).expect("decided"), "granted");
}

#[test]
fn r_lock_3_what_was_not_compared_because_of_a_lock_decides_nothing_once_the_lock_is_gone() {
    let mut world = World::new();
    let (ada, model) = world.somebody();
    for name in [ada.as_str(), "nobody@acme.example"] {
        let right = typed(Code::Right(0), &model);
        assert_eq!(world.decided(name, &proof(Some(PHC), false), right.clone(), false).expect("decided"), "stale");
        let again = world.decided(name, &proof(Some(PHC), false), right, true).expect_err("twice");
        assert_eq!(again.code(), error::Code::Changed, "{name}");
    }
    assert_eq!(world.standing(&ada, model_time(&world)).0, 0, "nothing was counted");
    // During a lock it is right that nothing was compared.
    for _ in 0..7 {
        assert_eq!(world.login(&ada, false, None), "denied");
        assert_eq!(world.login("nobody@acme.example", false, None), "denied");
    }
    for name in [ada.as_str(), "nobody@acme.example"] {
        assert_eq!(world.decided(name, &proof(Some(PHC), false), None, true).expect("decided"), "locked");
        assert_eq!(world.decided(name, &proof(Some(PHC), true), None, true).expect("decided"), "locked");
    }
}

#[test]
fn r_pwd_2_a_password_expires_at_its_age_and_not_before() {
    let mut world = World::new();
    let (ada, model) = world.somebody();
    world.write(|tx, _| {
        let change = Change::PolicySet { key: "password.expiry", value: "1d" };
        tx.apply([change], Event::ok(Action::PolicySet)).expect("set");
    });
    let day = Span::days(1).millis() / 1000;
    world.seconds.set(model.now + day - 1);
    assert_eq!(world.login(&ada, true, None), "code_required");
    world.seconds.set(model.now + day);
    assert_eq!(world.login(&ada, true, None), "password_required");
}

fn model_time(world: &World) -> super::Time {
    super::Time::from_millis(world.seconds.get() * 1000)
}
