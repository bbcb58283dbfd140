//! The direction of imports that `src/lib.rs` states, read from the sources themselves, and that no import goes round.

mod circles;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each module may use besides itself, as the table in `src/lib.rs` says.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("error", &["domain"]),
    ("files", &[]),
    ("vault", &["domain", "error", "files"]),
    ("audit", &["vault"]),
    ("store", &["domain", "error", "files", "vault", "audit"]),
    ("render", &["domain"]),
    ("ops", &["domain", "error", "vault", "audit", "store"]),
    ("places", &["domain", "error", "store", "vault"]),
    ("intake", &["domain", "error"]),
    ("identity", &["domain", "error", "files"]),
    ("engine", &["domain", "error", "store", "ops", "identity", "places"]),
    ("flows", &["domain", "error", "files", "vault", "store", "ops", "intake", "identity", "engine"]),
    ("context", &["domain", "error", "store", "render", "ops", "identity", "engine"]),
    (
        "cli",
        &[
            "domain", "error", "files", "vault", "audit", "store", "render", "ops", "places", "intake", "identity",
            "engine", "flows", "context",
        ],
    ),
    ("main", &["cli"]),
    (
        "lib",
        &[
            "audit", "cli", "context", "domain", "engine", "error", "files", "flows", "identity", "intake", "ops",
            "places", "render", "store", "vault",
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

/// The source without comments and without what stands in its texts, and those texts with the places where they stood; its own unit tests
/// are left out as well.
fn parted(source: &str) -> (String, Vec<(usize, String)>) {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let (mut out, mut texts) = (String::new(), Vec::new());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if let Some(hashes) = raw_text(rest) {
            let (begin, end) = (hashes + 2, format!("\"{}", "#".repeat(hashes)));
            let length = rest[begin..].find(&end).expect("a raw text ends");
            texts.push((out.len(), rest[begin..begin + length].to_owned()));
            rest = &rest[begin + length + end.len()..];
            out.push_str("\"\"");
        } else if c == '"' {
            let mut length = 1;
            while !rest[length..].starts_with('"') {
                length += if rest[length..].starts_with('\\') { 1 } else { 0 };
                length += rest[length..].chars().next().expect("a text ends").len_utf8();
            }
            texts.push((out.len(), rest[1..length].to_owned()));
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
    (out, texts)
}

/// The source alone.
fn code(source: &str) -> String {
    parted(source).0
}

fn raw_text(rest: &str) -> Option<usize> {
    let hashes = rest.strip_prefix('r')?.chars().take_while(|c| *c == '#').count();
    rest[1 + hashes..].starts_with('"').then_some(hashes)
}

/// The modules named right after `crate::layers::`, alone or in braces.
fn used(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::layers::") {
        let after = code[at + "crate::layers::".len()..].trim_start();
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
fn words_stay_in_the_renderer_and_the_machine_is_asked_in_one_place() {
    for (path, text) in sources() {
        let (own, code) = (module(&path), code(&text));
        let shown = path.display();
        for never in ["println!", "print!", "eprintln!", "eprint!", "dbg!", "process::exit", "process::abort"] {
            assert!(!code.contains(never), "{shown} uses {never}");
        }
        let clock = ["SystemTime::now", "Instant::now", "Utc::now", "Local::now", "getrandom::fill"];
        assert!(own == "engine" || !clock.iter().any(|name| code.contains(name)), "{shown} asks the machine itself");
        assert!(!code.contains("unsafe") && !code.contains("#[allow"), "{shown}");
    }
}

/// How a statement to a database begins.
const STATEMENTS: [&str; 8] =
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE FROM ", "PRAGMA ", "CREATE TABLE ", "BEGIN IMMEDIATE", "ROLLBACK"];

#[test]
fn a_database_engine_stays_in_its_folder_of_the_store() {
    let mut named = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.starts_with("store/sqlite")) {
        let ((code, texts), shown) = (parted(&text), path.display());
        assert!(!code.contains("rusqlite"), "{shown} names rusqlite");
        for (_, text) in &texts {
            let statement = STATEMENTS.iter().find(|statement| text.contains(**statement));
            assert!(statement.is_none(), "{shown} has a statement: {text}");
        }
        if path.starts_with("store") {
            let lines = code.lines().filter(|line| line.contains("sqlite"));
            named.extend(lines.map(|line| format!("{shown}: {}", line.trim())));
        }
    }
    named.sort();
    // Where the engine is chosen, and nowhere else.
    assert_eq!(named, ["store/engine.rs: pub(super) use super::sqlite::{", "store/mod.rs: mod sqlite;"]);
}

/// The layers below the command line. They know its remedies as data, and no word of it.
const WORDLESS: [&str; 9] = ["audit", "domain", "engine", "error", "flows", "ops", "places", "store", "vault"];

/// The nouns with their verbs, the short names too.
fn commands() -> Vec<(String, Vec<String>)> {
    let names = |command: &clap::Command| {
        let aliases = command.get_all_aliases().map(str::to_owned);
        [command.get_name().to_owned()].into_iter().chain(aliases).collect::<Vec<_>>()
    };
    let tree = tenantctl::cli::command();
    let all = tree.get_subcommands().flat_map(|noun| {
        let verbs: Vec<String> = noun.get_subcommands().flat_map(names).collect();
        names(noun).into_iter().map(move |noun| (noun, verbs.clone()))
    });
    all.collect()
}

/// What in a text is of the command line: a flag, or a noun with its verb at its beginning or behind the program's name.
fn typed(text: &str, commands: &[(String, Vec<String>)]) -> Option<String> {
    let bare = |word: &str| word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '-').to_owned();
    let words: Vec<String> = text.split_whitespace().map(bare).collect();
    let flag = |word: &&String| word.starts_with("--") && word[2..].starts_with(|c: char| c.is_ascii_lowercase());
    let named = |at: usize| {
        let (noun, verbs) = commands.iter().find(|(noun, _)| words.get(at) == Some(noun))?;
        let verb = words.get(at + 1);
        let command = verb.is_some_and(|verb| verbs.contains(verb)) || at > 0 && verbs.is_empty();
        command.then(|| format!("{noun} {}", verb.map_or("", String::as_str)))
    };
    let behind = words.iter().enumerate().filter(|(_, word)| *word == "tenantctl").map(|(at, _)| at + 1);
    words.iter().find(flag).cloned().or_else(|| [0].into_iter().chain(behind).find_map(named))
}

/// The texts of a source that are of the command line. Words that stand beside each other in a list are read as one text.
fn typed_texts(source: &str, commands: &[(String, Vec<String>)]) -> Vec<String> {
    let (code, texts) = parted(source);
    // The names under which acts and fields are stored, whatever they are called elsewhere.
    let stored = |at: usize| {
        code[..at]
            .rfind("#[")
            .is_some_and(|begin| code[begin..at].starts_with("#[serde(") && !code[begin..at].contains(']'))
    };
    let own: Vec<&(usize, String)> = texts.iter().filter(|(at, _)| !stored(*at)).collect();
    let alone = own.iter().filter_map(|(_, text)| typed(text, commands));
    let beside = own.windows(2).filter(|pair| {
        let between = &code[pair[0].0 + 2..pair[1].0];
        between.contains(',') && between.chars().all(|c| c == ',' || c.is_whitespace())
    });
    let beside = beside.filter_map(|pair| typed(&format!("{} {}", pair[0].1, pair[1].1), commands));
    alone.chain(beside).collect()
}

#[test]
fn no_layer_below_the_command_line_knows_a_word_of_it() {
    let commands = commands();
    let mut wrong = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| WORDLESS.contains(&module(path).as_str())) {
        wrong.extend(typed_texts(&text, &commands).iter().map(|found| format!("{}: {found}", path.display())));
        assert!(!code(&text).contains("cli::"), "{} names the command line", path.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_texts_knows_a_command_line_from_a_name() {
    let found = |source: &str| typed_texts(source, &commands());
    for source in [
        "x(\"--reason\")",
        "x(\"add it: --reason '…'\")",
        "[\"2fa\", \"pause\", name]",
        "x(\"account unlock ada\")",
        "x(r#\"sign in:  tenantctl login\"#)",
        "x(\"role list\")",
        "#[error(\"--until is over\")]",
        "#[serde(skip)] pub x: (), y: \"level grant\"",
    ] {
        assert_eq!(found(source).len(), 1, "{source}");
    }
    for source in [
        "// --reason",
        "x(\"2fa.pause\")",
        "#[serde(rename = \"2fa reset\")]",
        "(\"login\", \"password\")",
        "x(\"use the tenantctl that wrote it\")",
        "x(\"the password was set\"); y(\"a -- b\")",
        "match x { A => \"totp\", B => \"list\" }",
    ] {
        assert_eq!(found(source), [""; 0], "{source}");
    }
}

#[test]
fn the_reader_of_sources_sees_imports_and_overlooks_texts() {
    let source = "use crate::layers::{a, b::{c, d}, e as f};\n// crate::layers::no\nlet x = \"crate::layers::no \\\" crate::layers::no\"; crate::layers::g::h();\
                  let q = '\"'; crate::layers::i; r#\"crate::layers::no\"#; crate::layers::j";
    let names: Vec<String> = used(&code(source)).into_iter().collect();
    assert_eq!(names, ["a", "b", "e", "g", "i", "j"]);
}
