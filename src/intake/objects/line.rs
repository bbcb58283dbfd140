//! One object, read without building it: a value goes from the text to its cell, and what is nested is refused where it begins.

use super::keys::{Keys, Use};
use crate::{
    domain::field::Field,
    intake::{
        fault::RowFault,
        names::{says_hashed, short},
        put, rejects,
    },
};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What is wrong with an object that is JSON.
pub(super) enum Trouble {
    /// With it alone.
    Row(RowFault),
    /// With the whole file.
    File(String),
}

/// An object that is being read into cells.
pub(super) struct Line<'l> {
    keys: &'l mut Keys,
    cells: &'l mut [Option<String>; Field::COUNT],
    /// Cells that no key has given yet, with their memory.
    spare: [Option<String>; Field::COUNT],
    /// Why the reading ended with an error, where JSON itself does not say.
    pub(super) trouble: Option<Trouble>,
    /// Whether the object says of its password that it is a hash.
    pub(super) hashed: bool,
    /// Whether the object tells of a rejection and of nothing else.
    pub(super) only_mark: bool,
}

impl<'l> Line<'l> {
    pub(super) fn new(keys: &'l mut Keys, cells: &'l mut [Option<String>; Field::COUNT]) -> Self {
        keys.objects += 1;
        let spare = std::mem::take(cells);
        Self { keys, cells, spare, trouble: None, hashed: false, only_mark: false }
    }

    fn row_fault<E: Error>(&mut self, place: usize, message: &str) -> E {
        let name = &self.keys.at(place).name;
        let message = format!("\"{}\" {message}", short(name));
        self.trouble = Some(Trouble::Row(RowFault::new(name, message)));
        E::custom("refused")
    }
}

impl<'de> DeserializeSeed<'de> for &mut Line<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Line<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut expected, mut marks, mut others) = (0, 0_usize, 0_usize);
        while let Some(place) = map.next_key_seed(KeyOf { line: &mut *self, expected })? {
            expected = place + 1;
            let object = self.keys.objects;
            let key = self.keys.at(place);
            if std::mem::replace(&mut key.seen, object) == object {
                return Err(self.row_fault(place, "stands twice in the object"));
            }
            if key.name == rejects::KEY {
                marks += 1;
            } else {
                others += 1;
            }
            map.next_value_seed(ValueOf { line: &mut *self, place })?;
        }
        self.only_mark = marks > 0 && others == 0;
        Ok(())
    }
}

/// Finds a key without keeping its text.
struct KeyOf<'k, 'l> {
    line: &'k mut Line<'l>,
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeyOf<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyOf<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.line.keys.find(name, self.expected).map_err(|message| {
            self.line.trouble = Some(Trouble::File(message));
            E::custom("refused")
        })
    }
}

/// Puts the value of a key into its cells.
struct ValueOf<'v, 'l> {
    line: &'v mut Line<'l>,
    place: usize,
}

impl ValueOf<'_, '_> {
    fn text<E: Error>(self, value: &str) -> Result<(), E> {
        let line = self.line;
        let fields = match &line.keys.at(self.place).becomes {
            Use::Fields(fields) => fields,
            Use::OfHashes => {
                line.hashed |= says_hashed(value);
                return Ok(());
            }
            Use::Unknown | Use::Skip => return Ok(()),
        };
        for field in fields {
            let cell = &mut line.cells[field.place()];
            if cell.is_some() {
                let message = format!("gives {field}, which another key of the object has given");
                return Err(line.row_fault(self.place, &message));
            }
            *cell = line.spare[field.place()].take();
            put(cell, value);
        }
        Ok(())
    }

    fn number<E: Error>(self) -> Result<(), E> {
        match self.line.keys.at(self.place).becomes {
            Use::Fields(_) => {
                Err(self.line.row_fault(self.place, "is a number: write it as a text, in quotation marks"))
            }
            Use::OfHashes => {
                self.line.hashed = true;
                Ok(())
            }
            Use::Unknown | Use::Skip => Ok(()),
        }
    }

    fn nested<E: Error>(&mut self, what: &str) -> Result<(), E> {
        let message = match self.line.keys.at(self.place).becomes {
            Use::Skip => return Ok(()),
            Use::Fields(_) => format!("is {what}: a text, true, false or null is read"),
            Use::Unknown | Use::OfHashes => {
                let ignore = format!("{}=ignore", short(&self.line.keys.at(self.place).name));
                let ignore = shlex::try_quote(&ignore).unwrap_or_default();
                format!("is {what}, and nothing nested is read: pass over it with --map {ignore}")
            }
        };
        Err(self.line.row_fault(self.place, &message))
    }
}

impl<'de> DeserializeSeed<'de> for ValueOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueOf<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, true, false or null")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.text(value)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.text(if value { "true" } else { "false" })
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.text("")
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.number()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.number()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.number()
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.nested("a list")?;
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.nested("an object")?;
        while items.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
