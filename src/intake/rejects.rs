//! Files of rejected rows: what they look like, and how they are known when they are read again.
//!
//! In CSV, three columns come before those of the file, which stay as they came. In JSONL, a line with one key, `_reject`, comes before the
//! rejected line.

use super::{Form, Reader, Rows};
use crate::domain::csv_cell::csv_cell;
use std::io::Read;

/// The columns in front of the others.
pub const COLUMNS: [&str; 3] = ["reject_line", "reject_column", "reject_reason"];
/// The key of a line that tells of the next one.
pub const KEY: &str = "_reject";

/// How to write the rejected rows of one file, to be corrected and read again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejects {
    form: Form,
    delimiter: char,
    head: String,
}

impl<R: Read> Reader<R> {
    /// How rejected rows of this file are written.
    pub fn rejects(&self) -> Rejects {
        let delimiter = self.delimiter();
        let head = match &self.rows {
            Rows::Csv(sheet) => {
                let (preamble, header) = sheet.header.split_at(sheet.preamble);
                let marks: String = COLUMNS.iter().flat_map(|mark| [(*mark).into(), delimiter.to_string()]).collect();
                format!("{preamble}{marks}{header}\n")
            }
            Rows::Jsonl(_) => String::new(),
        };
        Rejects { form: self.form(), delimiter, head }
    }
}

impl Rejects {
    /// The form that they are written in.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Whether a file that begins so may be one of rejected rows, of either form. One of JSONL is empty where none was rejected.
    pub fn may_be(beginning: &[u8]) -> bool {
        let text = String::from_utf8_lossy(beginning);
        let marked = |delimiter: &str| text.contains(&COLUMNS.join(delimiter));
        text.is_empty() || text.starts_with(&format!("{{\"{KEY}\":")) || [",", ";", "\t"].into_iter().any(marked)
    }

    /// What such a file begins with, with its line ends: whatever stood before the header, and the header with `reject_line`,
    /// `reject_column` and `reject_reason` in front. Nothing for JSONL.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// The lines of a rejected row, with their line ends: where it was, what was wrong, and [`super::Row::raw`]. That the reason holds no
    /// secret is up to the caller.
    pub fn lines(&self, line: u64, column: &str, reason: &str, raw: &str) -> String {
        match self.form {
            Form::Csv => {
                let delimiter = self.delimiter;
                let [column, reason] = [column, reason].map(quoted);
                format!("{line}{delimiter}{column}{delimiter}{reason}{delimiter}{raw}\n")
            }
            Form::Jsonl => {
                let why = serde_json::json!({ KEY: { "line": line, "column": column, "reason": reason } });
                format!("{why}\n{raw}\n")
            }
        }
    }
}

/// A cell of ours, always in quotation marks: it holds sentences.
fn quoted(text: &str) -> String {
    format!("\"{}\"", csv_cell(text).replace('"', "\"\""))
}

/// Whether a column of this name tells why a row was rejected: nothing is read from it.
pub(super) fn is_mark(name: &str) -> bool {
    COLUMNS.contains(&name.trim())
}

/// How many columns in front of these are those of a file of rejected rows: all of them or none.
pub(super) fn in_front(names: &[String]) -> usize {
    let all = names.len() > COLUMNS.len() && COLUMNS.iter().zip(names).all(|(mark, name)| name.trim() == *mark);
    if all { COLUMNS.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use crate::domain::field::Field;
    use crate::intake::{
        Rejects, Row,
        tests::{Found, reader, rows, values},
    };
    use proptest::prelude::*;

    const REASON: &str = "=says \"no\", twice;\n\tfor nothing";

    /// The rejects file of a file with every row rejected, and how often there were rows.
    fn rejected(text: &str) -> String {
        let mut reader = reader(text, &[]).unwrap();
        let mut row = Row::default();
        let mut lines = Vec::new();
        while reader.next(&mut row).unwrap() {
            lines.push((row.line, row.raw.clone()));
        }
        let rejects = reader.rejects();
        let lines = lines.into_iter().map(|(line, raw)| rejects.lines(line, "e-mail,\"", REASON, &raw));
        [rejects.head().to_owned()].into_iter().chain(lines).collect()
    }

    fn found(text: &str) -> Vec<Found> {
        rows(&mut reader(text, &[]).unwrap()).unwrap()
    }

    /// Without the lines, which differ.
    fn content(found: Vec<Found>) -> Vec<(Vec<(Field, String)>, bool)> {
        found.into_iter().map(|(_, given, fault)| (given, fault.is_some())).collect()
    }

    #[test]
    fn rejected_rows_of_a_csv_are_read_again_as_they_were() {
        for text in [
            "username,email\nada,\"a,\"\"\n\"\r\nbob,b\n",
            "username;email\nada;'=1\n",
            "version:v1.0,,\n\"User\nname\",E-mail,Shoe\nada,a,9\n",
            "sep=;\nusername;a,b,c\nada;1\n",
            "username\temail\nada\t\n",
        ] {
            let again = rejected(text);
            assert_eq!(content(found(&again)), content(found(text)), "{again}");
            assert_eq!(reader(&again, &[]).unwrap().ignored(), reader(text, &[]).unwrap().ignored());
            assert_eq!(reader(&again, &[]).unwrap().header(), reader(text, &[]).unwrap().header());
            assert!(Rejects::may_be(again.as_bytes()) && !Rejects::may_be(text.as_bytes()));
            // Rejected once more, the rows have three columns in front and not six.
            assert_eq!(rejected(&again).lines().next(), again.lines().next());
            assert_eq!(content(found(&rejected(&again))), content(found(text)));
        }
        assert!(
            rejected("username\nada\n")
                .starts_with("reject_line,reject_column,reject_reason,username\n2,\"e-mail,\"\"\",\"'=says")
        );
    }

    #[test]
    fn a_row_of_another_width_stays_rejected() {
        let text = "username,email\nada\nbob,b\n";
        let again = rejected(text);
        assert_eq!(content(found(&again)), content(found(text)));
        assert_eq!(found(&again)[0].2, found(text)[0].2, "and for the same reason");
    }

    #[test]
    fn rejected_lines_of_json_are_read_again_as_they_were() {
        let text = "{\"username\":\"ada\",\"x\":1}\nnonsense\n{\"username\":\"bob\"}\n";
        let again = rejected(text);
        assert!(Rejects::may_be(again.as_bytes()) && Rejects::may_be(b"") && !Rejects::may_be(text.as_bytes()));
        assert!(again.starts_with("{\"_reject\":{\"line\":1,\"column\":\"e-mail,\\\"\",\"reason\":\"=says"), "{again}");
        assert_eq!(content(found(&again)), content(found(text)));
        assert_eq!(rejected(&again).lines().count(), 6, "what told of a rejection is not kept");
        let mut reader = reader(&again, &[]).unwrap();
        assert_eq!(rows(&mut reader).unwrap().iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [2, 4, 6]);
        assert_eq!(reader.ignored(), ["x"]);
        let beside = "{\"_reject\":{},\"username\":\"ada\"}\n{\"_reject\":[1]}\n{}\n";
        assert_eq!(values(beside, Field::Username, &[]), [Some("ada".to_owned()), None], "more than a mark is a row");
    }

    #[test]
    fn the_columns_of_a_rejection_give_nothing_wherever_they_stand() {
        let text = "username,reject_reason,reject_line,reject_reason\nada,x,1,y\n";
        assert_eq!(values(text, Field::Username, &[]), [Some("ada".to_owned())]);
        assert!(reader(text, &[]).unwrap().ignored().is_empty());
        assert_eq!(
            reader("reject_line,reject_column,reject_reason,username\n", &[]).unwrap().template(),
            Some("tenantctl")
        );
        assert!(reader("reject_line,reject_column,reject_reason\n", &[]).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_rejected_can_be_read_again(cells in prop::collection::vec("[a,;\"\n\r '=\t]{1,5}", 1..8)) {
            let mut writer = csv::Writer::from_writer(b"username,email\n".to_vec());
            cells.iter().for_each(|cell| writer.write_record(["ada", cell]).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(content(found(&rejected(&text))), content(found(&text)));
        }
    }
}
