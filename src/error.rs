//! What can go wrong, as people and scripts meet it: a stable code word, an exit code, a sentence, and the next command.
//!
//! [`Code`] is the only table of exit codes in the program; `help exit-codes` and `docs/exit-codes.md` are printed from it.

use crate::domain::remedy::{Advice, Argument, Remedy, SystemStep};
use std::{error::Error as Cause, fmt, io, sync::Arc};

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
    MayBeDone "may_be_done" 1 false "what was asked for may be done, and may be not: the history says";
    Usage "usage" 2 false "the command line is wrong or incomplete";
    NotFound "not_found" 3 false "no such resource, factor, code or key of the policy";
    Ambiguous "ambiguous" 3 false "the name without its domain belongs to several resources";
    TenantNotFound "tenant_not_found" 3 false "no tenant database at the places looked in";
    Exists "exists" 4 false "it already exists";
    Changed "changed" 4 true "it was changed by somebody else meanwhile";
    PermissionDenied "permission_denied" 5 false "this operator may not do it";
    NotSignedIn "not_signed_in" 5 false "not signed in, or the sign-in or token has ended";
    SelfService "self_service" 5 false "operators cannot do this for themselves";
    HigherLevel "higher_level" 5 false "it affects a person, or grants something, above the operator's level";
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
    RateLimited "rate_limited" 6 true "asked too often; try again later";
    NoDeletion "no_deletion" 6 false "resources are deactivated, never deleted";
    InvalidInput "invalid_input" 7 false "a value is not allowed";
    InvalidName "invalid_name" 7 false "a name or address is not allowed";
    WeakPassword "weak_password" 7 false "the password breaks the rules";
    Busy "busy" 8 true "another process held the write lock of the database too long";
    Corrupt "corrupt" 8 false "the database is damaged, or a row in it cannot be decoded";
    StateTampered "state_tampered" 8 false "a row that lets somebody in or decides something was changed outside of this program";
    DbForeign "db_foreign" 8 false "the file is not a tenant database";
    DbEmpty "db_empty" 8 false "the database file is empty";
    DbOlder "db_older" 8 false "the database has an older version; migrate it";
    DbNewer "db_newer" 8 false "the database was written by a newer program";
    CannotOpen "cannot_open" 8 false "the database cannot be opened";
    ReadOnly "read_only" 8 false "the database or its directory cannot be written";
    DiskFull "disk_full" 8 true "no room is left";
    OutOfMemory "out_of_memory" 8 true "there is not enough memory, such as for hashing a password";
    HardLink "hard_link" 8 false "the database file has a second name";
    DirectoryExposed "directory_exposed" 8 false "others can write beside the database";
    WalForeign "wal_foreign" 8 false "the log beside the database was written for another file";
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
    SessionLimit "session_limit" 27 false "session limit reached; nothing was used up";
    Interrupted "interrupted" 130 false "interrupted";
}

/// A way out: a lead-in and a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// `try`, `did you mean`, `it can be paused`; the whole text of a remark.
    pub lead: String,
    /// Where it leads.
    pub way: Option<Way>,
}

/// The target of a way out. How it is typed belongs to the front end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Something else that can be asked for.
    Remedy {
        remedy: Remedy,
        /// By the owner of database and key without an account (R-PERM-4).
        as_owner: bool,
        /// Somebody other than the refused operator asks for it, in their own way.
        others: bool,
    },
    /// The same that was asked for, with something added.
    Again(Vec<Argument>),
    /// What the same lacks, for a remark that ends with it.
    Lacking(Vec<Argument>),
    /// A sentence of the front end.
    Advice(Advice),
    /// A step outside of this program.
    System(SystemStep),
}

impl Hint {
    /// Whether the refused operator can follow it: a remark and advice are not for following.
    pub const fn leads(&self) -> bool {
        matches!(self.way, Some(Way::Remedy { .. } | Way::Again(_) | Way::System(_)))
    }
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

/// The end of a sentence if it is unknown whether it was done.
pub const MAY_BE_DONE: &str = "; what was asked for may be done";

/// The end of a sentence if it was certainly not done.
const NOTHING_CHANGED: &str = "; nothing was changed";

/// A refusal or failure with everything that is said about it, and what it came from (docs/adr/0030-causes.md).
#[derive(Clone, Debug)]
pub struct Error {
    code: Code,
    message: String,
    hints: Vec<Hint>,
    recorded: Option<Box<Recorded>>,
    lasting: bool,
    cause: Option<Arc<anyhow::Error>>,
}

impl Error {
    /// What happened and what was not done, in one sentence without its full stop.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hints: Vec::new(), recorded: None, lasting: false, cause: None }
    }

    /// It was not done, but recorded as a request.
    pub fn recorded_as(recorded: Recorded) -> Self {
        let message = format!("{} waits for a second person; it was not done", recorded.what);
        Self { recorded: Some(Box::new(recorded)), ..Self::new(Code::RequestRecorded, message) }
    }

    /// Something failed after it may have been done.
    pub fn may_be_done(what: &str) -> Self {
        Self::new(Code::MayBeDone, format!("{what}{MAY_BE_DONE}")).hint("see whether it is", Remedy::ListNewestEvents)
    }

    /// The same where nothing was done before it.
    #[must_use]
    pub fn before_anything(self) -> Self {
        match self.message.strip_suffix(MAY_BE_DONE).filter(|_| self.code == Code::MayBeDone) {
            Some(what) => {
                let message = format!("{what}{NOTHING_CHANGED}");
                Self { cause: self.cause, ..Self::new(Code::Failure, message) }
            }
            None => self,
        }
    }

    /// The same after a step of the command that is done already: it cannot say that nothing was changed.
    #[must_use]
    pub fn after_something(self) -> Self {
        match self.message.strip_suffix(NOTHING_CHANGED) {
            Some(what) => {
                let message = format!("{what}; only a part of it was done");
                self.told_as(message).hint("see which", Remedy::ListNewestEvents)
            }
            None => self,
        }
    }

    /// The request that it was recorded as.
    pub fn recorded(&self) -> Option<&Recorded> {
        self.recorded.as_deref()
    }

    /// Adds what helps.
    #[must_use]
    pub fn hint(self, lead: &str, remedy: Remedy) -> Self {
        self.push(lead, Way::Remedy { remedy, as_owner: false, others: false })
    }

    /// Adds what somebody else has to ask for.
    #[must_use]
    pub fn others(self, lead: &str, remedy: Remedy) -> Self {
        self.push(lead, Way::Remedy { remedy, as_owner: false, others: true })
    }

    /// Adds what only the owner of database and key asks for, without an account (R-PERM-4).
    #[must_use]
    pub fn owners(self, lead: &str, remedy: Remedy) -> Self {
        self.push(lead, Way::Remedy { remedy, as_owner: true, others: false })
    }

    /// Adds the same that was asked for, with something added; nothing for the same once more.
    #[must_use]
    pub fn again(self, lead: &str, arguments: impl IntoIterator<Item = Argument>) -> Self {
        self.push(lead, Way::Again(arguments.into_iter().collect()))
    }

    /// Adds a remark that ends with what the same lacks.
    #[must_use]
    pub fn lacking(self, lead: &str, arguments: impl IntoIterator<Item = Argument>) -> Self {
        self.push(lead, Way::Lacking(arguments.into_iter().collect()))
    }

    /// Adds a sentence of the front end.
    #[must_use]
    pub fn advice(self, advice: Advice) -> Self {
        self.push("", Way::Advice(advice))
    }

    /// Adds a step outside of this program.
    #[must_use]
    pub fn system(self, lead: &str, step: SystemStep) -> Self {
        self.push(lead, Way::System(step))
    }

    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.hints.push(Hint { lead: text.into(), way: None });
        self
    }

    /// Keeps what it came from, and what that came from, for `-v`. Their texts are kept alone: never one that holds a secret.
    #[must_use]
    pub fn caused_by(self, cause: &(dyn Cause + 'static)) -> Self {
        let mut texts: Vec<String> = anyhow::Chain::new(cause).map(ToString::to_string).collect();
        let first = texts.pop().unwrap_or_default();
        let cause = texts.into_iter().rev().fold(anyhow::Error::msg(first), anyhow::Error::context);
        Self { cause: Some(Arc::new(cause)), ..self }
    }

    /// What it came from, the nearest first, as far as the sentence does not say it.
    pub fn causes(&self) -> Vec<String> {
        let mut said = vec![self.message.clone()];
        for cause in self.cause.iter().flat_map(|cause| cause.chain()).map(|cause| cause.to_string()) {
            if !said.iter().any(|text| text.contains(brief(&cause))) {
                said.push(cause);
            }
        }
        said.split_off(1)
    }

    fn push(mut self, lead: &str, way: Way) -> Self {
        self.hints.push(Hint { lead: lead.to_owned(), way: Some(way) });
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
    pub fn message(&self) -> &str {
        &self.message
    }
    /// The sentence without its ending on what was not done: for a dialogue that asks again.
    pub fn brief(&self) -> &str {
        brief(&self.message)
    }
    /// The ways out, most useful first.
    pub fn hints(&self) -> &[Hint] {
        &self.hints
    }
    /// The same with another way out before the others.
    #[must_use]
    pub fn first_hint(self, lead: &str, remedy: Remedy) -> Self {
        let others = self.hints.clone();
        let mut error = self.with_hints(Vec::new()).hint(lead, remedy);
        error.hints.extend(others);
        error
    }
    /// The same with another sentence.
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

fn brief(message: &str) -> &str {
    message.split("; nothing was ").next().unwrap_or(message)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Cause for Error {
    fn source(&self) -> Option<&(dyn Cause + 'static)> {
        self.cause.as_deref().map(AsRef::as_ref)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        // Files of ours have errors of their own: this is about standard streams, and what was asked for may be done already.
        match error.kind() {
            io::ErrorKind::BrokenPipe => Error::new(Code::ClosedPipe, "the reader of the answer went away"),
            _ => Error::may_be_done(&format!("reading or writing failed ({error})")).caused_by(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn causes_are_told_from_the_nearest_on_and_once() {
        let disk = Error::new(Code::Failure, "the disk is gone");
        let read = Error::new(Code::Failure, "the page cannot be read").caused_by(&disk);
        let error = Error::new(Code::Corrupt, "the list broke off").caused_by(&read);
        assert_eq!(error.causes(), ["the page cannot be read", "the disk is gone"]);
        let source = error.source().and_then(Cause::source).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("the disk is gone"));
        let told = error.clone().told_as("the list broke off (the page cannot be read)").with_hints(Vec::new());
        assert_eq!(told.causes(), ["the disk is gone"], "what the sentence says is not said again");
        assert_eq!(Error::new(Code::Failure, "alone").causes(), Vec::<String>::new());
        let written = Error::from(io::Error::other(error)).before_anything();
        assert_eq!(written.message(), "reading or writing failed (the list broke off); nothing was changed");
        assert_eq!(written.causes(), ["the page cannot be read", "the disk is gone"]);
    }

    #[test]
    fn every_code_word_is_unique_and_the_table_is_in_the_order_of_exit_codes() {
        let words: HashSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(Code::ALL.is_sorted_by_key(|code| code.exit()));
    }
}
