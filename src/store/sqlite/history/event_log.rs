//! Reading the history back, newest first, under conditions.

use super::{
    super::{ReadTx, explain, nonsense},
    audit_events::{COLUMNS, raw_row},
};
use crate::{
    domain::{
        event::{Action, EventOutcome, StoredEvent},
        time::Time,
    },
    error::Result,
};
use data_encoding::HEXLOWER;
use rusqlite::{params, params_from_iter, types::Value};
use std::borrow::Cow;

/// Which events are asked for; all conditions hold together.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// The id of the resource it was done to.
    pub target: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// What is told of it holds this text. No index helps: every event that the other conditions let through is looked at.
    pub mentions: Option<String>,
    /// At this time or later.
    pub since: Option<Time>,
    /// Before this time.
    pub until: Option<Time>,
    /// Older than the event with this number.
    pub before_seq: Option<u64>,
    /// Newer than the event with this number.
    pub after_seq: Option<u64>,
    /// At most so many; all of them where it is `None`.
    pub limit: Option<u64>,
}

impl EventFilter {
    /// The statement that reads these events, newest first, with its values.
    fn query(&self) -> (String, Vec<Value>) {
        let (mut conditions, mut values) = (vec!["1".to_owned()], Vec::new());
        let mut ask = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                conditions.push(format!("{condition} ?{}", values.len()));
            }
        };
        let text = |text: &Option<String>| text.clone().map(Value::from);
        // Half of a condition is said in full where an index holds such events only (`src/store/sqlite/schema/0004_lists.sql`): the engine does
        // not look at a value to find out.
        let rare = |word: &Option<String>, common: &str| word.as_deref().is_some_and(|word| word != common);
        let denied = self.target.is_some() && self.outcome.as_deref() == Some(EventOutcome::Denied.word());
        let by_outcome = self.target.is_none() && rare(&self.outcome, EventOutcome::Ok.word());
        let by_action = !denied && !by_outcome && rare(&self.action, Action::Authenticate.word());
        let index = match (denied, by_action && self.target.is_some()) {
            (true, _) => " INDEXED BY audit_events_denied",
            (_, true) => " INDEXED BY audit_events_done",
            _ => "",
        };
        ask("target =", text(&self.target));
        ask("actor =", text(&self.actor));
        ask(if by_action { "action <> 'authenticate' AND action =" } else { "action =" }, text(&self.action));
        let outcome = match (denied, by_outcome) {
            (true, _) => "outcome = 'denied' AND outcome =",
            (_, true) => "outcome <> 'ok' AND outcome =",
            _ => "outcome =",
        };
        ask(outcome, text(&self.outcome));
        ask("at >=", self.since.map(|time| time.millis().into()));
        ask("at <", self.until.map(|time| time.millis().into()));
        let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX).into();
        ask("seq >", self.after_seq.map(number));
        ask("seq <", self.before_seq.map(number));
        if let Some(text) = &self.mentions {
            values.push(text.clone().into());
            conditions.push(format!("instr(personal, ?{}) > 0", values.len()));
        }
        let limit = self.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let conditions = conditions.join(" AND ");
        (format!("SELECT {COLUMNS} FROM audit_events{index} WHERE {conditions} ORDER BY seq DESC{limit}"), values)
    }
}

impl ReadTx<'_> {
    /// Calls `each` with every event that the filter lets through, newest first, until it answers false.
    ///
    /// # Errors
    /// `corrupt` for a row that makes no sense, and those of reading.
    pub fn events(&self, filter: &EventFilter, mut each: impl FnMut(StoredEvent) -> Result<bool>) -> Result<()> {
        let (sql, values) = filter.query();
        let read = |error| explain("reading the history", &error);
        let mut statement = self.sql().prepare(&sql).map_err(read)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            if !each(stored_event(row)?)? {
                break;
            }
        }
        Ok(())
    }

    /// The number of the oldest event under break-glass.
    pub fn first_break_glass(&self) -> Result<Option<u64>> {
        let sql =
            "SELECT min(seq) FROM audit_events INDEXED BY audit_events_break_glass WHERE actor_auth = 'break_glass'";
        let first = self.sql().prepare_cached(sql).and_then(|mut first| first.query_row([], |row| row.get(0)));
        let first: Option<i64> = first.map_err(|error| explain("reading the history", &error))?;
        Ok(first.and_then(|seq| u64::try_from(seq).ok()))
    }

    /// Calls `each` with every mark of break-glass after a time and after an event, newest first. They have an index of their own.
    pub fn break_glass_since(
        &self,
        after: Time,
        after_seq: u64,
        mut each: impl FnMut(StoredEvent) -> Result<()>,
    ) -> Result<()> {
        let read = |error| explain("reading the history", &error);
        let sql = format!(
            "SELECT {COLUMNS} FROM audit_events INDEXED BY audit_events_break_glass \
             WHERE actor_auth = 'break_glass' AND at > ?1 AND seq > ?2 AND action = 'break_glass' ORDER BY seq DESC"
        );
        let mut statement = self.sql().prepare_cached(&sql).map_err(read)?;
        let mut rows =
            statement.query(params![after.millis(), i64::try_from(after_seq).unwrap_or(i64::MAX)]).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            each(stored_event(row)?)?;
        }
        Ok(())
    }
}

fn stored_event(row: &rusqlite::Row) -> Result<StoredEvent> {
    let raw = raw_row(row)?;
    let shown = |column| nonsense("audit_events", &raw.seq.to_string(), column);
    let personal = match &raw.personal {
        Some(personal) => serde_json::from_slice(personal).map_err(|_| shown("personal"))?,
        None => serde_json::Value::Null,
    };
    Ok(StoredEvent {
        seq: u64::try_from(raw.seq).map_err(|_| shown("seq"))?,
        at: Time::from_millis(raw.at),
        actor: raw.actor.into_owned(),
        actor_auth: raw.actor_auth.into_owned(),
        action: raw.action.into_owned(),
        target: raw.target.map(Cow::into_owned),
        outcome: raw.outcome.into_owned(),
        client: raw.client.map(Cow::into_owned),
        personal,
        hash: HEXLOWER.encode(&raw.mac),
    })
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
        let (sql, values) = filter.query();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        steps.collect::<rusqlite::Result<Vec<_>>>().unwrap().join("\n")
    }

    #[test]
    fn what_is_rare_among_the_logins_of_a_resource_is_found_without_reading_them() {
        let of = EventFilter { target: Some("r".into()), ..EventFilter::default() };
        let word = |word: &str| Some(word.to_owned());
        let denials = EventFilter { outcome: word("denied"), action: word("authenticate"), ..of.clone() };
        assert_eq!(plan(&denials), "SEARCH audit_events USING INDEX audit_events_denied (target=?)");
        let deactivated = EventFilter { action: word("resource.deactivate"), limit: Some(1), ..of.clone() };
        assert_eq!(plan(&deactivated), "SEARCH audit_events USING INDEX audit_events_done (target=? AND action=?)");
        let refused = EventFilter { outcome: word("refused"), action: word("authenticate"), after_seq: Some(7), ..of };
        assert_eq!(plan(&refused), "SEARCH audit_events USING INDEX audit_events_target (target=? AND rowid>?)");
    }
}
