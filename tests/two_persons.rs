//! What makes an administrator weaker needs two persons where the policy says so (R-PERM-6, R-PERM-2).

use crate::common::{self, ADMIN, Desk, Home, soon, stopped, terminal};
use serde_json::{Value, json};

const WHY: [&str; 2] = ["--reason", "phone lost"];

/// A tenant under two persons: the administrators eve and amy, and root with a device.
struct Tenant {
    home: Home,
    eve: (String, String),
    amy: (String, String),
}

fn tenant() -> Tenant {
    let home = Home::with_tenant();
    let (eve, amy) = (home.operator("eve", "admin"), home.operator("amy", "admin"));
    let _ = home.enroll(ADMIN);
    let _ = home.run(["policy", "set", "two_person=on", "--reason", "audit"]).exits(0);
    Tenant { home, eve, amy }
}

fn reset(resource: &str) -> Vec<&str> {
    ["2fa", "reset", resource, "--yes"].into_iter().chain(WHY).collect()
}

/// What was recorded as a request instead of having been done.
#[track_caller]
fn asked(answer: common::Run) -> String {
    let answer = answer.exits(10).json();
    let fields: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["request_id", "expires_at", "what"]);
    answer["request_id"].as_str().expect("an id").to_owned()
}

fn factors(home: &Home, resource: &str) -> usize {
    home.run(["2fa", "status", resource]).exits(0).json()["factors"].as_array().expect("a list").len()
}

fn events(desk: &Desk<'_>, action: &str) -> Vec<Value> {
    let log = desk.run(["audit", "log", "--action", action, "-o", "jsonl"]).exits(0).out;
    log.lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
}

#[test]
fn r_perm_6_one_asks_another_approves_and_both_are_in_the_history() {
    let Tenant { home, eve, amy } = tenant();
    let (desk, other) = (home.sign_in(&eve.0, &eve.1), home.sign_in(&amy.0, &amy.1));
    let id = asked(desk.run(reset(ADMIN)));
    assert_eq!(factors(&home, ADMIN), 1, "nothing is done yet");
    let asked = events(&desk, "request.ask")[0].clone();
    assert_eq!((&asked["actor"], &asked["reason"]), (&json!(eve.0), &json!("phone lost")));
    assert_eq!(
        (&asked["details"]["request"], &asked["details"]["what"]),
        (&json!(id), &json!(format!("2fa reset {ADMIN}")))
    );
    // Before it is approved, the second person is told exactly what will happen.
    let shown = other.run(["request", "show", &id]).exits(0).json();
    assert_eq!((&shown["command"], &shown["username"]), (&json!("2fa reset"), &json!(ADMIN)));
    assert_eq!((&shown["requested_by"], &shown["reason"]), (&json!(eve.0), &json!("phone lost")));
    assert!(shown["effects"].to_string().contains("removes the device"), "{shown}");
    let listed = other.run(["request", "list"]).exits(0).json();
    assert_eq!(listed["items"], json!([shown]));
    let done = other.run(["request", "approve", &id]).exits(0).json();
    assert_eq!((&done["state"], &done["decided_by"]), (&json!("approved"), &json!(amy.0)));
    assert_eq!(done["result"]["removed"], json!(["authenticator"]));
    assert_eq!(factors(&home, ADMIN), 0);
    for action in ["2fa.reset", "request.approve"] {
        let event = events(&other, action)[0].clone();
        let details = &event["details"];
        assert_eq!((&details["requested_by"], &details["approved_by"]), (&json!(eve.0), &json!(amy.0)), "{event}");
        assert_eq!(event["actor"], json!(amy.0));
    }
    // Once is once.
    assert_eq!(other.run(["request", "approve", &id]).exits(6).error()["code"], "request_over");
    assert_eq!(other.run(["request", "list"]).exits(0).json()["items"], json!([]));
    let _ = home.run(["audit", "verify"]).exits(0);
}

#[test]
fn r_perm_2_nobody_approves_its_own_request_and_nobody_what_concerns_itself() {
    let Tenant { home, eve, amy } = tenant();
    let hilda = home.operator("hilda", "helpdesk");
    let otto = home.operator("otto", "auditor");
    let desk = home.sign_in(&eve.0, &eve.1);
    let id = asked(desk.run(reset(&amy.0)));
    let approve = ["request", "approve", &id];
    assert_eq!(desk.run(approve).exits(5).error()["code"], "self_service");
    assert_eq!(home.sign_in(&amy.0, &amy.1).run(approve).exits(5).error()["code"], "self_service");
    assert_eq!(home.sign_in(&hilda.0, &hilda.1).run(approve).exits(5).error()["code"], "higher_level");
    assert_eq!(home.sign_in(&otto.0, &otto.1).run(approve).exits(5).error()["code"], "permission_denied");
    assert_eq!(events(&desk, "request.approve").len(), 4, "every denial is told");
    assert_eq!(factors(&home, &amy.0), 1);
    // The owner is another person than the one who asked; one that asks itself is not.
    let own = asked(home.run(reset(&amy.0)));
    assert_eq!(home.run(["request", "approve", &own]).exits(5).error()["code"], "self_service");
    let mut another = home.command(["request", "approve", &own]);
    another.env("SUDO_USER", "walter");
    let _ = common::finish(common::start(another, "")).exits(0);
    assert_eq!(factors(&home, &amy.0), 0);
    // The earlier request of the same reset is void now.
    assert_eq!(home.run(approve).exits(4).error()["code"], "changed");
    assert_eq!(home.run(["request", "show", &id]).exits(0).json()["state"], "void");
}

#[test]
fn r_perm_6_a_request_is_good_for_an_hour() {
    let Tenant { home, eve, .. } = tenant();
    let now = soon();
    let desk = home.sign_in(&eve.0, &eve.1);
    let id = asked(desk.run_at(&stopped(now), reset(ADMIN)));
    let approve = ["request", "approve", &id];
    let late = home.copy();
    assert_eq!(late.run_at(&stopped(now + 3601), approve, "").exits(6).error()["code"], "request_over");
    let state = late.run_at(&stopped(now + 3601), ["request", "show", &id], "").exits(0).json();
    assert_eq!(state["state"], "expired");
    assert_eq!(factors(&late, ADMIN), 1);
    let _ = home.run_at(&stopped(now + 3599), approve, "").exits(0);
    assert_eq!(factors(&home, ADMIN), 0);
}

#[test]
fn r_perm_6_a_request_is_void_once_its_target_changed() {
    let Tenant { home, eve, .. } = tenant();
    let desk = home.sign_in(&eve.0, &eve.1);
    let id = asked(desk.run(reset(ADMIN)));
    let changes: [&[&str]; 9] = [
        &["resource", "edit", ADMIN, "--email", "new@acme.example"],
        &["resource", "edit", ADMIN, "--phone", "+49 170 1234567"],
        &["resource", "verify-email", ADMIN, "--assume", "--reason", "x"],
        &["resource", "edit", ADMIN, "--license", "dashboard", "--reason", "x"],
        &["resource", "deactivate", ADMIN, "--reason", "x", "--yes"],
        &["account", "lock", ADMIN, "--reason", "x"],
        &["2fa", "pause", ADMIN, "--for", "1h", "--reason", "x"],
        &["totp", "enroll", ADMIN, "--label", "second", "--show-key"],
        &["recovery-codes", "generate", ADMIN],
    ];
    for change in changes {
        let home = home.copy();
        let _ = home.run(change).exits(0);
        assert_eq!(home.run(["request", "approve", &id]).exits(4).error()["code"], "changed", "{change:?}");
    }
    // What comes and goes by itself is no change: a failed login, a granted one.
    let _ = home.run_with(["authenticate", ADMIN, "--password-stdin"], "wrong-Horse9battery\n").exits(20);
    let _ = home.run(["request", "approve", &id]).exits(0);
}

#[test]
fn r_perm_6_a_request_that_was_edited_in_the_file_is_approved_by_nobody() {
    let Tenant { home, eve, .. } = tenant();
    let desk = home.sign_in(&eve.0, &eve.1);
    let id = asked(desk.run(reset(ADMIN)));
    let edits = [
        "UPDATE requests SET expires_at = expires_at + 1",
        "UPDATE requests SET asked_by = 'os:somebody'",
        "UPDATE requests SET operation = replace(operation, 'phone lost', 'because')",
        "UPDATE requests SET fingerprint = x'00'",
    ];
    for edit in edits {
        let home = home.copy();
        let file = rusqlite::Connection::open(home.db()).expect("opened");
        assert_eq!(file.execute(edit, []).expect("edited"), 1);
        drop(file);
        assert_eq!(home.run(["request", "approve", &id]).exits(8).error()["code"], "state_tampered", "{edit}");
        assert_eq!(factors(&home, ADMIN), 1, "{edit}");
    }
}

#[test]
fn r_perm_6_an_approved_emergency_code_runs_from_the_approval_and_is_shown_to_the_approver() {
    let Tenant { home, eve, amy } = tenant();
    let _ = home.run(["resource", "verify-email", ADMIN, "--assume", "--reason", "seen"]).exits(0);
    let issue = ["emergency", "issue", ADMIN, "--identity", "callback", "--channel", "phone", "--reference", "4711"];
    let now = soon();
    let desk = home.sign_in(&eve.0, &eve.1);
    let other = home.sign_in(&amy.0, &amy.1);
    let answer = desk.run_at(&stopped(now), [issue.as_slice(), &["--show"]].concat());
    assert!(!answer.out.contains("code"), "{}", answer.out);
    let id = asked(answer);
    assert_eq!(home.run(["emergency", "list"]).exits(0).json()["items"], json!([]));
    let approved = other.run_at(&stopped(now + 1800), ["request", "approve", &id]).exits(0).json();
    let issued = &approved["result"];
    assert_eq!(common::second_of(&issued["expires_at"]), now + 1800 + 180);
    let code = issued["code"].as_str().expect("a code");
    let _ = home.copy().login_at(&stopped(now + 1800 + 180), ADMIN, Some(code)).exits(20);
    let _ = home.login_at(&stopped(now + 1800 + 179), ADMIN, Some(code)).exits(0);
}

#[test]
fn r_perm_6_a_request_is_denied_by_another_and_taken_back_by_its_author() {
    let Tenant { home, eve, amy } = tenant();
    let otto = home.operator("otto", "auditor");
    let (desk, other) = (home.sign_in(&eve.0, &eve.1), home.sign_in(&amy.0, &amy.1));
    let (first, second) = (asked(desk.run(reset(ADMIN))), asked(desk.run(reset(ADMIN))));
    let _ = home.sign_in(&otto.0, &otto.1).run(["request", "deny", &first]).exits(5);
    let denied = other.run(["request", "deny", &first, "--reason", "not agreed"]).exits(0).json();
    assert_eq!((&denied["state"], &denied["decided_by"]), (&json!("denied"), &json!(amy.0)));
    assert_eq!(denied["changed"], true);
    let _ = desk.run(["request", "deny", &second]).exits(0);
    for id in [&first, &second] {
        assert_eq!(other.run(["request", "approve", id]).exits(6).error()["code"], "request_over");
    }
    // Whoever denied it has what it wishes; for anybody else it is decided.
    let again = other.run(["request", "deny", &first]).exits(0);
    assert_eq!((&again.json()["changed"], &again.json()["decided_by"]), (&json!(false), &json!(amy.0)));
    assert!(again.err.contains("nothing was changed"), "{}", again.err);
    assert_eq!(other.run(["request", "deny", &second]).exits(6).error()["code"], "request_over");
    assert_eq!(desk.run(["request", "deny", &first]).exits(6).error()["code"], "request_over");
    let told: Vec<_> = events(&other, "request.deny").iter().map(|event| event["outcome"].clone()).collect();
    assert_eq!(told, [json!("ok"), json!("ok"), json!("denied")]);
    assert_eq!(factors(&home, ADMIN), 1);
    assert_eq!(other.run(["request", "show", "no-such-id"]).exits(3).error()["code"], "not_found");
}

#[test]
fn r_perm_6_on_a_narrow_screen_a_list_still_says_who_asked_and_until_when() {
    let Tenant { home, .. } = tenant();
    let _ = asked(home.run(reset(ADMIN)));
    let seen = terminal::Terminal::new(80, 24).plays(&home, &["request", "list"], &[]);
    let flat = seen.raw.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["ASKED BY", "os:root", "until 20", "because: phone lost", "once approved, it removes the device"] {
        assert!(flat.contains(part), "{part}: {}", seen.raw);
    }
    assert!(!flat.contains("TICKET") && !flat.contains(" IT "), "{}", seen.raw);
    let log = terminal::Terminal::new(160, 40).plays(&home, &["audit", "log"], &[]).raw;
    assert!(log.contains("phone lost") && !log.contains("TICKET"), "{log}");
}

#[test]
fn r_perm_6_it_bears_on_administrators_alone_and_only_while_the_policy_says_so() {
    let Tenant { home, eve, amy } = tenant();
    let bob = home.resource("bob");
    let _ = home.enroll(&bob);
    let desk = home.sign_in(&eve.0, &eve.1);
    let _ = desk.run(reset(&bob)).exits(0);
    // One person alone cannot switch the rule off.
    let off = ["policy", "set", "two_person=off", "lockout.threshold=9", "--reason", "x"];
    let id = asked(desk.run(off));
    assert_eq!(desk.run(["request", "approve", &id]).exits(5).error()["code"], "self_service");
    let policy = home.run(["policy", "show"]).exits(0).json()["items"].to_string();
    assert!(policy.contains(r#""lockout.threshold","value":"7""#), "{policy}");
    let other = home.sign_in(&amy.0, &amy.1);
    // Another change of the policy meanwhile makes it void.
    let _ = desk.run(["policy", "set", "session.idle=4h", "--reason", "x"]).exits(0);
    let _ = other.run(["request", "approve", &id]).exits(4);
    let id = asked(desk.run(off));
    let effects = other.run(["request", "show", &id]).exits(0).json()["effects"].clone();
    assert_eq!(effects, json!(["sets two_person from on to off", "sets lockout.threshold from 7 to 9"]));
    let _ = other.run(["request", "approve", &id]).exits(0);
    let _ = desk.run(reset(ADMIN)).exits(0);
}

#[test]
fn r_rec_3_switching_2fa_of_an_administrator_off_needs_two_persons_too() {
    let Tenant { home, .. } = tenant();
    let _ = home.run(["resource", "edit", ADMIN, "--champion"]).exits(0);
    home.require_sign_in();
    let until = stopped(soon() + 86_400);
    let disable = [
        "2fa",
        "disable",
        ADMIN,
        "--identity",
        "passport",
        "--channel",
        "video",
        "--reference",
        "1",
        "--consent-reference",
        "2",
        "--approved-by",
        "os:daemon",
        "--until",
        &until,
        "--reason",
        "x",
        "--yes",
        "--break-glass",
    ];
    let id = asked(home.run(disable));
    let approve = ["request", "approve", &id, "--break-glass", "--reason", "the champion consents"];
    assert_eq!(home.run(approve).exits(5).error()["code"], "self_service");
    let as_another = |name: &str, args: &[&str]| {
        let mut command = home.command(args);
        command.env("SUDO_USER", name);
        common::finish(common::start(command, ""))
    };
    // The second person was named: nobody else stands in for it.
    assert_eq!(as_another("walter", &approve).exits(5).error()["code"], "permission_denied");
    let _ = as_another("daemon", &approve).exits(0);
    let _ = home.login(ADMIN, None).exits(0);
    let log = as_another("walter", &["audit", "log", "--action", "2fa.disable", "--break-glass", "--reason", "x"]);
    let details = log.exits(0).json()["items"][0]["details"].clone();
    assert_eq!(details["requested_by"], "os:root");
    assert_eq!(details["approved_by"], "os:daemon");
}

#[test]
fn r_perm_6_of_many_approvals_at_once_one_performs_it() {
    let Tenant { home, eve, .. } = tenant();
    let desk = home.sign_in(&eve.0, &eve.1);
    let id = asked(desk.run(reset(ADMIN)));
    let begun: Vec<_> = (0..6).map(|_| common::start(home.command(["request", "approve", &id]), "")).collect();
    let runs: Vec<_> = begun.into_iter().map(common::finish).collect();
    assert_eq!((common::ended(&runs, 0), common::ended(&runs, 6)), (1, 5));
    assert_eq!(events(&desk, "2fa.reset").len(), 1);
}

#[test]
fn r_perm_6_an_administrator_gets_a_lower_level_by_two_persons() {
    let Tenant { home, eve, amy } = tenant();
    let ada = home.resource("ada");
    let (desk, other) = (home.sign_in(&eve.0, &eve.1), home.sign_in(&amy.0, &amy.1));
    let level = |resource: &str| home.run(["resource", "show", resource]).exits(0).json()["level"].clone();
    let [grant, revoke] = [&["level", "grant", ADMIN, "helpdesk"][..], &["level", "revoke", ADMIN]];
    for (act, lower) in [(grant, "helpdesk"), (revoke, "user")] {
        let (home, desk, other) = (&home, &desk, &other);
        let id = asked(desk.run([act, &WHY].concat()));
        assert_eq!(level(ADMIN), "admin", "nothing is done yet");
        let shown = other.run(["request", "show", &id]).exits(0).json();
        assert_eq!((&shown["command"], &shown["what"]), (&json!(act[..2].join(" ")), &json!(act.join(" "))));
        assert_eq!(shown["effects"], json!([format!("changes the level from admin to {lower}")]));
        assert_eq!(desk.run(["request", "approve", &id]).exits(5).error()["code"], "self_service");
        let done = other.run(["request", "approve", &id]).exits(0).json();
        let result = json!({"username": ADMIN, "level": lower, "before": "admin", "setup_token_ended": false});
        assert_eq!(done["result"], result);
        assert_eq!(level(ADMIN), lower);
        let event = home.events()[1].clone();
        assert_eq!(event["action"], act[..2].join("."), "{event}");
        let details = &event["details"];
        assert_eq!((&details["requested_by"], &details["approved_by"]), (&json!(eve.0), &json!(amy.0)), "{event}");
        // Raising somebody needs one person.
        let _ = desk.run([&["level", "grant", ADMIN, "admin"], WHY.as_slice()].concat()).exits(0);
    }
    // So does lowering whoever is no administrator.
    for level in ["helpdesk", "auditor"] {
        let _ = desk.run([&["level", "grant", &ada, level], WHY.as_slice()].concat()).exits(0);
    }
    // Who steps down asks as well, and is not the one who approves.
    let id = asked(desk.run([&["level", "revoke", &eve.0], WHY.as_slice()].concat()));
    assert_eq!(desk.run(["request", "approve", &id]).exits(5).error()["code"], "self_service");
    let _ = other.run(["request", "approve", &id]).exits(0);
    assert_eq!(level(&eve.0), "user");
}

#[test]
fn r_perm_6_the_last_working_administrator_keeps_its_level_also_by_two_persons() {
    let Tenant { home, eve, amy } = tenant();
    let desk = home.sign_in(&eve.0, &eve.1);
    let revoke = |resource: &str| asked(desk.run([&["level", "revoke", resource], WHY.as_slice()].concat()));
    let ids = [revoke(ADMIN), revoke(&amy.0), revoke(&eve.0)];
    let approved = ids.map(|id| home.run(["request", "approve", &id]));
    let [first, second, last] = approved;
    let _ = (first.exits(0), second.exits(0));
    assert_eq!(last.exits(6).error()["code"], "last_administrator");
    assert_eq!(home.run(["resource", "show", &eve.0]).exits(0).json()["level"], "admin");
}

#[test]
fn r_perm_1_nobody_without_a_permission_hears_whether_an_id_is_that_of_a_request() {
    let Tenant { home, eve, .. } = tenant();
    let ursula = home.operator("ursula", "user");
    let desk = home.sign_in(&eve.0, &eve.1);
    let id = asked(desk.run(reset(ADMIN)));
    let user = home.sign_in(&ursula.0, &ursula.1);
    for verb in ["show", "approve", "deny"] {
        for id in [id.as_str(), "01890a5d-ac96-774b-bcce-b302099a8057"] {
            assert_eq!(user.run(["request", verb, id]).exits(5).error()["code"], "permission_denied", "{verb} {id}");
        }
    }
}

#[test]
fn r_rec_3_the_second_person_of_a_disablement_is_an_operator_who_approves_it_itself() {
    let Tenant { home, eve, amy } = tenant();
    let _ = home.run(["resource", "edit", &eve.0, "--champion"]).exits(0);
    home.require_sign_in();
    let until = stopped(soon() + 86_400);
    let record =
        ["--identity=passport", "--channel=video", "--reference=1", "--consent-reference=2", "--until", &until];
    let why = ["--break-glass", "--reason=lost", "--yes"];
    let disable = [&["2fa", "disable", ADMIN, "--approved-by", &amy.0], &record[..], &why].concat();
    let id = asked(home.run(&disable));
    let (first, second) = (home.sign_in(&eve.0, &eve.1), home.sign_in(&amy.0, &amy.1));
    assert_eq!(first.run(["request", "approve", &id]).exits(5).error()["code"], "permission_denied");
    // Another champion, whose consent nobody has: what was asked for is void.
    let changed = home.copy();
    let _ = changed.desk(&eve.0).run(["resource", "edit", &amy.0, "--champion", "--yes"]).exits(0);
    let _ = changed.desk(&amy.0).run(["request", "approve", &id]).exits(4);
    let done = second.run(["request", "approve", &id]).exits(0).json();
    assert_eq!((&done["decided_by"], &done["result"]["tfa"]["requirement"]), (&json!(amy.0), &json!("disabled")));
    let details = events(&second, "2fa.disable")[0]["details"].clone();
    assert_eq!((&details["requested_by"], &details["approved_by"]), (&json!("os:root"), &json!(amy.0)), "{details}");
}

#[test]
fn r_perm_2_a_token_approves_nothing_that_its_issuer_asked_for() {
    let Tenant { home, eve, amy } = tenant();
    let bot = |name: &str| {
        let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
        let create = ["resource", "create", &username, "--email", &email, "--license=api", "--level=admin"];
        let _ = home.run([&create[..], &["--no-setup"]].concat()).exits(0);
    };
    bot("bot");
    bot("mule");
    let (desk, other) = (home.sign_in(&eve.0, &eve.1), home.sign_in(&amy.0, &amy.1));
    let by_token = |file: &str, args: &[&str]| {
        let mut command = home.command(args);
        command.env("TENANTCTL_TOKEN_FILE", home.path().join(file));
        common::finish(common::start(command, ""))
    };
    let issued = desk.run(["token", "issue", "bot", "--expires=2h", "--out=bot.token"]).exits(0).json();
    let _ = by_token("bot.token", &["token", "issue", "mule", "--expires=1h", "--out=mule.token"]).exits(0);
    let id = asked(desk.run(reset(ADMIN)));
    for file in ["bot.token", "mule.token"] {
        assert_eq!(by_token(file, &["request", "approve", &id]).exits(5).error()["code"], "self_service");
    }
    // What the token asked for is the issuer's own, also when the token is gone.
    let id = asked(by_token("bot.token", &reset(ADMIN)));
    assert_eq!(desk.run(["request", "approve", &id]).exits(5).error()["code"], "self_service");
    // And it is void with the token.
    let gone = home.copy();
    let revoke = ["token", "revoke", issued["token_id"].as_str().expect("an id")];
    let _ = gone.desk(&eve.0).run(revoke).exits(0);
    assert_eq!(gone.desk(&amy.0).run(["request", "approve", &id]).exits(4).error()["code"], "changed");
    let _ = other.run(["request", "approve", &id]).exits(0);
    // Who issued an earlier token of the script has nothing to do with a later one.
    let _ = desk.run(revoke).exits(0);
    let _ = other.run(["token", "issue", "bot", "--expires=2h", "--out=next.token"]).exits(0);
    let id = asked(by_token("next.token", &["level", "grant", ADMIN, "auditor", "--reason=x"]));
    assert_eq!(other.run(["request", "approve", &id]).exits(5).error()["code"], "self_service");
    let _ = desk.run(["request", "approve", &id]).exits(0);
}

#[test]
fn r_perm_6_a_request_outlives_neither_its_authors_account_nor_its_level() {
    let Tenant { home, eve, amy } = tenant();
    let desk = home.sign_in(&eve.0, &eve.1);
    let other = home.sign_in(&amy.0, &amy.1);
    let id = asked(desk.run(reset(ADMIN)));
    let ends: [&[&str]; 2] =
        [&["account", "lock", &eve.0, "--reason=x"], &["resource", "deactivate", &eve.0, "--reason=x", "--yes"]];
    for end in ends {
        let copy = home.copy();
        let _ = copy.run(end).exits(0);
        let at = copy.desk(&amy.0);
        assert_eq!(at.run(["request", "show", &id]).exits(0).json()["state"], "void");
        assert_eq!(at.run(["request", "approve", &id]).exits(4).error()["code"], "changed");
    }
    let lower = asked(home.run(["level", "grant", &eve.0, "auditor", "--reason=x"]));
    let _ = other.run(["request", "approve", &lower]).exits(0);
    let _ = other.run(["request", "approve", &id]).exits(4);
}

#[test]
fn r_perm_3_helpdesk_denies_no_request_about_somebody_above() {
    let Tenant { home, eve, .. } = tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let id = asked(home.sign_in(&eve.0, &eve.1).run(reset(ADMIN)));
    let desk = home.sign_in(&hilda, &key);
    assert_eq!(desk.run(["request", "deny", &id]).exits(5).error()["code"], "higher_level");
}

#[test]
fn r_perm_3_an_emergency_code_does_not_outlive_the_level_it_was_issued_for() {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let key = home.enroll(&ada);
    let issue = ["emergency", "issue", &ada, "--identity=passport", "--channel=video", "--reference=1", "--show"];
    let code = home.run(issue).exits(0).json()["code"].as_str().expect("a code").to_owned();
    let _ = home.run(["level", "grant", &ada, "admin", "--reason=x"]).exits(0);
    let _ = home.login(&ada, Some(&code)).exits(20);
    let _ = home.login(&ada, Some(&common::code(&key, 0))).exits(0);
    assert_eq!(home.run(["emergency", "list"]).exits(0).json()["items"], json!([]));
}

#[test]
fn r_perm_3_who_approves_is_asked_for_the_other_half_as_well() {
    let Tenant { home, eve, amy } = tenant();
    let _ = home.run(["resource", "verify-email", ADMIN, "--assume", "--reason=x"]).exits(0);
    let (desk, other) = (home.sign_in(&eve.0, &eve.1), home.sign_in(&amy.0, &amy.1));
    let _ = other.run(["setup", "issue", ADMIN, "--show"]).exits(0);
    let code = ["emergency", "issue", ADMIN, "--identity=passport", "--channel=video", "--reference=1", "--show"];
    for act in [&code[..], &reset(ADMIN)] {
        let id = asked(desk.run(act));
        let denied = other.run(["request", "approve", &id]).exits(5).error();
        assert_eq!(denied["code"], "permission_denied", "{denied}");
        let (third, key) = (format!("{}-3@acme.example", act[0]), home.operator(&format!("{}-3", act[0]), "admin").1);
        let _ = home.sign_in(&third, &key).run(["request", "approve", &id]).exits(0);
    }
}

#[test]
fn r_perm_5_who_is_not_signed_in_approves_no_disablement() {
    let Tenant { home, eve, .. } = tenant();
    let _ = home.run(["resource", "edit", &eve.0, "--champion"]).exits(0);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let until = stopped(soon() + 86_400);
    let record =
        ["--identity=passport", "--channel=video", "--reference=1", "--consent-reference=2", "--until", &until];
    let glass = ["--break-glass", "--reason=lost"];
    let disable = |second| {
        let head = ["2fa", "disable", ADMIN, "--yes", "--approved-by", second];
        asked(home.run([&head[..], &record, &glass].concat()))
    };
    let id = disable("os:daemon");
    let as_daemon = |more: &[&str]| {
        let mut command = home.command([&["request", "approve", &id], more].concat());
        command.env("SUDO_USER", "daemon");
        common::finish(common::start(command, ""))
    };
    assert_eq!(as_daemon(&[]).exits(5).error()["code"], "not_signed_in");
    let _ = as_daemon(&glass).exits(0);
    // Who may say yes may say no.
    let _ = home.run([&["2fa", "require", ADMIN], &glass[..]].concat()).exits(0);
    let id = disable(&hilda);
    let _ = home.sign_in(&hilda, &key).run(["request", "deny", &id]).exits(0);
}
