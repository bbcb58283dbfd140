//! `2fa disable` (R-REC-3): the owner's last way, with identity record, the champion's consent, a second person and an end.

use crate::common::{ADMIN, Home, PASSWORD, code, code_of, second_of, soon, stopped, terminal::Terminal};
use serde_json::{Value, json};

const RECORD: [&str; 8] =
    ["--identity", "passport", "--channel", "video", "--reference", "CASE-4711", "--consent-reference", "MAIL-12"];
const WHY: [&str; 3] = ["--yes", "--reason", "phone lost, no verified address"];

fn disable<'a>(resource: &'a str, second: &'a str, until: &'a str) -> Vec<&'a str> {
    let head = ["2fa", "disable", resource, "--approved-by", second, "--until", until];
    [head.as_slice(), &RECORD, &WHY].concat()
}

/// A tenant with a champion, and ada with an unverified address and a device, which is lost.
fn tenant() -> (Home, String) {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let champion = ["resource", "edit", ADMIN, "--champion"];
    let _ = home.run(champion).exits(0);
    let key = home.enroll("ada");
    (home, key)
}

#[test]
fn r_rec_3_the_owner_switches_2fa_off_with_everything_on_record() {
    let (home, key) = tenant();
    let _ = home.run(["2fa", "pause", "ada", "--for", "1h", "--reason", "lost"]).exits(0);
    let _ = home.run(["recovery-codes", "generate", "ada"]).exits(0);
    let session = home.login("ada@acme.example", None).exits(0).json();
    let until = stopped(soon() + 7 * 86_400);
    let done = home.run(disable("ada", "os:daemon", &until)).exits(0).json();
    assert_eq!((&done["requirement"], &done["factors"]), (&json!("disabled"), &json!([])));
    assert_eq!(second_of(&done["paused_until"]), soon_of(&until));
    let event = home.events()[0].clone();
    assert_eq!((&event["action"], &event["actor"]), (&json!("2fa.disable"), &json!("os:root")));
    let details = &event["details"];
    let told = [
        ("identity", "passport"),
        ("channel", "video"),
        ("reference", "CASE-4711"),
        ("consent_reference", "MAIL-12"),
        ("champion", ADMIN),
        ("champion_email", "it@acme.example"),
        ("approved_by", "os:daemon"),
    ];
    for (field, value) in told {
        assert_eq!(details[field], value, "{details}");
    }
    assert_eq!((&details["removed"], &details["sessions_ended"]), (&json!(["authenticator"]), &json!(1)));
    assert_eq!(details["recovery_codes_ended"], 10);
    assert_eq!((&details["pause_ended"], &details["emergency_code_ended"]), (&json!(true), &json!(false)));
    assert_eq!(home.run(["recovery-codes", "status", "ada"]).exits(0).json()["total"], 0);
    let token = format!("{}\n", session["session_token"].as_str().expect("a token"));
    let _ = home.run_with(["session", "check"], &token).exits(5);
    // The password alone opens it now; the lost device's code is not even looked at.
    assert_eq!(home.login("ada@acme.example", None).exits(0).json()["method"], "not_required");
    let _ = home.login("ada@acme.example", Some(&code(&key, 0))).exits(0);
    let mut shown = home.run(["resource", "show", "ada"]).exits(0).json();
    assert_eq!(shown["tfa"]["requirement"], "disabled");
    // A list does not count the live sessions.
    shown["sessions"] = Value::Null;
    let listed = home.run(["resource", "list", "--where", "name~ada"]).exits(0).json();
    assert_eq!(listed["items"], json!([shown]));
    let why = home.run(["why", "ada"]).exits(0).json();
    assert_eq!((&why["can_log_in"], &why["causes"][0]["code"]), (&json!(true), &json!("disabled")));
}

#[test]
fn r_rec_3_switching_it_off_again_until_the_same_time_changes_nothing() {
    let (home, _) = tenant();
    let until = stopped(soon() + 7 * 86_400);
    let first = home.run(disable("ada", "os:daemon", &until)).exits(0).json();
    assert_eq!(first["changed"], true);
    let before = home.events().len();
    let again = home.run(disable("ada", "os:daemon", &until)).exits(0);
    assert_eq!((&again.json()["changed"], &again.json()["removed"]), (&json!(false), &json!([])));
    assert!(again.err.contains("nothing was changed") && home.events().len() == before, "{}", again.err);
    // Another end, or another second person, is another wish.
    let later = stopped(soon() + 8 * 86_400);
    assert_eq!(home.run(disable("ada", "os:daemon", &later)).exits(0).json()["changed"], true);
    assert_eq!(home.run(disable("ada", "os:nobody", &later)).exits(0).json()["changed"], true);
    assert_eq!(home.events().len(), before + 2);
}

fn soon_of(time: &str) -> u64 {
    let time = chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M:%S").expect("a time");
    u64::try_from(time.and_utc().timestamp()).expect("after 1970")
}

#[test]
fn r_rec_3_it_ends_by_itself_and_then_the_person_must_enroll() {
    let (home, _) = tenant();
    let now = soon();
    let until = stopped(now + 3600);
    let _ = home.run_at(&stopped(now), disable("ada", "os:daemon", &until), "").exits(0);
    let _ = home.copy().login_at(&stopped(now + 3599), "ada@acme.example", None).exits(0);
    let _ = home.copy().login_at(&stopped(now + 3600), "ada@acme.example", None).exits(23);
    // At most 30 days, and not in the past.
    for seconds in [30 * 86_400 + 1, 0] {
        let args = [stopped(now + seconds)];
        let refused = home.copy().run_at(&stopped(now), disable("ada", "os:daemon", &args[0]), "").exits(7);
        assert_eq!(refused.error()["code"], "invalid_input");
    }
}

#[test]
fn r_rec_3_enrolling_requiring_and_resetting_each_end_it_earlier() {
    let (home, _) = tenant();
    let now = soon();
    let until = stopped(now + 7200);
    let _ = home.run_at(&stopped(now), disable("ada", "os:daemon", &until), "").exits(0);
    let reset = ["2fa", "reset", "ada", "--reason", "x", "--yes"];
    for args in [["2fa", "require", "ada"].as_slice(), &reset] {
        let home = home.copy();
        let _ = home.run_at(&stopped(now), args, "").exits(0);
        let _ = home.login_at(&stopped(now), "ada@acme.example", None).exits(23);
    }
    let clock = stopped(now);
    let begun = home.run_at(&clock, ["totp", "enroll", "ada", "--show-key"], "").exits(0).json();
    let key = begun["key"].as_str().expect("a key");
    // A pending enrollment changes nothing yet.
    let _ = home.copy().login_at(&clock, "ada@acme.example", None).exits(0);
    let _ = home.run_at(&clock, ["totp", "confirm", "ada", &code_of(key, now - 30)], "").exits(0);
    let _ = home.login_at(&clock, "ada@acme.example", None).exits(22);
    let status = home.run_at(&clock, ["2fa", "status", "ada"], "").exits(0).json();
    assert_eq!(status["requirement"], "required");
}

#[test]
fn r_rec_3_the_second_person_is_somebody_else_who_exists() {
    let (home, _) = tenant();
    let _ = home.resource("bob");
    let (hilda, _) = home.operator("hilda", "helpdesk");
    let until = stopped(soon() + 3600);
    let before = home.events().len();
    let refused = [
        ("os:root", 5, "self_service"),
        ("os:there-is-nobody-like-that", 3, "not_found"),
        ("nobody-at-all", 3, "not_found"),
        ("ada", 5, "self_service"),
        ("bob", 6, "refused"),
    ];
    let mut denied = 0;
    for (second, exit, word) in refused {
        let error = home.run(disable("ada", second, &until)).exits(exit).error();
        assert_eq!(error["code"], word, "{second}");
        denied += usize::from(exit == 5);
    }
    assert_eq!(home.events().len(), before + denied, "a denial leaves its event, a refusal none");
    assert_eq!(home.run(["2fa", "status", "ada"]).exits(0).json()["requirement"], "required");
    let _ = home.run(["resource", "deactivate", &hilda, "--reason", "x", "--yes"]).exits(0);
    let _ = home.run(disable("ada", &hilda, &until)).exits(6);
    let _ = home.run(["resource", "activate", &hilda]).exits(0);
    // Neither is whoever cannot act: locked, or a script.
    let _ = home.run(["account", "lock", &hilda, "--reason", "x"]).exits(0);
    let _ = home.run(disable("ada", &hilda, &until)).exits(6);
    let _ = home.run(["account", "unlock", &hilda, "--reason", "x"]).exits(0);
    let robot = ["resource", "create", "robot@acme.example", "--email", "r@mail.example", "--license", "api"];
    let _ = home.run([robot.as_slice(), &["--no-setup", "--level", "admin"]].concat()).exits(0);
    let _ = home.run(disable("ada", "robot", &until)).exits(6);
    let done = home.run(disable("ada", &hilda, &until)).exits(0).json();
    assert_eq!(done["approved_by"], json!(hilda));
}

#[test]
fn r_rec_3_where_there_is_another_way_it_is_refused_and_the_way_is_named() {
    let home = Home::with_tenant();
    let (ada, cyd) = (home.resource("ada"), home.verified("cyd"));
    let robot = ["resource", "create", "robot@acme.example", "--email", "r@mail.example", "--license", "api"];
    let _ = home.run([robot.as_slice(), &["--no-setup"]].concat()).exits(0);
    let until = stopped(soon() + 3600);
    let hint = |args: &[&str]| {
        let error = home.run(args).exits(6).error();
        assert_eq!(error["code"], "license_forbids");
        error["hints"].to_string()
    };
    assert!(hint(&disable(&ada, "os:daemon", &until)).contains(&format!("edit {ADMIN} --champion")), "no champion yet");
    assert!(hint(&disable(ADMIN, "os:daemon", &until)).contains("resource list"), "it is not proposed for itself");
    assert!(hint(&["2fa", "disable", &ada]).contains("2fa pause"), "what else helps is told before any flag");
    let _ = home.run(["resource", "edit", ADMIN, "--champion", "--yes"]).exits(0);
    assert!(hint(&disable(&cyd, "os:daemon", &until)).contains("emergency issue"));
    assert_eq!(hint(&disable("robot", "os:daemon", &until)), "[]");
}

#[test]
fn r_rec_3_every_missing_part_of_the_record_is_named() {
    let (home, _) = tenant();
    let until = stopped(soon() + 3600);
    let whole = disable("ada", "os:daemon", &until);
    let before = home.events().len();
    let flags = ["--identity", "--channel", "--reference", "--consent-reference", "--approved-by", "--until"];
    for flag in flags {
        let at = whole.iter().position(|word| *word == flag).expect("there");
        let without: Vec<&str> =
            whole.iter().enumerate().filter(|(n, _)| *n != at && *n != at + 1).map(|(_, word)| *word).collect();
        let refused = home.run(&without).exits(2);
        assert!(refused.err.contains(flag), "{flag}: {}", refused.err);
    }
    let reason = whole.iter().position(|word| *word == "--reason").expect("there");
    assert!(home.run(&whole[..reason]).exits(2).err.contains("--reason"));
    let unconfirmed: Vec<&str> = whole.iter().copied().filter(|word| *word != "--yes").collect();
    assert!(home.run(&unconfirmed).exits(2).err.contains("--yes"));
    assert_eq!(home.events().len(), before);
}

#[test]
fn r_rec_3_at_a_terminal_everything_is_asked_for_and_a_number_stands_for_its_word() {
    let (home, _) = tenant();
    let until = format!("{}\r", stopped(soon() + 7 * 86_400));
    let answers = [
        ("1 passport, 2 id-card", "9\r"),
        ("one of those numbers or words", "callback\r"),
        ("1 video, 2 phone", "3\r"),
        ("Reference of the check", " \r"),
        ("the reference is empty; try again", "CASE-4711\r"),
        ("written consent from it@acme.example", "MAIL-12\r"),
        ("The second person", "os:daemon\r"),
        ("Until when", until.as_str()),
        ("Reason", "phone lost\r"),
        ("[y/N]", "y\r"),
    ];
    let seen = Terminal::new(120, 40).plays(&home, &["2fa", "disable", "ada"], &answers);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    let details = home.events()[0]["details"].clone();
    let told = [("identity", "callback"), ("channel", "in-person"), ("reference", "CASE-4711")];
    assert!(told.iter().all(|(field, value)| details[field] == *value), "{details}");
}

#[test]
fn r_perm_4_no_signed_in_operator_switches_2fa_off_and_the_owner_needs_break_glass() {
    let (home, _) = tenant();
    let (eve, key) = home.operator("eve", "admin");
    home.require_sign_in();
    let until = stopped(soon() + 3600);
    let whole = disable("ada", "os:daemon", &until);
    let desk = home.sign_in(&eve, &key);
    assert_eq!(desk.run(&whole).exits(5).error()["code"], "permission_denied");
    assert_eq!(home.run(&whole).exits(5).error()["code"], "not_signed_in");
    let _ = home.run([whole.as_slice(), &["--break-glass"]].concat()).exits(0);
    let log = desk.run(["audit", "log", "--action", "2fa.disable", "-o", "jsonl"]).exits(0).out;
    let events: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let told: Vec<_> = events.iter().map(|event| (&event["outcome"], &event["actor_auth"])).collect();
    assert_eq!(told[0], (&json!("ok"), &json!("break_glass")));
    assert!(told[1..].iter().all(|(outcome, _)| **outcome == json!("denied")), "{told:?}");
}

#[test]
fn r_rec_3_who_enrolls_in_the_course_of_a_login_ends_the_exception_and_a_wrong_code_does_not() {
    let (home, _) = tenant();
    let now = soon();
    let until = stopped(now + 7 * 86_400);
    let _ = home.run(disable("ada", "os:daemon", &until)).exits(0);
    let login = |more: &[&str]| {
        let args = [&["authenticate", "ada@acme.example", "--password-stdin"], more].concat();
        home.run_at(&stopped(now + 60), args, &format!("{PASSWORD}\n"))
    };
    let requirement = || home.run(["2fa", "status", "ada"]).exits(0).json()["requirement"].clone();
    let begun = login(&["--begin-enrollment"]).exits(23).json()["enrollment"].clone();
    let [factor, key] = ["factor_id", "key"].map(|field| begun[field].as_str().expect("text"));
    let right = code_of(key, now + 60);
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let _ = login(&["--finish-enrollment", factor, "--code", wrong]).exits(20);
    assert_eq!(requirement(), "disabled");
    let granted = login(&["--finish-enrollment", factor, "--code", &right]).exits(0).json();
    assert_eq!(granted["method"], "totp");
    assert_eq!(requirement(), "required");
    let _ = login(&[]).exits(22);
    let event = home.events().into_iter().find(|event| event["action"] == "totp.confirm").expect("an event");
    assert!(event["details"]["changed"]["disabled"]["before"].is_string(), "{event}");
}

#[test]
fn r_rec_3_a_champion_who_is_deactivated_consents_to_nothing() {
    let (home, _) = tenant();
    let cora = home.resource("cora");
    let _ = home.run(["resource", "edit", &cora, "--champion", "--yes"]).exits(0);
    let _ = home.run(["resource", "deactivate", &cora, "--reason", "left", "--yes"]).exits(0);
    let until = stopped(soon() + 3600);
    let error = home.run(disable("ada", "os:daemon", &until)).exits(6).error();
    assert!(error["hints"].to_string().contains(&format!("resource edit {ADMIN} --champion")), "{error}");
    let _ = home.run(["resource", "edit", ADMIN, "--champion", "--yes"]).exits(0);
    let _ = home.run(disable("ada", "os:daemon", &until)).exits(0);
}
