//! What a request lacks.

use crate::domain::{field::Field, time::Time};

/// What the same command lacks, or what to change in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The tenant's database.
    Database,
    /// The tenant, by name.
    Tenant(String),
    /// The master key.
    KeyFile,
    /// Why it is done.
    Reason,
    /// That it is meant so.
    Confirmed,
    /// The owner acts without an account (R-PERM-4).
    BreakGlass,

    /// The password, as a line of standard input.
    Password,
    /// The set-up token and the password, as lines of standard input.
    SetupToken,
    /// The code of a second factor.
    Code,
    /// The password that takes the place of one that has ended, as a line of standard input.
    NewPassword,
    /// The session that gives way to a new one.
    EndSession(String),
    /// The operator does it for themselves.
    ByOneself,
    /// A word of it is another one.
    Corrected {
        /// As it stands there.
        typed: String,
        /// As it was meant.
        meant: String,
    },

    /// A password is chosen later, and no set-up token is sent now.
    WithoutSetup,

    /// How a person's identity was checked: by what.
    Identity,
    /// Through what the person was seen or heard.
    Channel,
    /// Where that is on record.
    Reference,
    /// Where the champion's consent is on record.
    Consent,
    /// The second person.
    SecondPerson,
    /// When it ends.
    Until(Option<Time>),
    /// Show the secret to the operator.
    Show,
    /// Show the key of an authenticator.
    ShowKey,
    /// The QR code becomes a picture.
    Picture,
    /// For the next login.
    NextLogin,
    /// For a day.
    Day,
    /// The locks are taken away.
    Unlock,

    /// The file into which tokens go.
    TokensFile,
    /// The file of that name into which an import puts the set-up tokens that it issues.
    SetupFile(&'static str),
    /// A column that gives an import this field; `None` if it is passed over.
    Column(String, Option<Field>),
    /// Passwords in plain text are taken.
    PlainPasswords,
    /// Update resources that differ from the file.
    Update,
    /// Rows that are wrong are passed over.
    SkipRejected,
    /// The file of that name that keeps those rows.
    RejectsFile(&'static str),
    /// Nothing is changed yet.
    Trial,
    /// The file into which a plan goes.
    PlanFile,
    /// Resume where it was stopped.
    Resume,
}
