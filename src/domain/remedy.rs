//! The ways out of a refusal as data (docs/adr/0022-ways-out.md): what an operator may ask for next, the permission for it, and the resource
//! it concerns. The front end puts it into words; those of the command line are in `cli/remedies.rs`.

mod argument;

pub use argument::Argument;

use super::{identity_record::Record, license::License, permission::Permission, time::Time};

/// What a way out has in the place of something that only the person who types it knows.
pub const BLANK: &str = "…";

/// Something that helps, complete enough to be asked for. A resource is named by its username.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Make a tenant, with this name unless one is given already.
    Init(Option<String>),
    /// Bring the database up to date.
    Migrate,
    /// Look who needs attention.
    Status,
    /// Look at what is wrong or risky with the tenant.
    Doctor,
    /// Accept a clock that is behind the newest event (R-AUD-7).
    AcceptClock,
    ShowPolicy,
    /// Look at what was done under break-glass.
    ListBreakGlass,
    /// Look at what was done last.
    ListNewestEvents,
    VerifyHistory,

    /// Sign in as an operator.
    SignIn,
    /// Look at what one may do.
    WhoAmI,
    ListLevels,
    ShowLevel(String),
    CreateLevel {
        name: String,
        permissions: Vec<Permission>,
    },
    /// Issue a token to a script.
    IssueToken {
        name: String,
        /// What it is limited to; what its level holds if there is none.
        scopes: Vec<Permission>,
    },
    ListTokens,
    /// Look at what waits for a second person.
    ListRequests,
    ShowRequest(String),
    ApproveRequest(String),
    /// Deny a request, or take one's own back.
    DenyRequest(String),

    ListResources,
    /// List the resources in a state.
    ListWho(PeopleWho),
    /// List the resources with this text in their names.
    ListResembling(String),
    ListAdministrators,
    ShowResource(String),
    /// Make a resource for a script.
    CreateScript(String),
    /// Make another administrator.
    CreateAdministrator(String),
    /// Name a resource as the tenant's champion.
    NameChampion(String),
    ChangeLicense {
        name: String,
        license: License,
    },
    ActivateResource(String),
    DeactivateResource(String),
    /// Take an e-mail address as verified, on the word of an operator who knows that it is the person's.
    VerifyEmail(String),

    SetPassword(String),
    /// Look at the rules of passwords.
    PasswordRules,
    /// Issue a set-up token, and be shown it.
    IssueSetup(String),
    /// Choose a password by a set-up token.
    AcceptSetup(String),

    /// Enroll an authenticator.
    Enroll(String),
    /// Enroll an authenticator that takes the place of the earlier ones.
    EnrollInPlace(String),
    /// Enroll an authenticator beside the earlier ones.
    EnrollBeside(String),
    /// Enroll an authenticator for oneself, by the password.
    EnrollOneself(String),
    /// Prove a pending enrollment by a code.
    ConfirmEnrollment {
        name: String,
        label: String,
    },
    /// Show the QR code of a pending enrollment again.
    ShowQr {
        name: String,
        label: String,
    },
    /// Check a code of a device.
    CheckCode(String),
    ListDevices(String),
    GenerateRecoveryCodes(String),
    /// Ask for no code at the next login.
    PauseNextLogin(String),
    /// Ask for no code for a day.
    PauseDay(String),
    ExtendPause {
        name: String,
        /// To when; for a day more if there is none.
        until: Option<Time>,
    },
    /// End a pause.
    RequireCode(String),
    /// Remove every factor.
    ResetFactors(String),
    /// Remove every factor, without a question.
    ResetFactorsConfirmed(String),
    /// Switch the second factor off until a point in time (R-REC-3).
    DisableFactors(String),

    /// Find out why a person cannot log in.
    Why(String),
    /// Guide an operator through helping a person back in.
    Rescue(String),
    LockAccount(String),
    UnlockAccount(String),
    /// Recover an account by a reset of its second factor alone.
    RecoverFactors(String),
    /// Unlock an account, and issue a set-up token for another password, without a question.
    RecoverPassword(String),
    /// Issue an emergency code, and be shown it.
    IssueEmergency {
        name: String,
        /// How the person's identity was checked, if it was already.
        record: Option<Record>,
    },

    /// List a resource's sessions.
    ListSessions(String),
    EndSession(String),
    RevokeToken(String),
    /// Take an emergency code back.
    RevokeEmergency(String),
    /// Log in and begin the enrollment that is asked for.
    BeginEnrollment(String),
    /// Log in and prove the enrollment that was begun.
    FinishEnrollment {
        name: String,
        /// The id of the factor, if known.
        factor: Option<String>,
    },

    /// Read more about something.
    Help(Topic),
    /// Look at which answers have a schema.
    ListSchemas,
}

/// The people of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeopleWho {
    AreLocked,
    ArePaused,
    HaveNoDevice,
    HaveNoPassword,
    HaveNoVerifiedEmail,
}

/// What there is more to read about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Everything that there is.
    Everything,
    /// Making a tenant.
    Init,
    /// Signing in as an operator.
    SignIn,
    /// Deciding a login.
    Authenticate,
    Sessions,
    EditResource,
    CreateLevel,
    /// Switching the second factor off.
    DisableFactors,
    IssueEmergency,
}

/// What a remedy requires of the operator.
#[derive(Clone, Copy, Debug)]
struct Asks<'r> {
    permission: Permission,
    resource: Option<&'r str>,
    another: bool,
}

impl Remedy {
    /// The permission that it asks for; `None` if it asks for none, or the thing that it is about decides which.
    pub fn permission(&self) -> Option<Permission> {
        self.asks().map(|asks| asks.permission)
    }

    /// The resource it concerns: the level of that one counts.
    pub fn resource(&self) -> Option<&str> {
        self.asks().and_then(|asks| asks.resource)
    }

    /// Whether operators may not do it for themselves (R-PERM-2).
    pub fn for_another(&self) -> bool {
        self.asks().is_some_and(|asks| asks.another)
    }

    /// Whether it takes a sign-in, or the ownership of database and key.
    pub fn needs_operator(&self) -> bool {
        use Remedy as R;
        !matches!(
            self,
            R::Init(_)
                | R::Migrate
                | R::SignIn
                | R::PasswordRules
                | R::AcceptSetup(_)
                | R::EnrollOneself(_)
                | R::BeginEnrollment(_)
                | R::FinishEnrollment { .. }
                | R::Help(_)
                | R::ListSchemas
        )
    }

    fn asks(&self) -> Option<Asks<'_>> {
        use Permission as P;
        use Remedy as R;
        let general = |permission| Some(Asks { permission, resource: None, another: false });
        fn about(permission: Permission, name: &str) -> Option<Asks<'_>> {
            Some(Asks { permission, resource: Some(name), another: false })
        }
        fn of_another(permission: Permission, name: &str) -> Option<Asks<'_>> {
            Some(Asks { permission, resource: Some(name), another: true })
        }
        match self {
            // What needs no operator, and what asks for the permission of the act that waits.
            R::Init(_)
            | R::Migrate
            | R::SignIn
            | R::WhoAmI
            | R::ApproveRequest(_)
            | R::DenyRequest(_)
            | R::PasswordRules
            | R::AcceptSetup(_)
            | R::EnrollOneself(_)
            | R::BeginEnrollment(_)
            | R::FinishEnrollment { .. }
            | R::Help(_)
            | R::ListSchemas => None,
            R::AcceptClock => general(P::OwnerOnly),
            R::Status
            | R::Doctor
            | R::ShowPolicy
            | R::ListLevels
            | R::ShowLevel(_)
            | R::ListRequests
            | R::ShowRequest(_)
            | R::ListResources
            | R::ListWho(_)
            | R::ListResembling(_)
            | R::ListAdministrators => general(P::ResourceRead),
            R::ShowResource(name)
            | R::ListDevices(name)
            | R::CheckCode(name)
            | R::Why(name)
            | R::Rescue(name)
            | R::ListSessions(name) => about(P::ResourceRead, name),
            R::ListBreakGlass | R::ListNewestEvents => general(P::AuditOwn),
            R::VerifyHistory => general(P::AuditRead),
            R::CreateLevel { .. } => general(P::LevelWrite),
            R::ListTokens | R::RevokeToken(_) => general(P::TokenWrite),
            R::EndSession(_) => general(P::SessionEnd),
            R::IssueToken { name, .. } => of_another(P::TokenWrite, name),
            R::CreateScript(_) | R::CreateAdministrator(_) => general(P::ResourceWrite),
            R::NameChampion(name)
            | R::ChangeLicense { name, .. }
            | R::ActivateResource(name)
            | R::DeactivateResource(name) => about(P::ResourceWrite, name),
            R::VerifyEmail(name) | R::SetPassword(name) => about(P::OwnerOnly, name),
            R::IssueSetup(name) => of_another(P::PasswordReset, name),
            R::Enroll(name) | R::EnrollInPlace(name) | R::EnrollBeside(name) => of_another(P::FactorWrite, name),
            R::ConfirmEnrollment { name, .. } | R::ShowQr { name, .. } | R::GenerateRecoveryCodes(name) => {
                about(P::FactorWrite, name)
            }
            R::PauseNextLogin(name) | R::PauseDay(name) | R::ExtendPause { name, .. } => of_another(P::TfaPause, name),
            R::RequireCode(name) => about(P::TfaPause, name),
            R::ResetFactors(name) | R::ResetFactorsConfirmed(name) | R::RecoverFactors(name) => {
                of_another(P::TfaReset, name)
            }
            R::DisableFactors(name) => of_another(P::OwnerOnly, name),
            R::LockAccount(name) => about(P::AccountLock, name),
            R::UnlockAccount(name) | R::RecoverPassword(name) => of_another(P::AccountUnlock, name),
            R::RevokeEmergency(name) => about(P::EmergencyIssue, name),
            R::IssueEmergency { name, .. } => of_another(P::EmergencyIssue, name),
        }
    }
}

impl Remedy {
    /// Whether it lets a person in without a code of their device, or removes the device.
    pub const fn stands_in_for_device(&self) -> bool {
        matches!(
            self,
            Remedy::PauseNextLogin(_)
                | Remedy::PauseDay(_)
                | Remedy::ExtendPause { .. }
                | Remedy::ResetFactors(_)
                | Remedy::ResetFactorsConfirmed(_)
                | Remedy::RecoverFactors(_)
                | Remedy::IssueEmergency { .. }
        )
    }
}

/// Help that is no single command to type: a sentence of the front end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The tenant's database is named, by one of several means.
    NameDatabase,
    /// Another place for a new tenant, or that it may be there already.
    AnotherDatabase,
    /// Restore an empty database from a backup, or remove it and run `init`.
    RestoreOrRemove,
    /// Act as the operating-system user that owns the files, or sign in.
    OwnFilesOrSignIn,
    /// An administrator issues another token.
    AnotherToken,
    /// Where the file of a token comes from.
    WhereTokensComeFrom,
    /// How to name a champion, without a proposal who.
    NameSomeChampion,
    /// How the sessions of any one resource are looked at.
    SessionsOfSomebody,
    /// A plan issues set-up tokens only if it was made with them.
    PlanForTokens,
    /// The import starts over, with other tokens.
    ImportAnew,
}

/// A step outside of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemStep {
    /// Close a file to everybody but its owner.
    MakePrivate(String),
    /// Give a file another name, and write over nothing.
    SetAside(String),
    /// Take the right to write a directory from everybody else, or only from those outside its group.
    CloseDirectory { path: String, to_group: bool },
    /// Find the other names of a file, in its file system.
    FindNames(String),
    /// Unset a variable of the environment.
    Unset(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_perm_2_what_nobody_does_for_itself_names_whom_it_is_about() {
        let ada = || "ada".to_owned();
        for remedy in [Remedy::UnlockAccount(ada()), Remedy::Enroll(ada()), Remedy::IssueSetup(ada())] {
            assert!(remedy.for_another() && remedy.needs_operator(), "{remedy:?}");
            assert_eq!(remedy.resource(), Some("ada"));
        }
        // By one's own password one does.
        let own = Remedy::EnrollOneself(ada());
        assert_eq!((own.permission(), own.resource(), own.for_another()), (None, None, false));
        assert!(!own.needs_operator());
    }

    #[test]
    fn what_asks_for_no_permission_may_need_an_operator_all_the_same() {
        for remedy in [Remedy::WhoAmI, Remedy::ApproveRequest("1".to_owned())] {
            assert!(remedy.permission().is_none() && remedy.needs_operator(), "{remedy:?}");
        }
    }
}
