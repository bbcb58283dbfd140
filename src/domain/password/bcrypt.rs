//! bcrypt as other systems write it: `$2b$12$`, a salt of 22 characters, an output of 31 (R-PWD-5).

use super::HashError;
use std::{ops::RangeInclusive, str::FromStr};

/// Below 4 there is no bcrypt. Each step doubles the work: 15 takes about 2.3 s where 12 takes 0.3 s, and 16 would come near to five.
const COST: RangeInclusive<u32> = 4..=15;
/// `2b` and `2y` are what OpenBSD and crypt_blowfish write today. `2a` is read as they read it; `2x` marks outputs of a mistake that let
/// other passwords in.
const VERSIONS: [&str; 3] = ["$2a$", "$2b$", "$2y$"];
const BYTES: usize = 60;

/// A string that may be worked on.
pub(super) struct Bcrypt(String);

impl Bcrypt {
    /// # Errors
    /// [`HashError::Unreadable`] and [`HashError::OutOfBounds`], before any work.
    pub(super) fn read(text: &str) -> Result<Self, HashError> {
        let known = text.len() == BYTES && VERSIONS.iter().any(|version| text.starts_with(version));
        // The library would read `+4` as a number.
        let digits = text.get(4..6).filter(|digits| known && digits.bytes().all(|byte| byte.is_ascii_digit()));
        let cost: u32 = digits.and_then(|digits| digits.parse().ok()).ok_or(HashError::Unreadable)?;
        ::bcrypt::HashParts::from_str(text).map_err(|_| HashError::Unreadable)?;
        if !COST.contains(&cost) {
            return Err(HashError::OutOfBounds);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether this was hashed, compared in constant time. What follows the first 72 bytes does not count, as in every system that writes
    /// such hashes. They end a password at a NUL as well, which no normal form has.
    ///
    /// # Errors
    /// None that [`Bcrypt::read`] has not had.
    pub(super) fn is_of(&self, candidate: &[u8]) -> Result<bool, HashError> {
        ::bcrypt::verify(candidate, &self.0).map_err(|_| HashError::Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_of(text: &str, candidate: &str) -> Result<bool, HashError> {
        Bcrypt::read(text)?.is_of(candidate.as_bytes())
    }

    /// The tests of jBCrypt, of OpenBSD's author.
    const JBCRYPT: [(&str, &str); 7] = [
        ("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."),
        ("", "$2a$08$HqWuK6/Ng6sg9gQzbLrgb.Tl.ZHfXLhvt/SgVyWhQqgqcZ7ZuUtye"),
        ("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
        ("a", "$2a$08$cfcvVd2aQ8CMvoMpP2EBfeodLEkkFJ9umNEfPD18.hUF62qqlC/V."),
        ("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
        ("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC"),
        ("~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO"),
    ];

    /// The tests of crypt_blowfish, which glibc's successor libxcrypt has too. The salt of the third is twenty-one times the letter X.
    const CRYPT_BLOWFISH: [(&str, &str); 4] = [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2a$05${21 X}OAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        (
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
            "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        ),
    ];

    #[test]
    fn r_pwd_5_the_published_vectors_of_bcrypt() {
        for (password, text) in JBCRYPT.into_iter().chain(CRYPT_BLOWFISH) {
            let text = text.replace("{21 X}", &"X".repeat(21));
            for version in ["$2a$", "$2b$", "$2y$"] {
                assert_eq!(is_of(&text.replace("$2a$", version), password), Ok(true), "{version} {password}");
            }
            assert_eq!(is_of(&text, &format!("!{password}")), Ok(false), "{password}");
        }
    }

    #[test]
    fn r_pwd_5_bcrypt_counts_72_bytes_and_no_more() {
        let (long, text) = CRYPT_BLOWFISH[3];
        let (counted, left_out) = long.split_at(72);
        assert_eq!(left_out, "chars after 72 are ignored");
        assert_eq!((is_of(text, counted), is_of(text, &long[..71])), (Ok(true), Ok(false)));
        assert_eq!(is_of(text, &format!("{counted}whatever")), Ok(true));
        // The end of a shorter password counts: it is not the same as one that goes round again.
        let (_, abc) = JBCRYPT[4];
        assert_eq!((is_of(abc, "abcabc"), is_of(abc, "ab")), (Ok(false), Ok(false)));
    }

    #[test]
    fn r_pwd_5_the_cost_of_bcrypt_is_bounded_before_any_work() {
        let (_, text) = JBCRYPT[4];
        for cost in ["00", "03", "16", "31", "32", "99"] {
            assert_eq!(
                is_of(&text.replace("$06$", &format!("${cost}$")), "abc"),
                Err(HashError::OutOfBounds),
                "{cost}"
            );
        }
        for cost in ["04", "15"] {
            assert!(
                Bcrypt::read(&text.replace("$06$", &format!("${cost}$"))).is_ok(),
                "the bounds themselves are allowed"
            );
        }
    }

    #[test]
    fn r_pwd_5_what_is_no_bcrypt_is_not_read() {
        let (_, text) = JBCRYPT[4];
        for bad in [
            "$2x$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "$2$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "$2c$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "$2a$+6$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "$2a$ 6$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "$2a$06!If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
            "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h+i",
            "$2a$06$",
            &text[..59],
            &format!("{text} "),
            &format!("{text}\n"),
            &text.replace("If6b", "é6b"),
        ] {
            assert_eq!(is_of(bad, "abc"), Err(HashError::Unreadable), "{bad}");
        }
    }
}
