//! The canonical bytes of an event, version 1.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The version that new events are written in.
pub const FORMAT: u8 = 1;

/// What the canonical bytes of an event hold, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields<'a> {
    pub tenant: &'a str,
    /// Sequence number, from 1.
    pub seq: u64,
    /// Milliseconds since the epoch, UTC.
    pub at: i64,
    pub actor: &'a str,
    /// How that is known.
    pub actor_auth: &'a str,
    pub action: &'a str,
    /// Id of the resource.
    pub target: Option<&'a str>,
    /// How it ended.
    pub outcome: &'a str,
    /// The client of a login.
    pub client: Option<&'a str>,
    /// The salted commitment to the personal part, which can be erased beside it (R-AUD-6).
    pub commitment: [u8; 32],
}

/// `0x01`, sequence and time as 8 bytes big endian, then each text as its length (4 bytes, big endian) and its UTF-8 bytes,
/// an absent one as the length `ffffffff`, and last the commitment.
pub fn encode(fields: &Fields) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    encode_to(&mut bytes, fields);
    bytes
}

/// As [`encode`], at the end of `bytes`.
pub(super) fn encode_to(bytes: &mut Vec<u8>, fields: &Fields) {
    bytes.push(FORMAT);
    bytes.extend(fields.seq.to_be_bytes());
    bytes.extend(fields.at.to_be_bytes());
    let texts = [
        Some(fields.tenant),
        Some(fields.actor),
        Some(fields.actor_auth),
        Some(fields.action),
        fields.target,
        Some(fields.outcome),
        fields.client,
    ];
    for text in texts {
        match text {
            Some(text) => {
                bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX - 1).to_be_bytes());
                bytes.extend(text.as_bytes());
            }
            None => bytes.extend([0xff; 4]),
        }
    }
    bytes.extend(fields.commitment);
}

/// HMAC-SHA-256 of the personal part under its random salt of 32 bytes. Once salt and text are erased, it tells nothing.
pub fn commitment(salt: &[u8], personal: &[u8]) -> [u8; 32] {
    let mac = Hmac::<Sha256>::new_from_slice(salt).map(|mac| mac.chain_update(personal).finalize());
    mac.map_or([0; 32], |tag| tag.into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    const FIELDS: Fields = Fields {
        tenant: "t",
        seq: 2,
        at: 3,
        actor: "os:ada",
        actor_auth: "owner",
        action: "2fa.pause",
        target: None,
        outcome: "ok",
        client: Some(""),
        commitment: [0xcc; 32],
    };

    #[test]
    fn the_canonical_bytes_are_the_documented_ones() {
        let expected = [
            "01",
            "0000000000000002",
            "0000000000000003",
            "0000000174",
            "000000066f733a616461",
            "000000056f776e6572",
            "000000093266612e7061757365",
            "ffffffff",
            "000000026f6b",
            "00000000",
            &"cc".repeat(32),
        ];
        assert_eq!(HEXLOWER.encode(&encode(&FIELDS)), expected.concat());
    }

    #[test]
    fn an_absent_field_and_an_empty_one_differ_and_fields_cannot_run_into_each_other() {
        assert_ne!(encode(&FIELDS), encode(&Fields { client: None, ..FIELDS }));
        let one = Fields { actor: "ab", actor_auth: "c", ..FIELDS };
        assert_ne!(encode(&one), encode(&Fields { actor: "a", actor_auth: "bc", ..FIELDS }));
    }

    #[test]
    fn r_aud_6_the_commitment_depends_on_salt_and_text() {
        assert_ne!(commitment(&[1; 32], b"x"), commitment(&[2; 32], b"x"));
        assert_ne!(commitment(&[1; 32], b"x"), commitment(&[1; 32], b"y"));
    }
}
