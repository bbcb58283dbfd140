//! What becomes of a set-up token that reaches nobody, and of one whose ground has changed.

use crate::{
    domain::event::Event,
    error::{Code, Error, Result},
    store::{Change, WriteTx},
};

/// The token would reach nobody; `undone` says what was not done.
pub fn no_delivery(undone: &str) -> Error {
    Error::new(
        Code::NoDelivery,
        format!("no delivery of mail is set up, so a set-up token would reach nobody; {undone}"),
    )
}

/// What ends a set-up token whose ground has changed, with the event that tells it where the token was still good.
pub(in crate::ops) fn end_setup<'a>(
    tx: &WriteTx<'_>,
    resource: &'a str,
    event: Event,
) -> Result<(Option<Change<'a>>, Event)> {
    let Some(row) = tx.setup_token(resource)? else { return Ok((None, event)) };
    let event = if tx.now() < row.expires_at { event.detail("setup_token_ended", row.id) } else { event };
    Ok((Some(Change::SetupEnded(resource)), event))
}
