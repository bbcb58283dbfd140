//! Sessions: how many, how long, what ends them, and the front ends that hold their tokens.

use crate::common::{self, Home, PASSWORD, Run, ended, finish, soon, start, stopped};
use serde_json::Value;

/// A resource that logs in with its password alone, so that many logins need no codes.
fn robot(home: &Home) -> String {
    let robot = home.resource("robot");
    let _ = home.run(["resource", "edit", &robot, "--license", "api"]).exits(0);
    robot
}

fn login(home: &Home, username: &str, more: &[&str]) -> Run {
    let args = ["authenticate", username, "--password-stdin"].into_iter().chain(more.iter().copied());
    home.run_with(args, &format!("{PASSWORD}\n"))
}

/// The token of a session that began at that second, as a line.
fn begun_at(home: &Home, username: &str, second: u64) -> String {
    let begun = home.login_at(&stopped(second), username, None).exits(0).json();
    format!("{}\n", begun["session_token"].as_str().expect("a token"))
}

fn check(home: &Home, token: &Value) -> Run {
    home.run_with(["session", "check"], &format!("{}\n", token.as_str().expect("a token")))
}

fn live(home: &Home, username: &str) -> Vec<Value> {
    let list = home.run(["session", "list", username]).exits(0).json();
    list["items"].as_array().expect("items").clone()
}

#[test]
fn r_ses_1_three_sessions_on_desktop_and_tablet_and_one_on_mobile_or_outlook() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    for client in ["desktop", "tablet", "desktop"] {
        let _ = login(&home, &robot, &["--client", client]).exits(0);
    }
    let _ = login(&home, &robot, &["--client", "outlook"]).exits(0);
    for client in ["desktop", "tablet", "mobile", "outlook"] {
        let full = login(&home, &robot, &["--client", client]).exits(27).json();
        assert_eq!((full["outcome"].as_str(), full["session_token"].as_str()), (Some("session_limit"), None));
        assert_eq!(full["sessions"].as_array().expect("the live ones").len(), 4);
    }
    assert_eq!(live(&home, &robot).len(), 4);
}

#[test]
fn r_ses_1_of_sixteen_logins_at_once_three_and_one_live() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let one = |n: usize| {
        let client = if n.is_multiple_of(2) { "desktop" } else { "mobile" };
        let args = ["authenticate", &robot, "--password-stdin", "--client", client];
        start(home.command(args), &format!("{PASSWORD}\n"))
    };
    let begun: Vec<_> = (0..16).map(one).collect();
    let runs: Vec<Run> = begun.into_iter().map(finish).collect();
    assert_eq!((ended(&runs, 0), ended(&runs, 27)), (4, 12));
    assert_eq!(live(&home, &robot).len(), 4);
}

#[test]
fn r_ses_2_at_the_limit_nothing_is_spent_and_the_login_is_repeated_with_one_to_end() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["policy", "set", "session.desktop=1", "--reason", "one at a time"]).exits(0);
    let second = soon();
    let key = home.enroll_at(&ada, second);
    let clock = stopped(second);
    let first = home.login_at(&clock, &ada, Some(&common::code_of(&key, second))).exits(0).json();
    let (clock, code) = (stopped(second + 30), common::code_of(&key, second + 30));
    let full = home.login_at(&clock, &ada, Some(&code)).exits(27).json();
    let id = full["sessions"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(Some(id.as_str()), first["session_id"].as_str());
    let nobody = ["authenticate", &ada, "--password-stdin", "--code", &code, "--end-session", "none-such"];
    let _ = home.run_at(&clock, nobody, &format!("{PASSWORD}\n")).exits(27);
    let again = ["authenticate", &ada, "--password-stdin", "--code", &code, "--end-session", &id];
    let granted = home.run_at(&clock, again, &format!("{PASSWORD}\n")).exits(0).json();
    assert_eq!(granted["method"], "totp", "the same code: it was not spent");
    let token = format!("{}\n", first["session_token"].as_str().expect("a token"));
    let _ = home.run_at(&clock, ["session", "check"], &token).exits(5);
    assert_eq!(home.failed(&ada), 0);
}

#[test]
fn r_ses_2_a_session_of_another_resource_cannot_be_ended_by_a_login() {
    let home = Home::with_tenant();
    let (robot, other) = (robot(&home), home.resource("other"));
    let _ = home.run(["resource", "edit", &other, "--license", "api"]).exits(0);
    let token = login(&home, &other, &[]).exits(0).json();
    let id = token["session_id"].as_str().expect("an id");
    let _ = login(&home, &robot, &["--end-session", id]).exits(0);
    let _ = check(&home, &token["session_token"]).exits(0);
}

#[test]
fn r_ses_3_a_session_lives_eight_hours_after_its_last_use_and_not_a_second_longer() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let second = soon();
    let login = ["authenticate", &robot, "--password-stdin"];
    let token = begun_at(&home, &robot, second);
    let hours = |hours: u64, more: i64| stopped((second + hours * 3600).checked_add_signed(more).expect("a time"));
    let check = ["session", "check"];
    let idle = home.copy();
    let over = idle.run_at(&hours(8, 1), check, &token).exits(5).json();
    assert_eq!((&over["active"], &over["username"]), (&Value::Bool(false), &Value::Null));
    let alive = home.run_at(&hours(8, -1), check, &token).exits(0).json();
    assert_eq!((&alive["active"], alive["username"].as_str()), (&Value::Bool(true), Some(robot.as_str())));
    let idle = home.copy();
    let _ = idle.run_at(&hours(16, 0), check, &token).exits(5);
    let _ = home.run_at(&hours(16, -2), check, &token).exits(0);
    // A dead session makes room.
    let _ = idle.run(["policy", "set", "session.desktop=1", "--reason", "room"]);
    let _ = idle.run_at(&hours(16, 0), login, &format!("{PASSWORD}\n")).exits(0);
}

#[test]
fn r_ses_4_reset_lock_deactivation_and_a_new_password_end_every_session() {
    let ways: [&[&str]; 4] = [
        &["2fa", "reset", "robot", "--reason", "lost", "--yes"],
        &["account", "lock", "robot", "--reason", "stolen"],
        &["resource", "deactivate", "robot", "--reason", "left", "--yes"],
        &["password", "set", "robot", "--password-stdin"],
    ];
    let home = Home::with_tenant();
    let robot = robot(&home);
    let tokens: Vec<Value> =
        (0..2).map(|_| login(&home, &robot, &[]).exits(0).json()["session_token"].clone()).collect();
    for way in ways {
        let copy = home.copy();
        let _ = copy.run_with(way, "another-Horse8battery\n").exits(0);
        for token in &tokens {
            let _ = check(&copy, token).exits(5);
        }
        let newest = &copy.events()[0];
        assert_eq!(newest["details"]["sessions_ended"], 2, "{newest}");
    }
    // The denial that locks does it as well.
    for _ in 0..7 {
        let _ = home.run_with(["authenticate", &robot, "--password-stdin"], "wrong-Horse9battery\n").exits(20);
    }
    let _ = check(&home, &tokens[0]).exits(5);
}

#[test]
fn r_ses_4_the_token_rests_nowhere_and_is_told_once() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let begun = login(&home, &robot, &["--app", "wiki", "--source", "192.0.2.7"]).exits(0).json();
    let token = begun["session_token"].as_str().expect("a token");
    assert!(!common::holds(&home.bytes(), &token[9..]));
    let listed = home.run(["session", "list", &robot]).exits(0);
    assert!(!listed.out.contains("tctl_ses_"));
    let listed = &listed.json()["items"][0];
    assert_eq!((listed["app"].as_str(), listed["source"].as_str()), (Some("wiki"), Some("192.0.2.7")));
    for bad in ["", "tctl_ses_", "malformed", &token[1..], &format!("{token}A")] {
        let _ = home.run_with(["session", "check"], &format!("{bad}\n")).exits(5);
    }
    let _ = home.run(["session", "check"]).exits(2);
}

#[test]
fn r_totp_7_a_second_application_joins_the_session_and_needs_no_second_code() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let begun = login(&home, &robot, &["--app", "wiki"]).exits(0).json();
    let token = format!("{}\n", begun["session_token"].as_str().expect("a token"));
    let before = home.events().len();
    let joined = home.run_with(["session", "check", "--app", "mail"], &token).exits(0).json();
    assert_eq!((joined["app"].as_str(), &joined["apps"]), (Some("mail"), &serde_json::json!(["wiki", "mail"])));
    let _ = home.run_with(["session", "check", "--app", "mail"], &token).exits(0);
    let events = home.events();
    assert_eq!((events.len(), events[0]["action"].as_str()), (before + 1, Some("session.join")));
}

#[test]
fn r_ses_3_log_out_and_an_operator_end_a_session_at_once() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let [first, second] = [(); 2].map(|()| login(&home, &robot, &[]).exits(0).json());
    let token = format!("{}\n", first["session_token"].as_str().expect("a token"));
    assert_eq!(home.run_with(["session", "logout"], &token).exits(0).json()["ended"], true);
    let _ = check(&home, &first["session_token"]).exits(5);
    let events = home.events().len();
    assert_eq!(home.run_with(["session", "logout"], &token).exits(0).json()["ended"], false);
    assert_eq!(home.events().len(), events, "nothing to end, no event");
    let id = second["session_id"].as_str().expect("an id");
    let _ = home.run(["session", "end", id]).exits(0);
    let _ = check(&home, &second["session_token"]).exits(5);
    let events = home.events().len();
    let again = home.run(["session", "end", id]).exits(0);
    assert_eq!((&again.json()["ended"], &again.json()["changed"]), (&true.into(), &false.into()));
    assert!(again.err.contains("nothing was changed") && home.events().len() == events, "{}", again.err);
    let logged_out = first["session_id"].as_str().expect("an id");
    assert_eq!(home.run(["session", "end", logged_out]).exits(0).json()["changed"], false);
    // What never was a session is none.
    for unknown in ["01890a5d-ac96-774b-bcce-b302099a8057", "", "a"] {
        assert_eq!(home.run(["session", "end", unknown]).exits(3).error()["code"], "not_found", "{unknown:?}");
    }
    // One that died of idleness has ended as well.
    let third = login(&home, &robot, &[]).exits(0).json();
    let idle = home.run_at("+9h", ["session", "end", third["session_id"].as_str().expect("an id")], "").exits(0);
    assert_eq!(idle.json()["changed"], false);
}

#[test]
fn r_ses_4_the_lock_that_wrong_passwords_of_a_self_enrollment_set_ends_every_session_and_why_tells_it() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", &ada, "--license", "dashboard"]).exits(0);
    let token = login(&home, &ada, &[]).exits(0).json()["session_token"].clone();
    let enroll = ["totp", "enroll", &ada, "--self", "--show-key", "--password-stdin"];
    for _ in 0..7 {
        let _ = home.run_with(enroll, "wrong-Horse9battery\n").exits(20);
    }
    let _ = check(&home, &token).exits(5);
    let newest = &home.events()[0];
    assert_eq!((&newest["details"]["locks"], &newest["details"]["sessions_ended"]), (&true.into(), &1.into()));
    let why = home.run(["why", &ada]).exits(0).json();
    assert_eq!(why["failures"]["causes"], serde_json::json!({"password": 7}));
}

#[test]
fn r_ses_3_a_session_that_was_dead_stays_dead_when_sessions_live_longer() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let second = soon();
    let token = begun_at(&home, &robot, second);
    let longer = ["policy", "set", "session.idle=24h", "--reason", "x"];
    let early = home.copy();
    let nine_hours = stopped(second + 9 * 3600);
    let _ = home.run_at(&nine_hours, longer, "").exits(0);
    let _ = home.run_at(&nine_hours, ["session", "check"], &token).exits(5);
    // One that is alive lives on.
    let _ = early.run_at(&stopped(second + 60), longer, "").exits(0);
    let _ = early.run_at(&nine_hours, ["session", "check"], &token).exits(0);
}

#[test]
fn r_totp_7_a_session_is_shared_by_so_many_applications_and_no_more() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let begun = login(&home, &robot, &["--app", "app 0"]).exits(0).json();
    let token = format!("{}\n", begun["session_token"].as_str().expect("a token"));
    let join = |app: &str| home.run_with(["session", "check", "--app", app], &token);
    for number in 1..32 {
        let _ = join(&format!("app {number}")).exits(0);
    }
    let events = home.events().len();
    assert_eq!(join("app 32").exits(6).error()["code"], "refused");
    assert_eq!(home.events().len(), events);
    let _ = join("app 31").exits(0);
}

#[test]
fn r_ses_4_a_session_that_outlived_a_lock_opens_nothing() {
    let home = Home::with_tenant();
    let robot = robot(&home);
    let begun = login(&home, &robot, &[]).exits(0).json();
    let _ = check(&home, &begun["session_token"]).exits(0);
    let file = rusqlite::Connection::open(home.db()).expect("the file");
    let rows = file.prepare("SELECT * FROM sessions").and_then(|mut rows| rows.exists([])).expect("read");
    assert!(rows);
    file.execute_batch("CREATE TEMP TABLE kept AS SELECT * FROM sessions").expect("kept");
    let _ = home.run(["account", "lock", &robot, "--reason", "x"]).exits(0);
    file.execute_batch("INSERT INTO main.sessions SELECT * FROM kept").expect("put back by hand");
    let _ = check(&home, &begun["session_token"]).exits(5);
}
