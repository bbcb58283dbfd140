//! Rows that are bound: every one is checked where it is read, and bound again where this program changes it.

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::request::RequestState,
    error::Result,
    store::{
        bound_rows::{BOUND_SINCE, Bound, BoundRow, BoundTable, Mark, TamperedRow},
        failure::no_order,
    },
    vault::Cell,
};

/// How many rows are read at a time if all of a table are.
const PAGE: u32 = 1000;

impl ReadTx<'_> {
    pub(super) fn row_mac(&self, table: BoundTable, cells: &[Cell]) -> Result<[u8; 32]> {
        Ok(self.vault()?.row_mac(table.name(), cells))
    }

    fn fits(&self, table: BoundTable, cells: &[Cell], mac: &[u8]) -> Result<bool> {
        Ok(self.vault()?.fits(table.name(), cells, mac))
    }

    /// A row to list or to end: it is marked with whether it is as this program wrote it.
    pub(super) fn marked<R: Mark>(&self, table: BoundTable, bound: Bound<R>) -> Result<R> {
        let intact = bound.malformed.is_none() && self.fits(table, &bound.cells, &bound.mac)?;
        let mut row = bound.row;
        row.mark(intact);
        Ok(row)
    }

    /// As [`Self::marked`], for several.
    pub(super) fn all_marked<R: Mark>(&self, table: BoundTable, rows: Vec<Bound<R>>) -> Result<Vec<R>> {
        rows.into_iter().map(|row| self.marked(table, row)).collect()
    }

    /// A row that lets somebody in.
    ///
    /// # Errors
    /// `state_tampered`; `corrupt` if a build that knows more wrote it.
    pub(super) fn intact<R>(&self, table: BoundTable, id: &str, bound: Bound<R>) -> Result<R> {
        table.require_intact(self.fits(table, &bound.cells, &bound.mac)?, id)?;
        match bound.malformed {
            None => Ok(bound.row),
            Some(error) => Err(error),
        }
    }

    /// Calls `each` with every row of a table, in the order of their keys. Memory stays the same at any length.
    fn each_bound_row(&self, table: BoundTable, mut each: impl FnMut(BoundRow) -> Result<()>) -> Result<()> {
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let page = self.transaction.bound_rows(table, after.as_deref(), PAGE)?;
            let last = page.len() < PAGE as usize;
            for row in page {
                if after.as_ref().is_some_and(|before| row.key <= *before) {
                    return Err(no_order(table.name(), &text(row.key.first())));
                }
                after = Some(row.key.clone());
                each(row)?;
            }
            if last {
                return Ok(());
            }
        }
    }

    /// The rows that are not as this program wrote them, so many of them at most, and how many more there are. Of passwords the present ones
    /// count, and of requests those that wait.
    ///
    /// # Errors
    /// Those of the key and of reading.
    pub fn tampered_rows(&self, most: usize) -> Result<(Vec<TamperedRow>, u64)> {
        let (mut found, mut more) = (Vec::new(), 0);
        for table in BoundTable::ALL {
            let mut tell = |row: Option<BoundRow>| -> Result<()> {
                let Some(row) = row else { return Ok(()) };
                if self.fits(table, &row.cells, &row.mac)? {
                    return Ok(());
                }
                if found.len() == most {
                    more += 1;
                    return Ok(());
                }
                let resource = table.bound().iter().position(|name| *name == "resource_id");
                let resource = resource.and_then(|place| row.cells.get(place)).filter(|cell| **cell != Cell::Null);
                let resource = resource.map(|cell| text(Some(cell)));
                found.push(TamperedRow { table, row: text(row.key.first()), resource });
                Ok(())
            };
            // The newest password of a resource is the last in the order of the keys.
            let mut held: Option<BoundRow> = None;
            self.each_bound_row(table, |mut row| match table {
                BoundTable::Passwords => {
                    let earlier = held.replace(row);
                    let present = earlier
                        .filter(|earlier| held.as_ref().is_none_or(|next| next.key.first() != earlier.key.first()));
                    tell(present)
                }
                BoundTable::Requests => {
                    let waits = row.cell(table, "state").is_some_and(|state| *state == waiting());
                    tell(Some(row).filter(|_| waits))
                }
                _ => tell(Some(row)),
            })?;
            tell(held)?;
        }
        Ok((found, more))
    }
}

impl WriteTx<'_> {
    /// Binds every row of a database that was brought up from a version in which none was.
    pub(super) fn bind_rows(&self, from: usize) -> Result<()> {
        if from >= BOUND_SINCE {
            return Ok(());
        }
        for table in BoundTable::ALL {
            self.each_bound_row(table, |row| {
                self.transaction().put_mac(table, &row.key, &self.row_mac(table, &row.cells)?)
            })?;
        }
        Ok(())
    }

    /// Binds rows of a table to what a statement is about to make of them; `change` says what that is, and false if it is nothing. What did
    /// not fit before is bound to nothing.
    pub(super) fn bind_again(&self, table: BoundTable, change: impl Fn(&mut BoundRow) -> bool) -> Result<()> {
        self.each_bound_row(table, |mut row| {
            let fits = self.fits(table, &row.cells, &row.mac)?;
            if !change(&mut row) {
                return Ok(());
            }
            let mac = self.row_mac(table, &row.cells)?;
            self.transaction().put_mac(table, &row.key, if fits { &mac } else { &[] })
        })
    }

    /// What binds a row once these columns are changed.
    ///
    /// # Errors
    /// `state_tampered` if it did not fit before.
    pub(super) fn mac_after(
        &self,
        table: BoundTable,
        key: &[Cell],
        changes: &[(&str, Cell)],
    ) -> Result<Option<[u8; 32]>> {
        let Some(mut row) = self.transaction().bound_row(table, key)? else { return Ok(None) };
        table.require_intact(self.fits(table, &row.cells, &row.mac)?, &text(key.first()))?;
        for (column, value) in changes {
            if let Some(cell) = row.cell(table, column) {
                *cell = value.clone();
            }
        }
        Ok(Some(self.row_mac(table, &row.cells)?))
    }
}

/// The state of a request that waits.
pub(super) fn waiting() -> Cell {
    RequestState::Waiting.word().into()
}

/// A value as an error names it.
fn text(cell: Option<&Cell>) -> String {
    match cell {
        Some(Cell::Text(text)) => String::from_utf8_lossy(text).into_owned(),
        Some(Cell::Integer(number)) => number.to_string(),
        _ => "?".to_owned(),
    }
}
