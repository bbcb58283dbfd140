//! Second factors: enrolled, proved, paused, reset, switched off.

pub mod check_code;
mod clearance;
pub mod confirm_totp;
pub mod devices;
pub mod disable;
pub mod enroll_totp;
pub mod extend_pause;
pub mod generate_recovery_codes;
pub(in crate::ops) mod judge_code;
pub mod pause;
mod pause_rules;
pub mod recovery_codes;
pub mod recovery_codes_status;
pub mod remove_factor;
pub mod require;
pub mod reset;
pub mod show_qr;
pub mod tfa_status;
