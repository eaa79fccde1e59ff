//! A question as SQL. Every text in it is ours; what somebody asked for is always a parameter.

use std::collections::HashSet;

use convlog_core::Timestamp;
use convlog_core::view::{LOST_CONTACT_AFTER_MICROS, UNFINISHED_AFTER_MICROS};
use convlog_store::{Filter, Order, Position, Query};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::failure::Result;
use crate::short_id::LongId;

/// Says whether a conversation goes on: the same judgement as `Liveness::of_open`, made where its row is. A call that lost
/// contact counts as going on, so whether anything is open decides nothing here.
///
/// The parameters are the latest time of silence that is still no end, and the latest that is still no loss.
const GOES_ON: &str = "(ended_at IS NULL AND (SELECT \
    max(coalesce(max(last_heard), {own}), {own}) > {unfinished} AND \
    (max(coalesce(max(last_heard), {own}), {own}) > {lost} OR min(producers.ended) = 0) AND min(producers.ended) < 2 \
    FROM conversation_producers JOIN producers ON producers.id = conversation_producers.producer \
    WHERE conversation_producers.conversation = conversations.id AND open >= visible))";

/// Says whether a function event has not ended, whoever asks: of a conversation that does not go on, it never will.
const HAS_OPEN_CALL: &str = "EXISTS (SELECT 1 FROM records WHERE records.conversation = conversations.id \
    AND records.kind = 3 GROUP BY records.subject HAVING max(records.ending) = 0)";

/// Names function events that have not ended and that those who opened them will not end: the same judgement as
/// `Liveness::of_part`, whatever became of the others of the conversation.
const LEFT_OPEN: &str = "SELECT subject FROM records JOIN producers ON producers.id = records.producer \
    WHERE records.conversation = {conversation} AND records.kind = 3 GROUP BY subject \
    HAVING max(records.ending) = 0 AND count(last_heard) = count(*) AND NOT max(last_heard > {unfinished} \
    AND (last_heard > {lost} OR producers.ended = 0) AND producers.ended < 2)";

/// Returns the function events of a conversation that nobody will end although it goes on.
pub(super) fn left_open(connection: &Connection, conversation: i64, now: Timestamp) -> Result<HashSet<String>> {
    let sql = LEFT_OPEN.replace("{conversation}", "?1").replace("{unfinished}", "?2").replace("{lost}", "?3");
    let before = |after| now.as_micros().saturating_sub(after);
    let parameters = [conversation, before(UNFINISHED_AFTER_MICROS), before(LOST_CONTACT_AFTER_MICROS)];
    let mut select = connection.prepare_cached(&sql)?;
    let subjects = select.query_map(parameters, |row| Ok(row.get::<_, LongId>(0)?.0))?;
    Ok(subjects.collect::<rusqlite::Result<_>>()?)
}

/// When a conversation's own records were last received.
const OWN: &str = "coalesce(last_open_received_at, last_hidden_received_at)";

/// Conditions and their parameters.
pub(super) struct Conditions {
    sql: String,
    parameters: Vec<Value>,
}

impl Conditions {
    /// Returns the conditions that a project, its reader's sight, and a filter make.
    pub(super) fn new(project: i64, sees_personal: bool, filter: &Filter, now: Timestamp) -> Conditions {
        let mut conditions = Conditions { sql: String::new(), parameters: Vec::new() };
        conditions.sql.push_str("project = ");
        conditions.parameter(project);
        if !sees_personal {
            conditions.sql.push_str(" AND visible = 1");
        }
        for (column, wanted) in [("variant_id", &filter.variant_id), ("variant_name", &filter.variant_name)] {
            if let Some(wanted) = wanted {
                conditions.sql.push_str(&format!(" AND {column} = "));
                conditions.parameter(wanted.clone());
            }
        }
        match filter.environments.as_slice() {
            [] => {}
            [one] => {
                conditions.sql.push_str(" AND environment = ");
                conditions.parameter(one.clone());
            }
            // The sign keeps SQLite from an index by which the rows would have to be sorted anew.
            several => conditions.one_of("+environment", several),
        }
        for (comparison, time) in [(">=", filter.started_from), ("<", filter.started_before)] {
            if let Some(time) = time {
                conditions.sql.push_str(&format!(" AND started_at {comparison} "));
                conditions.parameter(time.as_micros());
            }
        }
        conditions.activity(sees_personal, filter);
        if !filter.channels.is_empty() {
            conditions.one_of("channel", &filter.channels);
        }
        if !filter.variants.is_empty() {
            conditions.sql.push_str(" AND (FALSE");
            for column in ["variant_id", "variant_name"] {
                conditions.sql.push_str(" OR ");
                conditions.is_one_of(column, &filter.variants);
            }
            conditions.sql.push(')');
        }
        conditions.concern(sees_personal, filter, now);
        if let Some(wanted) = filter.handoff {
            conditions.sql.push_str(if wanted { " AND handoff = 1" } else { " AND handoff = 0" });
        }
        for (comparison, millis) in [(">=", filter.duration_ms_from), ("<=", filter.duration_ms_to)] {
            if let Some(millis) = millis {
                conditions.sql.push_str(&format!(" AND ended_at IS NOT NULL AND ended_at - started_at {comparison} "));
                conditions.parameter(i64::try_from(millis.saturating_mul(1000)).unwrap_or(i64::MAX));
            }
        }
        if let Some(wanted) = filter.in_progress {
            let goes_on = conditions.goes_on(now);
            conditions.sql.push_str(if wanted { " AND ended_at IS NULL AND " } else { " AND NOT " });
            conditions.sql.push_str(&goes_on);
        }
        conditions
    }

    /// Looks at when the conversation's records came, as far as the reader sees them.
    fn activity(&mut self, sees_personal: bool, filter: &Filter) {
        let latest = if sees_personal {
            "max(coalesce(last_open_received_at, last_hidden_received_at), \
             coalesce(last_hidden_received_at, last_open_received_at))"
        } else {
            OWN
        };
        let first = if sees_personal {
            "min(started_at, coalesce(first_open_at, started_at), coalesce(first_hidden_at, started_at))"
        } else {
            "min(started_at, coalesce(first_open_at, started_at))"
        };
        for (column, comparison, time) in [(latest, ">=", filter.active_from), (first, "<=", filter.active_until)] {
            if let Some(time) = time {
                self.sql.push_str(&format!(" AND {column} {comparison} "));
                self.parameter(time.as_micros());
            }
        }
    }

    /// Takes what an index has, and looks further only where a function may never have finished.
    fn concern(&mut self, sees_personal: bool, filter: &Filter, now: Timestamp) {
        let column = if sees_personal { "concern_personal" } else { "concern" };
        let (indexed, sure) = match (filter.has_errors, filter.has_warnings) {
            (false, false) => return,
            (true, false) => ("> 1", 2),
            (false, true) => ("> 0", 1),
            (true, true) => ("> 0", 3),
        };
        self.sql.push_str(&format!(" AND {column} {indexed} AND ({column} & {sure} <> 0"));
        if filter.has_errors {
            let goes_on = self.goes_on(now);
            let left_open = self.by_silence(&LEFT_OPEN.replace("{conversation}", "conversations.id"), now);
            let is_unfinished = format!("NOT {goes_on} AND {HAS_OPEN_CALL} OR EXISTS ({left_open})");
            self.sql.push_str(&format!(" OR ({column} > 3 AND ({is_unfinished}))"));
        }
        self.sql.push(')');
    }

    fn one_of(&mut self, column: &str, wanted: &[String]) {
        self.sql.push_str(" AND ");
        self.is_one_of(column, wanted);
    }

    fn is_one_of(&mut self, column: &str, wanted: &[String]) {
        self.sql.push_str(&format!("{column} IN ("));
        for (at, value) in wanted.iter().enumerate() {
            self.sql.push_str(if at == 0 { "" } else { ", " });
            self.parameter(value.clone());
        }
        self.sql.push(')');
    }

    fn parameter(&mut self, value: impl Into<Value>) {
        self.parameters.push(value.into());
        self.sql.push_str(&format!("?{}", self.parameters.len()));
    }

    /// Returns the condition that a conversation goes on.
    fn goes_on(&mut self, now: Timestamp) -> String {
        self.by_silence(&GOES_ON.replace("{own}", OWN), now)
    }

    /// Puts into a statement the latest times of silence that are still no end and no loss.
    fn by_silence(&mut self, sql: &str, now: Timestamp) -> String {
        for after in [UNFINISHED_AFTER_MICROS, LOST_CONTACT_AFTER_MICROS] {
            self.parameters.push(Value::from(now.as_micros().saturating_sub(after)));
        }
        let count = self.parameters.len();
        sql.replace("{unfinished}", &format!("?{}", count - 1)).replace("{lost}", &format!("?{count}"))
    }

    /// Returns the statement that counts what the conditions let through.
    pub(super) fn count(&self) -> (String, &[Value]) {
        (format!("SELECT count(*) FROM conversations WHERE {}", self.sql), &self.parameters)
    }

    /// Returns the statement for a page and one row more, which tells whether there is another page.
    pub(super) fn page(mut self, columns: &str, query: &Query) -> (String, Vec<Value>) {
        let direction = self.begin_behind(query.order, query.after.as_ref());
        self.sql.push_str(&format!(" ORDER BY started_at {direction}, name {direction} LIMIT "));
        self.parameter(i64::from(query.limit) + 1);
        self.sql.push_str(" OFFSET ");
        self.parameter(i64::try_from(query.offset).unwrap_or(i64::MAX));
        (format!("SELECT {columns} FROM conversations WHERE {}", self.sql), self.parameters)
    }

    /// Returns the statement for all that follows, the latest start first, to be read as far as it is needed.
    pub(super) fn walk(mut self, columns: &str, after: Option<&Position>) -> (String, Vec<Value>) {
        let direction = self.begin_behind(Order::NewestFirst, after);
        let order = format!("ORDER BY started_at {direction}, name {direction}");
        (format!("SELECT {columns} FROM conversations WHERE {} {order}", self.sql), self.parameters)
    }

    fn begin_behind(&mut self, order: Order, after: Option<&Position>) -> &'static str {
        let (beyond, direction) = match order {
            Order::NewestFirst => ("<", "DESC"),
            Order::OldestFirst => (">", "ASC"),
        };
        if let Some(Position { started_at, id }) = after {
            self.sql.push_str(&format!(" AND (started_at, name) {beyond} ("));
            self.parameter(started_at.as_micros());
            self.sql.push_str(", ");
            self.parameter(id.as_str().to_owned());
            self.sql.push(')');
        }
        direction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convlog_core::ConversationId;

    /// Returns SQLite's plan for a page.
    fn plan(filter: &Filter, sees_personal: bool, order: Order) -> String {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::schema::migrate(&mut connection, crate::schema::RECORDS).unwrap();
        let time = Timestamp::default();
        let after = Some(Position { started_at: time, id: ConversationId::new("c").unwrap() });
        let query =
            Query { filter: filter.clone(), order, after, offset: 0, limit: 50, with_turns: false, with_total: false };
        let (sql, parameters) = Conditions::new(1, sees_personal, filter, time).page("id, name", &query);
        let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let lines = explain.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3)).unwrap();
        lines.map(rusqlite::Result::unwrap).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_page_follows_an_index_in_its_order() {
        let environment = Filter { environments: vec!["live".into()], ..Filter::default() };
        let going_on = Filter { in_progress: Some(true), ..Filter::default() };
        let since =
            Filter { started_from: Some(Timestamp::default()), channels: vec!["SMS".into()], ..Filter::default() };
        let errors = Filter { has_errors: true, ..Filter::default() };
        let warnings = Filter { has_warnings: true, ..Filter::default() };
        let handed_over = Filter { handoff: Some(true), ..Filter::default() };
        let long = Filter { duration_ms_from: Some(1000), ..Filter::default() };
        let several = Filter { environments: vec!["live".into(), "draft".into()], ..Filter::default() };
        for (filter, indexes) in [
            (&Filter::default(), ["conversations_by_start"; 2]),
            (&environment, ["conversations_by_environment"; 2]),
            (&going_on, ["conversations_going_on"; 2]),
            (&since, ["conversations_by_start"; 2]),
            (&errors, ["conversations_with_errors", "conversations_with_errors_personal"]),
            (&warnings, ["conversations_with_concern", "conversations_with_concern_personal"]),
            (&handed_over, ["conversations_handed_over"; 2]),
            (&long, ["conversations_by_duration"; 2]),
            (&several, ["conversations_by_start"; 2]),
        ] {
            for (sees_personal, order) in [(false, Order::NewestFirst), (true, Order::OldestFirst)] {
                let (plan, index) = (plan(filter, sees_personal, order), indexes[usize::from(sees_personal)]);
                // What looks into one conversation may group its records.
                let plan = plan.split("CORRELATED").next().unwrap_or_default();
                assert!(plan.contains(&format!("INDEX {index} (")), "{filter:?}: {plan}");
                assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
                assert!(plan.contains("started_at"), "it begins at the cursor: {plan}");
            }
        }
    }
}
