//! What `--resume` and a changed file come to where something else was changed meanwhile.

use super::{counts, everybody, import, people, whole};
use crate::common::{Home, Run, finish};
use std::{
    fs::{self, OpenOptions},
    process::Stdio,
};

/// Starts an import and kills it once so many resources are there.
fn killed(home: &Home, args: &[&str], there: usize) {
    let mut child = home.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("an import");
    wait_for(home, there);
    child.kill().expect("killed");
    child.wait().expect("ended");
}

fn wait_for(home: &Home, there: usize) {
    while home.run(["resource", "list", "-o", "jsonl"]).exits(0).out.lines().count() < there {}
}

fn resume(home: &Home, args: &[&str]) -> Run {
    home.run([args, &["--resume"]].concat())
}

#[test]
fn skipping_too_nobody_who_was_done_is_looked_at_again_and_what_was_left_out_is_told_again() {
    let home = Home::with_tenant();
    // The administrator has the address of the fifth row.
    let text = people(1000).replace("p4@mail.example", "it@acme.example");
    fs::write(home.path().join("users.csv"), text).unwrap();
    let args = ["resource", "import", "users.csv", "--batch", "10", "--on-error", "skip", "--rejects", "rejects.csv"];
    killed(&home, &args, 30);
    let _ = home.run(["resource", "edit", "p00000", "--first-name", "Changed"]).exits(0);
    let _ = home.run(["resource", "edit", "root", "--email", "other@acme.example"]).exits(0);
    let answer = resume(&home, &args).exits(0).json();
    let [created, updated, unchanged, rejected] = counts(&answer);
    assert_eq!((created + unchanged, updated, rejected), (999, 0, 1), "{answer}");
    assert_eq!(answer["rejects"][0]["line"], 6);
    assert!(answer["rejects"][0]["message"].as_str().expect("text").contains("left out before"), "{answer}");
    let rejects = fs::read_to_string(home.path().join("rejects.csv")).unwrap();
    assert!(rejects.lines().count() == 2 && rejects.contains("p00004@acme.example"), "{rejects}");
    assert_eq!(home.run(["resource", "show", "p00000"]).exits(0).json()["first_name"], "Changed");
    // As it is, it is imported with what was kept.
    let mended = ["resource", "import", "rejects.csv", "--on-error", "skip", "--rejects", "rejects.csv"];
    assert_eq!(counts(&home.run(mended).exits(0).json()), [1, 0, 0, 0]);
    assert_eq!(everybody(&home).len(), 1001);
    whole(&home);
}

#[test]
fn r_set_1_going_on_takes_nothing_back_from_another_file_of_tokens() {
    let home = Home::with_tenant();
    let _ = import(&home, &people(200), &["--setup-out", "old.csv"]).exits(0);
    let old = || fs::read_to_string(home.path().join("old.csv")).unwrap();
    let before = old();
    fs::write(home.path().join("users.csv"), people(1200)).unwrap();
    killed(&home, &["resource", "import", "users.csv", "--batch", "1", "--setup-out", "new.csv"], 205);
    let again = |tokens| resume(&home, &["resource", "import", "users.csv", "--batch", "1", "--setup-out", tokens]);
    let refused = again("old.csv").exits(7);
    assert!(refused.err.contains("not the file of tokens that was begun"), "{}", refused.err);
    assert_eq!(old(), before);
    let _ = again("new.csv").exits(0);
    assert_eq!((old(), fs::read_to_string(home.path().join("new.csv")).unwrap().lines().count()), (before, 1001));
}

#[test]
fn a_file_that_is_cut_off_while_it_is_imported_is_not_taken_for_the_whole() {
    let home = Home::with_tenant();
    // Lines of 64 bytes: what is read at once ends with a line, and so with a batch.
    let row = |number: u32| format!("p{number:05}@acme.example,{}\n", "y".repeat(43));
    let text: String = [format!("username,{}\n", "x".repeat(54))].into_iter().chain((0..5000).map(row)).collect();
    let path = home.path().join("users.csv");
    fs::write(&path, text).unwrap();
    let args = ["resource", "import", "users.csv", "--batch", "33"];
    let child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_for(&home, 2);
    OpenOptions::new().write(true).open(&path).unwrap().set_len(64).unwrap();
    let stopped = finish(child).exits(4);
    assert!(stopped.error()["message"].as_str().expect("text").contains("the file was changed"), "{}", stopped.err);
    assert!(counts(&stopped.json())[0] < 5000);
    whole(&home);
}
