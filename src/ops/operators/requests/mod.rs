//! What waits for a second person (R-PERM-6): which acts there are, listing, approving and denying them.

mod acts;
mod approve;
mod author;
mod decision;
mod deny;
mod view;

pub use acts::{Act, Performed};
pub use approve::{ApproveRequest, Approved};
pub use deny::DenyRequest;
pub use view::{RequestView, TAMPERED, list, show, whole_id};

use crate::{error::Result, store::ReadTx};

/// A person, for display.
fn shown(tx: &ReadTx<'_>, person: &str) -> Result<String> {
    Ok(tx.resource(person)?.map_or_else(|| person.to_owned(), |resource| resource.username))
}
