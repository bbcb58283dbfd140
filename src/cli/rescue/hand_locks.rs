//! A lock by hand in words: who set it, since when, until when and why, and who to speak with before lifting it (R-LOCK-5).

use crate::{
    domain::{lockout::HandLock, time::Time},
    ops::people::view::LiftedLock,
    render::when,
};

/// `the lock by hilda@acme.example since …, until …: on leave`.
pub fn in_words(lock: &LiftedLock, now: Time) -> String {
    let until = lock.locked_until.map(|until| format!(", until {}", when(until, now))).unwrap_or_default();
    let why = lock.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("the lock by {} since {}{until}{why}", lock.locked_by, when(lock.locked_at, now))
}

/// Who to speak with first; `None` if no lock was set by hand.
pub fn speak_first(locks: &[HandLock]) -> Option<String> {
    let names: Vec<_> = locks.iter().map(|lock| lock.by.as_str()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Do not unlock an account that an operator locked by hand before you have spoken with that operator: {}.",
            names.join(", ")
        )
    })
}

/// What an unlock would lift, a line for each lock, and who to speak with first.
pub fn before_unlock(locks: &[HandLock], now: Time) -> Vec<String> {
    let lines = locks.iter().map(|lock| format!("This lifts {}.", in_words(&lock.clone().into(), now)));
    lines.chain(speak_first(locks)).collect()
}
