//! The keys that were met in the objects of one file: what each of them gives is decided once.

use crate::{
    domain::field::Field,
    intake::{
        cells::{ROW_BYTES, ROW_CELLS},
        columns::Maps,
        names::{is_of_hashes, same, short, taken_as},
        reading::Reading,
        rejects,
    },
};
use std::collections::HashMap;

/// The use of a key's value.
pub(super) enum Use {
    /// It gives these fields, each read so.
    Fields(Vec<(Field, Reading)>),
    /// It says of the password that it is a hash, and gives no field.
    OfHashes,
    /// Nothing was said of it: it gives no field, and may not be nested.
    Unknown,
    /// `--map` says to ignore it, or it tells of a rejection: it may be anything.
    Skip,
}

/// A key that was met.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) becomes: Use,
    /// The object that had it last, by number.
    pub(super) seen: u64,
    /// Whether something within its value is known, by the path that begins with its name.
    pub(super) descends: bool,
}

/// Every key of a file, bounded as a header is.
pub(super) struct Keys {
    maps: Vec<(String, Option<Field>)>,
    keys: Vec<Key>,
    places: HashMap<String, usize>,
    bytes: usize,
    ignored: Vec<String>,
    /// How many objects were begun.
    pub(super) objects: u64,
}

impl Keys {
    /// No key yet.
    ///
    /// # Errors
    /// `maps` that contradict themselves.
    pub(super) fn new(maps: &Maps) -> Result<Self, String> {
        for (at, (name, field)) in maps.iter().enumerate() {
            for (other, given) in &maps[..at] {
                let (one, two) = (short(other), short(name));
                if !same(name, other) && field.is_some() && field == given {
                    let field = field.map_or("ignore", Field::word);
                    return Err(format!("--map has both \"{one}\" and \"{two}\" give {field}: one of them can"));
                }
                if same(name, other) && field.is_none() != given.is_none() {
                    return Err(format!("--map gives \"{two}\" a field and ignores it as well"));
                }
            }
        }
        Ok(Self {
            maps: maps.to_vec(),
            keys: Vec::new(),
            places: HashMap::new(),
            bytes: 0,
            ignored: Vec::new(),
            objects: 0,
        })
    }

    /// The place of a key; `expected` is where it stands if objects have their keys in the same order.
    ///
    /// # Errors
    /// More keys than a file may have.
    pub(super) fn find(&mut self, name: &str, expected: usize) -> Result<usize, String> {
        if self.keys.get(expected).is_some_and(|key| key.name == name) {
            return Ok(expected);
        }
        if let Some(place) = self.places.get(name) {
            return Ok(*place);
        }
        self.bytes += name.len();
        if self.keys.len() == ROW_CELLS || self.bytes > ROW_BYTES {
            return Err(format!("more than {ROW_CELLS} different keys, or more than 1 MiB of them"));
        }
        let becomes = self.decide(name);
        let descends = self.descends(name);
        let gives_nothing =
            matches!(becomes, Use::Unknown | Use::OfHashes) || (matches!(becomes, Use::Skip) && name != rejects::KEY);
        if gives_nothing && !descends {
            self.ignored.push(if name.trim().is_empty() { "the empty key" } else { name }.to_owned());
        }
        self.keys.push(Key { name: name.to_owned(), becomes, seen: 0, descends });
        self.places.insert(name.to_owned(), self.keys.len() - 1);
        Ok(self.keys.len() - 1)
    }

    fn decide(&self, name: &str) -> Use {
        if name == rejects::KEY {
            return Use::Skip;
        }
        let said: Vec<_> = self.maps.iter().filter(|(map, _)| same(map, name)).map(|(_, field)| *field).collect();
        if !said.is_empty() {
            // What the name of the key says of how a field is read holds for what it is said to give as well.
            let reading = |field| {
                taken_as(name).filter(|(known, _)| *known == field).map_or(Reading::Plain, |(_, reading)| reading)
            };
            let fields: Vec<_> = said.into_iter().flatten().map(|field| (field, reading(field))).collect();
            return if fields.is_empty() { Use::Skip } else { Use::Fields(fields) };
        }
        let elsewhere = |field: &Field| self.maps.iter().any(|(_, given)| *given == Some(*field));
        match taken_as(name).filter(|(field, _)| !elsewhere(field)) {
            Some(taken) => Use::Fields(vec![taken]),
            // The last part of a path is what the value is called.
            None if is_of_hashes(name.rsplit('.').next().unwrap_or(name)) => Use::OfHashes,
            None => Use::Unknown,
        }
    }

    /// Whether a path that begins with this name is known: `--map` names one, or it is a person's name as SCIM and Google have it.
    fn descends(&self, name: &str) -> bool {
        let begins = |path: &str| {
            let path = path.trim().to_lowercase();
            path.strip_prefix(&name.trim().to_lowercase()).is_some_and(|rest| rest.starts_with('.'))
        };
        self.maps.iter().any(|(map, _)| begins(map)) || same(name, "name")
    }

    /// The key in this place.
    pub(super) fn at(&mut self, place: usize) -> &mut Key {
        &mut self.keys[place]
    }

    pub(super) fn ignored(&self) -> &[String] {
        &self.ignored
    }

    pub(super) fn unmet(&self) -> Vec<&str> {
        let met = |map: &str| self.keys.iter().any(|key| same(&key.name, map));
        self.maps.iter().map(|(map, _)| map.as_str()).filter(|map| !met(map)).collect()
    }

    pub(super) fn name_of(&self, field: Field) -> Option<&str> {
        let gives =
            |key: &&Key| matches!(&key.becomes, Use::Fields(fields) if fields.iter().any(|(given, _)| *given == field));
        self.keys.iter().find(gives).map(|key| key.name.as_str())
    }
}
