//! Commands about second factors.

pub(super) mod recovery_codes;
pub(super) mod tfa;
pub(super) mod totp;
