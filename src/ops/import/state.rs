//! The state that a plan was made from, so that it is carried out on no other.

use crate::domain::{entry::Unfit, field::Field, resource::Resource};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// How a resource must stand for a planned row to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nobody holds the username.
    Absent,
    /// It is there exactly so: see [`fingerprint`].
    Standing(String),
}

impl Expected {
    /// Refuses where whoever holds the username now is not what was planned from.
    ///
    /// # Errors
    /// It names the username.
    pub(super) fn must_hold(&self, username: &str, holder: Option<&Resource>) -> Result<(), Unfit> {
        let message = match (holder, self) {
            (None, Self::Absent) => return Ok(()),
            (Some(resource), Self::Standing(planned)) if fingerprint(resource) == *planned => return Ok(()),
            (Some(_), Self::Absent) => format!("{username} was created since the plan was made"),
            (_, Self::Standing(_)) => format!("{username} was changed since the plan was made"),
        };
        Err(Unfit { field: Field::Username, message })
    }
}

/// What tells any change of a resource's fields: a hash over its id and all that an edit, a verification, a level or a deactivation
/// touches. Logins do not change it.
pub fn fingerprint(resource: &Resource) -> String {
    let flags = [resource.champion, resource.active].map(|flag| flag.to_string());
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
        Some(&flags[0]),
        Some(&flags[1]),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // Lengths keep the parts apart, and what is missing from what is empty.
        hash.update(part.map_or(-1, |part| part.len() as i64).to_be_bytes());
        hash.update(part.unwrap_or_default());
    }
    HEXLOWER.encode(&hash.finalize()[..16])
}
