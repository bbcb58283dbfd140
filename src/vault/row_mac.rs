//! The keyed hash that binds the values of a row to one another: a value that is edited, or moved to another row, no longer fits.

use super::Vault;
use crate::domain::time::Time;
use hmac::Mac;
use subtle::ConstantTimeEq;

/// What tells these hashes from every other under the look-up key.
const LABEL: &str = "row";

/// A value of a row, as it is kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cell {
    Null,
    Integer(i64),
    /// Text, in whatever encoding it is found.
    Text(Vec<u8>),
    Blob(Vec<u8>),
}

impl Vault {
    /// HMAC-SHA-256(look-up key, "row" ‖ 0 ‖ table ‖ value ‖ value …). A value is a byte for its type, and a number in eight bytes or a length
    /// in eight bytes with so many bytes, all big-endian; the table's name is such a text.
    pub fn row_mac(&self, table: &str, cells: &[Cell]) -> [u8; 32] {
        let mut mac = self.lookup.mac().chain_update(LABEL).chain_update([0]);
        let mut text = |kind: u8, bytes: &[u8]| {
            mac.update(&[kind]);
            mac.update(&(bytes.len() as u64).to_be_bytes());
            mac.update(bytes);
        };
        text(2, table.as_bytes());
        for cell in cells {
            match cell {
                Cell::Null => text(0, &[]),
                Cell::Integer(number) => text(1, &number.to_be_bytes()),
                Cell::Text(bytes) => text(2, bytes),
                Cell::Blob(bytes) => text(3, bytes),
            }
        }
        mac.finalize().into_bytes().into()
    }

    /// Whether a row is as it was bound.
    pub fn fits(&self, table: &str, cells: &[Cell], mac: &[u8]) -> bool {
        bool::from(self.row_mac(table, cells).as_slice().ct_eq(mac))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<Time> for Cell {
    fn from(time: Time) -> Self {
        Self::Integer(time.millis())
    }
}

impl From<&[u8]> for Cell {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Key;
    use std::collections::HashSet;

    fn vault(lookup: u8) -> Vault {
        Vault {
            tenant: "t1".into(),
            sealing: (1, Key::new([1; 32])),
            lookup: Key::new([lookup; 32]),
            audit: Key::new([3; 32]),
        }
    }

    #[test]
    fn no_two_rows_have_the_same_hash() {
        let rows: [(&str, &[Cell]); 12] = [
            ("t", &[]),
            ("t", &[Cell::Null]),
            ("t", &["".into()]),
            ("t", &[Cell::Blob(Vec::new())]),
            ("t", &[0.into()]),
            ("t", &[1.into()]),
            ("t", &["ab".into(), "c".into()]),
            ("t", &["a".into(), "bc".into()]),
            ("t", &["abc".into()]),
            ("t", &[b"abc".as_slice().into()]),
            ("u", &["abc".into()]),
            ("t", &["abc".into(), Cell::Null]),
        ];
        let hashes: HashSet<_> = rows.iter().map(|(table, cells)| vault(2).row_mac(table, cells)).collect();
        assert_eq!(hashes.len(), rows.len());
        assert_ne!(vault(2).row_mac("t", &[]), vault(4).row_mac("t", &[]), "without the key nobody computes it");
        assert_ne!(vault(2).row_mac("t", &[]), vault(2).keyed_hash(LABEL, &[], "t"));
    }

    #[test]
    fn a_row_fits_its_own_hash_only() {
        let (vault, row) = (vault(2), ["ada".into(), Cell::Null, 7.into()]);
        let mac = vault.row_mac("tokens", &row);
        assert!(vault.fits("tokens", &row, &mac));
        assert!(!vault.fits("sessions", &row, &mac));
        assert!(!vault.fits("tokens", &row, &mac[..31]) && !vault.fits("tokens", &row, &[]));
        assert!(!vault.fits("tokens", &["ada".into(), Cell::Null, 8.into()], &mac));
    }

    /// The bytes are kept in databases: another order would refuse everything that lives.
    #[test]
    fn a_known_row_has_a_known_hash() {
        let row = ["ada".into(), Cell::Null, Cell::Integer(-2), [1, 2].as_slice().into()];
        let known = "eab6409c40745eba92bdf49e7fb2027488f95417d63d7b894e28f5392c5e2a52";
        assert_eq!(data_encoding::HEXLOWER.encode(&vault(2).row_mac("tokens", &row)), known);
    }
}
