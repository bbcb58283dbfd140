//! What lets somebody in without a device.

mod emergency_codes;
