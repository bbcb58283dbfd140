//! The forms of files that rows are read from.

use std::path::Path;

/// The form of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Form {
    /// A header and rows of cells, as RFC 4180 has them.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl Form {
    /// The form that a file's name tells: `.csv`, `.jsonl`, `.ndjson` in any case. `None` where it tells nothing; the content decides then.
    pub fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_name_tells_the_form() {
        let of = |name: &str| Form::of_name(Path::new(name));
        assert_eq!(
            [of("a/people.CSV"), of("p.jsonl"), of("p.ndjson")].map(Option::unwrap),
            [Form::Csv, Form::Jsonl, Form::Jsonl]
        );
        assert_eq!([of("people"), of("p.json"), of("p.txt"), of(".csv")], [None; 4]);
    }
}
