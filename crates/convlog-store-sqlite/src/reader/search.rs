//! Searching: the rows that a filter lets through, the latest start first, each looked into where that was asked for.
//!
//! What bounds a search is counted from what its reader may see: the rows of others are not even read.

use std::time::Instant;

use convlog_core::merge::Values;
use convlog_core::outcome::Ending;
use convlog_core::query::Subject;
use convlog_core::view::{Conversation, Status, assemble};
use convlog_core::{ConversationId, RecordType, Timestamp};
use convlog_store::seal::Keys;
use convlog_store::search::Needle;
use convlog_store::{Counts, Listed, MatchedRecord, Matches, Search, SearchPage, Visibility};
use rusqlite::{Connection, Row, params, params_from_iter};

use super::conversation::view;
use super::filter::{Conditions, left_open};
use super::list::{ListReader, ListRow, project, total};
use super::opener::Opener;
use super::tables::{self, ByteBudget, Detail, Producers};
use crate::failure::{Failure, Result};

/// Once a deep search has read so many records and entries, it ends with the conversation that it is at.
const READ_ROWS_MAX: usize = 50_000;

/// Reads what a search finds.
pub(super) fn read(
    connection: &Connection,
    keys: &Keys,
    visibility: &Visibility,
    search: &Search,
    (now, ends_at): (Timestamp, Instant),
) -> Result<SearchPage> {
    let Some(project) = project(connection, visibility)? else {
        return Ok(SearchPage { rows: Vec::new(), next: None, total: search.with_total.then_some(0) });
    };
    let conditions = Conditions::new(project.number, visibility.sees_personal(), &search.filter, now);
    let total = total(connection, &project, &conditions, &search.filter, visibility, search.with_total)?;
    let columns = format!("{}, {}", ListRow::COLUMNS, counted(visibility.sees_personal()));
    let (sql, parameters) = conditions.walk(&columns, search.after.as_ref());
    let mut select = connection.prepare_cached(&sql)?;
    let mut candidates = select.query(params_from_iter(parameters))?;
    let list = ListReader { connection, keys, visibility, now };
    let mut look = CandidateScan {
        list: &list,
        search,
        needle: search.content.text.as_deref().map(Needle::new),
        rows: 0,
        ends_at,
        met: None,
    };
    let scan_limit = if search.content.is_empty() { u32::MAX } else { search.scan_limit };
    let (mut rows, mut looks, mut last) = (Vec::new(), 0, None);
    while let Some(row) = candidates.next()? {
        if rows.len() == search.limit as usize || looks == scan_limit || look.rows >= READ_ROWS_MAX {
            return Ok(SearchPage { rows, next: last, total });
        }
        looks += 1;
        let candidate = ListRow::read(row)?;
        last = Some(candidate.position());
        if look.holds(&candidate)? {
            let number = candidate.head.number;
            let mut conversation = if search.with_turns {
                list.with_turns(candidate)?
            } else {
                list.without_turns(candidate, &mut Producers::default())?
            };
            let counts = counts(connection, number, row, (conversation.status, now))?;
            let matched = look.met.take().map(|(record, sealed)| {
                // What was opened to find it is noted for the audit with the row.
                conversation.opened.sealed |= sealed;
                record
            });
            rows.push(Listed { conversation, counts, matched });
        }
    }
    Ok(SearchPage { rows, next: None, total })
}

/// Returns the columns that count entries and how many of them are errors and warnings, of what a reader sees.
pub(super) fn counted(sees_personal: bool) -> &'static str {
    if sees_personal {
        "entries + hidden_entries, errors + hidden_errors, warnings + hidden_warnings"
    } else {
        "entries, errors, warnings"
    }
}

/// Counts what a reader sees of a conversation: what its row has, and what its records describe.
pub(super) fn counts(
    connection: &Connection,
    conversation: i64,
    row: &Row<'_>,
    (status, now): (Status, Timestamp),
) -> Result<Counts> {
    let at = ListRow::COLUMN_COUNT;
    let number = |index: usize| row.get::<_, i64>(at + index).map(i64::unsigned_abs);
    let mut counts = Counts { entries: number(0)?, errors: number(1)?, warnings: number(2)?, ..Counts::default() };
    let sql = "SELECT kind, told, count(*) FROM ( \
                   SELECT kind, max(ending & 1) + max(ending & 2) + max(ending & 4) AS told FROM records \
                   WHERE conversation = ?1 AND kind IN (?2, ?3) GROUP BY kind, subject \
               ) GROUP BY kind, told";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query(params![conversation, RecordType::Turn as u8, RecordType::FunctionEvent as u8])?;
    while let Some(row) = found.next()? {
        let described = row.get::<_, i64>(2)?.unsigned_abs();
        if row.get::<_, u8>(0)? == RecordType::Turn as u8 {
            counts.turns += described;
            continue;
        }
        counts.functions += described;
        let ending = Ending::from_bits(row.get(1)?);
        if ending.is_failure(status) {
            counts.failed_functions += described;
        } else if !ending.has_ended() {
            counts.failed_functions += left_open(connection, conversation, now)?.len() as u64;
        }
    }
    Ok(counts)
}

/// Looks into one candidate after the other.
struct CandidateScan<'a> {
    list: &'a ListReader<'a>,
    search: &'a Search,
    needle: Option<Needle>,
    /// How many rows were read so far.
    rows: usize,
    /// When it has taken too long.
    ends_at: Instant,
    /// The record for which the last candidate meets the query, and whether anything sealed was opened to find it.
    met: Option<(MatchedRecord, bool)>,
}

impl CandidateScan<'_> {
    /// Says whether a candidate holds what the search is after.
    fn holds(&mut self, candidate: &ListRow) -> Result<bool> {
        Ok(self.is_of_contact(candidate)?
            && self.is_called_in(candidate)?
            && self.is_there(candidate)?
            && self.is_met(candidate)?)
    }

    /// Says whether the query holds of a record of the candidate, as its reader sees it.
    fn is_met(&mut self, candidate: &ListRow) -> Result<bool> {
        let Some(query) = &self.search.content.query else { return Ok(true) };
        let ListReader { connection, keys, visibility, now } = *self.list;
        let detail = (Detail::Examined, ByteBudget::any());
        let view = view(connection, keys, visibility, candidate.id.clone(), &candidate.head, detail, now)?;
        let Some(view) = view else { return Ok(false) };
        let mut matches = Matches::of(query);
        for subject in Subject::all(&view) {
            self.rows += 1;
            // Conditions are looked at outside of SQLite, which keeps its own time.
            if Instant::now() >= self.ends_at {
                return Err(Failure::TimedOut);
            }
            matches.look_at(subject);
        }
        self.met = matches.found().map(|record| (record, view.opened.sealed));
        Ok(self.met.is_some())
    }

    fn is_of_contact(&mut self, candidate: &ListRow) -> Result<bool> {
        if !self.search.content.is_personal() {
            return Ok(true);
        }
        if !self.list.visibility.sees_personal() {
            return Ok(false);
        }
        self.rows += 1;
        let (fields, _) = self.list.own_fields(&candidate.id, candidate.head.number, &mut Producers::default())?;
        Ok(self.search.content.is_of_contact(&fields))
    }

    /// Looks for a function by what every reader may see.
    fn is_called_in(&mut self, candidate: &ListRow) -> Result<bool> {
        let Some(wanted) = &self.search.content.function else { return Ok(true) };
        let (connection, number) = (self.list.connection, candidate.head.number);
        self.rows += 1;
        // A sender may write a letter as an escape, and a solidus too.
        let quoted =
            if wanted.contains('/') { String::new() } else { serde_json::Value::from(wanted.as_str()).to_string() };
        let sql = "SELECT EXISTS (SELECT 1 FROM records WHERE conversation = ?1 AND kind = ?2 \
                   AND (instr(fields, ?3) > 0 OR instr(fields, '\\u') > 0))";
        let key = params![number, RecordType::FunctionEvent as u8, quoted];
        if !connection.prepare_cached(sql)?.query_row(key, |row| row.get::<_, bool>(0))? {
            return Ok(false);
        }
        let kind = Some(RecordType::FunctionEvent);
        let records =
            tables::records(connection, number, kind, None, &mut Producers::default(), &mut ByteBudget::any())?;
        self.rows += records.len();
        let liveness = self.list.liveness(candidate)?;
        let open = assemble(candidate.id.clone(), records, Vec::new(), false, liveness);
        Ok(open.is_some_and(|open| self.search.content.is_called_in(&open)))
    }

    /// Looks for a text as far as the reader sees.
    fn is_there(&mut self, candidate: &ListRow) -> Result<bool> {
        let Some(needle) = &self.needle else { return Ok(true) };
        let (connection, number) = (self.list.connection, candidate.head.number);
        let (keys, visibility) = (self.list.keys, self.list.visibility);
        let mut opener = Opener::new(connection, keys, visibility, &candidate.id, number);
        let mut producers = Producers::default();
        let mut entries = tables::entries(
            connection,
            number,
            Detail::Whole,
            opener.as_mut(),
            &mut producers,
            &mut ByteBudget::any(),
        )?;
        if let Some(opener) = &mut opener {
            entries.extend(tables::hidden_entries(connection, number, opener, &mut producers, &mut ByteBudget::any())?);
        }
        self.rows += entries.len();
        if entries.iter().any(|stored| needle.is_logged_in(&stored.entry)) {
            return Ok(true);
        }
        // Records are merged first: what was flagged in one of them is hidden in all.
        let records =
            tables::records(connection, number, None, opener.as_mut(), &mut producers, &mut ByteBudget::any())?;
        self.rows += records.len();
        let liveness = self.list.liveness(candidate)?;
        let sees_personal = self.list.visibility.sees_personal();
        let view: Option<Conversation> = assemble(candidate.id.clone(), records, Vec::new(), sees_personal, liveness);
        Ok(view.is_some_and(|view| needle.is_said_in(&view)))
    }
}

/// Returns what each producer of a conversation says of itself.
pub(super) fn producers(connection: &Connection, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
    let sql = "SELECT producers.info FROM conversations \
               JOIN projects ON projects.id = conversations.project \
               JOIN conversation_producers ON conversation_producers.conversation = conversations.id \
               JOIN producers ON producers.id = conversation_producers.producer \
               WHERE projects.account = ?1 AND projects.name = ?2 AND conversations.name = ?3 \
               AND conversations.visible >= ?4 AND conversation_producers.open >= conversations.visible \
               AND producers.info IS NOT NULL ORDER BY producers.key";
    let mut select = connection.prepare_cached(sql)?;
    let (account, project) = (visibility.account().as_str(), visibility.project().as_str());
    let mut rows = select.query(params![account, project, id.as_str(), !visibility.sees_personal()])?;
    let mut producers = Vec::new();
    while let Some(row) = rows.next()? {
        let info: String = row.get(0)?;
        producers.push(crate::writer::said_by_producer(&info, visibility.sees_counts())?);
    }
    Ok(producers)
}
