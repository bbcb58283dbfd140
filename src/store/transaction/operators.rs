//! Operators: built-in levels and those of the tenant, tokens of scripts by their hash, requests that one person decides.

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::{level::Level, permission::Permissions, request::RequestState, session::Token},
    error::{Code, Error, Result},
    store::operators::tokens::TokenRow,
};

impl ReadTx<'_> {
    /// What a level holds; `None` where there is no such level.
    pub fn level_permissions(&self, level: &Level) -> Result<Option<Permissions>> {
        match level.built_in_permissions() {
            Some(built_in) => Ok(Some(built_in)),
            None => self.transaction.custom_level(level.word()),
        }
    }

    /// What a token opens, whether or not it has expired.
    pub fn script_token(&self, token: &Token) -> Result<Option<TokenRow>> {
        self.transaction.token_of_hash(&self.token_hash(token)?)
    }
}

impl WriteTx<'_> {
    pub(super) fn issue_token(&self, row: &TokenRow, token: &Token) -> Result<()> {
        self.transaction().insert_token(row, &self.token_hash(token)?)
    }

    pub(super) fn decide_request(&self, id: &str, state: RequestState, by: &str) -> Result<()> {
        match self.transaction().decide_request(id, state, by, self.now())? {
            true => Ok(()),
            false => Err(Error::new(Code::Changed, "the request was decided meanwhile; nothing was changed")),
        }
    }
}
