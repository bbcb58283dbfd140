//! Logs of the engine's own making, beside the file that they were written for and beside others.

use super::{format::FRAME_HEADER, *};
use crate::store::sqlite::open::{STEPS, prepare};
use rusqlite::Connection;
use std::fs;

/// A database with a history that ends at its beginning, and with its log as a killed process leaves it.
struct Tried {
    home: tempfile::TempDir,
    sql: Connection,
}

impl Tried {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut sql = Connection::open(home.path().join("t.db")).unwrap();
        prepare(&mut sql).unwrap();
        sql.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
        STEPS.iter().for_each(|step| sql.execute_batch(step).unwrap());
        let first =
            "INSERT INTO audit_head VALUES (1, 0, 0, x'00', x'', x'', 0, x'00'); PRAGMA wal_checkpoint(TRUNCATE)";
        sql.execute_batch(first).unwrap();
        sql.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
        Self { home, sql }
    }

    /// So many transactions, each with an event of that chain.
    fn write(&self, count: u8, chain: u8) {
        for _ in 0..count {
            let sql =
                "UPDATE audit_head SET began_seq = seq, began_mac = mac, seq = seq + 1, mac = CAST(mac || ?1 AS BLOB)";
            self.sql.execute(sql, [[chain].as_slice()]).unwrap();
        }
    }

    fn checkpoint(&self, how: &str) {
        self.sql.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |_| Ok(())).unwrap();
    }

    /// The file and the log as they are.
    fn kept(&self) -> (Vec<u8>, Vec<u8>) {
        let read = |name: &str| fs::read(self.home.path().join(name)).unwrap();
        (read("t.db"), read("t.db-wal"))
    }
}

/// Whether such a file is opened beside such a log.
fn fits((file, log): (&[u8], &[u8])) -> bool {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("t.db");
    fs::write(&path, file).unwrap();
    fs::write(crate::files::beside(&path, "-wal"), log).unwrap();
    match refuse_foreign(&path) {
        Ok(()) => true,
        Err(error) => {
            assert_eq!(error.code(), Code::WalForeign);
            false
        }
    }
}

#[test]
fn r_bak_2_a_log_fits_its_file_however_much_of_it_the_file_holds() {
    let tried = Tried::new();
    tried.write(3, 1);
    let (before, log) = tried.kept();
    assert!(fits((&before, &log)), "nothing of it");
    tried.checkpoint("PASSIVE");
    let (after, log) = tried.kept();
    assert!(!log.is_empty() && before != after && fits((&after, &log)), "all of it");
    // The engine starts the log over, on top of its frames.
    tried.write(1, 1);
    let (same, log) = tried.kept();
    assert!(same == after && fits((&after, &log)), "nothing of the next one");
    tried.write(4, 1);
    assert!(fits((&after, &tried.kept().1)));
    assert!(fits((&after, &[])) && fits((&after, &log[..LOG_HEADER])), "an empty one counts for nothing");
}

#[test]
fn r_bak_2_a_log_does_not_fit_an_older_file_a_newer_one_or_one_whose_history_went_another_way() {
    let (tried, other) = (Tried::new(), Tried::new());
    let (oldest, _) = tried.kept();
    tried.write(3, 1);
    tried.checkpoint("TRUNCATE");
    let (older, _) = tried.kept();
    tried.write(2, 1);
    let (_, log) = tried.kept();
    assert!(fits((&older, &log)) && !fits((&oldest, &log)));
    tried.checkpoint("TRUNCATE");
    tried.write(1, 1);
    tried.checkpoint("TRUNCATE");
    assert!(!fits((&tried.kept().0, &log)), "newer than the log");
    other.write(3, 2);
    other.checkpoint("TRUNCATE");
    assert!(!fits((&other.kept().0, &log)), "as old, and another");
}

#[test]
fn r_bak_2_a_log_without_an_event_tells_where_it_began_as_well() {
    let tried = Tried::new();
    tried.write(2, 1);
    tried.checkpoint("TRUNCATE");
    tried.sql.execute_batch(KEEP_ORIGIN).unwrap();
    let (file, log) = tried.kept();
    assert!(fits((&file, &log)) && !fits((&Tried::new().kept().0, &log)));
}

#[test]
fn r_bak_2_a_log_that_the_engine_would_not_take_is_none_of_ours() {
    let tried = Tried::new();
    tried.write(2, 1);
    tried.checkpoint("TRUNCATE");
    tried.write(1, 1);
    let (_, log) = tried.kept();
    let (other, _) = Tried::new().kept();
    assert!(!fits((&other, &log)));
    for at in [0, 4, 9, 17, 25, LOG_HEADER + 9, LOG_HEADER + 17, LOG_HEADER + FRAME_HEADER + 100] {
        let mut broken = log.clone();
        broken[at] ^= 1;
        assert!(fits((&other, &broken)), "byte {at}");
    }
}

#[test]
fn r_bak_2_whatever_is_cut_or_damaged_is_no_panic() {
    let tried = Tried::new();
    tried.write(2, 1);
    tried.checkpoint("PASSIVE");
    let (file, log) = tried.kept();
    for at in (0..2 * 4096).step_by(7) {
        let mut broken = file.clone();
        broken[at] = broken[at].wrapping_add(0x81);
        let _ = fits((&broken, &log));
    }
    for length in (0..log.len()).step_by(97) {
        let _ = fits((&file, &log[..length]));
        let _ = fits((&file[..length.min(file.len())], &log));
    }
}
