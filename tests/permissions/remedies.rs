//! What is offered: every remedy is a command of the tree, and asks for the permission that the table has for that command.

use super::{NEEDS_NONE, Row, TABLE};
use clap::error::ErrorKind;
use tenantctl::{
    cli::remedies::words,
    domain::{
        identity_record::{Channel, Identity, Record},
        license::License,
        permission::Permission,
        remedy::{PeopleWho, Remedy, Topic},
        time::Time,
    },
};

/// Each remedy once. Left out of the list, one does not compile.
fn all_remedies() -> Vec<Remedy> {
    macro_rules! each {
        ($($name:ident $remedy:expr;)*) => {{
            fn _none_is_left_out(remedy: &Remedy) {
                match remedy { $(Remedy::$name { .. } => {})* }
            }
            vec![$($remedy,)*]
        }};
    }
    use Remedy as R;
    let ada = || "ada".to_owned();
    let record = Record { identity: Identity::Callback, channel: Channel::Phone, reference: "x".to_owned() };
    each! {
        Init R::Init(Some(ada()));
        Migrate R::Migrate;
        Status R::Status;
        Doctor R::Doctor;
        AcceptClock R::AcceptClock;
        ShowPolicy R::ShowPolicy;
        ListBreakGlass R::ListBreakGlass;
        ListNewestEvents R::ListNewestEvents;
        VerifyHistory R::VerifyHistory;
        SignIn R::SignIn;
        WhoAmI R::WhoAmI;
        ListLevels R::ListLevels;
        ShowLevel R::ShowLevel("helpdesk".to_owned());
        CreateLevel R::CreateLevel { name: "night".to_owned(), permissions: vec![Permission::ResourceRead] };
        IssueToken R::IssueToken { name: ada(), scopes: vec![Permission::ResourceRead, Permission::Backup] };
        ListTokens R::ListTokens;
        ListRequests R::ListRequests;
        ShowRequest R::ShowRequest("1".to_owned());
        ApproveRequest R::ApproveRequest("1".to_owned());
        DenyRequest R::DenyRequest("1".to_owned());
        ListResources R::ListResources;
        ListWho R::ListWho(PeopleWho::HaveNoDevice);
        ListResembling R::ListResembling(ada());
        ListAdministrators R::ListAdministrators;
        ShowResource R::ShowResource(ada());
        CreateScript R::CreateScript("script@acme.example".to_owned());
        CreateAdministrator R::CreateAdministrator("second.admin@acme.example".to_owned());
        NameChampion R::NameChampion(ada());
        ChangeLicense R::ChangeLicense { name: ada(), license: License::Standard };
        ActivateResource R::ActivateResource(ada());
        DeactivateResource R::DeactivateResource(ada());
        VerifyEmail R::VerifyEmail(ada());
        SetPassword R::SetPassword(ada());
        PasswordRules R::PasswordRules;
        IssueSetup R::IssueSetup(ada());
        AcceptSetup R::AcceptSetup(ada());
        Enroll R::Enroll(ada());
        EnrollInPlace R::EnrollInPlace(ada());
        EnrollBeside R::EnrollBeside(ada());
        EnrollOneself R::EnrollOneself(ada());
        ConfirmEnrollment R::ConfirmEnrollment { name: ada(), label: "work phone".to_owned() };
        ShowQr R::ShowQr { name: ada(), label: "work phone".to_owned() };
        CheckCode R::CheckCode(ada());
        ListDevices R::ListDevices(ada());
        GenerateRecoveryCodes R::GenerateRecoveryCodes(ada());
        PauseNextLogin R::PauseNextLogin(ada());
        PauseDay R::PauseDay(ada());
        ExtendPause R::ExtendPause { name: ada(), until: Some(Time::from_millis(0)) };
        RequireCode R::RequireCode(ada());
        ResetFactors R::ResetFactors(ada());
        ResetFactorsConfirmed R::ResetFactorsConfirmed(ada());
        DisableFactors R::DisableFactors(ada());
        Why R::Why(ada());
        Rescue R::Rescue(ada());
        LockAccount R::LockAccount(ada());
        UnlockAccount R::UnlockAccount(ada());
        RecoverFactors R::RecoverFactors(ada());
        RecoverPassword R::RecoverPassword(ada());
        IssueEmergency R::IssueEmergency { name: ada(), record: Some(record) };
        EndSession R::EndSession("1".to_owned());
        RevokeToken R::RevokeToken("1".to_owned());
        RevokeEmergency R::RevokeEmergency(ada());
        ListSessions R::ListSessions(ada());
        BeginEnrollment R::BeginEnrollment(ada());
        FinishEnrollment R::FinishEnrollment { name: ada(), factor: None };
        Help R::Help(Topic::Everything);
        ListSchemas R::ListSchemas;
    }
}

/// The same with what may stand in them otherwise.
fn more_remedies() -> Vec<Remedy> {
    use Remedy as R;
    let ada = || "ada".to_owned();
    let topics = [
        Topic::Init,
        Topic::SignIn,
        Topic::Authenticate,
        Topic::Sessions,
        Topic::EditResource,
        Topic::CreateLevel,
        Topic::DisableFactors,
        Topic::IssueEmergency,
    ];
    let others = [
        R::Init(None),
        R::IssueToken { name: ada(), scopes: Vec::new() },
        R::ExtendPause { name: ada(), until: None },
        R::IssueEmergency { name: ada(), record: None },
        R::FinishEnrollment { name: ada(), factor: Some(ada()) },
    ];
    topics.into_iter().map(R::Help).chain(others).collect()
}

/// The noun and verb that a command line leads to.
fn leaf(matches: &clap::ArgMatches) -> String {
    match matches.subcommand() {
        Some((name, below)) => format!("{name} {}", leaf(below)).trim().to_owned(),
        None => String::new(),
    }
}

#[test]
fn r_perm_1_every_remedy_is_a_command_and_asks_for_the_permission_that_the_table_has_for_it() {
    for remedy in all_remedies().into_iter().chain(more_remedies()) {
        let words = words(&remedy);
        let parsed = tenantctl::cli::command().try_get_matches_from(["tenantctl".to_owned()].iter().chain(&words));
        let leaf = match parsed {
            Ok(matches) => leaf(&matches),
            Err(help) if help.kind() == ErrorKind::DisplayHelp => {
                assert!(matches!(remedy, Remedy::Help(_)), "{words:?}");
                continue;
            }
            Err(error) => panic!("{words:?}\n{error}"),
        };
        // One flag of some commands decides about the permission.
        let has = |flag: &&str| flag.starts_with("--") && words.iter().any(|word| word == flag);
        let rows: Vec<&Row> = TABLE.iter().filter(|row| row.leaf == leaf).collect();
        let several = rows.iter().any(|row| row.needs != rows[0].needs);
        let row = match several {
            true => rows.iter().find(|row| row.args.iter().any(has)).or(rows.iter().find(|row| row.args.is_empty())),
            false => rows.first(),
        };
        // Who enrolls itself shows its password for it, and whoever decides a request needs what the act in it asks for.
        let by_itself = matches!(remedy, Remedy::EnrollOneself(_));
        let told = !by_itself && !matches!(leaf.as_str(), "request approve" | "request deny");
        let needs = row.filter(|_| told).map(|row| row.needs);
        assert_eq!(remedy.permission().map(Permission::word), needs, "{words:?}");
        assert!(remedy.resource().is_none_or(|name| words.iter().any(|word| word == name)), "{words:?}");
        let needs_none = NEEDS_NONE.contains(&leaf.as_str()) && leaf != "whoami";
        assert_eq!(remedy.needs_operator(), !needs_none && !by_itself, "{words:?}");
    }
}
