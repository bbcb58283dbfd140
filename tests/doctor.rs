//! `doctor`: what it finds, and the clock that the owner accepts.

use crate::common::{ADMIN, Home, clock, code_of, second_of, soon, stopped, terminal::Terminal};
use serde_json::json;

fn found(home: &Home, check: &str) -> Vec<String> {
    let all = home.run(["doctor"]).json();
    let items = all["items"].as_array().expect("a list").iter().filter(|item| item["check"] == check);
    items.map(|item| item["severity"].as_str().expect("a word").to_owned()).collect()
}

#[test]
fn r_res_5_doctor_names_those_whom_nobody_inside_could_rescue() {
    let home = Home::with_tenant();
    let _ = home.run(["doctor"]).exits(0);
    assert_eq!(found(&home, "administrators"), ["warning"]);
    assert_eq!(found(&home, "administrator_email"), ["warning"]);
    assert_eq!(found(&home, "champion"), ["warning"]);
    let _ = home.run(["resource", "verify-email", ADMIN, "--assume", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "edit", ADMIN, "--champion"]).exits(0);
    let _ = home.levelled("two", "admin", &[]);
    assert_eq!(found(&home, "administrators"), ["ok"]);
    assert_eq!(found(&home, "champion"), ["ok"]);
    assert_eq!(found(&home, "administrator_email"), ["warning"], "the second one's");
}

#[test]
fn a_schema_that_was_changed_by_hand_is_found() {
    let home = Home::with_tenant();
    let changed = |sql: &str| {
        rusqlite::Connection::open(home.db()).and_then(|file| file.execute_batch(sql)).expect("changed by hand");
        let _ = home.run(["doctor"]).exits(8);
        assert_eq!(found(&home, "integrity"), ["failure"], "{sql}");
    };
    // One that changes no row keeps nobody from working.
    changed("CREATE INDEX mine ON lockouts (failed)");
    let _ = home.run(["resource", "show", "root"]).exits(0);
    changed("CREATE TRIGGER never AFTER UPDATE ON lockouts BEGIN UPDATE lockouts SET failed = 0; END");
}

#[test]
fn r_aud_7_an_accepted_clock_ends_what_was_granted_for_a_time_and_makes_no_password_younger() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let _ = home.run(["policy", "set", "password.expiry=2d", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "edit", &ada, "--license", "dashboard"]).exits(0);
    // The history runs ahead by three days, in which the password expires and a pause begins.
    let ahead = now + 3 * 86_400;
    let _ = home.login_at(&stopped(ahead), &ada, None).exits(24);
    let _ = home.run_at(&stopped(ahead), ["2fa", "pause", &ada, "--for", "24h", "--reason", "x"], "").exits(0);
    assert_eq!(home.login_at(&stopped(now), &ada, None).exits(8).error()["code"], "clock_behind");
    let accept = ["doctor", "--accept-clock", "--reason", "it ran ahead", "-o", "table"];
    let told = home.run_at(&stopped(now), accept, "").exits(0).out;
    let help = home.run(["doctor", "--help"]).exits(0).out.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends =
        "every pause, switched-off 2FA, session, emergency code, set-up token, waiting request and pending enrollment";
    assert!(told.contains("Ended: 1 pause.") && help.contains(ends), "{told} {help}");
    let _ = home.login_at(&stopped(now + 1), &ada, None).exits(24);
    let status = home.run_at(&stopped(now + 1), ["2fa", "status", &ada], "").exits(0).json();
    assert_eq!(status["requirement"], "optional");
    assert_eq!(home.run_at(&stopped(now + 2), ["audit", "verify"], "").exits(0).json()["ok"], true);
}

#[test]
fn r_aud_7_an_accepted_clock_names_what_ended_and_whose_codes_count_as_used() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let key = home.enroll_at(&ada, now);
    // Machine and phone run ahead by an hour; then the clock is put right.
    let ahead = now + 3600;
    let _ = home.login_at(&stopped(ahead), &ada, Some(&code_of(&key, ahead))).exits(0);
    // At a terminal that is said before the reason is asked for.
    let [library, clock] = clock(&stopped(now)).map(|(name, value)| format!("{name}='{value}'"));
    let line = format!("{library} {clock} tenantctl doctor --accept-clock");
    let seen = Terminal::new(200, 50).types(&home, &line, &[("Reason", "\u{3}")]);
    assert!(seen.exit == 130 && seen.raw.contains("Accepting the clock ends 1 session."), "{}", seen.raw);
    assert!(seen.raw.contains(&format!("{ada}  \"authenticator\"  ")), "{}", seen.raw);
    let accept = ["doctor", "--accept-clock", "--reason", "it ran ahead"];
    let accepted = home.run_at(&stopped(now), accept, "").exits(0).json();
    assert_eq!((&accepted["ended"]["sessions"], &accepted["ended"]["pauses"]), (&json!(1), &json!(0)));
    let used = &accepted["used_ahead"][0];
    assert_eq!((&used["username"], &used["label"]), (&json!(ada), &json!("authenticator")));
    let until = second_of(&used["until"]);
    assert!((ahead - 60..=ahead + 60).contains(&until), "{until} is near {ahead}");
    let clock = stopped(now + 30);
    let why = home.run_at(&clock, ["why", &ada], "").exits(0).json();
    let told = why["causes"].as_array().expect("causes").iter().find(|cause| cause["code"] == "codes_used_ahead");
    assert_eq!(
        (&why["can_log_in"], &why["devices"], &told.expect("the cause")["blocks"]),
        (&json!(false), &json!([]), &json!(true))
    );
    let check = home.run_at(&clock, ["totp", "check", &ada, &code_of(&key, now + 30)], "").exits(0).json();
    assert_eq!((&check["result"], &check["used_until"]), (&json!("already_used"), &used["until"]));
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now + 30))).exits(20);
    // From that moment on the next code counts again.
    let _ = home.login_at(&stopped(until), &ada, Some(&code_of(&key, until + 30))).exits(0);
    let check = home.run_at(&stopped(until), ["totp", "check", &ada, &code_of(&key, until + 30)], "").exits(0).json();
    assert_eq!((&check["result"], &check["used_until"]), (&json!("already_used"), &json!(null)), "as after any login");
}

#[test]
fn r_rec_3_doctor_names_break_glass_as_the_owners_way_and_helps_are_commands() {
    let home = Home::with_tenant();
    let items = home.run(["doctor"]).json()["items"].as_array().expect("a list").clone();
    let rescue = items.iter().find(|item| item["check"] == "administrator_rescue").expect("a warning");
    let message = rescue["message"].as_str().expect("a message");
    assert!(message.contains("under break-glass") && !message.contains("the only way"), "{message}");
    for item in &items {
        assert!(!item["helps"].to_string().contains("--help"), "{item}");
    }
    let champion = items.iter().find(|item| item["check"] == "champion").expect("a warning");
    assert_eq!(champion["helps"][0], "tenantctl resource edit '…' --champion");
    // A command is never broken, of whatever program.
    std::fs::set_permissions(home.db(), std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("opened up");
    let seen = Terminal::new(40, 50).with("NO_COLOR", "1").plays(&home, &["doctor"], &[]);
    let chmod = format!("\r\n    chmod 600 {}\r\n", home.db().display());
    assert!(seen.raw.contains(&chmod), "{}", seen.raw);
}

#[test]
fn r_pause_2_doctor_names_a_pause_for_the_next_login_that_nobody_used_for_a_day() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let _ = home.run_at(&stopped(now), ["2fa", "pause", &ada, "--next-login", "--reason", "x"], "").exits(0);
    let told = |second: u64| {
        let items = home.run_at(&stopped(second), ["doctor"], "").json()["items"].as_array().expect("a list").clone();
        items.into_iter().filter(|item| item["check"] == "pause").collect::<Vec<_>>()
    };
    assert!(told(now + 86_000).is_empty());
    let found = told(now + 90_000);
    assert!(found[0]["message"].as_str().expect("a message").contains(&ada), "{found:?}");
    assert_eq!(found[0]["helps"][0], format!("tenantctl 2fa require {ada}"));
}

#[test]
fn r_res_5_a_robot_that_never_needs_a_code_is_no_reason_to_warn() {
    let home = Home::with_tenant();
    let _ = home.levelled("bot", "admin", &["--license", "api"]);
    let _ = home.levelled("two", "admin", &[]);
    let items = home.run(["doctor"]).json()["items"].as_array().expect("a list").clone();
    let about = |name: &str| {
        let told = items.iter().filter(|item| item["message"].to_string().contains(name));
        told.map(|item| item["check"].as_str().expect("a word").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(about("bot@"), [""; 0]);
    assert_eq!(about("two@"), ["administrator_email", "administrator_recovery_codes"]);
}
