//! `resource create`: a new resource under a username and an e-mail address that nobody holds (R-RES-1, R-RES-2).

use super::{
    Done, Operation, must,
    set_password::Standard,
    target::{bad_name, taken},
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        identifier::Identifier,
        level::Level,
        license::License,
        permission::{Operator, Permission},
        phone,
        resource::{Resource, ResourceType, type_under},
        text::clean_text,
    },
    error::{Code, Error, Result},
    store::{Change, ReadTx, WriteTx},
};

/// Creates a resource.
#[derive(Clone, Debug)]
pub struct CreateResource {
    /// `name@domain`.
    pub username: String,
    /// The primary e-mail address.
    pub email: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
    /// Decides about 2FA.
    pub license: License,
    /// Internal unless said.
    pub kind: Option<ResourceType>,
    /// What it may do as an operator.
    pub level: Level,
    /// Named as the tenant's authority, in place of the present one.
    pub champion: bool,
    /// The e-mail address counts as verified, on the operator's word.
    pub assume_email: bool,
    /// One that holds the username already is as good.
    pub if_absent: bool,
    /// Why.
    pub why: Why,
}

/// What the password of a resource about to be created is judged by; it is known by the names in `about`.
///
/// # Errors
/// `permission_denied` for who may create none: asked also before the password is hashed.
pub fn standard(tx: &ReadTx<'_>, operator: &Operator, about: Vec<String>) -> Result<Standard> {
    must(operator, Permission::ResourceWrite)?;
    Ok(Standard::of_new(&tx.policy()?, about))
}

impl Operation for CreateResource {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::ResourceCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        must(operator, Permission::ResourceWrite)?;
        if self.level != Level::User {
            super::level::must_give(tx, operator, &self.level)?;
        }
        let username = Identifier::username(&self.username).map_err(bad_name)?;
        let email = Identifier::email(&self.email).map_err(bad_name)?;
        let text = |field, text: &Option<String>| {
            text.as_deref().map(|text| clean_text(field, text, 100).map_err(bad_name)).transpose()
        };
        if let Some(id) = tx.holder(&username)? {
            let holder = existing(tx, &id)?;
            let same = Identifier::username(&holder.username).is_ok_and(|held| held.normal() == username.normal());
            if self.if_absent && same {
                return Ok(Done { changed: false, state: holder });
            }
            return Err(taken(&username, &holder, same));
        }
        if let Some(id) = tx.holder(&email)? {
            return Err(taken(&email, &existing(tx, &id)?, false));
        }
        let kind = type_under(self.license, self.kind, ResourceType::Internal);
        let resource = Resource {
            id: tx.new_id()?,
            username: username.shown().to_owned(),
            email: email.shown().to_owned(),
            email_verified_at: self.assume_email.then(|| tx.now()),
            first_name: text("first name", &self.first_name)?,
            last_name: text("last name", &self.last_name)?,
            phone: self.phone.as_deref().map(phone::read).transpose().map_err(bad_name)?,
            kind: kind.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?,
            license: self.license,
            level: self.level.clone(),
            champion: self.champion,
            active: true,
            created_at: tx.now(),
            last_login_at: None,
        };
        if self.champion {
            super::edit_resource::dethrone(tx, operator, &self.why)?;
        }
        let event = Event::ok(Action::ResourceCreate)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("email", resource.email.clone())
            .detail("email_verified", self.assume_email)
            .detail("first_name", resource.first_name.clone())
            .detail("last_name", resource.last_name.clone())
            .detail("phone", resource.phone.as_deref().map(phone::masked))
            .detail("type", resource.kind.word())
            .detail("license", resource.license.word())
            .detail("level", resource.level.word())
            .detail("champion", resource.champion);
        tx.apply([Change::ResourceCreated { resource: &resource, username: &username, email: &email }], event)?;
        Ok(Done { changed: true, state: resource })
    }
}

fn existing(tx: &WriteTx<'_>, id: &str) -> Result<Resource> {
    tx.resource(id)?.ok_or_else(|| Error::new(Code::Corrupt, "an identifier has no resource; nothing was changed"))
}
