//! Emergency codes as they are read over the telephone (R-REC-1); their life and storage are decided elsewhere.

use super::{
    normalize_input::compact,
    readable_code::{self, MOST_TYPED_BYTES, SpokenFault},
    secret::SecretText,
};

const SYMBOLS: usize = 9;

/// What was typed is no emergency code. Never says which character is wrong. R-REC-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmergencyFault {
    /// Not ten characters of the alphabet.
    #[error("an emergency code is ten letters and digits like ABCDE-23456; 0, O, 1, I and L never occur in one")]
    Malformed,
    /// Ten characters, but a slip in one of them or two neighbours swapped.
    #[error("the emergency code is mistyped: its check character does not fit; compare it and type it again")]
    CheckCharacter,
}

/// An emergency code: nine random symbols of 31 (44.6 bits) and a check character. R-REC-1.
#[derive(Clone, Debug)]
pub struct EmergencyCode(SecretText);

impl EmergencyCode {
    /// Makes a code from 128 random bits. R-REC-1.
    pub fn generate(random: [u8; 16]) -> Self {
        Self(readable_code::generate(random, SYMBOLS))
    }

    /// Reads a code as people type it: any case, with spaces and dashes, in full-width forms. R-REC-1.
    ///
    /// # Errors
    /// [`EmergencyFault`]; neither is worth a comparison with what is stored.
    pub fn parse(typed: &str) -> Result<Self, EmergencyFault> {
        readable_code::parse(typed, SYMBOLS).map(Self).map_err(|fault| match fault {
            SpokenFault::Malformed => EmergencyFault::Malformed,
            SpokenFault::CheckCharacter => EmergencyFault::CheckCharacter,
        })
    }

    /// For reading aloud: two groups of five with a dash between. A secret: to be shown once and kept nowhere.
    pub fn in_groups(&self) -> String {
        readable_code::in_groups(&self.0)
    }

    /// For saying aloud, by the names of letters: `Victor 5 Whisky`. A secret as well.
    pub fn spoken(&self) -> String {
        readable_code::spoken(&self.0)
    }

    /// The ten characters, for the keyed hash. R-REC-1.
    pub fn normal(&self) -> &str {
        self.0.expose()
    }
}

/// Whether ten letters or digits are left once spaces and dashes are dropped: worth reading as an emergency code.
pub fn looks_like_one(typed: &str) -> bool {
    let text = compact(typed, MOST_TYPED_BYTES).map(SecretText::new);
    text.is_some_and(|t| t.expose().len() == SYMBOLS + 1 && t.expose().bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::readable_code::ALPHABET;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn r_rec_1_a_code_has_at_least_40_bits_and_no_look_alikes() {
        assert!(31_u128.pow(SYMBOLS as u32) > 1 << 44);
        let used: BTreeSet<u8> = ALPHABET.iter().copied().collect();
        assert_eq!(used.len(), 31);
        assert!(b"0O1IL".iter().all(|b| !used.contains(b)));
        assert_eq!(EmergencyCode::generate([0; 16]).in_groups(), "22222-22222");
        let one = EmergencyCode::generate(1_u128.to_be_bytes());
        assert_eq!((one.normal(), one.spoken().as_str()), ("322222222Q", "3 2 2 2 2, 2 2 2 2 Quebec"));
    }

    #[test]
    fn r_rec_1_the_symbols_are_the_random_number_to_the_base_of_31() {
        let random = std::array::from_fn(|at| at as u8);
        let digits = [20, 24, 5, 24, 2, 22, 28, 6, 2].map(|digit: usize| char::from(ALPHABET[digit]));
        assert_eq!(EmergencyCode::generate(random).normal()[..SYMBOLS], digits.iter().collect::<String>());
    }

    #[test]
    fn r_rec_1_debug_shows_nothing_of_a_code() {
        let code = EmergencyCode::generate([7; 16]);
        assert!(!format!("{code:?}").contains(code.normal()));
    }

    #[test]
    fn r_rec_1_what_is_no_code_is_malformed() {
        let bad =
            ["", "-", "2222222222x", "222222222", "O222222222", "0222222222", "l222222222", "ſ222222222", "22222222é2"];
        for typed in bad {
            assert_eq!(EmergencyCode::parse(typed).map(drop), Err(EmergencyFault::Malformed), "{typed}");
        }
        assert!(EmergencyCode::parse(&"2".repeat(1_000_000)).is_err() && !looks_like_one(&" ".repeat(1_000_000)));
        assert!(
            looks_like_one("abcde-12345") && looks_like_one("OIl01 23456") && looks_like_one("２２２２２２２２２２")
        );
        assert!(!looks_like_one("123456") && !looks_like_one("abcde-1234!") && !looks_like_one("abcdefghé"));
    }

    proptest! {
        #[test]
        fn r_rec_1_every_way_of_typing_a_code_is_read(random: [u8; 16]) {
            let code = EmergencyCode::generate(random);
            let wide: String = code.normal().chars().filter_map(|c| char::from_u32(c as u32 + 0xFEE0)).collect();
            for typed in [code.in_groups(), code.normal().to_lowercase(), format!(" {}\u{2013}{} ", &code.normal()[..5], &code.normal()[5..]), wide] {
                prop_assert_eq!(EmergencyCode::parse(&typed).expect("valid").normal().to_owned(), code.normal());
                prop_assert!(looks_like_one(&typed));
            }
        }

        #[test]
        fn r_rec_1_the_check_character_catches_a_slip_and_a_swap(random: [u8; 16]) {
            let code = EmergencyCode::generate(random);
            for i in 0..10 {
                let mut typed = code.normal().as_bytes().to_vec();
                for other in ALPHABET.iter().filter(|a| **a != code.normal().as_bytes()[i]) {
                    typed[i] = *other;
                    let result = EmergencyCode::parse(std::str::from_utf8(&typed).expect("ASCII")).map(drop);
                    prop_assert_eq!(result, Err(EmergencyFault::CheckCharacter));
                }
                let mut typed = code.normal().as_bytes().to_vec();
                if i > 0 && typed[i] != typed[i - 1] {
                    typed.swap(i, i - 1);
                    let result = EmergencyCode::parse(std::str::from_utf8(&typed).expect("ASCII")).map(drop);
                    prop_assert_eq!(result, Err(EmergencyFault::CheckCharacter));
                }
            }
        }

        #[test]
        fn r_rec_1_no_input_panics(typed in "\\PC{0,24}") {
            let _ = EmergencyCode::parse(&typed);
            looks_like_one(&typed);
        }
    }
}
