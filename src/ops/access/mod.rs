//! Who acts, and what they may do.

pub(super) mod accountable_persons;
mod authorize;
pub(super) mod hand_locks;
pub mod last_resort;
pub mod operator;
mod permission;
mod rank;
mod reason;
pub mod remedies;
mod separation_of_duties;

pub(super) use accountable_persons::require_another;
pub(super) use authorize::{Access, CredentialKind, Need, authorize, authorize_found, require_not_above};
pub(super) use permission::require_permission;
pub(super) use rank::{everybody_as_high_as_admin, is_above_helpdesk, is_administrator, permissions_of, ranks_above};
pub(crate) use reason::require_reason;
pub(super) use separation_of_duties::opens;
