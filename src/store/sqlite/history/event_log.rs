//! The statements that read the history back, newest first.

use super::audit_events::{COLUMNS, raw_row};
use crate::{
    audit::Row,
    domain::{
        event::{Action, EventOutcome},
        time::Time,
    },
    error::Result,
    store::{
        history::event_log::{EventFilter, KeepEventLog, ReadEventLog},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{params, params_from_iter, types::Value};

/// The statement that reads these events, newest first, with its values.
fn query(filter: &EventFilter) -> (String, Vec<Value>) {
    let (mut conditions, mut values) = (vec!["1".to_owned()], Vec::new());
    let mut ask = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            values.push(value);
            conditions.push(format!("{condition} ?{}", values.len()));
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    // Half of a condition is said in full if an index holds such events only (`src/store/sqlite/schema/0004_lists.sql`): the engine does
    // not look at a value to find out.
    let rare = |word: &Option<String>, common: &str| word.as_deref().is_some_and(|word| word != common);
    let denied = filter.target.is_some() && filter.outcome.as_deref() == Some(EventOutcome::Denied.word());
    let by_outcome = filter.target.is_none() && rare(&filter.outcome, EventOutcome::Ok.word());
    let rare_actions = !filter.actions.is_empty() && !filter.actions.contains(&Action::Authenticate);
    let by_action = !denied && !by_outcome && rare_actions;
    let index = match (denied, by_action && filter.target.is_some()) {
        (true, _) => " INDEXED BY audit_events_denied",
        (_, true) => " INDEXED BY audit_events_done",
        _ => "",
    };
    ask("target =", text(&filter.target));
    ask("actor =", text(&filter.actor));
    let outcome = match (denied, by_outcome) {
        (true, _) => "outcome = 'denied' AND outcome =",
        (_, true) => "outcome <> 'ok' AND outcome =",
        _ => "outcome =",
    };
    ask(outcome, text(&filter.outcome));
    ask("at >=", filter.since.map(|time| time.millis().into()));
    ask("at <", filter.until.map(|time| time.millis().into()));
    let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX).into();
    ask("seq >", filter.after_seq.map(number));
    ask("seq <", filter.before_seq.map(number));
    if !filter.actions.is_empty() {
        let words = filter.actions.iter().map(|action| {
            values.push(action.word().to_owned().into());
            format!("?{}", values.len())
        });
        let words = words.collect::<Vec<_>>().join(", ");
        let rare = if by_action { "action <> 'authenticate' AND " } else { "" };
        conditions.push(format!("{rare}action IN ({words})"));
    }
    if let Some(text) = &filter.mentions {
        values.push(text.clone().into());
        conditions.push(format!("instr(personal, ?{}) > 0", values.len()));
    }
    let limit = filter.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
    let conditions = conditions.join(" AND ");
    (format!("SELECT {COLUMNS} FROM audit_events{index} WHERE {conditions} ORDER BY seq DESC{limit}"), values)
}

impl ReadEventLog for Transaction<'_> {
    fn first_break_glass(&self) -> Result<Option<u64>> {
        let sql =
            "SELECT min(seq) FROM audit_events INDEXED BY audit_events_break_glass WHERE actor_auth = 'break_glass'";
        let first = self.sql().prepare_cached(sql).and_then(|mut first| first.query_row([], |row| row.get(0)));
        let first: Option<i64> = first.map_err(|error| explain("reading the history", &error))?;
        Ok(first.and_then(|seq| u64::try_from(seq).ok()))
    }
}

impl KeepEventLog for Transaction<'_> {
    fn event_rows(&self, filter: &EventFilter, each: &mut dyn FnMut(Row<'_>) -> Result<bool>) -> Result<()> {
        let (sql, values) = query(filter);
        let read = |error| explain("reading the history", &error);
        let mut statement = self.sql().prepare(&sql).map_err(read)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            if !each(raw_row(row)?)? {
                break;
            }
        }
        Ok(())
    }

    fn break_glass_rows(&self, after: Time, after_seq: u64, each: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        let read = |error| explain("reading the history", &error);
        let sql = format!(
            "SELECT {COLUMNS} FROM audit_events INDEXED BY audit_events_break_glass \
             WHERE actor_auth = 'break_glass' AND at > ?1 AND seq > ?2 AND action = 'break_glass' ORDER BY seq DESC"
        );
        let mut statement = self.sql().prepare_cached(&sql).map_err(read)?;
        let mut rows =
            statement.query(params![after.millis(), i64::try_from(after_seq).unwrap_or(i64::MAX)]).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            each(raw_row(row)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::open::STEPS;
    use rusqlite::Connection;

    /// How the engine goes about a question.
    fn plan(filter: &EventFilter) -> String {
        let connection = Connection::open_in_memory().unwrap();
        STEPS.iter().for_each(|step| connection.execute_batch(step).unwrap());
        let (sql, values) = query(filter);
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        steps.collect::<rusqlite::Result<Vec<_>>>().unwrap().join("\n")
    }

    #[test]
    fn what_is_rare_among_the_logins_of_a_resource_is_found_without_reading_them() {
        let of = EventFilter { target: Some("r".into()), ..EventFilter::default() };
        let word = |word: &str| Some(word.to_owned());
        let denials = EventFilter { outcome: word("denied"), actions: vec![Action::Authenticate], ..of.clone() };
        assert_eq!(plan(&denials), "SEARCH audit_events USING INDEX audit_events_denied (target=?)");
        let deactivated = EventFilter { actions: vec![Action::ResourceDeactivate], limit: Some(1), ..of.clone() };
        assert_eq!(plan(&deactivated), "SEARCH audit_events USING INDEX audit_events_done (target=? AND action=?)");
        let refused =
            EventFilter { outcome: word("refused"), actions: vec![Action::Authenticate], after_seq: Some(7), ..of };
        assert_eq!(plan(&refused), "SEARCH audit_events USING INDEX audit_events_target (target=? AND rowid>?)");
    }
}
