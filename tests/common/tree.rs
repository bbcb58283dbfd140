//! The tree of commands, as the program itself has it.

use std::collections::BTreeSet;

/// The commands that have no verbs below them, by their own names, the hidden ones too.
pub fn commands() -> BTreeSet<String> {
    fn walk(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name()).trim().to_owned();
            if below.has_subcommands() {
                walk(below, &path, found);
            } else {
                found.insert(path);
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&tenantctl::cli::command(), "", &mut found);
    found
}
