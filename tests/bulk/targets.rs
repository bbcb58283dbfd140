//! Lists of names: what a line may be, and what stops a list.

use super::*;

#[test]
fn a_line_that_leads_to_nobody_or_to_several_stops_it_before_anything_is_asked_or_done() {
    let home = team();
    let twin = ["resource", "create", "team-a@other.example", "--email", "twin@mail.example", "--no-setup"];
    let _ = home.run(twin).exits(0);
    let events = home.events().len();
    let refused = |text: &str, code: i32| {
        write(&home, "list", text);
        home.run(["resource", "deactivate", "--from", "list"]).exits(code).error()
    };
    let nobody = refused("team-b\n\nteam-d\nteam-c\n", 3);
    let wanted = "list: 1 line matches no resource; nothing was changed";
    assert_eq!((&nobody["code"], &nobody["message"]), (&json!("not_found"), &json!(wanted)));
    let note = nobody["notes"][0].as_str().expect("a note");
    assert!(note.starts_with("line 3: no resource \"team-d\"; did you mean  team-"), "{note}");
    let several = refused("team-b\nteam-a\n", 3);
    assert_eq!(several["code"], "ambiguous", "{several}");
    let note = several["notes"][0].as_str().expect("a note");
    assert!(note.contains("line 2") && note.contains("team-a@acme.example, team-a@other.example"), "{note}");
    let many: String = (0..25).map(|n| format!("nobody{n}\n")).collect();
    let many = refused(&format!("team-b\n{many}team-a\n"), 3);
    assert_eq!((&many["code"], many["notes"].as_array().map(Vec::len)), (&json!("not_found"), Some(11)), "{many}");
    assert!(many["message"].as_str().is_some_and(|told| told.contains("26 lines")), "{many}");
    let notes = many["notes"].as_array().expect("notes");
    assert!(notes[9].as_str().is_some_and(|note| note.starts_with("line 11: ")), "{notes:?}");
    assert_eq!(notes[10], "and 16 more lines");
    // What others typed steers no terminal, and is not long.
    let hostile = refused(&format!("\u{1b}[2J{}\n", "x".repeat(900)), 3).to_string();
    assert!(hostile.len() < 500 && !hostile.contains("x".repeat(100).as_str()), "{hostile}");
    assert_eq!(home.events().len(), events);
}

#[test]
fn a_file_that_is_no_list_of_names_is_refused_by_its_line_and_one_without_names_is_nobody() {
    let home = team();
    let from = |bytes: &[u8]| {
        fs::write(home.path().join("list"), bytes).expect("written");
        home.run(["2fa", "require", "--from", "list", "--yes"])
    };
    let long = from(&[b"team-a\n".as_slice(), &[b'x'; 1001], b"\n"].concat()).exits(7).error();
    assert!(long["message"].as_str().is_some_and(|told| told.starts_with("line 2 of list is longer")), "{long}");
    let bytes = from(b"team-a\nteam-\xff\n").exits(7).error();
    assert!(bytes["message"].as_str().is_some_and(|told| told.starts_with("line 2 of list is not UTF-8")), "{bytes}");
    for empty in [b"".as_slice(), b"\n\r\n  \n", b"\xef\xbb\xbf\n"] {
        let nobody = from(empty).exits(0);
        assert_eq!(nobody.json(), json!({"items": [], "next": null}));
        assert!(nobody.err.contains("no resource is named; nothing was changed"), "{}", nobody.err);
    }
    for missing in ["nowhere", "."] {
        let refused = home.run(["unlock", "--from", missing, WHY, "--yes"]).exits(2).error();
        assert!(refused["message"].as_str().is_some_and(|told| told.contains("cannot be read")), "{refused}");
    }
}

#[test]
fn r_res_1_names_addresses_and_ids_are_taken_as_editors_of_every_system_write_them_each_once() {
    let home = team();
    let id = home.run(["resource", "show", TEAM[0]]).exits(0).json()["id"].as_str().expect("an id").to_owned();
    let text = format!("\u{feff}{id}\r\n\r\n  TEAM-A@acme.example \r\nteam-b@mail.example\r\nteam-a\r\nteam-c");
    let done = home.run_with(["2fa", "pause", "--next-login", "--from", "-", WHY, "--yes"], &text).exits(0);
    assert_eq!(column(&items(&done), "username"), TEAM);
    assert_eq!(told(&home, "2fa.pause", "ok"), TEAM);
    assert!(done.err.contains("Lines 5, 6 repeat resources and are ignored."), "{}", done.err);
    let quiet = home.run_with(["2fa", "require", "--from", "-", "--yes", "-q"], &text).exits(0);
    assert_eq!(quiet.err, "");
}
