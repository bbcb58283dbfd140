//! Second factors, their sealed secrets and their spent steps (R-TOTP-2, R-TOTP-3).

pub(in crate::store) mod disablements;
pub(in crate::store) mod pauses;
pub(in crate::store) mod recovery_codes;
pub(in crate::store) mod removed_factors;

use super::{Cells, ReadTx, WriteTx, explain, nonsense};
use crate::{
    domain::{
        factor::{
            Device, Factor, FactorKind, FactorState, PENDING_LIFE, Removal, Spend,
            totp::{Algorithm, Parameters, Totp},
        },
        lockout::FACTOR_FAILURES,
        secret::SecretBytes,
        time::Time,
    },
    error::{Code, Error, Result},
    vault::Place,
};
use rusqlite::{Row, params};

const COLUMNS: &str = "id, resource_id, kind, label, state, issuer, algorithm, digits, period, last_step, failures, \
                       replaces_others, created_at, last_used_at";
/// The names of [`COLUMNS`], in their order.
const NAMES: [&str; 14] = [
    "id",
    "resource_id",
    "kind",
    "label",
    "state",
    "issuer",
    "algorithm",
    "digits",
    "period",
    "last_step",
    "failures",
    "replaces_others",
    "created_at",
    "last_used_at",
];

/// The name of the row that a secret is sealed to: whose it is belongs to it, or a row in another person's name would open.
fn sealed_row(resource: &str, factor: &str) -> String {
    format!("{factor} of {resource}")
}

fn place(row: &str) -> Place<'_> {
    Place { table: "factors", column: "secret", row }
}

impl ReadTx<'_> {
    /// A resource's factors, oldest first, pending ones included even when they have expired.
    pub fn factors(&self, resource: &str) -> Result<Vec<Factor>> {
        let sql = format!("SELECT {COLUMNS} FROM factors WHERE resource_id = ?1");
        let mut factors = self.rows("reading the factors", &sql, [resource], read)?;
        // Mostly there is one; the engine would set a sorter up for it.
        factors.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(factors)
    }

    /// A factor's secret, unsealed.
    pub fn factor_secret(&self, factor: &Factor) -> Result<SecretBytes> {
        let failed = |error| explain("reading a factor", &error);
        let mut statement = self.sql().prepare_cached("SELECT secret FROM factors WHERE id = ?1").map_err(failed)?;
        let sealed: Vec<u8> = statement.query_row([&factor.id], |row| row.get(0)).map_err(failed)?;
        let opened = self.vault()?.open_sealed(place(&sealed_row(&factor.resource, &factor.id)), &sealed)?;
        Ok(SecretBytes::new(opened.to_vec()))
    }
}

fn read(row: &Row) -> Result<Factor> {
    let cells = Cells::in_order(row, "factors", &NAMES)?;
    let resource = cells.get("resource_id")?;
    let kind = cells.word("kind", FactorKind::from_word)?;
    Ok(Factor {
        resource,
        label: cells.get("label")?,
        state: cells.word("state", FactorState::from_word)?,
        device: match kind {
            FactorKind::Totp => Device::Totp(read_totp(&cells)?),
        },
        failures: cells.number("failures")?,
        replaces_others: cells.flag("replaces_others")?,
        created_at: Time::from_millis(cells.get("created_at")?),
        last_used_at: cells.time("last_used_at")?,
        id: cells.id,
    })
}

fn read_totp(cells: &Cells<'_, '_>) -> Result<Totp> {
    let issuer = cells.get("issuer")?;
    let parameters = read_parameters(cells)?;
    let last_step: Option<i64> = cells.get("last_step")?;
    let last_step = last_step.map(u64::try_from).transpose().map_err(|_| cells.nonsense("last_step"))?;
    Ok(Totp { issuer, parameters, last_step })
}

/// Algorithm, digits and period, as they stand among the factors and among those that were removed.
pub(super) fn read_parameters(cells: &Cells<'_, '_>) -> Result<Parameters> {
    let algorithm = cells.word("algorithm", |word| word.parse::<Algorithm>().ok())?;
    let parameters = Parameters::new(algorithm, cells.number("digits")?, cells.number("period")?);
    parameters.map_err(|_| cells.nonsense("digits"))
}

impl WriteTx<'_> {
    pub(in crate::store) fn insert_factor(&self, factor: &Factor, secret: &[u8]) -> Result<()> {
        let sealed = self.vault()?.seal(place(&sealed_row(&factor.resource, &factor.id)), secret, self.random()?)?;
        let Device::Totp(totp) = &factor.device;
        let sql = "INSERT INTO factors (id, resource_id, kind, label, state, issuer, secret, algorithm, digits, period, last_step, \
                   failures, replaces_others, created_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, 0, ?11, ?12)";
        let row = params![
            factor.id,
            factor.resource,
            factor.kind().word(),
            factor.label,
            factor.state.word(),
            totp.issuer,
            sealed,
            totp.parameters.algorithm.as_str(),
            totp.parameters.digits,
            totp.parameters.period,
            factor.replaces_others,
            factor.created_at.millis(),
        ];
        self.one_row("factors", &factor.id, sql, row)
    }

    pub(in crate::store) fn confirm_factor(&self, factor: &str, spend: Spend, login: bool) -> Result<()> {
        let Spend::Step(step) = spend;
        let sql = "UPDATE factors SET state = 'active', last_step = ?2, last_used_at = ?3 WHERE id = ?1 AND state = 'pending'";
        let used = login.then(|| self.now().millis());
        self.one_row("factors", factor, sql, params![factor, as_integer(step, factor)?, used])
    }

    /// Removes a factor. Its secret is sealed anew to the table of those that grant nothing, so that it cannot be put back; one that
    /// does not open is not kept, because damage must not stand in the way of a reset.
    pub(in crate::store) fn remove_factor(&self, factor: &Factor, how: Removal) -> Result<()> {
        let secret = self.factor_secret(factor);
        self.one_row("factors", &factor.id, "DELETE FROM factors WHERE id = ?1", [&factor.id])?;
        match secret {
            Ok(secret) => self.insert_removed_factor(factor, how, &secret),
            Err(_) => Ok(()),
        }
    }

    /// Only a later step than the last one is accepted, by the statement itself (R-TOTP-3).
    pub(in crate::store) fn spend_code(&self, factor: &str, spend: Spend) -> Result<()> {
        let Spend::Step(step) = spend;
        let sql = "UPDATE factors SET last_step = ?2, last_used_at = ?3 \
                   WHERE id = ?1 AND state = 'active' AND (last_step IS NULL OR last_step < ?2)";
        match self.statement("spending a code", sql, params![factor, as_integer(step, factor)?, self.now().millis()])? {
            1 => {}
            _ => return Err(Error::new(Code::Changed, "the code was spent by another login; nothing was changed")),
        }
        // A wrong code is counted on every device, since nobody can tell which it was meant for: so a right one clears them all.
        let sql = "UPDATE factors SET failures = 0 WHERE state = 'active' \
                   AND resource_id = (SELECT resource_id FROM factors WHERE id = ?1)";
        self.statement("clearing the failures", sql, [factor])?;
        Ok(())
    }

    /// A hundred wrong codes in a row disable a device (R-LOCK-10).
    pub(in crate::store) fn count_factor_failure(&self, factor: &str) -> Result<()> {
        let sql = "UPDATE factors SET failures = failures + 1, \
                   state = CASE WHEN failures + 1 >= ?2 THEN 'disabled' ELSE state END WHERE id = ?1 AND state = 'active'";
        self.one_row("factors", factor, sql, params![factor, FACTOR_FAILURES])
    }

    pub(in crate::store) fn delete_expired_enrollments(&self) -> Result<()> {
        let sql = "DELETE FROM factors WHERE state = 'pending' AND created_at <= ?1";
        self.statement("forgetting expired enrollments", sql, [self.now().minus(PENDING_LIFE).millis()])?;
        Ok(())
    }

    /// Ends everybody's pending enrollments: the clock went back.
    pub(in crate::store) fn end_all_enrollments(&self) -> Result<()> {
        self.statement("ending every pending enrollment", "DELETE FROM factors WHERE state = 'pending'", [])?;
        Ok(())
    }
}

fn as_integer(step: u64, factor: &str) -> Result<i64> {
    i64::try_from(step).map_err(|_| nonsense("factors", factor, "last_step"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::open::STEPS;
    use rusqlite::Connection;

    /// What a kind needs stands in columns that another kind leaves empty; an authenticator app leaves none of its own empty.
    #[test]
    fn a_table_of_factors_takes_every_kind_and_no_authenticator_that_lacks_something() {
        let sql = Connection::open_in_memory().unwrap();
        STEPS.iter().for_each(|step| sql.execute_batch(step).unwrap());
        sql.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let own = [("issuer", "'t'"), ("secret", "x'01'"), ("algorithm", "'sha1'"), ("digits", "6"), ("period", "30")];
        let tables = [
            ("factors", "state, failures, replaces_others, created_at", "'active', 0, 0, 1", &own[..]),
            ("removed_factors", "how, removed_at", "'removed', 1", &own[1..]),
        ];
        for (table, columns, values, own) in tables {
            let added = |id: usize, kind: &str, own: &[(&str, &str)]| {
                let names: String = own.iter().map(|(name, _)| format!(", {name}")).collect();
                let given: String = own.iter().map(|(_, given)| format!(", {given}")).collect();
                let row = format!(
                    "INSERT INTO {table} (id, resource_id, kind, label, {columns}{names}) \
                     VALUES ('{id}', 'r', '{kind}', '{id}', {values}{given})"
                );
                sql.execute(&row, []).is_ok()
            };
            assert!(added(0, "another", &[]) && added(1, FactorKind::Totp.word(), own), "{table}");
            for without in 0..own.len() {
                let rest: Vec<_> =
                    own.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, one)| *one).collect();
                assert!(!added(2, FactorKind::Totp.word(), &rest), "{table} without {}", own[without].0);
            }
        }
    }

    #[test]
    fn the_columns_of_a_factor_are_read_in_the_order_they_are_asked_for() {
        assert_eq!(COLUMNS.split(", ").collect::<Vec<_>>(), NAMES);
    }
}
