//! The guides are typed line by line at a terminal, in a clean home, and must show what they say.
//!
//! A block marked `console` is typed. What follows a command is either a question with its answer or what it shows: whole lines, in their
//! order. A line `…` stands for lines that are left out, `…` in a line for what differs each time or for the rest of it, `[QR code]` for
//! the drawing; passwords are typed hidden; a code of the app is the right one of that moment. A block marked `console builds` builds or
//! removes the program, or needs another user, and is left out; so is one marked `text`.

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

/// Whether a line of a page is a line that was shown: `…` stands for any part of it.
fn fits(page: &str, shown: &str) -> bool {
    let parts: Vec<&str> = page.split('…').collect();
    let [first, middle @ .., last] = parts.as_slice() else { return page == shown };
    let Some(rest) = shown.strip_prefix(first).and_then(|rest| rest.strip_suffix(last)) else { return false };
    let after = |rest: &'_ str, part: &&str| rest.find(*part).map(|at| at + part.len());
    middle.iter().try_fold(0, |at, part| Some(at + after(&rest[at..], part)?)).is_some()
}

/// Whether the lines of a page are all that was shown, in that order, but for what its gaps (`None`) leave out.
fn shows(page: &[Option<String>], shown: &[String]) -> bool {
    match page {
        [] => shown.is_empty(),
        [None, rest @ ..] => (0..=shown.len()).any(|at| shows(rest, &shown[at..])),
        [Some(line), rest @ ..] => {
            shown.split_first().is_some_and(|(first, more)| fits(line, first) && shows(rest, more))
        }
    }
}

#[test]
fn a_page_shows_whole_lines_and_says_where_it_leaves_something_out() {
    let shown = ["made", "e-mail  a@b.example", "key  /x/y.key"].map(str::to_owned);
    let page = |lines: &[&str]| -> Vec<Option<String>> {
        lines.iter().map(|line| (*line != "…").then(|| (*line).to_owned())).collect()
    };
    for right in [
        &["made", "e-mail  a@b.example", "key  /x/y.key"][..],
        &["made", "e-mail …", "key  …/y.key"],
        &["made", "…"],
        &["…", "key  …"],
        &["…"],
    ] {
        assert!(shows(&page(right), &shown), "{right:?}");
    }
    for wrong in [&["made"][..], &["made", "key  /x/y.key"], &["…", "key"], &["made", "e-mail", "…"], &[]] {
        assert!(!shows(&page(wrong), &shown), "{wrong:?}");
    }
}

/// Types one command and answers what it asks; what it showed that the page does not say. The key of the authenticator that was enrolled
/// last is kept.
fn follow(home: &Home, typed: &Typed, key: &mut Option<String>) -> Option<String> {
    let (mut steps, mut page, mut questions, mut exit) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let enrolls = typed.below.iter().any(|line| line.starts_with(ASKS_CODE));
    for line in typed.below.iter().filter(|line| !line.is_empty()) {
        let asked = steps.len();
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
        } else if line.contains("Press Enter") {
            steps.push(("Press Enter".to_owned(), "\r".to_owned()));
        } else if line.starts_with(COUNTDOWN) {
            steps.push((COUNTDOWN.to_owned(), "\u{3}".to_owned()));
        } else if let Some(question) = QUESTIONS.iter().find(|question| line.starts_with(**question)) {
            let (_, answer) = line.rsplit_once(": ").expect("an answer");
            steps.push(((*question).to_owned(), format!("{answer}\r")));
        } else if let Some(code) = line.strip_prefix("(exit code ") {
            exit = code.trim_end_matches(')').parse().expect("a number");
        } else {
            page.push((line != "…" && line != "[QR code]").then(|| plain(line)));
        }
        // What is asked is waited for; all of the question is looked for as well.
        if steps.len() > asked {
            page.push(None);
            questions.extend(line.rsplit_once(": ").map(|(question, _)| plain(question)));
        }
    }
    if enrolls || steps.iter().any(|(question, _)| question.starts_with("Code of")) {
        within_a_step(10);
    }
    let borrowed: Vec<(&str, &str)> = steps.iter().map(|(wait, answer)| (wait.as_str(), answer.as_str())).collect();
    let seen = Terminal::new(100, 50).types(home, &typed.line, &borrowed);
    if !steps.iter().any(|(question, _)| question == COUNTDOWN) {
        assert_eq!(seen.exit, exit, "$ {}\n{}", typed.line, seen.raw);
    }
    if enrolls {
        *key = Some(seen.key());
    }
    let output = without_controls(&seen.raw).replace(&home.path().display().to_string(), "~");
    let shown: Vec<String> = output.lines().map(plain).filter(|line| !line.is_empty()).collect();
    let asks = questions.iter().all(|question| plain(&output).contains(question));
    (!asks || !shows(&page, &shown)).then(|| format!("$ {}\n{}", typed.line, output.replace('\r', "")))
}

/// Types all commands of a page.
#[track_caller]
fn type_all(home: &Home, typed: &[Typed]) {
    let mut key = None;
    assert!(!typed.is_empty());
    let unlike: Vec<String> = typed.iter().filter_map(|each| follow(home, each, &mut key)).collect();
    assert!(unlike.is_empty(), "the page does not say what these show:\n\n{}", unlike.join("\n"));
}

#[test]
fn the_first_hour_can_be_typed_as_it_stands_and_leaves_nothing_when_it_is_removed() {
    let home = Home::empty();
    type_all(&home, &guide("first-hour.md"));
    let mut left = Vec::new();
    walk(home.path(), &mut left);
    left.retain(|path| !path.starts_with("safe/") && !path.starts_with("backup/"));
    // The shells make these directories of their own.
    assert!(left.iter().all(|path| !path.contains("tenantctl") && !path.contains("acme")), "{left:?}");
}

#[test]
fn the_ten_commands_of_the_readme_follow_from_one_another() {
    let (home, readme) = (Home::empty(), page("README.md"));
    let (_, from) = readme.split_once("## The ten commands").expect("the ten commands");
    let (ten, _) = from.split_once("\n## ").expect("a section after them");
    let typed = commands_of(ten);
    assert!(typed.len() >= 14, "{} commands", typed.len());
    type_all(&home, &typed);
}

#[test]
fn the_page_for_the_helpdesk_can_be_typed_as_it_stands() {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let _ = home.enroll(&ada);
    type_all(&home, &guide("helpdesk.md"));
}

#[test]
fn the_page_on_delegation_can_be_typed_as_it_stands() {
    let home = Home::with_tenant();
    type_all(&home, &guide("delegation.md"));
}

#[test]
fn the_page_on_many_at_once_can_be_typed_as_it_stands() {
    let home = Home::with_tenant();
    for name in ["team-a", "team-b"] {
        let _ = home.resource(name);
    }
    type_all(&home, &guide("bulk.md"));
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
