//! The text of a file, decoded piece by piece: UTF-8 with or without a byte order mark, UTF-16 of both orders with one.

use super::{
    fault::{Fault, ReadError},
    foreign::foreign,
};
use std::io::{self, ErrorKind, Read};

/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;
/// As many bytes tell what a file is; a zip names its first entry after thirty.
const HEAD: usize = 256;

/// The encoding of the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// What keeps the text from going on.
pub(super) enum Stop {
    Io(io::Error),
    /// The content is no text at the end of what was decoded; why.
    Bad(String),
}

/// A window on the text: what has been decoded and not passed yet. It grows until the reader passes something: the reader that asks for
/// more bounds it.
pub(super) struct Text<R> {
    input: R,
    encoding: Encoding,
    /// Read and not decoded yet: `..held`.
    bytes: Box<[u8]>,
    held: usize,
    window: String,
    passed: usize,
    ended: bool,
    /// Is at the end of the window.
    bad: Option<String>,
}

impl<R: Read> Text<R> {
    /// Reads as much as tells the encoding.
    ///
    /// # Errors
    /// Those of the input, and a file that is no text.
    pub(super) fn begin(input: R) -> Result<Self, ReadError> {
        let bytes = vec![0; CHUNK].into_boxed_slice();
        let mut text = Self {
            input,
            encoding: Encoding::Utf8,
            bytes,
            held: 0,
            window: String::new(),
            passed: 0,
            ended: false,
            bad: None,
        };
        while text.held < HEAD && !text.ended {
            text.fill()?;
        }
        let head = &text.bytes[..text.held.min(HEAD)];
        if let Some(message) = foreign(head) {
            return Err(Fault::after(1, "", message).into());
        }
        let (encoding, mark) = match head {
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
            _ => (Encoding::Utf8, 0),
        };
        text.encoding = encoding;
        text.keep_from(mark);
        text.decode();
        Ok(text)
    }

    /// What has been decoded and not passed.
    pub(super) fn rest(&self) -> &str {
        &self.window[self.passed..]
    }

    /// Leaves so many bytes of [`Text::rest`] behind.
    pub(super) fn pass(&mut self, bytes: usize) {
        self.passed += bytes;
    }

    /// Makes [`Text::rest`] longer; false at the end of the file.
    ///
    /// # Errors
    /// Those of the input, and bytes that are no text.
    pub(super) fn more(&mut self) -> Result<bool, Stop> {
        self.window.drain(..self.passed);
        self.passed = 0;
        let before = self.window.len();
        while self.window.len() == before {
            if let Some(why) = &self.bad {
                return Err(Stop::Bad(why.clone()));
            }
            if self.ended {
                return Ok(false);
            }
            self.fill().map_err(Stop::Io)?;
            self.decode();
        }
        Ok(true)
    }

    /// Reads once.
    fn fill(&mut self) -> io::Result<()> {
        loop {
            match self.input.read(&mut self.bytes[self.held..]) {
                Ok(0) => self.ended = true,
                Ok(read) => self.held += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            return Ok(());
        }
    }

    /// Drops so many bytes from the front of what is not decoded yet.
    fn keep_from(&mut self, used: usize) {
        self.bytes.copy_within(used..self.held, 0);
        self.held -= used;
    }

    /// Moves what is complete from the bytes to the window; an incomplete character waits for its end.
    fn decode(&mut self) {
        let from = self.window.len();
        let used = match self.encoding {
            Encoding::Utf8 => self.decode_utf8(),
            Encoding::Utf16Le => self.decode_utf16(u16::from_le_bytes),
            Encoding::Utf16Be => self.decode_utf16(u16::from_be_bytes),
        };
        self.keep_from(used);
        if self.ended && self.held > 0 && self.bad.is_none() {
            self.bad = Some("the file ends within a character: it is not whole".to_owned());
        }
        if let Some(at) = self.window[from..].find('\0') {
            self.window.truncate(from + at);
            self.bad = Some("a NUL character, which text files do not have: save the file as UTF-8 text".to_owned());
        }
    }

    fn decode_utf8(&mut self) -> usize {
        let bytes = &self.bytes[..self.held];
        let error = match str::from_utf8(bytes) {
            Ok(text) => {
                self.window.push_str(text);
                return bytes.len();
            }
            Err(error) => error,
        };
        let (valid, after) = bytes.split_at(error.valid_up_to());
        self.window.push_str(str::from_utf8(valid).unwrap_or_default());
        if error.error_len().is_some() {
            let byte = after.first().copied().unwrap_or_default();
            self.bad = Some(format!(
                "the byte 0x{byte:02x} is not UTF-8: save the file as UTF-8, or, from a western Windows, iconv -f WINDOWS-1252 -t UTF-8 FILE"
            ));
        }
        valid.len()
    }

    fn decode_utf16(&mut self, unit: fn([u8; 2]) -> u16) -> usize {
        let (pairs, _) = self.bytes[..self.held].as_chunks::<2>();
        let last = pairs.last().map(|pair| unit(*pair));
        // The other half may be on its way.
        let waits = !self.ended && last.is_some_and(|unit| (0xd800..0xdc00).contains(&unit));
        let pairs = &pairs[..pairs.len() - usize::from(waits)];
        for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
            match decoded {
                Ok(c) => self.window.push(c),
                Err(error) => {
                    let half = error.unpaired_surrogate();
                    self.bad = Some(format!("half a character in UTF-16 (0x{half:04x}): save the file as UTF-8"));
                    break;
                }
            }
        }
        pairs.len() * 2
    }
}
