//! What one Argon2id of the default cost takes in a process that does nothing else, and how many a second two threads manage.
//! Prints `one MILLISECONDS` and `two RATE`; `benches/ratios.py` compares whole logins with it.

use std::{hint::black_box, io::Write, thread, time::Instant};
use tenantctl::domain::{
    password::{HashCost, hash, verify},
    secret::SecretText,
};

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the real time")]
fn now() -> Instant {
    Instant::now()
}

fn main() {
    let password = SecretText::from("correct-Horse7battery");
    let phc = hash(&password, HashCost::default(), [7; 16]).expect("a hash");
    let once = || assert!(black_box(verify(&password, &phc)).expect("readable"));
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
