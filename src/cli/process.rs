//! The process that runs one command line.

use super::{Io, error_report::report_error, main, said_format};
use crate::error::{Code, Error};
use nix::sys::resource::{Resource, setrlimit};
use std::{ffi::OsString, hash::RandomState, panic};

/// Runs the command line of this process and gives the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    keep_memory_private();
    let args: Vec<OsString> = args.into_iter().collect();
    let mut outside = Io::real();
    if draws_hash_keys() {
        return main(args, outside);
    }
    let error = Error::new(Code::Failure, "the system gives no random bytes; nothing was changed");
    report_error(&error, said_format(&args), &[], &[], &mut outside)
}

/// Keeps passwords and keys in memory from other programs of the same user: it leaves no core dump, and no other process of that user
/// traces it or reads its memory.
fn keep_memory_private() {
    // A system that refuses this to a process about itself leaves it as it was.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = nix::sys::prctl::set_dumpable(false);
    let _ = setrlimit(Resource::RLIMIT_CORE, 0, 0);
}

/// Hash tables take random keys once a thread, and a system that gives none is a panic there. Taken at the start, this cannot happen
/// between a commit and its answer. False where the system gives none.
fn draws_hash_keys() -> bool {
    let hook = panic::take_hook();
    // The caller reports it in our own words.
    panic::set_hook(Box::new(|_| {}));
    let drawn = panic::catch_unwind(RandomState::new).is_ok();
    panic::set_hook(hook);
    drawn
}
