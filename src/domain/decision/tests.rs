use super::*;

const NOW: Time = Time::from_millis(1_700_000_000_000);

fn good() -> Account {
    Account {
        password_right: true,
        active: true,
        password_ended: false,
        new_password: false,
        license: License::Standard,
        paused: false,
        disabled: false,
        enrolled: true,
        sign_in: false,
        room: true,
        code: CodeProof::Factor { factor: "f".into(), kind: FactorKind::Totp, spend: Spend::Step(1) },
    }
}

fn open(account: &Account) -> Decision {
    decide(&Lockout::default(), Some(account), NOW)
}

#[test]
fn r_login_1_a_right_password_and_code_are_granted() {
    assert_eq!(open(&good()), Decision::Granted(Method::Totp));
    assert_eq!(open(&Account { code: CodeProof::Emergency, ..good() }), Decision::Granted(Method::Emergency));
}

#[test]
fn r_lock_6_unknown_wrong_password_and_deactivated_are_the_same_decision() {
    let denied = Decision::Denied { counted: true };
    assert_eq!(decide(&Lockout::default(), None, NOW), denied);
    assert_eq!(open(&Account { password_right: false, ..good() }), denied);
    assert_eq!(open(&Account { active: false, ..good() }), denied);
    let both = Account { active: false, password_ended: true, code: CodeProof::NotGiven, ..good() };
    assert_eq!(open(&both), denied);
}

#[test]
fn r_lock_3_while_locked_the_right_password_and_code_are_refused_too() {
    let locked = Lockout { failed: 7, locked_at: Some(NOW), by_hand: None };
    assert_eq!(decide(&locked, Some(&good()), NOW), Decision::Locked);
    assert_eq!(decide(&locked, None, NOW), Decision::Locked);
}

#[test]
fn r_login_2_a_code_given_during_a_pause_is_judged_as_if_there_were_none() {
    let paused = Account { paused: true, ..good() };
    assert_eq!(open(&Account { code: CodeProof::NotGiven, ..paused.clone() }), Decision::Granted(Method::Paused));
    assert_eq!(open(&paused), Decision::Granted(Method::Totp));
    assert_eq!(open(&Account { code: CodeProof::Wrong, ..paused.clone() }), Decision::Denied { counted: true });
    let lost = Account { enrolled: false, code: CodeProof::Wrong, ..paused };
    assert_eq!(open(&lost), Decision::EnrollmentRequired);
}

#[test]
fn r_ses_2_the_session_limit_is_told_only_where_the_login_would_be_granted() {
    let full = Account { room: false, ..good() };
    assert_eq!(open(&full), Decision::SessionLimit);
    assert_eq!(open(&Account { code: CodeProof::Wrong, ..full.clone() }), Decision::Denied { counted: true });
    assert_eq!(open(&Account { code: CodeProof::NotGiven, ..full.clone() }), Decision::CodeRequired);
    assert_eq!(open(&Account { code: CodeProof::NotGiven, paused: true, ..full }), Decision::SessionLimit);
}

#[test]
fn r_pause_5_an_enrollment_begins_only_where_nothing_proved_is_in_the_way() {
    let none = CodeProof::NotGiven;
    let begins = |account: &Account| enrollment_may_begin(open(account), account, false);
    let bare = Account { enrolled: false, code: none.clone(), ..good() };
    let paused = Account { paused: true, code: none.clone(), ..good() };
    assert!(begins(&bare) && begins(&paused) && begins(&Account { room: false, ..paused.clone() }));
    assert!(begins(&Account { license: License::Dashboard, ..bare.clone() }));
    assert!(!begins(&Account { license: License::Api, ..bare.clone() }));
    assert!(!begins(&Account { license: License::Api, sign_in: true, ..bare.clone() }));
    assert!(
        !begins(&Account { code: none, ..good() }) && !begins(&good()) && !begins(&Account { paused: true, ..good() })
    );
    assert!(!begins(&Account { room: false, paused: true, ..good() }), "a code was judged");
    assert!(!begins(&Account { password_right: false, ..paused.clone() }));
    assert!(!begins(&Account { active: false, ..bare.clone() }));
    assert!(!begins(&Account { password_ended: true, ..bare }));
    assert!(!enrollment_may_begin(open(&paused), &paused, true), "R-LOCK-10");
    let locked = Lockout { failed: 7, locked_at: Some(NOW), by_hand: None };
    assert!(!enrollment_may_begin(decide(&locked, Some(&paused), NOW), &paused, false));
}

#[test]
fn r_perm_1_an_operator_signs_in_with_a_second_factor_whatever_its_license() {
    let bare = |license| Account { license, enrolled: false, sign_in: true, code: CodeProof::NotGiven, ..good() };
    for license in License::ALL {
        assert_eq!(open(&bare(*license)), Decision::EnrollmentRequired, "{license:?}");
    }
}

#[test]
fn r_rec_3_while_2fa_is_disabled_no_code_is_asked_for() {
    let disabled = Account { disabled: true, enrolled: false, code: CodeProof::NotGiven, ..good() };
    assert_eq!(open(&disabled), Decision::Granted(Method::NotRequired));
    assert_eq!(open(&Account { password_right: false, ..disabled }), Decision::Denied { counted: true });
}

#[test]
fn r_lock_8_the_repetition_of_an_accepted_code_is_denied_and_not_counted() {
    assert_eq!(open(&Account { code: CodeProof::Repeated, ..good() }), Decision::Denied { counted: false });
    let wrong_password = Account { code: CodeProof::Repeated, password_right: false, ..good() };
    assert_eq!(open(&wrong_password), Decision::Denied { counted: true });
}

#[test]
fn r_res_3_the_license_decides_whether_a_code_is_asked_for() {
    let bare = |license, enrolled| Account { license, enrolled, code: CodeProof::NotGiven, ..good() };
    let table = [
        (License::Standard, false, Decision::EnrollmentRequired),
        (License::Standard, true, Decision::CodeRequired),
        (License::CoManaged, false, Decision::EnrollmentRequired),
        (License::Dashboard, false, Decision::Granted(Method::NotRequired)),
        (License::Dashboard, true, Decision::CodeRequired),
        (License::Api, false, Decision::Granted(Method::NotRequired)),
        (License::Api, true, Decision::Granted(Method::NotRequired)),
    ];
    for (license, enrolled, expected) in table {
        assert_eq!(open(&bare(license, enrolled)), expected, "{license:?} {enrolled}");
    }
}

#[test]
fn r_aud_2_the_words_of_the_methods_are_kept_for_good() {
    let words = [Method::Totp, Method::Emergency, Method::Paused, Method::NotRequired].map(Method::word);
    assert_eq!(words, ["totp", "emergency", "paused", "not_required"]);
}

#[test]
fn r_pwd_2_an_expired_password_comes_before_the_second_factor() {
    let expired = Account { password_ended: true, code: CodeProof::Wrong, ..good() };
    assert_eq!(open(&expired), Decision::PasswordRequired);
}

#[test]
fn r_pwd_6_a_new_password_comes_after_the_code_and_only_in_place_of_one_that_has_ended() {
    let ended = Account { password_ended: true, new_password: true, ..good() };
    let judged = |account: &Account| (open(account), password_is_replaced(open(account), account));
    assert_eq!(judged(&ended), (Decision::Granted(Method::Totp), true));
    assert_eq!(judged(&Account { room: false, ..ended.clone() }), (Decision::Granted(Method::Totp), true));
    assert_eq!(judged(&Account { code: CodeProof::NotGiven, ..ended.clone() }), (Decision::CodeRequired, false));
    let wrong = Account { code: CodeProof::Wrong, ..ended.clone() };
    assert_eq!(judged(&wrong), (Decision::Denied { counted: true }, false));
    let repeated = Account { code: CodeProof::Repeated, ..ended.clone() };
    assert_eq!(judged(&repeated), (Decision::Denied { counted: false }, false));
    let bare = Account { enrolled: false, code: CodeProof::NotGiven, ..ended.clone() };
    assert_eq!(judged(&bare), (Decision::EnrollmentRequired, true));
    let paused = Account { paused: true, code: CodeProof::NotGiven, ..ended.clone() };
    assert_eq!(judged(&paused), (Decision::Granted(Method::Paused), true));
    assert_eq!(judged(&Account { new_password: false, ..ended.clone() }), (Decision::PasswordRequired, false));
    assert_eq!(judged(&Account { password_ended: false, ..ended.clone() }), (Decision::Granted(Method::Totp), false));
    for denied in [Account { password_right: false, ..ended.clone() }, Account { active: false, ..ended }] {
        assert_eq!(judged(&denied), (Decision::Denied { counted: true }, false));
    }
}

/// R-LOGIN-1 as the sentence that it is: the first clause of the list that holds is the answer.
fn by_the_list(lockout: &Lockout, account: Option<&Account>) -> Decision {
    let denied = Decision::Denied { counted: true };
    let Some(a) = account else {
        return if lockout.locked_at.is_some() { Decision::Locked } else { denied };
    };
    let (required, available) = match a.license {
        _ if a.sign_in => (true, true),
        License::Standard | License::CoManaged => (true, true),
        License::Dashboard => (false, true),
        License::Api => (false, false),
    };
    let no_code = a.code == CodeProof::NotGiven;
    // Beyond the second clause an ended password is one that is replaced, which ends every other session.
    let room = a.room || a.password_ended;
    let clauses = [
        (lockout.locked_at.is_some(), Decision::Locked),
        (!a.password_right, denied),
        (!a.active, denied),
        (a.password_ended && !a.new_password, Decision::PasswordRequired),
        (!room && !available, Decision::SessionLimit),
        (!room && (a.disabled || (!required && !a.enrolled)), Decision::SessionLimit),
        (!available || a.disabled || (!required && !a.enrolled), Decision::Granted(Method::NotRequired)),
        (!room && a.paused && no_code, Decision::SessionLimit),
        (a.paused && no_code, Decision::Granted(Method::Paused)),
        (!a.enrolled, Decision::EnrollmentRequired),
        (no_code, Decision::CodeRequired),
        (a.code == CodeProof::Wrong, denied),
        (a.code == CodeProof::Repeated, Decision::Denied { counted: false }),
        (!room, Decision::SessionLimit),
        (a.code == CodeProof::Emergency, Decision::Granted(Method::Emergency)),
        (a.code == CodeProof::Recovery { number: 3 }, Decision::Granted(Method::Recovery)),
        (true, Decision::Granted(Method::Totp)),
    ];
    clauses.into_iter().find(|(holds, _)| *holds).map_or(denied, |(_, decision)| decision)
}

#[test]
fn r_login_1_every_combination_of_facts_is_decided_by_the_first_clause_that_holds() {
    let totp = CodeProof::Factor { factor: "f".into(), kind: FactorKind::Totp, spend: Spend::Step(1) };
    let recovery = CodeProof::Recovery { number: 3 };
    let codes = [CodeProof::NotGiven, totp, CodeProof::Emergency, recovery, CodeProof::Repeated, CodeProof::Wrong];
    let lockouts = [Lockout::default(), Lockout { failed: 7, locked_at: Some(NOW), by_hand: None }];
    let mut seen = 0;
    for lockout in &lockouts {
        assert_eq!(decide(lockout, None, NOW), by_the_list(lockout, None));
        for (bits, license, code) in (0..=511u16)
            .flat_map(|bits| License::ALL.iter().map(move |license| (bits, *license)))
            .flat_map(|(bits, license)| codes.iter().map(move |code| (bits, license, code.clone())))
        {
            let bit = |n: u16| bits & (1 << n) != 0;
            let account = Account {
                password_right: bit(0),
                active: bit(1),
                password_ended: bit(2),
                new_password: bit(8),
                paused: bit(3),
                enrolled: bit(4),
                disabled: bit(5),
                room: bit(6),
                sign_in: bit(7),
                license,
                code,
            };
            assert_eq!(decide(lockout, Some(&account), NOW), by_the_list(lockout, Some(&account)), "{account:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 2 * 512 * 4 * 6);
}
