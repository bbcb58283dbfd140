//! Operators: levels, tokens for scripts, requests that wait for a second person.

pub mod change_level;
pub mod create_level;
pub mod grant_level;
pub mod grant_limits;
pub mod issue_token;
pub(super) mod last_administrator;
pub mod level_view;
pub mod list_tokens;
pub mod requests;
pub mod revoke_level;
pub mod revoke_token;
pub mod sign_in_notices;
pub(super) mod two_persons;
pub mod whoami;
