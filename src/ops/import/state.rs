//! The state that a plan was made from, so that it is carried out on no other.

use crate::domain::resource::Resource;
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
