//! The state that a plan was made from: the plan is carried out on no other.

use crate::domain::{field::Field, import_row::FieldError, resource::Resource};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The state that a planned row needs to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The resource is exactly so: see [`fingerprint`]. `None`: no one holds the username.
    pub state: Option<String>,
    /// The id of the champion, if the tenant had one.
    pub champion: Option<String>,
}

impl Expected {
    /// Refuses if the present holder of the username is not the one that was planned from.
    ///
    /// # Errors
    /// It names the username.
    pub(super) fn must_hold(&self, username: &str, holder: Option<&Resource>) -> Result<(), FieldError> {
        let message = match (holder, &self.state) {
            (None, None) => return Ok(()),
            (Some(resource), Some(planned)) if fingerprint(resource) == *planned => {
                return self.must_hold_the_title(Some(resource).filter(|resource| resource.champion));
            }
            (Some(_), None) => format!("{username} was created since the plan was made"),
            (_, Some(_)) => format!("{username} was changed since the plan was made"),
        };
        Err(FieldError { field: Field::Username, message })
    }

    /// Refuses if the champion changed since the plan was made: the title would be taken from someone the plan does not name. A missing
    /// champion is allowed, because the plan itself may have caused that.
    ///
    /// # Errors
    /// It names the champion.
    pub(super) fn must_hold_the_title(&self, champion: Option<&Resource>) -> Result<(), FieldError> {
        match champion.filter(|champion| self.champion.as_ref() != Some(&champion.id)) {
            None => Ok(()),
            Some(other) => {
                let message = format!("{} was named champion since the plan was made", other.username);
                Err(FieldError { field: Field::Champion, message })
            }
        }
    }
}

/// Shows any change of a resource's fields: a hash over its id and all that an edit, a verification, a level or a deactivation touches,
/// except the title of champion, which another row of the same plan may take. Logins do not change it.
pub fn fingerprint(resource: &Resource) -> String {
    let active = resource.active.to_string();
    let verified = resource.email_verified_at.map(|at| at.to_string());
    let parts = [
        Some(resource.id.as_str()),
        Some(&resource.username),
        Some(&resource.email),
        verified.as_deref(),
        resource.first_name.as_deref(),
        resource.last_name.as_deref(),
        resource.phone.as_deref(),
        Some(resource.kind.word()),
        Some(resource.license.word()),
        Some(resource.level.word()),
        Some(&active),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // Lengths keep the parts apart, and a missing one from an empty one.
        hash.update(part.map_or(-1, |part| part.len() as i64).to_be_bytes());
        hash.update(part.unwrap_or_default());
    }
    HEXLOWER.encode(&hash.finalize()[..16])
}
