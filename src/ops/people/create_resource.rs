//! `resource create`: a new resource, with a username and an e-mail address that are free (R-RES-1, R-RES-2).

use super::edit_resource::{may_replace_champion, replace_champion};
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
    ops::{
        Done, Operation,
        access::require_permission,
        find::{bad_name, existing, taken},
        passwords::set_password::Standard,
    },
    store::{Change, ReadTx, WriteTx},
};

#[derive(Clone, Debug)]
pub struct CreateResource {
    /// `name@domain`.
    pub username: String,
    /// The primary e-mail address.
    pub email: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    /// Decides about 2FA.
    pub license: License,
    /// Internal unless given.
    pub kind: Option<ResourceType>,
    /// The permissions as an operator.
    pub level: Level,
    /// Named as the tenant's authority, in place of the present one.
    pub champion: bool,
    /// Take the e-mail address as verified, on the operator's word.
    pub assume_email: bool,
    /// Succeed if a resource has the username already.
    pub if_absent: bool,
    pub why: Why,
}

/// What the password of a resource about to be created is judged by; the names in `about` are those it is known by.
///
/// # Errors
/// `permission_denied` if the operator may create none; also checked before the password is hashed.
pub fn standard(tx: &ReadTx<'_>, operator: &Operator, about: Vec<String>) -> Result<Standard> {
    require_permission(operator, Permission::ResourceWrite)?;
    Ok(Standard::of_new(&tx.policy()?, about))
}

impl Operation for CreateResource {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::ResourceCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let new = self.read()?;
        match new.may(tx, operator)? {
            Some(holder) if self.if_absent => Ok(Done { changed: false, state: holder }),
            Some(holder) => Err(taken(&new.username, &holder, true)),
            None => Ok(Done { changed: true, state: new.enter(tx, operator, &self.why)? }),
        }
    }
}

/// Whether this operator may create a resource with this username; asked before anything else is.
///
/// # Errors
/// `permission_denied`; `invalid_name`; `exists`, unless one that exists is as good.
pub fn may_begin(tx: &ReadTx<'_>, operator: &Operator, username: &str, if_absent: bool) -> Result<()> {
    require_permission(operator, Permission::ResourceWrite)?;
    let username = Identifier::username(username).map_err(bad_name)?;
    match tx.holder(&username)? {
        Some(id) if !if_absent => Err(taken(&username, &existing(tx, &id)?, true)),
        _ => Ok(()),
    }
}

impl CreateResource {
    /// Reads its values, each by its rule.
    ///
    /// # Errors
    /// `invalid_name`, `invalid_input`.
    fn read(&self) -> Result<NewResource> {
        let text = |field, text: &Option<String>| {
            text.as_deref().map(|text| clean_text(field, text, 100).map_err(bad_name)).transpose()
        };
        let kind = type_under(self.license, self.kind, ResourceType::Internal);
        Ok(NewResource {
            username: Identifier::username(&self.username).map_err(bad_name)?,
            email: Identifier::email(&self.email).map_err(bad_name)?,
            email_verified: self.assume_email,
            first_name: text("first name", &self.first_name)?,
            last_name: text("last name", &self.last_name)?,
            phone: self.phone.as_deref().map(phone::read).transpose().map_err(bad_name)?,
            kind: kind.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?,
            license: self.license,
            level: self.level.clone(),
            champion: self.champion,
            active: true,
        })
    }
}

/// A resource about to be created, every value by its rule.
#[derive(Clone, Debug)]
pub(in crate::ops) struct NewResource {
    pub username: Identifier,
    pub email: Identifier,
    pub email_verified: bool,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub kind: ResourceType,
    pub license: License,
    pub level: Level,
    pub champion: bool,
    pub active: bool,
}

impl NewResource {
    /// Whether this operator may create it; returns the resource that has the username already.
    ///
    /// # Errors
    /// `permission_denied`, also if someone other than the owner takes the address as verified (R-PERM-1); `higher_level`; `exists` if a
    /// name or an address is another resource's.
    pub fn may(&self, tx: &ReadTx<'_>, operator: &Operator) -> Result<Option<Resource>> {
        require_permission(operator, Permission::ResourceWrite)?;
        if self.level != Level::User {
            crate::ops::operators::grant_limits::must_give(tx, operator, &self.level)?;
        }
        if self.email_verified {
            require_permission(operator, Permission::OwnerOnly)?;
        }
        if let Some(id) = tx.holder(&self.username)? {
            let holder = existing(tx, &id)?;
            let same = Identifier::username(&holder.username).is_ok_and(|held| held.normal() == self.username.normal());
            return if same { Ok(Some(holder)) } else { Err(taken(&self.username, &holder, false)) };
        }
        if self.email.normal() != self.username.normal()
            && let Some(id) = tx.holder(&self.email)?
        {
            return Err(taken(&self.email, &existing(tx, &id)?, false));
        }
        if self.champion {
            may_replace_champion(tx, operator)?;
        }
        Ok(None)
    }

    /// Creates it, after every check.
    pub fn enter(&self, tx: &mut WriteTx<'_>, operator: &Operator, why: &Why) -> Result<Resource> {
        let resource = Resource {
            id: tx.new_id()?,
            username: self.username.shown().to_owned(),
            email: self.email.shown().to_owned(),
            email_verified_at: self.email_verified.then(|| tx.now()),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            phone: self.phone.clone(),
            kind: self.kind,
            license: self.license,
            level: self.level.clone(),
            champion: self.champion,
            active: self.active,
            created_at: tx.now(),
            last_login_at: None,
        };
        if self.champion {
            replace_champion(tx, operator, why)?;
        }
        let event = Event::ok(Action::ResourceCreate)
            .on(&resource.id, &resource.username)
            .because(why)
            .detail("email", resource.email.as_str())
            .detail("email_verified", self.email_verified)
            .detail("first_name", resource.first_name.as_deref())
            .detail("last_name", resource.last_name.as_deref())
            .detail("phone", resource.phone.as_deref().map(phone::masked))
            .detail("type", resource.kind.word())
            .detail("license", resource.license.word())
            .detail("level", resource.level.word())
            .detail("champion", resource.champion);
        // Nearly every resource is created active: only the others are recorded as such.
        let event = if resource.active { event } else { event.detail("active", false) };
        let created = Change::ResourceCreated { resource: &resource, username: &self.username, email: &self.email };
        tx.apply([created], event)?;
        Ok(resource)
    }
}
