//! Pages of conversations.

use convlog_core::merge::{Merged, Values, Version};
use convlog_core::view::{Conversation, Liveness, Opened, Status};
use convlog_core::{ConversationId, RecordType, Timestamp};
use convlog_store::seal::Keys;
use convlog_store::{Filter, Page, Position, Query, Visibility};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::conversation::view;
use super::filter::Conditions;
use super::head::Head;
use super::opener::Opener;
use super::tables::{self, ByteBudget, Detail, Producers};
use crate::failure::{Failure, Result};

/// A row of a list.
pub(super) struct ListRow {
    pub(super) id: ConversationId,
    pub(super) started_at: Timestamp,
    pub(super) head: Head,
}

/// A project that is stored, with how many conversations it has.
pub(super) struct StoredProject {
    pub(super) number: i64,
    all: i64,
    visible: i64,
}

/// Reads a page.
pub(super) fn read(
    connection: &Connection,
    keys: &Keys,
    visibility: &Visibility,
    query: &Query,
    now: Timestamp,
) -> Result<Page> {
    let Some(project) = project(connection, visibility)? else {
        return Ok(Page { conversations: Vec::new(), next: None, total: query.with_total.then_some(0) });
    };
    let conditions = Conditions::new(project.number, visibility.sees_personal(), &query.filter, now);
    let total = total(connection, &project, &conditions, &query.filter, visibility, query.with_total)?;
    let (sql, parameters) = conditions.page(ListRow::COLUMNS, query);
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(parameters), |row| Ok(ListRow::read(row)))?;
    let mut rows = rows.map(|row| row?).collect::<Result<Vec<ListRow>>>()?;
    let has_more = rows.len() > query.limit as usize;
    rows.truncate(query.limit as usize);
    let next = rows.last().filter(|_| has_more);
    let next = next.map(ListRow::position);
    let reader = ListReader { connection, keys, visibility, now };
    let mut producers = Producers::default();
    let show = |row| if query.with_turns { reader.with_turns(row) } else { reader.without_turns(row, &mut producers) };
    Ok(Page { conversations: rows.into_iter().map(show).collect::<Result<_>>()?, next, total })
}

/// Finds the project that a reader looks into.
pub(super) fn project(connection: &Connection, visibility: &Visibility) -> Result<Option<StoredProject>> {
    let sql = "SELECT id, conversations, visible FROM projects WHERE account = ?1 AND name = ?2";
    let names = params![visibility.account().as_str(), visibility.project().as_str()];
    let read = |row: &Row<'_>| Ok(StoredProject { number: row.get(0)?, all: row.get(1)?, visible: row.get(2)? });
    Ok(connection.prepare_cached(sql)?.query_row(names, read).optional()?)
}

/// Counts what a filter lets through, if asked for.
pub(super) fn total(
    connection: &Connection,
    project: &StoredProject,
    conditions: &Conditions,
    filter: &Filter,
    visibility: &Visibility,
    with_total: bool,
) -> Result<Option<u64>> {
    let total: i64 = match (with_total, *filter == Filter::default()) {
        (false, _) => return Ok(None),
        (true, true) if visibility.sees_personal() => project.all,
        (true, true) => project.visible,
        (true, false) => {
            let (sql, parameters) = conditions.count();
            connection.prepare_cached(&sql)?.query_row(params_from_iter(parameters), |row| row.get(0))?
        }
    };
    Ok(Some(total.unsigned_abs()))
}

impl ListRow {
    /// Returns the row's place in a list.
    pub(super) fn position(&self) -> Position {
        Position { started_at: self.started_at, id: self.id.clone() }
    }

    pub(super) const COLUMNS: &str =
        "id, name, started_at, visible, coalesce(last_open_received_at, last_hidden_received_at)";
    pub(super) const COLUMN_COUNT: usize = 5;

    pub(super) fn read(row: &Row<'_>) -> Result<ListRow> {
        let received_at = Timestamp::from_micros(row.get(4)?);
        Ok(ListRow {
            id: ConversationId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("conversation"))?,
            started_at: Timestamp::from_micros(row.get(2)?),
            head: Head { number: row.get(0)?, is_visible: row.get(3)?, received_at },
        })
    }
}

pub(super) struct ListReader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) keys: &'a Keys,
    pub(super) visibility: &'a Visibility,
    pub(super) now: Timestamp,
}

impl ListReader<'_> {
    /// Shows a conversation by its own records alone, which are few.
    pub(super) fn without_turns(&self, row: ListRow, producers: &mut Producers) -> Result<Conversation> {
        let (fields, sealed) = self.own_fields(&row.id, row.head.number, producers)?;
        let status = match fields.time("ended_at") {
            Some(_) => Status::Ended,
            None => self.liveness(&row)?.of_open(|| tables::is_anything_open(self.connection, row.head.number))?,
        };
        let ListRow { id, started_at, head } = row;
        let opened = Opened { sealed, existence: !head.is_visible };
        Ok(Conversation { id, fields, started_at, status, turns: Vec::new(), metrics: Vec::new(), opened })
    }

    /// Merges a conversation's own records; says beside them whether anything sealed was opened for that.
    pub(super) fn own_fields(
        &self,
        id: &ConversationId,
        number: i64,
        producers: &mut Producers,
    ) -> Result<(Values, bool)> {
        let mut merged = Merged::new(RecordType::Conversation);
        let mut opener = Opener::new(self.connection, self.keys, self.visibility, id, number);
        let kind = Some(RecordType::Conversation);
        for record in
            tables::records(self.connection, number, kind, opener.as_mut(), producers, &mut ByteBudget::any())?
        {
            let version = Version { time: record.time, identity: record.identity };
            merged.add(version, &record.fields, &record.flags);
        }
        let sealed = opener.is_some_and(|opener| opener.has_opened);
        Ok((merged.view(self.visibility.sees_personal()), sealed))
    }

    pub(super) fn liveness(&self, row: &ListRow) -> Result<Liveness> {
        let Head { number, is_visible, received_at } = row.head;
        tables::liveness(self.connection, number, is_visible, received_at, self.now)
    }

    /// Shows a conversation with its turns. Its entries are needed for that: they may be all that is known of a turn or
    /// a function event.
    pub(super) fn with_turns(&self, row: ListRow) -> Result<Conversation> {
        let whole = view(
            self.connection,
            self.keys,
            self.visibility,
            row.id,
            &row.head,
            (Detail::Places, ByteBudget::any()),
            self.now,
        )?;
        let mut conversation = whole.ok_or(Failure::Row("conversation"))?;
        for turn in &mut conversation.turns {
            turn.events.retain(|event| event.id.is_some());
            turn.events.iter_mut().for_each(|event| event.entries.clear());
        }
        Ok(conversation)
    }
}
