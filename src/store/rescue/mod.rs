//! What lets somebody in without a device.

pub(super) mod emergency_codes;
