//! What belongs to operators: levels, tokens for scripts, requests that wait for a second person.

pub mod announce;
pub mod level;
pub mod requests;
pub mod token;
pub mod whoami;
