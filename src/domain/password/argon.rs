//! How passwords are stored: Argon2id in PHC strings. The parameters in a string are bounded before any work (R-PWD-5).

use super::{HashError, STORED_OUTPUT_BYTES, normalise};
use crate::domain::secret::SecretText;
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, PasswordHasher, Version};
use data_encoding::BASE64_NOPAD;
use std::{fmt, ops::RangeInclusive, str::FromStr};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// OWASP's minimum is the least memory; more than a gigabyte is no login any more. In KiB.
const MEMORY: RangeInclusive<u32> = 19_456..=1_048_576;
const PASSES: RangeInclusive<u32> = 2..=10;
const LANES: RangeInclusive<u32> = 1..=8;
/// What a stored or imported hash may ask for, at most: memory in KiB, passes, lanes.
const MOST_STORED: HashCost = HashCost { memory_kib: 1_048_576, passes: 16, lanes: 16 };
const OUTPUT_BYTES: usize = 32;

/// What a hash costs (R-PWD-5). As text `m=19456,t=2,p=1`, which is the default and OWASP's minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB, 19456 to 1048576.
    pub memory_kib: u32,
    /// Passes over the memory, 2 to 10.
    pub passes: u32,
    /// Lanes, 1 to 8; computed one after another.
    pub lanes: u32,
}

impl HashCost {
    fn is_allowed(self) -> bool {
        MEMORY.contains(&self.memory_kib) && PASSES.contains(&self.passes) && LANES.contains(&self.lanes)
    }
}

impl Default for HashCost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

impl fmt::Display for HashCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m={},t={},p={}", self.memory_kib, self.passes, self.lanes)
    }
}

impl FromStr for HashCost {
    type Err = HashError;

    /// Exactly what [`fmt::Display`] writes, within the bounds of a policy.
    fn from_str(text: &str) -> Result<Self, HashError> {
        let mut parts = text.split(',');
        let mut number = |name| {
            let digits = parts.next()?.strip_prefix(name)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let cost = (|| Some(Self { memory_kib: number("m=")?, passes: number("t=")?, lanes: number("p=")? }))();
        let rest = parts.next();
        cost.filter(|cost| cost.is_allowed() && rest.is_none()).ok_or(HashError::Cost)
    }
}

/// Hashes the normalised form of a password into a PHC string: Argon2id, version 19, 32 bytes. R-PWD-5.
///
/// # Errors
/// [`HashError::Cost`] for a cost outside a policy's bounds, [`HashError::Password`] for what has no normal form,
/// [`HashError::OutOfMemory`].
pub fn hash(password: &SecretText, cost: HashCost, salt: [u8; 16]) -> Result<String, HashError> {
    if !cost.is_allowed() {
        return Err(HashError::Cost);
    }
    let normal = normalise(password)?;
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(OUTPUT_BYTES));
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| HashError::Cost)?);
    let hash = argon.hash_password_with_salt(normal.expose().as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| HashError::OutOfMemory)
}

/// Hashes many passwords one after the other in the same memory: to have nineteen megabytes from the system for each costs a tenth of the time.
pub struct Hasher {
    argon: Argon2<'static>,
    cost: HashCost,
    blocks: Zeroizing<Vec<Block>>,
}

impl Hasher {
    /// Takes the memory.
    ///
    /// # Errors
    /// [`HashError::Cost`] for a cost outside a policy's bounds, [`HashError::OutOfMemory`].
    pub fn new(cost: HashCost) -> Result<Self, HashError> {
        if !cost.is_allowed() {
            return Err(HashError::Cost);
        }
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(OUTPUT_BYTES));
        let params = params.map_err(|_| HashError::Cost)?;
        let mut blocks = Zeroizing::new(Vec::new());
        blocks.try_reserve_exact(params.block_count()).map_err(|_| HashError::OutOfMemory)?;
        blocks.resize(params.block_count(), Block::new());
        Ok(Self { argon: Argon2::new(Algorithm::Argon2id, Version::V0x13, params), cost, blocks })
    }

    /// As [`hash`].
    ///
    /// # Errors
    /// [`HashError::Password`] for what has no normal form.
    pub fn hash(&mut self, password: &SecretText, salt: [u8; 16]) -> Result<String, HashError> {
        let normal = normalise(password)?;
        let mut output = [0; OUTPUT_BYTES];
        let blocks = self.blocks.as_mut_slice();
        let filled = self.argon.hash_password_into_with_memory(normal.expose().as_bytes(), &salt, &mut output, blocks);
        filled.map_err(|_| HashError::OutOfMemory)?;
        let [salt, output] = [BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&output)];
        Ok(format!("$argon2id$v={}${}${salt}${output}", u32::from(Version::V0x13), self.cost))
    }
}

/// A PHC string that may be worked on.
pub(super) struct Argon {
    cost: HashCost,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Argon {
    /// # Errors
    /// [`HashError::Unreadable`] and [`HashError::OutOfBounds`], before any work.
    pub(super) fn read(parsed: &PasswordHash) -> Result<Self, HashError> {
        let number = |name| parsed.params.get_decimal(name).ok_or(HashError::Unreadable);
        let cost = HashCost { memory_kib: number("m")?, passes: number("t")?, lanes: number("p")? };
        let (Some(salt), Some(output)) = (&parsed.salt, &parsed.hash) else { return Err(HashError::Unreadable) };
        let known = parsed.version == Some(Version::V0x13.into());
        // Three, no more: associated data (`data`) would change the hash, and a doubled name would hide one value.
        if !known || parsed.params.iter().count() != 3 || !STORED_OUTPUT_BYTES.contains(&output.len()) {
            return Err(HashError::Unreadable);
        }
        let most = MOST_STORED;
        if cost.memory_kib > most.memory_kib || cost.passes > most.passes || cost.lanes > most.lanes {
            return Err(HashError::OutOfBounds);
        }
        // The library's own bounds (m at least 8 times p, t and p at least 1): a hash that no login could compare is none.
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(output.len())).map_err(|_| HashError::Unreadable)?;
        Ok(Self { cost, salt: salt.to_vec(), output: output.as_bytes().to_vec() })
    }

    /// Whether this was hashed, compared in constant time.
    ///
    /// # Errors
    /// [`HashError::OutOfMemory`] for want of memory.
    pub(super) fn is_of(&self, candidate: &[u8]) -> Result<bool, HashError> {
        let HashCost { memory_kib, passes, lanes } = self.cost;
        let params = Params::new(memory_kib, passes, lanes, Some(self.output.len()));
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| HashError::Unreadable)?);
        let mut output = Zeroizing::new(vec![0; self.output.len()]);
        argon.hash_password_into(candidate, &self.salt, &mut output).map_err(|_| HashError::OutOfMemory)?;
        Ok(bool::from(output.ct_eq(&self.output)))
    }

    /// Whether its memory or its passes are lower than wanted.
    pub(super) fn is_cheaper_than(&self, want: HashCost) -> bool {
        self.cost.memory_kib < want.memory_kib || self.cost.passes < want.passes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::password::{importable, needs_rehash, verify};
    use argon2::{AssociatedData, ParamsBuilder};

    /// From the test suite of the reference implementation.
    const REFERENCE: &str = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    #[test]
    fn r_pwd_5_the_vector_of_rfc_9106() {
        let mut params = ParamsBuilder::new();
        params.m_cost(32).t_cost(3).p_cost(4).output_len(32).data(AssociatedData::new(&[4; 12]).expect("short"));
        let params = params.build().expect("valid");
        let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).expect("short");
        let mut tag = [0; 32];
        argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).expect("valid");
        let hex = data_encoding::HEXLOWER.encode(&tag);
        assert_eq!(hex, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    #[test]
    fn r_pwd_5_a_hash_of_the_reference_implementation_verifies() {
        assert_eq!(verify(&"password".into(), REFERENCE), Ok(true));
        assert_eq!(verify(&"passwore".into(), REFERENCE), Ok(false));
    }

    #[test]
    fn r_pwd_5_what_was_hashed_verifies_in_every_spelling() {
        let phc = hash(&"Re\u{301}ne-1234".into(), HashCost::default(), [7; 16]).expect("valid");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"), "{phc}");
        assert_eq!(verify(&"R\u{e9}ne-1234".into(), &phc), Ok(true));
        assert_eq!(verify(&"r\u{e9}ne-1234".into(), &phc), Ok(false));
        for never in ["", "a\0", &"x".repeat(100_000)] {
            assert_eq!(verify(&never.into(), &phc), Ok(false));
            assert!(matches!(hash(&never.into(), HashCost::default(), [7; 16]), Err(HashError::Password(_))));
        }
    }

    #[test]
    fn r_pwd_5_many_hashes_in_the_same_memory_are_those_of_fresh_memory() {
        for cost in ["m=19456,t=2,p=1", "m=20000,t=3,p=2"] {
            let cost = cost.parse().expect("allowed");
            let mut hasher = Hasher::new(cost).expect("allowed");
            for (password, salt) in [("one-Horse7", [1; 16]), ("Re\u{301}ne-1234", [0xff; 16]), ("one-Horse7", [1; 16])]
            {
                let password = password.into();
                assert_eq!(hasher.hash(&password, salt), hash(&password, cost, salt));
            }
            assert!(matches!(hasher.hash(&"".into(), [0; 16]), Err(HashError::Password(_))));
        }
        assert!(Hasher::new(HashCost { memory_kib: 8, passes: 1, lanes: 1 }).is_err());
    }

    #[test]
    fn r_pwd_5_stored_parameters_are_bounded_before_any_work() {
        let with = |cost: &str| REFERENCE.replace("m=65536,t=2,p=1", cost);
        for cost in ["m=4294967295,t=2,p=1", "m=1048577,t=2,p=1", "m=65536,t=17,p=1", "m=65536,t=2,p=17"] {
            assert_eq!(verify(&"password".into(), &with(cost)), Err(HashError::OutOfBounds), "{cost}");
        }
        assert!(importable(&with("m=1048576,t=16,p=16")).is_ok(), "the bounds themselves are allowed");
        for cost in [
            "m=65536,t=2",
            "",
            "m=65536,t=2,p=0",
            "m=7,t=2,p=1",
            "m=65536,t=0,p=1",
            "m=65536,t=2,p=1,data=AAAA",
            "m=65536,m=8,t=2,p=1",
            "m=99999999999,t=2,p=1",
        ] {
            assert_eq!(verify(&"password".into(), &with(cost)), Err(HashError::Unreadable), "{cost}");
        }
        let output = REFERENCE.rsplit_once('$').expect("has an output").1;
        let truncated = REFERENCE.replace(output, "CTFhFdXPJO1a");
        for phc in [
            "",
            "x",
            "$argon2id$v=19",
            &REFERENCE.replace("2id", "2i"),
            &REFERENCE.replace("$v=19", ""),
            &REFERENCE.replace("19", "16"),
            &truncated,
            &"$".repeat(100_000),
        ] {
            assert_eq!(verify(&"password".into(), phc), Err(HashError::Unreadable), "{phc:.60}");
            assert!(needs_rehash(phc, HashCost::default()));
        }
    }

    #[test]
    fn r_pwd_5_lower_parameters_ask_for_a_new_hash() {
        let want = |text: &str| text.parse::<HashCost>().expect("valid");
        assert!(!needs_rehash(REFERENCE, HashCost::default()) && !needs_rehash(REFERENCE, want("m=65536,t=2,p=4")));
        assert!(needs_rehash(REFERENCE, want("m=65537,t=2,p=1")) && needs_rehash(REFERENCE, want("m=19456,t=3,p=1")));
    }

    #[test]
    fn r_pwd_5_a_policy_never_goes_under_the_owasp_minimum() {
        assert_eq!(HashCost::default().to_string().parse(), Ok(HashCost::default()));
        assert!("m=1048576,t=10,p=8".parse::<HashCost>().is_ok());
        let bad = [
            "",
            "m=19455,t=2,p=1",
            "m=1048577,t=2,p=1",
            "m=19456,t=1,p=1",
            "m=19456,t=11,p=1",
            "m=19456,t=2,p=0",
            "m=19456,t=2,p=9",
        ];
        for text in bad.into_iter().chain([
            "m=19456,t=2",
            "m=19456,t=2,p=1,",
            "m=+19456,t=2,p=1",
            "m=,t=2,p=1",
            "t=2,m=19456,p=1",
            " m=19456,t=2,p=1",
        ]) {
            assert_eq!(text.parse::<HashCost>(), Err(HashError::Cost), "{text}");
        }
        let cheap = HashCost { memory_kib: 8, passes: 1, lanes: 1 };
        assert_eq!(hash(&"password".into(), cheap, [0; 16]), Err(HashError::Cost));
    }
}
