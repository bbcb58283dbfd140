//! Every black-box test in one crate: one link, one pool of threads.

mod answers;
mod audit_log;
mod backup;
mod bound_rows;
mod break_glass;
mod bulk;
mod causes;
mod common;
mod completion;
mod dialogues;
mod disable;
mod docs;
mod doctor;
mod durability;
mod earlier;
mod emergency;
mod enrollment;
mod exit_codes_without_reader;
mod export;
mod exposure;
mod faults;
mod files;
mod foreign_hashes;
mod guides;
mod help;
mod hostile_files;
mod import;
mod independent_verifier;
mod layers;
mod levels;
mod lists;
mod lockout;
mod login_enrollment;
mod logins;
mod main_job;
mod names;
mod narrow;
mod operators;
mod parsers;
mod password_change;
mod pause;
mod permissions;
mod policy_effects;
mod privilege_escalation;
mod progress;
mod recover;
mod recovery_codes;
mod refusals;
mod rescue;
mod rescue_two_persons;
mod reset;
mod screen;
mod scripting;
mod secret_prompts;
mod secrets;
mod sessions;
mod setup;
mod sign_in;
mod status;
mod tables;
mod takeover;
mod tampering;
mod terminal;
mod tokens;
mod two_persons;
mod why;

#[test]
fn every_file_of_tests_is_part_of_this_crate() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let entries = std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let is_module =
        |path: &std::path::PathBuf| path.extension().is_some_and(|it| it == "rs") || path.join("mod.rs").exists();
    let names = entries.filter(is_module).filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    let declared = include_str!("main.rs");
    let forgotten: Vec<String> =
        names.filter(|name| name != "main" && !declared.contains(&format!("\nmod {name};\n"))).collect();
    assert!(forgotten.is_empty(), "declare in tests/main.rs: {forgotten:?}");
}
