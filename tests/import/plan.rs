//! Plan, then apply.

use super::{counts, import, people, told, whole};
use crate::common::Home;
use serde_json::json;
use std::{fs, os::unix::fs::PermissionsExt};

fn planned(home: &Home) -> String {
    let _ = import(home, &people(4), &[]).exits(0);
    let text = people(6).replace("Number 1", "Number One").replace("Number 2", "Number Two");
    let answer = import(home, &text, &["--update", "--dry-run", "--plan-out", "plan.jsonl"]).exits(0).json();
    assert_eq!((counts(&answer), &answer["plan_file"]), ([2, 2, 2, 0], &json!("plan.jsonl")));
    fs::remove_file(home.path().join("users.csv")).expect("it was there");
    fs::read_to_string(home.path().join("plan.jsonl")).expect("a plan")
}

#[test]
fn a_plan_does_exactly_what_it_said_once() {
    let home = Home::with_tenant();
    let plan = planned(&home);
    let mode = fs::metadata(home.path().join("plan.jsonl")).unwrap().permissions().mode();
    assert_eq!((mode & 0o777, plan.lines().count()), (0o600, 6));
    // Whoever it does not touch may change meanwhile.
    let _ = home.run(["resource", "edit", "p00003", "--first-name", "Other"]).exits(0);
    let before = told(&home).len();
    assert_eq!(counts(&home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(0).json()), [2, 2, 0, 0]);
    assert_eq!(told(&home).len(), before + 4);
    let two = home.run(["resource", "show", "p00002"]).exits(0).json();
    assert_eq!(two["last_name"], "Number Two");
    let again = home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(4);
    assert_eq!((again.error()["code"].as_str(), told(&home).len()), (Some("changed"), before + 4));
    // A script that tries again while that may help would do so for ever.
    assert_eq!(again.error()["retryable"], false);
    whole(&home);
}

#[test]
fn a_plan_whose_person_was_changed_meanwhile_is_refused_by_name_with_nothing_changed() {
    let home = Home::with_tenant();
    let _ = planned(&home);
    let _ = home.run(["resource", "edit", "p00002", "--phone", "+15550109443"]).exits(0);
    let (before, bytes) = (told(&home), home.bytes());
    let refused = home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(4);
    let message = refused.error()["message"].as_str().expect("text").to_owned();
    assert!(message.contains("p00002@acme.example") && message.contains("nothing was changed"), "{message}");
    assert!(before == told(&home) && bytes == home.bytes(), "nothing changed");
    let home = Home::with_tenant();
    let _ = planned(&home);
    let _ = home.run(["resource", "create", "p00005@acme.example", "--email", "p5@mail.example"]).exits(0);
    let refused = home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(4);
    assert!(refused.error()["message"].as_str().expect("text").contains("p00005@acme.example"));
}

#[test]
fn a_plan_that_was_mended_cut_off_or_made_for_another_tenant_is_none() {
    let home = Home::with_tenant();
    let plan = planned(&home);
    let before = told(&home);
    let first = plan.lines().next().expect("a line");
    for bad in [
        plan.replace("Number Two", "Number 22"),
        plan.lines().take(5).collect::<Vec<_>>().join("\n"),
        plan[..plan.len() - 1].to_owned(),
        format!("{plan}{plan}"),
        String::new(),
        "username\nx@acme.example\n".to_owned(),
        plan.replace("\"tenantctl_plan\":1", "\"tenantctl_plan\":2"),
    ] {
        fs::write(home.path().join("bad.jsonl"), &bad).unwrap();
        let refused = home.run(["resource", "import", "--plan", "bad.jsonl"]).exits(7);
        assert_eq!(refused.error()["code"], "invalid_input", "{first}");
    }
    let other = Home::with_another_tenant();
    fs::write(other.path().join("plan.jsonl"), &plan).unwrap();
    let _ = other.run(["resource", "import", "--plan", "plan.jsonl"]).exits(6);
    assert_eq!(told(&home), before);
}

#[test]
fn no_plan_is_kept_of_a_file_with_a_bad_row_nor_written_over_something() {
    let home = Home::with_tenant();
    let text = format!("{}bad,x,,\n", people(2));
    let _ = import(&home, &text, &["--dry-run", "--plan-out", "plan.jsonl"]).exits(7);
    assert!(!home.path().join("plan.jsonl").exists());
    let skip = ["--dry-run", "--plan-out", "plan.jsonl", "--on-error", "skip"];
    let text = format!("{text}P00001@acme.example,again@mail.example,,\n");
    assert_eq!(counts(&import(&home, &text, &skip).exits(0).json()), [2, 0, 0, 2]);
    let _ = import(&home, &text, &skip).exits(4);
    assert_eq!(counts(&home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(0).json()), [2, 0, 0, 0]);
    whole(&home);
}

#[test]
fn r_set_1_a_plan_with_tokens_wants_a_file_for_them() {
    let home = Home::with_tenant();
    let plan = ["--dry-run", "--plan-out", "plan.jsonl", "--setup-out", "tokens.csv"];
    let _ = import(&home, &people(2), &plan).exits(0);
    assert!(!home.path().join("tokens.csv").exists());
    let _ = home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(2);
    let _ = home.run(["resource", "import", "--plan", "plan.jsonl", "--setup-out", "tokens.csv"]).exits(0);
    assert_eq!(fs::read_to_string(home.path().join("tokens.csv")).unwrap().lines().count(), 3);
}

/// A plan that makes bob champion in place of ada, who is changed by it as well.
fn of_another_champion(home: &Home) {
    let people = "username,champion,first_name\nada@acme.example,true,Ada\nbob@acme.example,false,Bob\n";
    let _ = import(home, people, &[]).exits(0);
    let text = "username,champion,first_name\nbob@acme.example,true,Bob\nada@acme.example,false,Augusta\n";
    let _ = import(home, text, &["--update", "--dry-run", "--plan-out", "plan.jsonl"]).exits(0);
}

#[test]
fn a_plan_gives_the_title_of_champion_to_another() {
    let home = Home::with_tenant();
    of_another_champion(&home);
    assert_eq!(counts(&home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(0).json()), [0, 2, 0, 0]);
    let champions = home.run(["resource", "list", "--where", "champion"]).exits(0).json();
    assert_eq!(champions["items"][0]["username"], "bob@acme.example");
    assert_eq!(home.run(["resource", "show", "ada"]).exits(0).json()["first_name"], "Augusta");
}

#[test]
fn a_plan_takes_the_title_of_champion_from_nobody_whom_it_did_not_find() {
    let home = Home::with_tenant();
    of_another_champion(&home);
    let _ = home
        .run(["resource", "create", "eve@acme.example", "--email", "e@mail.example", "--champion", "--yes"])
        .exits(0);
    let before = told(&home);
    let refused = home.run(["resource", "import", "--plan", "plan.jsonl"]).exits(4);
    let message = refused.error()["message"].as_str().expect("text").to_owned();
    assert!(
        message.contains("eve@acme.example was named champion") && message.contains("nothing was changed"),
        "{message}"
    );
    assert_eq!(told(&home), before);
}
