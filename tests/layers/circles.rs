//! No file imports another that imports it in turn, straight or through others.
//!
//! A file imports another where it names an item that stands in it, whoever hands the name on. Three namings are no import:
//! - `mod`, and what a folder's own file hands on of the files below it: that only says which there are;
//! - a line of a table of commands (`verbs!`, `commands!`), for the same reason;
//! - a type, a trait or a constant of the own file of a folder that the file stands in: there a folder keeps what its files share. A
//!   function of it is an import like any other.

use super::{code, sources};
use std::collections::{BTreeMap, BTreeSet};

/// The names of a path, such as `crate`, `ops`, `find`.
type Names = Vec<String>;

/// One file of sources.
struct Source {
    file: String,
    /// What it calls by one name and takes from elsewhere.
    taken: BTreeMap<String, Names>,
    /// Every path that it names, and whether it hands that on.
    named: Vec<(Names, bool)>,
}

/// The sources by the paths of their modules, from the root.
struct House(BTreeMap<Names, Source>);

impl House {
    fn of(sources: impl IntoIterator<Item = (String, String)>) -> Self {
        let sources = sources.into_iter().filter_map(|(file, text)| {
            let module = module(&file)?;
            let (taken, named) = read(&without_tables(&code(&text)));
            Some((module, Source { file, taken, named }))
        });
        Self(sources.collect())
    }

    /// The module in which the item stands that a path names in a module, and the item; `None` for what is not ours, and for a module.
    fn item(&self, module: &[String], path: &[String], depth: u8) -> Option<(Names, String)> {
        let (mut at, mut rest) = self.begins(module, path, depth)?;
        while let Some((name, more)) = rest.split_first() {
            let below = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.0.contains_key(&below) {
                (at, rest) = (below, more.to_vec());
                continue;
            }
            return match self.0.get(&at)?.taken.get(name).filter(|_| depth > 0) {
                Some(taken) => self.item(&at, &[taken.as_slice(), more].concat(), depth - 1),
                None => Some((at, name.clone())),
            };
        }
        None
    }

    /// Where a path begins, as the path of a module, and what follows.
    fn begins(&self, module: &[String], path: &[String], depth: u8) -> Option<(Names, Names)> {
        let (first, more) = path.split_first()?;
        Some(match first.as_str() {
            "crate" => (Vec::new(), more.to_vec()),
            "self" => (module.to_vec(), more.to_vec()),
            "super" => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                (module[..module.len().checked_sub(ups)?].to_vec(), path[ups..].to_vec())
            }
            name if self.0.contains_key(&[module, &[name.to_owned()]].concat()) => (module.to_vec(), path.to_vec()),
            name => {
                let taken =
                    self.0.get(module)?.taken.get(name).filter(|taken| depth > 0 && taken.as_slice() != [name])?;
                return self.begins(module, &[taken.as_slice(), more].concat(), depth - 1);
            }
        })
    }

    /// Every import: the file, the other file, and the names.
    fn imports(&self) -> BTreeMap<(&str, &str), BTreeSet<String>> {
        let mut imports: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for (module, source) in &self.0 {
            for (path, handed_on) in &source.named {
                let Some((home, item)) = self.item(module, path, 20) else { continue };
                let below = home.len() > module.len() && home.starts_with(module);
                let shared = module.starts_with(&home) && item.starts_with(char::is_uppercase);
                if home == *module || shared || below && *handed_on {
                    continue;
                }
                let other = self.0[&home].file.as_str();
                imports.entry((source.file.as_str(), other)).or_default().insert(item);
            }
        }
        imports
    }

    /// The imports that lead back to where they began, in words.
    fn circles(&self) -> Vec<String> {
        let imports = self.imports();
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, other) in imports.keys() {
            next.entry(file).or_default().push(other);
        }
        let leads = |from: &str, to: &str| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(file) = open.pop() {
                if file == to {
                    return true;
                }
                if seen.insert(file) {
                    open.extend(next.get(file).into_iter().flatten());
                }
            }
            false
        };
        let back = imports.iter().filter(|((file, other), _)| leads(other, file));
        back.map(|((file, other), items)| {
            let items: Vec<&str> = items.iter().map(String::as_str).collect();
            format!("{file} -> {other}: {}", items.join(", "))
        })
        .collect()
    }
}

/// The path of the module that a file is; none for the binary, which only calls the library.
fn module(file: &str) -> Option<Names> {
    let path = file.strip_suffix(".rs")?;
    let mut names: Names = path.split('/').map(str::to_owned).collect();
    match (names.len(), names.last()?.as_str()) {
        (1, "main") => return None,
        (1, "lib") | (_, "mod") => names.truncate(names.len() - 1),
        _ => {}
    }
    Some(names)
}

/// The code without its tables of commands.
fn without_tables(code: &str) -> String {
    let mut code = code.to_owned();
    for table in ["\nverbs! {", "\ncommands! {"] {
        while let Some(begin) = code.find(table) {
            let mut depth = 0;
            let end = code[begin..].find(|c| {
                depth += i32::from(c == '{') - i32::from(c == '}');
                depth == 0 && c == '}'
            });
            code.replace_range(begin..=begin + end.expect("a table ends"), "");
        }
    }
    code
}

/// What a source takes by name, and every path that it names.
fn read(code: &str) -> (BTreeMap<String, Names>, Vec<(Names, bool)>) {
    let (mut taken, mut named, mut rest) = (BTreeMap::new(), Vec::new(), code);
    while let Some((before, handed_on, tree, after)) = next_use(rest) {
        named.extend(paths(before).map(|path| (path, false)));
        for (path, name) in expanded(tree) {
            if name != "_" && name != "*" {
                taken.insert(name, path.clone());
            }
            named.push((path, handed_on));
        }
        rest = after;
    }
    named.extend(paths(rest).map(|path| (path, false)));
    (taken, named)
}

/// The next `use` with what stands before it, whether it hands on, its tree, and what follows it.
fn next_use(code: &str) -> Option<(&str, bool, &str, &str)> {
    code.match_indices("use ").find_map(|(at, word)| {
        let line = code[..at].rfind('\n').map_or(0, |end| end + 1);
        let public = code[line..at].trim();
        let begins = public.is_empty() || public == "pub" || public.starts_with("pub(") && public.ends_with(')');
        let end = at + code[at..].find(';')?;
        begins.then(|| (&code[..line], !public.is_empty(), &code[at + word.len()..end], &code[end + 1..]))
    })
}

/// Each path of the tree of a `use`, with the name that it is called by.
fn expanded(tree: &str) -> Vec<(Names, String)> {
    let Some((before, group)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
        let mut path: Names = path.split("::").map(|name| name.trim().to_owned()).collect();
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let own = path.last().cloned().unwrap_or_default();
        return vec![(path, if name.is_empty() { own } else { name.trim().to_owned() })];
    };
    let group = &group[..group.rfind('}').expect("a group ends")];
    let (mut depth, mut begin, mut parts) = (0, 0, Vec::new());
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 && c == ',' {
            parts.push(&group[begin..at]);
            begin = at + 1;
        }
    }
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(|part| expanded(&format!("{}{part}", before.trim()))).collect()
}

/// The paths of two names and more.
fn paths(code: &str) -> impl Iterator<Item = Names> {
    let of_a_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.split(move |c| !of_a_path(c)).filter_map(|word| {
        let names: Names = word.split("::").map(str::to_owned).collect();
        let is_name = |name: &String| !name.is_empty() && !name.contains(':');
        (names.len() > 1 && names.iter().all(is_name)).then_some(names)
    })
}

#[test]
fn no_file_imports_one_that_imports_it() {
    let house = House::of(sources().into_iter().map(|(path, text)| (path.display().to_string(), text)));
    assert!(house.imports().len() > 1000, "only {} imports were read", house.imports().len());
    let circles = house.circles();
    assert!(circles.is_empty(), "these imports go round:\n{}", circles.join("\n"));
}

fn house(sources: &[(&str, &str)]) -> House {
    House::of(sources.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())))
}

#[test]
fn the_reader_of_imports_finds_a_circle_through_whoever_hands_a_name_on() {
    let reset =
        ("ops/reset.rs", "use crate::ops::{Done, requests};\nfn a() { requests::ask_first() }\npub struct Reset;");
    let acts = ("ops/requests/acts.rs", "use super::super::reset::Reset;\npub enum Act { Reset(Reset) }");
    let ops = ("ops/mod.rs", "pub mod requests;\npub mod reset;\npub struct Done;");
    let gate = |uses: &'static str| ("ops/requests/gate.rs", uses);
    let face =
        ("ops/requests/mod.rs", "mod acts;\nmod gate;\npub use gate::ask_first;\npub use acts::{Act, self as all};");
    let found = house(&[ops, reset, acts, face, gate("use super::acts::Act;\npub fn ask_first(_: Act) {}")]).circles();
    assert_eq!(
        found,
        [
            "ops/requests/acts.rs -> ops/reset.rs: Reset",
            "ops/requests/gate.rs -> ops/requests/acts.rs: Act",
            "ops/reset.rs -> ops/requests/gate.rs: ask_first",
        ]
    );
    assert_eq!(house(&[ops, reset, acts, face, gate("pub fn ask_first() {}")]).circles(), [""; 0]);
}

#[test]
fn the_reader_of_imports_knows_what_a_folder_shares_from_what_it_does() {
    let face =
        ("a/mod.rs", "mod b;\npub const MOST: u8 = 1;\npub struct Shared;\npub fn done() { b::begin() }\nfn help() {}");
    let b = |text: &'static str| ("a/b.rs", text);
    assert_eq!(house(&[face, b("use super::{MOST, Shared};\npub fn begin() {}")]).circles(), [""; 0]);
    let found = house(&[face, b("pub fn begin() { super::help() }")]).circles();
    assert_eq!(found, ["a/b.rs -> a/mod.rs: help", "a/mod.rs -> a/b.rs: begin"]);
    let table = ("a/mod.rs", "mod b;\nverbs! {\n    enum Verb { B(b::Args) }\n}\nfn help() {}");
    assert_eq!(house(&[table, b("pub struct Args;\nfn run() { super::help() }")]).circles(), [""; 0]);
}
