//! How an act is stored in a request.

use super::TwoPerson;
use crate::{
    domain::{event::Action, permission::Operator},
    error::{Code, Error, Result},
    ops::access::accountable_persons,
    store::RequestRow,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The key of the act's name.
const COMMAND: &str = "command";
/// The key of the token that it was asked with, if any.
const ASKED_WITH: &str = "asked_with";

/// The name of an act in a request: that of its event, with a space for the dot.
pub(in crate::ops::operators) fn name(act: Action) -> String {
    act.word().replace('.', " ")
}

pub(in crate::ops::operators) fn text<A: TwoPerson>(act: &A, operator: &Operator) -> Result<String> {
    let mut stored = Map::new();
    stored.insert(COMMAND.to_owned(), name(A::ACT).into());
    match serde_json::to_value(act) {
        Ok(Value::Object(fields)) => stored.extend(fields),
        Ok(_) => return Err(Error::new(Code::Failure, "the request cannot be kept (it has no fields)")),
        Err(error) => return Err(Error::new(Code::Failure, format!("the request cannot be kept ({error})"))),
    }
    if let Some(token) = accountable_persons::token(operator) {
        stored.insert(ASKED_WITH.to_owned(), token.into());
    }
    Ok(Value::Object(stored).to_string())
}

/// The name of the act that was stored; `None` if the text is malformed.
pub(in crate::ops::operators) fn stored_name(row: &RequestRow) -> Option<String> {
    field(row, COMMAND)
}

/// The id of the token that it was asked with.
pub(in crate::ops::operators) fn asked_with(row: &RequestRow) -> Option<String> {
    field(row, ASKED_WITH)
}

fn field(row: &RequestRow, name: &str) -> Option<String> {
    let stored: Value = serde_json::from_str(&row.operation).ok()?;
    Some(stored.get(name)?.as_str()?.to_owned())
}

pub(in crate::ops::operators) fn read<A: DeserializeOwned>(row: &RequestRow) -> Result<A> {
    serde_json::from_str(&row.operation).map_err(|_| unreadable(row))
}

/// The error for an act that cannot be read.
pub(in crate::ops::operators) fn unreadable(row: &RequestRow) -> Error {
    let message = format!("table requests, row {}, column operation is malformed", row.id);
    Error::new(Code::Corrupt, format!("{message}; nothing was changed"))
}
