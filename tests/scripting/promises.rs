//! What the page promises and no recipe shows.

use super::{Night, people};
use serde_json::Value;

#[test]
fn with_q_an_error_is_one_object_on_standard_error_and_nothing_prompts() {
    let night = Night::falls();
    let _ = night.tenantctl(&["resource", "create", "ada@acme.example", "--email", "ada@mail.example"]).exits(0);
    let table: &[(&[&str], i32, &str)] = &[
        (&["resource", "deactivate", "ada@acme.example", "--reason", "left"], 2, "--yes"),
        (&["resource", "deactivate", "ada@acme.example", "--yes"], 2, "--reason"),
        (&["account", "unlock", "ada@acme.example"], 2, "--reason"),
        (&["account", "unlock", "--where", "name~ada", "--reason", "x"], 2, "--yes"),
        (&["resource", "list", "--where", "malformed"], 2, ""),
        (&["resource", "show", "nobody"], 3, ""),
        (&["resource", "create", "ada@acme.example", "--email", "a@mail.example"], 4, ""),
        (&["audit", "log"], 5, ""),
        (&["resource", "delete", "ada@acme.example"], 6, ""),
        (&["resource", "create", "bad", "--email", "a@mail.example"], 7, ""),
        (&["resource", "list", "--db", "missing.db"], 3, ""),
    ];
    for format in ["json", "jsonl"] {
        for (args, exit, flag) in table {
            let run = night.tenantctl(&[args, &["-q", "-o", format][..]].concat()).exits(*exit);
            let error: Value = serde_json::from_str(&run.err).unwrap_or_else(|_| panic!("{args:?}: {}", run.err));
            let error = &error["error"];
            assert!(error["code"].is_string() && error["message"].is_string() && error["hints"].is_array(), "{error}");
            assert_eq!((error["retryable"].as_bool(), run.out.as_str()), (Some(false), ""), "{args:?}");
            assert!(run.err.contains(flag), "{args:?} does not name {flag}: {}", run.err);
        }
    }
}

#[test]
fn with_q_nothing_but_errors_is_said_on_standard_error() {
    let night = Night::falls();
    night.write("people.csv", "username,email,Shoe size\nada@acme.example,ada@mail.example,38\n");
    for args in [
        &["resource", "import", "people.csv", "--setup-out", "t.csv", "--resume"][..],
        &["resource", "import", "people.csv", "--dry-run"],
        &["resource", "create", "ada@acme.example", "--email", "other@mail.example", "--if-absent"],
        &["resource", "create", "bela@acme.example", "--email", "bela@mail.example"],
        &["resource", "edit", "ada@acme.example", "--first-name", "Ada"],
        &["resource", "edit", "ada@acme.example", "--first-name", "Ada"],
        &["2fa", "require", "--where", "paused", "--yes"],
        &["account", "unlock", "--where", "name~ada", "--reason", "x", "--yes"],
        &["resource", "list", "--limit", "1"],
        &["resource", "list", "--where", "name~zzz"],
        &["resource", "export", "--out", "e.csv"],
        &["resource", "deactivate", "ada@acme.example", "--reason", "left", "--yes"],
    ] {
        let run = night.tenantctl(&[args, &["-q", "-o", "json"]].concat()).exits(0);
        assert_eq!(run.err, "", "{args:?}");
        assert!(run.out.is_empty() || serde_json::from_str::<Value>(&run.out).is_ok(), "{args:?}: {}", run.out);
    }
}

#[test]
fn jsonl_and_csv_are_whole_and_json_is_a_page_with_times_in_utc() {
    let night = Night::falls();
    night.write("people.csv", &people(120));
    let _ = night.tenantctl(&["resource", "import", "people.csv"]).exits(0);
    let list = |format| night.tenantctl(&["resource", "list", "-o", format]).exits(0).out;
    assert_eq!((list("jsonl").lines().count(), list("csv").lines().count()), (123, 124));
    let page: Value = serde_json::from_str(&list("json")).expect("JSON");
    assert_eq!(page["items"].as_array().map(Vec::len), Some(100));
    assert!(page["next"].is_string());
    for line in list("jsonl").lines() {
        let person: Value = serde_json::from_str(line).expect("JSON");
        let at = person["created_at"].as_str().expect("a time");
        assert!(at.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(at).is_ok(), "{at}");
    }
}

#[test]
fn the_ticket_of_the_environment_is_in_the_history() {
    let night = Night::falls();
    let _ = night.tenantctl(&["resource", "create", "ada@acme.example", "--email", "ada@mail.example"]).exits(0);
    let mut command = night.environment(std::process::Command::new("tenantctl"));
    command.env("TENANTCTL_TICKET", "CHG-4711").args(["account", "lock", "ada@acme.example", "--reason", "seen"]);
    // The token of the page does not lock: that is refused, with its ticket, and the history says so.
    assert_eq!(command.output().expect("it ran").status.code(), Some(5));
    let newest = &night.home.events()[0];
    assert_eq!((newest["ticket"].as_str(), newest["outcome"].as_str()), (Some("CHG-4711"), Some("denied")));
}
