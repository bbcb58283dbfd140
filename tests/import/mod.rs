//! `resource import`: what files do to a tenant (R-RES-1, R-SET-1, R-AUD-1), repeated, planned, stopped and gone on with.

mod concurrent;
mod foreseen;
mod hashes;
mod idempotence;
mod interruption;
mod plan;
mod recipes;
mod resume;
mod round_trip;
mod rows;
mod suspended;

use crate::common::{Home, Run};
use serde_json::Value;
use std::fmt::Write as _;

/// A CSV file of so many people.
fn people(count: u32) -> String {
    let mut text = "username,email,first_name,last_name\n".to_owned();
    for number in 0..count {
        writeln!(text, "p{number:05}@acme.example,p{number}@mail.example,Pia,Number {number}").expect("text");
    }
    text
}

/// Writes a file into the home and imports it.
fn import(home: &Home, text: &str, more: &[&str]) -> Run {
    std::fs::write(home.path().join("users.csv"), text).expect("a file");
    home.run([&["resource", "import", "users.csv"], more].concat())
}

/// Created, updated, unchanged, rejected.
#[track_caller]
fn counts(answer: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "rejected"].map(|key| answer[key].as_u64().expect("a count"))
}

/// Everybody as `resource list` tells them, without what differs between two tenants that were filled alike.
fn everybody(home: &Home) -> Vec<Value> {
    let all = home.run(["resource", "list", "-o", "jsonl"]).exits(0).out;
    let each = all.lines().map(|line| {
        let mut one: Value = serde_json::from_str(line).expect("JSON");
        for own in ["id", "created_at"] {
            one[own] = Value::Null;
        }
        one
    });
    each.collect()
}

/// The history without what differs between two tenants that were filled alike, oldest first.
fn told(home: &Home) -> Vec<String> {
    let mut events = home.events();
    events.reverse();
    let each = events.iter().map(|event| format!("{} {} {}", event["action"], event["details"], event["outcome"]));
    each.collect()
}

fn whole(home: &Home) {
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}
