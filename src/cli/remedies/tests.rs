use super::*;
use crate::{
    cli::{command, ways_out::with_added_args},
    domain::time::Time,
};

/// Each argument with a command that takes it.
fn arguments() -> Vec<(Argument, &'static str)> {
    macro_rules! each {
        ($($name:ident $argument:expr, $command:literal;)*) => {{
            // Left out of the list, an argument does not compile.
            fn _none_is_left_out(argument: &Argument) {
                match argument { $(Argument::$name { .. } => {})* }
            }
            vec![$(($argument, $command),)*]
        }};
    }
    use Argument as A;
    each! {
        Database A::Database, "doctor";
        Tenant A::Tenant("acme".to_owned()), "doctor";
        KeyFile A::KeyFile, "doctor";
        Reason A::Reason, "unlock ada";
        Confirmed A::Confirmed, "unlock ada";
        BreakGlass A::BreakGlass, "unlock ada";
        Password A::Password, "login ada";
        SetupToken A::SetupToken, "setup accept ada";
        Code A::Code, "login ada";
        NewPassword A::NewPassword, "login ada";
        EndSession A::EndSession("1".to_owned()), "login ada";
        ByOneself A::ByOneself, "totp enroll ada";
        Corrected A::Corrected { typed: "unlok".to_owned(), meant: "unlock".to_owned() }, "help unlok";
        WithoutSetup A::WithoutSetup, "resource create ada@acme.example --setup";
        Identity A::Identity, "emergency issue ada";
        Channel A::Channel, "emergency issue ada";
        Reference A::Reference, "emergency issue ada";
        Consent A::Consent, "2fa disable ada";
        SecondPerson A::SecondPerson, "2fa disable ada";
        Until A::Until(None), "2fa disable ada";
        Show A::Show, "emergency issue ada";
        ShowKey A::ShowKey, "totp enroll ada";
        Picture A::Picture, "totp enroll ada";
        NextLogin A::NextLogin, "2fa pause ada";
        Day A::Day, "2fa pause ada";
        Unlock A::Unlock, "account recover ada";
        TokensFile A::TokensFile, "setup issue --from many";
        SetupFile A::SetupFile("tokens.csv"), "resource import people.csv";
        Column A::Column("shoe size".to_owned(), None), "resource import people.csv";
        PlainPasswords A::PlainPasswords, "resource import people.csv";
        Update A::Update, "resource import people.csv";
        SkipRejected A::SkipRejected, "resource import people.csv";
        RejectsFile A::RejectsFile("rejects.csv"), "resource import people.csv";
        PlanFile A::PlanFile, "resource import people.csv --dry-run";
        Trial A::Trial, "resource import people.csv";
        Resume A::Resume, "resource import people.csv";
    }
}

#[test]
fn every_argument_is_taken_by_a_command() {
    let until = (Argument::Until(Some(Time::from_millis(0))), "2fa disable ada");
    for (argument, line) in arguments().into_iter().chain([until]) {
        let typed: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let line = with_added_args(&typed, &[argument]);
        let parsed = command().try_get_matches_from(["tenantctl".to_owned()].iter().chain(&line));
        assert!(parsed.is_ok(), "{line:?}\n{}", parsed.unwrap_err());
    }
}

/// Each piece of advice. Left out of the list, one does not compile.
fn advice() -> Vec<Advice> {
    macro_rules! each {
        ($($name:ident)*) => {{
            fn _none_is_left_out(advice: &Advice) {
                match advice { $(Advice::$name => {})* }
            }
            vec![$(Advice::$name,)*]
        }};
    }
    each! {
        NameDatabase AnotherDatabase RestoreOrRemove OwnFilesOrSignIn AnotherToken WhereTokensComeFrom NameSomeChampion
        SessionsOfSomebody PlanForTokens ImportAnew
    }
}

/// Every flag that some command takes.
fn flags(command: &clap::Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|arg| arg.get_long().map(|long| format!("--{long}")));
    own.chain(command.get_subcommands().flat_map(flags)).collect()
}

#[test]
fn every_command_and_every_flag_in_a_sentence_is_one() {
    let tree = command();
    let flags = flags(&tree);
    for advice in advice() {
        let text = sentence(advice);
        let mut named = text.split([' ', ',']).filter(|word| word.starts_with("--"));
        assert!(named.all(|flag| flags.iter().any(|known| known == flag)), "{text}");
        let mut commands = text.split("tenantctl ").skip(1);
        assert!(
            commands.all(|line| {
                let mut words = line.split_whitespace();
                let found = words.next().and_then(|noun| tree.find_subcommand(noun));
                found.is_some_and(|noun| {
                    !noun.has_subcommands() || words.next().is_some_and(|verb| noun.find_subcommand(verb).is_some())
                })
            }),
            "{text}"
        );
    }
}
