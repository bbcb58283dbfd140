//! The identity record: how an operator checked who a person is, before helping them past their second factor (R-REC-2, R-REC-3, R-REC-6).

use super::{
    event::{Event, words},
    identifier::IdentifierError,
    text,
};
use serde::{Deserialize, Serialize};

words! {
    /// By what the person's identity was checked.
    Identity {
        Passport "passport",
        IdCard "id-card",
        DriverLicense "driver-license",
        EmployeeBadge "employee-badge",
        KnownInPerson "known-in-person",
        Callback "callback",
    }
}

words! {
    /// Through what the person was seen or heard.
    Channel { Video "video", Phone "phone", InPerson "in-person", }
}

/// How the person's identity was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// By what.
    pub identity: Identity,
    /// Through what.
    pub channel: Channel,
    /// Where the check is on record: a document's number, a case.
    pub reference: String,
}

/// A reference as it is kept: at most 200 characters, nothing hidden among them.
///
/// # Errors
/// What is wrong with it.
pub fn reference(typed: &str) -> Result<String, IdentifierError> {
    text::clean_text("reference", typed, 200)
}

impl Record {
    /// With the reference as it is kept.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn cleaned(&self) -> Result<Self, IdentifierError> {
        Ok(Self { reference: reference(&self.reference)?, ..self.clone() })
    }

    /// The event that keeps it.
    #[must_use]
    pub fn told(&self, event: Event) -> Event {
        event
            .detail("identity", self.identity.word())
            .detail("channel", self.channel.word())
            .detail("reference", self.reference.clone())
    }
}
