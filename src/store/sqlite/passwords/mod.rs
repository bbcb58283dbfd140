//! Password hashes: the present one and the four before it (R-PWD-1, R-PWD-5).

pub(in crate::store) mod setup_tokens;

use super::{
    ReadTx, WriteTx,
    failure::{explain, nonsense},
};
use crate::{
    domain::time::{Span, Time},
    error::{Code, Error, Result},
};
use rusqlite::{OptionalExtension, params};

/// How many passwords are remembered, the present one among them.
const REMEMBERED: i64 = 5;

/// A resource's present password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The stored string ([`crate::domain::password::HashKind`]); it also tells whether the password was changed meanwhile, since its salt is new each time.
    pub phc: String,
    /// When it was set.
    pub set_at: Time,
}

impl ReadTx<'_> {
    /// The present password, if one is set.
    pub fn credential(&self, resource: &str) -> Result<Option<Credential>> {
        let failed = |error| explain("reading a password", &error);
        let sql = "SELECT phc, set_at FROM passwords WHERE resource_id = ?1 ORDER BY number DESC LIMIT 1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found = statement
            .query_row([resource], |row| Ok(Credential { phc: row.get(0)?, set_at: Time::from_millis(row.get(1)?) }));
        found.optional().map_err(failed)
    }

    /// The present hash of a resource picked by a number; `None` where that one has no password.
    pub fn somebodys_password(&self, pick: u64) -> Result<Option<String>> {
        let failed = |error| explain("reading a password", &error);
        let last = self.sql().query_row("SELECT ifnull(max(rowid), 0) FROM resources", [], |row| row.get::<_, i64>(0));
        let last = u64::try_from(last.map_err(failed)?).unwrap_or(0);
        let picked = pick.checked_rem(last).map_or(0, |place| place + 1);
        let sql = "SELECT phc FROM passwords WHERE resource_id = \
                   (SELECT id FROM resources WHERE rowid >= ?1 ORDER BY rowid LIMIT 1) ORDER BY number DESC LIMIT 1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([picked as i64], |row| row.get(0)).optional().map_err(failed)
    }

    /// The remembered hashes, newest first.
    pub fn remembered_passwords(&self, resource: &str) -> Result<Vec<String>> {
        let failed = |error| explain("reading passwords", &error);
        let sql = "SELECT phc FROM passwords WHERE resource_id = ?1 ORDER BY number DESC";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([resource], |row| row.get(0)).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn insert_password(&self, resource: &str, phc: &str) -> Result<()> {
        let sql = "INSERT INTO passwords (resource_id, number, phc, set_at) \
                   SELECT ?1, ifnull(max(number), 0) + 1, ?2, ?3 FROM passwords WHERE resource_id = ?1";
        self.one_row("passwords", resource, sql, params![resource, phc, self.now().millis()])?;
        let sql = "DELETE FROM passwords WHERE resource_id = ?1 \
                   AND number <= (SELECT max(number) FROM passwords WHERE resource_id = ?1) - ?2";
        self.statement("forgetting an old password", sql, params![resource, REMEMBERED])?;
        Ok(())
    }

    pub(in crate::store) fn rehash_password(&self, resource: &str, before: &str, after: &str) -> Result<()> {
        let sql = "UPDATE passwords SET phc = ?3 WHERE resource_id = ?1 AND phc = ?2 \
                   AND number = (SELECT max(number) FROM passwords WHERE resource_id = ?1)";
        match self.statement("raising a hash", sql, params![resource, before, after])? {
            1 => Ok(()),
            0 => Err(Error::new(Code::Changed, "the password was changed meanwhile; its hash was left as it is")),
            _ => Err(nonsense("passwords", resource, "number")),
        }
    }

    /// Passwords keep the age they had where the clock goes back, so that none expires later.
    pub(in crate::store) fn set_passwords_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE passwords SET set_at = set_at - ?1";
        self.statement("keeping the age of passwords", sql, [span.millis()])?;
        Ok(())
    }
}
