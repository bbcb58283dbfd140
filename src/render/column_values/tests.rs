use super::*;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn column(key: &'static str) -> Column {
    Column { key, title: key, weight: 0, below: None }
}

/// The cells that a whole value of the item gives, which is how `csv` and `plain` of a single report find them.
fn expected(item: &Value, key: &str) -> (String, bool) {
    let value = key.split('.').fold(item, |value, name| value.get(name).unwrap_or(&Value::Null));
    (key_values::text(value).into_owned(), value.is_number())
}

const KEYS: [&str; 7] = ["a", "b", "a.b", "b.a", "a.b.a", "b.b.b", "c"];

fn picked(item: &impl Serialize) -> Vec<(String, bool)> {
    let mut picked = Picked::new(&KEYS.map(column));
    // What an item before it had is gone.
    picked.take(&json!({"a": {"b": {"a": 7}}, "b": {"a": 1, "b": {"b": "x"}}, "c": "y"})).unwrap();
    picked.take(item).unwrap();
    picked.cells().map(|(text, number)| (text.to_owned(), number)).collect()
}

#[derive(Serialize)]
struct Item {
    a: Option<Inner>,
    b: Wrapped,
    c: Option<&'static str>,
}

#[derive(Serialize)]
struct Inner {
    b: i64,
    skipped: [u8; 2],
}

#[derive(Serialize)]
struct Wrapped(Vec<&'static str>);

#[test]
fn the_fields_of_types_are_found_as_those_of_values_are() {
    let item = |a| Item { a, b: Wrapped(vec!["x", "y\n\"é"]), c: Some("a\\b\u{7f}") };
    for item in [item(None), item(Some(Inner { b: -5, skipped: [1, 2] }))] {
        let value = serde_json::to_value(&item).unwrap();
        assert_eq!(picked(&item), KEYS.map(|key| expected(&value, key)));
    }
}

#[test]
fn what_has_no_names_gives_empty_cells_and_what_fails_is_an_error() {
    assert!(picked(&json!([1, 2])).iter().chain(&picked(&"a")).all(|(text, number)| text.is_empty() && !number));
    let unwritable = std::collections::HashMap::from([("a", std::collections::HashMap::from([(vec![1], 1)]))]);
    assert!(Picked::new(&KEYS.map(column)).take(&unwritable).is_err());
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a\"\\\\\t\u{7f}\u{202e}]{0,4}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 40, 4, |inner| {
        let name = prop_oneof![Just("a".to_owned()), Just("b".to_owned()), Just("c".to_owned()), any::<String>()];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name, inner), 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn cells_are_those_of_the_whole_value(item in value()) {
        prop_assert_eq!(picked(&item), KEYS.map(|key| expected(&item, key)));
    }
}
