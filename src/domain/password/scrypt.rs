//! scrypt in PHC form, as passlib and others write it: `$scrypt$ln=15,r=8,p=1$SALT$HASH` (R-PWD-5).

use super::{HashError, STORED_OUTPUT_BYTES};
use ::scrypt::{Params, scrypt};
use data_encoding::BASE64_NOPAD;
use std::ops::RangeInclusive;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The work is 2^ln · r · p blocks, and the memory never more than that: a gigabyte at the most (`ln=20,r=8,p=1`), which takes about 2.8 s.
const MOST_BLOCKS: u64 = 1 << 23;
/// Bytes of a block.
const BLOCK: u64 = 128;
/// In bytes. Spring Security takes 64, which is more than libraries for PHC strings read.
const SALT_BYTES: RangeInclusive<usize> = 8..=64;

/// A PHC string that may be worked on.
pub(super) struct Scrypt {
    params: Params,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Scrypt {
    /// # Errors
    /// [`HashError::Unreadable`] and [`HashError::OutOfBounds`], before any work.
    pub(super) fn read(text: &str) -> Result<Self, HashError> {
        let parts: Vec<&str> = text.strip_prefix("$scrypt$").unwrap_or_default().split('$').collect();
        let [params, salt, output] = parts[..] else { return Err(HashError::Unreadable) };
        // Three, no more: a doubled name would hide one value.
        let params: Vec<&str> = params.split(',').collect();
        let number = |name| params.iter().find_map(|param| number(param, name)).ok_or(HashError::Unreadable);
        let (ln, r, p) = (number("ln=")?, number("r=")?, number("p=")?);
        let bytes = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).map_err(|_| HashError::Unreadable);
        let (salt, output) = (bytes(salt)?, bytes(output)?);
        if params.len() != 3 || !SALT_BYTES.contains(&salt.len()) || !STORED_OUTPUT_BYTES.contains(&output.len()) {
            return Err(HashError::Unreadable);
        }
        let blocks = 1_u64.checked_shl(ln).and_then(|n| n.checked_mul(r.into())?.checked_mul(p.into()));
        if ln >= u64::BITS || blocks.is_none_or(|blocks| blocks > MOST_BLOCKS) {
            return Err(HashError::OutOfBounds);
        }
        let params = u8::try_from(ln).ok().and_then(|ln| Params::new(ln, r, p).ok()).ok_or(HashError::OutOfBounds)?;
        Ok(Self { params, salt, output })
    }

    /// Whether this was hashed, compared in constant time.
    ///
    /// # Errors
    /// [`HashError::OutOfMemory`] for want of memory.
    pub(super) fn is_of(&self, candidate: &[u8]) -> Result<bool, HashError> {
        // The library takes its memory without asking, which would end the process if there is none.
        let bytes = BLOCK * u64::from(self.params.r()) * (self.params.n() + u64::from(self.params.p()));
        let mut asked = Vec::<u8>::new();
        let there = usize::try_from(bytes).is_ok_and(|bytes| asked.try_reserve_exact(bytes).is_ok());
        drop(std::hint::black_box(asked));
        if !there {
            return Err(HashError::OutOfMemory);
        }
        let mut output = Zeroizing::new(vec![0; self.output.len()]);
        scrypt(candidate, &self.salt, &self.params, &mut output).map_err(|_| HashError::Unreadable)?;
        Ok(bool::from(output.ct_eq(&self.output)))
    }
}

/// The value of a parameter of this name, which is more than nothing (RFC 7914, section 2) and written in one way only.
fn number(param: &str, name: &str) -> Option<u32> {
    let digits = param.strip_prefix(name)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    plain.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// The third vector of RFC 7914, section 12, in PHC form.
    const RFC: &str = "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw";

    #[test]
    fn r_pwd_5_the_vectors_of_rfc_7914() {
        let vectors = [
            (
                ("", "", 4, 1, 1),
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
            ),
            (
                ("password", "NaCl", 10, 8, 16),
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
            ),
        ];
        for ((password, salt, ln, r, p), output) in vectors {
            let output = HEXLOWER.decode(output.as_bytes()).expect("hexadecimal");
            let params = Params::new(ln, r, p).expect("valid");
            let stored = Scrypt { params, salt: salt.as_bytes().to_vec(), output };
            assert_eq!(stored.is_of(password.as_bytes()), Ok(true), "{password}");
            assert_eq!(stored.is_of(b"Password"), Ok(false));
        }
        let stored = Scrypt::read(RFC).expect("readable");
        assert_eq!((stored.is_of(b"pleaseletmein"), stored.is_of(b"pleaseletmeiN")), (Ok(true), Ok(false)));
    }

    #[test]
    fn r_pwd_5_the_work_of_scrypt_is_bounded_before_any_work() {
        let with = |cost: &str| Scrypt::read(&RFC.replace("ln=14,r=8,p=1", cost)).map(|_| ());
        for cost in ["ln=20,r=8,p=1", "ln=10,r=8,p=1024", "ln=17,r=16,p=4", "ln=1,r=1,p=1", "ln=23,r=1,p=1"] {
            assert_eq!(with(cost), Ok(()), "{cost}");
        }
        for cost in [
            "ln=21,r=8,p=1",
            "ln=20,r=8,p=2",
            "ln=20,r=9,p=1",
            "ln=63,r=1,p=1",
            "ln=64,r=1,p=1",
            "ln=4294967295,r=1,p=1",
            "ln=1,r=4294967295,p=1",
            "ln=1,r=1,p=4294967295",
            "ln=63,r=4294967295,p=4294967295",
            "ln=1,r=4294967295,p=4294967295",
        ] {
            assert_eq!(with(cost), Err(HashError::OutOfBounds), "{cost}");
        }
    }

    #[test]
    fn r_pwd_5_what_is_no_scrypt_is_not_read() {
        for cost in ["ln=14,r=8", "ln=14", "N=16384,r=8,p=1", "ln=14,r=8,p=1,x=1", "ln=14,ln=2,r=8,p=1"] {
            assert_eq!(Scrypt::read(&RFC.replace("ln=14,r=8,p=1", cost)).err(), Some(HashError::Unreadable), "{cost}");
        }
        for cost in ["ln=0,r=8,p=1", "ln=14,r=0,p=1", "ln=14,r=8,p=0", "ln=99999999999,r=8,p=1"] {
            assert_eq!(Scrypt::read(&RFC.replace("ln=14,r=8,p=1", cost)).err(), Some(HashError::Unreadable), "{cost}");
        }
        let output = RFC.rsplit_once('$').expect("has an output").1;
        for bad in [
            RFC.replace("$ln", "$v=1$ln"),
            RFC.replace(output, "cCO9yzr9c0hGHAY"),
            RFC.replace(&format!("${output}"), ""),
            RFC.replace("U29kaXVtQ2hsb3JpZGU", "U29kaXVt"),
            RFC.replace("U29kaXVtQ2hsb3JpZGU", &"U29kaXVt".repeat(11)),
            RFC.replace("ln=14", "ln=014"),
            RFC.replace("r=8", "r=+8"),
            format!("{RFC}$"),
            format!("{RFC}="),
        ] {
            assert_eq!(Scrypt::read(&bad).err(), Some(HashError::Unreadable), "{bad}");
        }
    }
}
