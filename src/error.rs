//! What can go wrong, as people and scripts meet it: a stable code word, an exit code, a sentence, and the next command.
//!
//! [`Code`] is the only table of exit codes in the program; `help exit-codes` and `docs/exit-codes.md` are printed from it.

use std::{fmt, io};

/// The result of everything that can be refused or fail.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! codes {
    ($($variant:ident $word:literal $exit:literal $retry:literal $meaning:literal;)*) => {
        /// A stable word for what happened, finer than the exit code.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code with its word, exit code and meaning, in the order of the exit codes.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];
            /// The word that scripts compare: `not_found`.
            pub const fn word(self) -> &'static str { match self { $(Code::$variant => $word,)* } }
            /// The process's exit code.
            pub const fn exit(self) -> u8 { match self { $(Code::$variant => $exit,)* } }
            /// Whether the same call may succeed a little later.
            pub const fn retryable(self) -> bool { match self { $(Code::$variant => $retry,)* } }
            /// One line for the table of exit codes.
            pub const fn meaning(self) -> &'static str { match self { $(Code::$variant => $meaning,)* } }
        }
    };
}

codes! {
    ClosedPipe "closed_pipe" 0 false "the reader of the answer went away; nothing is said about it";
    Failure "failure" 1 false "an unexpected failure: a bug, or input and output that failed";
    Usage "usage" 2 false "the command line is wrong or incomplete";
    NotFound "not_found" 3 false "no such resource, factor, code or key of the policy";
    Ambiguous "ambiguous" 3 false "the name without its domain belongs to several resources";
    TenantNotFound "tenant_not_found" 3 false "no tenant database at the places looked in";
    Exists "exists" 4 false "it is there already";
    Changed "changed" 4 true "it was changed by somebody else meanwhile";
    PermissionDenied "permission_denied" 5 false "this operator may not do it";
    NotSignedIn "not_signed_in" 5 false "nobody is signed in, or the sign-in or token is over";
    SelfService "self_service" 5 false "no operator does this for itself";
    HigherLevel "higher_level" 5 false "it concerns somebody, or gives something, above the operator's level";
    Refused "refused" 6 false "refused by a rule, which the message names";
    LastAdministrator "last_administrator" 6 false "it would leave the tenant without a working administrator";
    LicenseForbids "license_forbids" 6 false "the license of the resource does not allow it";
    PauseLimit "pause_limit" 6 false "a pause cannot last that long";
    NotPaused "not_paused" 6 false "there is no timed pause to extend";
    EmailUnverified "email_unverified" 6 false "the e-mail address is not verified";
    NoDelivery "no_delivery" 6 false "there is no delivery of mail, and it was not asked to be shown";
    EnrollmentExpired "enrollment_expired" 6 false "the pending enrollment is older than 24 hours";
    FactorState "factor_state" 6 false "the factor is not in the state this needs";
    RequestOver "request_over" 6 false "the request was decided already, or its hour is over";
    RateLimited "rate_limited" 6 true "asked too often; later it is answered again";
    NoDeletion "no_deletion" 6 false "resources are deactivated, never deleted";
    InvalidInput "invalid_input" 7 false "a value is not allowed";
    InvalidName "invalid_name" 7 false "a name or address is not allowed";
    WeakPassword "weak_password" 7 false "the password breaks the rules";
    Busy "busy" 8 true "another process held the database's write lock too long";
    Corrupt "corrupt" 8 false "the database is damaged, or a row in it makes no sense";
    DbForeign "db_foreign" 8 false "the file is not a tenant database";
    DbEmpty "db_empty" 8 false "the database file is empty";
    DbOlder "db_older" 8 false "the database has an older version; migrate it";
    DbNewer "db_newer" 8 false "the database was written by a newer program";
    CannotOpen "cannot_open" 8 false "the database cannot be opened";
    ReadOnly "read_only" 8 false "the database or its directory cannot be written";
    DiskFull "disk_full" 8 true "no room is left";
    AuditUnwritable "audit_unwritable" 8 false "the event could not be written, so nothing happened";
    KeyMissing "key_missing" 8 false "the key file is not there";
    KeyWrong "key_wrong" 8 false "the key belongs to another tenant";
    KeyInvalid "key_invalid" 8 false "the file is not a key";
    KeyExposed "key_exposed" 8 false "others can read the key";
    ClockBehind "clock_behind" 8 true "the clock is behind the newest event";
    VerificationFailed "verification_failed" 9 false "a verification failed";
    RequestRecorded "request_recorded" 10 false "recorded as a request; a second person must approve";
    Declined "declined" 11 false "declined at the prompt";
    Denied "denied" 20 false "denied: unknown, wrong password, wrong code or deactivated, not told apart";
    Locked "locked" 21 false "the account is locked";
    CodeRequired "code_required" 22 false "a code is required";
    EnrollmentRequired "enrollment_required" 23 false "the second factor must be enrolled first";
    PasswordRequired "password_required" 24 false "the password must be changed first";
    SessionLimit "session_limit" 27 false "too many sessions live already; nothing was spent";
    Interrupted "interrupted" 130 false "interrupted";
}

/// A way out: a lead-in and the words of a command that works when pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// `try`, `did you mean`, `it can be paused`.
    pub lead: String,
    /// The arguments after `tenantctl`; empty where the lead-in says it all.
    pub words: Vec<String>,
    /// What the words belong to.
    pub command: HintCommand,
}

/// What the words of a hint belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HintCommand {
    /// This program, with the global flags that were given.
    Ours,
    /// What was typed, with the words added to it.
    Again,
    /// This program, for somebody else to type: nothing of how this operator acts belongs there.
    Others,
    /// Another program (`chmod`).
    Shell(&'static str),
}

/// What waits for a second person instead of having been done (R-PERM-6).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Recorded {
    /// The request's id.
    pub request_id: String,
    /// Until when it can be approved, RFC 3339.
    pub expires_at: String,
    /// What it is, in words.
    pub what: String,
}

/// A refusal or failure with everything that is said about it.
#[derive(Clone, Debug)]
pub struct Error {
    code: Code,
    message: String,
    hints: Vec<Hint>,
    recorded: Option<Box<Recorded>>,
    lasting: bool,
}

impl Error {
    /// What happened and what was not done, in one sentence without its full stop.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hints: Vec::new(), recorded: None, lasting: false }
    }

    /// It was not done, but recorded as a request.
    pub fn recorded_as(recorded: Recorded) -> Self {
        let message = format!("{} waits for a second person; it was not done", recorded.what);
        Self { recorded: Some(Box::new(recorded)), ..Self::new(Code::RequestRecorded, message) }
    }

    /// The request that it was recorded as.
    pub fn recorded(&self) -> Option<&Recorded> {
        self.recorded.as_deref()
    }

    /// Adds the next command, given as its words after `tenantctl`.
    #[must_use]
    pub fn hint<S: Into<String>>(self, lead: &str, words: impl IntoIterator<Item = S>) -> Self {
        self.push(lead, words, HintCommand::Ours)
    }

    /// Adds the command that was typed, with something added to it.
    #[must_use]
    pub fn again<S: Into<String>>(self, lead: &str, words: impl IntoIterator<Item = S>) -> Self {
        self.push(lead, words, HintCommand::Again)
    }

    /// Adds a command that somebody else types.
    #[must_use]
    pub fn others<S: Into<String>>(self, lead: &str, words: impl IntoIterator<Item = S>) -> Self {
        self.push(lead, words, HintCommand::Others)
    }

    /// Adds a command of another program.
    #[must_use]
    pub fn shell<S: Into<String>>(self, lead: &str, program: &'static str, words: impl IntoIterator<Item = S>) -> Self {
        self.push(lead, words, HintCommand::Shell(program))
    }

    /// Adds a remark that is no command.
    #[must_use]
    pub fn note(self, text: impl Into<String>) -> Self {
        self.push(&text.into(), [""; 0], HintCommand::Ours)
    }

    fn push<S: Into<String>>(mut self, lead: &str, words: impl IntoIterator<Item = S>, command: HintCommand) -> Self {
        let words = words.into_iter().map(Into::into).collect();
        self.hints.push(Hint { lead: lead.to_owned(), words, command });
        self
    }

    /// The stable word and exit code.
    pub fn code(&self) -> Code {
        self.code
    }
    /// Says that this time it stays refused, whatever its code says elsewhere: a script that tries again would do so for ever.
    #[must_use]
    pub fn lasting(self) -> Self {
        Self { lasting: true, ..self }
    }
    /// Whether the same call may succeed a little later.
    pub fn retryable(&self) -> bool {
        self.code.retryable() && !self.lasting
    }
    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }
    /// The sentence without its ending on what was not done: for a dialogue that asks again.
    pub fn brief(&self) -> &str {
        self.message.split("; nothing was ").next().unwrap_or(&self.message)
    }
    /// The ways out, most useful first.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }
    /// The same told in another sentence.
    #[must_use]
    pub fn told_as(self, message: impl Into<String>) -> Self {
        Self { message: message.into(), ..self }
    }

    /// The same with other ways out.
    #[must_use]
    pub fn with_hints(self, hints: Vec<Hint>) -> Self {
        Self { hints, ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        // Files of ours have errors of their own: this is about standard streams, and what was asked for may be done already.
        let code = match error.kind() {
            io::ErrorKind::BrokenPipe => Code::ClosedPipe,
            _ => Code::Failure,
        };
        Error::new(
            code,
            format!("reading or writing failed ({error}); what was asked for may be done, see the history"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_code_word_is_unique_and_the_table_is_in_the_order_of_exit_codes() {
        let words: HashSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(Code::ALL.is_sorted_by_key(|code| code.exit()));
    }
}
