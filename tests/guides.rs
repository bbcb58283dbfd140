//! The guides are typed line by line at a terminal, in a clean home, and must show what they say.
//!
//! A block marked `console` is typed. What follows a command is either a question with its answer or a part of the output. `…` stands
//! for anything, `[QR code]` for the drawing; passwords are typed hidden; a code of the app is the right one of that moment. A block
//! marked `console builds` builds or removes the program, or needs another user, and is left out; so is one marked `text`.

use crate::common::{
    Home, PASSWORD, code,
    terminal::{ASKS_CODE, Terminal, without_controls},
    within_a_step,
};
use std::{fs, path::Path};

/// Questions that are answered by a line of text.
const QUESTIONS: [&str; 6] = [
    "Which?",
    "Username of the first administrator",
    "Their e-mail address",
    "Identity checked by",
    "Seen or heard through",
    "Reference of the check",
];
const COUNTDOWN: &str = "valid for ";

/// A command, and the lines below it.
struct Typed {
    line: String,
    below: Vec<String>,
}

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a page")
}

fn guide(name: &str) -> Vec<Typed> {
    commands_of(&page(&format!("docs/guides/{name}")))
}

/// The commands that a text of blocks has, with what follows each.
fn commands_of(text: &str) -> Vec<Typed> {
    let mut typed: Vec<Typed> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        match (fence, line.strip_prefix("```")) {
            (Some(_), Some(_)) => fence = None,
            (None, Some(info)) => {
                assert!(
                    matches!(info, "console" | "console builds" | "text"),
                    "a block of a kind that no test knows: {info}"
                );
                fence = Some(info);
            }
            (Some("console"), None) => match line.strip_prefix("$ ") {
                Some(command) => typed.push(Typed { line: command.to_owned(), below: Vec::new() }),
                None => typed.last_mut().expect("a command first").below.push(line.to_owned()),
            },
            _ => {}
        }
    }
    typed
}

/// The blanks of a text made one each, as a narrow terminal may put line ends there.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Types one command and answers what it asks. The key of the authenticator that was enrolled last is kept.
fn follow(home: &Home, typed: &Typed, key: &mut Option<String>) {
    let (mut steps, mut shown, mut exit) = (Vec::new(), Vec::new(), 0);
    let enrolls = typed.below.iter().any(|line| line.starts_with(ASKS_CODE));
    for line in &typed.below {
        if line.starts_with(ASKS_CODE) {
            steps.push((ASKS_CODE.to_owned(), "{code}\r".to_owned()));
        } else if line.starts_with("Code of the authenticator") {
            let key = key.as_deref().expect("an authenticator is enrolled before it is used");
            // The code that the enrollment spent was the present one.
            steps.push(("Code of the authenticator".to_owned(), format!("{}\r", code(key, 1))));
        } else if line.ends_with("assword:") || line.starts_with("New password for") || line == "The same again:" {
            steps.push((line.trim_end_matches(':').to_owned(), format!("{PASSWORD}\r")));
        } else if let Some((question, _)) = line.split_once(" [y/N] y") {
            steps.push((question.to_owned(), "y\r".to_owned()));
        } else if line.starts_with("Press Enter") {
            steps.push(("Press Enter".to_owned(), "\r".to_owned()));
        } else if line.starts_with(COUNTDOWN) {
            steps.push((COUNTDOWN.to_owned(), "\u{3}".to_owned()));
        } else if let Some(question) = QUESTIONS.iter().find(|question| line.starts_with(**question)) {
            let (_, answer) = line.rsplit_once(": ").expect("an answer");
            steps.push(((*question).to_owned(), format!("{answer}\r")));
        } else if let Some(code) = line.strip_prefix("(exit code ") {
            exit = code.trim_end_matches(')').parse().expect("a number");
        } else if line != "[QR code]" {
            shown.push(line);
        }
    }
    if enrolls || steps.iter().any(|(question, _)| question.starts_with("Code of")) {
        within_a_step(10);
    }
    let borrowed: Vec<(&str, &str)> = steps.iter().map(|(wait, answer)| (wait.as_str(), answer.as_str())).collect();
    let seen = Terminal::new(100, 50).types(home, &typed.line, &borrowed);
    let output = plain(&without_controls(&seen.raw)).replace(&home.path().display().to_string(), "~");
    if !steps.iter().any(|(question, _)| question == COUNTDOWN) {
        assert_eq!(seen.exit, exit, "$ {}\n{}", typed.line, seen.raw);
    }
    for line in shown {
        for part in plain(line).split('…') {
            assert!(output.contains(part.trim()), "$ {}\ndoes not show: {line}\nbut:\n{}", typed.line, seen.raw);
        }
    }
    if enrolls {
        *key = Some(seen.key());
    }
}

#[test]
fn the_first_hour_can_be_typed_as_it_stands_and_leaves_nothing_when_it_is_removed() {
    let (home, mut key) = (Home::empty(), None);
    let typed = guide("first-hour.md");
    assert!(typed.len() > 30, "{} commands", typed.len());
    for each in &typed {
        follow(&home, each, &mut key);
    }
    let mut left = Vec::new();
    walk(home.path(), &mut left);
    left.retain(|path| !path.starts_with("safe/") && !path.starts_with("backup/"));
    // The shells make these directories of their own.
    assert!(left.iter().all(|path| !path.contains("tenantctl") && !path.contains("acme")), "{left:?}");
}

#[test]
fn the_ten_commands_of_the_readme_follow_from_one_another() {
    let (home, mut key, readme) = (Home::empty(), None, page("README.md"));
    let (_, from) = readme.split_once("## The ten commands").expect("the ten commands");
    let (ten, _) = from.split_once("\n## ").expect("a section after them");
    let typed = commands_of(ten);
    assert!(typed.len() >= 14, "{} commands", typed.len());
    typed.iter().for_each(|each| follow(&home, each, &mut key));
}

#[test]
fn the_page_for_the_helpdesk_can_be_typed_as_it_stands() {
    let (home, mut key) = (Home::with_tenant(), None);
    let ada = home.verified("ada");
    let _ = home.enroll(&ada);
    for each in &guide("helpdesk.md") {
        follow(&home, each, &mut key);
    }
}

#[test]
fn the_page_on_delegation_can_be_typed_as_it_stands() {
    let (home, mut key) = (Home::with_tenant(), None);
    for each in &guide("delegation.md") {
        follow(&home, each, &mut key);
    }
}

#[test]
fn the_page_on_many_at_once_can_be_typed_as_it_stands() {
    let (home, mut key) = (Home::with_tenant(), None);
    for name in ["team-a", "team-b"] {
        let _ = home.resource(name);
    }
    for each in &guide("bulk.md") {
        follow(&home, each, &mut key);
    }
}

fn walk(directory: &Path, found: &mut Vec<String>) {
    fn below(root: &Path, directory: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).expect("readable") {
            let path = entry.expect("an entry").path();
            found.push(path.strip_prefix(root).expect("below").display().to_string());
            if path.is_dir() {
                below(root, &path, found);
            }
        }
    }
    below(directory, directory, found);
}

#[test]
fn every_link_of_the_papers_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/guides/first-hour.md",
        "docs/guides/helpdesk.md",
        "docs/guides/delegation.md",
        "docs/guides/bulk.md",
        "docs/guides/scripting.md",
        "docs/guides/scripting-python.md",
        "docs/guides/scripting-powershell.md",
    ] {
        let text = fs::read_to_string(root.join(page)).expect("a page");
        let folder = root.join(page).parent().expect("a folder").to_owned();
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split([')', '#']).next().unwrap_or_default();
            let outside = link.contains("://") || link.is_empty();
            assert!(outside || folder.join(link).exists(), "{page} leads to {link}, which is not there");
        }
    }
}
