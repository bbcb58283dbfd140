//! Requests that wait for a second person (R-PERM-6).

use crate::{
    domain::{request::RequestState, time::Time},
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct RequestRow {
    pub id: String,
    /// The resource that it is about; none for the tenant's policy.
    pub resource: Option<String>,
    /// The operation, as it is performed once it is approved.
    pub operation: String,
    /// What it is, in words.
    pub what: String,
    /// What became of it.
    pub state: RequestState,
    /// A keyed hash of the request itself and of how its target stood.
    pub fingerprint: Vec<u8>,
    /// Who asked: the id of a resource, or `os:NAME`.
    pub asked_by: String,
    pub asked_at: Time,
    /// Until when it can be approved.
    pub expires_at: Time,
    /// Who approved or denied it.
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    /// It is as this program wrote it; nothing is done by one that was changed in the file.
    pub intact: bool,
}

marked_row!(RequestRow);

/// What is bound of a request.
pub(in crate::store) fn cells(row: &RequestRow) -> [Cell; 11] {
    [
        row.id.as_str().into(),
        row.resource.as_deref().into(),
        row.operation.as_str().into(),
        row.what.as_str().into(),
        row.state.word().into(),
        row.fingerprint.as_slice().into(),
        row.asked_by.as_str().into(),
        row.asked_at.into(),
        row.expires_at.into(),
        row.decided_by.as_deref().into(),
        row.decided_at.into(),
    ]
}

/// What a database keeps of requests.
pub(in crate::store) trait KeepRequests {
    /// The request of an id, whatever became of it.
    fn request_of_id(&self, id: &str) -> Result<Option<Bound<RequestRow>>>;

    /// The requests with an id that begins so, in any state, oldest first.
    fn requests_of_start(&self, start: &str) -> Result<Vec<Bound<RequestRow>>>;

    /// Every request that waits at `now`, oldest first.
    fn requests_that_wait(&self, now: Time) -> Result<Vec<Bound<RequestRow>>>;

    /// Adds an undecided request, with what binds it.
    fn insert_request(&self, row: &RequestRow, mac: &[u8; 32]) -> Result<()>;

    /// Decides a request if it waits; at most one of those who ask is answered true.
    fn decide_request(&self, id: &str, state: RequestState, by: &str, now: Time) -> Result<bool>;

    /// Makes every request void that waits.
    fn void_all_requests(&self) -> Result<()>;
}
