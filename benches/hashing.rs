//! What Argon2id of the default cost takes by itself; `benches/ratios.py` compares whole logins with it.
//!
//! With the argument `once`: one hash in a process that has done none before, as a login does (its memory has to come from the system
//! first); prints its milliseconds. Without: the median of many in one process, and how many a second two threads manage.

use std::{hint::black_box, io::Write, thread, time::Instant};
use tenantctl::domain::{password::verify, secret::SecretText};

/// Of the password below, at the default cost: made beforehand, so that the process has hashed nothing when the clock starts.
const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$yLh0yt+5wxQMFkuAjxUK7g$0slJrsQH39eONwhR4e+PjYOGJe3NOqQ3hJPMp7G0kcU";

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn now() -> Instant {
    Instant::now()
}

fn main() {
    let password = SecretText::from("correct-Horse7battery");
    let phc = PHC;
    let once = || assert!(black_box(verify(&password, phc)).expect("readable"));
    if std::env::args().any(|arg| arg == "once") {
        let start = now();
        once();
        let taken = start.elapsed().as_secs_f64() * 1000.0;
        return writeln!(std::io::stdout(), "{taken:.3}").expect("written");
    }
    once();
    let mut times: Vec<f64> = (0..31)
        .map(|_| {
            let start = now();
            once();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    const EACH: usize = 32;
    let start = now();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..EACH).for_each(|_| once()));
        }
    });
    let rate = (2 * EACH) as f64 / start.elapsed().as_secs_f64();
    writeln!(std::io::stdout(), "one {:.3}\ntwo {rate:.3}", times[times.len() / 2]).expect("written");
}
