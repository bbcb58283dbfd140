//! Levels that the tenant has made.

use crate::{
    domain::{level::Level, permission::Permissions, time::Time},
    error::Result,
    store::{
        operators::{
            levels::{KeepLevels, ReadLevels},
            permissions_text, read_permissions,
        },
        sqlite::{Transaction, explain, malformed},
    },
};
use rusqlite::{OptionalExtension, params};

impl ReadLevels for Transaction<'_> {
    fn custom_levels(&self) -> Result<Vec<(Level, Permissions)>> {
        let failed = |error| explain("reading the levels", &error);
        let mut statement = self.sql().prepare("SELECT name, permissions FROM levels ORDER BY name").map_err(failed)?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        let parse = |(name, text): (String, String)| {
            let level = Level::from_word(&name).ok_or_else(|| malformed("levels", &name, "name"))?;
            Ok((level, read_permissions(&text).ok_or_else(|| malformed("levels", &name, "permissions"))?))
        };
        rows.map_err(failed)?.map(|row| parse(row.map_err(failed)?)).collect()
    }

    fn level_holders(&self, level: &Level) -> Result<u64> {
        let sql = "SELECT count(*) FROM resources WHERE level = ?1";
        let count = self.sql().query_row(sql, [level.word()], |row| row.get::<_, i64>(0));
        count.map(i64::unsigned_abs).map_err(|error| explain("counting who has a level", &error))
    }
}

impl KeepLevels for Transaction<'_> {
    fn custom_level(&self, name: &str) -> Result<Option<Permissions>> {
        let failed = |error| explain("reading a level", &error);
        let sql = "SELECT permissions FROM levels WHERE name = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let text: Option<String> = statement.query_row([name], |row| row.get(0)).optional().map_err(failed)?;
        let parse = |text: String| read_permissions(&text).ok_or_else(|| malformed("levels", name, "permissions"));
        text.map(parse).transpose()
    }

    fn insert_level(&self, name: &str, permissions: Permissions, now: Time) -> Result<()> {
        let sql = "INSERT INTO levels (name, permissions, created_at) VALUES (?1, ?2, ?3)";
        self.one_row("levels", name, sql, params![name, permissions_text(permissions), now.millis()])
    }
}
