//! Files that are not text, by their first bytes: the refusal names what the file is and what helps.

/// What a file that begins with these bytes is in place of text, as a whole message; `None` where it may be text.
pub(super) fn foreign(head: &[u8]) -> Option<String> {
    let save = "save it as CSV (\"CSV UTF-8\")";
    let (what, helps) = match head {
        [b'P', b'K', 3, 4, ..] if holds(head, b"opendocument") => ("an OpenDocument sheet (.ods)", save),
        [b'P', b'K', 3, 4, ..] if holds(head, b"[Content_Types].xml") || holds(head, b"xl/") => {
            ("an Excel workbook (.xlsx)", save)
        }
        [b'P', b'K', 3, 4, ..] => {
            ("a zip archive, perhaps an Excel workbook (.xlsx)", "unpack it, or open it and save it as CSV")
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => ("an old Excel workbook (.xls)", save),
        [0x1f, 0x8b, ..] => ("a gzip archive", "unpack it first: gunzip -c FILE"),
        [b'%', b'P', b'D', b'F', b'-', ..] => ("a PDF", "export the list as CSV"),
        _ if head.starts_with(b"SQLite format 3\0") => ("an SQLite database", "export the list as CSV"),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => ("text in UTF-32", "save it as UTF-8"),
        [0, ..] | [_, 0, ..] => ("UTF-16 without its byte order mark, or binary", "save it as UTF-8"),
        _ => return None,
    };
    Some(format!("this looks like {what}, which cannot be read: {helps}"))
}

fn holds(head: &[u8], mark: &[u8]) -> bool {
    head.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_called_by_its_name() {
        let xlsx = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00AAAABBBBCCCC\x13\x00\x00\x00[Content_Types].xml";
        let ods = b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet";
        let called: [(&[u8], &str); 9] = [
            (xlsx, "an Excel workbook (.xlsx)"),
            (ods, "an OpenDocument sheet"),
            (b"PK\x03\x04....people.csv", "a zip archive"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
            (b"\x1f\x8b\x08", "a gzip archive"),
            (b"%PDF-1.7", "a PDF"),
            (b"SQLite format 3\0", "an SQLite database"),
            (b"\xff\xfe\0\0u\0\0\0", "UTF-32"),
            (b"u\0s\0", "UTF-16 without"),
        ];
        for (head, name) in called {
            let message = foreign(head).unwrap_or_default();
            assert!(message.contains(name), "{name}: {message}");
        }
        assert!(foreign(xlsx).unwrap().contains("save it as CSV"));
    }

    #[test]
    fn text_in_any_of_the_encodings_that_are_read_is_not_foreign() {
        let text: [&[u8]; 6] = [b"", b"u", b"username\n", b"\xef\xbb\xbfusername", b"\xff\xfeu\0s\0", b"\xfe\xff\0u"];
        assert!(text.iter().all(|head| foreign(head).is_none()));
        assert!(foreign(b"PKI user,e-mail").is_none());
    }
}
