use crate::{
    domain::field::Field,
    intake::{
        Form, Reader, Row,
        tests::{NOW, fault, reader, row_faults, rows, values},
    },
};

#[test]
fn keys_are_known_as_columns_are() {
    let text = r#"{"User Name":"ada","firstName":"Ada","E-Mail":"a","active":true,"champion":false,"shoe":9,"x":null}"#;
    let mut reader = reader(text, &[("x", Some(Field::Phone)), ("y", None)]).unwrap();
    let found = rows(&mut reader).unwrap();
    let expected = [
        (Field::Username, "ada"),
        (Field::Email, "a"),
        (Field::FirstName, "Ada"),
        (Field::Phone, ""),
        (Field::Champion, "false"),
        (Field::Active, "true"),
    ];
    assert_eq!(found[0].1, expected.map(|(field, text)| (field, text.to_owned())));
    assert_eq!((reader.ignored(), reader.unmet()), (&["shoe".to_owned()][..], vec!["y"]));
    assert_eq!((reader.column_of(Field::Email), reader.column_of(Field::Level)), ("E-Mail", "level"));
    assert_eq!((reader.form(), reader.template(), reader.header(), reader.delimiter()), (Form::Jsonl, None, None, ','));
}

#[test]
fn what_map_says_counts_for_more_than_the_names_of_keys() {
    let text = r#"{"email":"e","mail":"m","login":"l"}"#;
    let mail = [("mail", Some(Field::Email)), ("mail", Some(Field::Username))];
    assert_eq!(values(text, Field::Email, &mail), [Some("m".to_owned())]);
    assert_eq!(values(text, Field::Username, &mail), [Some("m".to_owned())]);
    let both = [("a", Some(Field::Email)), ("b", Some(Field::Email))];
    assert!(fault("{}", &both).ends_with("--map has both \"a\" and \"b\" give email: one of them can"));
    assert!(fault("{}", &[("a", Some(Field::Email)), ("A", None)]).ends_with("a field and ignores it as well"));
    assert_eq!(values(text, Field::Email, &[("a", None), ("email", None)]), [Some("m".to_owned())]);
}

#[test]
fn a_line_that_cannot_be_used_is_rejected_alone() {
    let text = r#"{"username":"ä","username":"b"}
{"username":"a","login":"b"}
{"username":5}
{"username":["a"]}
{"username":"a","tfa":{"a":1}}
{"username":"a","my list":[]}
"text"
17
{"username":"ä"} x
{"username":"ä
{"username":"\ud800"}
{"username" "a"}
["a"]
null
{"username":"last"}"#;
    assert_eq!(
        row_faults(text),
        [
            "1 \"username\": \"username\" appears twice in the object",
            "2 \"login\": \"login\" gives username, which another key of the object has given",
            "3 \"username\": \"username\" is a number: write it as a text, in quotation marks",
            "4 \"username\": \"username\" is a list: a text, true, false or null is read",
            "5 \"tfa\": \"tfa\" is an object, and nested values are not read: ignore it with --map tfa=ignore, or name what is within by its path, such as tfa.KEY",
            "6 \"my list\": \"my list\" is a list, and nested values are not read: ignore it with --map 'my list=ignore', or name what is within by its path, such as my list.KEY",
            "7 \"\": the line is not a JSON object",
            "8 \"\": the line is not a JSON object",
            "9 \"\": the line is not JSON: trailing characters, at character 18",
            "10 \"\": the line is not JSON: EOF while parsing a string, at character 14",
            "11 \"\": the line is not JSON: unexpected end of hex escape, at character 20",
            "12 \"\": the line is not JSON: expected `:`, at character 13",
            "13 \"\": the line is not a JSON object",
            "14 \"\": the line is not a JSON object",
        ]
    );
    assert_eq!(values(text, Field::Username, &[]).last(), Some(&Some("last".to_owned())));
}

#[test]
fn nested_values_that_nothing_was_said_of_are_told_at_once() {
    let faults = row_faults(r#"{"username":"a","tfa":{"a":1},"groups":[1],"meta":{"x":[]}}"#);
    let wanted = "1 \"tfa\": \"tfa\" is an object, \"groups\" is a list, \"meta\" is an object, and nested values are not read: ignore \
                  them with --map tfa=ignore --map groups=ignore --map meta=ignore, or name what is within by its path, such as tfa.KEY";
    assert_eq!(faults, [wanted]);
}

#[test]
fn a_path_gives_what_is_within_a_nested_value() {
    let text = r#"{"userName":"ada@a","name":{"givenName":"Ada","familyName":"Byron","formatted":"x","more":{"y":1}},
        "emails":[{"value":"a@b","type":"work","tags":[1]},{"value":"c@d"}]}"#
        .replace('\n', " ");
    let maps = [("Emails.0.value", Some(Field::Email))];
    for (field, value) in [(Field::FirstName, "Ada"), (Field::LastName, "Byron"), (Field::Email, "a@b")] {
        assert_eq!(values(&text, field, &maps), [Some(value.to_owned())], "{field}");
    }
    let mut reader = reader(&text, &maps).unwrap();
    rows(&mut reader).unwrap();
    assert_eq!(reader.unmet(), Vec::<&str>::new());
    let ignored = ["name.formatted", "name.more", "emails.0.type", "emails.0.tags", "emails.1"];
    assert_eq!(reader.ignored(), ignored.map(str::to_owned));
    // A text in its place is one like any other, and a path into it is not there.
    assert_eq!(values(r#"{"login":"a","name":"Ada"}"#, Field::FirstName, &[]), [None]);
    let twice = r#"{"login":"a","name":{"givenName":"A","givenName":"B"}}"#;
    assert_eq!(row_faults(twice), ["1 \"name.givenName\": \"name.givenName\" appears twice in the object"]);
    let said = [("name", None)];
    assert_eq!(values(r#"{"login":"a","name":{"givenName":"A"}}"#, Field::FirstName, &said), [None]);
}

#[test]
fn an_empty_key_is_ignored_by_a_name() {
    let mut reader = reader(r#"{"username":"a","":"x"}"#, &[]).unwrap();
    rows(&mut reader).unwrap();
    assert_eq!(reader.ignored(), ["the empty key".to_owned()]);
}

#[test]
fn no_value_stands_in_a_fault() {
    let text = "{\"password\":[\"Secret-7\"]}\n{\"password\":\"Secret-7}\n\"Secret-7\"\n{\"password\":\"Secret-7\" \"Secret-7\"}\n";
    let faults = row_faults(text);
    assert_eq!(faults.len(), 4);
    assert!(faults.iter().all(|fault| !fault.contains("Secret")), "{faults:?}");
}

#[test]
fn a_nested_value_may_be_ignored_when_that_is_said() {
    let text = r#"{"tfa":{"a":[{"b":{}}]},"username":"ada","list":[[],1]}"#;
    let maps = [("tfa", None), ("LIST", None)];
    assert_eq!(values(text, Field::Username, &maps), [Some("ada".to_owned())]);
    assert_eq!(
        reader(text, &maps).and_then(|mut reader| rows(&mut reader).map(|_| reader.ignored().to_vec())).unwrap(),
        ["tfa", "list"]
    );
}

#[test]
fn a_depth_bomb_is_refused_where_it_begins_and_passed_over_without_recursion() {
    // As deep as a line can be: recursion would end the process here.
    let deep = 500_000;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let depth = deep / open.len();
        let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let text = format!("{{\"username\":{nested}}}\n{{\"x\":{nested},\"username\":\"ada\"}}\n");
        let kind = if open == "[" { "a list" } else { "an object" };
        let faults = row_faults(&text);
        assert!(faults[0].starts_with(&format!("1 \"username\": \"username\" is {kind}:")), "{faults:?}");
        assert!(
            faults[1].starts_with(&format!("2 \"x\": \"x\" is {kind}, and nested values are not read")),
            "{faults:?}"
        );
        assert_eq!(values(&text, Field::Username, &[("x", None)])[1].as_deref(), Some("ada"));
    }
    let unclosed = format!("{{}}\n{}\n", "[".repeat(1_000_000));
    assert_eq!(row_faults(&unclosed), ["2 \"\": the line is not a JSON object"]);
}

#[test]
fn an_object_over_several_lines_is_refused_with_the_way_out() {
    let told = fault("\n{\n  \"username\": \"ada\"\n}\n", &[]);
    assert!(
        told.starts_with("line 2, column 2: the object goes on in the next line") && told.contains("jq -c ."),
        "{told}"
    );
}

#[test]
fn a_line_and_the_keys_of_a_file_are_bounded() {
    let long = format!("{{\"username\":\"{}\"}}", "a".repeat(2 << 20));
    assert!(fault(&long, &[]).starts_with("line 1, column 1048577: a row goes on here for more than 1 MiB"));
    let fits = format!("{{\"username\":\"{}\"}}", "a".repeat((1 << 20) - 15));
    for line_end in ["", "\n", "\r\n"] {
        assert_eq!(values(&(fits.clone() + line_end), Field::Username, &[]).len(), 1);
        assert!(fault(&format!("{fits} {line_end}"), &[]).contains("more than 1 MiB"));
    }
    let keys = |count: usize| (0..count).map(|n| format!("{{\"k{n}\":1}}\n")).collect::<String>();
    assert_eq!(values(&keys(1000), Field::Username, &[]).len(), 1000);
    assert!(fault(&keys(1001), &[]).starts_with("line 1001, column 8: more than 1000 different keys"));
    let wide: String = (0..3).map(|n| format!("{{\"{n}{}\":1}}\n", "k".repeat(500_000))).collect();
    assert!(fault(&wide, &[]).starts_with("line 3, column "), "{}", fault(&wide, &[]));
}

#[test]
fn binary_between_lines_ends_the_reading_after_what_was_whole() {
    let mut reader = Reader::begin(&b"{\"username\":\"a\"}\n{\"username\":\"\xe9\"}\n"[..], None, &[], NOW).unwrap();
    let mut row = Row::default();
    assert!(reader.next(&mut row).unwrap());
    assert!(
        reader.next(&mut row).unwrap_err().to_string().starts_with("line 2, column 14: the byte 0xe9 is not UTF-8")
    );
}
