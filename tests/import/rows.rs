//! What single rows come to.

use super::{counts, everybody, import, people, told, whole};
use crate::common::{ADMIN, Home, PASSWORD};
use serde_json::json;

#[test]
fn r_res_1_rows_become_resources_each_with_its_event() {
    let home = Home::with_tenant();
    let before = home.events().len();
    let text = "E-Mail;User name;First name;Surname;Mobile;License;Active;Level\r\n\
                ada.l@mail.example;Ada@acme.example;Ada;Lovelace;'+1 555 010 9443;dashboard;yes;\r\n\
                bob@mail.example;bob@acme.example;\"Bob; \"\"B\"\"\";;;;no;helpdesk\r\n";
    let answer = import(&home, text, &["--reason", "new season", "--ticket", "T-7"]).exits(0).json();
    assert_eq!((counts(&answer), &answer["dry_run"]), ([2, 0, 0, 0], &json!(false)));
    let ada = home.run(["resource", "show", "ada"]).exits(0).json();
    assert_eq!((&ada["username"], &ada["email"]), (&json!("Ada@acme.example"), &json!("ada.l@mail.example")));
    assert_eq!((&ada["license"], &ada["phone"]), (&json!("dashboard"), &json!("xxx-xxx-9443")));
    let bob = home.run(["resource", "show", "bob"]).exits(0).json();
    assert_eq!((&bob["first_name"], &bob["last_name"]), (&json!("Bob; \"B\""), &json!(null)));
    assert_eq!(
        (&bob["active"], &bob["level"], &bob["license"]),
        (&json!(false), &json!("helpdesk"), &json!("standard"))
    );
    let events = home.events();
    assert_eq!(events.len(), before + 2);
    let event = &events[0];
    assert_eq!(
        (&event["action"], &event["reason"], &event["ticket"]),
        (&json!("resource.create"), &json!("new season"), &json!("T-7"))
    );
    assert_eq!((&event["details"]["active"], &event["details"]["level"]), (&json!(false), &json!("helpdesk")));
    whole(&home);
}

#[test]
fn r_res_1_one_bad_row_changes_nothing_and_each_is_told_with_line_and_field() {
    let home = Home::with_tenant();
    let (before, bytes) = (told(&home), home.bytes());
    let text = format!(
        "username,email,phone,champion\n\
         ok@acme.example,ok@mail.example,,\n\
         OK@acme.example,other@mail.example,,\n\
         a b@acme.example,,,\n\
         c@acme.example,OK@mail.example,,\n\
         d@acme.example,d@mail.example,12,\n\
         e@acme.example,{ADMIN},,\n\
         {ADMIN},it@acme.example,,true\n\
         f@acme.example,f@mail.example\n\
         g@acme.example,g@mail.example,,maybe\n"
    );
    let run = import(&home, &text, &[]).exits(7);
    let answer = run.json();
    assert_eq!(counts(&answer), [0, 0, 0, 8]);
    let rejects = answer["rejects"].as_array().expect("a list");
    let rejects: Vec<_> =
        rejects.iter().map(|each| (each["line"].as_u64().unwrap(), each["field"].as_str().unwrap_or("-"))).collect();
    let wanted = [
        (3, "username"),
        (4, "username"),
        (5, "email"),
        (6, "phone"),
        (7, "email"),
        (8, "champion"),
        (9, "-"),
        (10, "champion"),
    ];
    assert_eq!(rejects, wanted);
    let error = run.error();
    assert_eq!(error["code"], "invalid_input");
    let message = error["message"].as_str().expect("text");
    assert!(
        message.contains("8 rows") && message.contains("line 3") && message.contains("nothing was changed"),
        "{message}"
    );
    assert!(error["hint"].as_str().expect("a hint").contains("--on-error skip --rejects"), "{error}");
    assert_eq!(told(&home), before);
    assert!(bytes == home.bytes(), "a refused import leaves the files byte for byte");
}

#[test]
fn r_res_1_rows_that_are_skipped_are_kept_to_be_mended_and_imported() {
    let home = Home::with_tenant();
    let text = "User name;Mail;Phone\nada@acme.example;ada@mail.example;\nbad one;\"x\";12\nbob@acme.example;bob@mail.example;0049\n";
    let skip = ["--map", "Mail=email", "--on-error", "skip", "--rejects", "rejects.csv"];
    let answer = import(&home, text, &skip).exits(0).json();
    assert_eq!(counts(&answer), [1, 0, 0, 2]);
    let kept = std::fs::read_to_string(home.path().join("rejects.csv")).expect("rejects");
    let lines: Vec<_> = kept.lines().collect();
    assert_eq!(lines[0], "reject_line;reject_column;reject_reason;User name;Mail;Phone");
    assert!(lines[1].starts_with("3;\"User name\";\"") && lines[1].ends_with(";bad one;\"x\";12"), "{kept}");
    assert!(
        lines[2].starts_with("4;\"Phone\";\"") && lines[2].ends_with(";bob@acme.example;bob@mail.example;0049"),
        "{kept}"
    );
    let mended =
        kept.replace("bad one;\"x\";12", "eve@acme.example;eve@mail.example;").replace(";0049", ";+4989123456");
    assert_eq!(counts(&import(&home, &mended, &["--map", "Mail=email"]).exits(0).json()), [2, 0, 0, 0]);
    let all: Vec<_> = everybody(&home).iter().map(|each| each["username"].clone()).collect();
    assert_eq!(all, ["ada@acme.example", "bob@acme.example", "eve@acme.example", ADMIN]);
    let jsonl = "{\"username\":\"x\"}\n{\"username\":\"fay@acme.example\"}\nno json\n";
    std::fs::write(home.path().join("users.jsonl"), jsonl).unwrap();
    let args = ["resource", "import", "users.jsonl", "--on-error", "skip", "--rejects", "rejects.jsonl"];
    assert_eq!(counts(&home.run(args).exits(0).json()), [1, 0, 0, 2]);
    let kept = std::fs::read_to_string(home.path().join("rejects.jsonl")).expect("rejects");
    let lines: Vec<_> = kept.lines().collect();
    assert_eq!((lines.len(), lines[1], lines[3]), (4, "{\"username\":\"x\"}", "no json"));
    assert!(lines[0].starts_with("{\"_reject\":{\"line\":1,\"column\":\"username\","), "{kept}");
    let mended = kept.replace("\"x\"", "\"gus@acme.example\"").replace("no json", "");
    std::fs::write(home.path().join("users.jsonl"), mended).unwrap();
    assert_eq!(counts(&home.run(["resource", "import", "users.jsonl"]).exits(0).json()), [1, 0, 0, 0]);
}

#[test]
fn standard_input_is_read_twice_and_leaves_no_file() {
    let home = Home::with_tenant();
    let answer = home.run_with(["resource", "import", "-"], &people(3)).exits(0).json();
    assert_eq!(counts(&answer), [3, 0, 0, 0]);
    let jsonl = "{\"username\":\"ada@acme.example\",\"email\":\"ada@mail.example\",\"champion\":true}\n";
    assert_eq!(counts(&home.run_with(["resource", "import", "-"], jsonl).exits(0).json()), [1, 0, 0, 0]);
    let beside: Vec<_> =
        std::fs::read_dir(home.db().parent().unwrap()).unwrap().map(|each| each.unwrap().file_name()).collect();
    assert_eq!(beside, ["acme.db"]);
}

#[test]
fn r_set_1_tokens_for_everybody_new_stand_in_a_private_file_without_usernames() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with_tenant();
    let text = "username,email,license,active\nada@acme.example,ada@mail.example,,\nrobot@acme.example,robot@mail.example,api,\n\
                off@acme.example,off@mail.example,,false\n";
    let answer = import(&home, text, &["--setup-out", "tokens.csv"]).exits(0).json();
    assert_eq!((counts(&answer), &answer["setup_file"]), ([3, 0, 0, 0], &json!("tokens.csv")));
    let path = home.path().join("tokens.csv");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = kept.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "email,token,expires_at"));
    assert!(!kept.contains("acme.example"), "no username: {kept}");
    let token = lines[1].split(',').nth(1).expect("a token");
    let _ = home.run_with(["setup", "accept", "ada", "--stdin"], &format!("{token}\n{PASSWORD}\n")).exits(0);
    let again = import(&home, text, &["--setup-out", "tokens.csv"]).exits(4);
    assert_eq!(again.error()["code"], "exists");
    assert_eq!(counts(&import(&home, text, &["--setup-out", "more.csv"]).exits(0).json()), [0, 0, 3, 0]);
    assert_eq!(std::fs::read_to_string(home.path().join("more.csv")).unwrap(), "email,token,expires_at\n");
}

#[test]
fn r_pwd_5_passwords_come_as_hashes_and_in_plain_text_only_where_asked_for() {
    let home = Home::with_tenant();
    let text = format!("username,email,password\nada@acme.example,ada@mail.example,{PASSWORD}\n");
    let refused = import(&home, &text, &[]).exits(7);
    let message = refused.error().to_string();
    assert!(
        message.contains("plain text") && message.contains("--plain-passwords") && !message.contains(PASSWORD),
        "{message}"
    );
    let taken = import(&home, &text, &["--plain-passwords"]).exits(0);
    assert!(taken.err.contains("warning") && !taken.err.contains(PASSWORD), "{}", taken.err);
    assert_eq!(counts(&taken.json()), [1, 0, 0, 0]);
    let _ = home.run_with(["authenticate", "ada", "--password-stdin"], &format!("{PASSWORD}\n")).exits(23);
    let weak = "username,email,password\nbob@acme.example,bob@mail.example,short 1\n";
    let answer = import(&home, weak, &["--plain-passwords"]).exits(7);
    assert_eq!(answer.json()["rejects"][0]["field"], "password");
    assert!(!answer.out.contains("short 1") && !answer.err.contains("short 1"));
    // Somebody who is there keeps the password.
    let other = text.replace(PASSWORD, "quite-another-Horse7");
    assert_eq!(counts(&import(&home, &other, &["--plain-passwords", "--update"]).exits(0).json()), [0, 0, 1, 0]);
    let _ = home.run_with(["authenticate", "ada", "--password-stdin"], &format!("{PASSWORD}\n")).exits(23);
    let md5 = "username,password_hash\neve@acme.example,$1$abc$xyz\n";
    assert_eq!(import(&home, md5, &[]).exits(7).json()["rejects"][0]["field"], "password_hash");
}

#[test]
fn r_perm_1_a_file_changes_no_level_and_no_one_but_the_owner_says_that_an_address_is_verified() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let up = format!("username,level\n{ada},admin\n");
    let answer = import(&home, &up, &["--update", "--reason", "x"]).exits(7).json();
    assert_eq!(answer["rejects"][0]["field"], "level");
    let verified = format!("username,email_verified\n{ada},true\nnew@acme.example,true\n");
    let missing = import(&home, &verified, &["--update"]).exits(2);
    assert!(missing.error()["hint"].as_str().expect("a hint").contains("--reason"), "{}", missing.err);
    assert_eq!(counts(&import(&home, &verified, &["--update", "--reason", "seen"]).exits(0).json()), [1, 1, 0, 0]);
    assert_eq!(home.run(["resource", "show", "ada"]).exits(0).json()["email_verified"], true);
}

#[test]
fn r_res_6_a_file_leaves_a_working_administrator() {
    let home = Home::with_tenant();
    let off = format!("username,active\n{ADMIN},false\n");
    let answer = import(&home, &off, &["--update", "--reason", "x"]).exits(6).json();
    assert_eq!(answer["rejects"][0]["field"], "active");
    assert_eq!(home.run(["resource", "show", "root"]).exits(0).json()["active"], true);
}

#[test]
fn keys_of_json_lines_that_no_field_takes_are_told_and_one_that_was_named_has_to_be_there() {
    let home = Home::with_tenant();
    let jsonl =
        "{\"username\":\"ada@acme.example\",\"shoe\":\"38\"}\n{\"username\":\"bob@acme.example\",\"hat\":null}\n";
    let refused = home.run_with(["resource", "import", "-", "--map", "mail=email"], jsonl).exits(7);
    assert!(refused.error()["message"].as_str().expect("text").contains("mail"), "{}", refused.err);
    assert_eq!(everybody(&home).len(), 1);
    let done = home.run_with(["resource", "import", "-", "--map", "hat=ignore"], jsonl).exits(0);
    assert!(done.err.contains("Keys that are not imported: shoe"), "{}", done.err);
    assert_eq!(counts(&done.json()), [2, 0, 0, 0]);
}

#[test]
fn what_powershell_writes_above_a_header_is_passed_over() {
    let home = Home::with_tenant();
    let header = "\"UserPrincipalName\",\"mail\",\"GivenName\",\"Surname\"\r\n";
    let rows = format!(
        "#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n{header}\"ann@acme.example\",\"ann@acme.example\",\"Ann\",\"L\"\r\n"
    );
    assert_eq!(counts(&import(&home, &rows, &[]).exits(0).json()), [1, 0, 0, 0]);
    // Lines are counted from the file's own first one.
    let bad = rows.replace("ann@", "bob@").replacen("bob@acme.example", "bob", 1);
    let refused = import(&home, &bad, &[]).exits(7).error();
    assert!(refused["message"].as_str().is_some_and(|message| message.contains("line 3")), "{refused}");
}

#[test]
fn a_key_that_is_ignored_may_hold_any_number() {
    let home = Home::with_tenant();
    let row = "{\"username\":\"a@acme.example\",\"email\":\"a@acme.example\",\"n\":1e400}\n";
    let _ = home.run_with(["resource", "import", "-", "--format", "jsonl"], row).exits(7);
    let _ = home.run_with(["resource", "import", "-", "--format", "jsonl", "--map", "n=ignore"], row).exits(0);
}
