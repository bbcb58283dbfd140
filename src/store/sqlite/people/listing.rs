//! The statement of a list: conditions, orders, pages.

use super::resources::{self, COLUMNS, NAMES};
use crate::{
    domain::{level::Level, time::Time},
    error::Result,
    store::{
        factors::{ReadFactors, disablements::ReadDisablements, pauses::ReadPauses},
        people::{
            listing::{Condition, Extent, KeepListing, ListedRow, Listing, Position, Sort},
            situation::Situation,
        },
        sqlite::{Transaction, explain, login::lockouts, open},
    },
};
use rusqlite::{functions::FunctionFlags, params_from_iter, types::Value};
use unicode_normalization::UnicodeNormalization;

/// The expression that a list is ordered by, before the username.
const fn key(sort: Sort) -> &'static str {
    match sort {
        Sort::Username => "username_normal",
        Sort::Email => "lower(email)",
        Sort::LastName => "lower(ifnull(last_name, ''))",
        Sort::Created => "resources.id",
        Sort::LastLogin => "ifnull(last_login_at, 0)",
    }
}

/// The whole order.
fn order(sort: Sort) -> String {
    match sort {
        // These are unique, so an index alone gives the order.
        Sort::Username | Sort::Created => key(sort).to_owned(),
        _ => format!("{}, username_normal", key(sort)),
    }
}

/// Whether a resource has a factor in any state.
const SOME_FACTOR: &str =
    "CASE WHEN enrolled THEN 1 ELSE EXISTS (SELECT 1 FROM factors f WHERE f.resource_id = resources.id) END";
const CODES_LEFT: &str =
    "(SELECT count(*) FROM recovery_codes r WHERE r.resource_id = resources.id AND r.used_at IS NULL)";
const PASSWORD_SET: &str =
    "(SELECT p.set_at FROM passwords p WHERE p.resource_id = resources.id ORDER BY p.number DESC LIMIT 1)";

/// How many rows a list may bring and still come back to few pages.
const SHORT: u64 = 200;

/// Where the columns stand that a list asks for besides those of the resource.
const AFTER: usize = NAMES.len();

impl KeepListing for Transaction<'_> {
    /// `src/store/sqlite/schema/0004_lists.sql` has the indexes that give the rows one by one.
    fn listed_rows(&self, listing: &Listing, each: &mut dyn FnMut(ListedRow) -> Result<bool>) -> Result<()> {
        let failed = |error| explain("listing resources", &error);
        if listing.limit.is_none_or(|limit| limit > SHORT) {
            open::enlarge_cache(self.sql()).map_err(|error| explain("making room", &error))?;
        }
        let (sql, values) = self.query(listing).map_err(failed)?;
        let mut statement = self.sql().prepare(&sql).map_err(failed)?;
        // Nearly always empty: a page asks once instead of once a resource.
        let some_disabled = self.any_disablement()?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (text, number) = match row.get(AFTER + 1).map_err(failed)? {
                Value::Text(text) => (Some(text), None),
                Value::Integer(number) => (None, Some(number)),
                _ => (None, None),
            };
            let place = Position { text, number, normal: row.get(AFTER).map_err(failed)? };
            let resource = resources::read(row)?;
            let id = &resource.resource.id;
            let paused: bool = row.get(AFTER + 2).map_err(failed)?;
            let situation = Situation {
                lockout: lockouts::read(row, AFTER + 6).map_err(failed)?,
                pause: if paused { self.pause(id)? } else { None },
                disablement: if some_disabled { self.disablement(id)? } else { None },
                factors: if row.get(AFTER + 3).map_err(failed)? { self.factors(id)? } else { Vec::new() },
                recovery_codes_left: row.get(AFTER + 4).map_err(failed)?,
            };
            let password_set_at = row.get::<_, Option<i64>>(AFTER + 5).map_err(failed)?.map(Time::from_millis);
            if !each(ListedRow { row: resource, situation, password_set_at, place })? {
                break;
            }
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// The statement of a list, with its values.
    fn query(&self, listing: &Listing) -> rusqlite::Result<(String, Vec<Value>)> {
        let now = listing.now.map_or(0, Time::millis);
        let (key, mut values) = (key(listing.sort), vec![Value::from(now)]);
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
        if let Some(only) = &listing.only {
            conditions.push(format!("resources.id = {}", bind(only.clone().into())));
        }
        for condition in &listing.conditions {
            conditions.push(self.holds(condition, &mut bind)?);
        }
        let limit = listing.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let (columns, factors, codes, password) = match listing.extent {
            // Nearly everybody has some, or hardly anybody: asking the engine for them costs less than a separate statement.
            Extent::Whole => (COLUMNS.to_owned(), SOME_FACTOR, CODES_LEFT, PASSWORD_SET),
            Extent::Shown => (COLUMNS.replace("phone", "NULL AS phone"), SOME_FACTOR, "0", PASSWORD_SET),
            Extent::Row => (COLUMNS.replace("phone", "NULL AS phone"), "0", "0", "NULL"),
            Extent::Phone => (COLUMNS.to_owned(), "0", "0", "NULL"),
        };
        let sql = format!(
            "SELECT {columns}, username_normal, {key} AS place, pause_set, {factors}, {codes}, {password}, {} FROM resources \
             LEFT JOIN lockouts AS around ON around.resource_id = resources.id \
             WHERE {} ORDER BY {}{limit}",
            lockouts::COLUMNS,
            conditions.join(" AND "),
            order(listing.sort),
        );
        Ok((sql, values))
    }

    /// When a condition holds. Its first term is the one that an index holds the rows of.
    fn holds(&self, condition: &Condition, bind: &mut dyn FnMut(Value) -> String) -> rusqlite::Result<String> {
        Ok(match condition {
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
            Condition::NoPassword => "has_password = 0 AND license <> 'api'".into(),
            Condition::Active => "active = 1".into(),
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
                format!("instr(fold({names}), {}) > 0", bind(part.nfc().collect::<String>().to_lowercase().into()))
            }
            Condition::InactiveFor(span) => {
                format!("ifnull(last_login_at, created_at) <= ?1 - {}", bind(span.millis().into()))
            }
            Condition::Either(conditions) => {
                let terms = conditions.iter().map(|condition| Ok(format!("({})", self.holds(condition, bind)?)));
                format!("({})", terms.collect::<rusqlite::Result<Vec<_>>>()?.join(" OR "))
            }
        })
    }

    /// Lower case of every script; the engine's own knows ASCII only.
    fn provide_fold(&self) -> rusqlite::Result<()> {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        self.sql().create_scalar_function("fold", 1, flags, |values| Ok(values.get::<String>(0)?.to_lowercase()))
    }
}

#[cfg(test)]
mod tests;
