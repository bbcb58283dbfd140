//! What each change writes, and what is tidied up.

use super::write::WriteTx;
use crate::{
    error::Result,
    store::{change::Change, housekeeping::Housekeeping},
};

impl WriteTx<'_> {
    pub(in crate::store) fn change(&self, change: &Change) -> Result<()> {
        match change {
            Change::ResourceCreated { resource, username, email } => self.create_resource(resource, username, email),
            Change::ResourceEdited(resource) => self.edit_resource(resource),
            Change::EmailChanged { resource, email } => self.transaction().replace_email(resource, email),
            Change::PasswordSet { resource, phc } => self.set_password(resource, phc),
            Change::PasswordRehashed { resource, before, after } => self.rehash_password(resource, before, after),
            Change::FactorAdded { factor, secret } => self.add_factor(factor, secret),
            Change::FactorConfirmed { factor, spend, login } => self.confirm_factor(factor, *spend, *login),
            Change::FactorRemoved { factor, how } => self.remove_factor(factor, *how),
            Change::CodeSpent { factor, spend } => self.spend_code(factor, *spend),
            Change::FactorFailed(factor) => self.count_factor_failure(factor),
            Change::PauseSet { resource, pause } => self.transaction().put_pause(resource, pause),
            Change::PauseEnded(resource) => self.transaction().delete_pause(resource),
            Change::Disabled { resource, disablement } => self.transaction().put_disablement(resource, disablement),
            Change::DisablementEnded(resource) => self.transaction().delete_disablement(resource),
            Change::LockoutCounted { resource, lockout } => self.transaction().put_lockout(resource, lockout),
            Change::UnknownCounted { name_hash, lockout } => {
                self.transaction().put_unknown_lockout(name_hash, lockout, self.now())
            }
            Change::LockedByHand { resource, lock } => self.transaction().put_hand_lock(resource, lock),
            Change::LockoutCleared(resource) => self.transaction().delete_lockout(resource),
            Change::EmergencyIssued { resource, id, salt, hash, expires_at } => {
                self.issue_emergency_code(resource, id, salt, hash, *expires_at)
            }
            Change::EmergencySpent(resource) => self.spend_emergency_code(resource),
            Change::EmergencyEnded(resource) => self.transaction().delete_emergency_code(resource),
            Change::RecoveryCodesSet { resource, codes } => self.put_recovery_codes(resource, codes),
            Change::RecoveryCodeSpent { resource, number } => self.spend_recovery_code(resource, *number),
            Change::RecoveryCodesEnded(resource) => self.transaction().delete_recovery_codes(resource),
            Change::LoggedIn(resource) => self.transaction().touch_login(resource, self.now()),
            Change::SessionStarted { session, token } => self.start_session(session, token),
            Change::SessionJoined { session, apps } => self.transaction().put_session_apps(session, apps),
            Change::SessionEnded(id) => self.transaction().delete_session(id),
            Change::SessionsEnded(resource) => self.transaction().delete_sessions(resource),
            Change::LevelCreated { name, permissions } => {
                self.transaction().insert_level(name, *permissions, self.now())
            }
            Change::TokenIssued { row, token } => self.issue_token(row, token),
            Change::TokenRevoked(id) => self.transaction().delete_token(id),
            Change::SetupIssued { resource, id, hash, expires_at } => {
                self.issue_setup_token(resource, id, hash, *expires_at)
            }
            Change::SetupSpent { resource, id } => self.spend_setup_token(resource, id),
            Change::SetupEnded(resource) => self.transaction().delete_setup_token(resource),
            Change::RequestAsked(row) => self.ask(row),
            Change::RequestDecided { id, state, by } => self.decide_request(id, *state, by),
            Change::PolicySet { key, value } => self.transaction().put_policy(key, value),
            Change::Migrated { from } => self.bind_rows(*from),
            Change::Restored { from } => self.end_what_may_have_ended(*from),
            Change::ClockSetBack(span) => self.set_clock_back(*span),
        }
    }
}

impl WriteTx<'_> {
    /// Tidies up what has expired; see [`Housekeeping`].
    pub fn keep(&self, what: Housekeeping<'_>) -> Result<()> {
        match what {
            Housekeeping::ExpiredEnrollments => self.forget_expired_enrollments(),
            Housekeeping::ForgottenNames => self.forget_denied_names(),
            Housekeeping::ForgottenFactors => self.forget_removed_factors(),
            Housekeeping::DeadSessions { resource, idle } => {
                self.transaction().delete_sessions_until(resource, self.now().minus(idle))
            }
            Housekeeping::AllDeadSessions { idle } => {
                self.transaction().delete_all_sessions_until(self.now().minus(idle))
            }
            Housekeeping::SessionSeen(id) => self.transaction().touch_session(id, self.now()),
        }
    }
}
