//! Pages of conversations.

use convlog_core::merge::{Merged, Version};
use convlog_core::view::{Conversation, Status};
use convlog_core::{ConversationId, RecordType, Timestamp};
use convlog_store::seal::MasterKey;
use convlog_store::{Filter, Page, Position, Query, Visibility};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::conversation::{Head, view};
use super::filter::Conditions;
use super::opener::Opener;
use super::tables::{self, Detail, Producers};
use crate::failure::{Failure, Result};

const COLUMNS: &str = "id, name, started_at, visible, coalesce(last_open_received_at, last_hidden_received_at)";

/// A row of the list.
struct Listed {
    id: ConversationId,
    started_at: Timestamp,
    head: Head,
}

/// Reads a page.
pub(super) fn read(
    connection: &Connection,
    master: &MasterKey,
    visibility: &Visibility,
    query: &Query,
    now: Timestamp,
) -> Result<Page> {
    let sql = "SELECT id, conversations, visible FROM projects WHERE account = ?1 AND name = ?2";
    let names = params![visibility.account().as_str(), visibility.project().as_str()];
    let found = connection.prepare_cached(sql)?.query_row(names, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let found: Option<(i64, i64, i64)> = found.optional()?;
    let Some((project, all, visible)) = found else {
        return Ok(Page { conversations: Vec::new(), next: None, total: query.with_total.then_some(0) });
    };
    let conditions = Conditions::new(project, visibility.sees_personal(), &query.filter, now);
    let total: Option<i64> = match (query.with_total, query.filter == Filter::default()) {
        (false, _) => None,
        (true, true) => Some(if visibility.sees_personal() { all } else { visible }),
        (true, false) => {
            let (sql, parameters) = conditions.count();
            let mut count = connection.prepare_cached(&sql)?;
            Some(count.query_row(params_from_iter(parameters), |row| row.get(0))?)
        }
    };
    let (sql, parameters) = conditions.page(COLUMNS, query);
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(parameters), |row| Ok(listed(row)))?;
    let mut rows = rows.map(|row| row?).collect::<Result<Vec<Listed>>>()?;
    let has_more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    let next = rows.last().filter(|_| has_more);
    let next = next.map(|row| Position { started_at: row.started_at, id: row.id.clone() });
    let reader = ListReader { connection, master, visibility, now };
    let show = |row| if query.with_turns { reader.with_turns(row) } else { reader.without_turns(row) };
    Ok(Page {
        conversations: rows.into_iter().map(show).collect::<Result<_>>()?,
        next,
        total: total.map(i64::unsigned_abs),
    })
}

fn listed(row: &Row<'_>) -> Result<Listed> {
    Ok(Listed {
        id: ConversationId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("conversation"))?,
        started_at: Timestamp::from_micros(row.get(2)?),
        head: Head { number: row.get(0)?, is_visible: row.get(3)?, received_at: Timestamp::from_micros(row.get(4)?) },
    })
}

struct ListReader<'a> {
    connection: &'a Connection,
    master: &'a MasterKey,
    visibility: &'a Visibility,
    now: Timestamp,
}

impl ListReader<'_> {
    /// Shows a conversation by its own records alone, which are few.
    fn without_turns(&self, row: Listed) -> Result<Conversation> {
        let Listed { id, started_at, head } = row;
        let mut merged = Merged::new(RecordType::Conversation);
        {
            let mut opener = Opener::new(self.connection, self.master, self.visibility, &id, head.number);
            let (kind, mut producers) = (Some(RecordType::Conversation), Producers::default());
            for record in tables::records(self.connection, head.number, kind, opener.as_mut(), &mut producers)? {
                let version = Version { time: record.time, identity: record.identity };
                merged.add(version, &record.fields, &record.flags);
            }
        }
        let fields = merged.view(self.visibility.sees_personal());
        let liveness = tables::liveness(self.connection, head.number, head.is_visible, head.received_at, self.now)?;
        let status = if fields.time("ended_at").is_some() { Status::Ended } else { liveness.of_open() };
        Ok(Conversation { id, fields, started_at, status, turns: Vec::new(), metrics: Vec::new() })
    }

    /// Shows a conversation with its turns. Its entries are needed for that: they may be all that is known of a turn or
    /// a function event.
    fn with_turns(&self, row: Listed) -> Result<Conversation> {
        let whole = view(self.connection, self.master, self.visibility, row.id, &row.head, Detail::Places, self.now)?;
        let mut conversation = whole.ok_or(Failure::Row("conversation"))?;
        for turn in &mut conversation.turns {
            turn.events.retain(|event| event.id.is_some());
            turn.events.iter_mut().for_each(|event| event.entries.clear());
        }
        Ok(conversation)
    }
}
