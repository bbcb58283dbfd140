//! One command under `strace`: which calls it makes, and what it does when one of them fails or is the last before a kill.

use crate::common::{BINARY, Run, finish, start};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::{Child, Command},
    sync::mpsc,
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// Calls by which a command changes something outside itself, or waits for its turn.
const CALLS: &str = "write,pwrite64,writev,pwritev,copy_file_range,fallocate,fsync,fdatasync,rename,renameat,renameat2,\
    link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,ftruncate,truncate,chmod,fchmod,flock,fcntl,openat";

/// Longer than any command waits by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is done to a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The process is killed before it.
    Kill,
    /// The same, while somebody reads the tenant, so that its log stays and is replayed.
    KillBesideReader,
    /// It fails with EIO.
    Eio,
    /// It fails with ENOSPC.
    Enospc,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Kill, Self::KillBesideReader, Self::Eio, Self::Enospc];

    pub fn word(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::KillBesideReader => "kill-beside-reader",
            Self::Eio => "eio",
            Self::Enospc => "enospc",
        }
    }

    pub fn kills(self) -> bool {
        matches!(self, Self::Kill | Self::KillBesideReader)
    }

    /// Whether a system answers a call so.
    pub fn is_of(self, call: &str) -> bool {
        self != Self::Enospc || !matches!(call, "flock" | "fcntl" | "unlink" | "unlinkat" | "rmdir")
    }
}

/// One call of a command, and what is done to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub call: String,
    /// The how manieth of a thread's calls of that name.
    pub when: usize,
    pub kind: Kind,
}

impl Fault {
    fn injected(&self) -> String {
        let Self { call, when, kind } = self;
        let what = match kind {
            Kind::Kill | Kind::KillBesideReader => "signal=KILL",
            Kind::Eio => "error=EIO",
            Kind::Enospc => "error=ENOSPC",
        };
        format!("{call}:{what}:when={when}")
    }
}

/// What a traced command did, and its calls of the traced names.
pub struct Traced {
    pub run: Run,
    pub trace: String,
}

impl Traced {
    /// Whether the fault came about.
    pub fn was_hit(&self) -> bool {
        self.trace.contains("(INJECTED)") || self.trace.contains("killed by SIGKILL")
    }
}

/// A command with its arguments, its environment and its directory taken over, under `strace`.
fn traced(plain: &Command, calls: &str, inject: Option<&str>, input: &str) -> Traced {
    let folder: TempDir = tempfile::tempdir().expect("a directory");
    let file: PathBuf = folder.path().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-s", "0", "-o"]).arg(&file).arg(format!("--trace={calls}"));
    // Other calls then cost nothing; but no signal comes that way.
    strace.args((!inject.is_some_and(|inject| inject.contains("signal="))).then_some("--seccomp-bpf"));
    strace.args(inject.map(|inject| format!("--inject={inject}")));
    strace.arg(BINARY).args(plain.get_args()).env_clear();
    strace.current_dir(plain.get_current_dir().expect("a directory"));
    strace.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = ended(start(strace, input));
    Traced { run, trace: fs::read_to_string(file).unwrap_or_default() }
}

/// Waits for a command, and ends one that waits for ever: a fault may not hang it.
fn ended(child: Child) -> Run {
    let pid = child.id();
    let (done, waiting) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        let hangs = waiting.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout);
        if hangs {
            let _ = Command::new("kill").arg(pid.to_string()).status();
        }
        hangs
    });
    let run = finish(child);
    drop(done);
    match watch.join().expect("a watch") {
        true => Run { code: -2, err: format!("it hung for {PATIENCE:?}\n{}", run.err), ..run },
        false => run,
    }
}

/// Runs a command with a fault.
pub fn run(plain: &Command, fault: &Fault, input: &str) -> Traced {
    traced(plain, &fault.call, Some(&fault.injected()), input)
}

/// As [`run`], with the fault in the words of `strace`: `flock:error=EIO:when=2`.
pub fn run_with(plain: &Command, inject: &str, input: &str) -> Traced {
    traced(plain, inject.split(':').next().expect("the name of a call"), Some(inject), input)
}

/// The calls of a command by their names: the place of each among those of that name, and whether a kill there differs from one before.
pub type Calls = BTreeMap<String, BTreeMap<usize, bool>>;

/// Runs a command undisturbed, and counts its calls.
pub fn count(plain: &Command, input: &str) -> (Run, Calls) {
    let Traced { run, trace } = traced(plain, CALLS, None, input);
    let mut made: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut counts, mut last_locked) = (Calls::new(), BTreeSet::new());
    for line in trace.lines() {
        // `PID call(arguments`; the second half of one that was interrupted has another form.
        let Some((process, rest)) = line.split_once(char::is_whitespace) else { continue };
        let Some((call, arguments)) = rest.trim_start().split_once('(') else { continue };
        if !call.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            continue;
        }
        let number = made.entry((process, call)).or_default();
        *number += 1;
        let counts_here = match call {
            "openat" => arguments.contains("O_CREAT"),
            "fcntl" => arguments.contains("SETLK"),
            _ => true,
        };
        if counts_here {
            // A lock goes with its process: after another one, nothing else is there that a kill could leave.
            let locks = matches!(call, "flock" | "fcntl");
            let differs = !(locks && last_locked.contains(process));
            if locks {
                last_locked.insert(process)
            } else {
                last_locked.remove(process)
            };
            *counts.entry(call.to_owned()).or_default().entry(*number).or_default() |= differs;
        }
    }
    (run, counts)
}
