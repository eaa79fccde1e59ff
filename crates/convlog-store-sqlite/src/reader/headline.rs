//! What a review begins with: a conversation as its row in a list, and what explains it.

use std::collections::{BTreeMap, HashMap};

use convlog_core::entry::API_RESPONSES_LOGGER;
use convlog_core::merge::{Merged, Version};
use convlog_core::outcome::{Ending, Outcome, Troubles};
use convlog_core::view::{Failed, MostSevere, SevereEntry, Status, raised};
use convlog_core::{ConversationId, Level, RecordType, Timestamp};
use convlog_store::seal::Keys;
use convlog_store::{Headline, Listed, Visibility};
use rusqlite::{Connection, params};

use super::filter::left_open;
use super::list::{ListReader, ListRow};
use super::opener::Opener;
use super::search::{counted, counts};
use super::tables::{self, HiddenRows, Producers};
use crate::failure::Result;
use crate::short_id::LongId;

/// How many failed functions are looked at: the first ones.
const FAILED_MAX: usize = 50;
/// How many errors, or warnings, are looked at for one that says more than others, or belongs to a function.
const LOOKS_MAX: i64 = 10_000;
/// How many of those that are personal as a whole are opened: the first to arrive.
const OPENED_MAX: i64 = 2_000;

/// Reads what the review of a conversation begins with, if this reader has it.
pub(super) fn read(
    connection: &Connection,
    keys: &Keys,
    visibility: &Visibility,
    id: &ConversationId,
    now: Timestamp,
) -> Result<Option<Headline>> {
    let sees_personal = visibility.sees_personal();
    let sql = format!(
        "SELECT {}, {} FROM conversations \
         WHERE project = (SELECT id FROM projects WHERE account = ?1 AND name = ?2) AND name = ?3 AND visible >= ?4",
        ListRow::COLUMNS,
        counted(sees_personal)
    );
    let mut select = connection.prepare_cached(&sql)?;
    let (account, project) = (visibility.account().as_str(), visibility.project().as_str());
    let mut rows = select.query(params![account, project, id.as_str(), !sees_personal])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let found = ListRow::read(row)?;
    let number = found.head.number;
    let opener = Opener::new(connection, keys, visibility, id, number);
    let mut opener = opener.map(|opener| opener.noting(visibility, &found.head));
    let list = ListReader { connection, keys, visibility, now };
    let mut producers = Producers::default();
    let mut conversation = list.without_turns(found, &mut producers)?;
    let counts = counts(connection, number, row, (conversation.status, now))?;
    let mut look = HeadlineScan { connection, conversation: number, producers };
    let failed = if counts.failed_functions > 0 { look.failed(conversation.status, now)? } else { Vec::new() };
    let mut gravest = MostSevere::of(raised(&failed).map(|failed| failed.id.as_str()));
    if counts.errors + counts.warnings > 0 {
        look.open(raised(&failed), &mut gravest)?;
        if let Some(opener) = &mut opener {
            look.hidden(opener, &mut gravest)?;
        }
    }
    conversation.opened.sealed |= opener.is_some_and(|opener| opener.has_opened);
    Ok(Some(Headline { listed: Listed { conversation, counts, matched: None }, explained: gravest.explain(&failed) }))
}

/// Looks for what explains a conversation.
struct HeadlineScan<'a> {
    connection: &'a Connection,
    conversation: i64,
    producers: Producers,
}

/// What the records of one function event tell, as they stand in the table.
struct EventRecords {
    ending: Ending,
    first: i64,
    rows: Vec<i64>,
}

impl HeadlineScan<'_> {
    /// Finds the first function events that failed, by what every reader may see of them.
    fn failed(&mut self, status: Status, now: Timestamp) -> Result<Vec<Failed>> {
        let sql = "SELECT id, subject, ending, time FROM records WHERE conversation = ?1 AND kind = ?2";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![self.conversation, RecordType::FunctionEvent as u8])?;
        let mut all: HashMap<String, EventRecords> = HashMap::new();
        while let Some(row) = rows.next()? {
            let (id, ending, time) = (row.get(0)?, Ending::from_bits(row.get(2)?), row.get(3)?);
            let subject: LongId = row.get(1)?;
            let told = all.entry(subject.0).or_insert_with(|| EventRecords { ending, first: time, rows: Vec::new() });
            told.ending = told.ending.union(ending);
            told.first = told.first.min(time);
            told.rows.push(id);
        }
        let left_open = left_open(self.connection, self.conversation, now)?;
        let outcome = |id: &str, told: &EventRecords| {
            let status = if left_open.contains(id) { Status::Unfinished } else { status };
            Outcome::of(told.ending, told.ending.status(status), Troubles::default())
        };
        let failed = all.into_iter().filter_map(|(id, told)| {
            let outcome = outcome(&id, &told).filter(|outcome| outcome.is_failure())?;
            // Those that raised go first, and of them those that began first.
            Some(((outcome != Outcome::Raised, told.first, id), (outcome, told.rows)))
        });
        let failed: BTreeMap<_, _> = failed.collect();
        let first = failed.into_iter().take(FAILED_MAX);
        first.map(|((_, _, id), (outcome, rows))| self.merged(id, outcome, &rows)).collect()
    }

    fn merged(&mut self, id: String, outcome: Outcome, rows: &[i64]) -> Result<Failed> {
        let sql = "SELECT producer, seq, time, fields FROM records WHERE id = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let (mut merged, mut first) = (Merged::new(RecordType::FunctionEvent), Timestamp::from_micros(i64::MAX));
        for row in rows {
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?));
            let (producer, seq, time, fields) = select.query_row([row], read)?;
            let (identity, time) =
                (self.producers.identity(self.connection, producer, seq)?, Timestamp::from_micros(time));
            first = first.min(time);
            merged.add(Version { time, identity }, &fields, &[]);
        }
        let fields = merged.view(false);
        let started_at = fields.time("started_at").unwrap_or(first);
        Ok(Failed { id, started_at, parent: fields.text("parent_id"), outcome })
    }

    /// Looks at the first errors and warnings of which every reader may see something, and at the last errors where a
    /// function is to have one.
    fn open(&mut self, raised: Option<&Failed>, gravest: &mut MostSevere) -> Result<()> {
        let responses = tables::logger_number(self.connection, API_RESPONSES_LOGGER)?;
        let mut walks = vec![(Level::Error, "ASC", i64::MIN), (Level::Warning, "ASC", i64::MIN)];
        walks.extend(raised.map(|raised| (Level::Error, "DESC", raised.started_at.as_micros())));
        for (level, direction, from) in walks {
            let sql = format!(
                "SELECT producer, seq, time, event, logger FROM entries INDEXED BY entries_grave \
                 WHERE conversation = ?1 AND level > 0 AND level = ?2 AND time >= ?3 ORDER BY time {direction} LIMIT ?4"
            );
            let mut select = self.connection.prepare_cached(&sql)?;
            let mut rows = select.query(params![self.conversation, level as u8, from, LOOKS_MAX])?;
            // Those of one time are all looked at, because the writer and the number decide between them.
            let mut enough: Option<i64> = None;
            while let Some(row) = rows.next()? {
                let time = row.get(2)?;
                if enough.is_some_and(|at| at != time) {
                    break;
                }
                let identity = self.producers.identity(self.connection, row.get(0)?, row.get(1)?)?;
                let is_response = responses.is_some() && row.get::<_, Option<i64>>(4)? == responses;
                let event = tables::text(row, 3)?;
                let is_it = match (direction, raised) {
                    ("DESC", Some(raised)) => event.as_ref() == Some(&raised.id),
                    _ => !is_response,
                };
                enough = enough.or(is_it.then_some(time));
                gravest.see(SevereEntry { time: Timestamp::from_micros(time), identity, level, is_response, event });
            }
        }
        Ok(())
    }

    /// Looks at errors and warnings that are personal as a whole.
    fn hidden(&mut self, opener: &mut Opener<'_>, gravest: &mut MostSevere) -> Result<()> {
        let rows = HiddenRows { level_min: Level::Warning, limit: OPENED_MAX, ..HiddenRows::of(self.conversation, 0) };
        tables::hidden_between(self.connection, rows, opener, &mut self.producers, |_, stored| {
            let (time, level, identity) = (stored.entry.time, stored.entry.level, stored.identity);
            let is_response = stored.entry.logger == API_RESPONSES_LOGGER;
            gravest.see(SevereEntry { time, identity, level, is_response, event: stored.event });
            Ok(())
        })
    }
}
