//! Usernames and e-mail addresses: one space, one normal form, one owner each (R-RES-1).

use super::super::{ReadTx, WriteTx, explain};
use crate::{
    domain::identifier::{Identifier, Lookup},
    error::Result,
};
use rusqlite::{OptionalExtension, params};

/// What an argument that names a resource leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One resource's id.
    One(String),
    /// Nobody.
    Nobody,
    /// A bare local part that several usernames share, as shown.
    Several(Vec<String>),
}

/// Somebody who can be named by an identifier, as much of it as tells people apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The normal form of the identifier.
    pub normal: String,
    /// The username as shown.
    pub username: String,
    /// The e-mail address as shown.
    pub email: String,
    /// First and last name, as far as they are known.
    pub name: String,
    /// False once deactivated.
    pub active: bool,
}

impl ReadTx<'_> {
    /// Those whose username (or else whose e-mail address) begins so in the normal form, at most so many, in the order of the index: it
    /// costs the same among a million.
    pub fn beginning_with(&self, beginning: &str, usernames: bool, most: u32) -> Result<Vec<Named>> {
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

    /// Finds the resource that an argument names.
    pub fn find(&self, lookup: &Lookup) -> Result<Found> {
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

    /// The resource that holds an identifier.
    pub fn holder(&self, identifier: &Identifier) -> Result<Option<String>> {
        match self.find(&Lookup::Address(identifier.normal().to_owned()))? {
            Found::One(id) => Ok(Some(id)),
            _ => Ok(None),
        }
    }

    /// The domain of the tenant's first resource, in its normal form.
    pub fn first_domain(&self) -> Result<Option<String>> {
        let failed = |error| explain("looking for the first resource", &error);
        let sql =
            "SELECT normal FROM identifiers WHERE is_username = 1 AND resource_id = (SELECT min(id) FROM resources)";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let normal: Option<String> = statement.query_row([], |row| row.get(0)).optional().map_err(failed)?;
        Ok(normal.and_then(|normal| normal.split_once('@').map(|(_, domain)| domain.to_owned())))
    }

    /// Usernames that resemble what was typed, best first, for "did you mean". Looks only at names that share a beginning, so that it
    /// costs the same among a million.
    pub fn resembling(&self, typed: &str) -> Result<Vec<String>> {
        const LOOKED_AT: u32 = 2000;
        const NEAR: f64 = 0.84;
        let typed = typed.to_lowercase();
        let (local, domain) =
            typed.split_once('@').map_or((typed.as_str(), None), |(local, domain)| (local, Some(domain)));
        let Some(first) = local.chars().next() else { return Ok(Vec::new()) };
        let sql = "SELECT local, normal, username FROM identifiers JOIN resources ON id = resource_id \
                   WHERE is_username = 1 AND local >= ?1 AND local < ?2 LIMIT ?3";
        let failed = |error| explain("looking for names that resemble it", &error);
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let mut near = Vec::new();
        // First the names with the same two letters, then those with the same first one: a typo is rarely in the first letter.
        for beginning in [local.chars().take(2).collect::<String>(), first.to_string()] {
            let end = format!("{beginning}\u{10ffff}");
            let mut rows = statement.query(params![beginning, end, LOOKED_AT]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let candidate: (String, String, String) =
                    (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?, row.get(2).map_err(failed)?);
                let likeness = match domain {
                    Some(_) => {
                        strsim::jaro_winkler(&typed, &candidate.1).min(strsim::jaro_winkler(local, &candidate.0))
                    }
                    None => strsim::jaro_winkler(local, &candidate.0),
                };
                if likeness >= NEAR && near.iter().all(|(_, username)| *username != candidate.2) {
                    near.push((likeness, candidate.2));
                }
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(near.into_iter().take(3).map(|(_, username)| username).collect())
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn insert_identifiers(
        &self,
        id: &str,
        username: &Identifier,
        email: &Identifier,
    ) -> Result<()> {
        if username.normal() == email.normal() {
            return self.insert_identifier(id, username, true, true);
        }
        self.insert_identifier(id, username, true, false)?;
        self.insert_identifier(id, email, false, true)
    }

    fn insert_identifier(&self, id: &str, identifier: &Identifier, is_username: bool, is_email: bool) -> Result<()> {
        let sql =
            "INSERT INTO identifiers (normal, resource_id, is_username, is_email, local) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![identifier.normal(), id, is_username, is_email, identifier.local()];
        self.one_row("identifiers", id, sql, row)
    }

    pub(in crate::store) fn replace_email(&self, id: &str, email: &Identifier) -> Result<()> {
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
