//! Who acts, whom an argument names, and who may do what to whom.

pub mod alone;
pub mod offered;
pub mod only_way;
pub mod operator;
pub(super) mod persons;
pub mod target;
