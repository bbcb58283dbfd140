//! One object, read without building it: a value goes from the text to its cell, and what is nested is refused where it begins.

use super::keys::{Keys, Use};
use crate::{
    domain::{field::Field, time::Time},
    intake::{
        fault::{Remap, RowFault},
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
    /// The keys with nested values that nothing was said of, and what those are.
    nested: Vec<(usize, &'static str)>,
}

impl<'l> Line<'l> {
    pub(super) fn new(keys: &'l mut Keys, cells: &'l mut [Option<String>; Field::COUNT], now: Time) -> Self {
        keys.objects += 1;
        let spare = std::mem::take(cells);
        let (active_said, later_end, hashed, only_mark) = (false, false, false, false);
        Self { keys, cells, spare, now, active_said, later_end, trouble: None, hashed, only_mark, nested: Vec::new() }
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

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let (marks, others) = self.members(map, None)?;
        self.only_mark = marks > 0 && others == 0;
        if self.nested.is_empty() { Ok(()) } else { Err(self.nested_fault()) }
    }
}

impl Line<'_> {
    /// Reads the members of the object, or of a value within it; how many of them are the mark of a rejected row, and how many are not.
    fn members<'de, A: MapAccess<'de>>(
        &mut self,
        mut map: A,
        within: Option<usize>,
    ) -> Result<(usize, usize), A::Error> {
        let (mut expected, mut marks, mut others) = (0, 0_usize, 0_usize);
        while let Some(place) = map.next_key_seed(KeyOf { line: &mut *self, expected, within })? {
            expected = place + 1;
            self.first_time(place)?;
            if self.keys.at(place).name == rejects::KEY {
                marks += 1;
            } else {
                others += 1;
            }
            map.next_value_seed(ValueOf { line: &mut *self, place, within: within.is_some() })?;
        }
        Ok((marks, others))
    }

    fn first_time<E: Error>(&mut self, place: usize) -> Result<(), E> {
        let object = self.keys.objects;
        if std::mem::replace(&mut self.keys.at(place).seen, object) == object {
            return Err(self.row_fault(place, "appears twice in the object"));
        }
        Ok(())
    }

    /// The place of a member of a nested value, by its path.
    fn place_of<E: Error>(&mut self, name: &str, expected: usize, within: Option<usize>) -> Result<usize, E> {
        let found = match within {
            None => self.keys.find(name, expected),
            Some(above) => {
                let path = format!("{}.{name}", self.keys.at(above).name);
                self.keys.find(&path, expected)
            }
        };
        found.map_err(|message| {
            self.trouble = Some(Trouble::File(message));
            E::custom("refused")
        })
    }

    /// All nested values that nothing was said of: one run of the command is to tell of all of them.
    fn nested_fault<E: Error>(&mut self) -> E {
        let nested = std::mem::take(&mut self.nested);
        let names: Vec<_> = nested.iter().map(|(place, _)| self.keys.at(*place).name.clone()).collect();
        let what: Vec<_> =
            nested.iter().zip(&names).map(|((_, what), name)| format!("\"{}\" is {what}", short(name))).collect();
        let remaps: Vec<_> = names.iter().map(|name| Remap { column: name.clone(), to: None }).collect();
        let ignore: Vec<_> = remaps.iter().map(Remap::typed).collect();
        let them = if nested.len() == 1 { "it" } else { "them" };
        let message = format!(
            "{}, and nested values are not read: ignore {them} with {}, or name what is within by its path, such as {}.KEY",
            what.join(", "),
            ignore.join(" "),
            short(&names[0]),
        );
        self.trouble = Some(Trouble::Row(RowFault { remaps, ..RowFault::new(&names[0], message) }));
        E::custom("refused")
    }
}

/// Finds a key without keeping its text.
struct KeyOf<'k, 'l> {
    line: &'k mut Line<'l>,
    expected: usize,
    /// The key that holds it.
    within: Option<usize>,
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
        self.line.place_of(name, self.expected, self.within)
    }
}

/// Puts the value of a key into its cells.
struct ValueOf<'v, 'l> {
    line: &'v mut Line<'l>,
    place: usize,
    /// Whether it is in a nested value, of which only what was named is read.
    within: bool,
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

    fn nested<E: Error>(&mut self, what: &'static str) -> Result<(), E> {
        match self.line.keys.at(self.place).becomes {
            Use::Skip => Ok(()),
            Use::Fields(ref fields) if fields.iter().any(|(_, reading)| *reading == Reading::Plain) => {
                Err(self.line.row_fault(self.place, &format!("is {what}: a text, true, false or null is read")))
            }
            _ if self.within => Ok(()),
            Use::Fields(_) | Use::Unknown | Use::OfHashes => {
                self.line.nested.push((self.place, what));
                Ok(())
            }
        }
    }

    /// Whether paths within the value are known.
    fn descends(&mut self) -> bool {
        let key = self.line.keys.at(self.place);
        key.descends && !matches!(key.becomes, Use::Skip)
    }
}

/// A value in a list, by its place.
struct ItemOf<'v, 'l> {
    line: &'v mut Line<'l>,
    list: usize,
    at: usize,
}

impl<'de> DeserializeSeed<'de> for ItemOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let place = self.line.place_of(&self.at.to_string(), usize::MAX, Some(self.list))?;
        ValueOf { line: self.line, place, within: true }.deserialize(deserializer)
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
        // Only the first are asked for: a list has no end that a file of keys would know.
        const MOST: usize = 20;
        if self.descends() {
            let list = self.place;
            let mut at = 0;
            while at < MOST && items.next_element_seed(ItemOf { line: &mut *self.line, list, at })?.is_some() {
                at += 1;
            }
        } else {
            self.nested("a list")?;
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        if self.descends() {
            return self.line.members(items, Some(self.place)).map(|_| ());
        }
        self.nested("an object")?;
        while items.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
