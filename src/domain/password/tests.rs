use super::{PasswordFault as Fault, *};
use proptest::prelude::*;
use std::time::Duration;

const ABOUT: [&str; 4] = ["ada.l@acme.example", "countess@example.org", "Ada", "Lovelace King"];

fn strong(text: &str) -> Vec<Fault> {
    check(&SecretText::from(text), &PasswordRules { strong: true }, &ABOUT)
}
fn plain(text: &str) -> Vec<Fault> {
    check(&SecretText::from(text), &PasswordRules { strong: false }, &ABOUT)
}

#[test]
fn r_pwd_1_eight_to_64_characters_counted_after_normalisation() {
    assert_eq!(plain("abcdefg"), [Fault::TooShort(8)]);
    assert_eq!(plain(""), [Fault::TooShort(8)]);
    assert!(plain("abcdefgh").is_empty() && plain(&"é".repeat(64)).is_empty());
    assert!(plain(&"e\u{301}".repeat(64)).is_empty(), "64 composed characters");
    assert_eq!(plain(&"e\u{301}".repeat(7)), [Fault::TooShort(8)]);
    assert_eq!(plain(&"a".repeat(65)), [Fault::TooLong]);
}

#[test]
fn r_pwd_1_spaces_quotes_and_control_characters_are_refused() {
    for (typed, fault) in [
        ("abcd efgh", Fault::Space),
        ("abcd\u{3000}efgh", Fault::Space),
        ("abcd'efgh", Fault::SingleQuote),
        ("abcd\u{7}efgh", Fault::Forbidden),
        ("abcd\0efgh", Fault::Forbidden),
        ("abcd\u{200b}efgh", Fault::Forbidden),
        ("abcd\u{e000}efgh", Fault::Forbidden),
    ] {
        assert_eq!(plain(typed), [fault], "{typed:?}");
    }
    assert_eq!(plain("a'\u{1} b"), [Fault::Forbidden, Fault::TooShort(8), Fault::Space, Fault::SingleQuote]);
}

#[test]
fn r_pwd_2_all_faults_are_told_at_once_in_plain_words() {
    let all =
        [Fault::TooShort(12), Fault::NoUpper, Fault::NoDigit, Fault::NoSymbol, Fault::SimilarToName, Fault::Common];
    assert_eq!(strong("lovelace"), all);
    assert_eq!(strong("LOVELACE-1")[1], Fault::NoLower);
    assert!(describe(&PasswordRules { strong: true }).join("\n").contains("12 to 64"));
    assert!(describe(&PasswordRules { strong: false }).join("\n").contains("8 to 64"));
    assert!(all.iter().all(|f| !f.to_string().contains("lovelace")));
}

#[test]
fn r_pwd_2_what_resembles_the_name_is_refused() {
    for text in
        ["xKq7-Ada.L-2vTn", "xKq7-Countess2v", "2v-ECALEVOL-xKq7", "9!ACMEtrq-zzKw", "zzKw-9!exAMPLE", "Tr-9king-qqKw!"]
    {
        assert!(strong(text).contains(&Fault::SimilarToName), "{text}");
    }
    assert!(!strong("Vq7-nR2xTw").contains(&Fault::SimilarToName), "as long as `countess`, and nothing like it");
    let long = check(&SecretText::from("Bartholomew!1x"), &PasswordRules { strong: true }, &["Bartho1omew!1y"]);
    assert!(long.contains(&Fault::SimilarToName), "two edits away");
    assert!(!strong("correct-Horse7battery").contains(&Fault::SimilarToName));
    assert!(
        check(&SecretText::from("xo-Kq7!vTn2#Lm"), &PasswordRules { strong: true }, &["Xo", "", "@", "a@b"]).is_empty()
    );
}

#[test]
fn r_pwd_2_common_passwords_are_refused_and_good_ones_taken() {
    for text in ["Password123!", "Qwertyuiop1!", "Welcome2024!!", "Abcdefgh1234!", "P@ssw0rd1234", "Summer2025!!!"] {
        assert_eq!(strong(text), [Fault::Common], "{text}");
    }
    for text in ["correct-Horse7battery", "Tr0ub4dor&3xyz-K", "Grün-Baum77Haus-ß"] {
        assert_eq!(strong(text), [], "{text}");
    }
}

#[test]
fn r_pwd_1_what_could_be_64_characters_once_composed_is_read() {
    // Sixteen bytes a character are as many as composing ever takes.
    assert!(normalise(&"a".repeat(64 * 16).as_str().into()).is_ok());
    assert_eq!(normalise(&"a".repeat(64 * 16 + 1).as_str().into()), Err(Fault::TooLong));
}

#[test]
fn r_pwd_1_over_long_input_is_cheap() {
    #[expect(clippy::disallowed_methods, reason = "the cost of hostile input is what is measured")]
    let start = std::time::Instant::now();
    assert_eq!(strong(&"aB3-".repeat(25_000)), [Fault::TooLong]);
    assert!(strong(&"aB3-".repeat(250)).contains(&Fault::TooLong));
    assert!(
        check(&"x".repeat(64).as_str().into(), &PasswordRules { strong: true }, &["y".repeat(1_000_000).as_str()])
            .len()
            > 1
    );
    assert!(start.elapsed() < Duration::from_millis(500));
}

#[test]
fn r_pwd_5_the_opaque_form_is_stable() {
    let form = |text: &str| normalise(&text.into()).map(|t| t.expose().to_owned());
    assert_eq!(form("Re\u{301}-Ａb"), Ok("R\u{e9}-Ａb".into()), "case and width stay: RFC 8265 §4.2");
    assert_eq!(form(""), Err(Fault::TooShort(8)));
    assert_eq!(form("\u{1112}\u{1161}\u{11ab}"), Ok("한".into()), "typed on a system that decomposes");
    assert_eq!(form("a\u{387}"), Err(Fault::Forbidden));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn r_pwd_2_no_input_panics(typed in "(\\PC|[İßΣ0-9٣4@$]){0,70}", name in "\\PC{0,20}") {
        strong(&typed);
        let _ = check(&typed.as_str().into(), &PasswordRules { strong: true }, &[&name]);
        if let Ok(normal) = normalise(&typed.as_str().into()) {
            prop_assert_eq!(normalise(&normal), Ok(normal));
        }
    }
}
