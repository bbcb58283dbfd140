//! What waits for a second person (R-PERM-6): how long, and in which state it is.

use super::{event::words, time::Span};

/// How long a request waits.
pub const LIFE: Span = Span::hours(1);

words! {
    /// What became of a request. That its hour is over, or its target changed, is seen and not written.
    RequestState {
        Waiting "waiting",
        Approved "approved",
        Denied "denied",
        Void "void",
    }
}
