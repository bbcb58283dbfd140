//! Ends or moves everything that is granted for a time, when the owner accepts a clock that went back (R-AUD-7).

use super::{
    read::ReadTx,
    write::{WriteTx, too_far_behind},
};
use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::bound_rows::{BoundRow, BoundTable},
    vault::Cell,
};

impl ReadTx<'_> {
    /// How far a clock is behind the newest event, and when that was, if it is too far for anything to be written: no login is decided then.
    pub fn clock_behind(&self, clock: Time) -> Result<Option<(Span, Time)>> {
        let newest = self.newest_event()?.map(|(_, at)| at);
        Ok(newest.and_then(|newest| Some((too_far_behind(clock, newest)?, newest))))
    }
}

impl WriteTx<'_> {
    /// Nothing lives longer because the clock went back by `span`: what is granted for a time only ends, and the rest keeps its age.
    pub(super) fn set_clock_back(&self, span: Span) -> Result<()> {
        let earlier = |column: &'static str, table: BoundTable| {
            move |row: &mut BoundRow| match row.cell(table, column) {
                Some(Cell::Integer(at)) => {
                    *at -= span.millis();
                    true
                }
                _ => false,
            }
        };
        for (table, column) in [
            (BoundTable::Passwords, "set_at"),
            (BoundTable::Tokens, "expires_at"),
            (BoundTable::RecoveryCodes, "used_at"),
        ] {
            self.bind_again(table, earlier(column, table))?;
        }
        self.transaction().set_passwords_back(span)?;
        self.transaction().set_removed_factors_back(span)?;
        self.transaction().set_tokens_back(span)?;
        self.transaction().set_recovery_codes_back(span)?;
        self.transaction().delete_all_sessions()?;
        self.transaction().delete_all_setup_tokens()?;
        self.void_all_requests()?;
        self.transaction().delete_all_disablements()?;
        self.transaction().delete_all_pauses()?;
        self.transaction().delete_all_emergency_codes()?;
        self.transaction().delete_all_enrollments()
    }
}
