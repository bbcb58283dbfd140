//! How a refusal is told: its ways out as commands, with what was typed where one repeats it.

use super::Outside;
use crate::{
    error::{Error, HintCommand},
    render::{Complaint, Format, WayOut, command_line},
};
use std::ffi::OsString;

/// Tells an error on standard error; its exit code.
pub fn complain(error: &Error, format: Format, prefix: &[String], typed: &[String], outside: &mut Outside<'_>) -> u8 {
    let hints = error.hints().iter().map(|hint| {
        let command = match hint.command {
            HintCommand::Shell(program) => Some(command_line(program, &[], &hint.words)),
            HintCommand::Again => Some(command_line("tenantctl", &[], said_again(typed, &hint.words))),
            HintCommand::Ours | HintCommand::Others if hint.words.is_empty() => None,
            HintCommand::Ours | HintCommand::Others => Some(command_line("tenantctl", prefix, &hint.words)),
        };
        WayOut { lead: hint.lead.clone(), command, others: hint.command == HintCommand::Others }
    });
    let code = error.code();
    let complaint =
        Complaint { code: code.word(), message: error.message(), hints: hints.collect(), retryable: error.retryable() };
    // Where even standard error is closed there is nobody left to tell; the exit code still says it.
    let _ = complaint.write(format, outside.columns, &mut outside.stderr());
    code.exit()
}

/// What was typed, with words added to it. A flag that stands there is not said twice: its value gives way to the new one, unless that is
/// only a place to fill in.
pub fn said_again(typed: &[String], words: &[String]) -> Vec<String> {
    // Behind it nothing is a flag any more.
    let end = typed.iter().position(|word| word == "--").unwrap_or(typed.len());
    let (mut line, rest) = (typed[..end].to_vec(), &typed[end..]);
    let mut words = words.iter().peekable();
    while let Some(flag) = words.next() {
        let value = words.next_if(|next| !next.starts_with("--")).filter(|_| flag.starts_with("--"));
        let joined = format!("{flag}=");
        match (line.iter().position(|word| word == flag || word.starts_with(&joined)), value) {
            (None, _) => line.extend([flag].into_iter().chain(value).cloned()),
            (Some(at), Some(value)) if value != "…" => match line[at].starts_with(&joined) {
                true => line[at] = format!("{joined}{value}"),
                false => line.get_mut(at + 1).into_iter().for_each(|word| word.clone_from(value)),
            },
            (Some(_), _) => {}
        }
    }
    line.extend_from_slice(rest);
    line
}

/// What was typed after the program's name, without its codes: they need not stand on a screen twice.
pub fn typed_words(args: &[OsString]) -> Vec<String> {
    let words: Vec<String> = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let is_code = |at: usize| at > 0 && words[at - 1] == "--code";
    let kept = |at: usize, word: &str| !is_code(at) && word != "--code" && !word.starts_with("--code=");
    words.iter().enumerate().filter(|(at, word)| kept(*at, word)).map(|(_, word)| word.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_said_again_with_every_flag_once() {
        let again = |typed: &str, more: &str| {
            let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            said_again(&words(typed), &words(more)).join(" ")
        };
        assert_eq!(again("unlock ada", "--reason …"), "unlock ada --reason …");
        assert_eq!(again("unlock ada --reason x", "--break-glass --reason …"), "unlock ada --reason x --break-glass");
        assert_eq!(again("unlock ada --reason=x", "--reason …"), "unlock ada --reason=x");
        assert_eq!(again("login ada --end-session 1", "--end-session 2"), "login ada --end-session 2");
        assert_eq!(again("login ada --end-session=1", "--end-session 2"), "login ada --end-session=2");
        assert_eq!(again("token issue bot --show", "--show --yes"), "token issue bot --show --yes");
        assert_eq!(again("why -- ada", "--yes"), "why --yes -- ada");
    }
}
