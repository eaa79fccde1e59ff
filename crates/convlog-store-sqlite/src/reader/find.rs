//! Finding entries by a walk over all there are: first when they were written, which says which of them a page looks at,
//! then those of each conversation that has any of them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use convlog_core::query::Subject;
use convlog_core::{ConversationId, Timestamp};
use convlog_store::seal::Keys;
use convlog_store::{EntryPage, EntryPosition, EntryQuery, FoundEntry, Visibility};
use rusqlite::{Connection, params};

use super::conversation::view;
use super::head::Head;
use super::list::project;
use super::opener::Opener;
use super::tables::{self, ByteBudget, Detail, Producers};
use crate::failure::{Failure, Result};

/// What finding entries needs.
pub(super) struct Finder<'a> {
    pub(super) connection: &'a Connection,
    pub(super) keys: &'a Keys,
    pub(super) visibility: &'a Visibility,
    pub(super) now: Timestamp,
    /// When it has taken too long.
    pub(super) ends_at: Instant,
}

/// Reads a page.
pub(super) fn read(finder: &Finder<'_>, query: &EntryQuery) -> Result<EntryPage> {
    let Some(project) = project(finder.connection, finder.visibility)? else {
        return Ok(EntryPage::default());
    };
    let mut newest = Newest { query, kept: BTreeMap::new() };
    finder.keep_open(project.number, &mut newest)?;
    if finder.visibility.sees_personal() {
        finder.keep_hidden(project.number, &mut newest)?;
    }
    let has_more = newest.kept.len() > query.looked_at_max();
    if has_more {
        newest.kept.pop_first();
    }
    let Some(last) = newest.kept.keys().next().copied() else {
        return Ok(EntryPage::default());
    };
    let (mut found, mut page) = (Kept { query, entries: BTreeMap::new(), bytes: 0 }, EntryPage::default());
    let conversations: BTreeSet<i64> = newest.kept.into_values().collect();
    for conversation in conversations {
        finder.scan_conversation(conversation, last, &mut found, &mut page)?;
    }
    let last_found = found.entries.keys().next().copied().filter(|_| found.is_full());
    let next = last_found.filter(|found| *found != last).or(has_more.then_some(last));
    let looked_until = has_more.then_some(last);
    Ok(EntryPage { entries: found.entries.into_values().rev().collect(), next, looked_until, ..page })
}

/// The newest entries that a page looks at, and one more, each with its conversation.
struct Newest<'a> {
    query: &'a EntryQuery,
    kept: BTreeMap<EntryPosition, i64>,
}

impl Newest<'_> {
    /// Says whether an entry of this time may be among them.
    fn may_keep(&self, time: Timestamp) -> bool {
        self.kept.len() <= self.query.looked_at_max() || self.kept.keys().next().is_some_and(|last| time >= last.time)
    }

    fn keep(&mut self, position: EntryPosition, conversation: i64) {
        if self.query.reaches(position) {
            self.kept.insert(position, conversation);
            if self.kept.len() > self.query.looked_at_max() + 1 {
                self.kept.pop_first();
            }
        }
    }
}

/// The newest entries that were found, as many as a page has room for.
struct Kept<'a> {
    query: &'a EntryQuery,
    entries: BTreeMap<EntryPosition, FoundEntry>,
    bytes: usize,
}

impl Kept<'_> {
    fn is_full(&self) -> bool {
        self.query.is_full(self.entries.len(), self.bytes)
    }

    fn keep(&mut self, position: EntryPosition, subject: &Subject<'_>) {
        let is_behind = self.entries.keys().next().is_some_and(|last| position < *last);
        let Some(entry) = FoundEntry::of(subject).filter(|_| !(is_behind && self.is_full())) else { return };
        self.bytes += entry.bytes();
        self.entries.insert(position, entry);
        while let Some(last) = self.entries.first_entry() {
            let bytes = self.bytes - last.get().bytes();
            let entries = self.entries.len() - 1;
            if !self.query.is_full(entries, bytes) {
                break;
            }
            self.entries.pop_first();
            self.bytes = bytes;
        }
    }
}

impl Finder<'_> {
    fn keep_open(&self, project: i64, newest: &mut Newest<'_>) -> Result<()> {
        let mut producers = Producers::default();
        let (sees_personal, times) = (self.visibility.sees_personal(), newest.query.times());
        tables::entry_times(self.connection, project, sees_personal, times, |row| {
            if newest.may_keep(row.time) {
                let id = producers.identity(self.connection, row.producer, row.seq)?.public_id();
                newest.keep(EntryPosition { time: row.time, id }, row.conversation);
            }
            Ok(())
        })
    }

    /// Opens every hidden entry, because when it was written is hidden too.
    fn keep_hidden(&self, project: i64, newest: &mut Newest<'_>) -> Result<()> {
        let sql = "SELECT id, name FROM conversations WHERE project = ?1 \
                   AND EXISTS (SELECT 1 FROM hidden_entries WHERE conversation = conversations.id)";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([project])?;
        let mut producers = Producers::default();
        while let Some(row) = rows.next()? {
            let (number, id) = (row.get(0)?, conversation_id(row.get(1)?)?);
            let Some(mut opener) = Opener::new(self.connection, self.keys, self.visibility, &id, number) else {
                continue;
            };
            for hidden in
                tables::hidden_entries(self.connection, number, &mut opener, &mut producers, &mut ByteBudget::any())?
            {
                newest.keep(EntryPosition { time: hidden.entry.time, id: hidden.identity.public_id() }, number);
            }
            self.ensure_in_time()?;
        }
        Ok(())
    }

    /// Looks at the entries of one conversation that are not behind the last.
    fn scan_conversation(
        &self,
        number: i64,
        last: EntryPosition,
        found: &mut Kept<'_>,
        page: &mut EntryPage,
    ) -> Result<()> {
        let sql = "SELECT name, visible, coalesce(last_open_received_at, last_hidden_received_at) FROM conversations \
                   WHERE id = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let (name, is_visible, received_at) =
            select.query_row(params![number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let head = Head { number, is_visible, received_at: Timestamp::from_micros(received_at) };
        let (connection, keys) = (self.connection, self.keys);
        let id = conversation_id(name)?;
        let view = view(connection, keys, self.visibility, id, &head, (Detail::Examined, ByteBudget::any()), self.now)?;
        for subject in view.iter().flat_map(Subject::entries) {
            let Some(position) = subject.entry().map(EntryPosition::of) else { continue };
            if position < last || !found.query.reaches(position) {
                continue;
            }
            self.ensure_in_time()?;
            if found.query.predicate().holds(&subject) {
                page.count(&subject, self.visibility);
                found.keep(position, &subject);
            }
        }
        Ok(())
    }

    /// Ends with an error what takes too long: conditions are looked at outside of SQLite, which keeps its own time.
    fn ensure_in_time(&self) -> Result<()> {
        if Instant::now() >= self.ends_at { Err(Failure::TimedOut) } else { Ok(()) }
    }
}

fn conversation_id(name: String) -> Result<ConversationId> {
    ConversationId::new(name).map_err(|_| Failure::Row("conversation"))
}
