//! Hostile names: refused with words that steer no terminal, or stored and shown harmlessly (R-RES-1).

use crate::common::{Home, Run};
use std::{ffi::OsString, os::unix::ffi::OsStringExt};

/// What hides, steers or overflows, in any text.
const HOSTILE: &[(&str, &str)] = &[
    ("escape sequence", "Ada\u{1b}[31mred"),
    ("title of the window", "Ada\u{1b}]0;pwned\u{7}"),
    ("C1 control", "Ada\u{9b}31m"),
    ("line feed", "Ada\nroot"),
    ("carriage return", "Ada\rroot"),
    ("tab", "Ada\troot"),
    ("delete", "Ada\u{7f}"),
    ("bell", "\u{7}Ada"),
    ("bidirectional override", "Ada\u{202e}toor"),
    ("bidirectional isolate", "Ada\u{2066}toor\u{2069}"),
    ("left-to-right mark", "Ada\u{200e}"),
    ("zero width space", "A\u{200b}da"),
    ("zero width joiner", "A\u{200d}da"),
    ("byte order mark", "\u{feff}Ada"),
    ("soft hyphen", "A\u{ad}da"),
    ("Hangul filler", "A\u{3164}da"),
    ("variation selector", "A\u{fe0f}da"),
    ("tag", "Ada\u{e0041}"),
    ("private use", "Ada\u{e000}"),
    ("noncharacter", "Ada\u{fffe}"),
    ("line separator", "Ada\u{2028}root"),
];

/// What is wrong in an address only.
const BAD_ADDRESSES: &[&str] = &[
    "",
    " ",
    "ada",
    "@acme.example",
    "ada@",
    "ada@@acme.example",
    "ada@acme@example",
    "a da@acme.example",
    "ada @acme.example",
    "\u{430}da@acme.example",
    "ad\u{430}@acme.example",
    "ada@\u{430}cme.example",
    "ada@acme..example",
    "ada@-acme.example",
    "ada@acme.example.",
    "ada\\x@acme.example",
    "\"ada\"@acme.example",
    "<ada@acme.example>",
    "ada,bob@acme.example",
];

/// Refused in words, with nothing in them that a terminal would obey.
#[track_caller]
fn is_refused(run: &Run, what: &str) {
    assert!(matches!(run.code, 2 | 7), "{what}: exit {}\n{}{}", run.code, run.out, run.err);
    assert!(run.out.is_empty(), "{what}: {}", run.out);
    assert!(run.err.starts_with("error: ") && run.err.len() > 30, "{what}: {}", run.err);
    assert!(run.err.len() < 4000, "{what}: {} bytes of complaint", run.err.len());
    is_harmless(&run.err, what);
}

#[track_caller]
fn is_harmless(text: &str, what: &str) {
    let steers = |c: char| (c.is_control() && c != '\n') || HIDDEN.contains(&c);
    assert!(!text.contains(steers), "{what}: {text:?}");
}

const HIDDEN: &[char] = &[
    '\u{ad}',
    '\u{200b}',
    '\u{200d}',
    '\u{200e}',
    '\u{2028}',
    '\u{202e}',
    '\u{2066}',
    '\u{2069}',
    '\u{3164}',
    '\u{e000}',
    '\u{e0041}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{fffe}',
];

fn tell(home: &Home, args: &[&str]) -> Run {
    home.run(args.iter().copied().chain(["-o", "table"]))
}

fn events(home: &Home) -> u64 {
    home.run(["audit", "verify"]).exits(0).json()["events"].as_u64().expect("a number")
}

#[test]
fn r_res_1_a_hostile_username_or_address_is_refused_in_plain_words() {
    let home = Home::with_tenant();
    let before = events(&home);
    let long = format!("{}@acme.example", "a".repeat(10_000));
    let hostile = HOSTILE.iter().map(|(what, text)| (*what, format!("{text}@acme.example")));
    let domains = HOSTILE.iter().map(|(what, text)| (*what, format!("ada@{text}.example")));
    let bad = BAD_ADDRESSES.iter().map(|text| ("no address", (*text).to_owned()));
    for (what, text) in hostile.chain(domains).chain(bad).chain([("10 kB", long)]) {
        let what = format!("{what}: {text:?}");
        is_refused(&tell(&home, &["resource", "create", &text, "--email", "x@y.example", "--no-setup"]), &what);
        is_refused(&tell(&home, &["resource", "create", "x@acme.example", "--email", &text, "--no-setup"]), &what);
        is_refused(&tell(&home, &["resource", "edit", "root", "--email", &text]), &what);
    }
    // An address may have what parts paths and begins escapes; a username is also an argument and a part of a URI.
    for text in ["ada/../../etc@acme.example", "ada%00@acme.example"] {
        is_refused(&tell(&home, &["resource", "create", text, "--email", "x@y.example", "--no-setup"]), text);
    }
    assert_eq!(events(&home), before, "what is refused is no event");
}

#[test]
fn who_is_meant_is_found_by_a_slip_by_a_start_and_by_the_persons_name() {
    let home = Home::with_tenant();
    for (name, first, last) in [
        ("ada", "Ada", "Lovelace"),
        ("alexander", "Alex", "Noether"),
        ("adele", "Adele", "Goldberg"),
        ("andrea", "Andrea", "Ghez"),
        ("grace", "Grace", "Hopper"),
    ] {
        let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
        let create = ["resource", "create", &username, "--email", &email, "--first-name", first, "--last-name", last];
        let _ = home.run(create.iter().chain(&["--no-setup"])).exits(0);
    }
    for (typed, meant) in [
        ("aad", "ada"),
        ("ade", "ada"),
        ("daa", "ada"),
        ("adaa", "ada"),
        ("alex", "alexander"),
        ("alexandre", "alexander"),
        ("garce", "grace"),
        ("rgace", "grace"),
        ("lovelace", "ada"),
        ("Hopper", "grace"),
        ("Emmy Noether", ""),
        ("alex noether", "alexander"),
        ("aad@acme.example", "ada"),
        ("xyz", ""),
        ("o", ""),
    ] {
        let error = home.run(["resource", "show", typed]).exits(3).error();
        let first =
            error["notes"].as_array().and_then(|notes| notes.first()).map(ToString::to_string).unwrap_or_default();
        let wanted = if meant.is_empty() { String::new() } else { format!("did you mean  {meant}@acme.example") };
        assert!(first.contains(&wanted) && meant.is_empty() != first.contains("did you mean"), "{typed}: {error}");
    }
}

#[test]
fn r_res_1_addresses_that_people_have_are_taken_and_found() {
    let home = Home::with_tenant();
    for (at, email) in
        ["x/y@acme.example", "50%off@acme.example", "שלום@acme.example", "ada@xn--bcher-kva.example"].iter().enumerate()
    {
        let name = format!("p{at}@acme.example");
        let shown = home.run(["resource", "create", &name, "--email", email, "--no-setup"]).exits(0).json();
        assert_eq!(shown["email"], *email);
        assert_eq!(home.run(["resource", "show", email]).exits(0).json()["username"], *name);
    }
    let taken = home.run(["resource", "create", "q@acme.example", "--email", "ADA@bücher.example", "--no-setup"]);
    assert_eq!(taken.exits(4).error()["code"], "exists");
}

#[test]
fn r_res_1_one_spelling_one_identity() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    for same in ["ADA@ACME.EXAMPLE", "ａｄａ@acme.example", "ada＠acme.example", "Ada@mail.example"] {
        let run = home.run(["resource", "create", same, "--email", "other@y.example", "--no-setup"]).exits(4);
        assert_eq!(run.error()["code"], "exists", "{same}");
        assert_eq!(home.run(["resource", "show", same]).exits(0).json()["username"], "ada@acme.example", "{same}");
    }
}

#[test]
fn hostile_names_labels_issuers_reasons_and_references_are_refused_in_plain_words() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let before = events(&home);
    let long = "A".repeat(10_000);
    for (what, text) in HOSTILE.iter().copied().chain([("10 kB", long.as_str()), ("nothing but space", " \u{3000} ")]) {
        // A name may be taken away by an empty value; white space alone counts as one.
        if what != "nothing but space" {
            is_refused(&tell(&home, &["resource", "edit", &ada, "--first-name", text]), what);
            is_refused(&tell(&home, &["resource", "edit", &ada, "--last-name", text]), what);
        }
        is_refused(&tell(&home, &["totp", "enroll", &ada, "--show-key", "--label", text]), what);
        is_refused(&tell(&home, &["totp", "enroll", &ada, "--show-key", "--issuer", text]), what);
        is_refused(&tell(&home, &["account", "lock", &ada, "--reason", text]), what);
        is_refused(&tell(&home, &["account", "lock", &ada, "--reason", "fine", "--ticket", text]), what);
        is_refused(&tell(&home, &["init", text]), what);
    }
    assert_eq!(events(&home), before, "what is refused is no event");
}

#[test]
fn a_hostile_argument_of_any_command_comes_back_harmless() {
    let home = Home::with_tenant();
    for (what, text) in HOSTILE {
        let lines: [&[&str]; 9] = [
            &["resource", "show", text],
            &["why", text],
            &["2fa", "status", text],
            &["totp", "list", text],
            &["audit", "log", "--resource", text],
            &["audit", "log", "--since", text],
            &["resource", "list", "--where", text],
            &["policy", "set", text, "--reason", "x"],
            &[text],
        ];
        for line in lines {
            for format in ["table", "json", "csv"] {
                let run = home.run(line.iter().copied().chain(["-o", format]));
                assert!(run.code > 1 && run.code < 9, "{what}, {line:?}: {} {}", run.code, run.err);
                is_harmless(&run.err, what);
                is_harmless(&run.out, what);
            }
        }
        let login = home.run_with(["authenticate", text, "--password-stdin", "-o", "table"], "secret\n").exits(20);
        is_harmless(&login.out, what);
        is_harmless(&login.err, what);
    }
    let bytes = OsString::from_vec(b"ada\xff\xfe\x1b[2J".to_vec());
    let run = home.run(["resource".into(), "show".into(), bytes]);
    assert!(matches!(run.code, 2 | 3), "{}", run.err);
    is_harmless(&run.err, "not UTF-8");
}

#[test]
fn what_looks_like_a_flag_is_a_usage_error_and_can_be_written_with_an_equals_sign() {
    let home = Home::with_tenant();
    is_refused(&tell(&home, &["resource", "create", "-x@acme.example", "--email", "x@y.example", "--no-setup"]), "-x");
    is_refused(&tell(&home, &["resource", "edit", "root", "--first-name", "--yes"]), "--yes");
    let _ = home.run(["resource", "edit", "root", "--first-name=-Rut"]).exits(0);
    assert_eq!(home.run(["resource", "show", "root"]).exits(0).json()["first_name"], "-Rut");
}

#[test]
fn what_a_spreadsheet_would_run_is_disarmed_in_csv_and_whole_in_json() {
    const FORMULAS: [&str; 5] = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1+2", "-2+3", "＝1+1"];
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for formula in FORMULAS {
        for flag in ["--first-name", "--last-name"] {
            let _ = home.run(["resource", "edit", &ada, &format!("{flag}={formula}")]).exits(0);
        }
        let label = format!("--label={formula}");
        let _ = home.run(["totp", "enroll", &ada, "--show-key", &label, &format!("--issuer={formula}")]).exits(0);
        let _ = home.run(["account", "lock", &ada, &format!("--reason={formula}")]).exits(0);
        let _ = home.run(["account", "unlock", &ada, &format!("--reason={formula}")]).exits(0);
        assert_eq!(home.run(["resource", "show", &ada]).exits(0).json()["first_name"], formula);
        let logged = home.run(["audit", "log", "--action", "account.lock"]).exits(0).json();
        assert_eq!(logged["items"][0]["reason"], formula);
        let lists: [&[&str]; 5] = [
            &["resource", "list"],
            &["resource", "show", &ada],
            &["totp", "list", &ada],
            &["audit", "log"],
            &["account", "status", &ada],
        ];
        for list in lists {
            let shown = home.run(list.iter().copied().chain(["-o", "csv"])).exits(0);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(shown.out.as_bytes());
            for record in reader.records() {
                for cell in &record.expect("CSV") {
                    let runs =
                        cell.trim_start().starts_with(['=', '+', '@', '＝', '-']) && cell.parse::<f64>().is_err();
                    assert!(!runs, "{list:?}: {cell:?}");
                }
            }
        }
        let shown = home.run(["resource", "list", "-o", "csv"]).exits(0);
        assert!(shown.out.contains(&format!("'{formula}")), "{}", shown.out);
    }
}

#[test]
fn r_res_1_joiners_belong_to_names_that_are_written_with_them_and_to_no_username() {
    let home = Home::with_tenant();
    for (number, name) in ["علی\u{200c}رضا", "ප්\u{200d}රියා", "क्\u{200d}षमा"].iter().enumerate()
    {
        let username = format!("u{number}@acme.example");
        let create = ["resource", "create", &username, "--email", &username, "--no-setup", "--first-name", name];
        let _ = home.run(create).exits(0);
        assert_eq!(home.run(["resource", "show", &username]).exits(0).json()["first_name"], *name);
        let shown = home.run(["resource", "show", &username, "-o", "table"]).exits(0).out;
        assert!(shown.contains(name), "it is shown as it is read: {shown}");
    }
    for (username, name) in
        [("x\u{200d}y@acme.example", "X"), ("x@acme.example", "A\u{200d}da"), ("x@acme.example", "علی\u{200c}")]
    {
        let create = ["resource", "create", username, "--email", "x@mail.example", "--no-setup", "--first-name", name];
        let _ = home.run(create).exits(7);
    }
}

#[test]
fn r_perm_1_similar_names_are_told_to_those_who_may_read_resources() {
    let home = Home::with_tenant();
    let bob = home.resource("bob");
    let _ = home.run(["resource", "edit", &bob, "--first-name", "Bob", "--last-name", "Jones"]).exits(0);
    let _ = home.run(["level", "create", "night", "--permission", "account.lock"]).exits(0);
    let (noel, key) = home.operator("noel", "user");
    let _ = home.run(["level", "grant", &noel, "night", "--reason", "x"]).exits(0);
    std::fs::write(home.path().join("names"), "jones\nbobb\n").expect("written");
    home.require_sign_in();
    let desk = home.sign_in(&noel, &key);
    for args in [
        &["account", "lock", "jones", "--reason", "x"][..],
        &["account", "lock", "bobb", "--reason", "x"],
        &["account", "lock", "--from", "names", "--reason", "x", "--yes"],
    ] {
        let refused = desk.run(args).exits(3).error().to_string();
        assert!(!refused.contains("bob@") && !refused.contains("Jones,"), "{args:?}: {refused}");
    }
    let owner = ["account", "lock", "jones", "--reason", "x", "--break-glass"];
    assert!(home.run(owner).exits(3).error().to_string().contains("bob@acme.example"));
}

#[test]
fn r_res_1_hyphens_where_an_encoding_has_them_are_refused_in_other_letters() {
    let home = Home::with_tenant();
    for domain in ["xn--xn--bcher-g2a.example", "ab--ü.example", "xn--ü.example"] {
        let username = format!("a@{domain}");
        let args = ["resource", "create", &username, "--email", "a@mail.example", "--no-setup"];
        assert_eq!(home.run(args).exits(7).error()["code"], "invalid_name", "{domain}");
    }
    let args = ["resource", "create", "a@ab--cd.example", "--email", "a@mail.example", "--no-setup"];
    let _ = home.run(args).exits(0);
}
