//! The tenant as a whole: its creation, its policy, its health.

pub mod accept_clock;
pub mod backup;
pub mod doctor;
pub mod finding;
pub mod init;
pub mod migrate;
pub mod policy_effects;
pub mod restore;
pub mod set_policy;
pub mod show_policy;
pub mod status;
