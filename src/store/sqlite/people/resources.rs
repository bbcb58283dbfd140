//! Resources: the rows.

use super::super::{Cells, ReadTx, WriteTx, explain};
use crate::{
    domain::{
        identifier::Identifier,
        level::Level,
        license::License,
        resource::{Resource, ResourceType, Standing},
        time::Time,
    },
    error::Result,
    vault::Place,
};
use rusqlite::{OptionalExtension, Row, params};

pub(in crate::store) const COLUMNS: &str = "resources.id AS id, username, email, email_verified_at, first_name, last_name, phone, type, license, level, \
                       champion, active, resources.created_at AS created_at, last_login_at";
/// The names of [`COLUMNS`], in their order.
pub(in crate::store) const NAMES: [&str; 14] = [
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

impl ReadTx<'_> {
    /// A resource by its id.
    pub fn resource(&self, id: &str) -> Result<Option<Resource>> {
        let failed = |error| explain("reading a resource", &error);
        let sql = format!("SELECT {COLUMNS} FROM resources WHERE id = ?1");
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        let found = statement.query_row([id], |row| Ok(self.read_resource(row))).optional().map_err(failed)?;
        found.transpose()
    }

    /// How many there are.
    pub fn resource_count(&self) -> Result<u64> {
        let counted = self.sql().query_row("SELECT count(*) FROM resources", [], |row| row.get::<_, i64>(0));
        counted.map(i64::unsigned_abs).map_err(|error| explain("counting resources", &error))
    }

    /// The champion, if the tenant has named one.
    pub fn champion(&self) -> Result<Option<Resource>> {
        let sql = format!("SELECT {COLUMNS} FROM resources WHERE champion = 1");
        let found = self.sql().query_row(&sql, [], |row| Ok(self.read_resource(row))).optional();
        found.map_err(|error| explain("looking for the champion", &error))?.transpose()
    }

    /// Every resource of the level `admin` with what makes it a working administrator (R-RES-6).
    pub fn administrators(&self, now: Time) -> Result<Vec<(Resource, Standing)>> {
        let sql = format!("SELECT {COLUMNS} FROM resources WHERE level = 'admin' ORDER BY id");
        self.rows("reading the administrators", &sql, [], |row| {
            let resource = self.read_resource(row)?;
            let standing = Standing {
                admin: resource.level == Level::Admin,
                active: resource.active,
                locked_by_hand: self.lockout(&resource.id)?.hand_lock(now).is_some(),
                has_password: self.credential(&resource.id)?.is_some(),
                may_sign_in: resource.license != License::Api,
            };
            Ok((resource, standing))
        })
    }

    pub(in crate::store) fn read_resource(&self, row: &Row) -> Result<Resource> {
        let cells = Cells::in_order(row, "resources", &NAMES)?;
        let phone = || -> Result<Option<String>> {
            Ok(match cells.get::<Option<Vec<u8>>>("phone")? {
                Some(sealed) => {
                    let place = Place { table: "resources", column: "phone", row: &cells.id };
                    let opened = self.vault()?.open_sealed(place, &sealed)?;
                    Some(String::from_utf8(opened.to_vec()).map_err(|_| cells.nonsense("phone"))?)
                }
                None => None,
            })
        };
        Ok(Resource {
            username: cells.get("username")?,
            email: cells.get("email")?,
            email_verified_at: cells.time("email_verified_at")?,
            first_name: cells.get("first_name")?,
            last_name: cells.get("last_name")?,
            phone: phone()?,
            kind: cells.word("type", ResourceType::from_word)?,
            license: cells.word("license", License::from_word)?,
            level: cells.word("level", Level::from_word)?,
            champion: cells.flag("champion")?,
            active: cells.flag("active")?,
            created_at: Time::from_millis(cells.get("created_at")?),
            last_login_at: cells.time("last_login_at")?,
            id: cells.id,
        })
    }
}

impl WriteTx<'_> {
    fn sealed_phone(&self, resource: &Resource) -> Result<Option<Vec<u8>>> {
        let place = Place { table: "resources", column: "phone", row: &resource.id };
        let seal = |phone: &String| self.vault()?.seal(place, phone.as_bytes(), self.random()?);
        resource.phone.as_ref().map(seal).transpose()
    }

    pub(in crate::store) fn insert_resource(&self, resource: &Resource, username: &Identifier) -> Result<()> {
        let sql = "INSERT INTO resources (id, username, email, email_verified_at, first_name, last_name, phone, type, license, level, \
                   champion, active, created_at, username_normal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        let row = params![
            resource.id,
            resource.username,
            resource.email,
            resource.email_verified_at.map(Time::millis),
            resource.first_name,
            resource.last_name,
            self.sealed_phone(resource)?,
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

    pub(in crate::store) fn update_resource(&self, resource: &Resource) -> Result<()> {
        let sql = "UPDATE resources SET email = ?2, email_verified_at = ?3, first_name = ?4, last_name = ?5, phone = ?6, type = ?7, \
                   license = ?8, level = ?9, champion = ?10, active = ?11 WHERE id = ?1";
        let row = params![
            resource.id,
            resource.email,
            resource.email_verified_at.map(Time::millis),
            resource.first_name,
            resource.last_name,
            self.sealed_phone(resource)?,
            resource.kind.word(),
            resource.license.word(),
            resource.level.word(),
            resource.champion,
            resource.active,
        ];
        self.one_row("resources", &resource.id, sql, row)
    }

    pub(in crate::store) fn touch_login(&self, id: &str) -> Result<()> {
        self.one_row(
            "resources",
            id,
            "UPDATE resources SET last_login_at = ?2 WHERE id = ?1",
            params![id, self.now().millis()],
        )
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
}
