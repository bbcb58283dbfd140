//! The history, read and verified, and what a denial leaves in it.

pub mod break_glass;
pub(super) mod denial;
pub(super) mod last_event;
pub mod log;
pub mod past_owner;
pub(super) mod pause_end;
pub mod verify;
