//! The first passwords of rows, hashed before anything is locked: those in plain text on every core at once.

use super::{job::Job, rows::Parsed};
use crate::{
    domain::{
        event::Action,
        import_row::{FirstPassword, ImportRow},
    },
    engine::Engine,
    error::{Code, Error, Result},
    ops::{
        passwords::set_password::Hashed,
        people::import::{Pending, Ready, Step, decide, names},
    },
};
use std::{
    num::NonZero,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The rows, with the passwords of the resources that they create.
///
/// # Errors
/// `interrupted`; where a password cannot be hashed.
pub fn hashed(engine: &mut Engine, rows: &[&Parsed], job: &Job<'_>) -> Result<Vec<Ready>> {
    let given = |row: &&Parsed| row.entry.as_ref().is_ok_and(|entry| entry.password.is_some());
    if !rows.iter().any(given) {
        return Ok(ready(rows, Vec::new()));
    }
    let creates = creates(engine, rows, job)?;
    let mut passwords = Vec::new();
    passwords.resize_with(rows.len(), || None);
    let mut plain = Vec::new();
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| creates[*at]) {
        let Ok(entry) = &row.entry else { continue };
        match &entry.password {
            Some(FirstPassword::Hash(phc)) => passwords[at] = Some(Hashed::imported(phc.expose())?),
            Some(FirstPassword::Plain(_)) => plain.push((at, entry, engine.random::<16>()?)),
            None => {}
        }
    }
    for (at, hashed) in on_every_core(&plain, job)? {
        passwords[at] = Some(hashed);
    }
    Ok(ready(rows, passwords))
}

type Plain<'e> = (usize, &'e ImportRow, [u8; 16]);

/// Hashes passwords in plain text: each core takes the next one as soon as it is free.
fn on_every_core(plain: &[Plain<'_>], job: &Job<'_>) -> Result<Vec<(usize, Hashed)>> {
    if plain.is_empty() {
        return Ok(Vec::new());
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(plain.len())));
    let work = || {
        let mut hasher = match job.standard.hasher() {
            Ok(hasher) => hasher,
            Err(error) => return done.lock().map(|mut done| done.push(Err(error))).unwrap_or(()),
        };
        while !job.stopped() {
            let Some((at, entry, salt)) = plain.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let Some(FirstPassword::Plain(typed)) = &entry.password else { continue };
            let judged = job.standard.about(names(entry)).judge(typed);
            let hashed = judged.and_then(|typed| job.standard.first(&mut hasher, &typed, *salt));
            if let Ok(mut done) = done.lock() {
                done.push(hashed.map(|hashed| (*at, hashed)));
            }
        }
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(plain.len());
    thread::scope(|scope| {
        // Where the system gives no more threads, those that there are do it.
        (1..cores).for_each(|_| drop(thread::Builder::new().spawn_scoped(scope, work)));
        work();
    });
    if job.stopped() {
        return Err(Error::new(Code::Interrupted, "interrupted"));
    }
    done.into_inner().unwrap_or_default().into_iter().collect()
}

/// Whether a row would create somebody now: only they are given a password.
fn creates(engine: &mut Engine, rows: &[&Parsed], job: &Job<'_>) -> Result<Vec<bool>> {
    engine.read_before(Action::ResourceCreate, None, |tx, operator, now| {
        let creates = |row: &&Parsed| match &row.entry {
            Ok(entry) => {
                let wanted = (entry, row.expected.as_ref());
                let step = decide(tx, operator, now, wanted, job.rules, &Pending::default())?;
                Ok(matches!(step, Ok(Step::Create)))
            }
            Err(_) => Ok(false),
        };
        rows.iter().map(creates).collect()
    })
}

/// Rows with allowed values, with the passwords that they were given.
fn ready(rows: &[&Parsed], mut passwords: Vec<Option<Hashed>>) -> Vec<Ready> {
    passwords.resize_with(rows.len(), || None);
    let both = rows.iter().zip(passwords);
    let ready = both.filter_map(|(row, password)| {
        let entry = row.entry.as_ref().ok()?.clone();
        Some(Ready { line: row.line, entry, password, expected: row.expected.clone() })
    });
    ready.collect()
}
