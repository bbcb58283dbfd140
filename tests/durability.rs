//! What an answer says is so, whatever fails meanwhile: done, not done, or that nobody can tell.

mod common;

use common::{Home, Run};
use std::{
    fs::File,
    process::{Command, Stdio},
};

/// Runs a command whose answer cannot be written.
fn unheard(mut command: Command) -> Run {
    command.stdin(Stdio::null()).stdout(File::create("/dev/full").expect("a device")).stderr(Stdio::piped());
    command.output().expect("it ends").into()
}

#[test]
fn an_act_whose_answer_cannot_be_written_may_be_done_and_a_look_was_none() {
    let home = Home::with_tenant();
    let code = |run: &Run| run.error()["code"].as_str().map(str::to_owned);
    let run = unheard(home.command(["resource", "edit", "root", "--first-name", "Rut"])).exits(1);
    assert_eq!(code(&run).as_deref(), Some("may_be_done"), "{}", run.err);
    assert_eq!(run.error()["hint"], "tenantctl audit log --limit 5", "{}", run.err);
    assert_eq!(home.run(["resource", "show", "root"]).exits(0).json()["first_name"], "Rut");
    for look in [&["resource", "show", "root"][..], &["resource", "list"], &["audit", "log"], &["help", "exit-codes"]] {
        let run = unheard(home.command(look)).exits(1);
        assert_eq!(code(&run).as_deref(), Some("failure"), "{look:?}: {}", run.err);
        assert!(run.err.contains("nothing was changed"), "{look:?}: {}", run.err);
    }
}
