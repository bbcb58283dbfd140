//! What comes from outside and is handed in: the time and random bytes.

use super::time::Time;
use std::io;

/// Where the time comes from.
pub trait Clock {
    /// The time on the machine's clock, UTC.
    fn now(&self) -> Time;
}

/// Where random bytes come from.
pub trait Random {
    /// Fills the buffer with unpredictable bytes.
    ///
    /// # Errors
    /// Where the operating system gives none; nothing secret may be made then.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()>;
}

/// An array of unpredictable bytes.
///
/// # Errors
/// As [`Random::fill`].
pub fn random<const N: usize>(source: &mut dyn Random) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    source.fill(&mut bytes)?;
    Ok(bytes)
}
