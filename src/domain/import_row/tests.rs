use super::*;
use crate::domain::time::Time;
use proptest::prelude::*;

fn cells(given: &[(Field, &str)]) -> Cells {
    let mut cells = Cells::default();
    given.iter().for_each(|(field, text)| cells[field.place()] = Some((*text).to_owned()));
    cells
}

fn read(given: &[(Field, &str)]) -> Result<ImportRow, FieldError> {
    ImportRow::read(&cells(given))
}

fn ada() -> Resource {
    Resource {
        id: "1".into(),
        username: "ada@acme.example".into(),
        email: "Ada@mail.example".into(),
        email_verified_at: None,
        first_name: Some("Ada".into()),
        last_name: None,
        phone: Some("+15550109443".into()),
        kind: ResourceType::Internal,
        license: License::Standard,
        level: Level::User,
        champion: false,
        active: true,
        created_at: Time::from_millis(0),
        last_login_at: None,
    }
}

#[test]
fn r_res_1_a_row_is_read_by_the_rules_of_every_field() {
    let entry = read(&[
        (Field::Username, " ada@acme.example "),
        (Field::EmailVerified, "Yes"),
        (Field::FirstName, "Ada "),
        (Field::LastName, ""),
        (Field::Phone, "+1 (555) 010-9443"),
        (Field::License, "Dashboard"),
        (Field::Active, "0"),
        (Field::Champion, ""),
        (Field::Password, " a b "),
    ])
    .expect("allowed");
    assert_eq!((entry.username.shown(), entry.first_email().normal()), ("ada@acme.example", "ada@acme.example"));
    assert_eq!((entry.email_verified, entry.active, entry.champion), (Some(true), Some(false), None));
    assert_eq!((entry.first_name, entry.last_name), (Some(Some("Ada".into())), Some(None)));
    assert_eq!((entry.phone, entry.license), (Some(Some("+15550109443".into())), Some(License::Dashboard)));
    assert!(matches!(entry.password, Some(FirstPassword::Plain(text)) if text.expose() == " a b "));
}

#[test]
fn r_res_1_what_is_not_allowed_is_told_with_its_field() {
    let name = (Field::Username, "ada@acme.example");
    for (field, bad) in [
        (Field::Email, ""),
        (Field::Email, "ada"),
        (Field::EmailVerified, "maybe"),
        (Field::FirstName, "a\u{202e}b"),
        (Field::LastName, &"x".repeat(101)),
        (Field::Phone, "0049"),
        (Field::Type, "partner"),
        (Field::License, "gold"),
        (Field::Level, "ROOT!"),
        (Field::Champion, "x"),
        (Field::Active, "2"),
    ] {
        assert_eq!(read(&[name, (field, bad)]).expect_err(bad).field, field);
    }
    assert_eq!(read(&[]).expect_err("nobody").field, Field::Username);
    let both = read(&[name, (Field::Password, "secret-1"), (Field::PasswordHash, "$2b$")]).expect_err("both");
    assert!(both.field == Field::PasswordHash && !both.message.contains("secret-1"));
}

#[test]
fn r_res_2_a_row_differs_in_what_it_says_and_in_nothing_else() {
    let same = read(&[(Field::Username, "ADA@acme.example"), (Field::EmailVerified, "false"), (Field::License, "")]);
    assert_eq!(same.expect("allowed").differences(&ada()), Ok(Vec::new()));
    let other = read(&[
        (Field::Username, "ada@acme.example"),
        (Field::Email, "ada@mail.example"),
        (Field::FirstName, ""),
        (Field::LastName, "Lovelace"),
        (Field::License, "co-managed"),
        (Field::Active, "no"),
        (Field::Password, "never compared"),
    ]);
    let differences: Vec<_> = other.expect("allowed").differences(&ada()).expect("they go together");
    let differences: Vec<_> = differences
        .iter()
        .map(|d| format!("{} {} {}", d.field, d.before.as_deref().unwrap_or("-"), d.after.as_deref().unwrap_or("-")))
        .collect();
    let wanted = [
        "email Ada@mail.example ada@mail.example",
        "first_name Ada -",
        "last_name - Lovelace",
        "type internal co-managed",
        "license standard co-managed",
        "active true false",
    ];
    assert_eq!(differences, wanted);
    let apart = read(&[(Field::Username, "ada@acme.example"), (Field::Type, "co-managed")]).expect("each is allowed");
    assert_eq!(apart.differences(&ada()).expect_err("not together").field, Field::Type);
}

proptest! {
    #[test]
    fn r_res_1_no_row_panics_and_what_is_read_differs_from_itself_in_nothing(
        texts in prop::collection::vec(prop::option::of("\\PC{0,20}|true|standard|user|[a-z]{1,6}@[a-z]{1,5}\\.example"), Field::COUNT)
    ) {
        let cells: Cells = texts.try_into().expect("as many as there are fields");
        if let Ok(entry) = ImportRow::read(&cells) {
            prop_assert!(entry.differences(&ada()).is_ok() || entry.kind.is_some());
            let again = ImportRow::read(&entry.cells()).expect("what is kept is allowed");
            prop_assert_eq!(again.cells(), entry.cells());
        }
    }
}
