use super::{cells::tests::Pieces, *};
use crate::domain::csv_cell::csv_cell;
use proptest::prelude::*;
use std::io;

/// The time by which rows are read.
pub(super) const NOW: Time = Time::from_millis(1_795_356_000_000);

/// What a file gives: of each row its line, what it gives by field, and its fault.
pub(super) type Found = (u64, Vec<(Field, String)>, Option<RowFault>);

pub(super) fn reader<'t>(text: &'t str, maps: &[(&str, Option<Field>)]) -> Result<Reader<Pieces<'t>>, ReadError> {
    let maps: Vec<_> = maps.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect();
    Reader::begin(Pieces::of(text.as_bytes(), 11), None, &maps, NOW)
}

pub(super) fn rows<R: Read>(reader: &mut Reader<R>) -> Result<Vec<Found>, ReadError> {
    let (mut row, mut found) = (Row::default(), Vec::new());
    while reader.next(&mut row)? {
        let given = Field::ALL.into_iter().zip(&row.cells);
        let given = given.filter_map(|(field, cell)| cell.clone().map(|cell| (field, cell))).collect();
        found.push((row.line, given, row.fault.clone()));
    }
    Ok(found)
}

/// What the rows give for one field.
pub(super) fn values(text: &str, field: Field, maps: &[(&str, Option<Field>)]) -> Vec<Option<String>> {
    let rows = rows(&mut reader(text, maps).unwrap()).unwrap();
    let value = |given: Vec<(Field, String)>| given.into_iter().find(|(of, _)| *of == field).map(|(_, value)| value);
    rows.into_iter().map(|(_, given, _)| value(given)).collect()
}

/// The message that refuses a file, whenever it comes.
pub(super) fn fault(text: &str, maps: &[(&str, Option<Field>)]) -> String {
    let error = match reader(text, maps).and_then(|mut reader| rows(&mut reader)) {
        Err(error) => error,
        Ok(rows) => panic!("{text}: {rows:?}"),
    };
    assert!(matches!(error, ReadError::Fault(_)));
    error.to_string()
}

/// The faults of the rows, with their lines.
pub(super) fn row_faults(text: &str) -> Vec<String> {
    let rows = rows(&mut reader(text, &[]).unwrap()).unwrap();
    let told = |(line, given, fault): Found| {
        let fault = fault?;
        assert!(given.is_empty(), "a rejected row has no cells");
        Some(format!("{line} {:?}: {}", fault.column, fault.message))
    };
    rows.into_iter().filter_map(told).collect()
}

#[test]
fn the_first_character_tells_the_form_unless_it_is_said() {
    let form = |text: &str, form| Reader::begin(text.as_bytes(), form, &[], NOW).map(|reader| reader.form()).ok();
    assert_eq!(form("\n  {\"username\":\"a\"}", None), Some(Form::Jsonl));
    assert_eq!(form("\u{feff}{}", None), Some(Form::Jsonl));
    assert_eq!(form("\n\nusername\n", None), Some(Form::Csv));
    assert_eq!(form("{\"username\":\"a\"}", Some(Form::Csv)), None);
    assert_eq!(form("[username]\n", Some(Form::Csv)), None);
    assert_eq!(form("username", Some(Form::Jsonl)), Some(Form::Jsonl));
    assert!(fault("\n [{\"username\":\"a\"}]", &[]).starts_with("line 2, column 2: this is a JSON array"));
}

#[test]
fn a_file_without_a_header_is_refused_and_one_without_objects_is_empty() {
    for (text, line) in [("", 1), ("\n \r\n", 3), ("\u{feff}", 1), ("version:v1.0\n", 2)] {
        assert!(fault(text, &[]).starts_with(&format!("line {line}, column 1: the header is missing")), "{text:?}");
    }
    let mut empty = Reader::begin(io::empty(), Some(Form::Jsonl), &[], NOW).unwrap();
    assert!(rows(&mut empty).unwrap().is_empty());
}

#[test]
fn a_row_shows_no_value_when_it_is_debugged() {
    let row = Row { raw: "Secret-7".to_owned(), cells: [const { None }; Field::COUNT], ..Row::default() };
    assert!(!format!("{row:?}").contains("Secret"));
    let reader = reader("username,password\nada,Secret-7\n", &[]).unwrap();
    assert!(!format!("{reader:?}").contains("Secret"));
}

/// Fails when it is read the second time.
struct Breaks(usize);

impl Read for Breaks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0 += 1;
        match self.0 {
            1 => Err(io::ErrorKind::Interrupted.into()),
            2 => {
                buffer[..300].fill(b'\n');
                Ok(300)
            }
            _ => Err(io::Error::other("the disk is gone")),
        }
    }
}

#[test]
fn an_error_of_the_input_stays_one() {
    let error = Reader::begin(Breaks(0), None, &[], NOW).unwrap_err();
    assert!(matches!(error, ReadError::Io(_)) && error.to_string() == "the disk is gone");
}

#[test]
fn blank_lines_and_rows_of_empty_cells_are_passed_over() {
    let text = "\n\nusername,email\n\n , \r\n,\nada,a\n\n\nbob,\n\t\n";
    let lines: Vec<u64> = rows(&mut reader(text, &[]).unwrap()).unwrap().into_iter().map(|(line, ..)| line).collect();
    assert_eq!(lines, [7, 10]);
    assert_eq!(values("username\n\"\"\n", Field::Username, &[]), [Some(String::new())], "a quoted cell is a cell");
    let text = "{\"username\":\"a\"}\n\n  \r\n{\"username\":\"b\"}";
    let lines: Vec<u64> = rows(&mut reader(text, &[]).unwrap()).unwrap().into_iter().map(|(line, ..)| line).collect();
    assert_eq!(lines, [1, 4]);
}

#[test]
fn of_a_row_without_an_end_no_more_is_read_than_a_row_may_have() {
    for (begin, byte, form) in [
        ("", b' ', None),
        ("", b'\n', Some(Form::Csv)),
        ("username\n", b'x', None),
        ("username\n\"", b'\n', None),
        ("{\"username\":\"", b'x', None),
        ("\n", b'\t', Some(Form::Jsonl)),
    ] {
        let bytes = [begin.as_bytes(), &vec![byte; 8 << 20]].concat();
        let mut pieces = Pieces::of(&bytes, 1 << 16);
        let error = Reader::begin(&mut pieces, form, &[], NOW).and_then(|mut reader| rows(&mut reader));
        assert!(matches!(error, Err(ReadError::Fault(_))), "{begin:?}");
        // Blank lines are passed over one by one, however many there are.
        assert!(pieces.given < 5 << 18 || byte == b'\n' && begin.is_empty(), "{begin:?}: {} bytes", pieces.given);
    }
}

#[test]
fn an_empty_cell_is_empty_and_a_column_that_is_not_there_is_none() {
    assert_eq!(values("username,email\nada,\n", Field::Email, &[]), [Some(String::new())]);
    assert_eq!(values("username\nada\n", Field::Email, &[]), [None]);
    let text = "{\"username\":\"a\",\"email\":null}\n{\"username\":\"b\"}\n{\"username\":\"c\",\"email\":\" e \"}";
    assert_eq!(values(text, Field::Email, &[]), [Some(String::new()), None, Some(" e ".to_owned())]);
}

#[test]
fn a_row_is_kept_as_it_came() {
    let mut reader = reader("username,email\r\n\"a\"\"b\n\",'=x\r\nlast,x", &[]).unwrap();
    let mut row = Row::default();
    let mut raws = Vec::new();
    while reader.next(&mut row).unwrap() {
        raws.push(row.raw.clone());
    }
    assert_eq!(raws, ["\"a\"\"b\n\",'=x", "last,x"]);
}

#[test]
fn the_apostrophe_of_a_formula_is_taken_off_once_and_no_other() {
    let text = "username,email\na,'=1+1\nb,''=1\nc,'tis\nd,'\ne,\"'+49 1\"\nf,-5\n";
    let expected = ["=1+1", "'=1", "'tis", "'", "+49 1", "-5"].map(|text| Some(text.to_owned()));
    assert_eq!(values(text, Field::Email, &[]), expected);
    // JSON needs no apostrophe, and the program puts none there.
    assert_eq!(values("{\"username\":\"'=1\"}", Field::Username, &[]), [Some("'=1".to_owned())]);
}

proptest! {
    #[test]
    fn every_text_that_is_exported_comes_back(
        texts in prop::collection::vec(prop_oneof!["['=+@ \t\r\n\"a;,-]{0,5}", "[^\0]{0,12}"], 1..4),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        size in 1..40_usize,
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["username", "first_name"]).unwrap();
        for text in &texts {
            writer.write_record(["ada", &*csv_cell(text)]).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut reader = Reader::begin(Pieces::of(&bytes, size), None, &[], NOW).unwrap();
        let mut row = Row::default();
        for text in &texts {
            prop_assert!(reader.next(&mut row).unwrap());
            prop_assert_eq!(row.cells[Field::FirstName.place()].as_ref(), Some(text));
            prop_assert_eq!(&row.fault, &None);
        }
        prop_assert!(!reader.next(&mut row).unwrap());
    }

    #[test]
    fn every_text_in_json_comes_back(texts in prop::collection::vec(any::<String>(), 1..4), size in 1..40_usize) {
        let line = |text| serde_json::json!({ "username": "ada", "first_name": text }).to_string() + "\n";
        let lines: String = texts.iter().map(line).collect();
        let mut reader = Reader::begin(Pieces::of(lines.as_bytes(), size), None, &[], NOW).unwrap();
        let mut row = Row::default();
        for text in &texts {
            prop_assert!(reader.next(&mut row).unwrap());
            prop_assert_eq!(row.cells[Field::FirstName.place()].as_ref(), Some(text));
        }
        prop_assert!(!reader.next(&mut row).unwrap());
    }

    #[test]
    fn whatever_comes_the_reader_ends_and_rejected_rows_have_no_cells(
        bytes in prop::collection::vec(prop::sample::select(b"aA,;\"\r\n\t{}[]:=' \xc3\xa4\xff".to_vec()), 0..200),
        headed: bool,
    ) {
        let bytes = if headed { [b"username,email\n", &bytes[..]].concat() } else { bytes };
        if let Ok(found) = Reader::begin(&bytes[..], None, &[], NOW).and_then(|mut reader| rows(&mut reader)) {
            prop_assert!(found.len() <= bytes.len());
            prop_assert!(found.iter().all(|(_, given, fault)| fault.is_none() || given.is_empty()));
        }
    }
}
