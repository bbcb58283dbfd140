//! A report laid out flat: the keys and values of `plain` and `csv`.

use super::escape::{csv_cell, tab_separated, terminal};
use serde_json::Value;
use std::{borrow::Cow, io};

/// Every value of the report with its key: nested keys joined by dots, arrays of scalars in one value joined by commas,
/// arrays of objects by position (`factors.0.label`). A report that is a bare scalar has the key `value`.
pub(super) fn flatten(report: &Value) -> Vec<(String, &Value)> {
    let mut out = Vec::new();
    walk(String::new(), report, &mut out);
    out
}

fn walk<'v>(key: String, value: &'v Value, out: &mut Vec<(String, &'v Value)>) {
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(name, value)| walk(below(name), value, out));
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().enumerate().for_each(|(at, item)| walk(below(&at.to_string()), item, out));
        }
        _ => out.push((if key.is_empty() { "value".to_owned() } else { key }, value)),
    }
}

/// The value under a key whose dots reach into nested objects; nothing where there is none.
pub(super) fn reach<'v>(item: &'v Value, key: &str) -> &'v Value {
    let whole = item.get(key);
    whole.unwrap_or_else(|| key.split('.').fold(item, |value, name| value.get(name).unwrap_or(&Value::Null)))
}

/// The value as text: nothing for null and for what is empty, scalars joined by commas, compact JSON for what is deeper.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) if !items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().map(text).collect::<Vec<_>>().join(",").into()
        }
        Value::Object(fields) if fields.is_empty() => "".into(),
        other => other.to_string().into(),
    }
}

/// One line of `plain`: the values with tabs between them, escaped so that it can be undone.
pub(super) fn plain_line<'v>(values: impl IntoIterator<Item = &'v Value>) -> String {
    let cells: Vec<_> = values.into_iter().map(|value| tab_separated(&text(value)).into_owned()).collect();
    format!("{}\n", cells.join("\t"))
}

/// The value as a cell of CSV; numbers are no formulas and stay.
pub(super) fn csv_value(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Number(number) => number.to_string().into(),
        other => match text(other) {
            Cow::Borrowed(text) => csv_cell(text),
            Cow::Owned(text) => csv_cell(&text).into_owned().into(),
        },
    }
}

/// One record of CSV, quoted where needed; on a terminal with nothing that steers it.
pub(super) fn csv_record<'c>(cells: impl IntoIterator<Item = Cow<'c, str>>, on_terminal: bool) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(256).from_writer(Vec::new());
    for cell in cells {
        let cell = if on_terminal { terminal(&cell).into_owned().into() } else { cell };
        writer.write_field(cell.as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_reports_become_dotted_keys() {
        let report =
            json!({"id": 1, "a": {"b": null, "c": {}}, "tags": ["x", 2], "f": [{"label": "l"}, {"label": "m"}]});
        let flat: Vec<_> = flatten(&report).into_iter().map(|(key, value)| format!("{key}={}", text(value))).collect();
        assert_eq!(flat, ["id=1", "a.b=", "a.c=", "tags=x,2", "f.0.label=l", "f.1.label=m"]);
        assert_eq!(flatten(&json!("x"))[0].0, "value");
    }

    #[test]
    fn keys_reach_into_objects_and_miss_quietly() {
        let item = json!({"a": {"b": 1}, "c.d": 2});
        assert_eq!((reach(&item, "a.b"), reach(&item, "c.d")), (&json!(1), &json!(2)));
        assert!(reach(&item, "a.x.y").is_null());
    }

    #[test]
    fn negative_numbers_stay_numbers_in_csv() {
        let row = json!({"n": -5, "t": "-5", "s": "a\"b,c\n", "e": null});
        let cells = flatten(&row).into_iter().map(|(_, value)| csv_value(value));
        assert_eq!(csv_record(cells, false).unwrap(), b"-5,'-5,\"a\"\"b,c\n\",\n");
        assert_eq!(csv_record(["x\u{1b}\u{9b}".into()], true).unwrap(), b"x\\u{1b}\\u{9b}\n");
    }
}
