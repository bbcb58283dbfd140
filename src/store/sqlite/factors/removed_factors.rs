//! Devices that are no longer enrolled, with their secrets.

use super::read_parameters;
use crate::{
    domain::{
        factor::{Codes, Factor, FactorKind, Removal, RemovedFactor},
        time::{Span, Time},
    },
    error::Result,
    store::{
        factors::removed_factors::KeepRemovedFactors,
        sqlite::{Cells, Transaction, explain},
    },
};
use rusqlite::{Row, params};

fn read(row: &Row) -> Result<RemovedFactor> {
    let cells = Cells::new(row, "removed_factors")?;
    Ok(RemovedFactor {
        resource: cells.get("resource_id")?,
        label: cells.get("label")?,
        how: cells.word("how", Removal::from_word)?,
        codes: match cells.word("kind", FactorKind::from_word)? {
            FactorKind::Totp => Codes::Totp(read_parameters(&cells)?),
        },
        id: cells.id,
    })
}

impl KeepRemovedFactors for Transaction<'_> {
    fn removed_factors_since(&self, resource: &str, since: Time, most: u32) -> Result<Vec<RemovedFactor>> {
        let sql = "SELECT id, resource_id, kind, label, how, algorithm, digits, period FROM removed_factors \
                   WHERE resource_id = ?1 AND removed_at > ?2 ORDER BY removed_at DESC, id DESC LIMIT ?3";
        self.rows("reading the removed devices", sql, params![resource, since.millis(), most], read)
    }

    fn sealed_removed_secret(&self, factor: &str) -> Result<Vec<u8>> {
        let failed = |error| explain("reading a removed device", &error);
        let sql = "SELECT secret FROM removed_factors WHERE id = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([factor], |row| row.get(0)).map_err(failed)
    }

    fn insert_removed_factor(&self, factor: &Factor, how: Removal, sealed: &[u8], now: Time) -> Result<()> {
        let Codes::Totp(parameters) = factor.device.codes();
        let sql = "INSERT INTO removed_factors (id, resource_id, kind, label, how, secret, algorithm, digits, period, removed_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let row = params![
            factor.id,
            factor.resource,
            factor.kind().word(),
            factor.label,
            how.word(),
            sealed,
            parameters.algorithm.as_str(),
            parameters.digits,
            parameters.period,
            now.millis(),
        ];
        self.one_row("removed_factors", &factor.id, sql, row)
    }

    fn delete_old_removed_factors(&self, resource: &str, most: u32) -> Result<()> {
        let sql = "DELETE FROM removed_factors WHERE resource_id = ?1 AND id NOT IN (SELECT id FROM removed_factors \
                   WHERE resource_id = ?1 ORDER BY removed_at DESC, id DESC LIMIT ?2)";
        self.statement("forgetting the oldest removed device", sql, params![resource, most])?;
        Ok(())
    }

    fn delete_removed_factors_until(&self, until: Time) -> Result<()> {
        let sql = "DELETE FROM removed_factors WHERE removed_at <= ?1";
        self.statement("forgetting removed devices", sql, [until.millis()])?;
        Ok(())
    }

    fn set_removed_factors_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE removed_factors SET removed_at = removed_at - ?1";
        self.statement("keeping the age of removed devices", sql, [span.millis()])?;
        Ok(())
    }
}
