//! `resource import` of files that somebody made by mistake or on purpose: each is refused with its place and the way out, in bounded memory,
//! and leaves the tenant as it was, byte for byte.

use crate::common::{BINARY, Home, Run};
use std::{
    io::Write,
    process::{Command, Stdio},
};

fn import(home: &Home, content: &[u8], more: &[&str]) -> Run {
    let name = if content.starts_with(b"{") || content.starts_with(b"[") { "users.jsonl" } else { "users.csv" };
    std::fs::write(home.path().join(name), content).expect("a file");
    home.run([&["resource", "import", name], more].concat())
}

/// A workbook as Excel begins it.
const WORKBOOK: &[u8] = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xa4\x12\x8c\x9e\x6e\x01\x00\x00\x10\x05\x00\x00\x13\x00\x08\x02[Content_Types].xml";

#[test]
fn a_file_that_cannot_be_read_on_is_refused_with_its_place_and_leaves_the_tenant_as_it_was() {
    let home = Home::with_tenant();
    // Everything of the first command is on the disk before.
    let _ = home.run(["resource", "list"]).exits(0);
    let before = home.bytes();
    let good = "username,email\nada@acme.example,ada@mail.example\n";
    let after = |bytes: &[u8]| [good.as_bytes(), bytes].concat();
    let utf16 = |text: &str| [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
    let refused: [(&str, Vec<u8>, &[&str]); 18] = [
        ("a workbook", WORKBOOK.to_vec(), &["line 1, column 1", "Excel workbook (.xlsx)", "save it as CSV"]),
        ("a PDF", b"%PDF-1.7\n".to_vec(), &["a PDF"]),
        ("nothing", Vec::new(), &["line 1, column 1", "the header is missing"]),
        ("blank lines", b"\n\r\n  \n".to_vec(), &["line 4, column 1", "the header is missing"]),
        ("NUL", after(b"bob@acme.example,b\0\n"), &["line 3, column 19", "NUL"]),
        ("Latin-1", after(b"bob@acme.example,b\xf6b@mail.example\n"), &["line 3, column 19", "0xf6", "iconv"]),
        ("half a character", after(b"bob@acme.example,b\xc3"), &["line 3, column 19", "within a character"]),
        ("a lone surrogate", utf16("username\na"), &[]),
        ("an open quotation mark", after(b"bob@acme.example,\"b\nc\nd\n"), &["line 3, column 18", "never closed"]),
        ("text after a quotation mark", after(b"\"bob\"x,b\n"), &["line 3, column 6", "opened at line 3, column 1"]),
        ("a lone carriage return", b"username\rada\r".to_vec(), &["line 1, column 9", "carriage return"]),
        ("a name twice", b"username,Email,EMAIL\n".to_vec(), &["line 1, column 16", "appears twice"]),
        ("two for one field", b"username,phone,mobile\n".to_vec(), &["--map 'mobile=ignore'"]),
        ("no username", b"Nutzer,email\n".to_vec(), &["--map COLUMN=username", "Nutzer, email"]),
        ("too many columns", ["username".to_owned(), ",c".repeat(2000)].concat().into(), &["more than 1000 cells"]),
        ("a JSON array", b"[{\"username\":\"a@b.example\"}]".to_vec(), &["line 1, column 1", "jq -c '.[]'"]),
        ("JSON over many lines", b"{\n\"username\":\"a@b.example\"\n}".to_vec(), &["line 1, column 2", "jq -c ."]),
        (
            "a cell of 10 MB",
            after(format!("\"{}\",b\n", "x".repeat(10 << 20)).as_bytes()),
            &["line 3, column 1", "1 MiB"],
        ),
    ];
    for (what, content, parts) in refused {
        let content = if what == "a lone surrogate" { [content, b"\x00\xd8x\0".to_vec()].concat() } else { content };
        let run = import(&home, &content, &[]).exits(7);
        let error = run.error();
        let message = error["message"].as_str().expect("a text");
        assert_eq!(error["code"], "invalid_input", "{what}");
        assert!(message.starts_with("line ") && message.contains("nothing was changed"), "{what}: {message}");
        assert!(parts.iter().all(|part| message.contains(part)), "{what}: {message}");
        assert!(message.len() < 600 && run.out.is_empty(), "{what}: {message}");
        assert!(home.bytes() == before, "{what}: the tenant is as it was");
    }
}

#[test]
fn names_and_values_of_a_file_steer_no_terminal_and_passwords_are_told_to_nobody() {
    let home = Home::with_tenant();
    let nasty = "\u{1b}[2J\u{202e}\u{9b}31m";
    let header = format!("username,{nasty},\"pass{nasty}\"\n");
    let rows = format!("{nasty}@acme.example,{nasty},x\nada@acme.example,x\n");
    for (content, more) in [
        (format!("{header}{rows}"), &["--on-error", "skip"][..]),
        (format!("{nasty},b\n"), &[]),
        (format!("username,{nasty},{nasty}\n"), &[]),
        (format!("{{\"username\":\"a@acme.example\",\"{nasty}\":[1]}}\n").replace('\u{1b}', "\\u001b"), &[]),
        (format!("{header}{rows}"), &["--map", "no\u{1b}[2Jne=email"]),
    ] {
        for form in ["table", "plain"] {
            let run = import(&home, content.as_bytes(), &[more, &["-o", form]].concat());
            let told = run.out + &run.err;
            assert!(!told.is_empty() && !told.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{form}: {told:?}");
        }
    }
    let password = "Quartz-violin-Secret9";
    for content in [
        format!("username,password,x\nada@acme.example,{password}\n"),
        format!("username,password,active\nada@acme.example,{password},{password}\n"),
        format!("username,password,active\nada@acme.example,{password},\"{password}\"{password}\n"),
        format!("{{\"username\":\"a@acme.example\",\"password\":[\"{password}\"]}}\n"),
        format!("{{\"username\":\"a@acme.example\",\"password\":\"{password}\" \"{password}\"}}\n"),
        format!("{{\"username\":\"a@acme.example\",\"password\":\"{password}\n"),
        format!("\"{password}\"\n{{\"username\":\"a@acme.example\",\"password\":\"{password}\"}}\n"),
    ] {
        let more = if content.starts_with("user") {
            &["--map", "password=password", "--plain-passwords"][..]
        } else {
            &["--format", "jsonl"]
        };
        let run = import(&home, content.as_bytes(), more);
        assert_ne!(run.code, 0, "{content}");
        assert!(!(run.out + &run.err).contains("Secret9"), "{content}");
    }
    assert!(!home.events().iter().any(|event| event.to_string().contains("Secret9")));
}

/// Imports what is written piece by piece, in little memory; how the command ended, and how much of it was taken, in bytes.
fn piped(home: &Home, begin: &[u8], piece: &[u8], pieces: usize, more: &[&str]) -> (Run, usize) {
    let mut command = Command::new("bash");
    command.args(["-c", "ulimit -v 600000; exec \"$@\"", "bash", BINARY, "resource", "import", "-"]).args(more);
    let shown = home.command([""; 0]);
    command
        .env_clear()
        .envs(shown.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .current_dir(home.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("bash");
    let mut input = child.stdin.take().expect("its input");
    let mut taken = 0;
    for piece in [begin].into_iter().chain(std::iter::repeat_n(piece, pieces)) {
        // A pipe whose reader is gone: enough was read.
        if input.write_all(piece).is_err() {
            break;
        }
        taken += piece.len();
    }
    drop(input);
    (Run::from(child.wait_with_output().expect("ended")), taken)
}

#[test]
fn a_row_without_an_end_is_refused_after_a_mebibyte_in_little_memory() {
    let home = Home::with_tenant();
    let piece = [b'x'; 1 << 16];
    let gigabyte = (1 << 30) / piece.len();
    let header = b"username,email\nada@acme.example,\"";
    for (begin, more, place) in [
        (&b""[..], &[][..], "line 1, column 1048577"),
        (header, &[], "line 2, column 18"),
        (&header[..header.len() - 1], &[], "line 2, column 1048577"),
        (b"{\"username\":\"", &[], "line 1, column 1048577"),
        (b"x", &["--format", "jsonl"], "line 1, column 1048577"),
    ] {
        let (run, taken) = piped(&home, begin, &piece, gigabyte, more);
        let run = run.exits(7);
        let message = run.error()["message"].to_string();
        assert!(message.contains(place) && message.contains("1 MiB"), "{message}");
        assert!(taken < 4 << 20, "{taken} bytes were taken");
    }
    // The same memory is enough for a file of any length: the limit above says something.
    let rows: String = (0..20_000).map(|n| format!("{{\"username\":\"u{n}\"}}\n")).collect();
    let (run, taken) = piped(&home, b"", rows.as_bytes(), 20, &["--on-error", "skip"]);
    let _ = run.exits(0);
    assert_eq!(taken, rows.len() * 20);
    assert_eq!(home.events().iter().filter(|event| event["action"] == "resource.create").count(), 1);
}

#[test]
fn depth_bombs_and_doubled_keys_reject_their_rows_alone() {
    let home = Home::with_tenant();
    let deep = "[".repeat(500_000);
    let nested = format!("{{\"username\":\"b@acme.example\",\"x\":{deep}{}}}", "]".repeat(500_000 - 40));
    let content = [
        "{\"username\":\"a@acme.example\"}".to_owned(),
        nested,
        deep,
        "{\"username\":\"c@acme.example\",\"username\":\"d@acme.example\"}".to_owned(),
        "{\"username\":\"e@acme.example\",\"email\":5}".to_owned(),
        "{\"username\":\"\\u0000\\u202ef@acme.example\"}".to_owned(),
    ];
    let run = import(&home, content.join("\n").as_bytes(), &["--format", "jsonl", "--on-error", "skip"]).exits(0);
    let answer = run.json();
    assert_eq!((&answer["created"], &answer["rejected"]), (&1.into(), &5.into()), "{answer}");
    let lines: Vec<_> =
        answer["rejects"].as_array().expect("rejects").iter().map(|reject| reject["line"].clone()).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6]);
}

#[test]
fn what_is_no_file_is_told_as_that() {
    let home = Home::with_tenant();
    std::fs::create_dir(home.path().join("folder")).expect("a folder");
    assert!(home.run(["resource", "import", "folder"]).error()["message"].to_string().contains("directory"));
    let missing = home.run(["resource", "import", "nobody.csv"]).exits(3).error();
    assert!(missing["message"].to_string().contains("nobody.csv"), "{missing}");
    assert!(
        home.run(["resource", "import", "-"]).exits(7).error()["message"].to_string().contains("the header is missing")
    );
}
