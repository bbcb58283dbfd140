//! Lists of resources: conditions, orders, pages.

use super::{ReadTx, failure::explain, resources::COLUMNS};
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
    /// The expression that a list is ordered by.
    const fn key(self) -> &'static str {
        match self {
            Sort::Username => "normal",
            Sort::Email => "lower(email)",
            Sort::LastName => "lower(ifnull(last_name, ''))",
            Sort::Created => "resources.id",
            Sort::LastLogin => "ifnull(last_login_at, 0)",
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
}

impl ReadTx<'_> {
    /// Calls `each` with every resource of a list and its place in the order, until it answers false.
    pub fn resources(&self, listing: &Listing, mut each: impl FnMut(Resource, Position) -> Result<bool>) -> Result<()> {
        let failed = |error| explain("listing resources", &error);
        let now = listing.now.map_or(0, Time::millis);
        let (key, mut values) = (listing.sort.key(), vec![Value::from(now)]);
        let mut conditions = vec!["?1 IS NOT NULL".to_owned(), "is_username = 1".to_owned()];
        let mut bind = |value: Value| {
            values.push(value);
            format!("?{}", values.len())
        };
        if let Some(after) = &listing.after {
            let seen = after.text.clone().map(Value::from).or(after.number.map(Value::from)).unwrap_or(Value::Null);
            let (seen, normal) = (bind(seen), bind(after.normal.clone().into()));
            conditions.push(match listing.sort {
                // One comparison, which the index answers.
                Sort::Username => format!("normal > {normal} AND {seen} IS NOT NULL"),
                _ => format!("({key}, normal) > ({seen}, {normal})"),
            });
        }
        for condition in &listing.conditions {
            conditions.push(match condition {
                Condition::Locked => {
                    "EXISTS (SELECT 1 FROM lockouts l WHERE l.resource_id = resources.id AND (l.locked_at IS NOT NULL \
                     OR (l.hand_at IS NOT NULL AND (l.hand_until IS NULL OR l.hand_until > ?1))))"
                        .into()
                }
                Condition::Paused => "EXISTS (SELECT 1 FROM pauses p WHERE p.resource_id = resources.id \
                     AND (p.until IS NULL OR p.until > ?1))"
                    .into(),
                Condition::NotEnrolled => {
                    "NOT EXISTS (SELECT 1 FROM factors f WHERE f.resource_id = resources.id AND f.state = 'active')"
                        .into()
                }
                // The API license has no 2FA, and so no codes to lack.
                Condition::NoRecoveryCodes => "license <> 'api' AND NOT EXISTS (SELECT 1 FROM recovery_codes r \
                     WHERE r.resource_id = resources.id AND r.used_at IS NULL)"
                    .into(),
                Condition::Inactive => "active = 0".into(),
                Condition::Champion => "champion = 1".into(),
                Condition::EmailUnverified => "email_verified_at IS NULL".into(),
                Condition::License(license) => format!("license = {}", bind(license.word().to_owned().into())),
                Condition::Level(level) => format!("level = {}", bind(level.word().to_owned().into())),
                Condition::NameLike(part) => {
                    self.provide_fold().map_err(failed)?;
                    let names =
                        "username || ' ' || email || ' ' || ifnull(first_name, '') || ' ' || ifnull(last_name, '')";
                    format!("instr(fold({names}), {}) > 0", bind(part.to_lowercase().into()))
                }
                Condition::InactiveFor(span) => {
                    format!("ifnull(last_login_at, resources.created_at) <= ?1 - {}", bind(span.millis().into()))
                }
            });
        }
        let limit = listing.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let sql = format!(
            "SELECT {COLUMNS}, normal, {key} AS place FROM identifiers JOIN resources ON resources.id = resource_id \
             WHERE {} ORDER BY {key}, normal{limit}",
            conditions.join(" AND ")
        );
        let mut statement = self.sql().prepare(&sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (text, number) = match row.get("place").map_err(failed)? {
                Value::Text(text) => (Some(text), None),
                Value::Integer(number) => (None, Some(number)),
                _ => (None, None),
            };
            let normal = row.get("normal").map_err(failed)?;
            if !each(self.read_resource(row)?, Position { text, number, normal })? {
                break;
            }
        }
        Ok(())
    }

    /// Lower case of every script; the engine's own knows ASCII only.
    fn provide_fold(&self) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.sql().create_scalar_function("fold", 1, flags, |values| Ok(values.get::<String>(0)?.to_lowercase()))
    }
}
