//! Resources. Their phone numbers rest sealed.

use crate::{
    domain::{
        identifier::Identifier,
        level::Level,
        license::License,
        resource::{Resource, Standing},
        time::Time,
    },
    error::Result,
    store::{ReadTx, WriteTx, failure::nonsense},
    vault::Place,
};

/// A resource as it is kept.
pub(in crate::store) struct ResourceRow {
    /// The resource, without its phone number.
    pub(in crate::store) resource: Resource,
    /// Its phone number, sealed.
    pub(in crate::store) sealed_phone: Option<Vec<u8>>,
}

/// What is read of resources.
pub trait ReadResources {
    /// How many there are.
    fn resource_count(&self) -> Result<u64>;
}

/// What a database keeps of resources.
pub(in crate::store) trait KeepResources {
    /// A resource by its id.
    fn resource_row(&self, id: &str) -> Result<Option<ResourceRow>>;

    /// The champion, if the tenant has named one.
    fn champion_row(&self) -> Result<Option<ResourceRow>>;

    /// Every resource of a level, by its id.
    fn resource_rows_of_level(&self, level: &Level) -> Result<Vec<ResourceRow>>;

    /// Adds a resource with its sealed phone number, under its username for the order of lists.
    fn insert_resource(&self, resource: &Resource, sealed_phone: Option<&[u8]>, username: &Identifier) -> Result<()>;

    /// Writes every field of a resource but its id, its username and its times.
    fn update_resource(&self, resource: &Resource, sealed_phone: Option<&[u8]>) -> Result<()>;

    /// Writes when a resource was last granted a login.
    fn touch_login(&self, id: &str, now: Time) -> Result<()>;
}

/// What a phone number is sealed to.
fn phone_of(id: &str) -> Place<'_> {
    Place { table: "resources", column: "phone", row: id }
}

impl ReadTx<'_> {
    /// A resource by its id.
    pub fn resource(&self, id: &str) -> Result<Option<Resource>> {
        self.transaction.resource_row(id)?.map(|row| self.unsealed(row)).transpose()
    }

    /// The champion, if the tenant has named one.
    pub fn champion(&self) -> Result<Option<Resource>> {
        self.transaction.champion_row()?.map(|row| self.unsealed(row)).transpose()
    }

    /// Every resource of the level `admin` with what makes it a working administrator (R-RES-6).
    pub fn administrators(&self, now: Time) -> Result<Vec<(Resource, Standing)>> {
        let rows = self.transaction.resource_rows_of_level(&Level::Admin)?;
        let standing = |row| {
            let resource = self.unsealed(row)?;
            let standing = Standing {
                admin: resource.level == Level::Admin,
                active: resource.active,
                locked_by_hand: self.lockout(&resource.id)?.hand_lock(now).is_some(),
                has_password: self.credential(&resource.id)?.is_some(),
                may_sign_in: resource.license != License::Api,
            };
            Ok((resource, standing))
        };
        rows.into_iter().map(standing).collect()
    }

    /// A resource with its phone number.
    pub(super) fn unsealed(&self, row: ResourceRow) -> Result<Resource> {
        let ResourceRow { mut resource, sealed_phone } = row;
        if let Some(sealed) = sealed_phone {
            let opened = self.vault()?.open_sealed(phone_of(&resource.id), &sealed)?;
            let phone = String::from_utf8(opened.to_vec());
            resource.phone = Some(phone.map_err(|_| nonsense("resources", &resource.id, "phone"))?);
        }
        Ok(resource)
    }
}

impl WriteTx<'_> {
    fn sealed_phone(&self, resource: &Resource) -> Result<Option<Vec<u8>>> {
        let seal = |phone: &String| self.vault()?.seal(phone_of(&resource.id), phone.as_bytes(), self.random()?);
        resource.phone.as_ref().map(seal).transpose()
    }

    pub(in crate::store) fn create_resource(
        &self,
        resource: &Resource,
        username: &Identifier,
        email: &Identifier,
    ) -> Result<()> {
        self.transaction().insert_resource(resource, self.sealed_phone(resource)?.as_deref(), username)?;
        self.transaction().insert_identifiers(&resource.id, username, email)
    }

    pub(in crate::store) fn edit_resource(&self, resource: &Resource) -> Result<()> {
        self.transaction().update_resource(resource, self.sealed_phone(resource)?.as_deref())
    }
}
