//! Verification (R-AUD-3): every row against its bytes, the bytes against the chain, the chain against the head.

use super::{
    bytes::{Fields, commitment, encode_to},
    chain::{Chain, Head},
};
use crate::vault::Key;
use std::borrow::Cow;
use subtle::ConstantTimeEq;

/// One row of the table `audit_events`, as it was found: borrowed from the database as far as that goes, since a history is long.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// `seq`, which can be anything in a tampered table.
    pub seq: i64,
    pub format: i64,
    pub at: i64,
    pub actor: Cow<'a, str>,
    pub actor_auth: Cow<'a, str>,
    pub action: Cow<'a, str>,
    pub target: Option<Cow<'a, str>>,
    pub outcome: Cow<'a, str>,
    pub client: Option<Cow<'a, str>>,
    /// `bytes`: the canonical bytes, verbatim.
    pub bytes: Cow<'a, [u8]>,
    /// `salt` of the commitment.
    pub salt: Option<Cow<'a, [u8]>>,
    /// `personal`, verbatim.
    pub personal: Option<Cow<'a, [u8]>>,
    /// `mac`: the chain's value at this event.
    pub mac: Cow<'a, [u8]>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Nothing is wrong.
    pub ok: bool,
    /// How many events were read.
    pub events: u64,
    /// The first sequence number that is wrong or missing.
    pub first_bad_seq: Option<i64>,
    /// The chain's value after the last good event.
    pub head: [u8; 32],
}

/// Takes rows in the order of `seq` and remembers the first that is wrong.
#[derive(Debug)]
pub struct Verifier<'a> {
    chain: Chain,
    tenant: &'a str,
    head: Head,
    events: u64,
    first_bad: Option<i64>,
    /// The canonical bytes of the row at hand; kept, to allocate once for a long history.
    encoded: Vec<u8>,
}

impl<'a> Verifier<'a> {
    /// Starts before the first event.
    pub fn new(key: &Key, tenant: &'a str) -> Self {
        let (chain, head) = (Chain::new(key), Head::start(key, tenant));
        Self { chain, tenant, head, events: 0, first_bad: None, encoded: Vec::new() }
    }

    /// Takes in the next row. Once one was wrong, the rest is only counted: nothing after it can be vouched for.
    pub fn take(&mut self, row: &Row<'_>) {
        self.events += 1;
        if self.first_bad.is_some() {
            return;
        }
        let expected = self.head.seq + 1;
        match u64::try_from(row.seq) {
            // A gap: what is missing comes before what was found.
            Ok(seq) if seq > expected => self.first_bad = Some(expected as i64),
            Ok(seq) if seq == expected && self.holds(seq, row) => {
                let next = self.head.next(&self.chain, row.at, &row.bytes);
                if next.mac.ct_eq(&row.mac).into() {
                    self.head.move_to(next);
                } else {
                    self.first_bad = Some(row.seq);
                }
            }
            _ => self.first_bad = Some(row.seq),
        }
    }

    /// Takes in a row with a column that cannot be read: a number for a text, text that is no UTF-8, its number itself.
    pub fn take_unreadable(&mut self, seq: Option<i64>) {
        self.events += 1;
        let expected = self.head.seq as i64 + 1;
        // After a gap, what is missing comes first.
        self.first_bad.get_or_insert(seq.filter(|seq| *seq <= expected).unwrap_or(expected));
    }

    /// Whether columns, personal part and canonical bytes say the same.
    fn holds(&mut self, seq: u64, row: &Row<'_>) -> bool {
        let (Some(salt), Some(personal)) = (&row.salt, &row.personal) else { return false };
        let fields = Fields {
            tenant: self.tenant,
            seq,
            at: row.at,
            actor: &row.actor,
            actor_auth: &row.actor_auth,
            action: &row.action,
            target: row.target.as_deref(),
            outcome: &row.outcome,
            client: row.client.as_deref(),
            commitment: commitment(salt, personal),
        };
        // HMAC pads a short key with zeros: only the full length makes the salt itself part of what is covered.
        self.encoded.clear();
        encode_to(&mut self.encoded, &fields);
        salt.len() == 32 && row.format == i64::from(super::FORMAT) && self.encoded == *row.bytes
    }

    /// Compares the end with the stored head; `None` if that cannot be read or its seal does not hold.
    pub fn finish(self, stored: Option<&Head>) -> Verdict {
        let at_end = self.head.seq as i64;
        let first_bad_seq = self.first_bad.or_else(|| match stored {
            Some(stored) if stored.seq < self.head.seq => Some(stored.seq as i64 + 1),
            Some(stored) if *stored == self.head => None,
            // A cut tail, or a head that says something else than the events: the first event it speaks of and we lack.
            Some(stored) if stored.seq > self.head.seq => Some(at_end + 1),
            _ => Some(at_end),
        });
        Verdict { ok: first_bad_seq.is_none(), events: self.events, first_bad_seq, head: self.head.mac }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::bytes::encode;

    const TENANT: &str = "t";

    fn history(key: &Key, length: u64) -> (Vec<Row<'static>>, Head) {
        let mut head = Head::start(key, TENANT);
        let rows = (1..=length).map(|seq| {
            let (salt, personal) = (vec![seq as u8; 32], format!("{{\"n\":{seq}}}").into_bytes());
            let fields = Fields {
                tenant: TENANT,
                seq,
                at: 1000 + seq as i64,
                actor: "os:ada",
                actor_auth: "owner",
                action: "resource.edit",
                target: Some("r1"),
                outcome: "ok",
                client: None,
                commitment: commitment(&salt, &personal),
            };
            let bytes = encode(&fields);
            head.advance(key, fields.at, &bytes);
            Row {
                seq: seq as i64,
                format: 1,
                at: fields.at,
                actor: "os:ada".into(),
                actor_auth: "owner".into(),
                action: "resource.edit".into(),
                target: Some("r1".into()),
                outcome: "ok".into(),
                client: None,
                bytes: bytes.into(),
                salt: Some(salt.into()),
                personal: Some(personal.into()),
                mac: head.mac.to_vec().into(),
            }
        });
        (rows.collect(), head)
    }

    fn verdict(key: &Key, rows: &[Row<'static>], head: Option<&Head>) -> Verdict {
        let mut verifier = Verifier::new(key, TENANT);
        rows.iter().for_each(|row| verifier.take(row));
        verifier.finish(head)
    }

    #[test]
    fn r_aud_3_an_untouched_history_verifies() {
        let key = Key::new([1; 32]);
        for length in [0, 1, 2, 9] {
            let (rows, head) = history(&key, length);
            let found = verdict(&key, &rows, Some(&head));
            assert_eq!(found, Verdict { ok: true, events: length, first_bad_seq: None, head: head.mac });
        }
    }

    #[test]
    fn r_aud_3_a_change_of_any_column_is_found_at_its_row() {
        let key = Key::new([1; 32]);
        let (rows, head) = history(&key, 6);
        let changes: [fn(&mut Row<'static>); 14] = [
            |row| row.format = 2,
            |row| row.at += 1,
            |row| row.actor.to_mut().push('x'),
            |row| row.actor_auth.to_mut().clear(),
            |row| row.action = "resource.create".into(),
            |row| row.target = None,
            |row| row.outcome = "denied".into(),
            |row| row.client = Some("".into()),
            |row| row.bytes.to_mut()[3] ^= 1,
            |row| row.salt = None,
            |row| row.personal = Some(b"{}".into()),
            |row| row.personal = None,
            |row| row.mac.to_mut()[0] ^= 1,
            |row| row.salt.as_mut().unwrap().to_mut().push(0),
        ];
        for (number, change) in changes.iter().enumerate() {
            for at in [0, 3, 5] {
                let mut tampered = rows.clone();
                change(&mut tampered[at]);
                let found = verdict(&key, &tampered, Some(&head));
                assert_eq!(found.first_bad_seq, Some(at as i64 + 1), "change {number} of row {at}");
            }
        }
    }

    #[test]
    fn r_aud_3_deletion_insertion_reordering_and_a_cut_tail_are_found() {
        let key = Key::new([1; 32]);
        let (rows, head) = history(&key, 6);
        for gone in 0..6 {
            let mut tampered = rows.clone();
            tampered.remove(gone);
            assert_eq!(verdict(&key, &tampered, Some(&head)).first_bad_seq, Some(gone as i64 + 1));
        }
        assert_eq!(verdict(&key, &[], Some(&head)).first_bad_seq, Some(1));
        let mut inserted = rows.clone();
        inserted.push(Row { seq: 7, ..rows[5].clone() });
        assert_eq!(verdict(&key, &inserted, Some(&head)).first_bad_seq, Some(7));
        for stray in [0, -3] {
            let mut tampered = rows.clone();
            tampered.insert(0, Row { seq: stray, ..rows[0].clone() });
            assert_eq!(verdict(&key, &tampered, Some(&head)).first_bad_seq, Some(stray));
        }
        let mut moved = rows.clone();
        moved.swap(1, 3);
        (moved[1].seq, moved[3].seq) = (2, 4);
        assert_eq!(verdict(&key, &moved, Some(&head)).first_bad_seq, Some(2));
    }

    #[test]
    fn r_aud_3_an_unreadable_row_is_bad_and_a_gap_before_it_comes_first() {
        let key = Key::new([1; 32]);
        let (rows, head) = history(&key, 6);
        for (read, unreadable, first_bad) in [(2, 3, 3), (2, 5, 3), (2, -1, -1)] {
            let mut verifier = Verifier::new(&key, TENANT);
            rows.iter().take(read).for_each(|row| verifier.take(row));
            verifier.take_unreadable(Some(unreadable));
            let found = verifier.finish(Some(&head));
            assert_eq!((found.first_bad_seq, found.events), (Some(first_bad), read as u64 + 1));
        }
    }

    #[test]
    fn r_aud_3_a_forged_missing_or_older_head_is_found() {
        let key = Key::new([1; 32]);
        let (rows, head) = history(&key, 6);
        assert_eq!(verdict(&key, &rows, None).first_bad_seq, Some(6));
        assert_eq!(verdict(&key, &rows, Some(&history(&key, 4).1)).first_bad_seq, Some(5));
        let other = Head { mac: [0; 32], ..head };
        assert_eq!(verdict(&key, &rows, Some(&other)).first_bad_seq, Some(6));
        let elsewhere = Key::new([2; 32]);
        assert_eq!(verdict(&elsewhere, &rows, Some(&history(&elsewhere, 6).1)).first_bad_seq, Some(1));
    }
}
