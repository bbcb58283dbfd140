//! `resource export`: every resource that matches, for machines, in a form that an import takes back (R-PERM-1, R-FAC-2, R-AUD-4).

use super::list_resources;
use crate::{
    domain::{
        event::{Action, Event, Why},
        export_field::Exported,
        factor::FactorState,
        field::Field,
        level::Level,
        license::License,
        permission::{Operator, Permission},
        phone,
        resource::{Resource, ResourceType},
        time::Time,
    },
    error::Result,
    ops::Operation,
    store::{Condition, Extent, Listed, Listing, Position, ReadTx, Sort, WriteTx},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Records the event of an export, before any of it is written.
pub struct Export<'a> {
    pub fields: &'a [Exported],
    /// All of them must hold.
    pub conditions: &'a [Condition],
    pub format: &'a str,
    pub why: Why,
}

/// Whether the operator may export these; checked before a file is created.
///
/// # Errors
/// `permission_denied`; `not_found` for a condition on an unknown level.
pub fn may(tx: &ReadTx<'_>, operator: &Operator, conditions: &[Condition]) -> Result<()> {
    list_resources::may_list(tx, operator, conditions)
}

/// Whether this operator sees telephone numbers in full: that takes the permission to write them (R-PERM-1, R-FAC-2).
fn sees_numbers(operator: &Operator) -> bool {
    operator.may(Permission::ResourceWrite)
}

fn asked_for(fields: &[Exported], field: Exported) -> bool {
    fields.contains(&field)
}

impl Operation for Export<'_> {
    /// Whether telephone numbers are asked for and exported masked.
    type Outcome = bool;

    fn action(&self) -> Action {
        Action::ResourceExport
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<bool> {
        may(tx, operator, self.conditions)?;
        let phone = asked_for(self.fields, Exported::Given(Field::Phone));
        let masked = phone && !sees_numbers(operator);
        let fields: Vec<_> = self.fields.iter().map(|field| field.word()).collect();
        let conditions: Vec<_> = self.conditions.iter().map(ToString::to_string).collect();
        // Under a condition, counting may take as long as the export, and would block every writer meanwhile.
        let count = if conditions.is_empty() { Some(tx.resource_count()?) } else { None };
        let numbers = phone.then_some(if masked { "masked" } else { "full" });
        let event = Event::ok(Action::ResourceExport)
            .because(&self.why)
            .detail("fields", fields)
            .detail("format", self.format)
            .detail("where", conditions)
            .detail("count", count)
            .detail("numbers", numbers);
        tx.record(event)?;
        Ok(masked)
    }
}

/// One resource of an export: a value for each of the fields, in their order.
#[derive(Clone, Debug)]
pub struct Record<'f> {
    pub fields: &'f [Exported],
    /// The resource; its number is masked already if it must be.
    pub resource: Resource,
    pub locked: bool,
    /// Whether it has an active authenticator; false if that was not asked for.
    pub enrolled: bool,
}

/// One page of an export: like a list, in the order of usernames.
///
/// # Errors
/// `permission_denied`, also if a permission was lost on the way; those of `each`.
pub fn page<'f>(
    tx: &ReadTx<'_>,
    operator: &Operator,
    (fields, conditions): (&'f [Exported], &[Condition]),
    (after, limit): (Option<Position>, u64),
    now: Time,
    mut each: impl FnMut(Record<'f>, Position) -> Result<bool>,
) -> Result<()> {
    may(tx, operator, conditions)?;
    let numbers = sees_numbers(operator);
    let enrolled = asked_for(fields, Exported::Enrolled);
    let extent = match (enrolled, asked_for(fields, Exported::Given(Field::Phone))) {
        (true, _) => Extent::Whole,
        (false, true) => Extent::Phone,
        (false, false) => Extent::Row,
    };
    let conditions = conditions.to_vec();
    let listing =
        Listing { conditions, only: None, sort: Sort::Username, after, limit: Some(limit), now: Some(now), extent };
    tx.resources(&listing, |Listed { mut resource, situation, place, .. }| {
        if !numbers {
            resource.phone = resource.phone.as_deref().map(phone::masked);
        }
        let locked = situation.lockout.locked_since(now).is_some();
        let enrolled = situation.factors.iter().any(|factor| factor.state == FactorState::Active);
        each(Record { fields, resource, locked, enrolled }, place)
    })
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (mut object, resource) = (serializer.serialize_struct("Record", self.fields.len())?, &self.resource);
        for field in self.fields {
            let word = field.word();
            match field {
                Exported::Given(field) => match field {
                    Field::Username => object.serialize_field(word, &resource.username)?,
                    Field::Email => object.serialize_field(word, &resource.email)?,
                    Field::EmailVerified => object.serialize_field(word, &resource.email_verified_at.is_some())?,
                    Field::FirstName => object.serialize_field(word, &resource.first_name)?,
                    Field::LastName => object.serialize_field(word, &resource.last_name)?,
                    Field::Phone => object.serialize_field(word, &resource.phone)?,
                    Field::Type => object.serialize_field(word, &resource.kind)?,
                    Field::License => object.serialize_field(word, &resource.license)?,
                    Field::Level => object.serialize_field(word, &resource.level)?,
                    Field::Champion => object.serialize_field(word, &resource.champion)?,
                    Field::Active => object.serialize_field(word, &resource.active)?,
                    // No field name selects these.
                    Field::PasswordHash | Field::Password => {}
                },
                Exported::Id => object.serialize_field(word, &resource.id)?,
                Exported::CreatedAt => object.serialize_field(word, &resource.created_at)?,
                Exported::LastLoginAt => object.serialize_field(word, &resource.last_login_at)?,
                Exported::Locked => object.serialize_field(word, &self.locked)?,
                Exported::Enrolled => object.serialize_field(word, &self.enrolled)?,
            }
        }
        object.end()
    }
}

impl JsonSchema for Record<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Record".into()
    }

    /// Every field that can be asked for; the request decides which of them are there.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = |field: &Exported| match field {
            Exported::Given(Field::EmailVerified | Field::Champion | Field::Active)
            | Exported::Locked
            | Exported::Enrolled => generator.subschema_for::<bool>(),
            Exported::Given(Field::FirstName | Field::LastName | Field::Phone) => {
                generator.subschema_for::<Option<String>>()
            }
            Exported::Given(Field::Type) => generator.subschema_for::<ResourceType>(),
            Exported::Given(Field::License) => generator.subschema_for::<License>(),
            Exported::Given(Field::Level) => generator.subschema_for::<Level>(),
            Exported::CreatedAt => generator.subschema_for::<Time>(),
            Exported::LastLoginAt => generator.subschema_for::<Option<Time>>(),
            Exported::Given(_) | Exported::Id => generator.subschema_for::<String>(),
        };
        let properties = Exported::ALL.iter().map(|field| (field.word().to_owned(), Value::from(schema(field))));
        let properties: Map<String, Value> = properties.collect();
        json_schema!({
            "description": "A resource with the fields that were asked for.",
            "type": "object",
            "properties": properties,
        })
    }
}
