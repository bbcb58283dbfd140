//! Usernames and e-mail addresses: one owner each, by the key of their table (R-RES-1).

use crate::{
    domain::identifier::{Identifier, Lookup},
    error::Result,
    store::{
        people::identifiers::{Found, KeepIdentifiers, Named, ReadIdentifiers, Username},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, params};

impl ReadIdentifiers for Transaction<'_> {
    fn find(&self, lookup: &Lookup) -> Result<Found> {
        let failed = |error| explain("looking a resource up", &error);
        let one = |sql: &str, value: &str| -> Result<Option<String>> {
            let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
            statement.query_row([value], |row| row.get(0)).optional().map_err(failed)
        };
        let found = match lookup {
            Lookup::Address(normal) => one("SELECT resource_id FROM identifiers WHERE normal = ?1", normal)?,
            Lookup::Id(id) => one("SELECT id FROM resources WHERE id = ?1", id)?,
            Lookup::Local(local) => {
                let sql = "SELECT resource_id, username FROM identifiers JOIN resources ON id = resource_id \
                           WHERE local = ?1 AND is_username = 1 ORDER BY normal LIMIT 6";
                let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
                let rows = statement.query_map([local], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
                let mut rows = rows.collect::<rusqlite::Result<Vec<(String, String)>>>().map_err(failed)?;
                if rows.len() > 1 {
                    return Ok(Found::Several(rows.into_iter().map(|(_, username)| username).collect()));
                }
                rows.pop().map(|(id, _)| id)
            }
        };
        Ok(found.map_or(Found::Nobody, Found::One))
    }

    fn beginning_with(&self, beginning: &str, usernames: bool, most: u32) -> Result<Vec<Named>> {
        let failed = |error| explain("looking for names that begin so", &error);
        let sql = format!(
            "SELECT normal, username, email, trim(ifnull(first_name, '') || ' ' || ifnull(last_name, '')), active \
             FROM identifiers JOIN resources ON id = resource_id \
             WHERE is_username = {} AND normal >= ?1 AND normal < ?2 ORDER BY normal LIMIT ?3",
            u8::from(usernames)
        );
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        let end = format!("{beginning}\u{10ffff}");
        let rows = statement.query_map(params![beginning, end, most], |row| {
            let (normal, username, email) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Named { normal, username, email, name: row.get(3)?, active: row.get(4)? })
        });
        rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    fn first_domain(&self) -> Result<Option<String>> {
        let failed = |error| explain("looking for the first resource", &error);
        let sql =
            "SELECT normal FROM identifiers WHERE is_username = 1 AND resource_id = (SELECT min(id) FROM resources)";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let normal: Option<String> = statement.query_row([], |row| row.get(0)).optional().map_err(failed)?;
        Ok(normal.and_then(|normal| normal.split_once('@').map(|(_, domain)| domain.to_owned())))
    }
}

impl KeepIdentifiers for Transaction<'_> {
    fn usernames_beginning(&self, beginning: &str, most: u32) -> Result<Vec<Username>> {
        let failed = |error| explain("looking for names that resemble it", &error);
        let sql = "SELECT local, normal, username FROM identifiers JOIN resources ON id = resource_id \
                   WHERE is_username = 1 AND local >= ?1 AND local < ?2 LIMIT ?3";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let end = format!("{beginning}\u{10ffff}");
        let rows = statement.query_map(params![beginning, end, most], |row| {
            Ok(Username { local: row.get(0)?, normal: row.get(1)?, shown: row.get(2)? })
        });
        rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    fn usernames_of_people(&self, name: &str, looked_at: u32) -> Result<Vec<String>> {
        let failed = |error| explain("looking for people of that name", &error);
        let sql =
            "SELECT username, ifnull(first_name, ''), ifnull(last_name, '') FROM resources ORDER BY id DESC LIMIT ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([looked_at]).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let text = |at| row.get_ref(at)?.as_str().map(str::to_lowercase).map_err(rusqlite::Error::from);
            let (first, last) = (text(1).map_err(failed)?, text(2).map_err(failed)?);
            if first == name || last == name || format!("{first} {last}") == name {
                found.push(row.get(0).map_err(failed)?);
            }
        }
        Ok(found)
    }

    fn insert_identifiers(&self, id: &str, username: &Identifier, email: &Identifier) -> Result<()> {
        if username.normal() == email.normal() {
            return self.insert_identifier(id, username, true, true);
        }
        self.insert_identifier(id, username, true, false)?;
        self.insert_identifier(id, email, false, true)
    }

    fn replace_email(&self, id: &str, email: &Identifier) -> Result<()> {
        let what = "changing an e-mail address";
        let gone = "DELETE FROM identifiers WHERE resource_id = ?1 AND is_email = 1 AND is_username = 0";
        self.statement(what, gone, [id])?;
        self.statement(what, "UPDATE identifiers SET is_email = 0 WHERE resource_id = ?1", [id])?;
        let same = "UPDATE identifiers SET is_email = 1 WHERE resource_id = ?1 AND normal = ?2";
        if self.statement(what, same, params![id, email.normal()])? == 1 {
            return Ok(());
        }
        self.insert_identifier(id, email, false, true)
    }
}

impl Transaction<'_> {
    fn insert_identifier(&self, id: &str, identifier: &Identifier, is_username: bool, is_email: bool) -> Result<()> {
        let sql =
            "INSERT INTO identifiers (normal, resource_id, is_username, is_email, local) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![identifier.normal(), id, is_username, is_email, identifier.local()];
        self.one_row("identifiers", id, sql, row)
    }
}
