//! Nobody ends up without a way: break-glass is told (R-PERM-4), who could not be rescued is named (R-RES-5), and the last working
//! administrator stays one (R-RES-6).

use crate::common::{self, ADMIN, Desk, Home, PASSWORD, Run, code, code_of, soon, stopped};
use serde_json::json;

/// A sign-in under a shifted clock; what it says on standard error.
fn sign_in_at(home: &Home, desk: &Desk<'_>, second: u64, who: &(String, String)) -> Run {
    let mut command =
        home.command_at(&stopped(second), ["login", &who.0, "--password-stdin", "--code", &code_of(&who.1, second)]);
    let runtime = desk
        .command(["whoami"])
        .get_envs()
        .find(|(name, _)| *name == "XDG_RUNTIME_DIR")
        .and_then(|(_, dir)| dir)
        .expect("a directory")
        .to_owned();
    command.env("XDG_RUNTIME_DIR", runtime);
    common::finish(common::start(command, &format!("{PASSWORD}\n"))).exits(0)
}

fn glass(run: &Run) -> Vec<&str> {
    run.err.lines().filter(|line| line.starts_with("break-glass:")).collect()
}

#[test]
fn r_perm_4_every_administrator_is_told_at_its_next_sign_in_and_only_then() {
    let home = Home::with_tenant();
    let now = soon();
    let (eve, amy, hilda) =
        (home.operator("eve", "admin"), home.operator("amy", "admin"), home.operator("hilda", "helpdesk"));
    home.require_sign_in();
    let (desk, other, third) = (home.desk("eve"), home.desk("amy"), home.desk("hilda"));
    assert_eq!(glass(&sign_in_at(&home, &desk, now, &eve)).len(), 0);
    let lock = ["account", "lock", "hilda", "--break-glass", "--reason", "laptop stolen"];
    let _ = home.run_at(&stopped(now + 30), lock, "").exits(0);
    let unlock = ["account", "unlock", "hilda", "--break-glass", "--reason", "found again"];
    let _ = home.run_at(&stopped(now + 60), unlock, "").exits(0);
    // A login to an application is no sign-in, whatever name it gives itself.
    let app = ["authenticate", &eve.0, "--password-stdin", "--app", "tenantctl", "--code", &code_of(&eve.1, now + 90)];
    let _ = home.run_at(&stopped(now + 90), app, &format!("{PASSWORD}\n")).exits(0);
    let told = sign_in_at(&home, &desk, now + 120, &eve);
    let lines = glass(&told);
    assert_eq!(lines.len(), 2, "{}", told.err);
    assert!(
        lines[0].contains("os:root") && lines[0].contains("account unlock (found again)"),
        "newest first: {lines:?}"
    );
    assert!(lines[1].contains("account lock (laptop stolen)"), "{lines:?}");
    assert!(!told.out.contains("break-glass:"), "the answer stays the answer");
    // Who was not told yet still is; who was, is not told twice; a helpdesk is not told.
    assert_eq!(glass(&sign_in_at(&home, &other, now + 120, &amy)).len(), 2);
    assert_eq!(glass(&sign_in_at(&home, &desk, now + 180, &eve)).len(), 0);
    assert_eq!(glass(&sign_in_at(&home, &third, now + 180, &hilda)).len(), 0);
    // More than ten are counted.
    for n in 0..12 {
        let _ = home
            .run_at(&stopped(now + 200), ["policy", "show", "--break-glass", "--reason", &format!("look {n}")], "")
            .exits(0);
    }
    let told = sign_in_at(&home, &desk, now + 240, &eve);
    let lines = glass(&told);
    assert_eq!(lines.len(), 11);
    assert!(lines[10].starts_with("break-glass: 2 more: tenantctl audit log --action break_glass"), "{}", lines[10]);
    // And in `doctor`, for thirty days.
    let found = |second: u64| {
        let all = desk.run_at(&stopped(second), ["doctor"]).json();
        let items = all["items"].as_array().expect("a list").clone();
        items.into_iter().find(|item| item["check"] == "break_glass").expect("a check")
    };
    assert!(
        found(now + 241)["message"].as_str().is_some_and(|text| text.starts_with("14 times")),
        "{}",
        found(now + 241)
    );
    assert_eq!(found(now + 241)["severity"], "warning");
}

#[test]
fn r_res_5_every_operator_is_warned_at_its_sign_in_of_whom_nobody_could_rescue() {
    let home = Home::with_tenant();
    let hilda = home.operator("hilda", "helpdesk");
    let desk = home.desk("hilda");
    common::within_a_step(8);
    let login = ["login", &hilda.0, "--password-stdin", "--code", &code(&hilda.1, 0)];
    let told = desk.run_with(login, &format!("{PASSWORD}\n")).exits(0);
    for part in [
        "is the only active administrator",
        "is not verified",
        "has named no champion",
        "nobody else in the tenant can help",
    ] {
        assert!(told.err.contains(part), "{part}: {}", told.err);
    }
    assert!(told.err.contains("tenantctl resource verify-email"), "{}", told.err);
    let check = |home: &Home| {
        let all = home.run(["doctor"]).json();
        all["items"].as_array().expect("a list").iter().any(|item| item["check"] == "administrator_rescue")
    };
    assert!(check(&home));
    // A second administrator who works, or a verified address, is a way.
    let verified = home.copy();
    let _ = verified.run(["resource", "verify-email", ADMIN, "--assume", "--reason", "x"]).exits(0);
    assert!(!check(&verified));
    let _ = home.operator("eve", "admin");
    assert!(!check(&home));
}

#[test]
fn r_rec_3_whatever_a_helpdesk_tries_for_the_sole_administrator_is_refused_and_names_the_ways_of_the_owner() {
    let home = Home::with_tenant();
    let hilda = home.operator("hilda", "helpdesk");
    let _ = home.enroll(ADMIN);
    let _ = home.run(["resource", "edit", ADMIN, "--champion"]).exits(0);
    home.require_sign_in();
    let desk = home.sign_in(&hilda.0, &hilda.1);
    let record = ["--identity", "passport", "--channel", "video", "--reference", "4711"];
    let issue = [["emergency", "issue", ADMIN].as_slice(), &record].concat();
    let shown = [issue.as_slice(), &["--show"]].concat();
    let tried: [&[&str]; 15] = [
        &["2fa", "pause", ADMIN, "--for", "1h", "--reason", "x"],
        &["2fa", "pause", ADMIN, "--next-login", "--reason", "x"],
        &["2fa", "extend", ADMIN, "--reason", "x"],
        &["2fa", "reset", ADMIN, "--reason", "x", "--yes"],
        &["account", "unlock", ADMIN, "--reason", "x"],
        &issue,
        &shown,
        &["totp", "enroll", ADMIN, "--show-key"],
        &["totp", "remove", ADMIN],
        &["password", "set", ADMIN, "--password-stdin"],
        &["resource", "verify-email", ADMIN, "--assume", "--reason", "x"],
        &["resource", "edit", ADMIN, "--license", "api"],
        &["recovery-codes", "generate", ADMIN],
        &["level", "revoke", ADMIN, "--reason", "x"],
        &["2fa", "disable", ADMIN],
    ];
    for args in tried {
        let run = desk.run(args);
        assert!(run.code == 5 || run.code == 6, "{args:?} ended with {}: {}", run.code, run.err);
        let told = run.error();
        for way in [
            format!("2fa pause {ADMIN} --next-login --reason '…' --break-glass"),
            format!("2fa disable {ADMIN} --break-glass"),
        ] {
            assert!(told["notes"].to_string().contains(&way), "{args:?}: {}", run.err);
            assert!(!told["hints"].to_string().contains(&way), "a helpdesk cannot type it: {}", run.err);
        }
    }
    // And each way is one: the owner alone, which is told, or with the consent of the champion and a second person.
    let alone = home.copy();
    let _ = alone.run(["2fa", "pause", ADMIN, "--next-login", "--reason", "lost", "--break-glass"]).exits(0);
    let told = alone.desk("root").run_with(["login", ADMIN, "--password-stdin"], &format!("{PASSWORD}\n")).exits(0);
    assert!(told.err.contains("break-glass:") && told.err.contains("2fa pause (lost)"), "{}", told.err);
    let until = stopped(soon() + 86_400);
    let way = [
        ["2fa", "disable", ADMIN].as_slice(),
        &record,
        &[
            "--consent-reference",
            "MAIL-1",
            "--approved-by",
            &hilda.0,
            "--until",
            &until,
            "--break-glass",
            "--reason",
            "x",
            "--yes",
        ],
    ];
    let _ = home.run(way.concat()).exits(0);
    let place = home.desk("root");
    let login = ["login", ADMIN, "--password-stdin"];
    let _ = place.run_with(login, &format!("{PASSWORD}\n")).exits(0);
    assert_eq!(place.run(["whoami"]).exits(0).json()["level"], "admin");
}

#[test]
fn r_res_6_sign_in_is_not_required_while_no_administrator_could_sign_in() {
    let home = Home::with_tenant();
    let require = ["policy", "set", "operator.sign_in=required", "--reason", "x"];
    let api = ["resource", "edit", ADMIN, "--license", "api", "--reason", "x"];
    assert_eq!(home.run(api).exits(6).error()["code"], "last_administrator");
    // An earlier version let it happen.
    let file = rusqlite::Connection::open(home.db()).expect("opened");
    assert_eq!(file.execute("UPDATE resources SET license = 'api' WHERE level = 'admin'", []).expect("edited"), 1);
    drop(file);
    let refused = home.run(require).exits(6).error();
    assert_eq!(refused["code"], "last_administrator");
    assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("--license standard")), "{refused}");
    let _ = home.run(["resource", "edit", ADMIN, "--license", "standard"]).exits(0);
    let _ = home.run(require).exits(0);
    let api = ["resource", "edit", ADMIN, "--license", "api", "--break-glass", "--reason", "x"];
    let refused = home.run(api).exits(6).error();
    assert_eq!(refused["code"], "last_administrator");
    assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("resource create")), "{refused}");
    let shown = home.run(["resource", "show", ADMIN, "--break-glass", "--reason", "x"]).exits(0).json();
    assert_eq!(shown["license"], json!("standard"));
    // Beside another who works it may have any license; then that other one is the last.
    let _ = home.levelled("two", "admin", &["--break-glass", "--reason", "x"]);
    let _ = home.run(api).exits(0);
    let deactivate = ["resource", "deactivate", "two", "--yes", "--break-glass", "--reason", "x"];
    assert_eq!(home.run(deactivate).exits(6).error()["code"], "last_administrator");
}
