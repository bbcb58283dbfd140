//! The same again, and the same changed.

use super::{counts, everybody, import, people, told, whole};
use crate::common::Home;
use serde_json::json;

#[test]
fn the_same_file_a_second_time_changes_nothing_and_writes_no_event() {
    let home = Home::with_tenant();
    let text = people(300);
    assert_eq!(counts(&import(&home, &text, &["--batch", "70"]).exits(0).json()), [300, 0, 0, 0]);
    let before = (told(&home), everybody(&home), home.bytes());
    for more in [&[][..], &["--update"], &["--resume"], &["--on-error", "skip"], &["--dry-run"]] {
        assert_eq!(counts(&import(&home, &text, more).exits(0).json()), [0, 0, 300, 0], "{more:?}");
    }
    assert!(before == (told(&home), everybody(&home), home.bytes()), "not one byte");
    whole(&home);
}

#[test]
fn what_differs_is_changed_only_where_that_was_asked_for_and_told_field_by_field() {
    let home = Home::with_tenant();
    let _ = import(&home, &people(3), &[]).exits(0);
    let text = people(3).replace("p1@mail.example,Pia", "one@mail.example,").replace("Number 2", "Number Two");
    let refused = import(&home, &text, &[]).exits(7);
    assert_eq!(counts(&refused.json()), [0, 0, 0, 2]);
    assert!(refused.json()["rejects"][0]["message"].as_str().expect("text").contains("--update"));
    let before = told(&home).len();
    let tried = import(&home, &text, &["--update", "--dry-run"]).exits(0).json();
    assert_eq!((counts(&tried), &tried["dry_run"]), ([0, 2, 1, 0], &json!(true)));
    let changed = &tried["changes"][0];
    assert_eq!(
        (&changed["line"], &changed["username"], &changed["change"]),
        (&json!(3), &json!("p00001@acme.example"), &json!("update"))
    );
    let fields = json!([
        {"field": "email", "before": "p1@mail.example", "after": "one@mail.example"},
        {"field": "first_name", "before": "Pia", "after": null}
    ]);
    assert_eq!(changed["fields"], fields);
    assert_eq!(told(&home).len(), before, "a trial writes nothing");
    let done = import(&home, &text, &["--update"]).exits(0).json();
    assert_eq!((counts(&done), done["changes"].as_array().map(Vec::len)), ([0, 2, 1, 0], Some(0)));
    let one = home.run(["resource", "show", "one@mail.example"]).exits(0).json();
    assert_eq!((&one["first_name"], &one["last_name"]), (&json!(null), &json!("Number 1")));
    assert_eq!(told(&home).len(), before + 2);
    assert_eq!(counts(&import(&home, &text, &["--update"]).exits(0).json()), [0, 0, 3, 0]);
    whole(&home);
}

#[test]
fn another_address_that_the_file_calls_verified_is_verified_in_the_same_import() {
    let home = Home::with_tenant();
    let text = "username,email,email_verified\nada@acme.example,a@mail.example,true\n";
    assert_eq!(counts(&import(&home, text, &[]).exits(0).json()), [1, 0, 0, 0]);
    let text = text.replace("a@mail", "b@mail");
    assert_eq!(counts(&import(&home, &text, &["--update", "--reason", "moved"]).exits(0).json()), [0, 1, 0, 0]);
    assert_eq!(home.run(["resource", "show", "ada"]).exits(0).json()["email_verified"], true);
    assert_eq!(counts(&import(&home, &text, &["--update"]).exits(0).json()), [0, 0, 1, 0]);
}
