//! Who is in a file more than once: usernames and addresses share one space (R-RES-1), within a file too.
//!
//! A million rows name two million identifiers. To fit them into memory, it keeps a short keyed hash of each and sorts them at the end.

use super::tally::Came;
use crate::domain::{field::Field, identifier::Identifier, import_row::ImportRow};
use std::{
    collections::{BTreeMap, hash_map::RandomState},
    hash::BuildHasher,
};

/// 80 bits of a hash, the line, which of the two it is and what the row comes to.
type Record = [u8; 15];

const CAME: [Came; 3] = [Came::Created, Came::Updated, Came::Unchanged];

/// A repeated identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Username or e-mail address.
    pub field: Field,
    /// The line where it came first.
    pub first: u64,
    /// What the row would have come to by itself.
    pub came: Came,
}

/// The identifiers of a file.
pub struct Seen {
    keys: [RandomState; 2],
    records: Vec<Record>,
}

impl Seen {
    /// None so far.
    pub fn new() -> Self {
        Self { keys: [RandomState::new(), RandomState::new()], records: Vec::new() }
    }

    /// Adds those of a row.
    pub fn add(&mut self, line: u64, entry: &ImportRow, came: Came) {
        let came = CAME.iter().position(|each| *each == came).unwrap_or_default() as u8;
        self.put(line, &entry.username, came << 1);
        if let Some(email) = entry.email.as_ref().filter(|email| email.normal() != entry.username.normal()) {
            self.put(line, email, came << 1 | 1);
        }
    }

    fn put(&mut self, line: u64, identifier: &Identifier, kind: u8) {
        let [first, second] = self.keys.each_ref().map(|key| key.hash_one(identifier.normal()).to_be_bytes());
        let mut record = [0; 15];
        record[..8].copy_from_slice(&first);
        record[8..10].copy_from_slice(&second[..2]);
        record[10..14].copy_from_slice(&u32::try_from(line).unwrap_or(u32::MAX).to_be_bytes());
        record[14] = kind;
        self.records.push(record);
    }

    /// By their lines, every row that repeats a resource of an earlier row.
    pub fn again(mut self) -> BTreeMap<u64, Again> {
        self.records.sort_unstable();
        let line = |record: &Record| u64::from(u32::from_be_bytes([record[10], record[11], record[12], record[13]]));
        let same = self.records.chunk_by(|one, next| one[..10] == next[..10]);
        let mut again = BTreeMap::new();
        for group in same.filter(|group| group.len() > 1) {
            for record in &group[1..] {
                let field = if record[14] & 1 == 1 { Field::Email } else { Field::Username };
                let came = CAME[usize::from(record[14] >> 1)];
                again.entry(line(record)).or_insert(Again { field, first: line(&group[0]), came });
            }
        }
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import_row::Cells;

    fn entry(username: &str, email: Option<&str>) -> ImportRow {
        let mut cells = Cells::default();
        cells[Field::Username.place()] = Some(username.to_owned());
        cells[Field::Email.place()] = email.map(str::to_owned);
        ImportRow::read(&cells).unwrap()
    }

    #[test]
    fn r_res_1_a_name_that_stood_before_is_found_whatever_its_case_and_whichever_column_it_was_in() {
        let mut seen = Seen::new();
        seen.add(2, &entry("ada@acme.example", Some("a@mail.example")), Came::Updated);
        seen.add(3, &entry("bob@acme.example", Some("bob@acme.example")), Came::Updated);
        seen.add(4, &entry("ADA@acme.example", None), Came::Updated);
        seen.add(5, &entry("eve@acme.example", Some("Bob@Acme.example")), Came::Updated);
        seen.add(6, &entry("a@mail.example", None), Came::Updated);
        seen.add(7, &entry("ada@acme.example", Some("b@mail.example")), Came::Updated);
        let again = |field, first| Again { field, first, came: Came::Updated };
        let wanted = [
            (4, again(Field::Username, 2)),
            (5, again(Field::Email, 3)),
            (6, again(Field::Username, 2)),
            (7, again(Field::Username, 2)),
        ];
        assert_eq!(seen.again(), wanted.into_iter().collect());
    }
}
