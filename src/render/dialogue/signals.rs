//! Ctrl-C while a question is open.
//!
//! A read from the terminal cannot be broken off: the system restarts it after a signal, and so does the standard library.
//! So the reading has a thread of its own, and the asker waits for it or for a signal, whichever comes first.

use crate::render::ending::{ENDING, Held};
use signal_hook::{SigId, low_level};
use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    sync::mpsc,
    thread,
};

/// The signals are ours while this lives.
struct Watch {
    handlers: Vec<SigId>,
    held: Option<Held>,
}

impl Watch {
    fn start(waker: &UnixStream) -> io::Result<Self> {
        let mut watch = Self { handlers: Vec::new(), held: None };
        for signal in ENDING {
            watch.handlers.push(low_level::pipe::register(signal, waker.try_clone()?)?);
        }
        watch.held = Some(Held::take()?);
        Ok(watch)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.held = None;
        for id in self.handlers.drain(..) {
            low_level::unregister(id);
        }
    }
}

/// What `read` gives, or `Interrupted` at the first signal to end. The reading then goes on in the background until the
/// process ends: nobody should read standard input any more.
pub(super) fn interruptible<T: Send + 'static>(
    ready: impl FnOnce() -> io::Result<()>,
    read: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (mut woken, mut waker) = UnixStream::pair()?;
    let _watch = Watch::start(&waker)?;
    ready()?;
    let (answer, answered) = mpsc::channel();
    thread::Builder::new().name("prompt".to_owned()).spawn(move || {
        // Nobody listens any more after a signal.
        let _ = answer.send(read());
        let _ = waker.write_all(b"A");
    })?;
    woken.read_exact(&mut [0])?;
    answered.try_recv().unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::ending::{Ending, idle};
    use signal_hook::consts;

    /// One test for all of it, as signals are the whole process's.
    #[test]
    fn an_answer_is_given_a_signal_breaks_off_and_what_goes_on_for_long_is_told() {
        assert_eq!(interruptible(|| Ok(()), || Ok(7)).unwrap(), 7);
        let failed = interruptible(|| Ok(()), || Err::<(), _>(io::ErrorKind::NotConnected.into()));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::NotConnected);
        let endless = || {
            low_level::raise(consts::SIGINT)?;
            thread::park();
            Ok(())
        };
        assert_eq!(interruptible(|| Ok(()), endless).unwrap_err().kind(), io::ErrorKind::Interrupted);
        assert!(idle());
        // A question that was asked before, or is asked meanwhile, leaves the signals to what goes on for long.
        let ending = Ending::watch().unwrap();
        assert_eq!(interruptible(|| Ok(()), || Ok(8)).unwrap(), 8);
        assert!(!idle() && !ending.asked());
        low_level::raise(consts::SIGTERM).unwrap();
        assert!(ending.asked());
        drop(ending);
        assert!(idle());
    }
}
