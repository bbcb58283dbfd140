//! Ends what a restored tenant had granted: no one can know what was used or ended since the backup was made (R-BAK-1).

use super::write::WriteTx;
use crate::error::Result;

impl WriteTx<'_> {
    /// Ends what is granted for a time only and what opens something once. Passwords, devices, locks and levels stay as they were; in a backup of
    /// an earlier version, they are bound to their rows.
    pub(super) fn end_what_may_have_ended(&self, from: usize) -> Result<()> {
        self.transaction().delete_all_sessions()?;
        self.transaction().delete_all_setup_tokens()?;
        self.transaction().delete_all_tokens()?;
        self.void_all_requests()?;
        self.transaction().delete_all_disablements()?;
        self.transaction().delete_all_pauses()?;
        self.transaction().delete_all_emergency_codes()?;
        self.transaction().delete_all_recovery_codes()?;
        self.transaction().delete_all_enrollments()?;
        self.bind_rows(from)?;
        self.transaction().spend_steps_until(self.now())
    }
}
