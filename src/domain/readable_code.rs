//! Codes that are read over the telephone (R-REC-1, R-REC-5): symbols that cannot be taken for one another, and a check character.

use super::{normalize_input::compact, secret::SecretText};
use zeroize::Zeroize;

/// No 0 or O, no 1, I or L: they look alike on paper. 31 is prime, on which the check character rests.
pub(super) const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// A person who types a code types fewer bytes.
pub(super) const MOST_TYPED_BYTES: usize = 128;
/// So many symbols are read in one breath.
const GROUP: usize = 5;

/// The names of the letters, as they are said over a telephone, from A to Z.
const SPOKEN: [&str; 26] = [
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima",
    "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whisky", "X-ray",
    "Yankee", "Zulu",
];

/// A code as it is said: letters by their names, and a comma between the groups.
pub(super) fn spoken(code: &SecretText) -> String {
    let word = |sign: char| match sign {
        'A'..='Z' => SPOKEN[usize::from(sign as u8 - b'A')].to_owned(),
        digit => digit.to_string(),
    };
    let signs: Vec<_> = code.expose().chars().map(word).collect();
    signs.chunks(GROUP).map(|group| group.join(" ")).collect::<Vec<_>>().join(", ")
}

/// What was typed is no such code. Never says which character is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SpokenFault {
    /// Another length, or a character that is not of the alphabet.
    Malformed,
    /// A slip in one character, or two neighbours swapped.
    CheckCharacter,
}

/// A code of so many symbols (at most 22) and a check character, from 128 random bits. The modulus is so much smaller that its bias is
/// below 2⁻⁵⁸ for 14 symbols, and below 2⁻⁸³ for 9.
pub(super) fn generate(random: [u8; 16], symbols: usize) -> SecretText {
    let mut value = u128::from_be_bytes(random);
    let mut digits = vec![0_u8; symbols];
    for digit in &mut digits {
        *digit = (value % 31) as u8;
        value /= 31;
    }
    let mut text = String::with_capacity(symbols + 1);
    text.extend(digits.iter().chain([&check(&digits)]).map(|digit| symbol(*digit)));
    digits.zeroize();
    value.zeroize();
    SecretText::new(text)
}

/// Reads a code of so many symbols as people type it: any case, with spaces and dashes, in full-width forms.
pub(super) fn parse(typed: &str, symbols: usize) -> Result<SecretText, SpokenFault> {
    let mut text = compact(typed, MOST_TYPED_BYTES).ok_or(SpokenFault::Malformed)?;
    text.make_ascii_uppercase();
    let text = SecretText::new(text);
    let digits = text.expose().bytes().map(|b| ALPHABET.iter().position(|a| *a == b).map(|d| d as u8));
    let digits: Option<Vec<u8>> = digits.collect();
    match digits.as_deref() {
        Some([read @ .., last]) if read.len() == symbols => match check(read) == *last {
            true => Ok(text),
            false => Err(SpokenFault::CheckCharacter),
        },
        _ => Err(SpokenFault::Malformed),
    }
}

/// In groups of five, with dashes between. A secret: to be shown once and kept nowhere.
pub(super) fn in_groups(code: &SecretText) -> String {
    let text = code.expose();
    let mut shown = String::with_capacity(text.len() + text.len() / GROUP);
    for (at, symbol) in text.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            shown.push('-');
        }
        shown.push(symbol);
    }
    shown
}

/// The digit that makes the sum weighted by n + 1, n, … 2, 1 a multiple of 31. Up to 29 symbols the weights differ and none is 0 modulo
/// the prime 31, so a single substitution and a transposition always change the sum.
fn check(symbols: &[u8]) -> u8 {
    let weights = (2..=symbols.len() as u32 + 1).rev();
    let sum: u32 = symbols.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    ((31 - sum % 31) % 31) as u8
}

fn symbol(digit: u8) -> char {
    char::from(ALPHABET[usize::from(digit) % ALPHABET.len()])
}
