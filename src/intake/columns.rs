//! Which column of a header gives which field: what was said with `--map` first, then the table that is known, then the names.

use super::{
    names::{is_of_hashes, listed, short, taken_as},
    reading::Reading,
    rejects,
    templates::Template,
};
use crate::domain::field::Field;
use std::collections::{HashMap, HashSet};

/// What `--map` said: the name of a column or key, and its field; `None` for `ignore`.
pub(super) type Maps = [(String, Option<Field>)];

/// One column that gives one field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Take {
    /// Its place in the header, from 0.
    pub(super) column: usize,
    pub(super) field: Field,
    pub(super) reading: Reading,
    pub(super) beside: Beside,
}

/// What a column says beside those before it that give the same field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Beside {
    /// There is none before it.
    None,
    /// It speaks only where they are empty.
    Fills,
    /// It keeps out people that they let in: see [`super::reading::counts_beside`].
    Joins,
}

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// Those that give a field; a column that fills in for another or joins it comes after it.
    pub(super) takes: Vec<Take>,
    /// Those that say of the password that it is a hash.
    pub(super) of_hashes: Vec<usize>,
    pub(super) ignored: Vec<String>,
    pub(super) template: Option<Template>,
}

/// Why a header cannot be used: the place of the column, from 0, and what is wrong.
pub(super) type HeaderFault = (usize, String);

impl Columns {
    /// Reads a header of these names.
    ///
    /// # Errors
    /// Repeated names, fields that two columns give, mapped columns that are not there, and no username.
    pub(super) fn of(names: Vec<String>, maps: &Maps) -> Result<Self, HeaderFault> {
        let mut reading =
            Header { taken: HashMap::new(), takes: Vec::new(), said: HashSet::new(), named: HashSet::new() };
        let places = places(&names)?;
        let theirs: Vec<String> = names.iter().filter(|name| !rejects::is_mark(name)).cloned().collect();
        let template = Template::of(&theirs);
        let mapped = reading.mapped(&names, &places, maps, template)?;
        reading.said.clone_from(&mapped);
        let free = |column: &usize| !mapped.contains(column) && !rejects::is_mark(&names[*column]);
        let free: Vec<usize> = (0..names.len()).filter(free).collect();
        let known = reading.known(&names, &free, template);
        for column in free.iter().copied().filter(|column| !known.contains(column)) {
            reading.named(&names, column)?;
        }
        if !reading.takes.iter().any(|take| take.field == Field::Username) {
            // A list of people without a header, such as those for Duo's bulk enrollment.
            if names.iter().any(|name| name.contains('@')) {
                let message = "the first line holds an e-mail address, and is to name the columns: put a line before it, \
                               such as username,email";
                return Err((0, message.to_owned()));
            }
            let there = listed(names.iter().map(String::as_str));
            let message = format!(
                "no column gives the username: say which one does with --map COLUMN=username; the columns are: {there}"
            );
            return Err((0, message));
        }
        let of_hashes = free.iter().copied().filter(|column| is_of_hashes(&names[*column])).collect();
        let gives = |column: &usize| reading.takes.iter().any(|take| take.column == *column);
        let ignored = (0..names.len()).filter(|column| !gives(column) && !rejects::is_mark(&names[*column]));
        let ignored = ignored.map(|column| match names[column].trim() {
            "" => format!("column {}", column + 1),
            name => name.to_owned(),
        });
        Ok(Self { ignored: ignored.collect(), takes: reading.takes, of_hashes, template, names })
    }

    /// What gives the field, for a message.
    pub(super) fn names_of(&self, field: Field) -> Option<String> {
        let takes = self.takes.iter().filter(|take| take.field == field);
        let names: Vec<&str> = takes.map(|take| self.names[take.column].trim()).collect();
        (!names.is_empty()).then(|| names.join(" or "))
    }
}

/// The place of each name.
fn places(names: &[String]) -> Result<HashMap<String, usize>, HeaderFault> {
    let mut places = HashMap::with_capacity(names.len());
    for (column, name) in names.iter().enumerate() {
        let key = name.trim().to_lowercase();
        if key.is_empty() || rejects::is_mark(name) {
            continue;
        }
        if let Some(first) = places.insert(key, column) {
            let name = short(name);
            let (first, second) = (first + 1, column + 1);
            let message = format!(
                "the column \"{name}\" appears twice in the header, as column {first} and column {second}: give one of them another name"
            );
            return Err((column, message));
        }
    }
    Ok(places)
}

/// How the values of a column are read that `--map` gives this field: as its name says, where that says the same field.
fn reading_of(name: &str, field: Field, template: Option<Template>) -> Reading {
    let rule = template.and_then(|template| template.rule(name)).map(|(_, rule)| (rule.field, rule.reading));
    let known = rule.or_else(|| taken_as(name)).filter(|(known, _)| *known == field);
    known.map_or(Reading::Plain, |(_, reading)| reading)
}

/// A header while it is read.
struct Header {
    /// The column that gives a field.
    taken: HashMap<Field, usize>,
    takes: Vec<Take>,
    /// The columns that `--map` speaks of.
    said: HashSet<usize>,
    /// The columns that give a field for their name alone.
    named: HashSet<usize>,
}

impl Header {
    fn take(&mut self, column: usize, field: Field, reading: Reading, beside: Beside) {
        self.taken.entry(field).or_insert(column);
        self.takes.push(Take { column, field, reading, beside });
    }

    /// What `--map` says; the columns that it speaks of. One column may give several fields.
    fn mapped(
        &mut self,
        names: &[String],
        places: &HashMap<String, usize>,
        maps: &Maps,
        template: Option<Template>,
    ) -> Result<HashSet<usize>, HeaderFault> {
        let mut mapped = HashMap::new();
        for (name, field) in maps {
            let Some(&column) = places.get(&name.trim().to_lowercase()) else {
                let there = listed(names.iter().map(String::as_str));
                let message =
                    format!("there is no column \"{}\", which --map names; the columns are: {there}", short(name));
                return Err((0, message));
            };
            if mapped.insert(column, field.is_none()).is_some_and(|ignored| ignored != field.is_none()) {
                return Err((column, format!("--map gives \"{}\" a field and ignores it as well", short(name))));
            }
            let Some(field) = *field else { continue };
            match self.taken.get(&field) {
                Some(&other) if other != column => {
                    let (one, other) = (short(&names[other]), short(name));
                    return Err((
                        column,
                        format!("--map has both \"{one}\" and \"{other}\" give {field}: one of them can"),
                    ));
                }
                Some(_) => {}
                None => self.take(column, field, reading_of(name, field, template), Beside::None),
            }
        }
        Ok(mapped.into_keys().collect())
    }

    /// What the template says of columns that nothing else was said of; those that it knows.
    fn known(&mut self, names: &[String], free: &[usize], template: Option<Template>) -> HashSet<usize> {
        let rule = |column: usize| template.and_then(|template| template.rule(&names[column]));
        let mut known: Vec<_> = free.iter().filter_map(|column| rule(*column).map(|rule| (rule, *column))).collect();
        known.sort_by_key(|((order, _), column)| (*order, *column));
        let mapped: HashSet<Field> = self.taken.keys().copied().collect();
        for ((_, rule), column) in &known {
            if !mapped.contains(&rule.field) {
                let beside = if self.taken.contains_key(&rule.field) { Beside::Fills } else { Beside::None };
                self.take(*column, rule.field, rule.reading, beside);
            }
        }
        known.into_iter().map(|(_, column)| column).collect()
    }

    /// What the name of a column says, unless the field is given by what counts for more.
    fn named(&mut self, names: &[String], column: usize) -> Result<(), HeaderFault> {
        let Some((field, reading)) = taken_as(&names[column]) else { return Ok(()) };
        let plain = |take: &Take| take.field == field && take.reading == Reading::Plain;
        match self.taken.get(&field) {
            None => {
                self.named.insert(column);
                self.take(column, field, reading, Beside::None);
            }
            Some(other) if self.said.contains(other) => {}
            // A suspended person stays so, whatever another column says.
            Some(_) if reading != Reading::Plain || (field == Field::Active && !self.takes.iter().any(plain)) => {
                self.take(column, field, reading, Beside::Joins);
            }
            Some(&other) if self.named.contains(&other) => {
                let (one, two) = (short(&names[other]), short(&names[column]));
                let ignore = format!("{two}=ignore");
                let ignore = shlex::try_quote(&ignore).unwrap_or_default();
                return Err((
                    column,
                    format!(
                        "the columns \"{one}\" and \"{two}\" both give {field}: leave one out, for example with --map {ignore}"
                    ),
                ));
            }
            Some(_) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
