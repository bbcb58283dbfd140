//! Commands about the tenant as a whole.

pub(super) mod backup;
pub(super) mod doctor;
pub(super) mod init;
pub(super) mod migrate;
pub(super) mod policy;
pub(super) mod restore;
pub(super) mod status;
