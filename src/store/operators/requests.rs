//! Requests that wait for a second person (R-PERM-6).

use crate::{
    domain::{request::RequestState, time::Time},
    error::Result,
};

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// Its id.
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
    /// When.
    pub asked_at: Time,
    /// Until when it can be approved.
    pub expires_at: Time,
    /// Who approved or denied it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Time>,
}

/// What is read of requests.
pub trait ReadRequests {
    /// The request of an id, whatever became of it.
    fn request(&self, id: &str) -> Result<Option<RequestRow>>;

    /// Every request that waits at `now`, oldest first.
    fn waiting_requests(&self, now: Time) -> Result<Vec<RequestRow>>;
}

/// What a database keeps of requests.
pub(in crate::store) trait KeepRequests {
    /// Adds a request that nobody has decided.
    fn insert_request(&self, row: &RequestRow) -> Result<()>;

    /// Decides a request if it waits; at most one of those who ask is answered true.
    fn decide_request(&self, id: &str, state: RequestState, by: &str, now: Time) -> Result<bool>;

    /// Makes every request void that waits.
    fn void_all_requests(&self) -> Result<()>;
}
