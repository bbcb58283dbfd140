//! The words of a line that is still being typed, as each shell hands them over, and a word as each shell takes it back.

/// The place of the cursor on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The words before, without their quotes, the program's own first.
    pub before: Vec<String>,
    /// What is typed of the word at the cursor, without its quotes.
    pub current: String,
    taken: Taken,
}

/// How a shell takes a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Taken {
    /// As it is: the shell quotes it itself.
    AsItIs,
    /// Into bash's line, which takes it unquoted: the quote that is open there, and how much of the word stands before the part that
    /// bash replaces (it starts a new word at each `@`, `=` and `:`).
    Bash { open: Open, kept: String },
}

/// The open quote at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    None,
    Single,
    Double,
}

impl Place {
    /// Reads what a shell's script hands over. bash: the line up to the cursor, and the part of it that bash would replace. zsh and fish:
    /// the words, the one at the cursor last.
    pub fn read(shell: &str, rest: &[&str]) -> Option<Self> {
        match (shell, rest) {
            ("bash", [line, replaced]) => Self::of_line(line, replaced),
            ("zsh", [before @ .., current]) => {
                let before = before.iter().map(|word| homed(word)).collect();
                Some(Self { before, current: (*current).to_owned(), taken: Taken::AsItIs })
            }
            ("fish", [before @ .., current]) => {
                let before = before.iter().map(|word| homed(word)).collect();
                let (mut words, _) = split(current)?;
                let current = words.pop()?;
                words.is_empty().then_some(Self { before, current, taken: Taken::AsItIs })
            }
            _ => None,
        }
    }

    fn of_line(line: &str, replaced: &str) -> Option<Self> {
        let (mut before, open) = split(line)?;
        let current = before.pop()?;
        // Assignments come before the program: A=1 tenantctl …
        let program = before.iter().position(|word| !is_assignment(word))?;
        let before = before.drain(program..).map(|word| homed(&word)).collect();
        let (part, _) = split(replaced)?;
        let kept = current.strip_suffix(part.last()?.as_str())?.to_owned();
        Some(Self { before, current, taken: Taken::Bash { open, kept } })
    }

    /// A word as the shell takes it; `None` where it cannot be given safely.
    pub fn written(&self, value: &str) -> Option<String> {
        if value.chars().any(|c| c.is_control()) {
            return None;
        }
        match &self.taken {
            Taken::AsItIs => Some(value.to_owned()),
            Taken::Bash { open, kept } => {
                // Where the spelling differs before the part that is replaced, the word cannot be completed.
                let rest = value.strip_prefix(kept.as_str())?;
                match open {
                    Open::None => Some(escaped(rest, |c| !is_plain(c), kept.is_empty())),
                    Open::Single => (!rest.contains('\'')).then(|| rest.to_owned()),
                    // Within double quotes nothing keeps `!` from being looked up in the shell's history.
                    Open::Double => {
                        (!rest.contains('!')).then(|| escaped(rest, |c| matches!(c, '$' | '`' | '"' | '\\'), false))
                    }
                }
            }
        }
    }
}

fn escaped(text: &str, special: impl Fn(char) -> bool, first: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        if special(c) || (first && at == 0 && matches!(c, '~' | '#')) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Characters that bash takes for itself anywhere.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || !c.is_ascii() || matches!(c, '@' | '.' | '_' | '-' | '+' | '%' | '/' | ',' | ':' | '=')
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Splits a line into words without their quotes; its last quote may still be open. The last word is at the cursor, and may be empty.
fn split(line: &str) -> Option<(Vec<String>, Open)> {
    const HERE: char = '\u{e000}';
    let closed = [(Open::None, ""), (Open::Single, "'"), (Open::Double, "\"")];
    let (mut words, open) =
        closed.into_iter().find_map(|(open, quote)| Some((shlex::split(&format!("{line}{HERE}{quote}"))?, open)))?;
    let last = words.pop()?.strip_suffix(HERE)?.to_owned();
    words.push(last);
    Some((words, open))
}

/// The home directory in the place of a leading `~/`, which the shell has not put there yet.
fn homed(word: &str) -> String {
    let home = || std::env::var("HOME").ok().filter(|home| !home.is_empty());
    match word.strip_prefix("~/").zip(home()) {
        Some((rest, home)) => format!("{home}/{rest}"),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bash(line: &str, replaced: &str) -> Place {
        Place::read("bash", &[line, replaced]).unwrap_or_else(|| panic!("{line}"))
    }

    #[test]
    fn a_line_is_read_as_far_as_it_is_typed() {
        let place = bash("tenantctl --db 'my file.db' why a\\ b", "b");
        assert_eq!(place.before, ["tenantctl", "--db", "my file.db", "why"]);
        assert_eq!(place.current, "a b");
        assert_eq!(bash("tenantctl why ", "").current, "");
        assert_eq!(bash("tenantctl why 'o", "o").current, "o");
        assert_eq!(bash("A=1 B= tenantctl why a", "a").before, ["tenantctl", "why"]);
        assert_eq!(Place::read("bash", &["tenantctl why a"]), None);
        assert_eq!(Place::read("tcsh", &["tenantctl", "why"]), None);
    }

    #[test]
    fn what_bash_takes_back_is_quoted_for_the_place_where_it_stands() {
        let name = "$x`id`'*?!&|{a}~#@acme.example";
        let unquoted = bash("tenantctl why ", "").written(name).unwrap();
        assert_eq!(shlex::split(&unquoted).unwrap(), [name]);
        assert!(unquoted.starts_with("\\$x\\`id\\`\\'\\*\\?\\!\\&\\|\\{a\\}\\~\\#@"), "{unquoted}");
        assert_eq!(bash("tenantctl why '", "").written(name), None);
        assert_eq!(bash("tenantctl why '", "").written("$x`").unwrap(), "$x`");
        assert_eq!(bash("tenantctl why \"", "").written("$x`\"").unwrap(), "\\$x\\`\\\"");
        assert_eq!(bash("tenantctl why \"", "").written("a!b"), None);
        assert_eq!(bash("tenantctl why ", "").written("~ada").unwrap(), "\\~ada");
        assert_eq!(bash("tenantctl why ", "").written("a\nb"), None);
    }

    #[test]
    fn bash_gets_the_part_that_it_replaces() {
        assert_eq!(bash("tenantctl why ada@ac", "ac").written("ada@acme.example").unwrap(), "acme.example");
        assert_eq!(bash("tenantctl why ada@ac", "@ac").written("ada@acme.example").unwrap(), "@acme.example");
        assert_eq!(bash("tenantctl audit log --resource=a", "a").written("--resource=ada@x").unwrap(), "ada@x");
        assert_eq!(bash("tenantctl why o\\'n", "o\\'n").written("o'neil@x").unwrap(), "o\\'neil@x");
    }
}
