//! Second factors: enrolled, proved, paused, reset, switched off.

pub mod check_code;
pub mod confirm_totp;
pub mod devices;
pub mod disable;
pub mod enroll_totp;
pub mod recovery_codes;
pub mod remove_factor;
pub mod reset;
pub mod show_qr;
pub mod tfa;
