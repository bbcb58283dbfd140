//! Keys and what is done with them. One master key, in a file that is not the database; three keys at random, one a purpose,
//! that rest in the database wrapped by it: so the master key can be exchanged without touching what they protect.
//!
//! | purpose | used for |
//! |---|---|
//! | sealing | secrets at rest (XChaCha20-Poly1305) |
//! | look-up | keyed hashes of codes, of names that do not exist, and of rows that let somebody in (HMAC-SHA-256) |
//! | audit | the chain of the history (HMAC-SHA-256) |

mod keyfile;
mod row_mac;
mod seal;

pub use keyfile::{
    HeldKeyFile, KeyFileRules, NewKeyFile, is_there as key_file_is_there, read as read_key_file,
    sweep as sweep_key_file, write_new as write_key_file,
};
pub use row_mac::Cell;
pub use seal::Place;

use crate::{
    domain::remedy::Argument,
    error::{Code, Error, Result},
};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// 256 bits of key, wiped when dropped and never printed.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// From 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
    fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// HMAC-SHA-256 under this key, ready to be fed.
    pub fn mac(&self) -> Hmac<Sha256> {
        // HMAC takes a key of any length, so this cannot fail.
        Hmac::<Sha256>::new_from_slice(self.bytes()).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// What one of the wrapped keys is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Secrets at rest.
    Sealing,
    /// Keyed hashes.
    Lookup,
    /// The chain of the history.
    Audit,
}

impl Purpose {
    /// All of them, in the order in which `init` makes them.
    pub const ALL: [Purpose; 3] = [Purpose::Sealing, Purpose::Lookup, Purpose::Audit];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Purpose::Sealing => "sealing",
            Purpose::Lookup => "lookup",
            Purpose::Audit => "audit",
        }
    }
}

/// The key that a purpose's key is wrapped under: HKDF-SHA-256 of the master key, bound to tenant and purpose.
pub fn wrapping_key(master: &Key, tenant: &str, purpose: Purpose) -> Key {
    let mut bytes = [0; 32];
    let info = ["tenantctl v1 wrap ", purpose.word()];
    let expanded = Hkdf::<Sha256>::new(Some(tenant.as_bytes()), master.bytes())
        .expand_multi_info(&[info[0].as_bytes(), info[1].as_bytes()], &mut bytes);
    debug_assert!(expanded.is_ok(), "HKDF-SHA-256 gives up to 8160 bytes");
    Key::new(bytes)
}

/// Wraps a purpose's key for the database; `nonce` is 24 random bytes.
pub fn wrap(master: &Key, tenant: &str, purpose: Purpose, id: u32, key: &Key, nonce: [u8; 24]) -> Result<Vec<u8>> {
    let place = Place { table: "keys", column: "wrapped", row: purpose.word() };
    seal::seal(&wrapping_key(master, tenant, purpose), id, tenant, place, key.bytes(), nonce)
}

/// The three keys of a tenant, unwrapped.
#[derive(Debug)]
pub struct Vault {
    tenant: String,
    sealing: (u32, Key),
    lookup: Key,
    audit: Key,
}

impl Vault {
    /// Unwraps a tenant's keys. A master key that does not open them is `key_wrong`.
    pub fn open(master: &Key, tenant: &str, wrapped: impl Fn(Purpose) -> Result<(u32, Vec<u8>)>) -> Result<Self> {
        let unwrap = |purpose: Purpose| -> Result<(u32, Key)> {
            let (id, blob) = wrapped(purpose)?;
            let place = Place { table: "keys", column: "wrapped", row: purpose.word() };
            let bytes = seal::open(&wrapping_key(master, tenant, purpose), id, tenant, place, &blob);
            let bytes = bytes.map_err(|error| {
                Error::new(Code::KeyWrong, "the key file does not open this tenant; nothing was changed")
                    .caused_by(&error)
                    .lacking("use the key that was made with this database, or its copy:", [Argument::KeyFile])
            })?;
            let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| {
                Error::new(
                    Code::Corrupt,
                    format!("table keys, row {}: the wrapped key has a wrong length", purpose.word()),
                )
            })?;
            Ok((id, Key::new(bytes)))
        };
        let sealing = unwrap(Purpose::Sealing)?;
        let (lookup, audit) = (unwrap(Purpose::Lookup)?.1, unwrap(Purpose::Audit)?.1);
        Ok(Self { tenant: tenant.to_owned(), sealing, lookup, audit })
    }

    /// Seals a secret to its place: table, column and row are authenticated, so a blob moved elsewhere does not open.
    pub fn seal(&self, place: Place, secret: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>> {
        seal::seal(&self.sealing.1, self.sealing.0, &self.tenant, place, secret, nonce)
    }

    /// Opens what [`Vault::seal`] made for the same place; anything else is `corrupt`, naming the place.
    pub fn open_sealed(&self, place: Place, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        seal::open(&self.sealing.1, self.sealing.0, &self.tenant, place, blob)
    }

    /// A keyed, salted hash for look-up and comparison: HMAC-SHA-256(look-up key, label ‖ 0 ‖ salt ‖ text).
    pub fn keyed_hash(&self, label: &str, salt: &[u8], text: &str) -> [u8; 32] {
        let mac = self.lookup.mac().chain_update(label).chain_update([0]).chain_update(salt).chain_update(text);
        mac.finalize().into_bytes().into()
    }

    /// The key of the history's chain.
    pub fn audit_key(&self) -> &Key {
        &self.audit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> Vault {
        Vault {
            tenant: "t1".into(),
            sealing: (1, Key::new([1; 32])),
            lookup: Key::new([2; 32]),
            audit: Key::new([3; 32]),
        }
    }

    #[test]
    fn a_wrapped_key_opens_under_its_master_tenant_and_purpose_only() {
        let (master, inner) = (Key::new([7; 32]), Key::new([9; 32]));
        let wrapped = |tenant: &str, purpose| wrap(&master, tenant, purpose, 1, &inner, [5; 24]).expect("wraps");
        let open = |master: &Key, tenant: &str, tenant_of_blob: &str| {
            Vault::open(master, tenant, |purpose| Ok((1, wrapped(tenant_of_blob, purpose))))
        };
        assert_eq!(open(&master, "t1", "t1").expect("opens").audit.bytes(), inner.bytes());
        for refused in [open(&Key::new([8; 32]), "t1", "t1"), open(&master, "t2", "t1")] {
            assert_eq!(refused.expect_err("must not open").code(), Code::KeyWrong);
        }
        let swapped = Vault::open(&master, "t1", |_| Ok((1, wrapped("t1", Purpose::Audit))));
        assert!(swapped.is_err());
    }

    #[test]
    fn keyed_hashes_differ_by_label_salt_and_text() {
        let vault = vault();
        let hashes = [
            vault.keyed_hash("a", b"s", "x"),
            vault.keyed_hash("b", b"s", "x"),
            vault.keyed_hash("a", b"t", "x"),
            vault.keyed_hash("a", b"s", "y"),
        ];
        for (i, a) in hashes.iter().enumerate() {
            assert!(hashes.iter().skip(i + 1).all(|b| a != b));
        }
    }

    #[test]
    fn debug_of_a_vault_shows_no_key() {
        let text = format!("{:?}", vault());
        assert!(text.contains("redacted") && !text.contains("[1, 1") && !text.contains("[3, 3"), "{text}");
    }
}
