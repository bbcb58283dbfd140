//! `docs/rules.md`: whoever searches for the id of a rule finds the code that decides it and the test that proves it.

use super::pages::{files, root};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// The text of every Rust file in a folder and below.
fn sources(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    files(&root().join(folder), "rs", &mut found);
    found.iter().map(|path| fs::read_to_string(path).expect("a text")).collect()
}

/// The ids that a text names, such as `R-TOTP-3`.
fn ids(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '-');
    let is_id = |word: &&str| {
        let mut parts = word.split('-');
        let of = |part: Option<&str>, kind: fn(&char) -> bool| {
            part.is_some_and(|part| !part.is_empty() && part.chars().all(|c| kind(&c)))
        };
        parts.next() == Some("R")
            && of(parts.next(), char::is_ascii_uppercase)
            && of(parts.next(), char::is_ascii_digit)
            && parts.next().is_none()
    };
    words.filter(is_id).collect()
}

/// The paths of the last column, by the id of the rule.
fn rows(page: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut rows = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| R-")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, _, decided] = cells[..] else { panic!("{line}") };
        let paths: Vec<&str> = decided.split('`').skip(1).step_by(2).collect();
        assert!(!paths.is_empty(), "{id} is decided nowhere");
        assert!(rows.insert(id, paths).is_none(), "{id} has two rows");
    }
    rows
}

#[test]
fn the_files_of_a_rule_are_there_and_name_it() {
    let page = fs::read_to_string(root().join("docs/rules.md")).expect("the page");
    let rows = rows(&page);
    let mut silent = Vec::new();
    for (id, paths) in &rows {
        for path in paths {
            let file = Path::new("src").join(path);
            let texts = match file.extension() {
                Some(_) => vec![fs::read_to_string(root().join(&file)).unwrap_or_default()],
                None => sources(&file.display().to_string()),
            };
            if !texts.iter().any(|text| ids(text).contains(id)) {
                silent.push(format!("{id}: {path}"));
            }
        }
    }
    assert!(silent.is_empty(), "these files do not name the rule that they decide: {silent:#?}");
    assert!(rows.len() > 60, "only {} rows were found", rows.len());
}

#[test]
fn a_rule_that_the_code_names_has_a_row_and_a_test_of_its_name() {
    let page = fs::read_to_string(root().join("docs/rules.md")).expect("the page");
    let rows = rows(&page);
    let texts: Vec<String> = ["src", "tests"].into_iter().flat_map(sources).collect();
    let named: BTreeSet<&str> = texts.iter().flat_map(|text| ids(text)).collect();
    // Nobody finds an id of which only the number is written, after a comma or a dash.
    let short =
        |id: &&&str| [", -", " … -"].iter().any(|sign| texts.iter().any(|text| text.contains(&format!("{id}{sign}"))));
    let short: Vec<_> = named.iter().filter(short).collect();
    assert!(short.is_empty(), "ids are written in full, and not as after these: {short:?}");
    let unknown: Vec<_> = named.iter().filter(|id| !rows.contains_key(*id)).collect();
    assert!(unknown.is_empty(), "these stand in no row: {unknown:?}");
    let tests: Vec<&str> = texts.iter().flat_map(|text| text.lines()).filter_map(test_name).collect();
    let proved = |id: &str| {
        let id = format!("{}_", id.to_lowercase().replace('-', "_"));
        tests.iter().any(|name| name.starts_with(&id) || name.contains(&format!("_{id}")))
    };
    let unproved: Vec<_> = rows.keys().filter(|id| !proved(id)).collect();
    assert!(unproved.is_empty(), "no test is named after these: {unproved:?}");
}

/// The name of the function that a line begins.
fn test_name(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("fn ")?.split('(').next()
}
