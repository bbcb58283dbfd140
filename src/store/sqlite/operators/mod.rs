//! What operators hold, and what waits for a second one.

mod levels;
mod requests;
mod tokens;
