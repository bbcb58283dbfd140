//! tenantctl as a library.

pub mod domain;
