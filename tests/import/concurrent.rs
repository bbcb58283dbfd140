//! What an import writes besides the tenant, where that cannot be written or has the name of something else.

use super::{counts, everybody, import, people};
use crate::common::{Home, finish};
use std::{fs, io::Write as _, process::Stdio};

const MIXED: &str = "username\nada@acme.example\nno name\n";
const SKIP: [&str; 3] = ["--on-error", "skip", "--rejects"];

#[test]
fn rejected_rows_replace_earlier_ones_and_nothing_else() {
    let home = Home::with_tenant();
    let (db, key) = (home.db().display().to_string(), home.key().display().to_string());
    fs::create_dir(home.path().join("folder")).unwrap();
    fs::write(home.path().join("other.txt"), "kept\n").unwrap();
    std::os::unix::fs::symlink("nowhere", home.path().join("link")).unwrap();
    for path in [&*db, &*key, "folder", "other.txt", "link", "users.csv", "/dev/null"] {
        let more = [&SKIP[..], &[path, "--setup-out", "tokens.csv"]].concat();
        let refused = import(&home, MIXED, &more).exits(4);
        let message = refused.error()["message"].as_str().expect("text").to_owned();
        assert!(message.ends_with("is not a file of rejected rows; nothing was changed"), "{path}: {message}");
        assert!(!home.path().join("tokens.csv").exists() && !home.db().with_extension("db-import").exists(), "{path}");
    }
    let _ = import(&home, MIXED, &[&SKIP[..], &["no/such/folder", "--setup-out", "tokens.csv"]].concat()).exits(1);
    assert!(!home.path().join("tokens.csv").exists());
    assert_eq!(everybody(&home).len(), 1);
    // Again and again it may be the same file.
    for _ in 0..2 {
        let _ = import(&home, MIXED, &[&SKIP[..], &["rejects.csv"]].concat()).exits(0);
        assert!(fs::read_to_string(home.path().join("rejects.csv")).unwrap().contains("no name"));
    }
}

#[test]
fn r_set_1_rejected_rows_do_not_take_the_place_of_tokens() {
    let home = Home::with_tenant();
    for (rejects, tokens) in [("both.csv", "both.csv"), ("both.csv", "./both.csv")] {
        let refused = import(&home, MIXED, &[&SKIP[..], &[rejects, "--setup-out", tokens]].concat()).exits(2);
        assert!(refused.err.contains("the same file; nothing was changed"), "{}", refused.err);
    }
    assert_eq!(everybody(&home).len(), 1);
}

#[test]
fn rejected_rows_that_cannot_be_kept_at_the_end_are_told_by_going_on() {
    let home = Home::with_tenant();
    let path = home.path().join("rejects.csv");
    let text = people(600) + "no name,,,\n";
    fs::write(home.path().join("users.csv"), text).unwrap();
    let args = [&["resource", "import", "users.csv", "--batch", "10"][..], &SKIP, &["rejects.csv"]].concat();
    let child = home.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while home.run(["resource", "list", "--limit", "3"]).exits(0).json()["items"]
        .as_array()
        .is_some_and(|items| items.len() < 3)
    {}
    fs::create_dir(&path).unwrap();
    let stopped = finish(child).exits(4);
    assert!(stopped.err.contains("everything up to line 602 is done"), "{}", stopped.err);
    assert_eq!(counts(&stopped.json()), [600, 0, 0, 1]);
    fs::remove_dir(&path).unwrap();
    assert_eq!(counts(&home.run([&args[..], &["--resume"]].concat()).exits(0).json()), [0, 0, 600, 1]);
    assert!(fs::read_to_string(path).unwrap().contains("602,"));
}

#[test]
fn rows_that_are_refused_give_their_exit_code_also_where_nobody_reads_the_answer() {
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), MIXED).unwrap();
    for more in [&[][..], &["--dry-run"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = home.command([&["resource", "import", "users.csv"], more].concat());
        let run = finish(command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap()).exits(7);
        assert!(run.err.contains("nothing was changed"), "{}", run.err);
    }
}

#[test]
fn ways_out_of_a_refused_file_work_as_they_stand() {
    let home = Home::with_tenant();
    let pasted = |hint: &str| {
        let words = hint.strip_prefix("tenantctl ").expect("ours").split(' ').map(|word| word.trim_matches('\''));
        home.run(words)
    };
    let hint =
        |text: &str, more: &[&str]| import(&home, text, more).exits(7).error()["hint"].as_str().unwrap().to_owned();
    assert_eq!(counts(&pasted(&hint(MIXED, &["--dry-run"])).exits(0).json()), [1, 0, 0, 1]);
    // What another --map said is said again.
    let text = "Nutzer,password\nada@acme.example,x\n";
    assert_eq!(counts(&pasted(&hint(text, &["--map", "Nutzer=username"])).exits(0).json()), [1, 0, 0, 0]);
    // Rejected rows keep their form, and a file is read by what its name says.
    let mut file = fs::File::create(home.path().join("users.jsonl")).unwrap();
    file.write_all(b"{\"username\":\"no name\"}\n").unwrap();
    let refused = home.run(["resource", "import", "users.jsonl"]).exits(7);
    let _ = pasted(refused.error()["hint"].as_str().unwrap()).exits(0);
    let again = home.run(["resource", "import", "rejects.jsonl", "--dry-run"]).exits(7).json();
    assert!(again["rejects"][0]["field"] == "username", "{again}");
}

#[test]
fn a_second_champion_is_left_out_where_rows_are_skipped_as_the_trial_said() {
    let home = Home::with_tenant();
    let text = "username,champion\nada@acme.example,true\nbob@acme.example,true\n";
    let trial = counts(&import(&home, text, &["--on-error", "skip", "--dry-run"]).exits(0).json());
    let done = import(&home, text, &["--on-error", "skip"]).exits(0).json();
    assert_eq!((trial, counts(&done)), ([1, 0, 0, 1], [1, 0, 0, 1]));
    assert_eq!(done["rejects"][0]["line"], 3);
    assert_eq!(home.run(["resource", "show", "ada"]).exits(0).json()["champion"], true);
}
