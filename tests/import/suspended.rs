//! Whoever may not sign in elsewhere arrives deactivated (R-RES-4), whatever the other system calls it, or is not imported before somebody
//! says that it does not count.

use super::{counts, import, told, whole};
use crate::common::Home;
use serde_json::{Value, json};

/// Whose table, its header, and rows with whether they arrive active.
type Table<'t> = (&'t str, &'t str, &'t [(&'t str, bool)]);

/// In every one the first cell is the username.
const TABLES: [Table<'static>; 16] = [
    (
        "GAM",
        "username,suspended,archived",
        &[("True,False", false), ("False,False", true), ("False,True", false), (",", true)],
    ),
    (
        "csvde",
        "userPrincipalName,userAccountControl,accountExpires",
        &[
            ("514,0", false),
            ("512,9223372036854775807", true),
            ("66048,133800768000000000", false),
            ("512,9.22337E+18", true),
            ("66050,9223372036854775807", false),
        ],
    ),
    (
        "Get-ADUser",
        "UserPrincipalName,Enabled,LockedOut",
        &[("False,False", false), ("True,False", true), ("True,True", true)],
    ),
    (
        "Get-ADUser with dates",
        "UserPrincipalName,Enabled,AccountExpirationDate",
        &[("True,2024-05-01", false), ("True,", true)],
    ),
    (
        "Duo",
        "username,email,status",
        &[
            ("d1@m.example,disabled", false),
            ("d2@m.example,bypass", true),
            ("d3@m.example,Active", true),
            ("d4@m.example,locked out", false),
        ],
    ),
    (
        "OneLogin",
        "username,firstname,lastname,status",
        &[("O,L,Suspended", false), ("O,L,Active", true), ("O,L,Awaiting password reset", true), ("O,L,Locked", false)],
    ),
    (
        "Okta",
        "login,firstName,lastName,email,status",
        &[
            ("O,K,o1@m.example,SUSPENDED", false),
            ("O,K,o2@m.example,DEPROVISIONED", false),
            ("O,K,o3@m.example,ACTIVE", true),
            ("O,K,o4@m.example,PASSWORD_EXPIRED", true),
            ("O,K,o5@m.example,STAGED", false),
        ],
    ),
    (
        "Google Workspace",
        "Email Address [Required],First Name [Required],Last Name [Required],Status [READ ONLY],New Status [UPLOAD ONLY]",
        &[
            ("G,W,Suspended,", false),
            ("G,W,Active,", true),
            ("G,W,Active,Archived", false),
            ("G,W,Suspended,Active", true),
        ],
    ),
    (
        "Entra, bulk create",
        "User name [userPrincipalName] Required,Name [displayName] Required,Block sign in (Yes/No) [accountEnabled] Required",
        &[("E,Yes", false), ("E,No", true)],
    ),
    ("Entra, download", "userPrincipalName,displayName,accountEnabled", &[("E,False", false), ("E,True", true)]),
    ("Microsoft 365", "User principal name,Block credential", &[("True", false), ("False", true)]),
    ("Keycloak", "username,enabled", &[("false", false), ("true", true)]),
    ("SCIM", "userName,active", &[("false", false), ("true", true)]),
    ("FreeIPA", "username,nsAccountLock", &[("TRUE", false), ("FALSE", true), ("", true)]),
    ("Atlassian", "username,User status", &[("Deactivated", false), ("Active", true)]),
    (
        "two that disagree",
        "username,suspended,enabled",
        &[("True,True", false), ("False,no", false), ("False,True", true), (",0", false)],
    ),
];

fn is_active(home: &Home, name: &str) -> bool {
    home.run(["resource", "show", name]).exits(0).json()["active"].as_bool().expect("a flag")
}

#[test]
fn r_res_4_the_suspended_of_every_known_table_arrive_deactivated() {
    for (table, header, rows) in TABLES {
        let home = Home::with_tenant();
        let named = rows.iter().enumerate().map(|(number, (cells, _))| format!("p{number}@acme.example,{cells}\n"));
        let text = format!("{header}\n{}", named.collect::<String>());
        let answer = import(&home, &text, &[]).exits(0).json();
        assert_eq!(counts(&answer), [rows.len() as u64, 0, 0, 0], "{table}");
        for (number, (cells, active)) in rows.iter().enumerate() {
            assert_eq!(is_active(&home, &format!("p{number}")), *active, "{table}: {cells}");
        }
        // The same again finds everything as it wants it, and nobody was handed a token who cannot use it.
        assert_eq!(
            counts(&import(&home, &text, &["--setup-out", "t.csv"]).exits(0).json()),
            [0, 0, rows.len() as u64, 0]
        );
        whole(&home);
    }
}

#[test]
fn r_res_4_the_suspended_of_json_lines_arrive_deactivated() {
    let home = Home::with_tenant();
    let people = [
        ("\"suspended\":true", false),
        ("\"suspended\":false,\"archived\":true", false),
        ("\"archived\":true,\"active\":true", false),
        ("\"active\":true,\"archived\":true", false),
        ("\"active\":false,\"status\":\"ACTIVE\"", false),
        ("\"suspended\":false,\"archived\":false", true),
        ("\"userAccountControl\":514", false),
        ("\"userAccountControl\":512,\"accountExpires\":9223372036854775807", true),
        ("\"userAccountControl\":\"512\",\"accountExpires\":133800768000000000", false),
        ("\"status\":\"disabled\"", false),
        ("\"status\":null", true),
        ("\"enabled\":false", false),
        ("\"disabled\":1", false),
    ];
    let line =
        |(number, (keys, _)): (usize, &(&str, bool))| format!("{{\"username\":\"p{number}@acme.example\",{keys}}}\n");
    let text: String = people.iter().enumerate().map(line).collect();
    let answer = home.run_with(["resource", "import", "-"], &text).exits(0).json();
    assert_eq!(counts(&answer), [people.len() as u64, 0, 0, 0]);
    for (number, (keys, active)) in people.iter().enumerate() {
        assert_eq!(is_active(&home, &format!("p{number}")), *active, "{keys}");
    }
}

/// The rejected rows of a run, as line, field and whether the way out is named.
fn rejects(answer: &Value, way: &str) -> Vec<(u64, String, bool)> {
    let rejects = answer["rejects"].as_array().expect("a list").iter();
    let told = |each: &Value| {
        let named = each["message"].as_str().expect("a sentence").contains(way);
        (each["line"].as_u64().expect("a line"), each["field"].as_str().unwrap_or("-").to_owned(), named)
    };
    rejects.map(told).collect()
}

#[test]
fn r_res_4_a_state_that_is_not_known_imports_nobody_until_it_is_said_that_it_does_not_count() {
    let home = Home::with_tenant();
    let before = told(&home);
    for (column, good, bad) in [
        ("status", "active", "gesperrt"),
        ("status", "active", "2"),
        ("User Status", "active", "Pending"),
        ("suspended", "False", "since May"),
        ("userAccountControl", "512", "NORMAL_ACCOUNT"),
        ("accountExpires", "0", "31.12.2024"),
        ("accountExpires", "0", "20241231"),
    ] {
        let text = format!("username,{column}\nann@acme.example,{good}\nbea@acme.example,{bad}\n");
        let map = format!("{column}=ignore");
        let way = if column.contains(' ') { format!("--map '{map}'") } else { format!("--map {map}") };
        for more in [&[][..], &["--dry-run"], &["--update"]] {
            let run = import(&home, &text, more).exits(7);
            assert_eq!(rejects(&run.json(), &way), [(3, "active".to_owned(), true)], "{column}");
            let error = run.error();
            assert!(error["hints"].to_string().contains(&format!("--map={map}")) || column.contains(' '), "{error}");
            assert!(!run.out.contains(bad) || bad.len() < 3, "{}", run.out);
        }
        assert_eq!(told(&home), before);
        let ignore = ["--map", &map, "--dry-run"];
        assert_eq!(counts(&import(&home, &text, &ignore).exits(0).json()), [2, 0, 0, 0], "{column}");
    }
    for keys in [
        "\"status\":2",
        "\"status\":\"x\"",
        "\"status\":{\"a\":1}",
        "\"suspended\":[]",
        "\"accountExpires\":1.5e17",
        "\"userAccountControl\":-1",
    ] {
        let text = format!("{{\"username\":\"p@acme.example\",{keys}}}\n");
        let run = home.run_with(["resource", "import", "-"], &text).exits(7);
        let message = run.json()["rejects"][0]["message"].as_str().expect("a sentence").to_owned();
        assert!(message.contains("--map ") && message.contains("=ignore"), "{message}");
    }
    let two = "{\"username\":\"p@acme.example\",\"active\":true,\"enabled\":true}\n";
    let _ = home.run_with(["resource", "import", "-"], two).exits(7);
    assert_eq!(told(&home), before);
}

#[test]
fn r_res_4_what_map_says_counts_and_keeps_the_sense_of_a_column() {
    let home = Home::with_tenant();
    let text = "username,suspended,enabled\nann@acme.example,True,True\nbea@acme.example,False,False\n";
    let with = |map: &[&str]| {
        let more = [&["--dry-run", "--plan-out", "plan.jsonl"], map].concat();
        let _ = import(&home, text, &more).exits(0);
        let plan = std::fs::read_to_string(home.path().join("plan.jsonl")).expect("a plan");
        std::fs::remove_file(home.path().join("plan.jsonl")).expect("it was there");
        let lines =
            plan.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["values"]["active"].clone());
        lines.filter(|active| !active.is_null()).collect::<Vec<_>>()
    };
    assert_eq!(with(&["--map", "suspended=active"]), [json!("false"), json!("true")]);
    assert_eq!(with(&["--map", "enabled=active"]), [json!("true"), json!("false")]);
    assert_eq!(with(&["--map", "suspended=ignore"]), [json!("true"), json!("false")]);
    assert_eq!(with(&[]), [json!("false"), json!("false")]);
    let entra =
        "User name [userPrincipalName],Name [displayName],Block sign in [accountEnabled]\nann@acme.example,A,Yes\n";
    let _ = import(&home, entra, &["--map", "Block sign in [accountEnabled]=active"]).exits(0);
    assert!(!is_active(&home, "ann"), "who is blocked is not active, whoever says which column tells it");
}

#[test]
fn r_res_4_a_file_of_the_suspended_deactivates_who_is_there_and_a_plan_does_so_too() {
    let home = Home::with_tenant();
    let text = "username,first_name,status\nann@acme.example,Ann,active\nbea@acme.example,Bea,active\n";
    let _ = import(&home, text, &[]).exits(0);
    let text = text.replace("Bea,active", "Bea,suspended");
    let otherwise = import(&home, &text, &[]).exits(7).json();
    assert_eq!((&otherwise["rejects"][0]["line"], &otherwise["rejects"][0]["field"]), (&json!(3), &json!("active")));
    let _ = import(&home, &text, &["--update"]).exits(2);
    let plan = ["--update", "--reason", "gone", "--dry-run", "--plan-out", "plan.jsonl"];
    let planned = import(&home, &text, &plan).exits(0).json();
    let fields = json!([{"field": "active", "before": "true", "after": "false"}]);
    assert_eq!((counts(&planned), &planned["changes"][0]["fields"]), ([0, 1, 1, 0], &fields));
    let carry = ["resource", "import", "--plan", "plan.jsonl", "--reason", "gone"];
    assert_eq!(counts(&home.run(carry).exits(0).json()), [0, 1, 0, 0]);
    assert!(is_active(&home, "ann") && !is_active(&home, "bea"));
    // A state that says nothing changes nothing.
    let silent = text.replace("suspended", "").replace("active", "");
    assert_eq!(counts(&import(&home, &silent, &["--update"]).exits(0).json()), [0, 0, 2, 0]);
}

#[test]
fn an_end_that_is_still_to_come_is_told_and_not_kept() {
    let home = Home::with_tenant();
    let csv = "username,accountExpires\nann@acme.example,2999-01-01\nbea@acme.example,0\n";
    let jsonl = "{\"username\":\"cy@acme.example\",\"accountExpires\":\"2999-01-01\"}\n";
    let run = import(&home, csv, &[]).exits(0);
    assert!(run.err.contains("1 account ends in the future"), "{}", run.err);
    let run = home.run_with(["resource", "import", "-"], jsonl).exits(0);
    assert!(run.err.contains("1 account ends") && is_active(&home, "ann") && is_active(&home, "cy"), "{}", run.err);
    let never = csv.replace("2999-01-01", "never");
    assert!(!import(&home, &never, &["--dry-run"]).exits(0).err.contains("in the future"));
}

#[test]
fn r_lock_1_a_lock_is_no_deactivation_and_our_own_exports_change_nobody() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["account", "lock", "ada", "--reason", "x"]).exits(0);
    let export = ["resource", "export", "--fields", "username,email,active,locked,enrolled,created_at", "-o", "csv"];
    let text = home.run(export).exits(0).out;
    assert!(text.contains("true"), "{text}");
    assert_eq!(counts(&import(&home, &text, &["--update"]).exits(0).json()), [0, 0, 2, 0]);
    assert!(is_active(&home, &ada));
}
