//! One object, read without building it: a value goes from the text to its cell, and what is nested is refused where it begins.

use super::keys::{Keys, Use};
use crate::{
    domain::{field::Field, time::Time},
    intake::{
        fault::RowFault,
        names::{says_hashed, short},
        reading::{Reading, counts_beside},
        rejects,
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
    now: Time,
    /// Whether a key that says so in plain words has given whether it is active: another one would contradict it.
    active_said: bool,
    /// Whether its account ends later than now.
    pub(super) later_end: bool,
    /// Why the reading ended with an error, where JSON itself does not say.
    pub(super) trouble: Option<Trouble>,
    /// Whether the object says of its password that it is a hash.
    pub(super) hashed: bool,
    /// Whether the object tells of a rejection and of nothing else.
    pub(super) only_mark: bool,
}

impl<'l> Line<'l> {
    pub(super) fn new(keys: &'l mut Keys, cells: &'l mut [Option<String>; Field::COUNT], now: Time) -> Self {
        keys.objects += 1;
        let spare = std::mem::take(cells);
        let (active_said, later_end, hashed, only_mark) = (false, false, false, false);
        Self { keys, cells, spare, now, active_said, later_end, trouble: None, hashed, only_mark }
    }

    fn row_fault<E: Error>(&mut self, place: usize, message: &str) -> E {
        let name = &self.keys.at(place).name;
        let message = format!("\"{}\" {message}", short(name));
        self.trouble = Some(Trouble::Row(RowFault::new(name, message)));
        E::custom("refused")
    }

    /// Puts a value into the cell of a field.
    fn give<E: Error>(&mut self, place: usize, (field, reading): (Field, Reading), text: &str) -> Result<(), E> {
        let value = reading.value(text, self.now).map_err(|why| {
            self.trouble = Some(Trouble::Row(RowFault::unread(&self.keys.at(place).name, field, why)));
            E::custom("refused")
        })?;
        self.later_end |= reading.is_later_end(text, self.now);
        let (plain, at) = (reading == Reading::Plain, field.place());
        if self.cells[at].is_none() {
            self.cells[at] = self.spare[at].take();
        } else if field != Field::Active || plain && self.active_said {
            return Err(self.row_fault(place, &format!("gives {field}, which another key of the object has given")));
        } else if !counts_beside(value, self.cells[at].as_deref()) {
            // A suspended person stays so, whatever another key says.
            return Ok(());
        }
        self.active_said |= plain && field == Field::Active;
        // Where the memory of the last one is.
        value.clone_into(self.cells[at].get_or_insert_default());
        Ok(())
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
                return Err(self.row_fault(place, "appears twice in the object"));
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
        let mut number = 0;
        loop {
            let taken = match &line.keys.at(self.place).becomes {
                Use::Fields(fields) => fields.get(number).copied(),
                Use::OfHashes => {
                    line.hashed |= says_hashed(value);
                    None
                }
                Use::Unknown | Use::Skip => None,
            };
            let Some(taken) = taken else { return Ok(()) };
            line.give(self.place, taken, value)?;
            number += 1;
        }
    }

    fn number<E: Error>(self, number: impl fmt::Display) -> Result<(), E> {
        match &self.line.keys.at(self.place).becomes {
            Use::Fields(fields) if fields.iter().all(|(_, reading)| reading.takes_numbers()) => {
                self.text(&number.to_string())
            }
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
            Use::Fields(ref fields) if fields.iter().any(|(_, reading)| *reading == Reading::Plain) => {
                format!("is {what}: a text, true, false or null is read")
            }
            Use::Fields(_) | Use::Unknown | Use::OfHashes => {
                let ignore = format!("{}=ignore", short(&self.line.keys.at(self.place).name));
                let ignore = shlex::try_quote(&ignore).unwrap_or_default();
                format!("is {what}, and nested values are not read: ignore it with --map {ignore}")
            }
        };
        Err(self.line.row_fault(self.place, &message))
    }
}

impl<'de> DeserializeSeed<'de> for ValueOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.line.keys.at(self.place).becomes {
            // Not even as a number: it may be one that nobody can keep.
            Use::Skip => deserializer.deserialize_ignored_any(IgnoredAny).map(|_| ()),
            _ => deserializer.deserialize_any(self),
        }
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

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        // As it is written shortest: one that was rounded is not to look like a whole one.
        self.number(format_args!("{number:?}"))
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
