//! The targets of a command: one RESOURCE, or many in its place.

use crate::{
    cli::{globals::path, people::resource::condition},
    context::Context,
    domain::event::Action,
    error::{Code, Error, Result},
    ops::people::bulk::{self, Line, Selection},
    store::Condition,
};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    os::fd::AsFd,
    path::{Path, PathBuf},
};

/// The longest line of a list of names, in bytes.
const LONGEST: usize = 1000;
/// At most this many repeated lines are listed by number.
const MOST_TOLD: usize = 10;

/// One RESOURCE, or many in its place.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Targets {
    /// Username (domain optional if unique), e-mail address or id
    resource: Option<String>,
    /// Act on every resource listed in FILE, one per line (- for stdin)
    #[arg(long, value_name = "FILE", value_parser = path())]
    from: Option<PathBuf>,
    /// Act on every resource that matches EXPR, as in resource list; if repeated, all must match
    #[arg(long = "where", value_name = "EXPR", value_parser = condition)]
    conditions: Vec<Condition>,
}

/// The targets of a command.
#[derive(Debug)]
pub enum Who {
    /// One, as it was typed.
    One(String),
    Many(Many),
}

/// How many are named.
#[derive(Debug)]
pub enum Many {
    /// By the lines of a file; `-` is standard input.
    From(PathBuf),
    /// By conditions, which hold together.
    Where(Vec<Condition>),
}

impl Targets {
    /// What the tree of commands calls them.
    pub const GROUP: &str = "Targets";

    /// The targets that were named.
    pub fn who(self) -> Who {
        match (self.resource, self.from) {
            (Some(resource), _) => Who::One(resource),
            (None, Some(path)) => Who::Many(Many::From(path)),
            (None, None) => Who::Many(Many::Where(self.conditions)),
        }
    }
}

impl Many {
    /// The targets of an act. A file is read before the tenant is opened: the tenant never waits for somebody who types.
    ///
    /// # Errors
    /// `usage`, `invalid_input` for a file that is no list of names; those of [`bulk::named`] and [`bulk::matching`].
    pub(super) fn meant(&self, ctx: &mut Context<'_>, action: Action) -> Result<Selection> {
        let path = match self {
            Many::Where(conditions) => {
                return ctx.read_before(action, None, |tx, operator, now| {
                    bulk::matching(tx, operator, action, conditions, now)
                });
            }
            Many::From(path) => path,
        };
        let source = source(path);
        let lines = read(ctx, path, &source)?;
        let named =
            ctx.read_before(action, None, |tx, operator, _| bulk::named(tx, operator, action, &source, &lines))?;
        if let Some(told) = again(&named.again) {
            ctx.say(&told);
        }
        Ok(named.meant)
    }

    /// That it is nobody.
    pub(super) const fn nobody(&self) -> &'static str {
        match self {
            Many::From(_) => "no resource is named; nothing was changed",
            Many::Where(_) => "no resource matches; nothing was changed",
        }
    }
}

/// The name of the source, in words.
fn source(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

fn read(ctx: &mut Context<'_>, path: &Path, source: &str) -> Result<Vec<Line>> {
    let unread = |error: io::Error| {
        Error::new(Code::Usage, format!("{source} cannot be read ({error}); nothing was changed"))
            .note("--from takes a file with a username, an e-mail address or an id on each line")
    };
    let file = if path.as_os_str() == "-" {
        if ctx.dialogue.interactive() {
            ctx.say("Type one name per line; end with Ctrl-D.");
        }
        File::from(io::stdin().as_fd().try_clone_to_owned().map_err(unread)?)
    } else {
        File::open(path).map_err(unread)?
    };
    lines(BufReader::new(file)).map_err(|fault| match fault {
        Fault::Io(error) => unread(error),
        Fault::Line(number, what) => {
            Error::new(Code::InvalidInput, format!("line {number} of {source} {what}; nothing was changed"))
        }
    })
}

#[derive(Debug)]
enum Fault {
    Io(io::Error),
    Line(usize, String),
}

/// The lines that are not blank. A byte order mark, and the line ends of other systems, are what editors leave behind.
fn lines(mut input: impl BufRead) -> std::result::Result<Vec<Line>, Fault> {
    let (mut found, mut bytes) = (Vec::new(), Vec::new());
    for number in 1.. {
        bytes.clear();
        // Room for what is cut off: the line's end and a mark before it. What is longer is not read to its end.
        let most = LONGEST as u64 + 6;
        if input.by_ref().take(most).read_until(b'\n', &mut bytes).map_err(Fault::Io)? == 0 {
            break;
        }
        let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let text = if number == 1 { text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text) } else { text };
        if text.len() > LONGEST {
            return Err(Fault::Line(number, format!("is longer than {LONGEST} bytes, too long for a name")));
        }
        let text = std::str::from_utf8(text).map_err(|_| Fault::Line(number, "is not UTF-8 text".to_owned()))?.trim();
        if !text.is_empty() {
            found.push(Line { number, typed: text.into() });
        }
    }
    Ok(found)
}

/// The lines that name somebody again.
fn again(numbers: &[usize]) -> Option<String> {
    let shown = numbers.iter().take(MOST_TOLD).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = numbers.len().saturating_sub(MOST_TOLD);
    Some(match (numbers.len(), more) {
        (0, _) => return None,
        (1, _) => format!("Line {shown} repeats a resource and is ignored."),
        (_, 0) => format!("Lines {shown} repeat resources and are ignored."),
        (_, more) => format!("Lines {shown} and {more} more repeat resources and are ignored."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> std::result::Result<Vec<(usize, String)>, Fault> {
        Ok(lines(input)?.into_iter().map(|line| (line.number, line.typed.into_string())).collect())
    }

    #[test]
    fn lines_keep_their_numbers_and_lose_marks_ends_and_blanks() {
        let found = read(b"\xef\xbb\xbfada\r\n\r\n \t\n  bob@acme.example \nlast").expect("lines");
        let wanted = [(1, "ada"), (4, "bob@acme.example"), (5, "last")].map(|(at, name)| (at, name.to_owned()));
        assert_eq!(found, wanted);
        assert_eq!(read(b"").expect("none"), []);
        assert_eq!(read(b"\xef\xbb\xbf\r\n\n").expect("none"), []);
    }

    #[test]
    fn a_line_of_more_than_1000_bytes_is_refused_by_its_number_also_where_it_never_ends() {
        let most = [b"\xef\xbb\xbf".as_slice(), &[b'a'; LONGEST], b"\r\n"].concat();
        assert_eq!(read(&most).expect("as long as it may be").len(), 1);
        let over = [b"ada\n".as_slice(), &[b'a'; LONGEST + 1], b"\n"].concat();
        assert!(matches!(read(&over), Err(Fault::Line(2, _))));
        let endless = BufReader::new(io::repeat(b'a'));
        assert!(matches!(lines(endless), Err(Fault::Line(1, _))));
    }

    #[test]
    fn what_is_no_text_is_refused_by_its_number() {
        assert!(matches!(read(b"ada\nb\xff\n"), Err(Fault::Line(2, _))));
        assert!(matches!(read(b"\xff\xfea\0d\0a\0\n\0"), Err(Fault::Line(1, _))), "UTF-16");
    }

    #[test]
    fn lines_that_name_somebody_again_are_told_by_number() {
        assert_eq!(again(&[]), None);
        assert_eq!(again(&[4]).as_deref(), Some("Line 4 repeats a resource and is ignored."));
        assert_eq!(again(&[4, 5]).as_deref(), Some("Lines 4, 5 repeat resources and are ignored."));
        let many: Vec<_> = (1..=12).collect();
        assert!(again(&many).is_some_and(|told| told.contains("9, 10 and 2 more repeat")));
    }
}
