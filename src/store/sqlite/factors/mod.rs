//! Second factors: a code is spent, and a failure counted, by one statement (R-TOTP-3, R-LOCK-10).

mod disablements;
mod pauses;
mod recovery_codes;
mod removed_factors;

use crate::{
    domain::{
        factor::{
            Device, Factor, FactorKind, FactorState, Spend,
            totp::{Algorithm, Parameters, Totp},
        },
        time::Time,
    },
    error::Result,
    store::{
        factors::{KeepFactors, ReadFactors},
        sqlite::{Cells, Transaction, explain, malformed},
    },
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
    let last_step = last_step.map(u64::try_from).transpose().map_err(|_| cells.malformed("last_step"))?;
    Ok(Totp { issuer, parameters, last_step })
}

/// Algorithm, digits and period, as they stand among the factors and among those that were removed.
pub(super) fn read_parameters(cells: &Cells<'_, '_>) -> Result<Parameters> {
    let algorithm = cells.word("algorithm", |word| word.parse::<Algorithm>().ok())?;
    let parameters = Parameters::new(algorithm, cells.number("digits")?, cells.number("period")?);
    parameters.map_err(|_| cells.malformed("digits"))
}

impl ReadFactors for Transaction<'_> {
    fn factors(&self, resource: &str) -> Result<Vec<Factor>> {
        let sql = format!("SELECT {COLUMNS} FROM factors WHERE resource_id = ?1");
        let mut factors = self.rows("reading the factors", &sql, [resource], read)?;
        // Mostly there is one; the engine would set a sorter up for it.
        factors.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(factors)
    }

    fn factors_used_after(&self, time: Time) -> Result<Vec<Factor>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM factors WHERE state = 'active' AND (last_step - 1) * period > ?1 ORDER BY id"
        );
        let seconds = i64::try_from(time.seconds()).unwrap_or(i64::MAX);
        self.rows("reading the factors", &sql, [seconds], read)
    }
}

impl KeepFactors for Transaction<'_> {
    fn sealed_secret(&self, factor: &str) -> Result<Vec<u8>> {
        let failed = |error| explain("reading a factor", &error);
        let mut statement = self.sql().prepare_cached("SELECT secret FROM factors WHERE id = ?1").map_err(failed)?;
        statement.query_row([factor], |row| row.get(0)).map_err(failed)
    }

    fn insert_factor(&self, factor: &Factor, sealed: &[u8]) -> Result<()> {
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

    fn confirm_factor(&self, factor: &str, spend: Spend, used_at: Option<Time>) -> Result<()> {
        let Spend::Step(step) = spend;
        let sql = "UPDATE factors SET state = 'active', last_step = ?2, last_used_at = ?3 WHERE id = ?1 AND state = 'pending'";
        self.one_row("factors", factor, sql, params![factor, as_integer(step, factor)?, used_at.map(Time::millis)])
    }

    fn delete_factor(&self, factor: &str) -> Result<()> {
        self.one_row("factors", factor, "DELETE FROM factors WHERE id = ?1", [factor])
    }

    fn spend_code(&self, factor: &str, spend: Spend, now: Time) -> Result<bool> {
        let Spend::Step(step) = spend;
        let sql = "UPDATE factors SET last_step = ?2, last_used_at = ?3 \
                   WHERE id = ?1 AND state = 'active' AND (last_step IS NULL OR last_step < ?2)";
        let row = params![factor, as_integer(step, factor)?, now.millis()];
        Ok(self.statement("spending a code", sql, row)? == 1)
    }

    fn clear_failures(&self, factor: &str) -> Result<()> {
        let sql = "UPDATE factors SET failures = 0 WHERE state = 'active' \
                   AND resource_id = (SELECT resource_id FROM factors WHERE id = ?1)";
        self.statement("clearing the failures", sql, [factor])?;
        Ok(())
    }

    fn count_factor_failure(&self, factor: &str, most: u32) -> Result<()> {
        let sql = "UPDATE factors SET failures = failures + 1, \
                   state = CASE WHEN failures + 1 >= ?2 THEN 'disabled' ELSE state END WHERE id = ?1 AND state = 'active'";
        self.one_row("factors", factor, sql, params![factor, most])
    }

    fn delete_enrollments_until(&self, until: Time) -> Result<()> {
        let sql = "DELETE FROM factors WHERE state = 'pending' AND created_at <= ?1";
        self.statement("forgetting expired enrollments", sql, [until.millis()])?;
        Ok(())
    }

    fn spend_steps_until(&self, now: Time) -> Result<()> {
        let sql = "UPDATE factors SET last_step = max(coalesce(last_step, 0), ?1 / period) WHERE period > 0";
        let seconds = as_integer(now.seconds(), "all")?;
        self.statement("spending time steps", sql, [seconds])?;
        Ok(())
    }

    fn delete_all_enrollments(&self) -> Result<()> {
        self.statement("ending every pending enrollment", "DELETE FROM factors WHERE state = 'pending'", [])?;
        Ok(())
    }
}

fn as_integer(step: u64, factor: &str) -> Result<i64> {
    i64::try_from(step).map_err(|_| malformed("factors", factor, "last_step"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_factor_are_read_in_the_order_they_are_asked_for() {
        assert_eq!(COLUMNS.split(", ").collect::<Vec<_>>(), NAMES);
    }
}
