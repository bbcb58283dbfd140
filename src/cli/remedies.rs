//! Remedies in the words of this command line (docs/adr/0022-ways-out.md). The layers below know remedies as data; each has its words here,
//! in one match that leaves none out, and takes the names of commands and verbs from their declarations.

use super::{
    command::Noun,
    factors::{recovery_codes, tfa, totp},
    history::audit,
    login::session,
    operators::{level, requests, token},
    passwords::{password, setup},
    people::resource,
    rescue::{account, emergency},
    tenant::policy,
};
use crate::domain::{
    event::Action,
    field::Field,
    identity_record::{Channel, Identity},
    level::Level,
    license::License,
    permission::Permission,
    remedy::{Advice, Argument, BLANK, PeopleWho, Remedy, Topic},
};
use crate::store::Condition;
use clap::ValueEnum;

/// The words after `tenantctl` that ask for a remedy.
pub fn words(remedy: &Remedy) -> Vec<String> {
    words_because(remedy, BLANK)
}

/// As [`words`], with the reason where the command takes one.
pub fn words_because(remedy: &Remedy, reason: &str) -> Vec<String> {
    use Remedy as R;
    let line = match remedy {
        R::Init(name) => Line::leaf(Noun::Init).words(name.as_deref()),
        R::Migrate => Line::leaf(Noun::Migrate),
        R::Status => Line::leaf(Noun::Status),
        R::Doctor => Line::leaf(Noun::Doctor),
        R::AcceptClock => Line::leaf(Noun::Doctor).words(["--accept-clock"]).because(reason),
        R::ShowPolicy => Line::verb(Noun::Policy, policy::VerbName::Show),
        R::ListBreakGlass => {
            Line::verb(Noun::Audit, audit::VerbName::Log).words(["--action", Action::BreakGlass.word()])
        }
        R::ListNewestEvents => Line::verb(Noun::Audit, audit::VerbName::Log).words(["--limit", "5"]),
        R::VerifyHistory => Line::verb(Noun::Audit, audit::VerbName::Verify),

        R::SignIn => Line::leaf(Noun::Login),
        R::WhoAmI => Line::leaf(Noun::Whoami),
        R::ListLevels => Line::verb(Noun::Level, level::VerbName::List),
        R::ShowLevel(name) => Line::verb(Noun::Level, level::VerbName::Show).words([name]),
        R::CreateLevel { name, permissions } => {
            Line::verb(Noun::Level, level::VerbName::Create).words([name]).each("--permission", permissions)
        }
        R::IssueToken { name, scopes } => Line::verb(Noun::Token, token::VerbName::Issue)
            .words([name])
            .each("--scope", scopes)
            .words(["--expires", "90d", "--out", "new.token"]),
        R::ListTokens => Line::verb(Noun::Token, token::VerbName::List),
        R::ListRequests => Line::verb(Noun::Request, requests::VerbName::List),
        R::ShowRequest(id) => Line::verb(Noun::Request, requests::VerbName::Show).words([id]),
        R::ApproveRequest(id) => Line::verb(Noun::Request, requests::VerbName::Approve).words([id]),
        R::DenyRequest(id) => Line::verb(Noun::Request, requests::VerbName::Deny).words([id]),

        R::ListResources => Line::verb(Noun::Resource, resource::VerbName::List),
        R::ListWho(people) => Line::verb(Noun::Resource, resource::VerbName::List)
            .words(who(*people).iter().flat_map(|condition| ["--where".to_owned(), condition.to_string()])),
        R::ListResembling(text) => {
            Line::verb(Noun::Resource, resource::VerbName::List).words(["--where", &format!("name~{text}")])
        }
        R::ListAdministrators => Line::verb(Noun::Resource, resource::VerbName::List)
            .words(["--where", &format!("level={}", Level::Admin.word())]),
        R::ShowResource(name) => Line::verb(Noun::Resource, resource::VerbName::Show).words([name]),
        R::CreateScript(name) => Line::verb(Noun::Resource, resource::VerbName::Create).words([
            name,
            "--email",
            name,
            "--license",
            License::Api.word(),
            "--no-setup",
        ]),
        R::CreateAdministrator(name) => Line::verb(Noun::Resource, resource::VerbName::Create).words([
            name,
            "--email",
            name,
            "--level",
            Level::Admin.word(),
        ]),
        R::NameChampion(name) => Line::verb(Noun::Resource, resource::VerbName::Edit).words([name, "--champion"]),
        R::ChangeLicense { name, license } => {
            Line::verb(Noun::Resource, resource::VerbName::Edit).words([name, "--license", license.word()])
        }
        R::ActivateResource(name) => Line::verb(Noun::Resource, resource::VerbName::Activate).words([name]),
        R::DeactivateResource(name) => {
            Line::verb(Noun::Resource, resource::VerbName::Deactivate).words([name]).because(reason)
        }
        R::VerifyEmail(name) => {
            Line::verb(Noun::Resource, resource::VerbName::VerifyEmail).words([name, "--assume"]).because(reason)
        }

        R::SetPassword(name) => Line::verb(Noun::Password, password::VerbName::Set).words([name]),
        R::PasswordRules => Line::verb(Noun::Password, password::VerbName::Rules),
        R::IssueSetup(name) => Line::verb(Noun::Setup, setup::VerbName::Issue).words([name, "--show"]),
        R::AcceptSetup(name) => Line::verb(Noun::Setup, setup::VerbName::Accept).words([name]),

        R::Enroll(name) => Line::verb(Noun::Totp, totp::VerbName::Enroll).words([name]),
        R::EnrollInPlace(name) => Line::verb(Noun::Totp, totp::VerbName::Enroll).words([name, "--replace"]),
        R::EnrollBeside(name) => Line::verb(Noun::Totp, totp::VerbName::Enroll).words([name, "--keep"]),
        R::EnrollOneself(name) => Line::verb(Noun::Totp, totp::VerbName::Enroll).words([name, "--self"]),
        R::ConfirmEnrollment { name, label } => {
            Line::verb(Noun::Totp, totp::VerbName::Confirm).words([name, label, "CODE"])
        }
        R::ShowQr { name, label } => Line::verb(Noun::Totp, totp::VerbName::Qr).words([name, label]),
        R::CheckCode(name) => Line::verb(Noun::Totp, totp::VerbName::Check).words([name]),
        R::ListDevices(name) => Line::verb(Noun::Totp, totp::VerbName::List).words([name]),
        R::GenerateRecoveryCodes(name) => {
            Line::verb(Noun::RecoveryCodes, recovery_codes::VerbName::Generate).words([name])
        }
        R::PauseNextLogin(name) => {
            Line::verb(Noun::Tfa, tfa::VerbName::Pause).words([name, "--next-login"]).because(reason)
        }
        R::PauseDay(name) => Line::verb(Noun::Tfa, tfa::VerbName::Pause).words([name, "--for", "24h"]).because(reason),
        R::ExtendPause { name, until } => {
            let until = until.map(|until| ["--until".to_owned(), until.to_string()]);
            Line::verb(Noun::Tfa, tfa::VerbName::Extend).words([name]).words(until.iter().flatten()).because(reason)
        }
        R::RequireCode(name) => Line::verb(Noun::Tfa, tfa::VerbName::Require).words([name]),
        R::ResetFactors(name) => Line::verb(Noun::Tfa, tfa::VerbName::Reset).words([name]).because(reason),
        R::ResetFactorsConfirmed(name) => {
            Line::verb(Noun::Tfa, tfa::VerbName::Reset).words([name]).because(reason).words(["--yes"])
        }
        R::DisableFactors(name) => Line::verb(Noun::Tfa, tfa::VerbName::Disable).words([name]),

        R::Why(name) => Line::leaf(Noun::Why).words([name]),
        R::Rescue(name) => Line::leaf(Noun::Rescue).words([name]),
        R::LockAccount(name) => Line::verb(Noun::Account, account::VerbName::Lock).words([name]).because(reason),
        R::UnlockAccount(name) => Line::verb(Noun::Account, account::VerbName::Unlock).words([name]).because(reason),
        R::RecoverFactors(name) => {
            Line::verb(Noun::Account, account::VerbName::Recover).words([name, "--reset-2fa"]).because(reason)
        }
        R::RecoverPassword(name) => Line::verb(Noun::Account, account::VerbName::Recover)
            .words([name, "--unlock", "--reset-password", "--show"])
            .because(reason)
            .words(["--yes"]),
        R::IssueEmergency { name, record } => {
            let (identity, channel, reference) = match record {
                Some(record) => (record.identity, record.channel, record.reference.as_str()),
                None => (Identity::Passport, Channel::Video, BLANK),
            };
            Line::verb(Noun::Emergency, emergency::VerbName::Issue)
                .words([name, "--identity", identity.word(), "--channel", channel.word()])
                .words(["--reference", reference, "--show"])
        }

        R::EndSession(id) => Line::verb(Noun::Session, session::VerbName::End).words([id]),
        R::RevokeToken(id) => Line::verb(Noun::Token, token::VerbName::Revoke).words([id]),
        R::RevokeEmergency(name) => Line::verb(Noun::Emergency, emergency::VerbName::Revoke).words([name]),
        R::ListSessions(name) => Line::verb(Noun::Session, session::VerbName::List).words([name]),
        R::BeginEnrollment(name) => {
            Line::leaf(Noun::Authenticate).words([name, "--password-stdin", "--begin-enrollment"])
        }
        R::FinishEnrollment { name, factor } => Line::leaf(Noun::Authenticate)
            .words([name, "--password-stdin", "--finish-enrollment", factor.as_deref().unwrap_or("ID")])
            .words(["--code", "CODE"]),

        R::Help(topic) => help(*topic),
        R::ListSchemas => Line::leaf(Noun::Schema),
    };
    line.0
}

/// The conditions of those people. Who is locked or paused is hardly ever deactivated; who lacks something often is.
const fn who(people: PeopleWho) -> &'static [Condition] {
    match people {
        PeopleWho::AreLocked => &[Condition::Locked],
        PeopleWho::ArePaused => &[Condition::Paused],
        PeopleWho::HaveNoDevice => &[Condition::NotEnrolled, Condition::Active],
        PeopleWho::HaveNoPassword => &[Condition::NoPassword, Condition::Active],
        PeopleWho::HaveNoVerifiedEmail => &[Condition::EmailUnverified, Condition::Active],
    }
}

/// The help of the command that there is more to read about.
fn help(topic: Topic) -> Line {
    let command = match topic {
        Topic::Everything => return Line::leaf(Noun::Help),
        Topic::Init => Line::leaf(Noun::Init),
        Topic::SignIn => Line::leaf(Noun::Login),
        Topic::Authenticate => Line::leaf(Noun::Authenticate),
        Topic::Sessions => Line::leaf(Noun::Session),
        Topic::EditResource => Line::verb(Noun::Resource, resource::VerbName::Edit),
        Topic::CreateLevel => Line::verb(Noun::Level, level::VerbName::Create),
        Topic::DisableFactors => Line::verb(Noun::Tfa, tfa::VerbName::Disable),
        Topic::IssueEmergency => Line::verb(Noun::Emergency, emergency::VerbName::Issue),
    };
    command.words(["--help"])
}

/// A flag as it is typed, with its value.
pub fn flag(argument: &Argument) -> Vec<String> {
    use Argument as A;
    let line = match argument {
        A::Database => vec!["--db", "PATH"],
        A::Tenant(name) => vec!["--tenant", name],
        A::KeyFile => vec!["--key-file", "PATH"],
        A::Reason => vec!["--reason", BLANK],
        A::Confirmed => vec!["--yes"],
        A::BreakGlass => vec!["--break-glass"],

        A::Password => vec!["--password-stdin"],
        A::SetupToken => vec!["--stdin"],
        A::Code => vec!["--code", "CODE"],
        A::NewPassword => vec!["--new-password-stdin"],
        A::EndSession(id) => vec!["--end-session", id],
        A::ByOneself => vec!["--self"],
        A::Corrected { meant, .. } => return vec![meant.clone()],

        A::WithoutSetup => vec!["--no-setup"],

        A::Identity => vec!["--identity", Identity::Passport.word()],
        A::Channel => vec!["--channel", Channel::Video.word()],
        A::Reference => vec!["--reference", BLANK],
        A::Consent => vec!["--consent-reference", BLANK],
        A::SecondPerson => vec!["--approved-by", "os:NAME"],
        A::Until(Some(until)) => return vec!["--until".to_owned(), until.to_string()],
        A::Until(None) => vec!["--until", "2026-12-01T18:00:00Z"],
        A::Show => vec!["--show"],
        A::ShowKey => vec!["--show-key"],
        A::Picture => vec!["--qr-file", "qr.svg"],
        A::NextLogin => vec!["--next-login"],
        A::Day => vec!["--for", "24h"],
        A::Unlock => vec!["--unlock"],

        A::TokensFile => vec!["--out", "tokens.csv"],
        A::SetupFile(name) => vec!["--setup-out", name],
        // One word: the line may have --map for another column, which must stay.
        A::Column(column, field) => return vec![format!("--map={column}={}", field.map_or("ignore", Field::word))],
        A::PlainPasswords => vec!["--plain-passwords"],
        A::Update => vec!["--update"],
        A::SkipRejected => vec!["--on-error", "skip"],
        A::RejectsFile(name) => vec!["--rejects", name],
        A::PlanFile => vec!["--plan-out", "FILE"],
        A::Trial => vec!["--dry-run"],
        A::Resume => vec!["--resume"],
    };
    line.into_iter().map(str::to_owned).collect()
}

/// Flags by their names alone.
pub fn named(arguments: &[Argument]) -> String {
    arguments.iter().filter_map(|argument| flag(argument).into_iter().next()).collect::<Vec<_>>().join(", ")
}

/// A sentence that names commands or flags on its way.
pub const fn sentence(advice: Advice) -> &'static str {
    match advice {
        Advice::NameDatabase => "or name its database: --db PATH, TENANTCTL_DB, or db in a configuration file",
        Advice::AnotherDatabase => "use another --db or tenant name, or give --if-absent if it may exist",
        Advice::RestoreOrRemove => "restore a backup, or remove the empty file and run init",
        Advice::OwnFilesOrSignIn => "run it as the operating-system user that owns them, or sign in:  tenantctl login",
        Advice::AnotherToken => "an administrator issues another with  tenantctl token issue",
        Advice::WhereTokensComeFrom => {
            "it names the file that an administrator's  tenantctl token issue … --out FILE  made"
        }
        Advice::NameSomeChampion => "tenantctl resource edit NAME --champion  names one",
        Advice::SessionsOfSomebody => "tenantctl session list RESOURCE  shows those of one resource",
        Advice::PlanForTokens => "leave --setup-out out, or make the plan with it",
        Advice::ImportAnew => "import without --resume, with a new --setup-out",
    }
}

/// The words of a command, one after the other.
struct Line(Vec<String>);

impl Line {
    /// A command without verbs, or a noun alone.
    fn leaf(noun: Noun) -> Self {
        Self(vec![noun.word().to_owned()])
    }

    fn verb(noun: Noun, verb: impl ValueEnum) -> Self {
        Self::leaf(noun).words(verb.to_possible_value().as_ref().map(clap::builder::PossibleValue::get_name))
    }

    fn words<S: AsRef<str>>(mut self, words: impl IntoIterator<Item = S>) -> Self {
        self.0.extend(words.into_iter().map(|word| word.as_ref().to_owned()));
        self
    }

    fn each(self, flag: &str, permissions: &[Permission]) -> Self {
        permissions.iter().fold(self, |line, permission| line.words([flag, permission.word()]))
    }

    fn because(self, reason: &str) -> Self {
        self.words(["--reason", reason])
    }
}

#[cfg(test)]
mod tests;
