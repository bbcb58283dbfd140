//! The contract for scripts holds: every block of docs/guides/scripting.md and its two sisters is put into a file under the name that its
//! first line gives, and run against a tenant by the shells, Python and PowerShell (where there is one), with the token that the page issues.

mod many;
mod people;
mod plan;
mod promises;
mod reading;

use crate::common::{BINARY, Home, PASSWORD, Run, finish, python};
use std::{
    fs,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

const PAGES: [&str; 3] = ["scripting.md", "scripting-python.md", "scripting-powershell.md"];
/// What every language of a complete page has.
const RECIPES: [&str; 8] = ["ask", "check", "many", "nightly", "person", "plan", "read", "skip"];

/// A block of a page: what it is, and its text.
struct Block {
    kind: String,
    text: String,
}

impl Block {
    /// The name of the file that it is to be kept in.
    fn name(&self) -> &str {
        let first =
            self.text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a first line with a name");
        first.split([' ', ':']).next().expect("a name")
    }
}

fn blocks() -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    for page in PAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides").join(page);
        let mut within = false;
        for line in fs::read_to_string(path).expect("a page").lines() {
            match (within, line.strip_prefix("```")) {
                (false, Some(kind)) => found.push(Block { kind: kind.to_owned(), text: String::new() }),
                (true, None) => {
                    let text = &mut found.last_mut().expect("a block").text;
                    text.push_str(line);
                    text.push('\n');
                }
                _ => {}
            }
            within ^= line.starts_with("```");
        }
    }
    found
}

/// The directory in which the scripts of a night run, in a home with a tenant.
struct Night {
    home: Home,
}

impl Night {
    /// A tenant as the page prepares it, and every script in its place.
    fn falls() -> Self {
        static PREPARED: OnceLock<Night> = OnceLock::new();
        Self { home: PREPARED.get_or_init(Self::prepared).home.copy() }
    }

    fn prepared() -> Self {
        let night = Self { home: Home::with_tenant() };
        fs::create_dir(night.path("")).expect("a directory");
        let mut private = fs::OpenOptions::new();
        let password = private.write(true).create_new(true).mode(0o600).open(night.path("robot.password"));
        password.expect("a file").write_all(format!("{PASSWORD}\n").as_bytes()).expect("written");
        for block in blocks() {
            match block.kind.as_str() {
                "sh" | "python" | "powershell" => fs::write(night.path(block.name()), &block.text).expect("written"),
                "console" => block.text.lines().for_each(|line| {
                    let command = line.strip_prefix("$ ").expect("a command");
                    let mut shell = night.environment(Command::new("sh"));
                    shell.env_remove("TENANTCTL_TOKEN_FILE").args(["-c", command]);
                    let _ = finish(shell.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sh")).exits(0);
                }),
                other => assert_eq!(other, "text", "a block of a kind that no test knows"),
            }
        }
        night
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join("night").join(name)
    }

    /// What the unit or crontab gives: a path to the program, and the token.
    fn environment(&self, mut command: Command) -> Command {
        let mut path = Path::new(BINARY).parent().expect("a folder").as_os_str().to_owned();
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        command.env_clear().env("HOME", self.home.path()).env("PATH", path).env("LANG", "C.UTF-8").env("PAUSE", "0.2");
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("TENANTCTL_TOKEN_FILE", self.path("nightly.token"));
        command.current_dir(self.path("")).stdin(Stdio::null());
        command
    }

    fn command(&self, language: Language, recipe: &str, args: &[&str]) -> Command {
        let program =
            if language.ending == "py" { Command::new(python().get_program()) } else { Command::new(language.program) };
        let mut command = self.environment(program);
        command.arg(format!("{recipe}.{}", language.ending)).args(args);
        command
    }

    fn start(&self, language: Language, recipe: &str, args: &[&str]) -> Child {
        let mut command = self.command(language, recipe, args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// Runs a recipe.
    fn run(&self, language: Language, recipe: &str, args: &[&str]) -> Run {
        finish(self.start(language, recipe, args))
    }

    /// Puts a shell script before the program, which it finds under `$REAL`, in what a command calls.
    fn instead(&self, script: &str, mut command: Command) -> Command {
        fs::create_dir_all(self.path("bin")).expect("a directory");
        self.write("bin/tenantctl", &format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(self.path("bin/tenantctl"), fs::Permissions::from_mode(0o755)).expect("changed");
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").expect("a path"));
        command.env("PATH", path).env("REAL", BINARY);
        command
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    /// The program with the token, as a script calls it.
    fn tenantctl(&self, args: &[&str]) -> Run {
        let mut command = self.environment(Command::new("tenantctl"));
        finish(command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts"))
    }
}

/// What runs a recipe.
#[derive(Clone, Copy)]
struct Language {
    program: &'static str,
    ending: &'static str,
}

/// Each language in which there is such a recipe, with a night of its own.
fn in_every_language(recipe: &str, what: impl Fn(&Night, Language)) {
    let mut ran = 0;
    for (program, ending) in [("dash", "sh"), ("bash", "sh"), ("python3", "py"), ("pwsh", "ps1")] {
        let night = Night::falls();
        if !night.path(&format!("{recipe}.{ending}")).exists() {
            continue;
        }
        if program == "pwsh" && Command::new("pwsh").arg("-Version").output().is_err() {
            // Said past the harness's capture, so that nobody takes it for proven.
            let _ = writeln!(std::io::stderr(), "SKIPPED: {recipe}.ps1 was not run: there is no pwsh");
            continue;
        }
        what(&night, Language { program, ending });
        ran += 1;
    }
    assert!(ran >= 3, "{recipe} ran in {ran} languages only");
}

/// A CSV file of so many people.
fn people(count: usize) -> String {
    let row = |number| format!("p{number:04}@acme.example,p{number}@mail.example,Pia,Number {number}\n");
    "username,email,first_name,last_name\n".to_owned() + &(0..count).map(row).collect::<String>()
}

#[test]
fn every_block_is_a_recipe_that_a_test_runs() {
    let of = |kind: &str, ending: &str| {
        let mut names: Vec<String> =
            blocks().iter().filter(|block| block.kind == kind).map(|b| b.name().to_owned()).collect();
        names.sort();
        names.iter().map(|name| name.strip_suffix(ending).expect(ending).to_ascii_lowercase()).collect::<Vec<_>>()
    };
    assert_eq!(of("sh", ".sh"), RECIPES);
    assert_eq!(of("python", ".py"), RECIPES);
    assert_eq!(of("powershell", ".ps1"), ["ask", "nightly", "person"]);
}

#[test]
fn the_token_of_the_page_is_private_and_no_wider_than_the_page_says() {
    let night = Night::falls();
    let mode = fs::metadata(night.path("nightly.token")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let who = night.tenantctl(&["whoami", "-o", "json"]).exits(0).json();
    assert_eq!((who["actor_auth"].as_str(), who["permissions"].as_array().map(Vec::len)), (Some("token"), Some(5)));
    fs::set_permissions(night.path("nightly.token"), fs::Permissions::from_mode(0o644)).expect("changed");
    let _ = night.tenantctl(&["resource", "list"]).exits(5);
}
