//! Ctrl-C while a question is open.
//!
//! A read from the terminal cannot be broken off: the system restarts it after a signal, and so does the standard library.
//! So the reading has a thread of its own, and the asker waits for it or for a signal, whichever comes first.

use signal_hook::{SigId, consts, flag, low_level};
use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

const ENDING: [i32; 3] = [consts::SIGINT, consts::SIGTERM, consts::SIGQUIT];

/// While no question is open the signals do what they do by default: a handler, once there, is never taken away.
static IDLE: AtomicBool = AtomicBool::new(true);
static HANDLED: AtomicBool = AtomicBool::new(false);

/// The signals are ours while this lives.
struct Watch(Vec<SigId>);

impl Watch {
    fn start(waker: &UnixStream) -> io::Result<Self> {
        if !HANDLED.swap(true, Ordering::SeqCst) {
            for signal in ENDING {
                flag::register_conditional_default(signal, &IDLE)?;
            }
        }
        let mut watch = Self(Vec::new());
        for signal in ENDING {
            watch.0.push(low_level::pipe::register(signal, waker.try_clone()?)?);
        }
        IDLE.store(false, Ordering::SeqCst);
        Ok(watch)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        IDLE.store(true, Ordering::SeqCst);
        for id in self.0.drain(..) {
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

    /// One test for both, as signals are the whole process's.
    #[test]
    fn an_answer_is_given_and_a_signal_breaks_off() {
        assert_eq!(interruptible(|| Ok(()), || Ok(7)).unwrap(), 7);
        let failed = interruptible(|| Ok(()), || Err::<(), _>(io::ErrorKind::NotConnected.into()));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::NotConnected);
        let endless = || {
            low_level::raise(consts::SIGINT)?;
            thread::park();
            Ok(())
        };
        assert_eq!(interruptible(|| Ok(()), endless).unwrap_err().kind(), io::ErrorKind::Interrupted);
        assert!(IDLE.load(Ordering::SeqCst));
    }
}
