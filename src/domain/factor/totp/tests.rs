use super::*;
use proptest::prelude::*;

const NOON: u64 = 1_700_000_000 / 30;

fn rfc_secret(bytes: usize) -> SecretBytes {
    SecretBytes::new(b"1234567890".iter().copied().cycle().take(bytes).collect())
}
fn at(seconds: u64) -> Time {
    Time::from_millis(i64::try_from(seconds * 1000).expect("small"))
}
fn code(step: u64) -> String {
    at_step(&rfc_secret(20), &Parameters::default(), step).expect("valid").expose().to_owned()
}
fn verdict(last: Option<u64>, code: &str, step: u64) -> Verdict {
    judge(&rfc_secret(20), &Parameters::default(), last, code, at(step * 30 + 7)).expect("valid")
}

#[test]
fn r_totp_1_the_vectors_of_rfc_6238_for_three_hashes() {
    let rows = [
        (59, ["94287082", "46119246", "90693936"]),
        (1_111_111_109, ["07081804", "68084774", "25091201"]),
        (1_111_111_111, ["14050471", "67062674", "99943326"]),
        (1_234_567_890, ["89005924", "91819424", "93441116"]),
        (2_000_000_000, ["69279037", "90698825", "38618901"]),
        (20_000_000_000, ["65353130", "77737706", "47863826"]),
    ];
    let hashes = [(Algorithm::Sha1, 20), (Algorithm::Sha256, 32), (Algorithm::Sha512, 64)];
    for (time, codes) in rows {
        for ((algorithm, bytes), wanted) in hashes.into_iter().zip(codes) {
            let (secret, p) = (rfc_secret(bytes), Parameters::new(algorithm, 8, 30).expect("valid"));
            assert_eq!(at_step(&secret, &p, time / 30).expect("valid").expose(), wanted, "{algorithm} at {time}");
            let right = Verdict::Right(Spend::Step(time / 30));
            assert_eq!(judge(&secret, &p, None, wanted, at(time)), Ok(right));
        }
    }
}

#[test]
fn r_totp_1_the_vectors_of_rfc_4226() {
    let codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489";
    for (counter, wanted) in codes.split(' ').enumerate() {
        assert_eq!(code(counter as u64), wanted);
    }
}

#[test]
fn r_totp_3_the_window_is_one_step_to_either_side() {
    for (given, wanted) in [(-1_i64, true), (0, true), (1, true), (-2, false), (2, false)] {
        let step = NOON.checked_add_signed(given).expect("in range");
        let verdict = verdict(None, &code(step), NOON);
        assert_eq!(verdict == Verdict::Right(Spend::Step(step)), wanted, "{given}: {verdict:?}");
    }
}

#[test]
fn a_code_of_another_device_is_known_in_the_window_alone() {
    let known = |given: i64| {
        let code = code(NOON.checked_add_signed(given).expect("in range"));
        in_window(&rfc_secret(20), &Parameters::default(), &code, at(NOON * 30 + 7)).expect("valid")
    };
    assert_eq!([-2, -1, 0, 1, 2].map(known), [false, true, true, true, false]);
    assert!(in_window(&rfc_secret(15), &Parameters::default(), "000000", at(0)).is_err());
}

#[test]
fn a_code_that_two_steps_of_a_window_share_is_known() {
    let (early, late) = (153_567, 153_569);
    assert_eq!(code(early), code(late), "it happens once in some hundred thousand steps");
    let found = in_window(&rfc_secret(20), &Parameters::default(), &code(early), at((early + 1) * 30));
    assert_eq!(found, Ok(true));
}

#[test]
fn r_totp_3_a_used_step_is_refused_and_r_lock_8_a_repetition_is_known() {
    let c = code(NOON);
    assert_eq!(verdict(Some(NOON - 1), &c, NOON), Verdict::Right(Spend::Step(NOON)));
    assert_eq!(verdict(Some(NOON), &c, NOON), Verdict::Repeated(Spend::Step(NOON)));
    assert_eq!(verdict(Some(NOON + 1), &c, NOON), Verdict::Used(Spend::Step(NOON)));
    assert_eq!(verdict(Some(NOON), &code(NOON + 1), NOON), Verdict::Right(Spend::Step(NOON + 1)));
}

#[test]
fn r_totp_3_a_clock_gone_back_revives_no_code() {
    for back in [0, 1, 2, 100] {
        let present = NOON - back;
        for step in present - 1..=present + 1 {
            let verdict = verdict(Some(NOON + 5), &code(step), present);
            assert_eq!(verdict, Verdict::Used(Spend::Step(step)));
        }
    }
}

#[test]
fn r_totp_5_a_wrong_clock_is_found_with_its_sign() {
    assert_eq!(verdict(None, &code(NOON + 2), NOON), Verdict::Skewed { seconds: 60 });
    assert_eq!(verdict(None, &code(NOON - 2), NOON), Verdict::Skewed { seconds: -60 });
    assert_eq!(verdict(Some(NOON), &code(NOON + 120), NOON), Verdict::Skewed { seconds: 3600 });
    assert_eq!(verdict(None, &code(NOON - 120), NOON), Verdict::Skewed { seconds: -3600 });
    assert_eq!(verdict(None, &code(NOON + 121), NOON), Verdict::Wrong);
    assert_eq!(verdict(None, &code(NOON - 121), NOON), Verdict::Wrong);
}

#[test]
fn r_totp_3_times_near_the_epoch_and_far_beyond_do_not_overflow() {
    assert_eq!(verdict(None, &code(0), 0), Verdict::Right(Spend::Step(0)));
    assert_eq!(verdict(None, &code(1), 0), Verdict::Right(Spend::Step(1)));
    assert_eq!(verdict(Some(0), &code(0), 0), Verdict::Repeated(Spend::Step(0)));
    assert_eq!(verdict(None, &code(0), 2), Verdict::Skewed { seconds: -60 });
    for millis in [i64::MIN, -1, i64::MAX] {
        let time = Time::from_millis(millis);
        assert!(judge(&rfc_secret(20), &Parameters::default(), Some(u64::MAX), "000000", time).is_ok());
    }
    assert_eq!(code(u64::MAX).len(), 6);
}

#[test]
fn r_totp_1_weak_secrets_and_odd_parameters_never_reach_the_library() {
    for bytes in [0, 1, 15] {
        let fault = at_step(&rfc_secret(bytes), &Parameters::default(), 1).expect_err("too short");
        assert_eq!(fault, TotpFault::SecretTooShort { bits: bytes * 8 });
    }
    assert!(at_step(&rfc_secret(16), &Parameters::default(), 1).is_ok());
    for (digits, period) in [(5, 30), (9, 30), (200, 30), (6, 0), (6, 14), (6, 121)] {
        assert!(Parameters::new(Algorithm::Sha1, digits, period).is_err());
        let p = Parameters { algorithm: Algorithm::Sha1, digits, period };
        assert!(judge(&rfc_secret(20), &p, None, "123456", at(0)).is_err());
    }
    for name in ["sha1", "SHA1", "Sha-1"] {
        assert_eq!(name.parse(), Ok(Algorithm::Sha1));
    }
    assert_eq!("sha-512".parse::<Algorithm>().expect("valid").to_string(), "SHA512");
    assert!("md5".parse::<Algorithm>().is_err() && "sha".parse::<Algorithm>().is_err());
}

#[test]
fn r_totp_3_codes_are_read_as_people_type_them() {
    for typed in ["123456", "123 456", " 123\u{a0}456\n", "１２３－４５６", "12-34-56", "123\u{2009}456", "١٢٣٤٥٦"]
    {
        assert_eq!(normalise_code(typed).as_deref(), Some("123456"), "{typed}");
    }
    for typed in ["", "12345", "123456789", "12345a", "+123456", "١٢٣456", "123\u{200b}456", &"1".repeat(1_000_000)]
    {
        assert_eq!(normalise_code(typed), None);
    }
    assert_eq!(verdict(None, &code(NOON)[1..], NOON), Verdict::Wrong);
    assert_eq!(verdict(None, &format!("0{}", code(NOON)), NOON), Verdict::Wrong);
}

proptest! {
    #[test]
    fn r_totp_3_what_is_right_is_later_than_the_last_and_in_the_window(last in NOON - 3..NOON + 3, of in NOON - 4..NOON + 4) {
        if let Verdict::Right(Spend::Step(step)) = verdict(Some(last), &code(of), NOON) {
            prop_assert!(step > last && step.abs_diff(NOON) <= 1);
        }
    }
}
