//! Talking with the person at the terminal, and lines of standard input where there is none.

mod echo;
mod question;
mod signals;
mod terminal;
mod tty;

pub use terminal::Terminal;

use super::Sheet;
use crate::domain::secret::SecretText;
use std::io::{self, Read};
use zeroize::Zeroizing;

/// The longest line of standard input, in bytes.
const LONGEST: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum DialogueError {
    /// Nobody can be asked: standard input or standard error is not a terminal.
    #[error("there is no terminal to ask at")]
    NotATerminal,
    /// Ctrl-C, Ctrl-D or another signal to end, in place of an answer.
    #[error("interrupted")]
    Interrupted,
    /// Reading or writing failed; `InvalidData` is a line that is too long or not UTF-8.
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for DialogueError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotConnected => Self::NotATerminal,
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => Self::Interrupted,
            _ => Self::Io(error),
        }
    }
}

/// A conversation on standard error and standard input. Every text is escaped.
pub trait Dialogue {
    /// Whether somebody can be asked.
    fn interactive(&self) -> bool;

    /// Says one line on standard error; nothing with `-q`.
    fn say(&mut self, text: &str);

    /// Shows a line that the next one takes the place of: a countdown. Nothing where nobody looks.
    fn tick(&mut self, _text: &str) {}

    /// Asks for a line of text, which is given back as it was typed.
    ///
    /// # Errors
    /// Where nobody can be asked, or who was asked broke off.
    fn ask(&mut self, prompt: &str) -> Result<String, DialogueError>;

    /// Asks beside a sheet, which stays on the screen until the answer, with a remark on the last answer. Text typed before it was shown is
    /// no answer.
    ///
    /// # Errors
    /// Where nobody can be asked, or who was asked broke off.
    fn ask_beside(&mut self, sheet: &Sheet, remark: &[String], prompt: &str) -> Result<String, DialogueError>;

    /// Asks for a secret, which is not shown and given back as it was typed. It is never empty: an empty line cannot be
    /// told from Ctrl-D here, and counts as breaking off.
    ///
    /// # Errors
    /// Where nobody can be asked, or who was asked broke off.
    fn secret(&mut self, prompt: &str) -> Result<SecretText, DialogueError>;

    /// Asks a question; the answer is no unless it is `y` or `yes`, typed after it was asked.
    ///
    /// # Errors
    /// Where nobody can be asked, or who was asked broke off.
    fn confirm(&mut self, question: &str) -> Result<bool, DialogueError>;

    /// Waits for Enter, pressed after it was asked for; false where something else was typed before it.
    ///
    /// # Errors
    /// Where nobody can be asked, or who was asked broke off.
    fn press_enter(&mut self, prompt: &str) -> Result<bool, DialogueError>;

    /// One line of standard input without its LF or CRLF; `None` at the end. What follows the line is left unread.
    ///
    /// # Errors
    /// `InvalidData` for a line of more than 64 KiB or one that is not UTF-8.
    fn line(&mut self) -> Result<Option<SecretText>, DialogueError>;
}

/// One line, read byte by byte: what follows may be meant for another reader, and a secret is in no buffer that stays.
fn read_line(input: &mut impl Read) -> io::Result<Option<SecretText>> {
    // Room for all of it and CRLF: a buffer that grows leaves unwiped copies behind.
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST + 2));
    let mut byte = [0];
    let ended = loop {
        match input.read(&mut byte) {
            Ok(0) => break false,
            Ok(_) if byte == *b"\n" => break true,
            Ok(_) if line.len() > LONGEST => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a line of standard input is too long: more than 64 KiB",
                ));
            }
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    };
    if !ended && line.is_empty() {
        return Ok(None);
    }
    let text = if ended { line.strip_suffix(b"\r").unwrap_or(&line) } else { &line };
    let wrong = |why: &'static str| io::Error::new(io::ErrorKind::InvalidData, why);
    if text.len() > LONGEST {
        return Err(wrong("a line of standard input is too long: more than 64 KiB"));
    }
    let text = std::str::from_utf8(text).map_err(|_| wrong("standard input is not UTF-8"))?;
    Ok(Some(SecretText::from(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(mut input: &[u8]) -> Vec<String> {
        std::iter::from_fn(|| read_line(&mut input).unwrap()).map(|line| line.expose().to_owned()).collect()
    }

    #[test]
    fn one_line_end_is_cut_and_nothing_else() {
        assert_eq!(lines(b" a \r\n\nb\r\r\nc\r"), [" a ", "", "b\r", "c\r"]);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn what_follows_a_line_is_left_unread() {
        let mut input: &[u8] = b"password\nthe rest";
        read_line(&mut input).unwrap();
        assert_eq!(input, b"the rest");
    }

    #[test]
    fn too_long_a_line_and_other_bytes_are_refused() {
        assert_eq!(lines(&[b'x'; LONGEST])[0].len(), LONGEST);
        assert_eq!(lines(&[&[b'x'; LONGEST][..], b"\r\n"].concat())[0].len(), LONGEST);
        for bad in [&[b'x'; LONGEST + 1][..], &[b'x'; 3 * LONGEST], b"\xff\n"] {
            assert_eq!(read_line(&mut { bad }).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
