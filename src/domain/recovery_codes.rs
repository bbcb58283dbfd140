//! Recovery codes (R-REC-5): a set of ten that a person keeps on paper, each good for one login in place of the authenticator's code.

use super::{
    readable_code,
    secret::SecretText,
    time::{Span, Time},
};

/// How many codes a set has.
pub const SET: u32 = 10;
/// At so few it is time for a new set.
pub const FEW: u32 = 2;
/// For this long, a used code sent once more comes from a front end that repeats itself, not from a guesser (R-LOCK-8).
pub const REPETITION: Span = Span::seconds(180);
/// 69.3 bits, and by its length no emergency code.
const SYMBOLS: usize = 14;

/// What was typed is no recovery code. R-REC-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a recovery code is fifteen letters and digits like ABCDE-FGHJK-23456, the last of which checks the others")]
pub struct NoRecoveryCode;

/// A recovery code: fourteen random symbols of 31 and a check character. R-REC-5.
#[derive(Clone, Debug)]
pub struct RecoveryCode(SecretText);

impl RecoveryCode {
    /// Makes a code from 128 random bits.
    pub fn generate(random: [u8; 16]) -> Self {
        Self(readable_code::generate(random, SYMBOLS))
    }

    /// Reads a code as people type it: any case, with spaces and dashes, in full-width forms.
    ///
    /// # Errors
    /// [`NoRecoveryCode`], also for one that is mistyped: neither is worth a comparison with what is stored.
    pub fn parse(typed: &str) -> Result<Self, NoRecoveryCode> {
        readable_code::parse(typed, SYMBOLS).map(Self).map_err(|_| NoRecoveryCode)
    }

    /// For writing down: three groups of five with dashes between. A secret: to be shown once and kept nowhere.
    pub fn in_groups(&self) -> String {
        readable_code::in_groups(&self.0)
    }

    /// The fifteen characters, for the keyed hash.
    pub fn normal(&self) -> &str {
        self.0.expose()
    }
}

/// Whether a code that was used at `used_at` and is sent again at `now` is the repetition of the login that it opened (R-LOCK-8).
pub fn is_repetition(used_at: Time, now: Time) -> bool {
    now < used_at.plus(REPETITION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::emergency::EmergencyCode;
    use proptest::prelude::*;

    #[test]
    fn r_rec_5_a_code_has_at_least_64_bits_and_its_form_is_no_other_codes() {
        assert!(31_u128.pow(SYMBOLS as u32) > 1 << 64);
        let code = RecoveryCode::generate([7; 16]);
        assert_eq!(code.in_groups().len(), 17);
        assert!(EmergencyCode::parse(code.normal()).is_err());
        assert!(RecoveryCode::parse(EmergencyCode::generate([7; 16]).normal()).is_err());
        assert!(!format!("{code:?}").contains(code.normal()));
    }

    #[test]
    fn r_rec_5_what_is_no_code_is_none() {
        for typed in ["", "123456", "22222-22222", "22222-22222-2222O", "22222-22222-22223", &"2".repeat(1_000_000)] {
            assert!(RecoveryCode::parse(typed).is_err(), "{:.20}", typed);
        }
        assert!(RecoveryCode::parse("22222-22222-22222").is_ok(), "fourteen zeros check to zero");
    }

    #[test]
    fn r_lock_8_a_used_code_is_a_repetition_for_three_minutes() {
        let at = |seconds: i64| Time::from_millis(1_700_000_000_000 + seconds * 1000);
        assert!(is_repetition(at(0), at(0)) && is_repetition(at(0), at(179)));
        assert!(!is_repetition(at(0), at(180)));
    }

    proptest! {
        #[test]
        fn r_rec_5_every_way_of_typing_a_code_is_read_and_a_slip_is_not(random: [u8; 16], at in 0..15usize) {
            let code = RecoveryCode::generate(random);
            let wide: String = code.normal().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect();
            for typed in [code.in_groups(), code.normal().to_lowercase(), code.in_groups().replace('-', " "), wide] {
                prop_assert_eq!(RecoveryCode::parse(&typed).expect("valid").normal().to_owned(), code.normal());
            }
            let mut slip = code.normal().as_bytes().to_vec();
            slip[at] = if slip[at] == b'2' { b'3' } else { b'2' };
            prop_assert!(RecoveryCode::parse(std::str::from_utf8(&slip).expect("ASCII")).is_err());
            if at > 0 && code.normal().as_bytes()[at] != code.normal().as_bytes()[at - 1] {
                let mut swapped = code.normal().as_bytes().to_vec();
                swapped.swap(at, at - 1);
                prop_assert!(RecoveryCode::parse(std::str::from_utf8(&swapped).expect("ASCII")).is_err());
            }
        }

        #[test]
        fn r_rec_5_no_input_panics(typed in "\\PC{0,40}") {
            let _ = RecoveryCode::parse(&typed);
        }
    }
}
