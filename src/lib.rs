//! tenantctl as a library.

pub mod audit;
pub mod domain;
pub mod error;
pub mod vault;
