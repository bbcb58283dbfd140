//! A pseudo-terminal (`tests/tools/terminal.py`): what is typed there, and what a person would see.

use super::{BINARY, Home, finish, python, start};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, process::Command};

/// What a person is asked at the end of an enrollment.
pub const ASKS_CODE: &str = "Code the app shows now";

/// A terminal: its size and what its environment says.
pub struct Terminal {
    columns: u32,
    rows: u32,
    env: Vec<(&'static str, &'static str)>,
}

/// What was seen there.
pub struct Seen {
    /// The exit code; negative where a signal ended it.
    pub exit: i64,
    /// Everything that came, as it came.
    pub raw: String,
    /// The screen before the last answer was typed.
    pub screen: String,
    /// What stands there, or can be scrolled back to, in the end.
    pub left: String,
    /// Whether the terminal echoes afterwards.
    pub echo: bool,
    /// What a scanner reads on a dark terminal.
    pub dark: Vec<String>,
    /// What a scanner reads on a light one.
    pub light: Vec<String>,
}

impl Terminal {
    /// A terminal of that size.
    pub fn new(columns: u32, rows: u32) -> Self {
        Self { columns, rows, env: Vec::new() }
    }

    /// With this in its environment.
    pub fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.env.push((name, value));
        self
    }

    /// Runs a command there: what to wait for, what to type.
    #[track_caller]
    pub fn plays(&self, home: &Home, args: &[&str], steps: &[(&str, &str)]) -> Seen {
        let argv: Vec<&str> = [BINARY].into_iter().chain(args.iter().copied()).collect();
        self.runs(home, &argv, steps)
    }

    /// A line of a shell there, where `tenantctl` is on the search path: what to wait for, what to type.
    #[track_caller]
    pub fn types(&self, home: &Home, line: &str, steps: &[(&str, &str)]) -> Seen {
        self.runs(home, &["bash", "-c", line], steps)
    }

    #[track_caller]
    fn runs(&self, home: &Home, argv: &[&str], steps: &[(&str, &str)]) -> Seen {
        let pictures = tempfile::tempdir().expect("a directory");
        let picture = |theme: &str| pictures.path().join(format!("{theme}.png"));
        let mut env: BTreeMap<String, String> = BTreeMap::new();
        let folder = Path::new(BINARY).parent().expect("a folder").display();
        let path = format!("{folder}:{}", std::env::var("PATH").expect("a search path"));
        let home_path = home.path().display().to_string();
        let usual = [("HOME", home_path.as_str()), ("PATH", &path), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")];
        for (name, value) in usual.into_iter().chain(self.env.iter().copied()) {
            env.insert(name.to_owned(), value.to_owned());
        }
        let job = json!({
            "argv": argv, "env": env, "cwd": home.path(), "columns": self.columns, "rows": self.rows, "seconds": 25,
            "steps": steps, "pictures": {"dark": picture("dark"), "light": picture("light")},
        });
        let answer = played(&job);
        let lines = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).unwrap_or_default() };
        let seen = Seen {
            exit: answer["exit"].as_i64().expect("an exit code"),
            raw: answer["raw"].as_str().expect("text").to_owned(),
            screen: lines(&answer["screen"]).join("\n"),
            left: lines(&answer["left"]).join("\n"),
            echo: answer["echo"] == true,
            dark: decoded(&picture("dark")),
            light: decoded(&picture("light")),
        };
        assert_eq!(answer["missing"], json!([]), "waited in vain; what came:\n{}", seen.raw);
        seen
    }

    /// Enrolls an authenticator of a new resource, without its confirmation.
    pub fn enrolls(&self, more: &[&str]) -> Seen {
        let home = Home::with_tenant();
        let ada = home.resource("ada");
        let args: Vec<&str> = ["totp", "enroll", &ada].into_iter().chain(more.iter().copied()).collect();
        let seen = self.plays(&home, &args, &[(ASKS_CODE, "\r")]);
        assert_eq!(seen.exit, 0, "{}", seen.raw);
        seen
    }
}

impl Seen {
    /// The key in groups of four, also where it has scrolled away, goes on below or stands beside the QR code.
    pub fn key(&self) -> String {
        let shown = without_controls(&self.raw).replace(['█', '▀', '▄'], " ");
        // `init` shows the path of the tenant's key before.
        let mut lines = shown.lines().map(str::trim).skip_while(|line| !line.starts_with("key ") || line.contains('/'));
        let line = lines.next().expect("a key is shown");
        let group = |word: &str| word.len() == 4 && word.chars().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
        let more = lines.take_while(|line| line.split_whitespace().all(group)).flat_map(str::split_whitespace);
        let groups: Vec<&str> = line.split_whitespace().skip(1).chain(more).collect();
        assert_eq!(groups.len(), 8, "{line}");
        assert!(groups.iter().all(|word| group(word)), "{line}");
        groups.concat()
    }

    /// Nothing of the QR code and the key stands there any more, nor can it be scrolled back to; what stood there before does.
    #[track_caller]
    pub fn forgets_the_key(&self) {
        let key = self.key();
        assert!(!self.left.contains(['█', '▀', '▄']), "the QR code is left:\n{}", self.left);
        let groups = (0..8).map(|at| &key[4 * at..4 * at + 4]);
        let found: Vec<_> = groups.filter(|group| self.left.contains(group)).collect();
        assert!(found.is_empty(), "{found:?} of the key is left:\n{}", self.left);
    }

    /// What the QR code is to hold.
    pub fn uri(&self) -> String {
        format!("otpauth://totp/acme:ada%40acme.example?secret={}&issuer=acme", self.key())
    }

    /// The key alone is shown, with this sentence.
    #[track_caller]
    pub fn falls_back(&self, sentence: &str) {
        assert_eq!(self.key().len(), 32);
        assert!(self.raw.contains(sentence), "{}", self.raw);
        assert!(self.dark.is_empty() && self.light.is_empty());
        let clearing = ["\u{1b}[?1049h", "\u{1b}[?1049l", "\u{1b}[2J", "\u{1b}[3J", "\u{1b}[H"];
        let rest = clearing.iter().fold(self.raw.clone(), |raw, control| raw.replace(control, ""));
        assert!(!rest.contains(['█', '▀', '▄', '\u{1b}']) && !rest.contains("##"), "{}", self.raw);
    }
}

/// What `tests/tools/terminal.py` answers to a job.
#[track_caller]
pub fn played(job: &Value) -> Value {
    let mut python = python();
    python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/terminal.py"));
    finish(start(python, &job.to_string())).exits(0).json()
}

/// What came, without what colours, clears and changes the screen.
pub fn without_controls(raw: &str) -> String {
    let mut parts = raw.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = |part: &'_ str| part.find(|c: char| c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    parts.fold(first, |text, part| text + &part[rest(part)..])
}

/// What the scanner reads in a picture.
pub fn decoded(picture: &Path) -> Vec<String> {
    if !picture.exists() {
        return Vec::new();
    }
    let output = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture).output().expect("zbarimg");
    String::from_utf8_lossy(&output.stdout).lines().map(|line| line.to_owned()).collect()
}

/// The one URI that was read, however it is escaped.
pub fn same_uri(found: &[String], wanted: &str) {
    let plain = |uri: &str| uri.replace("%40", "@");
    assert_eq!(found.iter().map(|uri| plain(uri)).collect::<Vec<_>>(), [plain(wanted)]);
}
