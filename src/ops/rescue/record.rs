//! The identity record: how it was checked who a person is, before somebody helped it past its second factor (R-REC-2, R-REC-3, R-REC-6).

use crate::{
    domain::{
        event::{Event, words},
        identifier::IdentifierError,
        text,
    },
    error::{Code, Error, Result},
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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
pub fn reference(typed: &str) -> std::result::Result<String, IdentifierError> {
    text::clean_text("reference", typed, 200)
}

impl Record {
    /// With the reference as it is kept; `undone` says what was not done where it cannot be.
    ///
    /// # Errors
    /// `invalid_input`.
    pub(in crate::ops) fn cleaned(&self, undone: &str) -> Result<Self> {
        let reference = reference(&self.reference);
        let reference = reference.map_err(|error| Error::new(Code::InvalidInput, format!("{error}; {undone}")))?;
        Ok(Self { reference, ..self.clone() })
    }

    /// The event that keeps it.
    pub(in crate::ops) fn told(&self, event: Event) -> Event {
        event
            .detail("identity", self.identity.word())
            .detail("channel", self.channel.word())
            .detail("reference", self.reference.clone())
    }
}
