use super::*;
use proptest::prelude::*;

/// A reader that gives what it has in pieces of one size, so that every place is the end of a piece once.
pub(in crate::intake) struct Pieces<'t> {
    pub(in crate::intake) rest: &'t [u8],
    pub(in crate::intake) size: usize,
    /// How many bytes were asked of it.
    pub(in crate::intake) given: usize,
}

impl<'t> Pieces<'t> {
    pub(in crate::intake) fn of(rest: &'t [u8], size: usize) -> Self {
        Self { rest, size, given: 0 }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.size.min(buffer.len()).min(self.rest.len());
        let (piece, rest) = self.rest.split_at(length);
        buffer[..length].copy_from_slice(piece);
        self.rest = rest;
        self.given += length;
        Ok(length)
    }
}

/// Every row of a text, with the line where it begins.
fn rows(text: &[u8], delimiter: u8, size: usize) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    let mut text = Text::begin(Pieces::of(text, size))?;
    let mut lexer = Lexer { delimiter, cells: Vec::new() };
    let (mut line, mut found) = (1, Vec::new());
    while let Some(extent) = lexer.row(&mut text, line)? {
        let row = &text.rest()[..extent.row];
        found.push((line, lexer.cells.iter().map(|cell| cell.text(row).into_owned()).collect()));
        line += text.rest()[..extent.whole].matches('\n').count() as u64;
        text.pass(extent.whole);
    }
    Ok(found)
}

fn cells(text: &str) -> Vec<Vec<String>> {
    rows(text.as_bytes(), b',', 7).unwrap().into_iter().map(|(_, cells)| cells).collect()
}

fn fault(text: &[u8]) -> String {
    match rows(text, b',', 5) {
        Err(ReadError::Fault(fault)) => fault.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rows_are_cut_as_rfc_4180_says() {
    assert_eq!(cells("a,b\nc,d\n"), [["a", "b"], ["c", "d"]]);
    assert_eq!(cells("a,b\r\nc,d\r\n"), [["a", "b"], ["c", "d"]]);
    assert_eq!(cells("a,b"), [["a", "b"]], "the last line needs no end");
    assert_eq!(cells("a,b\r"), [["a", "b"]]);
    assert_eq!(cells("a,"), [["a", ""]]);
    assert_eq!(cells("a,\n,\n"), [["a", ""], ["", ""]]);
    assert_eq!(cells("\"a,b\",\"c\"\"d\",\"\"\n"), [["a,b", "c\"d", ""]]);
    assert_eq!(cells("\"a\r\nb\nc\",d\r\n\"e\""), [vec!["a\r\nb\nc", "d"], vec!["e"]]);
    assert_eq!(cells("\"\"\"\""), [["\""]]);
    assert_eq!(cells(" a , b \n"), [[" a ", " b "]], "white space belongs to the cell");
    assert!(cells("").is_empty());
}

#[test]
fn a_quotation_mark_within_a_plain_cell_is_a_character_like_any_other() {
    // RFC 4180 forbids it; the csv crate, Python and spreadsheets read it so.
    assert_eq!(cells("5\" pipe,a\"b\"c, \"x\"\n"), [["5\" pipe", "a\"b\"c", " \"x\""]]);
}

#[test]
fn rows_know_the_line_where_they_begin() {
    let rows = rows(b"a\n\"b\n\nc\"\r\nd\n", b',', 3).unwrap();
    assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 5]);
}

#[test]
fn what_fits_nowhere_is_told_with_its_place() {
    assert_eq!(fault(b"a,b\nc,\"d"), "line 2, column 3: the quotation mark that opens here is never closed");
    assert_eq!(fault("ä\n\"b\n\nc".as_bytes()), "line 2, column 1: the quotation mark that opens here is never closed");
    let text = fault("ä,\"ö\nü\"x\n".as_bytes());
    assert!(text.starts_with("line 2, column 3: text after") && text.contains("opened at line 1, column 3"), "{text}");
    assert!(fault(b"\"a\" ,b").starts_with("line 1, column 4: text after"));
    assert!(fault(b"a\nb\rc\n").starts_with("line 2, column 2: a carriage return without"));
    assert!(fault(b"a,b\r\r\n").starts_with("line 1, column 4: a carriage return without"));
}

#[test]
fn what_is_no_text_is_told_with_its_place_after_the_rows_before_it() {
    assert!(fault(b"a,b\nc\xe9d\n").starts_with("line 2, column 2: the byte 0xe9 is not UTF-8"));
    assert!(
        fault("a\n\"ä\nöö".as_bytes().iter().chain(b"\xff").copied().collect::<Vec<_>>().as_slice())
            .starts_with("line 3, column 3: the byte 0xff")
    );
    assert!(fault(b"ab,c\0d").starts_with("line 1, column 5: a NUL character"));
    assert!(fault(b"a,\xc3").starts_with("line 1, column 3: the file ends within a character"));
    let mut text = Text::begin(Pieces::of(b"a\nb\xff", 1)).unwrap_or_else(|_| panic!("text"));
    let mut lexer = Lexer { delimiter: b',', cells: Vec::new() };
    assert!(lexer.row(&mut text, 1).is_ok_and(|row| row.is_some_and(|row| row.row == 1)));
    text.pass(2);
    for _ in 0..2 {
        assert!(lexer.row(&mut text, 2).is_err(), "and again when it is asked again");
    }
}

fn encoded(text: &str, mark: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    mark.iter().copied().chain(text.encode_utf16().flat_map(unit)).collect()
}

#[test]
fn utf_16_of_both_orders_and_marks_are_read() {
    let text = "ä,\"🦀\n\"\r\n漢,\u{10ffff}";
    let expected = rows(text.as_bytes(), b',', 100).unwrap();
    let le = encoded(text, b"\xff\xfe", u16::to_le_bytes);
    let be = encoded(text, b"\xfe\xff", u16::to_be_bytes);
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for bytes in [le, be, marked] {
        for size in 1..9 {
            assert_eq!(rows(&bytes, b',', size).unwrap(), expected, "{size}");
        }
    }
    let lonely = [&encoded("a\nb", b"\xff\xfe", u16::to_le_bytes)[..], &[0x00, 0xd8, b'c', 0]].concat();
    assert!(fault(&lonely).starts_with("line 2, column 2: half a character in UTF-16 (0xd800)"));
    assert!(fault(&lonely[..lonely.len() - 2]).starts_with("line 2, column 2: half a character"));
    assert!(fault(&lonely[..lonely.len() - 3]).starts_with("line 2, column 2: the file ends within a character"));
}

#[test]
fn a_row_has_at_most_a_mebibyte_and_no_more_of_a_longer_one_is_read() {
    let fits = |line_end: &str| [&"a".repeat(ROW_BYTES), line_end, "b"].concat();
    for line_end in ["\n", "\r\n"] {
        assert_eq!(rows(fits(line_end).as_bytes(), b',', 1 << 16).unwrap().len(), 2);
    }
    // A piece ends between the carriage return and the line feed.
    assert_eq!((ROW_BYTES + 1) % 17, 0);
    assert_eq!(rows(fits("\r\n").as_bytes(), b',', 17).unwrap().len(), 2);
    assert_eq!(cells(&"a".repeat(ROW_BYTES))[0][0].len(), ROW_BYTES);
    let refused = |content: String, place: &str| {
        let bytes = [content.as_bytes(), &[b'x'; 3 << 20]].concat();
        let mut pieces = Pieces::of(&bytes, 1 << 16);
        let mut text = Text::begin(&mut pieces).unwrap_or_else(|_| panic!("text"));
        let mut lexer = Lexer { delimiter: b',', cells: Vec::new() };
        let Err(ReadError::Fault(fault)) = lexer.row(&mut text, 1) else { panic!("{place}") };
        assert!(fault.to_string().starts_with(place), "{fault}");
        assert!(pieces.given <= ROW_BYTES + (2 << 16), "{} bytes were read", pieces.given);
    };
    refused(String::new(), &format!("line 1, column {}: a row goes on here", ROW_BYTES + 1));
    refused("ä".repeat(10), &format!("line 1, column {}: a row goes on here", ROW_BYTES - 10 + 1));
    refused("a,\"\n".to_owned(), "line 1, column 3: the quotation mark that opens here is not closed within 1 MiB");
    for line_end in ["", "\n", "\r", "\r\n"] {
        let row = "a".repeat(ROW_BYTES + 1) + line_end;
        assert!(fault(row.as_bytes()).starts_with(&format!("line 1, column {}:", ROW_BYTES + 1)));
    }
}

#[test]
fn a_row_has_at_most_a_thousand_cells() {
    let row = |cells: usize| vec!["x"; cells].join(",");
    assert_eq!(cells(&row(1000))[0].len(), 1000);
    assert_eq!(fault(row(1001).as_bytes()), "line 1, column 2001: a row has more than 1000 cells");
    assert!(fault(",".repeat(2000).as_bytes()).starts_with("line 1, column 1001: a row has more"));
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof!["[a,;\"\r\n\t '=]{0,6}", "[^\0]{0,12}"];
    (1..5_usize).prop_flat_map(move |width| prop::collection::vec(prop::collection::vec(cell.clone(), width), 1..6))
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_is_read_as_it_was(
        table in table(),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        crlf: bool,
        always: bool,
        size in 1..40_usize,
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).quote_style(style).from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        // A mark at the very front is of the file, not of its first cell.
        prop_assume!(!bytes.starts_with(b"\xef\xbb\xbf"));
        let found: Vec<_> = rows(&bytes, delimiter, size).unwrap().into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(&found, &table);
        let whole = rows(&bytes, delimiter, usize::MAX).unwrap().into_iter().map(|(_, cells)| cells);
        prop_assert!(whole.eq(found));
    }

    #[test]
    fn whatever_comes_the_size_of_the_pieces_changes_nothing(
        bytes in prop_oneof![
            prop::collection::vec(prop::sample::select(b"a,;\"\r\n\xc3\xa4\xff\0".to_vec()), 0..60),
            prop::collection::vec(any::<u8>(), 0..60),
        ],
        utf16: bool,
        size in 1..9_usize,
    ) {
        let bytes = if utf16 { [b"\xff\xfe".to_vec(), bytes].concat() } else { bytes };
        let told = |size| rows(&bytes, b',', size).map_err(|error| error.to_string());
        prop_assert_eq!(told(size), told(usize::MAX));
    }
}
