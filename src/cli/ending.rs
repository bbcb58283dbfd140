//! Ctrl-C and the like, for commands that go on for long: they end in order, with their own exit code.

use crate::error::Result;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether this process was asked to end. Dropped, it leaves the signals to do what they do by default.
pub struct Ending {
    asked: Arc<AtomicBool>,
    over: Arc<AtomicBool>,
}

impl Ending {
    /// From now on the signals that ask a process to end do nothing by themselves; whoever goes on for long looks here.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn watch() -> Result<Self> {
        let (asked, over) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_default(signal, over.clone())?;
            flag::register(signal, asked.clone())?;
        }
        Ok(Self { asked, over })
    }

    /// True once a signal has come.
    pub fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
