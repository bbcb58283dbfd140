//! tenantctl as a library that knows the domain; the binary is `main.rs`, a few lines around [`cli::run`].
//!
//! | module | what it is | may use |
//! |---|---|---|
//! | [`domain`] | types and rules, pure | nothing of ours |
//! | [`error`] | what can go wrong, with the ways out, and the table of exit codes | `domain` |
//! | [`files`] | new files, private and whole or not there | nothing of ours |
//! | [`vault`] | keys, sealing, keyed hashes | `domain`, `error`, `files` |
//! | [`audit`] | the history's bytes, chain and verification | `vault` |
//! | [`store`] | where state lives, above a database engine; all SQL is in `store/sqlite` | `domain`, `error`, `files`, `vault`, `audit` |
//! | [`render`] | everything that is shown or asked | `domain` |
//! | [`ops`] | what a tenant can be asked to do; it shows and asks nothing | `domain`, `error`, `vault`, `audit`, `store` |
//! | [`intake`] | reading rows of resources from files | `domain`, `error` |
//! | [`identity`] | what a process can show for who it is | `domain`, `error`, `files` |
//! | [`places`] | where a tenant's files are | `domain`, `error`, `store`, `vault` |
//! | [`engine`] | one tenant with its clock, its randomness and who acts; it has no terminal | `domain`, `error`, `store`, `ops`, `identity`, `places` |
//! | [`flows`] | what takes several transactions and no terminal | `domain`, `error`, `files`, `vault`, `store`, `ops`, `intake`, `identity`, `engine` |
//! | [`context`] | the engine, the dialogue and the output of one command | `domain`, `error`, `store`, `render`, `ops`, `identity`, `engine` |
//! | [`cli`] | one file a command | all of the above |
//!
//! `tests/layers.rs` fails on an import the other way, or one that goes round. `docs/architecture.md` follows one command from argument to exit code.

pub mod audit;
pub mod cli;
pub mod context;
pub mod domain;
pub mod engine;
pub mod error;
pub mod files;
pub mod flows;
pub mod identity;
pub mod intake;
pub mod ops;
pub mod places;
pub mod render;
pub mod store;
pub mod vault;
