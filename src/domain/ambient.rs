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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_an_array_comes_from_the_source_and_none_where_it_gives_none() {
        struct Counting(u8);
        impl Random for Counting {
            fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
                for byte in buffer {
                    self.0 += 1;
                    *byte = self.0;
                }
                (self.0 < 8).then_some(()).ok_or_else(|| io::Error::other("dry"))
            }
        }
        let mut source = Counting(2);
        assert_eq!(random::<4>(&mut source).ok(), Some([3, 4, 5, 6]));
        assert!(random::<4>(&mut source).is_err());
    }
}
