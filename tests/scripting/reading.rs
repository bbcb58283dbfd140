//! Reading, and an answer against its schema.

use super::{Night, in_every_language, people};
use std::{fs, os::unix::fs::PermissionsExt};

#[test]
fn everybody_is_read_by_lines_and_by_pages_and_two_exports_are_compared() {
    in_every_language("read", |night, language| {
        night.write("people.csv", &people(5));
        let _ = night.tenantctl(&["resource", "import", "people.csv"]).exits(0);
        let run = || night.run(language, "read", &[]).exits(0);
        assert_eq!(run().out, "");
        let all = night.tenantctl(&["resource", "list", "-o", "jsonl"]).exits(0).out;
        let names = night.read("pages.txt");
        assert_eq!((names.lines().count(), all.lines().count()), (8, 8));
        assert!(names.contains("nightly@acme.example") && names.contains("p0004@acme.example"), "{names}");
        let standard = night.read("standard.txt");
        assert_eq!(standard.lines().count(), 7);
        assert!(!standard.contains("nightly"), "{standard}");
        assert_eq!(run().out, "");
        let _ = night.tenantctl(&["resource", "edit", "p0003", "--license", "dashboard"]).exits(0);
        let told = run().out;
        assert!(told.contains("p0003@acme.example") && !told.contains("p0002"), "{told}");
        assert_eq!(run().out, "");
        let exports = night.home.events().iter().filter(|event| event["action"] == "resource.export").count();
        assert_eq!(exports, 4);
    });
}

/// Puts a program before ours that leaves the license out of what `resource show` says.
fn forgetful(night: &Night) {
    fs::create_dir(night.path("bin")).expect("a directory");
    let script = "#!/bin/sh\n\
                  case \"$*\" in\n  *'resource show'*)\n    case \"$*\" in\n      *schema*) exec \"$REAL\" \"$@\" ;;\n    esac\n    \
                  \"$REAL\" \"$@\" | jq 'del(.license)' ;;\n  *) exec \"$REAL\" \"$@\" ;;\nesac\n";
    night.write("bin/tenantctl", script);
    fs::set_permissions(night.path("bin/tenantctl"), fs::Permissions::from_mode(0o755)).expect("changed");
}

#[test]
fn an_answer_is_compared_with_its_schema_and_a_missing_field_is_found() {
    in_every_language("check", |night, language| {
        let _ = night.run(language, "check", &["root@acme.example"]).exits(0);
        let _ = night.run(language, "check", &["nobody@acme.example"]).exits(3);
        forgetful(night);
        let mut command = night.command(language, "check", &["root@acme.example"]);
        let path = format!("{}:{}", night.path("bin").display(), std::env::var("PATH").expect("a path"));
        let found = command.env("PATH", path).env("REAL", crate::common::BINARY).output().expect("it ran");
        assert_eq!(found.status.code(), Some(1), "{found:?}");
    });
}
