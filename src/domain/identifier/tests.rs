use super::{
    parts::{REFUSED_IN_LOCAL, REFUSED_IN_USERNAME},
    *,
};
use crate::domain::{phone, text::clean_text};
use proptest::prelude::*;
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;

fn normal(typed: &str) -> String {
    Identifier::username(typed).unwrap_or_else(|e| panic!("{typed}: {e}")).normal().to_owned()
}
fn refused(typed: &str) -> IdentifierError {
    Identifier::email(typed).expect_err(typed)
}

#[test]
fn r_res_1_every_spelling_has_one_normal_form() {
    let id = Identifier::username("Ada.O'Neill+x@Acme.Example").unwrap();
    assert_eq!(id.shown(), "Ada.O'Neill+x@Acme.Example");
    assert_eq!((id.local(), id.normal()), ("ada.o'neill+x", "ada.o'neill+x@acme.example"));
    assert_eq!(normal("ＡＤＡ＠ａｃｍｅ"), "ada@acme");
    assert_eq!(normal("Re\u{301}ne\u{301}@acme"), "r\u{e9}n\u{e9}@acme");
    assert_eq!(normal("R\u{c9}N\u{c9}@ACME"), "r\u{e9}n\u{e9}@acme");
    assert_eq!(normal("ΟΔΥΣΣΕΥΣ@ΑΒΓ"), normal("οδυσσευς@αβγ"));
    assert_eq!(Identifier::username("Re\u{301}@acme").unwrap().shown(), "R\u{e9}@acme");
}

#[test]
fn r_res_1_any_script_may_be_used_but_not_mixed() {
    for good in [
        "иван@пример.рф",
        "山田たろうx@例え.jp",
        "김철수@예시",
        "रमेश@भारत",
        "दीप्ति@भारत",
        "שלום@אקמה",
        "łukasz@żółw",
        "a1@b2",
    ] {
        assert!(Identifier::username(good).is_ok(), "{good}: {:?}", Identifier::username(good));
    }
    for bad in ["p\u{430}ypal@acme", "ada@\u{430}cme", "\u{3b1}da@acme", "a.\u{431}@acme", "ada@x.\u{430}b"] {
        assert!(matches!(refused(bad), IdentifierError::MixedScripts(_)), "{bad}");
    }
    assert!(Identifier::username("иван@acme").is_ok(), "each part is judged by itself");
    assert!(matches!(refused("\u{5d0}b@acme"), IdentifierError::MixedScripts(_) | IdentifierError::Direction(_)));
}

#[test]
fn r_res_1_a_name_and_its_domain_may_be_written_in_different_directions() {
    for (typed, wanted) in [
        ("שלום@acme.example", "שלום@acme.example"),
        ("علي@Acme.example", "علي@acme.example"),
        ("ada@אקמה.example", "ada@אקמה.example"),
        ("שלום＠ＡＣＭＥ．example", "שלום@acme.example"),
        ("ada.שלום@acme", ""),
    ] {
        match wanted {
            "" => assert!(Identifier::email(typed).is_err(), "{typed}"),
            _ => assert_eq!((normal(typed).as_str(), lookup(typed)), (wanted, Ok(Lookup::Address(wanted.into())))),
        }
    }
    assert_eq!(beginning("שלום@Ac").as_deref(), Some("שלום@ac"));
}

#[test]
fn r_res_1_an_encoded_domain_is_the_same_as_in_its_own_letters() {
    for (typed, wanted) in [
        ("ada@xn--bcher-kva.example", "ada@bücher.example"),
        ("ada@XN--BCHER-KVA.example", "ada@bücher.example"),
        ("ada@mail.xn--e1afmkfd.xn--p1ai", "ada@mail.пример.рф"),
    ] {
        assert_eq!(normal(typed), wanted);
        assert_eq!(normal(wanted), wanted);
        assert_eq!(Identifier::email(typed).expect("taken").shown(), typed);
    }
    // No encoding of anything, of ASCII, of what is no letter, of upper case, and of two scripts.
    for bad in [
        "ada@xn--",
        "ada@xn--a",
        "ada@xn--acme-",
        "ada@xn--99999999",
        "ada@xn--bcher-jvb",
        "ada@xn--ls8h",
        "ada@xn--cme-7cd",
    ] {
        assert!(Identifier::email(bad).is_err(), "{bad}: {:?}", Identifier::email(bad));
    }
}

#[test]
fn r_res_1_hidden_characters_are_refused_by_code_point_and_never_echoed() {
    for c in [
        '\0',
        '\u{1b}',
        '\u{ad}',
        '\u{200b}',
        '\u{200d}',
        '\u{200e}',
        '\u{202e}',
        '\u{2066}',
        '\u{feff}',
        '\u{3164}',
        '\u{e0061}',
    ] {
        for typed in [format!("ad{c}a@acme"), format!("ada@ac{c}me"), format!("{c}ada@acme"), format!("क्{c}ष@acme")]
        {
            let text = refused(&typed).to_string();
            assert!(text.contains(&format!("U+{:04X}", c as u32)) && !text.contains(c), "{text:?}");
            assert!(lookup(&typed).is_err());
        }
    }
    assert!(refused("a\u{2019}b@acme").to_string().contains("U+2019"));
    let cherokee = refused("\u{13e3}\u{13b3}\u{13a9}@acme").to_string();
    assert!(cherokee.contains("U+13E3"), "a letter that was typed: {cherokee}");
}

#[test]
fn r_res_1_the_form_is_name_at_domain() {
    for bad in [
        "",
        "ada",
        "@acme",
        "ada@",
        "a@b@c",
        "ada ada@acme",
        " ada@acme",
        "ada@acme ",
        "a..b@acme",
        ".a@acme",
        "a.@acme",
    ] {
        assert!(Identifier::username(bad).is_err(), "{bad}");
    }
    for bad in
        ["-a@acme", "－a@acme", "a@-acme", "a@acme-", "a@.acme", "a@acme.", "a@a..b", "a@a_b", "a@XN--x", "\u{301}a@b"]
    {
        assert!(Identifier::username(bad).is_err(), "{bad}");
    }
    for c in REFUSED_IN_USERNAME.chars() {
        assert!(Identifier::username(&format!("a{c}b@acme")).is_err(), "{c}");
        let address = format!("a{c}b@acme");
        assert_eq!(Identifier::email(&address).is_err(), REFUSED_IN_LOCAL.contains(c), "{c}");
        assert_eq!(lookup(&address).is_err(), REFUSED_IN_LOCAL.contains(c), "{c}");
    }
    for bad in ["a@b\u{3002}c", "ﬁ@acme", "ª@acme", "a\u{2044}b@acme"] {
        assert!(Identifier::username(bad).is_err(), "{bad}");
    }
}

#[test]
fn r_res_1_lengths_are_bounded_and_long_input_is_refused_fast() {
    assert!(Identifier::username(&format!("{}@b", "a".repeat(64))).is_ok());
    assert!(Identifier::username(&format!("{}@b", "a".repeat(65))).is_err());
    assert!(Identifier::username(&format!("a@{}", "b".repeat(63))).is_ok());
    assert!(Identifier::username(&format!("a@{}", "b".repeat(64))).is_err());
    let domain = [&"b".repeat(63), &"c".repeat(63), &"d".repeat(63), &"e".repeat(60)].map(|s| s.as_str()).join(".");
    assert!(Identifier::username(&format!("a@{domain}")).is_ok());
    assert!(Identifier::username(&format!("aa@{domain}")).is_err());
    #[expect(clippy::disallowed_methods, reason = "the cost of hostile input is what is measured")]
    let start = std::time::Instant::now();
    for bytes in [10_000, 1_000_000] {
        let typed = "a\u{301}".repeat(bytes / 3);
        let text = refused(&typed).to_string() + &lookup(&typed).unwrap_err().to_string();
        assert!(text.len() < 200 && !text.contains("a\u{301}"), "{text}");
        assert!(clean_text("name", &typed, 64).is_err() && phone::read(&typed).is_err());
    }
    assert!(start.elapsed() < Duration::from_millis(250));
}

#[test]
fn r_res_1_an_argument_may_leave_out_the_domain_or_be_an_id() {
    assert_eq!(lookup("ADA"), Ok(Lookup::Local("ada".into())));
    assert_eq!(lookup("Ada＠Acme"), Ok(Lookup::Address("ada@acme".into())));
    let id = "0192F3A4-7B5C-7D8E-9F00-1234567890AB";
    assert_eq!(lookup(id), Ok(Lookup::Id(id.to_lowercase())));
    for bad in ["", "-rf", "a b", "a@", "@", "a/b", "\u{202e}ada"] {
        assert!(lookup(bad).is_err(), "{bad}");
    }
}

#[test]
fn r_res_1_a_refusal_names_what_is_wrong_with_the_form() {
    for bad in ["ada", "@acme", "ada@", "@", "a@b@c"] {
        assert_eq!(refused(bad), IdentifierError::Form("e-mail address"), "{bad}");
    }
    for bad in ["ada ada@acme", "ada@acme\u{3000}"] {
        assert_eq!(refused(bad), IdentifierError::Space("e-mail address"), "{bad:?}");
    }
    assert!(matches!(refused("a@b\u{2019}c"), IdentifierError::Forbidden { code: 0x2019, .. }));
}

#[test]
fn r_res_1_an_address_is_measured_composed_and_left_unread_where_no_composing_could_help() {
    // 251 bytes composed, 375 as typed.
    let letters = |count: usize| "e\u{301}".repeat(count);
    let typed = format!("{}@{}.{}.{}", letters(32), letters(31), letters(31), letters(30));
    assert_eq!(Identifier::username(&typed).map(|id| id.normal().len()), Ok(251));
    let hiding = |bytes: usize| format!("\u{7f}{}", "a".repeat(bytes - 1));
    assert!(matches!(refused(&hiding(4 * 254)), IdentifierError::Hidden { .. }));
    assert!(matches!(refused(&hiding(4 * 254 + 1)), IdentifierError::TooLong { most: 254, .. }));
}

#[test]
fn r_res_1_the_beginning_of_a_name_is_folded_as_the_name_is() {
    let whole = normal("Re\u{301}ne\u{301}@Acme.Example");
    for typed in ["", "R", "Re\u{301}", "R\u{c9}NE\u{301}@", "r\u{e9}n\u{e9}＠ACME."] {
        let begins = beginning(typed).unwrap_or_else(|| panic!("{typed:?}"));
        assert!(whole.starts_with(&begins) && begins.chars().count() == typed.nfc().count(), "{typed:?}: {begins:?}");
    }
    for none in ["\u{202e}", "a b", &"a".repeat(2000)] {
        assert_eq!(beginning(none), None, "{none:.20}");
    }
}

proptest! {
    #[test]
    fn r_res_1_no_input_panics_and_the_normal_form_is_stable(typed in "(\\PC|[a-zA-ZßİΣςÅＡ一あ.'@-]){0,12}@?(\\PC|[a-zA-Zäא.-]){0,12}") {
        if let Ok(id) = Identifier::username(&typed) {
            let again = Identifier::username(id.normal()).expect("the normal form is an identifier");
            prop_assert_eq!(again.normal(), id.normal());
            let shown = Identifier::username(id.shown()).expect("so is the shown form");
            prop_assert_eq!(shown.normal(), id.normal());
            prop_assert!(matches!(lookup(id.local()), Ok(Lookup::Local(l)) if l == id.local()));
        }
        let _ = (lookup(&typed), beginning(&typed));
    }
}
