//! Ctrl-C and the like, for what goes on for long: it ends in order, with its own exit code.

use signal_hook::{SigId, consts, flag, low_level};
use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// The signals that ask a process to end.
pub(super) const ENDING: [i32; 3] = [consts::SIGINT, consts::SIGTERM, consts::SIGQUIT];

/// While nobody holds the signals they do what they do by default: a handler, once there, is never taken away.
static IDLE: AtomicBool = AtomicBool::new(true);
static HOLDERS: Mutex<Holders> = Mutex::new(Holders { count: 0, handled: false });

struct Holders {
    /// A question may be open while something long goes on.
    count: usize,
    /// Whether the default is a handler of ours by now.
    handled: bool,
}

fn holders() -> MutexGuard<'static, Holders> {
    // The two values are right at every moment, also after a panic.
    HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While one of these lives, the signals do nothing by themselves. The caller has its own handlers in place before.
pub(super) struct Held(());

impl Held {
    pub(super) fn take() -> io::Result<Self> {
        let mut holders = holders();
        if !holders.handled {
            for signal in ENDING {
                flag::register_conditional_default(signal, &IDLE)?;
            }
            holders.handled = true;
        }
        holders.count += 1;
        IDLE.store(false, Ordering::SeqCst);
        Ok(Self(()))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut holders = holders();
        holders.count -= 1;
        IDLE.store(holders.count == 0, Ordering::SeqCst);
    }
}

/// Whether the signals do what they do by default.
#[cfg(test)]
pub(super) fn idle() -> bool {
    IDLE.load(Ordering::SeqCst)
}

/// Whether this process was asked to end. Dropped, it leaves the signals to do what they do by default.
pub struct Ending {
    asked: Arc<AtomicBool>,
    handlers: Vec<SigId>,
    held: Option<Held>,
}

impl Ending {
    /// From now on the signals that ask a process to end do nothing by themselves; a long task looks here. Questions may be asked before it
    /// and meanwhile.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn watch() -> io::Result<Self> {
        let mut ending = Self { asked: Arc::new(AtomicBool::new(false)), handlers: Vec::new(), held: None };
        for signal in ENDING {
            ending.handlers.push(flag::register(signal, ending.asked.clone())?);
        }
        ending.held = Some(Held::take()?);
        Ok(ending)
    }

    /// What is set once a signal has come.
    pub fn stop(&self) -> &AtomicBool {
        &self.asked
    }

    /// True once a signal has come.
    pub fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        // The default comes back first: a signal in between ends the process instead of being lost.
        self.held = None;
        self.handlers.drain(..).for_each(|handler| {
            low_level::unregister(handler);
        });
    }
}
