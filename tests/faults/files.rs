//! What a command leaves in files: whole, private, and what counts is in one of them.

use super::state::Shape;
use crate::common::{Home, finish, start};
use rusqlite::{Connection, OpenFlags};
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

/// Whether it is a file on its way to its name.
pub fn left_over(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains(".new-"))
}

/// Only its owner reads it, but for pages that are no secret.
pub fn private(home: &Home, path: &Path) -> Result<(), String> {
    let mode = fs::metadata(home.path().join(path)).map_err(|error| error.to_string())?.permissions().mode() & 0o777;
    let is_page = path.to_string_lossy().contains(".1");
    if is_page || mode == 0o600 { Ok(()) } else { Err(format!("others can read {} ({mode:o})", path.display())) }
}

/// A file under its last name is all that it is to be; `done` is a home where the command went well.
pub fn whole(home: &Home, path: &Path, done: &Home) -> Result<(), String> {
    let here = home.path().join(path);
    let bytes = fs::read(&here).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&bytes);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let token = |kind: &str| {
        let rest = text.strip_prefix(kind).and_then(|rest| rest.strip_suffix('\n'));
        rest.is_some_and(|rest| rest.len() == 43 && !rest.contains('\n'))
    };
    let is_whole = match name.as_str() {
        "acme.db-import" | "acme.db" => true,
        "acme.key" => text.starts_with("tenantctl-key-1 ") && text.len() == 90 && text.ends_with('\n'),
        "new.token" => token("tctl_tok_"),
        // A sign-in, named after its tenant.
        _ if name.ends_with(".token") => token("tctl_ses_"),
        "tokens.csv" => {
            let mut lines = text.split_inclusive('\n');
            let is_line = |line: &str| line.ends_with('\n') && line.split(',').count() == 3;
            lines.next() == Some("email,token,expires_at\n") && lines.all(is_line)
        }
        "new.db" => home.run(["backup", "verify", "new.db"]).code == 0,
        _ if name.ends_with("-copy") => {
            let sql = Connection::open_with_flags(&here, OpenFlags::SQLITE_OPEN_READ_ONLY);
            let check = sql.and_then(|sql| sql.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)));
            check.is_ok_and(|check| check == "ok")
        }
        _ if name.ends_with(".svg") => text.contains("<svg") && text.trim_end().ends_with("</svg>"),
        // It has the time at which it was made.
        _ if name.ends_with(".jsonl") => fs::read(done.path().join(path)).is_ok_and(|whole| whole.len() == bytes.len()),
        _ => fs::read(done.path().join(path)).is_ok_and(|whole| whole == bytes),
    };
    if is_whole { Ok(()) } else { Err(format!("{} is not whole: {:.200}", path.display(), text)) }
}

/// Every token that came into force and is to be in a file is in it, and opens something.
pub fn tokens_in_force(home: &Home, came: &Shape, in_file: bool) -> Result<(), String> {
    let script = home.path().join("new.token");
    // Where all of a tenant came, its earlier tokens did as well.
    if came.done("token.issue") == 1 && came.done("tenant.init") == 0 {
        let mut whoami = home.command(["whoami"]);
        whoami.env("TENANTCTL_TOKEN_FILE", &script);
        let run = finish(start(whoami, ""));
        if run.code != 0 {
            return Err(format!("a token is in force that is in no file: {}", run.err));
        }
    }
    if !in_file || !home.db().exists() {
        return Ok(());
    }
    let text = fs::read_to_string(home.path().join("tokens.csv")).unwrap_or_default();
    let sql =
        Connection::open_with_flags(home.db(), OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| error.to_string())?;
    let sql = sql.prepare("SELECT r.email, s.expires_at FROM setup_tokens s JOIN resources r ON r.id = s.resource_id");
    let mut sql = sql.map_err(|error| error.to_string())?;
    let rows = sql.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)));
    for row in rows.map_err(|error| error.to_string())? {
        let (email, expires_at) = row.map_err(|error| error.to_string())?;
        let is_it = |line: &str| {
            let cells: Vec<_> = line.split(',').collect();
            let until = cells.get(2).and_then(|until| chrono::DateTime::parse_from_rfc3339(until).ok());
            cells[0] == email && until.is_some_and(|until| until.timestamp() == expires_at / 1000)
        };
        // The one that was shown before.
        if email != "gus@mail.example" && !text.lines().any(is_it) {
            return Err(format!("the token of {email} is in force and in no file:\n{text}"));
        }
    }
    Ok(())
}
