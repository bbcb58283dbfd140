//! What becomes of everything that is granted for a time where the owner accepts a clock that went back (R-AUD-7).

use super::write::WriteTx;
use crate::{domain::time::Span, error::Result};

impl WriteTx<'_> {
    /// Nothing lives longer because the clock went back by `span`: what is granted for a time only ends, and the rest keeps its age.
    pub(super) fn set_clock_back(&self, span: Span) -> Result<()> {
        self.transaction().set_passwords_back(span)?;
        self.transaction().set_removed_factors_back(span)?;
        self.transaction().set_tokens_back(span)?;
        self.transaction().set_recovery_codes_back(span)?;
        self.transaction().delete_all_sessions()?;
        self.transaction().delete_all_setup_tokens()?;
        self.transaction().void_all_requests()?;
        self.transaction().delete_all_disablements()?;
        self.transaction().delete_all_pauses()?;
        self.transaction().delete_all_emergency_codes()?;
        self.transaction().delete_all_enrollments()
    }
}
