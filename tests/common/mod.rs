//! What the black-box tests share: a clean home, the built binary, and an authenticator app of our own (`oathtool`).

mod prepared;
pub mod schema;
pub mod terminal;
pub mod tree;

use serde_json::Value;
use std::{
    ffi::OsStr,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Mutex, OnceLock},
};
use tempfile::TempDir;

/// The built binary.
pub const BINARY: &str = env!("CARGO_BIN_EXE_tenantctl");
/// The administrator that [`Home::with_tenant`] makes.
pub const ADMIN: &str = "root@acme.example";
/// A password that keeps every rule; every resource of these tests has it.
pub const PASSWORD: &str = "correct-Horse7battery";

/// A clean home directory, with no configuration and no tenant unless made.
pub struct Home {
    directory: TempDir,
    /// What it is to be filled with before it is used; nothing once it was.
    prepared: Mutex<Option<prepared::Prepared>>,
}

/// What a command did.
#[must_use]
pub struct Run {
    /// The exit code; -1 if a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Asserts the exit code, and shows everything where it differs.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// The answer as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }

    /// The error as JSON: `error.code` and its kin.
    #[track_caller]
    pub fn error(&self) -> Value {
        let last = self.err.lines().last().unwrap_or_default();
        let value: Value = serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {}", self.err));
        value["error"].clone()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Home {
    /// An empty home.
    pub fn empty() -> Self {
        Self::at(tempfile::tempdir().expect("a directory"))
    }

    /// An empty home in memory, where the system has a place for that.
    pub fn in_memory() -> Self {
        tempfile::tempdir_in("/dev/shm").map_or_else(|_| Self::empty(), Self::at)
    }

    fn at(directory: TempDir) -> Self {
        Self { directory, prepared: Mutex::default() }
    }

    /// A home with the tenant `acme` and its administrator, not enrolled: a copy of one that was made some minutes ago, less than an hour.
    ///
    /// People, devices and sign-ins that are put in before it is used otherwise are copied as well, once another test had the same.
    pub fn with_tenant() -> Self {
        let home = Self::empty();
        *home.prepared.lock().expect("unharmed") = Some(prepared::Prepared::tenant());
        home
    }

    /// As [`Self::with_tenant`], but of a tenant and a key that no other home has.
    pub fn with_another_tenant() -> Self {
        let home = Self::empty();
        home.init();
        home
    }

    fn init(&self) {
        let args = ["init", "acme", "--admin", ADMIN, "--email", "it@acme.example", "--password-stdin", "--no-enroll"];
        let _ = self.run_with(args, &format!("{PASSWORD}\n")).exits(0);
    }

    /// A home of its own with the same files: what is tried there under a later clock leaves this one as it is.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        prepared::copy_files(self.path(), copy.path());
        copy
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        if let Some(prepared) = self.prepared.lock().expect("unharmed").take() {
            prepared::copy_files(prepared.folder(), self.directory.path());
        }
        self.directory.path()
    }

    /// The tenant's database.
    pub fn db(&self) -> PathBuf {
        self.path().join(".local/share/tenantctl/acme.db")
    }

    /// The tenant's key.
    pub fn key(&self) -> PathBuf {
        self.path().join(".config/tenantctl/acme.key")
    }

    /// The binary, in this home and in nothing else of the environment; `-o json` unless the test says otherwise.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(BINARY);
        command
            .args(args)
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            // Huge pages, where the system gives them: a hash takes nineteen megabytes, and most of its system time in small ones.
            .env("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
        command.env("XDG_RUNTIME_DIR", self.path().join("run"));
        command.env("TENANTCTL_OUTPUT", "json").env("LANG", "C.UTF-8").env("TZ", "UTC").current_dir(self.path());
        command
    }

    /// As [`Self::command`], with the clock put forward or back: `+24h`, `-90s` (faketime).
    pub fn command_at<S: AsRef<OsStr>>(&self, shift: &str, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.command(args);
        command.envs(clock(shift));
        command
    }

    /// Runs a command with nothing on standard input.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        self.run_with(args, "")
    }

    /// Runs a command with this on standard input.
    pub fn run_with<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &str) -> Run {
        finish(start(self.command(args), input))
    }

    /// Runs a command under a shifted clock.
    pub fn run_at<S: AsRef<OsStr>>(&self, shift: &str, args: impl IntoIterator<Item = S>, input: &str) -> Run {
        finish(start(self.command_at(shift, args), input))
    }

    /// Creates `NAME@acme.example` with [`PASSWORD`].
    pub fn resource(&self, name: &str) -> String {
        let username = format!("{name}@acme.example");
        self.step(&format!("resource {username}"), |home| {
            let email = format!("{name}@mail.example");
            let args = ["resource", "create", &username, "--email", &email, "--password-stdin"];
            let _ = home.run_with(args, &format!("{PASSWORD}\n")).exits(0);
            String::new()
        });
        username
    }

    /// Does something to this home: as long as nothing else was done to it, once for all tests that begin with the same steps.
    pub fn step(&self, step: &str, act: impl FnOnce(&Self) -> String) -> String {
        let mut prepared = self.prepared.lock().expect("unharmed");
        match &mut *prepared {
            Some(prepared) => prepared.step(step, act),
            None => {
                drop(prepared);
                act(self)
            }
        }
    }

    /// Enrolls and confirms an authenticator; its key in base32. The code that confirmed it is the one of the step before or an earlier
    /// one, so that the present one is still free.
    pub fn enroll(&self, username: &str) -> String {
        self.step(&format!("enroll {username}"), |home| {
            let enrolled = home.run(["totp", "enroll", username, "--show-key"]).exits(0).json();
            let key = enrolled["key"].as_str().expect("a key").to_owned();
            let _ = home.run(["totp", "confirm", username, &code(&key, -1)]).exits(0);
            key
        })
    }

    /// A login with [`PASSWORD`].
    pub fn login(&self, username: &str, code: Option<&str>) -> Run {
        finish(start(self.login_command(username, code), &format!("{PASSWORD}\n")))
    }

    /// The command of a login that takes its password from standard input.
    pub fn login_command(&self, username: &str, code: Option<&str>) -> Command {
        let args = ["authenticate", username, "--password-stdin"];
        self.command(args.into_iter().chain(code.into_iter().flat_map(|code| ["--code", code])))
    }

    /// As [`Self::login`], under a shifted clock.
    pub fn login_at(&self, shift: &str, username: &str, code: Option<&str>) -> Run {
        let args = ["authenticate", username, "--password-stdin"];
        let args = args.into_iter().chain(code.into_iter().flat_map(|code| ["--code", code]));
        self.run_at(shift, args, &format!("{PASSWORD}\n"))
    }

    /// As [`Self::enroll`], with the clock standing at that second: the code that confirmed it is the one of the step before.
    pub fn enroll_at(&self, username: &str, second: u64) -> String {
        let clock = stopped(second);
        let enrolled = self.run_at(&clock, ["totp", "enroll", username, "--show-key"], "").exits(0).json();
        let key = enrolled["key"].as_str().expect("a key").to_owned();
        let _ = self.run_at(&clock, ["totp", "confirm", username, &code_of(&key, second - 30)], "").exits(0);
        key
    }

    /// As [`Self::resource`], with the e-mail address taken as verified.
    pub fn verified(&self, name: &str) -> String {
        let username = self.resource(name);
        self.step(&format!("verified {username}"), |home| {
            home.run(["resource", "verify-email", &username, "--assume", "--reason", "seen"]).exits(0).out
        });
        username
    }

    /// Starts so many logins at once, each with a password and a code of its own, under one clock; how each ended.
    pub fn race(&self, clock: &str, username: &str, attempts: &[(String, Option<String>)]) -> Vec<Run> {
        let begun: Vec<Child> = attempts
            .iter()
            .map(|(password, code)| {
                let args = ["authenticate", username, "--password-stdin"].into_iter();
                let args = args.chain(code.iter().flat_map(|code| ["--code", code]));
                start(self.command_at(clock, args), &format!("{password}\n"))
            })
            .collect();
        begun.into_iter().map(finish).collect()
    }

    /// Creates `NAME@acme.example` with [`PASSWORD`] and a level; `more` flags are added.
    pub fn levelled(&self, name: &str, level: &str, more: &[&str]) -> String {
        let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
        self.step(&format!("levelled {username} {level} {more:?}"), |home| {
            let create = ["resource", "create", &username, "--email", &email, "--level", level, "--password-stdin"];
            home.run_with(create.iter().chain(more), &format!("{PASSWORD}\n")).exits(0).out
        });
        username
    }

    /// Another operator, with [`PASSWORD`] and an authenticator, not signed in; its username and key.
    pub fn operator(&self, name: &str, level: &str) -> (String, String) {
        let username = self.levelled(name, level, &[]);
        let key = self.enroll(&username);
        (username, key)
    }

    /// From now on operators must sign in. Only the owner under break-glass acts without.
    pub fn require_sign_in(&self) {
        self.step("require_sign_in", |home| {
            home.run(["policy", "set", "operator.sign_in=required", "--reason", "handed over"]).exits(0).out
        });
    }

    /// Signs in as an operator, in a terminal's place of its own: what [`Desk::run`] runs there is done by it.
    pub fn sign_in<'a>(&'a self, username: &str, key: &str) -> Desk<'a> {
        self.step(&format!("sign_in {username} {key}"), |home| {
            within_a_step(8);
            let login = ["login", username, "--password-stdin", "--code", &code(key, 0)];
            let told = home.desk(username).run_with(login, &format!("{PASSWORD}\n")).exits(0).err;
            // A warning and the command that helps stand on lines of their own.
            assert!(!told.contains("\\n"), "{told}");
            told
        });
        self.desk(username)
    }

    /// A place where nobody has signed in yet.
    pub fn desk(&self, name: &str) -> Desk<'_> {
        // Named before the home is filled: nobody signs in by being given a place.
        Desk { home: self, runtime: self.directory.path().join("desks").join(name) }
    }

    /// How many denials in a row are counted.
    pub fn failed(&self, username: &str) -> u64 {
        let status = self.run(["account", "status", username]).exits(0).json();
        status["failed_attempts"].as_u64().expect("a number")
    }

    /// The whole history, newest first.
    pub fn events(&self) -> Vec<Value> {
        let log = self.run(["audit", "log", "-o", "jsonl"]).exits(0);
        log.out.lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
    }

    /// Everything that the tenant has on disk, log and index of the database included.
    pub fn bytes(&self) -> Vec<u8> {
        let folder = self.db().parent().expect("a folder").to_owned();
        let files = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("an entry").path());
        files.flat_map(|file| std::fs::read(file).expect("readable")).collect()
    }
}

/// A place where one operator is signed in: a runtime directory of its own.
pub struct Desk<'a> {
    home: &'a Home,
    runtime: PathBuf,
}

impl Desk<'_> {
    /// The binary, at this desk.
    pub fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.home.command(args);
        command.env("XDG_RUNTIME_DIR", &self.runtime);
        command
    }

    /// Runs a command with nothing on standard input.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        self.run_with(args, "")
    }

    /// Runs a command with this on standard input.
    pub fn run_with<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &str) -> Run {
        finish(start(self.command(args), input))
    }

    /// Runs a command under a shifted clock.
    pub fn run_at<S: AsRef<OsStr>>(&self, shift: &str, args: impl IntoIterator<Item = S>) -> Run {
        let mut command = self.home.command_at(shift, args);
        command.env("XDG_RUNTIME_DIR", &self.runtime);
        finish(start(command, ""))
    }

    /// The file that keeps the sign-in.
    pub fn token_file(&self) -> Option<PathBuf> {
        let _ = self.home.path();
        let files = std::fs::read_dir(self.runtime.join("tenantctl")).ok()?;
        files.map(|entry| entry.expect("an entry").path()).next()
    }
}

/// How many runs ended with this code.
pub fn ended(runs: &[Run], code: i32) -> usize {
    runs.iter().filter(|run| run.code == code).count()
}

/// Whether some bytes hold a text, in any case.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
}

/// A second in the near future, five seconds into a step of 30 s: a clock that stands there has no borders to stumble over.
pub fn soon() -> u64 {
    (millis() / 30_000 + 20) * 30 + 5
}

/// The environment in which a program sees the clock put forward or back, or standing still (faketime).
///
/// The library is loaded without its wrapper. The wrapper leaves a semaphore named after its process behind where it is killed, and fails
/// for whatever process gets that number later.
pub fn clock(shift: &str) -> [(&'static str, String); 2] {
    static LIBRARY: OnceLock<String> = OnceLock::new();
    let ask = |_| {
        let output = Command::new("faketime").args(["-f", "+0s", "printenv", "LD_PRELOAD"]).output().expect("faketime");
        output.status.success().then(|| String::from_utf8(output.stdout).expect("a path").trim().to_owned())
    };
    let library = LIBRARY.get_or_init(|| (0..5).find_map(ask).expect("faketime names its library"));
    [("LD_PRELOAD", library.clone()), ("FAKETIME", shift.to_owned())]
}

/// A clock for [`Home::run_at`] that stands still at a second since 1970.
pub fn stopped(second: u64) -> String {
    let second = i64::try_from(second).expect("before the end of time");
    chrono::DateTime::from_timestamp(second, 0).expect("a date").format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Python itself: what stands on the search path may be a script that looks for it, and takes longer than most tests' own.
pub fn python() -> Command {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| {
        let asked =
            Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output().expect("python3");
        String::from_utf8(asked.stdout).expect("a path").trim().to_owned()
    });
    let mut python = Command::new(program);
    // The tests' own scripts need the standard library alone, and nothing that a person has put beside it.
    python.args(["-I", "-S"]);
    python
}

/// The seconds since 1970 of a time in an answer.
pub fn second_of(time: &Value) -> u64 {
    let time = chrono::DateTime::parse_from_rfc3339(time.as_str().expect("a time")).expect("RFC 3339");
    u64::try_from(time.timestamp()).expect("after 1970")
}

/// The code that an authenticator with this key shows at a second since 1970 (`oathtool`).
pub fn code_of(key: &str, second: u64) -> String {
    let now = format!("@{second}");
    let output = Command::new("oathtool").args(["--totp", "-b", key, "-N", &now]).output().expect("oathtool");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("digits").trim().to_owned()
}

/// Starts a command and gives it its standard input; several can run at once.
pub fn start(mut command: Command, input: &str) -> Child {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // A command that refuses early closes its input: what it did not read is its own business.
    let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
    child
}

/// Runs a command that has opened the database, and waits for the write lock, when the database is changed by hand.
pub fn changed_while_it_waits(db: &Path, command: Command, input: &str, sql: &str) -> Run {
    let lock = rusqlite::Connection::open(db).expect("opened");
    lock.execute_batch("BEGIN IMMEDIATE").expect("the write lock");
    let child = start(command, input);
    let files = PathBuf::from(format!("/proc/{}/fd", child.id()));
    let is_open = || {
        let links = std::fs::read_dir(&files).into_iter().flatten().flatten();
        links
            .filter_map(|entry| std::fs::read_link(entry.path()).ok())
            .any(|file| file.to_string_lossy().ends_with("-shm"))
    };
    let begun = millis();
    while !is_open() && millis() - begun < 10_000 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // From there to the lock it is a few milliseconds.
    std::thread::sleep(std::time::Duration::from_millis(500));
    lock.execute_batch(sql).and_then(|()| lock.execute_batch("COMMIT")).expect("changed");
    lock.close().expect("closed");
    finish(child)
}

/// Waits for a started command.
pub fn finish(child: Child) -> Run {
    child.wait_with_output().expect("it ends").into()
}

/// The code that an authenticator with this key shows, so many steps of 30 s from now (`oathtool`).
pub fn code(key: &str, steps: i64) -> String {
    code_at(key, steps * 30)
}

/// The code that an authenticator whose clock is so many seconds off shows.
pub fn code_at(key: &str, seconds: i64) -> String {
    code_of(key, (millis() / 1000).checked_add_signed(seconds).expect("a time"))
}

/// Milliseconds since 1970 on this machine's clock.
pub fn millis() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a test looks at the real clock, as a phone does")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    u64::try_from(now.as_millis()).expect("before the end of time")
}

/// Waits, if a step of 30 s ends in less than `seconds`, until it has: for tests that compute a code and use it at once.
pub fn within_a_step(seconds: u64) {
    let left = 30_000 - millis() % 30_000;
    if left < seconds * 1000 {
        std::thread::sleep(std::time::Duration::from_millis(left + 50));
    }
}
