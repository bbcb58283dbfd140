//! A report laid out flat: the keys and values of `plain` and `csv`.

use super::escape::terminal;
use crate::domain::csv_cell::csv_cell;
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

/// The value as text: nothing for null and for what is empty, scalars joined by commas, compact JSON for what is deeper.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
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

/// A value's text as a cell of CSV; numbers are no formulas and stay.
pub(super) fn csv_value(text: Cow<'_, str>, number: bool) -> Cow<'_, str> {
    match text {
        text if number => text,
        Cow::Borrowed(text) => csv_cell(text),
        Cow::Owned(text) => csv_cell(&text).into_owned().into(),
    }
}

/// Records of CSV, quoted where needed; on a terminal with nothing that steers it.
pub(super) struct Records {
    writer: csv::Writer<Vec<u8>>,
    on_terminal: bool,
}

impl Records {
    pub(super) fn new(on_terminal: bool) -> Self {
        Self { writer: csv::WriterBuilder::new().from_writer(Vec::new()), on_terminal }
    }

    /// One record with these cells, as many as the records before it.
    pub(super) fn push<'c>(&mut self, cells: impl IntoIterator<Item = Cow<'c, str>>) -> io::Result<()> {
        for cell in cells {
            let shown = if self.on_terminal { terminal(&cell) } else { Cow::Borrowed(&*cell) };
            self.writer.write_field(shown.as_bytes())?;
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// The records since the last time.
    pub(super) fn take(&mut self) -> io::Result<Vec<u8>> {
        let next = Self::new(self.on_terminal).writer;
        let whole = std::mem::replace(&mut self.writer, next).into_inner();
        whole.map_err(|error| io::Error::other(error.to_string()))
    }
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
    fn negative_numbers_stay_numbers_in_csv() {
        let row = json!({"n": -5, "t": "-5", "s": "a\"b,c\n", "e": null});
        let cells = flatten(&row).into_iter().map(|(_, value)| csv_value(text(value), value.is_number()));
        let mut records = Records::new(false);
        records.push(cells).unwrap();
        assert_eq!(records.take().unwrap(), b"-5,'-5,\"a\"\"b,c\n\",\n");
        assert_eq!(records.take().unwrap(), b"");
        let mut records = Records::new(true);
        records.push(["x\u{1b}\u{9b}".into()]).unwrap();
        assert_eq!(records.take().unwrap(), b"x\\u{1b}\\u{9b}\n");
    }
}
