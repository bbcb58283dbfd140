//! Lists of resources: conditions, orders, pages.

use super::{resources::ResourceRow, situation::Situation};
use crate::{
    domain::{
        level::Level,
        license::License,
        resource::Resource,
        time::{Span, Time},
    },
    error::Result,
};
use std::fmt;

/// A condition of `resource list --where`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Locked by failures or by hand.
    Locked,
    /// 2FA is paused.
    Paused,
    /// No active factor.
    NotEnrolled,
    /// No recovery code is left, though the license has 2FA.
    NoRecoveryCodes,
    /// No password was set, though the license signs in with one.
    NoPassword,
    Active,
    Inactive,
    Champion,
    /// The e-mail address is not verified.
    EmailUnverified,
    License(License),
    Level(Level),
    /// Username, e-mail or name contains this, whatever the case.
    NameLike(String),
    /// No login has been granted for so long, nor was it created since.
    InactiveFor(Span),
    /// At least one of these holds.
    Either(Vec<Condition>),
}

/// As it is typed after `--where`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Locked => f.write_str("locked"),
            Condition::Paused => f.write_str("paused"),
            Condition::NotEnrolled => f.write_str("not-enrolled"),
            Condition::NoRecoveryCodes => f.write_str("no-recovery-codes"),
            Condition::NoPassword => f.write_str("no-password"),
            Condition::Active => f.write_str("active"),
            Condition::Inactive => f.write_str("inactive"),
            Condition::Champion => f.write_str("champion"),
            Condition::EmailUnverified => f.write_str("email-unverified"),
            Condition::License(license) => write!(f, "license={}", license.word()),
            Condition::Level(level) => write!(f, "level={}", level.word()),
            Condition::NameLike(part) => write!(f, "name~{part}"),
            Condition::InactiveFor(span) => write!(f, "inactive-for={span}"),
            Condition::Either(conditions) => {
                for (at, condition) in conditions.iter().enumerate() {
                    let or = if at == 0 { "" } else { " or " };
                    write!(f, "{or}{condition}")?;
                }
                Ok(())
            }
        }
    }
}

/// The order of a list; the username decides between equals.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// By the normal form of the username.
    #[default]
    Username,
    Email,
    /// By the family name; those without one first.
    LastName,
    Created,
    /// By the last granted login; those who never logged in first.
    LastLogin,
}

/// Where a list goes on: the order's value of the last resource seen, and its username's normal form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    pub(in crate::store) text: Option<String>,
    pub(in crate::store) number: Option<i64>,
    pub(in crate::store) normal: String,
}

impl Position {
    /// Whether it comes after another one in the same order: what is empty first, then numbers, then texts by their bytes.
    pub(in crate::store) fn comes_after(&self, other: &Self) -> bool {
        (self.text.as_deref(), self.number, &self.normal) > (other.text.as_deref(), other.number, &other.normal)
    }
}

/// How much of each resource a list brings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// All but its factors, its recovery codes and its phone number, which stand in other places or sealed: they are empty then.
    Row,
    /// As [`Extent::Row`], with the phone number.
    Phone,
    /// As [`Extent::Row`], with its factors and the age of its password.
    Shown,
}

/// What a list asks for: conditions that hold together, an order, one page.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// All of them hold.
    pub conditions: Vec<Condition>,
    /// In this order.
    pub sort: Sort,
    /// Only the resource with this id.
    pub only: Option<String>,
    /// Only what comes after this.
    pub after: Option<Position>,
    /// At most so many; all if it is `None`.
    pub limit: Option<u64>,
    /// The time at which locks, pauses and inactivity are judged.
    pub now: Option<Time>,
    /// How much of each.
    pub extent: Extent,
}

/// A resource of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub resource: Resource,
    /// What else a report tells of it.
    pub situation: Situation,
    /// When its password was set, where the extent has that.
    pub password_set_at: Option<Time>,
    /// Its place in the order.
    pub place: Position,
}

/// A resource of a list, as it is kept.
pub(in crate::store) struct ListedRow {
    pub(in crate::store) row: ResourceRow,
    /// What else a report tells of it.
    pub(in crate::store) situation: Situation,
    pub(in crate::store) password_set_at: Option<Time>,
    /// Its place in the order.
    pub(in crate::store) place: Position,
}

/// What a database lists.
pub(in crate::store) trait KeepListing {
    /// Calls `each` with every resource of a list, until it answers false. Memory stays the same at any length.
    ///
    /// In the order of usernames, and under every condition but `name~` and `inactive-for`, an index gives the rows one by one as they
    /// are wanted: a page costs the same among a million.
    fn listed_rows(&self, listing: &Listing, each: &mut dyn FnMut(ListedRow) -> Result<bool>) -> Result<()>;
}
