//! `migrate`: what the history records of it. Only the owner may do it (R-PERM-1).

use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Authority, Operator},
        remedy::Argument,
    },
    error::{Code, Error, Result},
    ops::{Operation, access::require_reason},
    store::{Change, WriteTx},
};

/// Records that the database was brought to another version, in the transaction that does it.
#[derive(Clone, Debug)]
pub struct Migrate {
    pub from: usize,
    pub to: usize,
    /// The command, if the owner acts in an emergency.
    pub command: String,
    pub why: Why,
}

impl Operation for Migrate {
    type Outcome = ();

    fn action(&self) -> Action {
        Action::TenantMigrate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<()> {
        match operator.authority {
            Authority::Owner => {}
            Authority::BreakGlass => {
                // The mark comes first, as for every act under break-glass (R-PERM-4).
                require_reason(&self.why, &tx.policy()?)?;
                let mark = Event::ok(Action::BreakGlass).because(&self.why);
                tx.record(mark.detail("command", self.command.clone()))?;
            }
            Authority::Nobody | Authority::Resource(_) => {
                let message =
                    "this tenant requires a sign-in, and no one can sign in to an older database; nothing was changed";
                return Err(Error::new(Code::PermissionDenied, message)
                    .again("as the owner, in an emergency", [Argument::BreakGlass, Argument::Reason]));
            }
        }
        let event = Event::ok(Action::TenantMigrate).because(&self.why);
        tx.apply([Change::Migrated { from: self.from }], event.changed("version", self.from as u64, self.to as u64))
    }
}
