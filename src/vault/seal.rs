//! Sealing: XChaCha20-Poly1305 with tenant, table, column, row and key as associated data.
//!
//! A sealed blob is `0x01 ‖ key id (4 bytes, big endian) ‖ nonce (24) ‖ ciphertext and tag`.

use super::Key;
use crate::{
    domain::remedy::Remedy,
    error::{Code, Error, Result},
};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const HEADER: usize = 1 + 4 + 24;

/// Where a sealed secret lives. It is authenticated with the secret: a blob copied to another place does not open.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'static str,
    pub column: &'static str,
    /// The row's id.
    pub row: &'a str,
}

fn associated_data(key_id: u32, tenant: &str, place: Place) -> Vec<u8> {
    let mut data = b"tenantctl seal v1".to_vec();
    data.extend(key_id.to_be_bytes());
    for part in [tenant, place.table, place.column, place.row] {
        // Lengths make the encoding unambiguous: no two places share their bytes.
        data.extend((part.len() as u64).to_be_bytes());
        data.extend(part.as_bytes());
    }
    data
}

/// Seals `secret`; `nonce` must be random and used once.
pub(super) fn seal(key: &Key, id: u32, tenant: &str, place: Place, secret: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let aad = associated_data(id, tenant, place);
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: &aad });
    let sealed = sealed.map_err(|_| Error::new(Code::Failure, "a secret could not be sealed; nothing was changed"))?;
    let mut blob = Vec::with_capacity(HEADER + sealed.len());
    blob.push(FORMAT);
    blob.extend(id.to_be_bytes());
    blob.extend(nonce);
    blob.extend(sealed);
    Ok(blob)
}

/// Opens a blob made for exactly this place.
pub(super) fn open(key: &Key, id: u32, tenant: &str, place: Place, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let unreadable = || {
        let Place { table, column, row } = place;
        Error::new(Code::Corrupt, format!("table {table}, row {row}, column {column}: the sealed secret does not open"))
            .hint("see", Remedy::Doctor)
    };
    let (header, sealed) = blob.split_at_checked(HEADER).ok_or_else(unreadable)?;
    if header[0] != FORMAT || header[1..5] != id.to_be_bytes() {
        return Err(unreadable());
    }
    let nonce: [u8; 24] = header[5..].try_into().map_err(|_| unreadable())?;
    let cipher = XChaCha20Poly1305::new(key.bytes().into());
    let aad = associated_data(id, tenant, place);
    let opened = cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: &aad });
    opened.map(Zeroizing::new).map_err(|_| unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place = Place { table: "factors", column: "secret", row: "f1" };

    #[test]
    fn a_sealed_secret_opens_at_its_place_and_nowhere_else() {
        let key = Key::new([4; 32]);
        let blob = seal(&key, 1, "t", HERE, b"secret", [6; 24]).expect("seals");
        assert_eq!(open(&key, 1, "t", HERE, &blob).expect("opens").as_slice(), b"secret");
        assert!(open(&key, 1, "t", Place { row: "f2", ..HERE }, &blob).is_err());
        assert!(open(&key, 1, "t", Place { column: "phone", ..HERE }, &blob).is_err());
        assert!(open(&key, 1, "u", HERE, &blob).is_err());
        assert!(open(&key, 2, "t", HERE, &blob).is_err());
        assert!(open(&Key::new([5; 32]), 1, "t", HERE, &blob).is_err());
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let key = Key::new([4; 32]);
        let blob = seal(&key, 1, "t", HERE, b"secret", [6; 24]).expect("seals");
        for bit in 0..blob.len() * 8 {
            let mut damaged = blob.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key, 1, "t", HERE, &damaged).is_err(), "bit {bit}");
        }
        for length in 0..blob.len() {
            assert!(open(&key, 1, "t", HERE, &blob[..length]).is_err(), "length {length}");
        }
    }

    #[test]
    fn the_format_is_the_documented_one() {
        let blob = seal(&Key::new([4; 32]), 258, "t", HERE, b"secret", [6; 24]).expect("seals");
        assert_eq!(&blob[..5], [1, 0, 0, 1, 2]);
        assert_eq!(&blob[5..29], [6; 24]);
        assert_eq!(blob.len(), 29 + 6 + 16);
    }
}
