//! A set-up token that is on a disk before it is valid.

use super::issue_setup::{IssueSetup, Issued};
use crate::{
    domain::{event::Action, permission::Operator},
    error::Result,
    ops::Operation,
    store::WriteTx,
};

/// Issues a token that is saved before it is valid: `keep` writes it to a disk, or the token is not issued.
pub struct IssueSetupInto<'k> {
    pub issue: IssueSetup,
    /// Saves it. It runs under the write lock, and prompts for nothing.
    pub keep: &'k dyn Fn(&Issued) -> Result<()>,
}

impl Operation for IssueSetupInto<'_> {
    type Outcome = Issued;

    fn action(&self) -> Action {
        self.issue.action()
    }

    fn subject(&self) -> Option<&str> {
        self.issue.subject()
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Issued> {
        let issued = self.issue.apply(tx, operator)?;
        (self.keep)(&issued)?;
        Ok(issued)
    }
}
