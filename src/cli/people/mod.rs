//! Commands about resources.

pub(super) mod resource;
