//! The ways out that an answer or a refusal names are those of whoever reads them: each works when pasted, and what is not open to this
//! operator is not offered to it (R-PERM-1, R-PERM-2, R-PERM-3, R-PERM-4, R-PERM-5).

use crate::common::{self, ADMIN, Desk, Home, PASSWORD, Run, code_of, finish, soon, start, stopped};
use serde_json::{Value, json};

const GLASS: [&str; 3] = ["--break-glass", "--reason", "x"];

/// The commands of an error, as JSON gives them.
#[track_caller]
fn hints(run: &Run) -> Vec<String> {
    let hints = run.error()["hints"].as_array().expect("hints").clone();
    hints.iter().map(|hint| hint.as_str().expect("a command").to_owned()).collect()
}

/// The commands that somebody else types, which JSON has among the notes.
#[track_caller]
fn others(run: &Run) -> Vec<String> {
    let notes = run.error()["notes"].as_array().expect("notes").clone();
    let command = |note: &Value| Some(format!("tenantctl {}", note.as_str()?.split_once(": tenantctl ")?.1));
    notes.iter().filter_map(command).collect()
}

/// The words of a command that is pasted.
fn words(hint: &str) -> Vec<String> {
    let words = shlex::split(hint).unwrap_or_else(|| panic!("no shell reads: {hint}"));
    assert_eq!(words.first().map(String::as_str), Some("tenantctl"), "{hint}");
    // As the person who types it fills it in.
    words[1..].iter().map(|word| if word == "…" { "a reason" } else { word }.to_owned()).collect()
}

/// Every command that `why` names.
fn helps(answer: &Value) -> Vec<String> {
    let causes = answer["causes"].as_array().expect("causes").iter().flat_map(|cause| cause["helps"].as_array());
    let all = causes.chain([answer["without_device"].as_array().expect("a list")]).flatten();
    all.map(|help| help.as_str().expect("a command").to_owned()).collect()
}

#[test]
fn what_was_typed_is_said_again_with_every_flag_once() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    home.require_sign_in();
    let refused = home.run(["2fa", "pause", "ada", "--next-login", "--reason", "no phone"]).exits(5);
    let again = hints(&refused).into_iter().find(|hint| hint.contains("--break-glass")).expect("the owner's way");
    assert_eq!(again, "tenantctl 2fa pause ada --next-login --reason 'no phone' --break-glass");
    let _ = home.run(words(&again)).exits(0);
}

#[test]
fn r_perm_4_what_the_owner_is_told_under_break_glass_carries_it_where_it_is_needed() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.enroll(&ada);
    let _ = home.operator("amy", "admin");
    let long = [["2fa", "pause", "ada", "--for", "90h"].as_slice(), &GLASS].concat();
    let why = [["why", "ada"].as_slice(), &GLASS].concat();
    // Where the owner acts as itself, the mark in the history would be for nothing.
    assert!(hints(&home.run(&long).exits(6)).iter().all(|hint| !hint.contains("--break-glass")));
    assert!(helps(&home.run(&why).exits(0).json()).iter().all(|help| !help.contains("--break-glass")));
    home.require_sign_in();
    let refused = hints(&home.run(&long).exits(6));
    assert_eq!(refused[0], format!("tenantctl 2fa pause {ada} --for 24h --reason x --break-glass"));
    let _ = home.copy().run(words(&refused[0])).exits(0);
    let told = helps(&home.run(&why).exits(0).json());
    assert!(told.len() >= 2, "{told:?}");
    for help in &told {
        let home = home.copy();
        let run = home.run(words(help));
        assert!([0, 2].contains(&run.code), "{help}: {}", run.err);
        // A reset is confirmed at a terminal; nothing else is missing.
        assert!(run.code == 0 || run.err.contains("--yes"), "{help}: {}", run.err);
    }
    // What needs no operator does not carry it, and neither does what another person types.
    let usage = hints(&home.run([["totp", "enroll", "ada"].as_slice(), &GLASS].concat()).exits(2));
    assert!(usage.iter().filter(|hint| hint.ends_with("--help")).all(|hint| !hint.contains("--break-glass")));
    let _ = home.run([["policy", "set", "two_person=on"].as_slice(), &GLASS].concat()).exits(0);
    let asked = home.run([["2fa", "reset", "amy", "--yes"].as_slice(), &GLASS].concat()).exits(10);
    assert!(asked.err.contains("tenantctl request approve ") && !asked.err.contains("--break-glass"), "{}", asked.err);
}

#[test]
fn r_perm_5_what_only_the_owner_can_follow_says_so() {
    let home = Home::with_tenant();
    let bob = home.resource("bob");
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let issue =
        ["emergency", "issue", "bob", "--identity", "callback", "--channel", "phone", "--reference", "1", "--show"];
    let refused = desk.run(issue).exits(6);
    let verify = format!("tenantctl resource verify-email {bob} --assume --reason '…' --break-glass");
    let pause = format!("tenantctl 2fa pause {bob} --for 24h --reason '…'");
    assert_eq!((others(&refused), hints(&refused)), (vec![verify.clone()], vec![pause.clone()]));
    let text = desk.run([issue.as_slice(), &["-o", "table"]].concat()).exits(6).err;
    let line = text.lines().find(|line| line.contains("verify-email")).expect("the owner's way");
    assert!(line.contains("(for the owner of database and key)"), "{text}");
    let _ = home.run(words(&verify)).exits(0);
    let _ = desk.run(words(&pause)).exits(0);
}

/// Every command that `why` names to an operator, followed there, is not refused for want of a permission; where there is none it is told
/// whom to ask.
fn follow(home: &Home, desk: &Desk<'_>, name: &str, who: &str) {
    let answer = desk.run(["why", name]).exits(0).json();
    for cause in answer["causes"].as_array().expect("causes") {
        let none = cause["helps"] == json!([]);
        assert_eq!(none, cause["ask"].is_string(), "{who}, {name}: {cause}");
    }
    let asks_a_code = answer["devices"] != json!([]);
    let none = answer["without_device"] == json!([]);
    assert_eq!(none && asks_a_code, answer["without_device_ask"].is_string(), "{who}, {name}: {answer}");
    for help in helps(&answer) {
        let copy = home.copy();
        let run = copy.desk(who).run(words(&help));
        assert!(![5, 6].contains(&run.code), "{who} follows {help}: {}", run.err);
    }
}

#[test]
fn r_perm_1_why_offers_an_operator_what_it_can_do_and_nothing_else() {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cyd", "dan"] {
        let _ = home.resource(name);
    }
    let _ = home.enroll("ada");
    let _ = home.run(["resource", "verify-email", "ada", "--assume", "--reason", "x"]).exits(0);
    let _ = home.enroll("bob");
    let _ = home.enroll(ADMIN);
    let _ = home.login(ADMIN, Some("000000")).exits(20);
    let _ = home.run(["account", "lock", "cyd", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "deactivate", "dan", "--yes", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "create", "new@acme.example", "--email", "n@x.example", "--no-setup"]).exits(0);
    let operators = [("hilda", "helpdesk"), ("otto", "auditor"), ("amy", "admin")];
    let operators = operators.map(|(name, level)| home.operator(name, level));
    home.require_sign_in();
    for (username, key) in &operators {
        let desk = home.sign_in(username, key);
        for name in ["ada", "bob", "cyd", "dan", "new", ADMIN, username] {
            follow(&home, &desk, name, username);
        }
    }
    // A helpdesk: for somebody without a verified address no emergency code, for somebody above nothing.
    let desk = home.desk(&operators[0].0);
    let bob = desk.run(["why", "bob"]).exits(0).json();
    assert_eq!(bob["without_device"].as_array().map(Vec::len), Some(2), "{bob}");
    let above = desk.run(["why", ADMIN]).exits(0).json();
    let asked = (&above["without_device"], &above["without_device_ask"], &above["causes"][0]["ask"]);
    assert_eq!(asked, (&json!([]), &json!("ask an administrator"), &json!("ask an administrator")));
    let page = desk.run(["why", ADMIN, "-o", "table"]).exits(0).out;
    assert!(page.contains("Is the device not at hand?\n    ask an administrator\n"), "{page}");
    let own = desk.run(["why", "hilda"]).exits(0).json();
    assert_eq!(own["without_device_ask"], "ask another operator");
    let _ = home.run([["policy", "set", "password.expiry=1d"].as_slice(), &GLASS].concat()).exits(0);
    let expired = home.desk(&operators[0].0).run_at("+7h", ["why", "bob"]).exits(0).json();
    assert!(expired["causes"].as_array().expect("causes").iter().all(|cause| cause["code"] != "password_expired"));
}

#[test]
fn r_perm_1_a_refusal_offers_an_operator_what_it_can_do_and_nothing_else() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.run(["resource", "deactivate", "ada", "--yes", "--reason", "x"]).exits(0);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let issue = ["emergency", "issue", "ada", "--identity", "callback", "--channel", "phone", "--reference", "1"];
    // `resource activate` is an administrator's.
    let refused = desk.run([issue.as_slice(), &["--show"]].concat()).exits(6);
    assert_eq!((hints(&refused), &refused.error()["notes"]), (vec![], &json!(["ask an administrator"])));
    let refused = desk.run(["setup", "issue", "ada", "--show"]).exits(6);
    assert_eq!((hints(&refused), &refused.error()["notes"]), (vec![], &json!(["ask an administrator"])));
    // Showing the code of somebody above is not offered.
    let _ = home.run([["resource", "verify-email", ADMIN, "--assume"].as_slice(), &GLASS].concat()).exits(0);
    let above = [&["emergency", "issue", ADMIN], &issue[3..]].concat();
    let refused = desk.run(&above).exits(6);
    assert_eq!(refused.error()["code"], "no_delivery");
    assert_eq!((hints(&refused), &refused.error()["notes"]), (vec![], &json!(["ask an administrator"])));
    // Who may not do it at all hears that first, and not what else is missing.
    for args in [["2fa", "extend", ADMIN], ["account", "unlock", ADMIN], ["account", "lock", ADMIN]] {
        assert_eq!(desk.run(args).exits(5).error()["code"], "higher_level", "{args:?}");
    }
    assert_eq!(desk.run(["policy", "set", "lockout.threshold=5"]).exits(5).error()["code"], "permission_denied");
}

#[test]
fn r_perm_1_a_refusal_says_that_the_scopes_of_a_token_leave_a_permission_out() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let bot = ["resource", "create", "bot@acme.example", "--email", "b@x.example", "--license", "api", "--no-setup"];
    let _ = home.run([bot.as_slice(), &["--level", "helpdesk"]].concat()).exits(0);
    let issue = ["token", "issue", "bot", "--scope", "resource.read", "--expires", "90d", "--out", "bot.token"];
    let _ = home.run(issue).exits(0);
    let script = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("TENANTCTL_TOKEN_FILE", home.path().join("bot.token"));
        finish(start(command, ""))
    };
    let lock = ["account", "lock", "ada", "--reason", "x"];
    let refused = script(&lock).exits(5);
    let message = refused.error()["message"].as_str().expect("text").to_owned();
    assert!(message.contains("it needs account.lock, which the scopes of this token do not include"), "{message}");
    let issue = &others(&refused)[0];
    assert!(issue.contains("--scope resource.read --scope account.lock"), "{issue}");
    let _ = home.run(words(issue)).exits(0);
    let mut command = home.command(lock);
    command.env("TENANTCTL_TOKEN_FILE", home.path().join("new.token"));
    let _ = finish(start(command, "")).exits(0);
    // What the level does not give either is told as that.
    let beyond = script(&["totp", "remove", "ada"]).exits(5).error();
    let message = beyond["message"].as_str().expect("text");
    assert!(message.contains("which the level helpdesk does not give this token"), "{message}");
}

#[test]
fn r_set_4_a_script_that_must_enroll_to_sign_in_is_led_through_it() {
    let home = Home::with_tenant();
    let hilda = ["resource", "create", "hilda@acme.example", "--email", "h@x.example", "--level", "helpdesk"];
    let password = format!("{PASSWORD}\n");
    let _ = home.run_with([hilda.as_slice(), &["--password-stdin"]].concat(), &password).exits(0);
    let otto = ["resource", "create", "otto@acme.example", "--email", "o@x.example", "--level", "auditor"];
    let _ = home.run_with([otto.as_slice(), &["--password-stdin"]].concat(), &password).exits(0);
    home.require_sign_in();
    let now = soon();
    let clock = stopped(now);
    let refused = home.run_at(&clock, ["login", "hilda", "--password-stdin"], &password).exits(23);
    let begin = hints(&refused).into_iter().find(|hint| hint.contains("--begin-enrollment")).expect("the first step");
    assert_eq!(begin, "tenantctl authenticate hilda@acme.example --password-stdin --begin-enrollment");
    let notes = refused.error()["notes"].to_string();
    assert!(notes.contains("--password-stdin --finish-enrollment ID --code CODE"), "{notes}");
    let begun = home.run_at(&clock, words(&begin), &password).exits(23).json();
    let (id, key) = (begun["enrollment"]["factor_id"].clone(), begun["enrollment"]["key"].clone());
    let (id, key) = (id.as_str().expect("an id"), key.as_str().expect("a key"));
    let code = code_of(key, now);
    let finish = ["authenticate", "hilda@acme.example", "--password-stdin", "--finish-enrollment", id, "--code", &code];
    let _ = home.run_at(&clock, finish, &password).exits(0);
    let next = stopped(now + 30);
    let login = ["login", "hilda", "--password-stdin", "--code", &code_of(key, now + 30)];
    let _ = home.run_at(&next, login, &password).exits(0);
    // Whoever began by `totp enroll --self` and is no operator yet ends in the same way.
    let enroll = ["totp", "enroll", "otto", "--self", "--password-stdin", "--show-key"];
    let begun = home.run_at(&next, enroll, &password).exits(0);
    let key = begun.json()["key"].as_str().expect("a key").to_owned();
    let told = begun.err.lines().find(|line| line.contains("confirm it within 24 hours with")).expect("the next step");
    let (_, prove) = told.split_once("confirm it within 24 hours with").expect("the next step");
    assert!(prove.contains("authenticate otto@acme.example --password-stdin --finish-enrollment "), "{prove}");
    let code = code_of(&key, now + 30);
    let prove: Vec<String> =
        words(prove.trim()).into_iter().map(|word| if word == "CODE" { code.clone() } else { word }).collect();
    let _ = home.run_at(&next, prove, &password).exits(0);
}

#[test]
fn r_ses_2_at_the_limit_the_hint_ends_the_oldest_and_keeps_the_code_out() {
    let home = Home::with_tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let password = format!("{PASSWORD}\n");
    let now = soon();
    for step in 1..=3 {
        let second = now + step * 30;
        let _ = home.login_at(&stopped(second), &hilda, Some(&code_of(&key, second))).exits(0);
    }
    let oldest = home.run_at(&stopped(now + 100), ["session", "list", &hilda], "").exits(0).json();
    let oldest = oldest["items"][0]["id"].as_str().expect("an id").to_owned();
    let (second, clock) = (now + 120, stopped(now + 120));
    let code = code_of(&key, second);
    let full = home.run_at(&clock, ["login", &hilda, "--password-stdin", "--code", &code], &password).exits(27);
    let message = full.error()["message"].as_str().expect("text").to_owned();
    assert!(message.contains("your code was not used"), "{message}");
    let first = hints(&full)[0].clone();
    assert_eq!(first, format!("tenantctl login {hilda} --password-stdin --end-session {oldest} --code CODE"));
    assert!(!full.err.contains(&code), "{}", full.err);
    let again: Vec<String> =
        words(&first).into_iter().map(|word| if word == "CODE" { code.clone() } else { word }).collect();
    let wrong_one: Vec<String> =
        again.iter().map(|word| if *word == oldest { "no-such-id".to_owned() } else { word.clone() }).collect();
    // A hint to a line that named a session already names another in its place.
    let still = home.run_at(&clock, &wrong_one, &password).exits(27);
    assert_eq!(hints(&still)[0], first);
    let _ = home.copy().run_at(&clock, &again, &password).exits(0);
    let args = ["authenticate", &hilda, "--password-stdin", "--code", &code];
    let full = home.run_at(&clock, args, &password).exits(27);
    let hint = full.json()["hint"].as_str().expect("a command").to_owned();
    assert_eq!(hint, format!("tenantctl authenticate {hilda} --password-stdin --end-session {oldest} --code CODE"));
    let page = home.run_at(&clock, [args.as_slice(), &["-o", "table"]].concat(), &password).exits(27).out;
    assert!(page.contains("--end-session") && page.contains(&oldest) && !page.contains(&code), "{page}");
    let again: Vec<String> =
        words(&hint).into_iter().map(|word| if word == "CODE" { code.clone() } else { word }).collect();
    let granted = home.run_at(&clock, &again, &password).exits(0).json();
    assert_eq!(granted["hint"], Value::Null);
}

#[test]
fn every_usage_error_names_the_next_command() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.run(["resource", "edit", "ada", "--champion"]).exits(0);
    let next = |args: &[&str]| {
        let refused = home.run(args);
        assert!(refused.code == 2 || refused.code == 7, "{args:?}: {} {}", refused.code, refused.err);
        hints(&refused)
    };
    assert_eq!(next(&["login"]), ["tenantctl login --help"]);
    assert_eq!(next(&["authenticate"]), ["tenantctl authenticate --help"]);
    assert_eq!(
        next(&["totp", "enroll", "ada", "--self", "--show-key"]),
        ["tenantctl totp enroll ada --self --show-key --password-stdin"]
    );
    assert_eq!(next(&["session", "check"]), ["tenantctl session --help"]);
    assert_eq!(
        next(&["level", "create", "Night Shift", "--permission", "resource.read"]),
        ["tenantctl level create night-shift --permission resource.read"]
    );
    assert_eq!(next(&["level", "create", "愛"]), ["tenantctl level create --help"]);
    let recover = next(&["account", "recover", "ada"]);
    assert_eq!(recover, ["tenantctl account recover ada --unlock --reason '…' --yes"]);
    let _ = home.run(words(&recover[0])).exits(0);
    let with_reason = next(&["account", "recover", "ada", "--reason", "x"]);
    assert_eq!(with_reason, ["tenantctl account recover ada --reason x --unlock --yes"]);
    let unlike = home.run(["audit", "log", "--action", "acount.unlock"]).exits(2);
    assert_eq!(hints(&unlike)[0], "tenantctl audit log --action account.unlock");
    assert!(!unlike.err.contains('…'), "{}", unlike.err);
    let far = home.run(["audit", "log", "--action", "nix"]).exits(2);
    assert_eq!(hints(&far).last().map(String::as_str), Some("tenantctl audit log --help"));
    let list = home.run(["audit", "log", "--help"]).exits(0).out;
    assert!(list.contains("account.unlock,") && list.contains("tenant.restore."), "{list}");
    let disable = [
        "2fa",
        "disable",
        "ada",
        "--identity=passport",
        "--channel=video",
        "--reference=r",
        "--consent-reference=c",
        "--approved-by=os:daemon",
        "--until=2099-01-01",
        "--reason=x",
        "--yes",
    ];
    let far = next(&disable);
    assert!(far[0].contains("--until=20") && !far[0].contains("2099"), "{far:?}");
    let _ = home.run(words(&far[0])).exits(0);
    let session = home.run(["session", "end", "01890a5d-ac96-774b-bcce-b302099a8057"]).exits(3);
    assert!(hints(&session).iter().all(|hint| !hint.contains("RESOURCE")), "{}", session.err);
    assert!(session.error()["notes"].to_string().contains("session list RESOURCE"), "{}", session.err);
}

#[test]
fn r_rec_6_a_clerk_is_told_the_owners_command_with_the_owners_flag() {
    let home = Home::with_tenant();
    let bob = home.resource("bob");
    let _ = home.enroll(&bob);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let _desk = home.sign_in(&hilda, &key);
    let runtime: &'static str =
        Box::leak(home.path().join("desks").join(&hilda).display().to_string().into_boxed_str());
    let terminal = common::terminal::Terminal::new(200, 60).with("XDG_RUNTIME_DIR", runtime);
    let seen = terminal.plays(&home, &["rescue", "bob"], &[("Which?", "0\r")]);
    let verify = format!("tenantctl resource verify-email {bob} --assume --reason '…' --break-glass");
    assert!(seen.raw.contains(&verify), "{}", seen.raw);
    let _ = home.run(words(&verify)).exits(0);
}

#[test]
fn r_perm_4_one_act_under_break_glass_is_told_as_once() {
    let home = Home::with_tenant();
    let _ = home.run([["policy", "show"].as_slice(), &GLASS].concat()).exits(0);
    let findings = home.run(["doctor"]).json();
    let told = findings["items"].as_array().expect("a list").iter().find(|item| item["check"] == "break_glass");
    let message = told.and_then(|item| item["message"].as_str()).expect("a message");
    assert!(message.starts_with("once in the last 30 days someone acted under break-glass"), "{message}");
}
