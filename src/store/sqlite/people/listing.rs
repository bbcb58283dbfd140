//! Lists of resources: conditions, orders, pages.

use super::{
    super::{ReadTx, Situation, explain, login::lockouts},
    resources::{COLUMNS, NAMES},
};
use crate::{
    domain::{
        level::Level,
        license::License,
        resource::Resource,
        time::{Span, Time},
    },
    error::Result,
};
use rusqlite::{functions::FunctionFlags, params_from_iter, types::Value};
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
    /// Deactivated.
    Inactive,
    /// The champion.
    Champion,
    /// The e-mail address is not verified.
    EmailUnverified,
    /// With this license.
    License(License),
    /// With this level.
    Level(Level),
    /// Username, e-mail or name contains this, whatever the case.
    NameLike(String),
    /// No login has been granted for so long, nor was it created since.
    InactiveFor(Span),
}

/// As it is typed after `--where`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Locked => f.write_str("locked"),
            Condition::Paused => f.write_str("paused"),
            Condition::NotEnrolled => f.write_str("not-enrolled"),
            Condition::NoRecoveryCodes => f.write_str("no-recovery-codes"),
            Condition::Inactive => f.write_str("inactive"),
            Condition::Champion => f.write_str("champion"),
            Condition::EmailUnverified => f.write_str("email-unverified"),
            Condition::License(license) => write!(f, "license={}", license.word()),
            Condition::Level(level) => write!(f, "level={}", level.word()),
            Condition::NameLike(part) => write!(f, "name~{part}"),
            Condition::InactiveFor(span) => write!(f, "inactive-for={span}"),
        }
    }
}

/// The order of a list; the username decides between equals.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// By the normal form of the username.
    #[default]
    Username,
    /// By the e-mail address.
    Email,
    /// By the family name; those without one first.
    LastName,
    /// By the time of creation.
    Created,
    /// By the last granted login; those who never logged in first.
    LastLogin,
}

impl Sort {
    /// The expression that a list is ordered by, before the username.
    const fn key(self) -> &'static str {
        match self {
            Sort::Username => "username_normal",
            Sort::Email => "lower(email)",
            Sort::LastName => "lower(ifnull(last_name, ''))",
            Sort::Created => "resources.id",
            Sort::LastLogin => "ifnull(last_login_at, 0)",
        }
    }

    /// The whole order.
    fn order(self) -> String {
        match self {
            // Nobody shares these, so that an index alone gives the order.
            Sort::Username | Sort::Created => self.key().to_owned(),
            _ => format!("{}, username_normal", self.key()),
        }
    }
}

/// Where a list goes on: the order's value of the last resource seen, and its username's normal form.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    text: Option<String>,
    number: Option<i64>,
    normal: String,
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
}

/// What a list asks for: conditions that hold together, an order, one page.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// All of them hold.
    pub conditions: Vec<Condition>,
    /// In this order.
    pub sort: Sort,
    /// Only what comes after this.
    pub after: Option<Position>,
    /// At most so many; all where it is `None`.
    pub limit: Option<u64>,
    /// The time at which locks, pauses and inactivity are judged.
    pub now: Option<Time>,
    /// How much of each.
    pub extent: Extent,
}

/// A resource of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The resource.
    pub resource: Resource,
    /// What else a report tells of it.
    pub situation: Situation,
    /// Its place in the order.
    pub place: Position,
}

/// How many rows a list may bring and still come back to few pages.
const SHORT: u64 = 200;

/// Where the columns stand that a list asks for besides those of the resource.
const AFTER: usize = NAMES.len();

impl ReadTx<'_> {
    /// Calls `each` with every resource of a list, until it answers false. Memory stays the same at any length.
    ///
    /// In the order of usernames, and under every condition but `name~` and `inactive-for`, an index gives the rows one by one as they
    /// are wanted: a page costs the same among a million (`src/store/sqlite/schema/0004_lists.sql`).
    ///
    /// # Errors
    /// `corrupt` for a row that makes no sense, and those of reading.
    pub fn resources(&self, listing: &Listing, mut each: impl FnMut(Listed) -> Result<bool>) -> Result<()> {
        let failed = |error| explain("listing resources", &error);
        if listing.limit.is_none_or(|limit| limit > SHORT) {
            self.store.expect_much()?;
        }
        let (sql, values) = self.query(listing).map_err(failed)?;
        let mut statement = self.sql().prepare(&sql).map_err(failed)?;
        // Nearly always empty, so that a page asks once instead of for everybody on it.
        let some_disabled = self.any_disablement()?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (text, number) = match row.get(AFTER + 1).map_err(failed)? {
                Value::Text(text) => (Some(text), None),
                Value::Integer(number) => (None, Some(number)),
                _ => (None, None),
            };
            let place = Position { text, number, normal: row.get(AFTER).map_err(failed)? };
            let resource = self.read_resource(row)?;
            let paused: bool = row.get(AFTER + 2).map_err(failed)?;
            let situation = Situation {
                lockout: lockouts::read(row, AFTER + 5).map_err(failed)?,
                pause: if paused { self.pause(&resource.id)? } else { None },
                disablement: if some_disabled { self.disablement(&resource.id)? } else { None },
                factors: if row.get(AFTER + 3).map_err(failed)? { self.factors(&resource.id)? } else { Vec::new() },
                recovery_codes_left: row.get(AFTER + 4).map_err(failed)?,
            };
            if !each(Listed { resource, situation, place })? {
                break;
            }
        }
        Ok(())
    }

    /// The statement of a list, with its values.
    fn query(&self, listing: &Listing) -> rusqlite::Result<(String, Vec<Value>)> {
        let now = listing.now.map_or(0, Time::millis);
        let (key, mut values) = (listing.sort.key(), vec![Value::from(now)]);
        let mut conditions = vec!["?1 IS NOT NULL".to_owned()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("?{}", values.len())
        };
        if let Some(after) = &listing.after {
            let seen = after.text.clone().map(Value::from).or(after.number.map(Value::from)).unwrap_or(Value::Null);
            let (seen, normal) = (bind(seen), bind(after.normal.clone().into()));
            conditions.push(match listing.sort {
                // One comparison, which the index answers.
                Sort::Username => format!("username_normal > {normal} AND {seen} IS NOT NULL"),
                _ => format!("({key}, username_normal) > ({seen}, {normal})"),
            });
        }
        for condition in &listing.conditions {
            // The first term of each is the one that an index holds the rows of.
            conditions.push(match condition {
                Condition::Locked => "lock_set = 1 AND EXISTS (SELECT 1 FROM lockouts l WHERE l.resource_id = resources.id \
                     AND (l.locked_at IS NOT NULL OR (l.hand_at IS NOT NULL AND (l.hand_until IS NULL OR l.hand_until > ?1))))"
                    .into(),
                Condition::Paused => "pause_set = 1 AND EXISTS (SELECT 1 FROM pauses p WHERE p.resource_id = resources.id \
                     AND (p.until IS NULL OR p.until > ?1))"
                    .into(),
                // The API license has no 2FA, and so no codes to lack.
                Condition::NoRecoveryCodes => "license <> 'api' AND NOT EXISTS (SELECT 1 FROM recovery_codes r \
                     WHERE r.resource_id = resources.id AND r.used_at IS NULL)"
                    .into(),
                Condition::NotEnrolled => "enrolled = 0".into(),
                Condition::Inactive => "active = 0".into(),
                Condition::Champion => "champion = 1".into(),
                Condition::EmailUnverified => "email_verified_at IS NULL".into(),
                Condition::License(license) => format!("license = {}", bind(license.word().to_owned().into())),
                Condition::Level(Level::User) => "level = 'user'".into(),
                Condition::Level(level) => {
                    format!("level = {} AND level <> 'user'", bind(level.word().to_owned().into()))
                }
                Condition::NameLike(part) => {
                    self.provide_fold()?;
                    let names =
                        "username || ' ' || email || ' ' || ifnull(first_name, '') || ' ' || ifnull(last_name, '')";
                    format!("instr(fold({names}), {}) > 0", bind(part.to_lowercase().into()))
                }
                Condition::InactiveFor(span) => {
                    format!("ifnull(last_login_at, created_at) <= ?1 - {}", bind(span.millis().into()))
                }
            });
        }
        let limit = listing.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let (columns, factors, codes) = match listing.extent {
            // Nearly everybody has some, or nearly nobody: asking the engine for them costs less than a statement of its own.
            Extent::Whole => (
                COLUMNS.to_owned(),
                "CASE WHEN enrolled THEN 1 ELSE EXISTS (SELECT 1 FROM factors f WHERE f.resource_id = resources.id) END",
                "(SELECT count(*) FROM recovery_codes r WHERE r.resource_id = resources.id AND r.used_at IS NULL)",
            ),
            Extent::Row => (COLUMNS.replace("phone", "NULL AS phone"), "0", "0"),
            Extent::Phone => (COLUMNS.to_owned(), "0", "0"),
        };
        let sql = format!(
            "SELECT {columns}, username_normal, {key} AS place, pause_set, {factors}, {codes}, {} FROM resources \
             LEFT JOIN lockouts AS around ON around.resource_id = resources.id \
             WHERE {} ORDER BY {}{limit}",
            lockouts::COLUMNS,
            conditions.join(" AND "),
            listing.sort.order(),
        );
        Ok((sql, values))
    }

    /// Lower case of every script; the engine's own knows ASCII only.
    fn provide_fold(&self) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.sql().create_scalar_function("fold", 1, flags, |values| Ok(values.get::<String>(0)?.to_lowercase()))
    }
}

#[cfg(test)]
mod tests;
