//! What lets somebody in without a device.

pub(in crate::store) mod emergency_codes;
