//! The cells of one item of a list: only what the columns ask for becomes text, straight from the item. A whole JSON value of every
//! item would cost a row of a list more than reading it.

use super::{column::Column, escape, key_values};
use serde::{
    Serialize, Serializer,
    ser::{self, Impossible, SerializeMap, SerializeStruct},
};
use std::{fmt, io, ops::Range};

/// The cells of one item after the other, in the same memory.
pub(super) struct Picked {
    wanted: Vec<Wanted>,
    cells: Cells,
}

/// A name in the items, and what is wanted there.
struct Wanted {
    name: &'static str,
    /// The columns that show its value.
    columns: Vec<usize>,
    /// What is wanted of the values inside of it.
    below: Vec<Wanted>,
}

/// What was found for each column.
struct Cells {
    text: String,
    /// Its place in `text`, and whether it is a number; nothing if the item has no such value.
    places: Vec<(Range<usize>, bool)>,
    /// A value as JSON, before it is a cell.
    json: Vec<u8>,
}

/// Why an item gives no cells.
#[derive(Debug)]
enum Fault {
    /// It has no names: nothing in it is wanted.
    Nameless,
    Json(serde_json::Error),
}

impl Picked {
    /// For items with these columns; dots in a key reach into nested objects.
    pub(super) fn new(columns: &[Column]) -> Self {
        let mut wanted = Vec::new();
        for (column, Column { key, .. }) in columns.iter().enumerate() {
            want(&mut wanted, key, column);
        }
        let places = vec![(0..0, false); columns.len()];
        Self { wanted, cells: Cells { text: String::new(), places, json: Vec::new() } }
    }

    /// Takes the cells of an item in place of those of the one before.
    ///
    /// # Errors
    /// Where a value cannot be put into text.
    pub(super) fn take(&mut self, item: &impl Serialize) -> io::Result<()> {
        self.cells.text.clear();
        self.cells.places.fill((0..0, false));
        match item.serialize(Names { wanted: &self.wanted, cells: &mut self.cells, at: None }) {
            Ok(()) | Err(Fault::Nameless) => Ok(()),
            Err(Fault::Json(error)) => Err(error.into()),
        }
    }

    /// The cells of that item, one for every column: their text, and whether it is a number.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, bool)> {
        let cells = &self.cells;
        cells.places.iter().map(|(place, number)| (cells.text.get(place.clone()).unwrap_or_default(), *number))
    }

    /// The cells as one line of `plain`.
    pub(super) fn plain_line(&self, line: &mut Vec<u8>) {
        for (at, (cell, _)) in self.cells().enumerate() {
            if at > 0 {
                line.push(b'\t');
            }
            line.extend_from_slice(escape::tab_separated(cell).as_bytes());
        }
        line.push(b'\n');
    }
}

/// Adds a column to what is wanted.
fn want(wanted: &mut Vec<Wanted>, key: &'static str, column: usize) {
    let (name, rest) = key.split_once('.').map_or((key, None), |(name, rest)| (name, Some(rest)));
    let at = wanted.iter().position(|each| each.name == name).unwrap_or_else(|| {
        wanted.push(Wanted { name, columns: Vec::new(), below: Vec::new() });
        wanted.len() - 1
    });
    match rest {
        Some(rest) => want(&mut wanted[at].below, rest, column),
        None => wanted[at].columns.push(column),
    }
}

impl Cells {
    /// A value that a name was found for.
    fn found<T: Serialize + ?Sized>(&mut self, wanted: &Wanted, value: &T) -> Result<(), Fault> {
        if !wanted.columns.is_empty() {
            let begins = self.text.len();
            let number = self.write(value).map_err(Fault::Json)?;
            for column in &wanted.columns {
                self.places[*column] = (begins..self.text.len(), number);
            }
        }
        if wanted.below.is_empty() {
            return Ok(());
        }
        match value.serialize(Names { wanted: &wanted.below, cells: self, at: None }) {
            Err(Fault::Nameless) => Ok(()),
            done => done,
        }
    }

    /// Writes a value as `key_values::text` would; whether it is a number.
    fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<bool, serde_json::Error> {
        self.json.clear();
        serde_json::to_writer(&mut self.json, value)?;
        let plain = std::str::from_utf8(&self.json).unwrap_or_default();
        let quoted = plain.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        match (quoted, self.json.first()) {
            // Mostly there is nothing to undo: what is between the quotes is the text.
            (Some(text), _) if !text.contains('\\') => self.text.push_str(text),
            (_, Some(b'-' | b'0'..=b'9')) => {
                self.text.push_str(plain);
                return Ok(true);
            }
            (_, Some(b't' | b'f')) => self.text.push_str(plain),
            (_, Some(b'n')) => {}
            _ => self.text.push_str(&key_values::text(&serde_json::to_value(value)?)),
        }
        Ok(false)
    }
}

/// Goes through the names of an item or of an object in it.
struct Names<'p> {
    wanted: &'p [Wanted],
    cells: &'p mut Cells,
    /// In a map, the name of the next value.
    at: Option<&'p Wanted>,
}

impl Names<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Fault> {
        match self.wanted.iter().find(|wanted| wanted.name == name) {
            Some(wanted) => self.cells.found(wanted, value),
            None => Ok(()),
        }
    }
}

impl SerializeStruct for Names<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Fault> {
        self.field(name, value)
    }
    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}

impl SerializeMap for Names<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        let key = serde_json::to_value(key).map_err(Fault::Json)?;
        self.at = self.wanted.iter().find(|wanted| key == wanted.name);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.at.take().map_or(Ok(()), |wanted| self.cells.found(wanted, value))
    }
    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}

/// Values that have no names in them.
macro_rules! nameless {
    ($($method:ident($($argument:ty),*) -> $given:ty,)*) => {
        $(fn $method(self, $(_: $argument),*) -> Result<$given, Fault> { Err(Fault::Nameless) })*
    };
}

impl Serializer for Names<'_> {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Impossible<(), Fault>;
    type SerializeTuple = Impossible<(), Fault>;
    type SerializeTupleStruct = Impossible<(), Fault>;
    type SerializeTupleVariant = Impossible<(), Fault>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Fault>;

    nameless! {
        serialize_bool(bool) -> (),
        serialize_i8(i8) -> (),
        serialize_i16(i16) -> (),
        serialize_i32(i32) -> (),
        serialize_i64(i64) -> (),
        serialize_u8(u8) -> (),
        serialize_u16(u16) -> (),
        serialize_u32(u32) -> (),
        serialize_u64(u64) -> (),
        serialize_f32(f32) -> (),
        serialize_f64(f64) -> (),
        serialize_char(char) -> (),
        serialize_str(&str) -> (),
        serialize_bytes(&[u8]) -> (),
        serialize_none() -> (),
        serialize_unit() -> (),
        serialize_unit_struct(&'static str) -> (),
        serialize_unit_variant(&'static str, u32, &'static str) -> (),
        serialize_seq(Option<usize>) -> Self::SerializeSeq,
        serialize_tuple(usize) -> Self::SerializeTuple,
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct,
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant,
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        self.field(variant, value)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self, Fault> {
        Ok(self)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Fault> {
        Ok(self)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        Err(ser::Error::custom("an item of a list has no such variants"))
    }
}

impl ser::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Fault::Json(ser::Error::custom(message))
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Nameless => f.write_str("nothing has a name there"),
            Fault::Json(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests;
