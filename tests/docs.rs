//! The generated pages under `docs/` say what the binary says. `UPDATE_DOCS=1 cargo test --test docs` writes them anew.

mod common;

use common::Home;
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
        assert!(page == expected, "docs/exit-codes.md is behind; write it anew: UPDATE_DOCS=1 cargo test --test docs");
    }
}
