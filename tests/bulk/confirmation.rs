//! What is asked before many are changed, and in which way they are named.

use super::*;

#[test]
fn without_a_terminal_every_verb_wants_its_confirmation_beforehand_and_says_how_many() {
    for verb in VERBS {
        let home = team();
        if !verb.before.is_empty() {
            let _ = home.run(verb.before).exits(0);
        }
        let events = home.events().len();
        let mut words = verb.with(&["--from", "team"]);
        words.retain(|word| *word != "--yes");
        let refused = home.run(&words).exits(2).error();
        let message = refused["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(" 3 resources") && message.ends_with("nothing was changed"), "{message}");
        assert!(refused["hint"].as_str().is_some_and(|hint| hint.ends_with(" --yes")), "{refused}");
        if verb.reason {
            words.retain(|word| *word != WHY);
            let refused = home.run(&words).exits(2).error();
            assert!(refused["message"].as_str().is_some_and(|told| told.contains("needs a reason")), "{refused}");
        }
        assert_eq!(home.events().len(), events, "{:?}", verb.words);
        assert!(!home.path().join("tokens.csv").exists());
    }
}

#[test]
fn at_a_terminal_the_reason_is_asked_for_once_and_the_confirmation_says_how_many() {
    let home = team();
    let args = ["resource", "deactivate", "--from", "team"];
    for (answer, exit) in [("n\r", 11), ("\r", 11), ("\x03", 130), ("y\r", 0)] {
        let asked = [("Reason", "the project ended\r"), ("Deactivate 3 resources? Every login", answer)];
        let seen = Terminal::new(100, 30).plays(&home, &args, &asked);
        assert_eq!(seen.exit, exit, "{answer:?}: {}", seen.raw);
        assert_eq!(seen.raw.matches("[y/N]").count(), 1, "{}", seen.raw);
        let done = if exit == 0 { TEAM.as_slice() } else { &[] };
        assert_eq!(told(&home, "resource.deactivate", "ok"), done, "{answer:?}");
    }
    assert!(
        home.events()
            .iter()
            .filter(|e| e["action"] == "resource.deactivate")
            .all(|e| e["reason"] == "the project ended")
    );
    let one = Terminal::new(100, 30);
    let one = one.plays(&home, &["resource", "activate", "--where", "name~team-a"], &[("Activate 1 resource?", "y\r")]);
    assert_eq!(one.exit, 0, "{}", one.raw);
    assert!(one.raw.contains("team-a@acme.example  done") && one.raw.contains("1 activated"), "{}", one.raw);
}

#[test]
fn one_and_many_are_named_in_one_way_only() {
    let home = team();
    for args in [
        &["unlock", WHY, "--yes"][..],
        &["unlock", "team-a", "--from", "team", WHY, "--yes"],
        &["unlock", "team-a", "--where", "locked", WHY, "--yes"],
        &["unlock", "--from", "team", "--where", "locked", WHY, "--yes"],
        &["unlock", "--from", "team", "--from", "team", WHY, "--yes"],
        &["unlock", "--where", "malformed", WHY, "--yes"],
    ] {
        let refused = home.run(args).exits(2).error();
        assert_eq!(refused["code"], "usage", "{args:?}: {refused}");
    }
    let missing = home.run(["unlock", WHY]).exits(2).error();
    let wanted = "unlock needs RESOURCE or --from FILE or --where EXPR; nothing was changed";
    assert_eq!(missing["message"], wanted);
    // The form for one is as it was: it asks for nothing that it did not ask for before.
    assert_eq!(home.run(["2fa", "require", "team-a"]).exits(0).json()["requirement"], "required");
    let pause = home.run(["2fa", "pause", "--from", "team", WHY, "--yes"]).exits(2).error();
    assert_eq!(pause["hint"], "tenantctl 2fa pause --from team '--reason=x' --yes --next-login");
}

#[test]
fn what_is_one_persons_own_is_not_given_to_many_and_can_be_taken_from_them() {
    let home = team();
    for field in [
        &["--email", "x@mail.example"][..],
        &["--email", ""],
        &["--first-name", "Ada"],
        &["--last-name", "Byron"],
        &["--phone", "+4915112345678"],
        &["--champion"],
        &["--no-champion"],
    ] {
        let args: Vec<&str> = ["resource", "edit", "--from", "team", "--yes"].iter().chain(field).copied().collect();
        let refused = home.run(args).exits(2).error();
        let message = refused["message"].as_str().unwrap_or_default();
        assert!(message.starts_with(&format!("{} is for one RESOURCE: ", field[0])), "{message}");
    }
    let _ = home.run(["resource", "edit", "team-a", "--first-name", "Ada", "--phone", "+4915112345678"]).exits(0);
    let args = ["resource", "edit", "--from", "team", "--first-name", "", "--phone", "", "--type", "client", "--yes"];
    let done = home.run(args).exits(0);
    assert_eq!(column(&items(&done), "result"), ["done"; 3]);
    let ada = home.run(["resource", "show", "team-a"]).exits(0).json();
    assert_eq!((&ada["first_name"], &ada["phone"], &ada["type"]), (&Value::Null, &Value::Null, &json!("client")));
}

#[test]
fn r_res_3_a_license_that_ends_somebodys_second_factor_needs_a_reason_for_many_too() {
    let home = team();
    let edit = ["resource", "edit", "--from", "team", "--license", "api", "--yes"];
    let _ = home.copy().run(edit).exits(0);
    let _ = home.run(["totp", "enroll", "team-b", "--show-key"]).exits(0);
    let refused = home.run(edit).exits(2).error();
    assert!(refused["message"].as_str().is_some_and(|told| told.contains("needs a reason")), "{refused}");
    let done = home.run(edit.iter().copied().chain([WHY])).exits(0);
    assert_eq!(column(&items(&done), "result"), ["done"; 3]);
}
