//! The secrets of devices that are no longer enrolled, for thirty days: to tell that a wrong code is one of theirs.
//!
//! They are sealed to this table, so that a row put back among the factors does not open. Nothing that grants reads here.

use super::{
    super::{Cells, ReadTx, WriteTx, explain},
    read_parameters,
};
use crate::{
    domain::{
        factor::{Codes, Factor, FactorKind, REMOVED_KEPT, REMOVED_KEPT_AT_MOST, Removal, RemovedFactor},
        secret::SecretBytes,
        time::{Span, Time},
    },
    error::Result,
    vault::Place,
};
use rusqlite::{Row, params};

/// The name of the row that a secret is sealed to: whose it was belongs to it.
fn sealed_row(resource: &str, factor: &str) -> String {
    format!("{factor} of {resource}")
}

fn place(row: &str) -> Place<'_> {
    Place { table: "removed_factors", column: "secret", row }
}

impl ReadTx<'_> {
    /// The devices that a resource had and whose thirty days are not over, newest first, five at most.
    pub fn removed_factors(&self, resource: &str, now: Time) -> Result<Vec<RemovedFactor>> {
        let sql = "SELECT id, resource_id, kind, label, how, algorithm, digits, period FROM removed_factors \
                   WHERE resource_id = ?1 AND removed_at > ?2 ORDER BY removed_at DESC, id DESC LIMIT ?3";
        let since = now.minus(REMOVED_KEPT).millis();
        self.rows("reading the removed devices", sql, params![resource, since, REMOVED_KEPT_AT_MOST], read)
    }

    /// A removed device's secret, unsealed.
    pub fn removed_secret(&self, factor: &RemovedFactor) -> Result<SecretBytes> {
        let failed = |error| explain("reading a removed device", &error);
        let sql = "SELECT secret FROM removed_factors WHERE id = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let sealed: Vec<u8> = statement.query_row([&factor.id], |row| row.get(0)).map_err(failed)?;
        let opened = self.vault()?.open_sealed(place(&sealed_row(&factor.resource, &factor.id)), &sealed)?;
        Ok(SecretBytes::new(opened.to_vec()))
    }
}

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

impl WriteTx<'_> {
    pub(in crate::store) fn insert_removed_factor(
        &self,
        factor: &Factor,
        how: Removal,
        secret: &SecretBytes,
    ) -> Result<()> {
        let row = sealed_row(&factor.resource, &factor.id);
        let sealed = self.vault()?.seal(place(&row), secret.expose(), self.random()?)?;
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
            self.now().millis(),
        ];
        self.one_row("removed_factors", &factor.id, sql, row)?;
        let sql = "DELETE FROM removed_factors WHERE resource_id = ?1 AND id NOT IN (SELECT id FROM removed_factors \
                   WHERE resource_id = ?1 ORDER BY removed_at DESC, id DESC LIMIT ?2)";
        self.statement("forgetting the oldest removed device", sql, params![factor.resource, REMOVED_KEPT_AT_MOST])?;
        self.delete_forgotten_factors()
    }

    pub(in crate::store) fn delete_forgotten_factors(&self) -> Result<()> {
        let since = self.now().minus(REMOVED_KEPT).millis();
        self.statement("forgetting removed devices", "DELETE FROM removed_factors WHERE removed_at <= ?1", [since])?;
        Ok(())
    }

    /// Removed devices keep the age they had where the clock goes back, so that none is remembered for longer.
    pub(in crate::store) fn set_removed_factors_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE removed_factors SET removed_at = removed_at - ?1";
        self.statement("keeping the age of removed devices", sql, [span.millis()])?;
        Ok(())
    }
}
