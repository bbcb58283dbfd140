//! The pages that are written by hand: their tables are tables, and what they name is there.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of a kind in a folder and below.
fn files(folder: &Path, kind: &str, found: &mut Vec<PathBuf>) {
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
