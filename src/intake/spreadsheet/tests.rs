use crate::{
    domain::field::Field,
    intake::tests::{fault, reader, row_faults, rows, values},
};

#[test]
fn the_header_tells_the_delimiter() {
    for (header, delimiter) in [
        ("username,email", ','),
        ("username;email", ';'),
        ("username\temail", '\t'),
        ("username", ','),
        ("username;\"a,b,c,d\";email", ';'),
        ("username;\"a\n,,,,\";email\n,,,,", ';'),
        ("username;first,last;email", ';'),
    ] {
        assert_eq!(reader(header, &[]).unwrap().delimiter(), delimiter, "{header}");
    }
    let text = "username;phone\nada;1,2,3\n";
    assert_eq!(values(text, Field::Phone, &[]), [Some("1,2,3".to_owned())], "later rows change nothing");
}

#[test]
fn a_row_with_too_few_or_too_many_cells_is_rejected_alone() {
    let text = "username,email,phone\nada,a,1\nbob\n\ncy,c,3,\n\"dan\n\",d,4\neve,\"e,5\"\n";
    assert_eq!(
        row_faults(text),
        [
            "3 \"\": the row has 1 cell where the header has 3",
            "5 \"\": the row has 4 cells where the header has 3",
            "8 \"\": the row has 2 cells where the header has 3",
        ]
    );
    assert_eq!(rows(&mut reader(text, &[]).unwrap()).unwrap().len(), 5);
}

#[test]
fn what_stands_before_a_header_is_kept() {
    let mut entra = reader("version:v1.0,,\r\nUser name,E-mail\r\nada,a\r\n", &[]).unwrap();
    assert_eq!(entra.header(), Some("version:v1.0,,\nUser name,E-mail"));
    assert_eq!(entra.rejects().head(), "version:v1.0,,\nreject_line,reject_column,reject_reason,User name,E-mail\n");
    assert_eq!(rows(&mut entra).unwrap()[0].0, 3);
    let excel = reader("sep=;\nusername;a,b,c,d\n", &[]).unwrap();
    assert_eq!((excel.delimiter(), excel.header()), (';', Some("sep=;\nusername;a,b,c,d")));
    let quoted = reader("\"version:v1.0\"\nusername\n", &[]).unwrap();
    assert_eq!(quoted.header(), Some("\"version:v1.0\"\nusername"));
    for no_preamble in ["version:x,username", "separator,username", "sep=|,username"] {
        assert_eq!(reader(no_preamble, &[]).unwrap().header(), Some(no_preamble));
    }
}

#[test]
fn the_columns_have_the_names_of_the_file() {
    let reader = reader("E-Mail , User name,Shoe size,,x\n", &[("x", None)]).unwrap();
    assert_eq!(reader.column_of(Field::Email), "E-Mail");
    assert_eq!(reader.column_of(Field::Username), "User name");
    assert_eq!(reader.column_of(Field::FirstName), "first_name");
    assert_eq!(reader.ignored(), ["Shoe size", "column 4", "x"]);
    assert!(reader.unmet().is_empty());
}

#[test]
fn a_fault_of_the_header_stands_at_its_column() {
    assert!(
        fault("\nusername,email,\"ä\",E-Mail,EMAIL\n", &[])
            .starts_with("line 2, column 27: the column \"EMAIL\" appears twice")
    );
    assert!(fault("username,\"x", &[]).starts_with("line 1, column 10: the quotation mark that opens here"));
    assert!(fault("username,x\0", &[]).starts_with("line 1, column 11: a NUL"));
}

#[test]
fn a_header_is_bounded_as_any_row_is() {
    let columns = |count: usize| (0..count).map(|n| format!(",c{n}")).collect::<String>();
    assert_eq!(reader(&("username".to_owned() + &columns(999)), &[]).unwrap().ignored().len(), 999);
    assert!(fault(&("username".to_owned() + &columns(1000)), &[]).ends_with("a row has more than 1000 cells"));
    let long = "u".repeat(2 << 20);
    assert!(fault(&long, &[]).starts_with("line 1, column 1048577: a row goes on here for more than 1 MiB"));
    assert!(fault(&" ".repeat(2 << 20), &[]).starts_with("line 1, column 1048577: a row goes on"));
    assert!(fault(&format!("username\n\"{long}\",x\n"), &[]).starts_with("line 2, column 1: the quotation mark"));
}

#[test]
fn a_row_of_another_file_leaves_nothing_behind() {
    let mut row = super::Row::default();
    let mut first = reader("username,email\nada,a\n", &[]).unwrap();
    assert!(first.next(&mut row).unwrap());
    let mut second = reader("username\nbob\n", &[]).unwrap();
    assert!(second.next(&mut row).unwrap());
    assert_eq!(row.cells[Field::Email.place()], None);
}
