//! A set-up token that is kept on a disk before it counts.

use super::issue_setup::{IssueSetup, Issued};
use crate::{
    domain::{event::Action, permission::Operator},
    error::Result,
    ops::Operation,
    store::WriteTx,
};

/// Issues a token that is kept before it counts: `keep` has it on a disk, or the token is not issued.
pub struct IssueSetupInto<'k> {
    /// For whom, and why.
    pub issue: IssueSetup,
    /// Keeps it. It runs under the write lock, and asks nobody.
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
