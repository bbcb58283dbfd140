//! Commands about the history.

pub(super) mod audit;
