//! Resources: the rows.

use crate::{
    domain::{
        identifier::Identifier,
        level::Level,
        license::License,
        resource::{Resource, ResourceType},
        time::Time,
    },
    error::Result,
    store::{
        people::resources::{KeepResources, ReadResources, ResourceRow},
        sqlite::{Cells, Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, Row, params};

pub(super) const COLUMNS: &str = "resources.id AS id, username, email, email_verified_at, first_name, last_name, phone, type, license, level, \
                       champion, active, resources.created_at AS created_at, last_login_at";
/// The names of [`COLUMNS`], in their order.
pub(super) const NAMES: [&str; 14] = [
    "id",
    "username",
    "email",
    "email_verified_at",
    "first_name",
    "last_name",
    "phone",
    "type",
    "license",
    "level",
    "champion",
    "active",
    "created_at",
    "last_login_at",
];

/// The resource that a row holds in its first columns.
pub(super) fn read(row: &Row) -> Result<ResourceRow> {
    let cells = Cells::in_order(row, "resources", &NAMES)?;
    let sealed_phone;
    let resource = Resource {
        username: cells.get("username")?,
        email: cells.get("email")?,
        email_verified_at: cells.time("email_verified_at")?,
        first_name: cells.get("first_name")?,
        last_name: cells.get("last_name")?,
        phone: {
            sealed_phone = cells.get("phone")?;
            None
        },
        kind: cells.word("type", ResourceType::from_word)?,
        license: cells.word("license", License::from_word)?,
        level: cells.word("level", Level::from_word)?,
        champion: cells.flag("champion")?,
        active: cells.flag("active")?,
        created_at: Time::from_millis(cells.get("created_at")?),
        last_login_at: cells.time("last_login_at")?,
        id: cells.id,
    };
    Ok(ResourceRow { resource, sealed_phone })
}

/// The resources of a level. An index holds those of every level but `user`, and only a statement that says so can use it.
fn of_level(level: &Level) -> String {
    let indexed = if *level == Level::User { "" } else { " AND level <> 'user'" };
    format!("SELECT {COLUMNS} FROM resources WHERE level = ?1{indexed} ORDER BY id")
}

impl ReadResources for Transaction<'_> {
    fn resource_count(&self) -> Result<u64> {
        let counted = self.sql().query_row("SELECT count(*) FROM resources", [], |row| row.get::<_, i64>(0));
        counted.map(i64::unsigned_abs).map_err(|error| explain("counting resources", &error))
    }

    fn operator_count(&self) -> Result<(u64, u64)> {
        let sql =
            "SELECT count(*), count(*) - ifnull(sum(enrolled), 0) FROM resources WHERE active = 1 AND level <> 'user'";
        let counted = self.sql().query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
        let counted = counted.map_err(|error| explain("counting operators", &error))?;
        Ok((counted.0.unsigned_abs(), counted.1.unsigned_abs()))
    }
}

impl KeepResources for Transaction<'_> {
    fn resource_row(&self, id: &str) -> Result<Option<ResourceRow>> {
        let failed = |error| explain("reading a resource", &error);
        let sql = format!("SELECT {COLUMNS} FROM resources WHERE id = ?1");
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        statement.query_row([id], |row| Ok(read(row))).optional().map_err(failed)?.transpose()
    }

    fn champion_row(&self) -> Result<Option<ResourceRow>> {
        let sql = format!("SELECT {COLUMNS} FROM resources WHERE champion = 1");
        let found = self.sql().query_row(&sql, [], |row| Ok(read(row))).optional();
        found.map_err(|error| explain("looking for the champion", &error))?.transpose()
    }

    fn resource_rows_of_level(&self, level: &Level) -> Result<Vec<ResourceRow>> {
        self.rows("reading the resources of a level", &of_level(level), [level.word()], read)
    }

    fn insert_resource(&self, resource: &Resource, sealed_phone: Option<&[u8]>, username: &Identifier) -> Result<()> {
        // `OR FAIL`: where a row can fail after its triggers have written, the engine first copies each page that it writes, twenty a row.
        // Whatever fails here ends the whole transaction.
        let sql = "INSERT OR FAIL INTO resources (id, username, email, email_verified_at, first_name, last_name, phone, type, license, level, \
                   champion, active, created_at, username_normal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        let row = params![
            resource.id,
            resource.username,
            resource.email,
            resource.email_verified_at.map(Time::millis),
            resource.first_name,
            resource.last_name,
            sealed_phone,
            resource.kind.word(),
            resource.license.word(),
            resource.level.word(),
            resource.champion,
            resource.active,
            resource.created_at.millis(),
            username.normal(),
        ];
        self.one_row("resources", &resource.id, sql, row)
    }

    fn update_resource(&self, resource: &Resource, sealed_phone: Option<&[u8]>) -> Result<()> {
        let sql = "UPDATE resources SET email = ?2, email_verified_at = ?3, first_name = ?4, last_name = ?5, phone = ?6, type = ?7, \
                   license = ?8, level = ?9, champion = ?10, active = ?11 WHERE id = ?1";
        let row = params![
            resource.id,
            resource.email,
            resource.email_verified_at.map(Time::millis),
            resource.first_name,
            resource.last_name,
            sealed_phone,
            resource.kind.word(),
            resource.license.word(),
            resource.level.word(),
            resource.champion,
            resource.active,
        ];
        self.one_row("resources", &resource.id, sql, row)
    }

    fn touch_login(&self, id: &str, now: Time) -> Result<()> {
        let sql = "UPDATE resources SET last_login_at = ?2 WHERE id = ?1";
        self.one_row("resources", id, sql, params![id, now.millis()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_resource_are_read_in_the_order_they_are_asked_for() {
        let asked: Vec<&str> = COLUMNS.split(", ").map(|column| column.rsplit(' ').next().unwrap()).collect();
        assert_eq!(asked, NAMES);
    }

    #[test]
    fn r_res_6_administrators_are_found_without_looking_at_everybody() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        crate::store::sqlite::open::STEPS.iter().for_each(|step| database.execute_batch(step).unwrap());
        for level in [Level::Admin, Level::Helpdesk] {
            let mut statement = database.prepare(&format!("EXPLAIN QUERY PLAN {}", of_level(&level))).unwrap();
            let plan: String = statement.query_row([level.word()], |row| row.get(3)).unwrap();
            assert!(plan.contains("resources_level (level=?"), "{plan}");
        }
    }
}
