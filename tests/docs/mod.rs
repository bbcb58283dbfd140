//! The generated pages under `docs/` say what the binary says (`UPDATE_DOCS=1 cargo test --test integration docs::` writes them anew), and those written by
//! hand hold together.

mod pages;
mod rules;

use crate::common::Home;
use serde_json::Value;
use std::{fmt::Write, fs, path::Path};

const BEGIN: &str = "<!-- generated: begin -->\n";
const END: &str = "<!-- generated: end -->\n";

/// The table of `help exit-codes -o json`, as Markdown.
fn exit_codes() -> String {
    let answer = Home::empty().run(["help", "exit-codes", "-o", "json"]).exits(0).json();
    let mut table = "| exit code | code word | again? | meaning |\n|---|---|---|---|\n".to_owned();
    for row in answer["items"].as_array().expect("a list") {
        let text = |key: &str| row[key].as_str().expect("a text").replace('|', "\\|");
        let again = if row["retryable"] == Value::Bool(true) { "yes" } else { "" };
        let (exit, code, meaning) = (&row["exit_code"], text("code"), text("meaning"));
        writeln!(table, "| {exit} | `{code}` | {again} | {meaning} |").expect("memory");
    }
    table
}

#[test]
fn the_page_of_exit_codes_is_the_binarys_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/exit-codes.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(BEGIN).expect("the mark where the table begins");
    let (_, after) = rest.split_once(END).expect("the mark where the table ends");
    let expected = format!("{before}{BEGIN}{}{END}{after}", exit_codes());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, expected).expect("the page is written");
    } else {
        assert!(
            page == expected,
            "docs/exit-codes.md is behind; write it anew: UPDATE_DOCS=1 cargo test --test integration docs::"
        );
    }
}

/// What a page must be, or is written to be.
fn keep(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        return fs::write(&file, expected).expect("written");
    }
    let page = fs::read_to_string(&file).unwrap_or_default();
    assert!(page == expected, "{path} is behind; write it anew: UPDATE_DOCS=1 cargo test --test integration docs::");
}

#[test]
fn the_page_of_commands_is_the_binarys_help() {
    let mut page = "# Commands\n\nThe help of every command, as `tenantctl COMMAND --help` prints it. Written by \
                    `UPDATE_DOCS=1 cargo test --test integration docs::`.\n"
        .to_owned();
    let mut tree = tenantctl::cli::command();
    tree.build();
    describe(&mut tree, &mut page);
    keep("docs/commands.md", &page);
}

fn describe(command: &mut clap::Command, page: &mut String) {
    let name = command.get_bin_name().unwrap_or("tenantctl").to_owned();
    let help = command.clone().term_width(100).render_help().to_string();
    // What every command takes is said once, on the front page.
    let (own, shared) =
        help.split_once("\nGlobal options (all of them: tenantctl help options):\n").unwrap_or((&help, ""));
    let after = shared.split_once("\n\n").map(|(_, after)| format!("\n{after}")).unwrap_or_default();
    let text = if name == "tenantctl" { help.clone() } else { format!("{own}{after}") };
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    write!(page, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim()).expect("memory");
    if name == "tenantctl" {
        let options = Home::empty().run(["help", "options"]).exits(0).out;
        write!(page, "\n## Global options\n\n```text\n{}\n```\n", options.trim_end()).expect("memory");
    }
    let below: Vec<_> = command.get_subcommands_mut().filter(|below| !below.is_hide_set()).collect();
    below.into_iter().for_each(|below| describe(below, page));
}

#[test]
fn completions_for_powershell_and_elvish_are_generated_on_demand() {
    // Those of the other shells are kept, and tests/completion.rs plays them.
    for (shell, begins) in [("powershell", "using namespace"), ("elvish", "use builtin;")] {
        let script = Home::empty().run(["completions", shell]).exits(0).out;
        assert!(script.trim_start().starts_with(begins), "{shell}: {script}");
        for word in ["tenantctl;account;unlock", "--break-glass", "recovery-codes"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let home = Home::empty();
    let _ = home.run(["man", "--out", "man1"]).exits(0);
    let front = home.run(["man"]).exits(0).out;
    assert!(front.contains(".TH TENANTCTL 1") && front.contains("tenantctl\\-audit(1)"), "{front}");
    for page in ["tenantctl.1", "tenantctl-2fa-pause.1", "tenantctl-audit-verify.1"] {
        let text = fs::read_to_string(home.path().join("man1").join(page)).expect(page);
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
}
