//! The rules of a login in a few lines, written from their text and not from the code that decides.

use proptest::prelude::*;

const THRESHOLD: u32 = 7;
const HOUR: i64 = 3600;
/// Three sessions of eight hours each.
const SESSIONS: usize = 3;
const SESSION: i64 = 8 * HOUR;
/// How old a password may become.
const EXPIRY: i64 = 24 * HOUR;
const LONGEST_PAUSE: i64 = 72 * HOUR;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Login { right_password: bool, code: Code, new: New },
    PauseNextLogin,
    PauseFor { hours: i64 },
    Require,
    LockFor { seconds: Option<i64> },
    Unlock,
    Wait { seconds: i64 },
}

/// The code that a login brings.
#[derive(Clone, Copy, Debug)]
pub(super) enum Code {
    None,
    /// Of a step so far from the present one; within the window.
    Right(i64),
    /// Of no step near.
    Wrong,
    /// The one that was accepted last.
    Again,
}

/// The new password that a login brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum New {
    None,
    Good,
    /// It breaks the rules.
    Weak,
}

/// R-LOGIN-1 and its kin in a few lines. Times are seconds, steps 30 of them.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub now: i64,
    pub failed: u32,
    pub locked: bool,
    /// A lock by hand, until when.
    pub hand: Option<i64>,
    /// A pause: since when, and until when if it is no pause for the next login.
    pub pause: Option<(i64, Option<i64>)>,
    pub last_step: i64,
    pub factor_failures: u32,
    pub password_set: i64,
    /// When the sessions began that no one ended.
    pub sessions: Vec<i64>,
}

impl Model {
    pub fn paused(&self) -> Option<(i64, Option<i64>)> {
        self.pause.filter(|(_, until)| until.is_none_or(|until| self.now < until))
    }

    pub fn locked(&self) -> bool {
        self.locked || self.hand.is_some_and(|until| self.now < until)
    }

    fn denied(&mut self) -> &'static str {
        self.failed += 1;
        if self.failed >= THRESHOLD {
            self.locked = true;
            self.sessions.clear();
        }
        "denied"
    }

    fn ended(&self) -> bool {
        self.now >= self.password_set + EXPIRY
    }

    /// A new password ends every session, so that there is room for one.
    fn full(&self) -> bool {
        if self.ended() {
            return false;
        }
        self.sessions.iter().filter(|began| self.now < **began + SESSION).count() >= SESSIONS
    }

    fn granted(&mut self) -> &'static str {
        if self.ended() {
            self.sessions.clear();
            self.password_set = self.now;
        }
        self.failed = 0;
        self.sessions.push(self.now);
        "granted"
    }

    fn login(&mut self, right_password: bool, code: Code, new: New) -> &'static str {
        if self.locked() {
            return "locked";
        }
        if !right_password {
            return self.denied();
        }
        if self.ended() && new == New::None {
            return "password_required";
        }
        // Judged only if everything else is right, and then nothing is spent.
        let weak = self.ended() && new == New::Weak;
        let present = self.now / 30;
        let step = match code {
            Code::None if self.paused().is_some() && self.full() => return "session_limit",
            Code::None if self.paused().is_some() && weak => return "weak",
            Code::None if self.paused().is_some() => {
                self.pause = self.pause.filter(|(_, until)| until.is_some());
                return self.granted();
            }
            Code::None => return "code_required",
            Code::Wrong => None,
            Code::Right(off) => Some(present + off),
            Code::Again => Some(self.last_step).filter(|step| (step - present).abs() <= 1),
        };
        match step {
            Some(step) if step > self.last_step && self.full() => "session_limit",
            Some(step) if step > self.last_step && weak => "weak",
            Some(step) if step > self.last_step => {
                (self.last_step, self.factor_failures) = (step, 0);
                self.granted()
            }
            Some(step) if step == self.last_step => "denied",
            _ => {
                self.factor_failures += 1;
                self.denied()
            }
        }
    }

    /// Takes one step; how a login ended.
    pub fn take(&mut self, step: Step) -> Option<&'static str> {
        match step {
            Step::Login { right_password, code, new } => return Some(self.login(right_password, code, new)),
            Step::PauseNextLogin => self.pause = Some((self.paused().map_or(self.now, |(since, _)| since), None)),
            Step::PauseFor { hours } => {
                let (since, until) = (self.paused().map_or(self.now, |(since, _)| since), self.now + hours * HOUR);
                if until <= since + LONGEST_PAUSE {
                    self.pause = Some((since, Some(until)));
                }
            }
            Step::Require => self.pause = None,
            Step::LockFor { seconds } => {
                self.hand = Some(seconds.map_or(i64::MAX, |seconds| self.now + seconds));
                self.sessions.clear();
            }
            Step::Unlock => (self.failed, self.locked, self.hand) = (0, false, None),
            Step::Wait { seconds } => self.now += seconds,
        }
        None
    }
}

/// What may happen in a row, failures more often than not.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let code = prop_oneof![
        3 => Just(Code::Wrong),
        2 => Just(Code::None),
        2 => (-1i64..=1).prop_map(Code::Right),
        1 => Just(Code::Again),
    ];
    let new = prop_oneof![3 => Just(New::None), 3 => Just(New::Good), 1 => Just(New::Weak)];
    let login = (prop::bool::weighted(0.7), code, new);
    let step = prop_oneof![
        12 => login.prop_map(|(right_password, code, new)| Step::Login { right_password, code, new }),
        2 => prop::sample::select(vec![1, 29, 31, 600, 4000, 90_000, 90_000]).prop_map(|seconds| Step::Wait { seconds }),
        1 => Just(Step::PauseNextLogin),
        1 => (1i64..=24).prop_map(|hours| Step::PauseFor { hours }),
        1 => Just(Step::Require),
        1 => prop::option::of(30i64..4000).prop_map(|seconds| Step::LockFor { seconds }),
        2 => Just(Step::Unlock),
    ];
    prop::collection::vec(step, 1..50)
}
