//! `totp`: authenticator apps.

mod check;
mod confirm;
pub mod enroll;
mod list;
mod qr;
mod remove;
pub mod sheet;

use crate::cli::answer::verbs;

verbs! {
    /// Authenticator apps: enroll, confirm, check
    pub enum Verb {
        Enroll(enroll::Args),
        Confirm(confirm::Args),
        Qr(qr::Args),
        #[command(alias = "ls")]
        List(list::Args),
        Check(check::Args),
        Remove(remove::Args),
    }
}
