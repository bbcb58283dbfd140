//! Lines for a narrow terminal: broken between words. A command stays on one line, to be copied.

use super::columns_of;

/// How a command of ours begins.
const OURS: &str = "tenantctl ";
/// A text of one line, broken to so many columns; the lines below are indented by `hang` more than the first. A command of ours at its end,
/// after two blanks or a colon, gets its own line if it does not fit, and is never broken. `None` breaks nothing.
pub fn wrapped(text: &str, columns: Option<usize>, hang: usize) -> String {
    let Some(columns) = columns.filter(|columns| columns_of(text) > *columns) else { return text.to_owned() };
    let indent = text.len() - text.trim_start_matches(' ').len();
    let below = " ".repeat(indent + hang);
    let (prose, command) = command_at_end(text);
    if prose.trim().is_empty() {
        return text.to_owned();
    }
    let (mut out, mut used, mut gap) = (String::new(), 0, 0);
    for word in prose.trim_end().split(' ') {
        let width = columns_of(word);
        if width == 0 {
            // One more blank of a gap, which is kept where the line goes on.
            gap += 1;
            continue;
        }
        if used > indent && used + gap + width > columns {
            out.push('\n');
            (used, gap) = (0, below.len());
        }
        out.push_str(&" ".repeat(gap));
        out.push_str(word);
        (used, gap) = (used + gap + width, 1);
    }
    if let Some(command) = command {
        out.push('\n');
        out.push_str(&below);
        out.push_str(command);
    }
    out
}

/// The command at the end of a text, and the text before it.
fn command_at_end(text: &str) -> (&str, Option<&str>) {
    let found = text.match_indices(OURS).map(|(at, _)| at).find(|at| {
        let before = &text[..*at];
        before.trim().is_empty() || before.ends_with("  ") || before.ends_with(": ")
    });
    found.map_or((text, None), |at| (&text[..at], Some(&text[at..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_never_within_one() {
        let text = "error: the account is locked; nothing was changed";
        assert_eq!(wrapped(text, Some(40), 2), "error: the account is locked; nothing\n  was changed");
        assert_eq!(wrapped(text, Some(80), 2), text);
        assert_eq!(wrapped(text, None, 2), text);
        let key = "key      KSMH VCAJ TKI2 B4P6 ADPZ N7FT U654 CGTK";
        assert_eq!(wrapped(key, Some(40), 9), "key      KSMH VCAJ TKI2 B4P6 ADPZ N7FT\n         U654 CGTK");
        let long = "x".repeat(60);
        assert_eq!(wrapped(&format!("  see {long} there"), Some(40), 2), format!("  see\n    {long}\n    there"));
        assert_eq!(
            wrapped("愛愛愛愛愛 愛愛愛愛愛 愛愛愛愛愛 愛愛愛愛愛", Some(40), 0),
            "愛愛愛愛愛 愛愛愛愛愛 愛愛愛愛愛\n愛愛愛愛愛"
        );
    }

    #[test]
    fn a_command_is_never_broken() {
        let command = "tenantctl 2fa pause ada@acme.example --for 24h --reason '…'";
        assert_eq!(wrapped(command, Some(40), 2), command);
        assert_eq!(wrapped(&format!("    {command}"), Some(40), 2), format!("    {command}"));
        assert_eq!(
            wrapped(&format!("it can be paused   {command}"), Some(40), 4),
            format!("it can be paused\n    {command}")
        );
        assert_eq!(wrapped(&format!("more: {command}"), Some(40), 2), format!("more:\n  {command}"));
    }
}
