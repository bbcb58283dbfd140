//! How long a script's token may live (R-PERM-1).

use super::time::Span;

/// The shortest life: less is not worth a file that has to be guarded.
pub const SHORTEST: Span = Span::hours(1);
/// The longest life: a year, and a month to replace it in.
pub const LONGEST: Span = Span::days(400);

/// A life that no token has.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a token lives between an hour and 400 days")]
pub struct LifeFault;

/// Accepts a life.
///
/// # Errors
/// Where it is under an hour or over 400 days.
pub fn life(asked: Span) -> Result<Span, LifeFault> {
    if asked < SHORTEST || asked > LONGEST { Err(LifeFault) } else { Ok(asked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_perm_1_a_token_lives_between_an_hour_and_400_days() {
        for good in [SHORTEST, Span::days(90), LONGEST] {
            assert_eq!(life(good), Ok(good));
        }
        for bad in [Span::seconds(3599), Span::seconds(400 * 86_400 + 1)] {
            assert_eq!(life(bad), Err(LifeFault));
        }
    }
}
