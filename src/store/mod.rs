//! Where state lives: a semantic store above a database engine.
//!
//! Reading goes through [`ReadTx`], changing through [`WriteTx`]. Its only way to change is [`WriteTx::apply`]: changes together with their
//! event. A change without history does not compile.
//!
//! | part | what it is |
//! |---|---|
//! | `change`, `housekeeping` | everything that can be written, as data |
//! | `transaction` | the two transactions: what is the same whatever keeps it, such as the history's head, the clock rule and sealing |
//! | `bound_rows` | rows that let somebody in: what of them a keyed hash binds |
//! | `people`, `passwords`, `factors`, `login`, `operators`, `rescue`, `history`, `tenant` | by subject: the rows, and the traits that read and keep them |
//! | `database` | those traits together: what an engine brings |
//! | `engine` | the choice of one |
//! | `sqlite` | its statements, by subject; nothing of SQLite leaves it |

mod backup;
mod bound_rows;
mod change;
mod create;
mod database;
mod engine;
mod factors;
mod failure;
mod history;
mod housekeeping;
mod login;
mod migrate;
mod open;
mod operators;
mod passwords;
mod people;
mod queue;
mod rescue;
mod sqlite;
mod tenant;
mod transaction;

pub use backup::{Backup, NewBackup, require_free};
pub use bound_rows::{BoundTable, TamperedRow};
pub use change::Change;
pub use create::{NewTenant, Place, create, require_safe_place};
pub use factors::recovery_codes::RecoveryRow;
pub use history::{audit_events::HeadMark, event_log::EventFilter};
pub use housekeeping::Housekeeping;
pub use migrate::{OlderTenant, older};
pub use open::{Exposure, KeySource, Store};
pub use operators::{requests::RequestRow, tokens::TokenRow};
pub use passwords::{Credential, setup_tokens::SetupRow};
pub use people::{
    attention::{Lack, UnusedFactor},
    identifiers::{Found, Named},
    listing::{Condition, Extent, Listed, Listing, Position, Sort},
    situation::Situation,
};
pub use rescue::emergency_codes::EmergencyRow;
pub use tenant::Tenant;
pub use transaction::{
    read::ReadTx,
    write::{ClockRule, WriteTx},
};
