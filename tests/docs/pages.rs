//! The pages that are written by hand: their tables are tables, and what they name is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of a kind in a folder and below.
pub fn files(folder: &Path, kind: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, kind, found);
        } else if path.extension().is_some_and(|extension| extension == kind) {
            found.push(path);
        }
    }
}

/// Every page with its name below the root, in order.
fn pages() -> Vec<(String, String)> {
    let top = fs::read_dir(root()).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found: Vec<PathBuf> = top.filter(|path| path.extension().is_some_and(|kind| kind == "md")).collect();
    files(&root().join("docs"), "md", &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(root()).expect("below the root").display().to_string();
    found.iter().map(|path| (name(path), fs::read_to_string(path).expect("a text"))).collect()
}

/// The lines of a page that are no example, with their numbers from 1.
fn prose(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    page.lines().enumerate().filter_map(move |(number, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((number + 1, line))
    })
}

/// The bars that part cells: a bar in code parts them too, unless a backslash stands before it.
fn bars(line: &str) -> usize {
    line.matches('|').count() - line.matches("\\|").count()
}

#[test]
fn every_row_of_a_table_has_as_many_cells_as_its_head() {
    let (mut wrong, mut rows) = (Vec::new(), 0);
    for (name, page) in pages() {
        let mut head = None;
        for (number, line) in prose(&page) {
            if !line.starts_with('|') {
                head = None;
                continue;
            }
            rows += 1;
            if bars(line) != *head.get_or_insert(bars(line)) {
                wrong.push(format!("{name}:{number}"));
            }
        }
    }
    assert!(wrong.is_empty(), "a bar in a cell is written \\|: {wrong:?}");
    assert!(rows > 100, "only {rows} rows were found");
}

/// The decisions, by the name of their file without its ending, with their text.
fn decisions() -> Vec<(String, String)> {
    let name = |name: &str| name.strip_prefix("docs/adr/")?.strip_suffix(".md").map(str::to_owned);
    pages().into_iter().filter_map(|(path, page)| Some((name(&path)?, page))).collect()
}

#[test]
fn a_decision_has_one_number_in_its_file_name_and_its_heading() {
    let decisions = decisions();
    let mut before = "0000";
    for (name, page) in &decisions {
        let (number, title) = name.split_once('-').expect("a number and a title");
        assert!(number.len() == 4 && number > before, "{number}: none is given twice; one that went leaves a gap");
        before = number;
        assert!(!title.is_empty(), "{name}");
        let heading = page.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
        let (said, title) = heading.split_once(' ').unwrap_or_default();
        assert_eq!(said, number, "{name}.md is headed {heading:?}");
        assert!(title.starts_with(char::is_alphabetic), "{name}.md is headed {heading:?}");
    }
    assert!(decisions.len() > 20);
}

#[test]
fn what_a_page_links_to_is_there_and_a_decision_is_called_by_its_number() {
    let mut links = 0;
    for (name, page) in pages() {
        for (number, line) in prose(&page) {
            for (before, after) in line.match_indices("](").map(|(at, _)| (&line[..at], &line[at + 2..])) {
                let target = after.split([')', '#']).next().unwrap_or_default();
                if target.is_empty() || target.contains("://") {
                    continue;
                }
                links += 1;
                let file = root().join(&name).with_file_name("").join(target);
                assert!(file.exists(), "{name}:{number} leads to {target}, which is not there");
                let called = before.rsplit('[').next().unwrap_or_default();
                let decision = file.parent().is_some_and(|folder| folder.ends_with("adr"));
                let begins =
                    |called: &str| file.file_name().is_some_and(|file| file.to_string_lossy().starts_with(called));
                assert!(!decision || begins(called), "{name}:{number} calls {target} {called}");
            }
        }
    }
    assert!(links > 30, "only {links} links were found");
}

/// The paths of a line that begin in one of these folders, without what follows them in the sentence.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let words = line.split(move |c: char| !part(c)).map(|word| word.trim_end_matches('.'));
    words.filter(|word| ["src/", "tests/", "benches/", "docs/"].iter().any(|folder| word.starts_with(folder)))
}

#[test]
fn every_path_that_a_page_or_a_comment_names_is_there() {
    let mut texts = pages();
    for folder in ["src", "tests"] {
        let mut found = Vec::new();
        files(&root().join(folder), "rs", &mut found);
        texts.extend(
            found.into_iter().map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a text"))),
        );
    }
    let (mut gone, mut named) = (Vec::new(), 0);
    for (name, text) in &texts {
        for (number, line) in text.lines().enumerate() {
            for path in paths(line) {
                named += 1;
                if !root().join(path).exists() {
                    gone.push(format!("{name}:{}: {path}", number + 1));
                }
            }
        }
    }
    assert!(gone.is_empty(), "{}", gone.join("\n"));
    assert!(named > 100, "only {named} paths were found");
}
