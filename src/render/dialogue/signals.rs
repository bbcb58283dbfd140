//! Signals while a question is open.
//!
//! Those that ask to end break the question off, and the one after a stop asks it again. While the terminal is changed, all others that stop or
//! end the process are held back: the question sees them first, takes its change back, and lets them do what they do by default.

use super::tty::has_terminal;
use crate::render::interrupt::{self, ENDING};
use nix::{
    errno::Errno,
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::{
        pthread::pthread_kill,
        signal::{SigSet, Signal, raise},
    },
};
use signal_hook::{SigId, consts::SIGCONT, flag, low_level};
use std::{
    fs::File,
    io::{self, Read, Write},
    os::{
        fd::{AsFd, BorrowedFd},
        unix::{net::UnixStream, thread::JoinHandleExt},
    },
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// Ends the waiting for signals. It does nothing by default, and nobody sends it.
const RELEASE: Signal = Signal::SIGURG;

/// What is not held back.
const LET_THROUGH: [Signal; 17] = [
    // What cannot be held, and what has a handler here.
    Signal::SIGKILL,
    Signal::SIGSTOP,
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGQUIT,
    Signal::SIGCONT,
    // What a fault of the program itself raises.
    Signal::SIGSEGV,
    Signal::SIGBUS,
    Signal::SIGILL,
    Signal::SIGFPE,
    Signal::SIGTRAP,
    Signal::SIGSYS,
    // What neither stops nor ends the process.
    Signal::SIGCHLD,
    Signal::SIGWINCH,
    Signal::SIGPIPE,
    // By these the system stops who touches the terminal from the background: they are held while nobody does.
    Signal::SIGTTIN,
    Signal::SIGTTOU,
];

/// What came in place of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Came {
    /// A signal that asks to end.
    Interrupt,
    /// The process goes on after a stop.
    Continue,
    /// Another signal.
    Signal(Signal),
}

/// The signals that ask to end, and the one after a stop, are ours while this lives, whatever thread they meet.
pub(super) struct Handlers {
    woken: UnixStream,
    interrupted: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
    handlers: Vec<SigId>,
    held: Option<interrupt::Held>,
}

impl Handlers {
    pub(super) fn register() -> io::Result<Self> {
        let (woken, waker) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        let (interrupted, continued) = (Arc::default(), Arc::default());
        let mut all = Self { woken, interrupted, continued, handlers: Vec::new(), held: None };
        let ending = ENDING.map(|signal| (signal, all.interrupted.clone()));
        for (signal, came) in ending.into_iter().chain([(SIGCONT, all.continued.clone())]) {
            // A woken thread finds what came.
            all.handlers.push(flag::register(signal, came)?);
            all.handlers.push(low_level::pipe::register(signal, waker.try_clone()?)?);
        }
        all.held = Some(interrupt::Held::take()?);
        Ok(all)
    }

    /// Whether a signal asked to end.
    pub(super) fn interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// Whether the process went on after a stop since this was asked last.
    fn continued(&self) -> bool {
        self.continued.swap(false, Ordering::SeqCst)
    }

    /// What woke, once.
    fn came(&self) -> io::Result<Option<Came>> {
        match (&self.woken).read(&mut [0; 64]) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            read => drop(read?),
        }
        Ok(match (self.interrupted(), self.continued()) {
            (true, _) => Some(Came::Interrupt),
            (_, true) => Some(Came::Continue),
            _ => None,
        })
    }
}

impl Drop for Handlers {
    fn drop(&mut self) {
        self.held = None;
        for id in self.handlers.drain(..) {
            low_level::unregister(id);
        }
    }
}

/// Signals that are held back from this thread while this lives. Secrets are asked for while no other thread runs that they could meet.
pub(super) struct HeldBack {
    signals: SigSet,
    before: SigSet,
}

impl HeldBack {
    /// Every signal that stops or ends the process and has no handler.
    pub(super) fn all() -> io::Result<Self> {
        Self::hold(Signal::iterator().filter(|signal| !LET_THROUGH.contains(signal)).collect())
    }

    /// None at all.
    pub(super) fn none() -> io::Result<Self> {
        Self::hold(SigSet::empty())
    }

    fn hold(signals: SigSet) -> io::Result<Self> {
        Ok(Self { signals, before: add_to_mask(signals)? })
    }

    /// Waits until something can be read, which is for this process, or for what comes before.
    pub(super) fn wait(&self, input: &File, handlers: &Handlers) -> io::Result<Option<Came>> {
        loop {
            let [typed, woken] = ready([input.as_fd(), handlers.woken.as_fd()], PollTimeout::ZERO)?;
            if woken && let Some(came) = handlers.came()? {
                return Ok(Some(came));
            }
            if !has_terminal(input) {
                // The system would stop the process at the reading as well, but it would then go on with nobody looking at signals.
                return Ok(Some(Came::Signal(Signal::SIGTTIN)));
            }
            if typed {
                return Ok(None);
            }
            let fds = [input.as_fd(), handlers.woken.as_fd()];
            if self.signals == SigSet::empty() {
                ready(fds, PollTimeout::NONE)?;
            } else if let Some(signal) = self.wait_for_signal(fds)? {
                return Ok(Some(Came::Signal(signal)));
            }
        }
    }

    /// Waits for a signal; `None` where something else came first.
    fn wait_for_signal(&self, [input, woken]: [BorrowedFd<'_>; 2]) -> io::Result<Option<Signal>> {
        let mut signals = self.signals;
        signals.extend([Signal::SIGTTIN, Signal::SIGTTOU, RELEASE]);
        let before = add_to_mask(signals)?;
        let (told, mut tell) = UnixStream::pair()?;
        let watcher = thread::Builder::new().name("signals".to_owned()).spawn(move || {
            let came = signals.wait();
            // Its closing tells as much.
            let _ = tell.write_all(b"S");
            came
        });
        let came = watcher.and_then(|watcher| {
            let polled = ready([input, woken, told.as_fd()], PollTimeout::NONE);
            // It may have ended by itself.
            let _ = pthread_kill(watcher.as_pthread_t(), RELEASE);
            let came = watcher.join().map_err(|_| io::Error::other("nobody waits for signals"))?;
            polled.and(Ok(came?))
        });
        before.thread_set_mask()?;
        Ok(Some(came?).filter(|signal| *signal != RELEASE))
    }

    /// Lets a signal, and what else was held, do what it does by default, or what the parent process made of it. Comes back after a stop
    /// (true), and if it does nothing (false).
    pub(super) fn deliver(&self, signal: Signal, handlers: &Handlers) -> io::Result<bool> {
        // The signal that it went on from is handled already.
        handlers.continued();
        self.before.thread_set_mask()?;
        let raised = raise(signal);
        add_to_mask(self.signals)?;
        raised?;
        Ok(handlers.continued())
    }
}

impl Drop for HeldBack {
    fn drop(&mut self) {
        // Fails for a set that is none only.
        let _ = self.before.thread_set_mask();
    }
}

/// Holds these signals back as well; what was held before.
fn add_to_mask(signals: SigSet) -> io::Result<SigSet> {
    let before = SigSet::thread_get_mask()?;
    signals.thread_block()?;
    Ok(before)
}

/// Waits until one of these can be read, so long at most; which can.
fn ready<const N: usize>(fds: [BorrowedFd<'_>; N], patience: PollTimeout) -> io::Result<[bool; N]> {
    let mut asked = fds.map(|fd| PollFd::new(fd, PollFlags::POLLIN));
    loop {
        match poll(&mut asked, patience) {
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
            // Also where it was hung up: reading says so.
            Ok(_) => return Ok(asked.map(|fd| fd.any().unwrap_or(true))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        dialogue::question::{Question, ask},
        interrupt::{Ending, idle},
    };
    use signal_hook::consts;
    use std::{os::fd::OwnedFd, time::Duration};

    /// Answers a question with what is written, or with a signal a little later where that is nothing.
    fn asked(written: &str, signal: i32) -> io::Result<String> {
        let (input, mut typed) = io::pipe().unwrap();
        typed.write_all(written.as_bytes()).unwrap();
        let raiser = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            low_level::raise(signal).unwrap();
        });
        let answer = ask(&File::from(OwnedFd::from(input)), Question { prompt: "", fresh: false }, None);
        raiser.join().unwrap();
        answer.map(|line| line.expose().to_owned())
    }

    /// One test for all of it, as signals are the whole process's.
    #[test]
    fn an_answer_is_given_a_signal_breaks_off_and_what_goes_on_for_long_is_told() {
        // What neither ends nor stops is no answer.
        assert_eq!(asked("yes\nmore\n", consts::SIGCHLD).unwrap(), "yes");
        assert_eq!(asked("", consts::SIGINT).unwrap_err().kind(), io::ErrorKind::Interrupted);
        assert_eq!(asked("no line yet", consts::SIGTERM).unwrap_err().kind(), io::ErrorKind::Interrupted);
        assert!(idle());
        // A question that was asked before, or is asked meanwhile, leaves the signals to what goes on for long.
        let ending = Ending::watch().unwrap();
        assert_eq!(asked("8\n", consts::SIGCHLD).unwrap(), "8");
        assert!(!idle() && !ending.asked());
        low_level::raise(consts::SIGTERM).unwrap();
        assert!(ending.asked());
        drop(ending);
        assert!(idle());
        assert_eq!(SigSet::thread_get_mask().unwrap(), SigSet::empty(), "nothing is held back afterwards");
    }
}
