use crate::{
    domain::field::Field,
    intake::tests::{fault, reader, values},
};

#[test]
fn what_map_says_counts_for_more_than_names() {
    let text = "username,login name,email\na,b,c\n";
    let one = |field, maps: &[(&str, Option<Field>)]| values(text, field, maps)[0].clone();
    let login = [("Login Name", Some(Field::Username))];
    assert_eq!(one(Field::Username, &login).as_deref(), Some("b"));
    assert_eq!(reader(text, &login).unwrap().ignored(), ["username"]);
    let swapped = [("username", Some(Field::Email)), ("email", Some(Field::Username)), ("login name", None)];
    assert_eq!(one(Field::Username, &swapped).as_deref(), Some("c"));
    assert_eq!(one(Field::Email, &swapped).as_deref(), Some("a"));
    assert_eq!(one(Field::Email, &[("email", None), ("login name", None)]), None);
}

#[test]
fn one_column_may_give_two_fields_and_two_columns_never_one() {
    let maps = [("mail", Some(Field::Username)), ("mail", Some(Field::Email)), ("mail", Some(Field::Email))];
    for field in [Field::Username, Field::Email] {
        assert_eq!(values("mail\na@x\n", field, &maps), [Some("a@x".to_owned())]);
    }
    assert_eq!(
        fault("username,Phone,Mobile's\n", &[("phone", Some(Field::Phone)), ("Mobile's", Some(Field::Phone))]),
        "line 1, column 16: --map has both \"Phone\" and \"Mobile's\" give phone: one of them can"
    );
    assert_eq!(
        fault("username,Phone,Mobile phone\n", &[]),
        "line 1, column 16: the columns \"Phone\" and \"Mobile phone\" both give phone: leave one out, for example with --map 'Mobile phone=ignore'"
    );
    assert_eq!(values("username,Phone,Mobile\na,1,2\n", Field::Phone, &[("Mobile", None)]), [Some("1".to_owned())]);
    assert!(
        fault("username,x\n", &[("x", None), ("x", Some(Field::Phone))]).starts_with("line 1, column 10: --map gives")
    );
}

#[test]
fn a_header_without_a_username_names_its_columns_and_the_way_out() {
    assert_eq!(
        fault("\nNutzer,E-Mail,,Größe\n", &[]),
        "line 2, column 1: no column gives the username: say which one does with --map COLUMN=username; the columns are: Nutzer, E-Mail, Größe"
    );
    assert_eq!(
        values("Nutzer\nada\n", Field::Username, &[("NUTZER", Some(Field::Username))]),
        [Some("ada".to_owned())]
    );
}

#[test]
fn a_mapped_column_that_is_not_there_is_refused_with_those_that_are() {
    assert_eq!(
        fault("username,E-Mail\n", &[("mail", Some(Field::Email))]),
        "line 1, column 1: there is no column \"mail\", which --map names; the columns are: username, E-Mail"
    );
}

#[test]
fn a_name_that_stands_twice_is_refused_and_nameless_columns_are_ignored() {
    assert_eq!(
        fault("username,x, X \n", &[]),
        "line 1, column 12: the column \"X\" appears twice in the header, as column 2 and column 3: give one of them another name"
    );
    assert_eq!(reader("username,,\n", &[]).unwrap().ignored(), ["column 2", "column 3"]);
}
