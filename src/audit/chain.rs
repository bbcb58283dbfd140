//! The keyed chain over the events, and the frontier of the Merkle tree over the same leaves (RFC 6962).

use crate::vault::Key;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

type Hash = [u8; 32];

/// The chain's value before the first event: HMAC(audit key, "tenantctl chain v1" ‖ tenant id).
pub fn genesis(key: &Key, tenant: &str) -> Hash {
    key.mac().chain_update("tenantctl chain v1").chain_update(tenant).finalize().into_bytes().into()
}

/// RFC 6962 leaf: SHA-256(0x00 ‖ canonical bytes).
pub(super) fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The roots of the complete subtrees of the leaves so far, largest first: as many as the count has one bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier(Vec<Hash>);

impl Frontier {
    /// Adds the leaf with this number (from 1).
    fn push(&mut self, seq: u64, leaf: Hash) {
        let mut node = leaf;
        // Each trailing zero bit of the new count completes a subtree together with its left neighbour.
        for _ in 0..seq.trailing_zeros() {
            let Some(left) = self.0.pop() else { break };
            node = Sha256::new().chain_update([1]).chain_update(left).chain_update(node).finalize().into();
        }
        self.0.push(node);
    }

    /// As one blob, 32 bytes a node.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// From the blob; `None` if its length does not fit the number of events.
    pub fn from_bytes(bytes: &[u8], count: u64) -> Option<Self> {
        let nodes: Vec<Hash> = bytes.chunks(32).filter_map(|chunk| chunk.try_into().ok()).collect();
        (bytes.len().is_multiple_of(32) && nodes.len() == count.count_ones() as usize).then_some(Self(nodes))
    }

    /// The root of the tree over all leaves (RFC 6962 §2.1).
    pub fn root(&self) -> Hash {
        let mut nodes = self.0.iter().rev().copied();
        let Some(last) = nodes.next() else { return Sha256::digest([]).into() };
        nodes.fold(last, |right, left| {
            Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
        })
    }
}

/// The audit key, ready to link one event after the other: what HMAC makes of the key alone is made once.
pub(super) struct Chain(Hmac<Sha256>);

impl Chain {
    pub(super) fn new(key: &Key) -> Self {
        Self(key.mac())
    }

    /// mac = HMAC(audit key, previous mac ‖ leaf).
    fn link(&self, previous: Hash, leaf: Hash) -> Hash {
        self.0.clone().chain_update(previous).chain_update(leaf).finalize().into_bytes().into()
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chain(redacted)")
    }
}

/// What the head becomes by one more event.
pub(super) struct Next {
    /// The chain's value.
    pub(super) mac: Hash,
    at: i64,
    leaf: Hash,
}

/// The end of the history: how many events, the chain's value and the tree's frontier there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the newest event; 0 before the first.
    pub seq: u64,
    /// Its time, milliseconds since the epoch.
    pub at: i64,
    /// The chain's value.
    pub mac: Hash,
    /// The tree's frontier.
    pub frontier: Frontier,
}

impl Head {
    /// The head of an empty history.
    pub fn start(key: &Key, tenant: &str) -> Self {
        Self { seq: 0, at: 0, mac: genesis(key, tenant), frontier: Frontier::default() }
    }

    /// Takes the next event in: mac = HMAC(audit key, previous mac ‖ leaf).
    pub fn advance(&mut self, key: &Key, at: i64, bytes: &[u8]) {
        self.move_to(self.next(&Chain::new(key), at, bytes));
    }

    /// What the next event would make of it.
    pub(super) fn next(&self, chain: &Chain, at: i64, bytes: &[u8]) -> Next {
        let leaf = leaf(bytes);
        Next { mac: chain.link(self.mac, leaf), at, leaf }
    }

    /// Moves on to what [`Self::next`] gave.
    pub(super) fn move_to(&mut self, next: Next) {
        (self.mac, self.at) = (next.mac, next.at);
        self.seq += 1;
        self.frontier.push(self.seq, next.leaf);
    }

    /// What makes the stored head itself unforgeable: HMAC(audit key, "tenantctl head v1" ‖ seq ‖ at ‖ mac ‖ frontier).
    pub fn seal(&self, key: &Key) -> Hash {
        let mac = key.mac().chain_update("tenantctl head v1").chain_update(self.seq.to_be_bytes());
        let mac = mac.chain_update(self.at.to_be_bytes()).chain_update(self.mac);
        mac.chain_update(self.frontier.to_bytes()).finalize().into_bytes().into()
    }

    /// Whether a stored seal is this head's.
    pub fn is_sealed_by(&self, key: &Key, seal: &[u8]) -> bool {
        self.seal(key).ct_eq(seal).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// The recursive definition of RFC 6962 §2.1, to compare the frontier with.
    fn tree(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [only] => *only,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let (left, right) = (tree(&leaves[..split]), tree(&leaves[split..]));
                Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
            }
        }
    }

    #[test]
    fn the_chain_is_the_documented_one() {
        let hex = |hash: Hash| HEXLOWER.encode(&hash);
        let (key, tenant) = (Key::new([3; 32]), "t");
        assert_eq!(hex(genesis(&key, tenant)), "3763aa248ed3ef5502f93092bcab2d7dd71d7f430e074a4e01178885cb07cab7");
        let event = "01000000000000000200000000000000030000000174000000066f733a616461000000056f776e6572000000093266612e7061757365\
                     ffffffff000000026f6b00000000cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";
        let event = HEXLOWER.decode(event.as_bytes()).expect("hexadecimal");
        assert_eq!(hex(leaf(&event)), "8828acb41990d7ddcc23062d21db09ebace0bd5c5580fc57078d9b50ca3d1a1d");
        let mut head = Head::start(&key, tenant);
        head.advance(&key, 3, &event);
        assert_eq!(hex(head.mac), "f7b4642c42cb69cc1b4b0124d765d2094ab9e662e201167cc6651a4c5d89ab83");
    }

    #[test]
    fn a_stored_frontier_must_have_a_whole_node_for_every_one_bit() {
        assert!(Frontier::from_bytes(&[7; 32], 1).is_some() && Frontier::from_bytes(&[], 0).is_some());
        assert_eq!(Frontier::from_bytes(&[7; 64], 1), None, "a node too many");
        assert_eq!(Frontier::from_bytes(&[7; 33], 1), None, "a byte too many");
    }

    #[test]
    fn the_frontier_gives_the_root_of_rfc_6962_at_every_length() {
        let (mut frontier, mut leaves) = (Frontier::default(), Vec::new());
        for seq in 1..=70 {
            leaves.push(leaf(&[seq]));
            frontier.push(u64::from(seq), leaf(&[seq]));
            assert_eq!(frontier.root(), tree(&leaves), "{seq}");
            let bytes = frontier.to_bytes();
            assert_eq!(Frontier::from_bytes(&bytes, u64::from(seq)), Some(frontier.clone()));
            assert_eq!(Frontier::from_bytes(&bytes[1..], u64::from(seq)), None);
        }
    }

    #[test]
    fn the_seal_covers_every_part_of_the_head() {
        let key = Key::new([3; 32]);
        let mut head = Head::start(&key, "t");
        head.advance(&key, 5, b"event");
        let seal = head.seal(&key);
        assert!(head.is_sealed_by(&key, &seal));
        let others = [
            Head { seq: 2, ..head.clone() },
            Head { at: 6, ..head.clone() },
            Head { mac: [0; 32], ..head.clone() },
            Head { frontier: Frontier::default(), ..head.clone() },
        ];
        assert!(others.iter().all(|other| !other.is_sealed_by(&key, &seal)));
        assert!(!head.is_sealed_by(&Key::new([4; 32]), &seal) && !head.is_sealed_by(&key, &[]));
    }
}
