//! Resources. Their phone numbers rest sealed.

use crate::{
    domain::{identifier::Identifier, level::Level, resource::Resource, time::Time},
    error::Result,
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
    fn resource_count(&self) -> Result<u64>;

    /// How many active ones have another level than `user`, and how many of those have no device that gives a code.
    fn operator_count(&self) -> Result<(u64, u64)>;
}

/// What a database keeps of resources.
pub(in crate::store) trait KeepResources {
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
