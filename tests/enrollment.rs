//! `totp`: enrolling, proving, listing, checking and removing devices.

use crate::common::{self, Home, PASSWORD, code, code_at, code_of, soon, stopped, within_a_step};
use serde_json::{Value, json};

fn itself(home: &Home, username: &str, more: &[&str]) -> common::Run {
    let args = ["totp", "enroll", username, "--self", "--password-stdin", "--show-key"];
    home.run_with(args.iter().chain(more), &format!("{PASSWORD}\n"))
}

#[test]
fn r_pause_5_a_password_alone_enrolls_the_first_device_and_no_other() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let wrong = ["totp", "enroll", &ada, "--self", "--password-stdin", "--show-key"];
    let _ = home.run_with(wrong, "wrong-Horse7battery\n").exits(20);
    assert_eq!(home.failed(&ada), 1, "R-TOTP-2: the password is asked for as a login asks for it");
    within_a_step(10);
    let key = itself(&home, &ada, &[]).exits(0).json()["key"].as_str().expect("a key").to_owned();
    let _ = home.run(["totp", "confirm", &ada, &code(&key, 0)]).exits(0);
    let refused = itself(&home, &ada, &["--replace"]).exits(6).error();
    assert_eq!(refused["code"], "factor_state");
    let _ = home.run(["2fa", "pause", &ada, "--for", "1h", "--reason", "phone lost"]).exits(0);
    let _ = itself(&home, &ada, &["--replace"]).exits(0);
}

#[test]
fn r_totp_5_a_check_tells_right_used_skewed_and_wrong_and_spends_nothing() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let (clock, key) = (stopped(now), home.enroll_at(&ada, now));
    let check = |code: &str| home.run_at(&clock, ["totp", "check", &ada, code], "").exits(0).json();
    assert_eq!(check(&code_of(&key, now))["result"], "valid");
    assert_eq!(check(&code_of(&key, now))["result"], "valid", "a check spends nothing");
    assert_eq!(check(&code_of(&key, now - 30))["result"], "already_used");
    let ahead = check(&code_of(&key, now + 600));
    assert_eq!((ahead["result"].as_str(), ahead["skew_seconds"].as_i64()), (Some("clock_skew"), Some(600)));
    let behind = check(&code_of(&key, now - 1800));
    assert_eq!((behind["result"].as_str(), behind["skew_seconds"].as_i64()), (Some("clock_skew"), Some(-1800)));
    assert_eq!(check(&code_of(&key, now + 7200))["result"], "wrong");
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now))).exits(0);
    for _ in 0..4 {
        let _ = check("000000");
    }
    let refused = home.run_at(&clock, ["totp", "check", &ada, "000000"], "").exits(6).error();
    assert_eq!((refused["code"].as_str(), refused["retryable"].as_bool()), (Some("rate_limited"), Some(true)));
}

#[test]
fn r_totp_4_several_devices_each_open_a_login_and_one_can_go() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    within_a_step(15);
    let first = home.enroll(&ada);
    let second = home.run(["totp", "enroll", &ada, "--label", "tablet", "--show-key"]).exits(0).json();
    let second = second["key"].as_str().expect("a key").to_owned();
    let _ = home.run(["totp", "confirm", &ada, "tablet", &code(&second, -1)]).exits(0);
    let _ = home.login(&ada, Some(&code(&first, 0))).exits(0);
    let _ = home.login(&ada, Some(&code(&second, 0))).exits(0);
    let _ = home.run(["totp", "remove", &ada, "tablet"]).exits(0);
    let _ = home.login(&ada, Some(&code(&second, 1))).exits(20);
    let _ = home.login(&ada, Some(&code(&first, 1))).exits(0);
    assert_eq!(home.run(["totp", "list", &ada]).exits(0).json()["items"][0]["label"], "authenticator");
}

#[test]
fn r_totp_8_a_pending_enrollment_is_shown_again_for_a_day_and_never_once_confirmed() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let enrolled = home.run(["totp", "enroll", &ada, "--show-key"]).exits(0).json();
    let again = home.run(["totp", "qr", &ada, "--show-key"]).exits(0).json();
    assert_eq!(enrolled["otpauth_uri"], again["otpauth_uri"]);
    let late = home.copy();
    let expired = late.run_at("+24h", ["totp", "qr", &ada, "--show-key"], "").exits(6).error();
    assert_eq!(expired["code"], "enrollment_expired");
    let key = enrolled["key"].as_str().expect("a key");
    let wrong = home.run(["totp", "confirm", &ada, &code_at(key, 900)]).exits(20).error();
    assert!(wrong["message"].as_str().is_some_and(|text| text.contains("15 min")), "the drift is told: {wrong}");
    within_a_step(10);
    let _ = home.run(["totp", "confirm", &ada, &code(key, 0)]).exits(0);
    let _ = home.run(["totp", "qr", &ada, "--show-key"]).exits(6);
}

#[test]
fn r_totp_1_other_settings_stand_in_the_uri_and_work() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let args = ["totp", "enroll", &ada, "--algorithm", "SHA256", "--digits", "8", "--period", "60", "--show-key"];
    let enrolled = home.run(args).exits(0).json();
    let uri = enrolled["otpauth_uri"].as_str().expect("a URI");
    assert!(uri.ends_with("&issuer=acme&algorithm=SHA256&digits=8&period=60"), "{uri}");
    let key = enrolled["key"].as_str().expect("a key");
    let shown =
        std::process::Command::new("oathtool").args(["--totp=sha256", "-d", "8", "-s", "60s", "-b", key]).output();
    let shown = String::from_utf8(shown.expect("oathtool").stdout).expect("digits");
    let _ = home.run(["totp", "confirm", &ada, shown.trim()]).exits(0);
}

#[test]
fn r_res_3_an_api_license_enrolls_nothing() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", &ada, "--license", "api"]).exits(0);
    assert_eq!(home.run(["totp", "enroll", &ada, "--show-key"]).exits(6).error()["code"], "license_forbids");
}

#[test]
fn r_lock_6_a_locked_self_enrollment_names_a_command_to_operators_alone() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let _ = home.sign_in(&hilda, &key);
    let (nobody, clerk) = (home.desk("nobody"), home.desk(&hilda));
    for name in [ada.as_str(), "nobody9"] {
        let wrong = ["totp", "enroll", name, "--self", "--password-stdin", "--show-key"];
        for _ in 0..7 {
            let _ = nobody.run_with(wrong, "wrong-Horse9battery\n").exits(20);
        }
        let refused = nobody.run_with(wrong, "wrong-Horse9battery\n").exits(21).error();
        let told = (&refused["hint"], &refused["hints"], &refused["notes"]);
        assert_eq!(told, (&Value::Null, &json!([]), &json!(["ask an operator"])), "{name}");
    }
    let locked = |name| {
        let args = ["totp", "enroll", name, "--self", "--password-stdin", "--show-key"];
        clerk.run_with(args, "wrong-Horse9battery\n").exits(21).error()
    };
    assert_eq!(locked(&ada)["hints"], json!([format!("tenantctl why {ada}")]));
    let _ = clerk.run(["why", &ada]).exits(0);
    // There is nobody of that name to look at.
    assert_eq!(locked("nobody9")["hints"], json!([]));
}

#[test]
fn r_totp_1_an_app_that_ignores_settings_is_named_and_its_codes_count_as_any_wrong_one() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let enroll = ["totp", "enroll", &ada, "--algorithm", "sha512", "--digits", "8", "--show-key"];
    let begun = home.run(enroll).exits(0);
    assert!(begun.err.contains("warning: many apps ignore SHA512, 8 digits"), "{}", begun.err);
    let plain = home.copy().run(["totp", "enroll", &ada, "--show-key"]).exits(0);
    assert!(!plain.err.contains("warning"), "{}", plain.err);
    let key = begun.json()["key"].as_str().expect("a key").to_owned();
    within_a_step(15);
    // The app shows codes of six digits by SHA-1, whatever the QR code says.
    let refused = home.run(["totp", "confirm", &ada, &code(&key, 0)]).exits(20).error();
    let message = refused["message"].as_str().expect("a message");
    assert!(message.contains("right for sha1, 6 digits, 30 s: the app ignores SHA512 and 8 digits"), "{message}");
    let key_arg = key.replace(' ', "");
    let right = |back: &str| {
        let args = ["--totp=sha512", "-d", "8", "-b", &key_arg, "-N", back];
        let out = std::process::Command::new("oathtool").args(args).output().expect("oathtool").stdout;
        String::from_utf8(out).expect("text").trim().to_owned()
    };
    let _ = home.run(["totp", "confirm", &ada, &right("now - 30 seconds")]).exits(0);
    let check = home.run(["totp", "check", &ada, &code(&key, 0)]).exits(0).json();
    assert_eq!((&check["result"], &check["app_settings"]["digits"]), (&json!("wrong"), &json!(6)));
    let _ = home.login(&ada, Some(&code(&key, 0))).exits(20);
    assert_eq!(home.failed(&ada), 1, "one wrong code is one, whatever it was compared with");
    let why = home.run(["why", &ada]).exits(0).json();
    let told = why["causes"].as_array().expect("causes").iter().find(|cause| cause["code"] == "app_settings");
    let told = told.expect("the cause")["message"].as_str().expect("a message").to_owned();
    assert!(told.contains("\"authenticator\" ignores SHA512 and 8 digits"), "{told}");
    let _ = home.login(&ada, Some(&right("now"))).exits(0);
    let check = home.run(["totp", "check", &ada, "000000"]).exits(0).json();
    assert_eq!(check["app_settings"], Value::Null);
}
