//! What `benches/import.py` measures with: the bare inserts that an import is compared with, and a core's rate of hashing.
//!
//! `import raw FROM TO [identifiers]` reads the resources and events of one database and inserts the same two rows for each resource into
//! another that has none of them, in one transaction; prints how long the inserting took. With `identifiers` their names as well.
//! `import hash SECONDS` prints how many passwords one core hashes a second.

use rusqlite::{Connection, OpenFlags, Statement, types::Value};
use std::{
    error::Error,
    io::{self, Write},
    time::Instant,
};
use tenantctl::domain::password::{HashCost, Hasher};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The rows of a table in the order in which an import wrote them.
struct Rows {
    table: &'static str,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    fn read(sql: &Connection, table: &'static str, condition: &str) -> Result<Self> {
        let mut statement = sql.prepare(&format!("SELECT * FROM {table} WHERE {condition}"))?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let width = columns.len();
        let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect())?;
        Ok(Self { table, columns, rows: rows.collect::<rusqlite::Result<_>>()? })
    }

    fn statement<'s>(&self, sql: &'s Connection) -> Result<Statement<'s>> {
        let marks = vec!["?"; self.columns.len()].join(", ");
        Ok(sql.prepare(&format!("INSERT INTO {} ({}) VALUES ({marks})", self.table, self.columns.join(", ")))?)
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn raw(from: &str, to: &str, with_identifiers: bool) -> Result<()> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql = Connection::open(to)?;
    let there: i64 = sql.query_row("SELECT max(seq) FROM audit_events", [], |row| row.get(0))?;
    let resources = Rows::read(&source, "resources", "level = 'user' ORDER BY rowid")?;
    let events = Rows::read(&source, "audit_events", &format!("seq > {there} ORDER BY seq"))?;
    let names = "resource_id IN (SELECT id FROM resources WHERE level = 'user') ORDER BY resource_id";
    let identifiers = Rows::read(&source, "identifiers", names)?;
    let start = Instant::now();
    sql.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; BEGIN IMMEDIATE",
    )?;
    let (mut resource, mut event) = (resources.statement(&sql)?, events.statement(&sql)?);
    for (one, other) in resources.rows.iter().zip(&events.rows) {
        resource.execute(rusqlite::params_from_iter(one))?;
        event.execute(rusqlite::params_from_iter(other))?;
    }
    if with_identifiers {
        let mut identifier = identifiers.statement(&sql)?;
        for one in &identifiers.rows {
            identifier.execute(rusqlite::params_from_iter(one))?;
        }
    }
    sql.execute_batch("COMMIT")?;
    let taken = start.elapsed().as_secs_f64();
    Ok(writeln!(io::stdout(), "{} {} {taken:.4}", resources.rows.len(), events.rows.len())?)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn hash(seconds: f64) -> Result<()> {
    let mut hasher = Hasher::new(HashCost::default())?;
    let (start, mut count) = (Instant::now(), 0);
    while start.elapsed().as_secs_f64() < seconds {
        hasher.hash(&"correct-Horse7battery".into(), [7; 16])?;
        count += 1;
    }
    Ok(writeln!(io::stdout(), "{:.3}", f64::from(count) / start.elapsed().as_secs_f64())?)
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["raw", from, to] => raw(from, to, false),
        ["raw", from, to, "identifiers"] => raw(from, to, true),
        ["hash", seconds] => hash(seconds.parse()?),
        // `cargo bench` runs every benchmark without a word.
        _ => {
            Ok(writeln!(io::stdout(), "import raw FROM TO [identifiers] | import hash SECONDS; see benches/import.py")?)
        }
    }
}
