//! The direction of imports that `src/lib.rs` states, read from the sources themselves.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each module may use besides itself, as the table in `src/lib.rs` says.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("error", &[]),
    ("vault", &["error"]),
    ("audit", &["vault"]),
    ("store", &["domain", "error", "vault", "audit"]),
    ("render", &["domain"]),
    ("ops", &["domain", "error", "vault", "audit", "store"]),
    ("places", &["error", "store", "vault"]),
    ("intake", &["domain", "error"]),
    ("identity", &["domain", "error"]),
    ("engine", &["domain", "error", "store", "ops", "identity", "places"]),
    ("flows", &["domain", "error", "vault", "store", "ops", "intake", "identity", "engine"]),
    ("context", &["domain", "error", "store", "render", "ops", "identity", "engine"]),
    (
        "cli",
        &[
            "domain", "error", "vault", "audit", "store", "render", "ops", "places", "intake", "identity", "engine",
            "flows", "context",
        ],
    ),
    ("main", &["cli"]),
    (
        "lib",
        &[
            "audit", "cli", "context", "domain", "engine", "error", "flows", "identity", "intake", "ops", "places",
            "render", "store", "vault",
        ],
    ),
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(directory: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(directory).expect("a directory of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            // Unit tests in a file of their own are left out, as those inside a source are.
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).expect("a source");
                found.push((path, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    let inside = |(path, text): (PathBuf, String)| (path.strip_prefix(&root).expect("below src").to_owned(), text);
    found.into_iter().map(inside).collect()
}

fn module(path: &Path) -> String {
    let first = path.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The source without comments and without what stands in its texts; its own unit tests are left out as well.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut out = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if let Some(hashes) = raw_text(rest) {
            let (begin, end) = (hashes + 2, format!("\"{}", "#".repeat(hashes)));
            let length = rest[begin..].find(&end).expect("a raw text ends");
            rest = &rest[begin + length + end.len()..];
            out.push_str("\"\"");
        } else if c == '"' {
            let mut length = 1;
            while !rest[length..].starts_with('"') {
                length += if rest[length..].starts_with('\\') { 1 } else { 0 };
                length += rest[length..].chars().next().expect("a text ends").len_utf8();
            }
            rest = &rest[length + 1..];
            out.push_str("\"\"");
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            // A quotation mark as a character begins no text.
            rest = &rest[rest[1..].rfind('\'').map_or(3, |_| if rest.starts_with("'\"'") { 3 } else { 4 })..];
            out.push_str("' '");
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn raw_text(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?.chars().take_while(|c| *c == '#').count();
    rest[1 + hashes..].starts_with('"').then_some(hashes)
}

/// The modules named right after `crate::`, alone or in braces.
fn used(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let after = code[at + "crate::".len()..].trim_start();
        if let Some(group) = after.strip_prefix('{') {
            let (mut depth, mut word) = (0, String::new());
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                match c {
                    ',' if depth == 0 => names.extend(first_name(&std::mem::take(&mut word))),
                    c => word.push(c),
                }
            }
            names.extend(first_name(&word));
        } else {
            names.extend(first_name(after));
        }
    }
    names
}

fn first_name(path: &str) -> Option<String> {
    let name: String = path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn imports_follow_the_direction_that_lib_rs_states() {
    let known: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        let allowed = MAY_USE.iter().find(|(name, _)| *name == own).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("{own} is in no layer: add it to the table"));
        for name in used(&code(&text)) {
            if known.contains(name.as_str()) && name != own && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: {own} may not use {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_in_lib_rs_says_the_same() {
    let lib = include_str!("../src/lib.rs");
    for (name, allowed) in MAY_USE.iter().filter(|(name, _)| !matches!(*name, "main" | "lib")) {
        let row = lib.lines().find(|line| {
            line.starts_with("//! |")
                && line.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("[`{name}`]")))
        });
        let row = row.unwrap_or_else(|| panic!("{name} stands in no row"));
        let cell = row.split('|').nth(3).expect("three cells").trim();
        match cell {
            "nothing of ours" => assert!(allowed.is_empty(), "{name}"),
            "all of the above" => assert!(allowed.len() > 5, "{name}"),
            listed => {
                let listed: BTreeSet<&str> = listed.split('`').skip(1).step_by(2).collect();
                assert_eq!(listed, allowed.iter().copied().collect(), "{name}");
            }
        }
    }
}

#[test]
fn sql_stays_in_the_store_and_words_stay_in_the_renderer() {
    for (path, text) in sources() {
        let (own, code) = (module(&path), code(&text));
        let shown = path.display();
        assert!(own == "store" || !code.contains("rusqlite"), "{shown} names rusqlite");
        for never in ["println!", "print!", "eprintln!", "eprint!", "dbg!", "process::exit", "process::abort"] {
            assert!(!code.contains(never), "{shown} uses {never}");
        }
        let clock = ["SystemTime::now", "Instant::now", "Utc::now", "Local::now", "getrandom::fill"];
        assert!(own == "engine" || !clock.iter().any(|name| code.contains(name)), "{shown} asks the machine itself");
        assert!(!code.contains("unsafe") && !code.contains("#[allow"), "{shown}");
    }
}

#[test]
fn the_reader_of_sources_sees_imports_and_overlooks_texts() {
    let source = "use crate::{a, b::{c, d}, e as f};\n// crate::no\nlet x = \"crate::no \\\" crate::no\"; crate::g::h();\
                  let q = '\"'; crate::i; r#\"crate::no\"#; crate::j";
    let names: Vec<String> = used(&code(source)).into_iter().collect();
    assert_eq!(names, ["a", "b", "e", "g", "i", "j"]);
}
