//! A set-up token that would reach no one, and one that ends because its basis changed.

use crate::{
    domain::event::Event,
    error::{Code, Error, Result},
    store::{Change, WriteTx},
};

/// The error for a token that would reach no one; `undone` says what was not done.
pub fn no_delivery(undone: &str) -> Error {
    Error::new(
        Code::NoDelivery,
        format!("no delivery of mail is set up, so a set-up token would reach no one; {undone}"),
    )
}

/// Ends a set-up token because its basis changed, and adds it to the event if the token was still valid.
pub(in crate::ops) fn end_setup<'a>(
    tx: &WriteTx<'_>,
    resource: &'a str,
    event: Event,
) -> Result<(Option<Change<'a>>, Event)> {
    let Some(row) = tx.setup_token(resource)? else { return Ok((None, event)) };
    let event = if tx.now() < row.expires_at { event.detail("setup_token_ended", row.id) } else { event };
    Ok((Some(Change::SetupEnded(resource)), event))
}
