//! The points at which commands are stopped: all of them, drawn in an order that a seed gives, and tried until the time is over.

use super::{
    commands::COMMANDS,
    homes::{self, From, Prepared},
    judge::Tried,
    say,
    trace::{Fault, Kind},
};
use crate::common::millis;
use std::{
    collections::BTreeMap,
    fmt::Write,
    str::FromStr,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

const WORKERS: usize = 2;
/// One in so many kills happens beside a reader as well.
const BESIDE_READER: usize = 3;

fn variable<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} makes no sense")))
}

/// The seconds that points are tried for.
pub fn seconds() -> Option<u64> {
    variable("FAULTS_SECONDS")
}

/// SplitMix64: the same seed gives the same order on every machine.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("below its end")
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at + 1));
        }
    }
}

/// Where a violation was found once: so many of these points come before all others, spread over the calls.
const ONCE_WRONG: [(&str, &str, Kind); 10] = [
    ("backup create", "pwrite64", Kind::Eio),
    ("login in place of another", "pwrite64", Kind::Enospc),
    ("login in place of another", "openat", Kind::Eio),
    ("logout", "openat", Kind::Eio),
    ("man", "write", Kind::Kill),
    ("man", "write", Kind::Enospc),
    ("migrate", "write", Kind::Eio),
    ("migrate from version 6", "write", Kind::Enospc),
    ("restore", "fsync", Kind::Enospc),
    ("setup issue --out", "write", Kind::Kill),
];
const OF_EACH: usize = 12;

/// What is printed where all is well.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// A line, among the other tests.
    Sum,
    OfEachCommand,
}

/// A command, by its place in the list, and a fault.
#[derive(Clone)]
struct Point {
    command: usize,
    fault: Fault,
}

impl Point {
    /// By this name it is tried again: `FAULTS_POINT`.
    fn name(&self) -> String {
        let Fault { call, when, kind } = &self.fault;
        format!("{}/{call}/{when}/{}", COMMANDS[self.command].name, kind.word())
    }
}

/// What came of the points of one command.
#[derive(Default, Clone, Copy)]
struct Sum {
    kills: usize,
    failures: usize,
    /// The command came to its end without making the call.
    unmade: usize,
}

/// Everything that points need.
pub struct Bench {
    begun: u64,
    homes: BTreeMap<From, Prepared>,
}

impl Bench {
    pub fn prepared() -> Self {
        Self { begun: millis(), homes: homes::all() }
    }

    /// Tries points until that time is over, with what it took to prepare them, and panics with the names of those that show a violation.
    pub fn try_points(&self, time: Duration, figures: Figures) {
        let elapsed = || Duration::from_millis(millis() - self.begun);
        let seed = variable("FAULTS_SEED").unwrap_or_else(millis);
        let tried = self.tried();
        let only: Option<String> = variable("FAULTS_POINT");
        let mut draw = Draw(seed);
        let mut points = all(&tried, &mut draw);
        if let Some(only) = &only {
            points.retain(|point| point.name().starts_with(only.as_str()));
            assert!(!points.is_empty(), "there is no point {only}");
        }
        let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let sums = Mutex::new(vec![Sum::default(); COMMANDS.len()]);
        let work = || {
            while elapsed() < time {
                let Some(point) = points.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                match tried[point.command].with(&point.fault) {
                    Ok(true) if point.fault.kind.kills() => sums.lock().expect("sums")[point.command].kills += 1,
                    Ok(true) => sums.lock().expect("sums")[point.command].failures += 1,
                    Ok(false) => sums.lock().expect("sums")[point.command].unmade += 1,
                    Err(what) => {
                        say(&format!("VIOLATION at FAULTS_POINT='{}': {what}\n", point.name()));
                        wrong.lock().expect("a list").push(point.name());
                    }
                }
            }
        };
        thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(work))));
        let wrong = wrong.into_inner().expect("a list");
        report(&sums.into_inner().expect("sums"), (points.len(), wrong.len()), seed, elapsed(), figures);
        assert!(wrong.is_empty(), "FAULTS_SEED={seed}: each by FAULTS_POINT='…' again: {wrong:#?}");
    }

    /// Every command, tried undisturbed.
    fn tried(&self) -> Vec<Tried<'_>> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::new());
        let work = || {
            while let Some(command) = COMMANDS.get(next.fetch_add(1, Ordering::Relaxed)) {
                let tried = Tried::new(command, &self.homes[&command.from]);
                done.lock().expect("a list").push(tried);
            }
        };
        thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(work))));
        let mut done = done.into_inner().expect("a list");
        done.sort_by_key(|tried| COMMANDS.iter().position(|command| command.name == tried.command.name));
        done
    }
}

/// All points, in an order in which every command and every kind of its calls comes up early.
fn all(tried: &[Tried<'_>], draw: &mut Draw) -> Vec<Point> {
    let mut groups: Vec<Vec<Point>> = Vec::new();
    for (command, tried) in tried.iter().enumerate() {
        for (call, places) in &tried.calls {
            let mut group = Vec::new();
            for (place, (when, differs)) in places.iter().enumerate() {
                let beside_reader = tried.command.can_be_read() && place % BESIDE_READER == 0;
                let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_of(call));
                let kinds = kinds.filter(|kind| *differs || !kind.kills());
                let kinds = kinds.filter(|kind| *kind != Kind::KillBesideReader || beside_reader);
                group.extend(
                    kinds.map(|kind| Point { command, fault: Fault { call: call.clone(), when: *when, kind } }),
                );
            }
            draw.shuffle(&mut group);
            groups.push(group);
        }
    }
    let mut points: Vec<Point> = ONCE_WRONG.iter().flat_map(|once| once_wrong(&mut groups, once)).collect();
    while !groups.is_empty() {
        draw.shuffle(&mut groups);
        points.extend(groups.iter_mut().filter_map(Vec::pop));
        groups.retain(|group| !group.is_empty());
    }
    points
}

/// Takes points out of the groups in which one was wrong once.
fn once_wrong(groups: &mut [Vec<Point>], (command, call, kind): &(&str, &str, Kind)) -> Vec<Point> {
    let is_of = |point: &Point| {
        let Fault { call: of, kind: done, .. } = &point.fault;
        COMMANDS[point.command].name == *command && of == call && done == kind
    };
    let mut taken = Vec::new();
    for group in groups.iter_mut().filter(|group| group.iter().any(is_of)) {
        let (mut of_it, left): (Vec<Point>, Vec<Point>) = group.drain(..).partition(is_of);
        of_it.sort_by_key(|point| point.fault.when);
        let every = of_it.len().div_ceil(OF_EACH).max(1);
        *group = left;
        for (at, point) in of_it.into_iter().enumerate() {
            if at % every == 0 { taken.push(point) } else { group.push(point) }
        }
    }
    assert!(!taken.is_empty(), "no point of {command}/{call}");
    taken
}

fn report(sums: &[Sum], (all, wrong): (usize, usize), seed: u64, time: Duration, figures: Figures) {
    let mut text = format!("{:<36} {:>6} {:>8} {:>6}\n", "faults", "kills", "failures", "unmade");
    let mut total = Sum::default();
    for (sum, command) in sums.iter().zip(COMMANDS) {
        let Sum { kills, failures, unmade } = *sum;
        total = Sum { kills: total.kills + kills, failures: total.failures + failures, unmade: total.unmade + unmade };
        let _ = writeln!(text, "{:<36} {kills:>6} {failures:>8} {unmade:>6}", command.name);
    }
    let Sum { kills, failures, unmade } = total;
    let _ = writeln!(text, "{:<36} {kills:>6} {failures:>8} {unmade:>6}", "all");
    let tried = kills + failures + unmade + wrong;
    let seconds = time.as_secs();
    let sum = format!("faults: {tried} of {all} points in {seconds} s, {wrong} violations (FAULTS_SEED={seed})");
    if figures == Figures::OfEachCommand || wrong > 0 {
        say(&text);
    }
    say(&sum);
    assert!(unmade <= 10 + tried / 5, "{unmade} of {tried} points came to no call");
}
