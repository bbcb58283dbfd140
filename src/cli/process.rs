//! The process that runs one command line.

use super::{Outside, main, said_format, told::complain};
use crate::error::{Code, Error};
use std::{ffi::OsString, hash::RandomState, panic};

/// Runs the command line of this process and gives the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let mut outside = Outside::real();
    if draws_hash_keys() {
        return main(args, outside);
    }
    let error = Error::new(Code::Failure, "the system gives no random bytes; nothing was changed");
    complain(&error, said_format(&args), &[], &[], &mut outside)
}

/// Hash tables take random keys once a thread, and a system that gives none is a panic there. Taken at the start, this cannot happen
/// between a commit and its answer. False where the system gives none.
fn draws_hash_keys() -> bool {
    let hook = panic::take_hook();
    // Who called is told in our own words.
    panic::set_hook(Box::new(|_| {}));
    let drawn = panic::catch_unwind(RandomState::new).is_ok();
    panic::set_hook(hook);
    drawn
}
