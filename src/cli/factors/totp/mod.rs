//! `totp`: authenticator apps.

mod check;
mod confirm;
pub mod enroll;
pub mod enrollment_sheet;
mod list;
mod qr;
mod remove;

use crate::cli::answer::verbs;

verbs! {
    /// Authenticator apps: enroll, confirm, check
    #[command(after_help = "Examples:\n  \
        tenantctl totp enroll ada                    (a QR code to scan)\n  \
        tenantctl totp remove ada 'old phone'\n  \
        tenantctl totp check ada 123456")]
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
