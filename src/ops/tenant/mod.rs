//! The tenant as a whole: its making, its policy, its health.

pub mod doctor;
pub mod init;
pub mod policy;
