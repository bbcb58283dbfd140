//! What a trial tells beforehand: whoever would get rights, another license or the title of champion is told as that, and none of them is lost
//! among many.

use super::{counts, import};
use crate::common::Home;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What would be done for a row, without the names of the keys: each field with its value before and after.
fn fields(change: &Value) -> Vec<(String, Value, Value)> {
    let fields = change["fields"].as_array().expect("fields").iter();
    fields
        .map(|each| (each["field"].as_str().expect("a word").to_owned(), each["before"].clone(), each["after"].clone()))
        .collect()
}

#[test]
fn r_perm_1_a_trial_tells_what_sets_new_people_apart_and_counts_new_administrators() {
    let home = Home::with_tenant();
    let text = "username,email,license,level,champion,active,email_verified\n\
                ann@acme.example,ann@m.example,,,,,\n\
                bea@acme.example,bea@m.example,standard,user,false,true,false\n\
                eve@acme.example,eve@m.example,,admin,,,\n\
                rob@acme.example,rob@m.example,api,,,,\n\
                cho@acme.example,cho@m.example,co-managed,helpdesk,true,,true\n\
                off@acme.example,off@m.example,,,,no,\n";
    let jsonl: String = text.lines().skip(1).fold(String::new(), |mut all, line| {
        let keys = text.lines().next().expect("a header").split(',');
        let object: serde_json::Map<String, Value> =
            keys.zip(line.split(',')).map(|(key, cell)| (key.to_owned(), json!(cell))).collect();
        writeln!(all, "{}", Value::Object(object)).expect("text");
        all
    });
    let after = |field: &str, after: &str| (field.to_owned(), Value::Null, json!(after));
    let wanted = [
        vec![],
        vec![],
        vec![after("level", "admin")],
        vec![after("license", "api")],
        vec![
            after("email_verified", "true"),
            after("license", "co-managed"),
            after("level", "helpdesk"),
            after("champion", "true"),
        ],
        vec![after("active", "false")],
    ];
    for answer in [
        import(&home, text, &["--dry-run"]).exits(0).json(),
        home.run_with(["resource", "import", "-", "--dry-run"], &jsonl).exits(0).json(),
        import(&home, text, &["--dry-run", "--update", "--plan-out", "plan.jsonl"]).exits(0).json(),
    ] {
        assert_eq!((counts(&answer), &answer["new_administrators"]), ([6, 0, 0, 0], &json!(1)));
        let told: Vec<_> = answer["changes"].as_array().expect("changes").iter().map(fields).collect();
        assert_eq!(told, wanted);
    }
    let page = import(&home, text, &["--dry-run", "-o", "table"]).exits(0).out;
    let line = |name: &str| page.lines().find(|line| line.contains(name)).map(str::to_owned).unwrap_or_default();
    assert!(line("eve@").ends_with("level \"admin\"") && line("rob@").ends_with("license \"api\""), "{page}");
    assert!(line("ann@").ends_with("ann@acme.example") && line("off@").ends_with("active \"false\""), "{page}");
    assert!(page.trim_end().ends_with("0 rejected; 1 new administrator"), "{page}");
    let done = home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(0).json();
    assert_eq!((counts(&done), &done["new_administrators"]), ([6, 0, 0, 0], &json!(1)));
    let again = import(&home, text, &["--dry-run"]).exits(0);
    assert_eq!((counts(&again.json()), &again.json()["new_administrators"]), ([0, 0, 6, 0], &json!(0)));
}

#[test]
fn r_perm_1_an_administrator_who_comes_back_and_a_level_that_holds_as_much_count_too() {
    let home = Home::with_tenant();
    let permissions = home.run(["level", "show", "admin"]).exits(0).json();
    let permissions: Vec<_> = permissions["permissions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|each| each.as_str().expect("a word").to_owned())
        .collect();
    let create = |name: &'static str, held: &[String]| {
        let flags = held.iter().flat_map(|each| ["--permission".to_owned(), each.clone()]);
        let words = ["level", "create", name].map(str::to_owned).into_iter().chain(flags);
        let _ = home.run(words.collect::<Vec<_>>()).exits(0);
    };
    create("boss", &permissions);
    create("vice", &permissions[1..]);
    let text = "username,level,active\none@acme.example,boss,\ntwo@acme.example,vice,\nsix@acme.example,admin,false\nSIX@acme.example,admin,\n";
    let answer = import(&home, text, &["--dry-run", "--on-error", "skip"]).exits(0).json();
    assert_eq!(
        (counts(&answer), &answer["new_administrators"]),
        ([3, 0, 0, 1], &json!(2)),
        "a row that is rejected counts for nobody"
    );
    let done = import(&home, text, &["--on-error", "skip", "-o", "table"]).exits(0);
    assert!(done.out.trim_end().ends_with("; 2 new administrators"), "{}", done.out);
    let back = "username,active\nsix@acme.example,true\ntwo@acme.example,true\n";
    for more in [&["--update", "--dry-run"][..], &["--update"]] {
        let answer = import(&home, back, more).exits(0).json();
        assert_eq!((counts(&answer), &answer["new_administrators"]), ([0, 1, 1, 0], &json!(1)));
    }
}

fn is_active(home: &Home, name: &str) -> bool {
    home.run(["resource", "show", name]).exits(0).json()["active"] == true
}

#[test]
fn r_res_6_a_file_that_would_leave_no_working_administrator_is_refused_whole() {
    let home = Home::with_tenant();
    let _ = home.levelled("two", "admin", &[]);
    let every = "username,active\nroot@acme.example,false\ntwo@acme.example,false\n";
    let license = "username,active,license\nroot@acme.example,false,\ntwo@acme.example,,api\n";
    for text in [every, license] {
        for more in [&["--dry-run"][..], &["--batch", "1"], &[]] {
            let refused = import(&home, text, &[&["--update", "--reason", "merger"], more].concat()).exits(6).error();
            assert_eq!((&refused["code"], &refused["retryable"]), (&json!("last_administrator"), &json!(false)));
            let message = refused["message"].as_str().expect("a message");
            assert!(message.starts_with("line 3 would leave the tenant without a working administrator"), "{message}");
            let hint = refused["hint"].as_str().expect("a hint");
            assert!(hint.contains("second.admin@acme.example"), "{hint}");
        }
    }
    assert!(is_active(&home, "root") && is_active(&home, "two"), "nothing of it was written");
    // A plan of one of them is refused as well, once the other one is gone.
    let first = "username,active\nroot@acme.example,false\n";
    let _ = import(&home, first, &["--update", "--reason", "merger", "--dry-run", "--plan-out", "plan.jsonl"]).exits(0);
    let later = home.copy();
    let _ = later.run(["resource", "deactivate", "two", "--yes", "--reason", "left"]).exits(0);
    let refused = later.run(["resource", "import", "--plan", "plan.jsonl", "--reason", "merger"]).exits(6).error();
    assert_eq!(refused["code"], "last_administrator");
    assert!(!refused["hints"].to_string().contains("--on-error"), "a plan skips nothing: {refused}");
    let skip = ["--update", "--reason", "merger", "--on-error", "skip", "--batch", "1"];
    let tried = import(&home, every, &[&skip[..], &["--dry-run"]].concat()).exits(0).json();
    let done = import(&home, every, &skip).exits(0).json();
    assert_eq!((counts(&tried), counts(&done)), ([0, 1, 0, 1], [0, 1, 0, 1]));
    assert!(!is_active(&home, "root") && is_active(&home, "two"));
}

#[test]
fn r_res_6_an_administrator_whom_the_file_itself_brings_counts() {
    let home = Home::with_tenant();
    let another =
        "username,level,active,password\nnew@acme.example,admin,,Correct-Horse7Battery\nroot@acme.example,,false,\n";
    for more in [&["--dry-run"][..], &["--batch", "1", "--on-error", "skip"]] {
        let flags = ["--update", "--plain-passwords", "--reason", "handed over"];
        let answer = import(&home, another, &[&flags, more].concat()).exits(0).json();
        assert_eq!(counts(&answer), [1, 1, 0, 0]);
    }
    let back = "username,active\nroot@acme.example,true\nnew@acme.example,false\n";
    for more in [&["--dry-run"][..], &["--on-error", "skip"]] {
        let answer = import(&home, back, &[&["--update", "--reason", "handed back"], more].concat()).exits(0).json();
        assert_eq!(counts(&answer), [0, 2, 0, 0], "within one transaction too");
    }
    let without = "username,level,active\nnext@acme.example,admin,\nroot@acme.example,,false\n";
    let refused = import(&home, without, &["--update", "--reason", "x", "--dry-run"]).exits(6).error();
    assert_eq!(refused["code"], "last_administrator", "without a password nobody signs in");
}

#[test]
fn r_res_6_operators_who_deactivate_themselves_hear_of_the_rows_that_they_could_not_write() {
    let home = Home::with_tenant();
    let (two, key) = home.operator("two", "admin");
    let desk = home.sign_in(&two, &key);
    let text = "username,active,first_name\ntwo@acme.example,false,\nroot@acme.example,,Ruth\n";
    std::fs::write(home.path().join("users.csv"), text).expect("a file");
    let import =
        |batch| desk.run(["resource", "import", "users.csv", "--update", "--reason", "left", "--batch", batch]);
    let refused = import("1").exits(6).error();
    assert!(refused["message"].as_str().expect("a message").starts_with("line 2 deactivates your own account"));
    assert!(is_active(&home, "two"));
    assert_eq!(counts(&import("2").exits(0).json()), [0, 2, 0, 0]);
}

#[test]
fn r_perm_1_nobody_of_note_is_lost_among_more_people_than_are_listed() {
    let home = Home::with_tenant();
    let ordinary: String = (0..10_049).map(|number| format!("p{number}@acme.example,\n")).collect();
    let text = format!("username,level\n{ordinary}eve@acme.example,admin\n");
    let answer = import(&home, &text, &["--dry-run"]).exits(0).json();
    assert_eq!((counts(&answer), &answer["new_administrators"]), ([10_050, 0, 0, 0], &json!(1)));
    let changes = answer["changes"].as_array().expect("changes");
    let last = changes.last().expect("somebody");
    assert_eq!((changes.len(), &last["line"], &last["fields"][0]["after"]), (10_001, &json!(10_051), &json!("admin")));
}
