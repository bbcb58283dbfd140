//! Reports a refusal: its ways out as commands, and what was typed if one repeats it.

use super::{Io, ways_out::way_out};
use crate::{
    error::Error,
    render::{Complaint, Format},
};
use std::ffi::OsString;

/// Reports an error on standard error; returns its exit code.
pub fn report_error(error: &Error, format: Format, prefix: &[String], typed: &[String], outside: &mut Io<'_>) -> u8 {
    let hints = error.hints().iter().map(|hint| way_out(hint, prefix, typed));
    let code = error.code();
    let complaint = Complaint {
        code: code.word(),
        message: error.message(),
        hints: hints.collect(),
        retryable: error.retryable(),
        causes: if outside.verbose { error.causes() } else { Vec::new() },
    };
    write(&complaint, format, outside);
    code.exit()
}

/// Writes the error on standard error. If even that is closed, only the exit code says it.
pub fn write(complaint: &Complaint<'_>, format: Format, outside: &mut Io<'_>) {
    let errors = outside.errors;
    let _ = complaint.write(format, &errors, &mut outside.stderr());
}

/// What was typed after the program's name, without its codes: the screen need not show them twice.
pub fn typed_words(args: &[OsString]) -> Vec<String> {
    let words: Vec<String> = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let is_code = |at: usize| at > 0 && words[at - 1] == "--code";
    let kept = |at: usize, word: &str| !is_code(at) && word != "--code" && !word.starts_with("--code=");
    words.iter().enumerate().filter(|(at, word)| kept(*at, word)).map(|(_, word)| word.clone()).collect()
}
