//! Operators: built-in levels and those of the tenant, tokens of scripts by their hash, requests that one person decides.

use super::{bound_rows::waiting, read::ReadTx, write::WriteTx};
use crate::{
    domain::{level::Level, permission::Permissions, request::RequestState, session::Token, time::Time},
    error::{Code, Error, Result},
    store::{
        bound_rows::BoundTable,
        operators::{
            requests::{self, RequestRow},
            tokens::{self, TokenRow},
        },
    },
};

impl ReadTx<'_> {
    /// What a level holds; `None` if there is no such level.
    pub fn level_permissions(&self, level: &Level) -> Result<Option<Permissions>> {
        match level.built_in_permissions() {
            Some(built_in) => Ok(Some(built_in)),
            None => self.transaction.custom_level(level.word()),
        }
    }

    /// What a token opens, whether or not it has expired.
    ///
    /// # Errors
    /// `state_tampered` if its row was changed in the file.
    pub fn script_token(&self, token: &Token) -> Result<Option<TokenRow>> {
        let Some(bound) = self.transaction.token_of_hash(&self.token_hash(token)?)? else { return Ok(None) };
        let id = bound.row.id.clone();
        self.intact(BoundTable::Tokens, &id, bound).map(Some)
    }

    /// The token of an id, intact or not.
    pub fn token(&self, id: &str) -> Result<Option<TokenRow>> {
        let found = self.transaction.token_of_id(id)?;
        found.map(|bound| self.marked(BoundTable::Tokens, bound)).transpose()
    }

    /// Every token that was not revoked, expired ones included, intact or not, oldest first.
    pub fn tokens(&self) -> Result<Vec<TokenRow>> {
        self.all_marked(BoundTable::Tokens, self.transaction.all_tokens()?)
    }

    /// The request of an id, whatever became of it, intact or not.
    pub fn request(&self, id: &str) -> Result<Option<RequestRow>> {
        let found = self.transaction.request_of_id(id)?;
        found.map(|bound| self.marked(BoundTable::Requests, bound)).transpose()
    }

    /// The requests with an id that begins so, in any state, intact or not, oldest first.
    pub fn requests_beginning(&self, start: &str) -> Result<Vec<RequestRow>> {
        self.all_marked(BoundTable::Requests, self.transaction.requests_of_start(start)?)
    }

    /// Every request that waits at `now`, intact or not, oldest first.
    pub fn waiting_requests(&self, now: Time) -> Result<Vec<RequestRow>> {
        self.all_marked(BoundTable::Requests, self.transaction.requests_that_wait(now)?)
    }
}

impl WriteTx<'_> {
    pub(super) fn issue_token(&self, row: &TokenRow, token: &Token) -> Result<()> {
        let hash = self.token_hash(token)?;
        let mac = self.row_mac(BoundTable::Tokens, &tokens::cells(row, &hash))?;
        self.transaction().insert_token(row, &hash, &mac)
    }

    pub(super) fn ask(&self, row: &RequestRow) -> Result<()> {
        let mac = self.row_mac(BoundTable::Requests, &requests::cells(row))?;
        self.transaction().insert_request(row, &mac)
    }

    /// Makes every request void that waits.
    pub(super) fn void_all_requests(&self) -> Result<()> {
        self.bind_again(BoundTable::Requests, |row| match row.cell(BoundTable::Requests, "state") {
            Some(state) if *state == waiting() => {
                *state = RequestState::Void.word().into();
                true
            }
            _ => false,
        })?;
        self.transaction().void_all_requests()
    }

    /// A request that was changed in the file can be denied, and stays one that does not fit.
    pub(super) fn decide_request(&self, id: &str, state: RequestState, by: &str) -> Result<()> {
        let row = self.request(id)?;
        if row.is_some_and(|row| row.intact) || state != RequestState::Denied {
            let decided =
                [("state", state.word().into()), ("decided_by", by.into()), ("decided_at", self.now().into())];
            let key = [id.into()];
            if let Some(mac) = self.mac_after(BoundTable::Requests, &key, &decided)? {
                self.transaction().put_mac(BoundTable::Requests, &key, &mac)?;
            }
        }
        match self.transaction().decide_request(id, state, by, self.now())? {
            true => Ok(()),
            false => Err(Error::new(Code::Changed, "the request was decided meanwhile; nothing was changed")),
        }
    }
}
