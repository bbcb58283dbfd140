//! What is known of the place the answer goes to.

use std::io::{self, IsTerminal};
use terminal_size::{Height, Width, terminal_size_of};

/// When colours are used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal that is not `dumb`, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always, whatever the environment says.
    Always,
    /// Never.
    Never,
}

/// The place the answer goes to: a terminal and its size, or anything else.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Whether it is a terminal.
    pub terminal: bool,
    /// Whether colours may be used.
    pub color: bool,
    /// Its width in characters, at least 40; 80 where it is not known.
    pub columns: usize,
    /// Its height in lines; 24 where it is not known.
    pub rows: usize,
    /// Whether the locale says UTF-8.
    pub utf8: bool,
}

impl Screen {
    /// Whether text there can be removed again. That takes control sequences, as colours do.
    pub fn clears(&self) -> bool {
        self.terminal && self.color
    }

    /// The screen that standard output is, with the environment's word on colours and characters.
    pub fn of_stdout(color: ColorChoice) -> Self {
        let stdout = io::stdout();
        let size = terminal_size_of(&stdout).map(|(Width(columns), Height(rows))| (columns.into(), rows.into()));
        Self::of(color, stdout.is_terminal(), size, |name| std::env::var(name).ok())
    }

    /// The screen that standard error is, for errors and their ways out.
    pub fn of_stderr(color: ColorChoice) -> Self {
        let stderr = io::stderr();
        let size = terminal_size_of(&stderr).map(|(Width(columns), Height(rows))| (columns.into(), rows.into()));
        Self::of(color, stderr.is_terminal(), size, |name| std::env::var(name).ok())
    }

    /// The columns that a line is broken to; `None` where nothing is to be broken.
    pub fn width(&self) -> Option<usize> {
        self.terminal.then_some(self.columns)
    }

    fn of(
        color: ColorChoice,
        terminal: bool,
        size: Option<(usize, usize)>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let env = |name| env(name).unwrap_or_default();
        let color = match color {
            ColorChoice::Auto => terminal && env("NO_COLOR").is_empty() && env("TERM") != "dumb",
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(env).into_iter().find(|value| !value.is_empty());
        let locale = locale.unwrap_or_default().to_ascii_lowercase();
        let (columns, rows) = size.unwrap_or_default();
        Self {
            terminal,
            color,
            columns: if columns == 0 { 80 } else { columns.max(40) },
            rows: if rows == 0 { 24 } else { rows },
            utf8: locale.contains("utf-8") || locale.contains("utf8"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(color: ColorChoice, size: Option<(usize, usize)>, env: &[(&str, &str)]) -> Screen {
        Screen::of(color, true, size, |name| env.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn colours_follow_the_flag_before_the_environment() {
        use ColorChoice::{Always, Auto, Never};
        let color = |choice, env: &[(&str, &str)]| screen(choice, None, env).color;
        assert!(color(Auto, &[]) && color(Auto, &[("NO_COLOR", "")]) && color(Always, &[("NO_COLOR", "1")]));
        assert!(!color(Auto, &[("NO_COLOR", "1")]) && !color(Auto, &[("TERM", "dumb")]) && !color(Never, &[]));
        assert!(!Screen::of(Auto, false, None, |_| None).color);
    }

    #[test]
    fn an_unknown_size_is_80_by_24_and_a_tiny_one_is_40_wide() {
        for (size, wanted) in [(None, (80, 24)), (Some((0, 0)), (80, 24)), (Some((7, 50)), (40, 50))] {
            let screen = screen(ColorChoice::Auto, size, &[]);
            assert_eq!((screen.columns, screen.rows), wanted);
        }
    }

    #[test]
    fn the_first_locale_that_is_set_decides() {
        let utf8 = |env: &[(&str, &str)]| screen(ColorChoice::Auto, None, env).utf8;
        assert!(utf8(&[("LANG", "en_US.UTF-8")]) && utf8(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")]));
        assert!(!utf8(&[]) && !utf8(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
    }
}
