//! The text of help: the grouped front page, and what of a command fits a screen.

use super::bulk::Targets;

/// The front page. Every command is in a group; a test compares the list with the command tree.
pub const ROOT: &str = "\
{about}

One tenant in one database file: its resources (users), their passwords and
authenticators, and a tamper-evident history.

{usage-heading} {usage}

Everyday:
  status               who needs attention: locked, paused, without a device
  why RESOURCE         why a person cannot log in, and what helps
  rescue RESOURCE      guide a locked-out person back in, step by step
  unlock RESOURCE      unlock an account
  pause RESOURCE       let a person in without a code for a while
  enroll RESOURCE      enroll an authenticator app with a QR code

People:
  resource             create, list, show, edit, deactivate, activate,
                       verify-email, import, export
  password             set, rules
  setup                issue, accept: people choose their own password
  account              status, lock, unlock, recover (several at once)

Second factor:
  totp                 enroll, confirm, qr, list, check, remove
  2fa                  status, pause, extend, require, reset (a lost phone),
                       disable
  emergency            issue, list, revoke: codes valid for three minutes
  recovery-codes       generate, status: ten codes for a lost device
  authenticate         decide a login

Operators:
  login, logout        sign in and out as an operator; whoami: who you are here
  session              list, end, check, logout: live logins
  level                list, show, create, grant, revoke: what operators may do
  token                issue, list, revoke: what scripts sign in with
  request              list, show, approve, deny: what needs two persons

History:
  audit                log, verify

The tenant:
  init                 create a tenant, its key and its first administrator
  policy               show, set
  doctor               what is wrong or risky, and where the files are
  backup               create, verify: the tenant in one file
  restore FILE         restore a tenant from a backup
  migrate              migrate an older database
  demo                 see everything it does, on a throw-away tenant
  completions, man     for your shell; manual pages
  schema [COMMAND]     JSON Schema of what a command answers
  help                 help of a command; help options; help exit-codes

Global options, before or after a command (tenantctl help options):
  --db, --tenant, --key-file, -o/--output, --reason, --ticket, --yes,
  --break-glass, --color, -q/--quiet, -v/--verbose, --config, -h/--help,
  -V/--version

Names may be shortened: ada for ada@acme.example if that is unique.
Start with: tenantctl demo
";

/// Help that fits a screen: one line for every option. clap spreads options over three lines wherever a command has a long description, so
/// the description goes between the options and the examples instead.
pub fn compact(command: clap::Command) -> clap::Command {
    let name = command.get_name().to_owned();
    compacted(command, &name)
}

fn compacted(command: clap::Command, path: &str) -> clap::Command {
    let command = if takes_many(&command) { command.override_usage(forms(path).join("\n       ")) } else { command };
    let long = command.get_long_about().map(ToString::to_string).unwrap_or_default();
    let more = long.split_once("\n\n").map(|(_, more)| more.to_owned());
    let examples = command.get_after_help().map(ToString::to_string);
    let below: Vec<String> = more.into_iter().chain(examples).collect();
    let below = below.join("\n\n").lines().map(whole).collect::<Vec<_>>().join("\n");
    let command = if below.is_empty() { command } else { command.after_help(below) };
    let short = |arg: clap::Arg| {
        let listed = !arg.get_possible_values().is_empty() && arg.get_action().takes_values();
        arg.long_help(None).hide_possible_values(listed)
    };
    let below = |command: clap::Command| {
        let path = format!("{path} {}", command.get_name());
        compacted(command, &path)
    };
    command.long_about(None).mut_args(short).mut_subcommands(below)
}

/// A line of help; a command that is wider than a screen goes on below, where a shell takes it as one line.
fn whole(line: &str) -> String {
    const SCREEN: usize = 78;
    let is_command = ["  tenantctl ", "  printf "].iter().any(|begin| line.starts_with(begin));
    // A remark behind it is no part of it.
    if !is_command || line.contains("   (") || line.chars().count() <= SCREEN {
        return line.to_owned();
    }
    let mut quote = None;
    let words = line.trim().split(|sign: char| {
        match quote {
            Some(open) if sign == open => quote = None,
            None if sign == '\'' || sign == '"' => quote = Some(sign),
            _ => {}
        }
        sign == ' ' && quote.is_none()
    });
    let (mut text, mut used) = (String::from(" "), 1);
    for word in words {
        let width = word.chars().count() + 1;
        // Room for the sign that the line goes on.
        if used + width + 2 > SCREEN {
            text.push_str(" \\\n     ");
            used = 5;
        }
        text.push(' ');
        text.push_str(word);
        used += width;
    }
    text
}

/// Whether it takes many in place of its RESOURCE.
fn takes_many(command: &clap::Command) -> bool {
    command.get_groups().any(|group| group.get_id() == Targets::GROUP)
}

/// The forms of such a command, each on a line that fits a screen.
fn forms(path: &str) -> [String; 3] {
    ["<RESOURCE>", "--from <FILE>", "--where <EXPR>..."].map(|who| format!("{path} [OPTIONS] {who}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_that_is_wider_than_a_screen_goes_on_below_as_one_command() {
        let short = "  tenantctl why ada";
        assert_eq!(whole(short), short);
        let long = "  tenantctl 2fa disable ada --until '2026-12-01 18:00' --consent-reference 'MAIL-7 of today' --reason 'x y'";
        let shown = whole(long);
        assert!(shown.lines().count() == 2 && shown.lines().all(|line| line.chars().count() <= 78), "{shown}");
        assert!(shown.lines().next().is_some_and(|line| line.ends_with(" \\")), "{shown}");
        let joined = shown.replace("\\\n", "");
        assert_eq!(shlex::split(&joined), shlex::split(long), "{shown}");
    }

    #[test]
    fn the_front_page_lists_every_command_and_verb_and_no_other() {
        let words: Vec<&str> = ROOT.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
        for command in crate::cli::command().get_subcommands() {
            assert!(words.contains(&command.get_name()), "{}", command.get_name());
            let first = |line: &&str| line.split([' ', ',']).find(|word| !word.is_empty()) == Some(command.get_name());
            let Some(line) = ROOT.lines().find(first) else {
                assert!(!command.has_subcommands(), "{} needs its own line", command.get_name());
                continue;
            };
            for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
                let below = ROOT.split(line).nth(1).and_then(|rest| rest.lines().nth(1)).unwrap_or_default();
                let line = if below.starts_with("                       ") {
                    format!("{line}{below}")
                } else {
                    line.to_owned()
                };
                assert!(line.contains(verb.get_name()), "{} {}", command.get_name(), verb.get_name());
            }
        }
    }
}
