//! What `doctor` found, with what helps the caller.

use crate::{
    domain::{permission::Operator, remedy::Remedy},
    error::Result,
    ops::access::remedies::{self, Ask},
    store::ReadTx,
};

/// Something that `doctor` checked.
#[derive(Clone, Debug)]
pub struct Finding {
    pub check: &'static str,
    pub severity: Severity,
    pub message: String,
    pub helps: Vec<Remedy>,
    /// Who to ask if this operator can use none of it.
    pub ask: Option<Ask>,
}

/// The findings, with only the remedies that this operator can use.
pub(in crate::ops) fn for_operator(
    tx: &ReadTx<'_>,
    operator: &Operator,
    findings: Vec<Finding>,
) -> Result<Vec<Finding>> {
    let fitted = findings.into_iter().map(|finding| {
        let (helps, ask) = remedies::helps(tx, operator, finding.helps)?;
        Ok(Finding { helps, ask, ..finding })
    });
    fitted.collect()
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// As it should be.
    Ok,
    /// It works, and may not tomorrow.
    Warning,
    /// It does not work.
    Failure,
}

/// Something that is as it should be.
pub fn fine(check: &'static str, message: &str) -> Finding {
    Finding { check, severity: Severity::Ok, message: message.to_owned(), helps: Vec::new(), ask: None }
}

/// Something that works and may not tomorrow.
pub fn warning(check: &'static str, message: &str, helps: Vec<Remedy>) -> Finding {
    Finding { check, severity: Severity::Warning, message: message.to_owned(), helps, ask: None }
}
