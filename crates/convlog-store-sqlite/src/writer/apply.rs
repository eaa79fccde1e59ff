//! Turning one batch into rows.

use convlog_core::entry::CONVERSATION_LOGGER;
use convlog_core::merge::Version;
use convlog_core::record::{Body, Fields, Log};
use convlog_core::{AccountId, ConversationId, Identity, ProjectId, RecordType, Timestamp};
use convlog_store::seal::{Keys, SealContext};
use convlog_store::{Batch, Item, Outcome};
use rusqlite::{Connection, Statement, params};

use super::bytes;
use super::conversations::{CachedConversation, Conversations};
use super::form::{hints, parts};
use super::intern::Names;
use super::known;
use super::lookups;
use super::marked;
use super::next_rows::next_row;
use super::prepared::{Prepared, PreparedItem};
use super::producers::{self, Producers};
use super::sealing::seal;
use super::seen::Seen;
use super::senders::{Sender, Senders};
use super::summary::Summary;
use crate::failure::{Failure, Result};
use crate::short_id::ShortId;

/// Turns batches into rows, inside a transaction that somebody else begins and ends.
pub(crate) struct Apply<'c> {
    connection: &'c Connection,
    keys: Keys,
    names: Names,
    producers: Producers,
    senders: Senders,
    seen: Seen,
    conversations: Conversations,
    next: NextRows,
    insert: Inserts<'c>,
}

/// The ids that the next rows will have: what a commit needs to name its rows.
#[derive(Clone, Copy, PartialEq, Eq)]
struct NextRows {
    entry: i64,
    hidden: i64,
    record: i64,
}

/// The statements that run once a row.
struct Inserts<'c> {
    entry: Statement<'c>,
    hidden: Statement<'c>,
    record: Statement<'c>,
}

impl<'c> Apply<'c> {
    pub(super) fn new(connection: &'c Connection, keys: Keys) -> Result<Apply<'c>> {
        let insert = Inserts {
            entry: connection.prepare(
                "INSERT INTO entries (conversation, producer, seq, time, level, form, logger, turn, event, content, \
                 extras, sealed, id, guard, sender, hints) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )?,
            hidden: connection.prepare(
                "INSERT INTO hidden_entries (conversation, producer, seq, turn, event, sealed, id, sender, hints, \
                 level) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            record: connection.prepare(
                "INSERT INTO records (conversation, kind, subject, producer, seq, time, received_at, fields, flags, \
                 sealed, id, guard, sender, ending) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?,
        };
        Ok(Apply {
            connection,
            keys,
            names: Names::new(),
            producers: Producers::new(),
            senders: Senders::new(),
            seen: Seen::new(),
            conversations: Conversations::new(connection)?,
            next: NextRows::read(connection)?,
            insert,
        })
    }

    /// Stores what of a batch is new.
    pub(super) fn batch(&mut self, prepared: &Prepared) -> Result<Vec<Outcome>> {
        let batch = &prepared.batch;
        let (first, received_at) = (self.next, batch.received_at());
        let mut rooms = prepared.firsts().map(|item| self.open(batch, item)).collect::<Result<Vec<BatchGroup>>>()?;
        // All of a batch is learned from before any of it is compared, so its own order does not matter.
        let admitted = prepared.items().map(|it| self.admit(it.item, &rooms[it.room]));
        let admitted = admitted.collect::<Result<Vec<Admission>>>()?;
        for (it, admission) in prepared.items().zip(&admitted) {
            self.learn(batch, &it, &mut rooms[it.room], *admission)?;
        }
        let items = prepared.items().zip(&admitted);
        let outcomes = items.map(|(it, admission)| self.store(batch, &it, &mut rooms[it.room], *admission));
        let outcomes = outcomes.collect::<Result<Vec<Outcome>>>()?;
        for (room, item) in rooms.into_iter().zip(prepared.firsts()) {
            if let (Some(mut in_hand), Some(conversation)) = (room.conversation, &item.conversation) {
                known::store(self.connection, &mut in_hand)?;
                self.conversations.put_back(in_hand, room.project, conversation);
            }
        }
        if self.next != first {
            let sql =
                "INSERT INTO commits (received_at, entries_from, hidden_from, records_from) VALUES (?1, ?2, ?3, ?4)";
            let from = params![received_at.as_micros(), first.entry, first.hidden, first.record];
            self.connection.prepare_cached(sql)?.execute(from)?;
        }
        Ok(outcomes)
    }

    /// Stores what has to be stored once a transaction and not once a row.
    pub(super) fn flush(&mut self) -> Result<()> {
        self.conversations.flush(self.connection)?;
        self.seen.flush(self.connection)?;
        self.names.settle();
        self.producers.settle();
        self.senders.settle();
        Ok(())
    }

    /// Returns a project's number.
    pub(crate) fn project(&mut self, account: &AccountId, project: &ProjectId) -> Result<i64> {
        self.names.project(self.connection, account, project)
    }

    /// Returns the number of a logger; that of `conv.log` has none.
    pub(crate) fn logger(&mut self, name: &str) -> Result<Option<i64>> {
        match name {
            CONVERSATION_LOGGER => Ok(None),
            name => self.names.logger(self.connection, name).map(Some),
        }
    }

    /// Returns the id of one more row of hidden entries.
    pub(crate) fn next_hidden(&mut self) -> i64 {
        self.next.hidden += 1;
        self.next.hidden - 1
    }

    /// Forgets a conversation whose rows somebody else deletes or changes.
    pub(crate) fn forget(&mut self, project: i64, conversation: &ConversationId) {
        self.conversations.forget(project, conversation);
    }

    /// Returns the ids of the last rows so far: of conversations, entries, hidden entries and records.
    pub(crate) fn last_rows(&self) -> [i64; 4] {
        [self.conversations.next_id(), self.next.entry, self.next.hidden, self.next.record].map(|next| next - 1)
    }

    /// Keeps which ids come next, so that they are not used again when the last rows are deleted.
    pub(crate) fn keep_next_rows(&self) -> Result<()> {
        let sql =
            "INSERT INTO next_rows (name, id) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET id = max(id, excluded.id)";
        let mut upsert = self.connection.prepare_cached(sql)?;
        for (name, last) in ["conversations", "entries", "hidden_entries", "records"].iter().zip(self.last_rows()) {
            upsert.execute(params![name, last + 1])?;
        }
        Ok(())
    }

    /// Forgets everything after a transaction was undone.
    pub(super) fn clear(&mut self) -> Result<()> {
        self.names.clear();
        self.producers.clear();
        self.senders.clear();
        self.seen.clear();
        self.conversations.clear(self.connection)?;
        self.next = NextRows::read(self.connection)?;
        Ok(())
    }

    /// Takes in hand what the records of a project and conversation need.
    fn open(&mut self, batch: &Batch, item: &Item) -> Result<BatchGroup> {
        let (account, project) = (batch.account(), &item.project);
        let number = self.names.project(self.connection, account, project)?;
        let Some(conversation) = &item.conversation else {
            return Ok(BatchGroup { project: number, is_erased: false, conversation: None });
        };
        let place = SealContext { account, project, conversation };
        let in_hand = self.conversations.take(self.connection, self.keys.lookup(), number, &place)?;
        Ok(BatchGroup { project: number, is_erased: in_hand.is_none(), conversation: in_hand })
    }

    /// Says whether an item is to be stored, and who wrote it.
    fn admit(&mut self, item: &Item, room: &BatchGroup) -> Result<Admission> {
        if room.is_erased {
            return Ok(Admission::Refused(Outcome::Erased));
        }
        let producer = self.producers.number(self.connection, room.project, item.identity.producer)?;
        if !self.seen.mark(self.connection, producer, item.identity.seq)? {
            return Ok(Admission::Refused(Outcome::Duplicate));
        }
        Ok(Admission::Admitted { producer, sender: self.senders.of(self.connection, item)? })
    }

    /// Learns what an item makes known.
    fn learn(&self, batch: &Batch, it: &PreparedItem<'_>, room: &mut BatchGroup, admission: Admission) -> Result<()> {
        let (Admission::Admitted { producer, sender }, Some(conversation), Some(in_hand)) =
            (admission, &it.item.conversation, &mut room.conversation)
        else {
            return Ok(());
        };
        let place = SealContext { account: batch.account(), project: &it.item.project, conversation };
        known::learn(self.connection, self.keys.lookup(), in_hand, &place, (it, sender, producer))
    }

    fn store(
        &mut self,
        batch: &Batch,
        it: &PreparedItem<'_>,
        room: &mut BatchGroup,
        admission: Admission,
    ) -> Result<Outcome> {
        let (producer, sender) = match admission {
            Admission::Refused(outcome) => return Ok(outcome),
            Admission::Admitted { producer, sender } => (producer, sender),
        };
        let item = it.item;
        let (account, received_at, last_contact_at) = (batch.account(), batch.received_at(), batch.last_contact_at());
        let version = Version { time: item.time, identity: item.identity };
        if let Body::Fields(fields) = &item.body
            && fields.kind == RecordType::Producer
        {
            producers::report(self.connection, producer, version, &fields.open, last_contact_at)?;
            return Ok(Outcome::Stored);
        }
        let (Some(conversation), Some(in_hand)) = (&item.conversation, &mut room.conversation) else {
            return Err(Failure::NoConversation);
        };
        let place = SealContext { account, project: &item.project, conversation };
        let lookup = self.keys.lookup();
        let hidden = known::hidden(self.connection, lookup, in_hand, &place, (item, sender, producer))?;
        let marked = marked::hidden(self.connection, &self.keys, in_hand, &place, (item, hidden.as_ref()))?;
        let hidden = marked.or(hidden);
        // What was hidden just now can be looked up too.
        let hashes = hidden.as_ref().map(|body| lookups::hashes(lookup, account, &item.project, body));
        let hashes = hashes.as_deref().unwrap_or(it.hashes);
        let target = Target { place, producer, sender, version, received_at, last_contact_at, hashes };
        in_hand.summary.touch();
        match hidden.as_ref().unwrap_or(&item.body) {
            Body::Log(log) => self.log(&target, &mut in_hand.summary, log)?,
            Body::Fields(fields) => self.fields(&target, &mut in_hand.summary, fields)?,
        }
        Ok(Outcome::Stored)
    }

    fn log(&mut self, target: &Target<'_>, summary: &mut Summary, log: &Log) -> Result<()> {
        let connection = self.connection;
        link_producer(connection, summary, target.producer, log.open.is_some())?;
        let turn = log.turn.as_deref().map(ShortId::new);
        let event = log.event.as_deref().map(ShortId::new);
        let seq = target.version.identity.seq as i64;
        let sealed = seal(connection, &self.keys, summary, target.sealed_as(), log.original.as_ref())?;
        lookups::add(connection, summary, target.hashes)?;
        let hints = hints(&log.hints)?;
        let Some(entry) = &log.open else {
            let level = log.level();
            summary.hidden(log.time, target.last_contact_at, level);
            summary.bytes += bytes::of_row(&[], sealed.as_deref());
            self.insert.hidden.execute(params![
                summary.id,
                target.producer,
                seq,
                turn,
                event,
                sealed,
                self.next.hidden,
                target.sender.number,
                hints,
                level as u8,
            ])?;
            self.next.hidden += 1;
            return Ok(());
        };
        summary.open(log.time, target.last_contact_at);
        summary.count(entry.level);
        let logger = self.logger(&entry.logger)?;
        let (form, content, extras) = parts(entry);
        summary.bytes += bytes::of_row(&[content, extras.unwrap_or_default()], sealed.as_deref());
        self.insert.entry.execute(params![
            summary.id,
            target.producer,
            seq,
            entry.time.as_micros(),
            entry.level as u8,
            form,
            logger,
            turn,
            event,
            content,
            extras,
            sealed,
            self.next.entry,
            log.guard,
            target.sender.number,
            hints,
        ])?;
        self.next.entry += 1;
        Ok(())
    }

    fn fields(&mut self, target: &Target<'_>, summary: &mut Summary, fields: &Fields) -> Result<()> {
        let connection = self.connection;
        link_producer(connection, summary, target.producer, true)?;
        summary.open(target.version.time, target.last_contact_at);
        let sealed = seal(connection, &self.keys, summary, target.sealed_as(), fields.original.as_ref())?;
        lookups::add(connection, summary, target.hashes)?;
        summary.bytes += bytes::of_row(&[&fields.open], sealed.as_deref());
        let flags = match fields.flags.as_slice() {
            [] => None,
            flags => Some(serde_json::to_string(flags).map_err(|_| Failure::Row("flags"))?),
        };
        self.insert.record.execute(params![
            summary.id,
            fields.kind as u8,
            fields.subject.as_deref().map(ShortId::new),
            target.producer,
            target.version.identity.seq as i64,
            target.version.time.as_micros(),
            target.received_at.as_micros(),
            fields.open,
            flags,
            sealed,
            self.next.record,
            fields.guard,
            target.sender.number,
            fields.ending.bits(),
        ])?;
        self.next.record += 1;
        summary.call(fields);
        if fields.kind == RecordType::Conversation {
            summary.say(connection, target.version, &fields.open)?;
        }
        Ok(())
    }
}

/// What the records of one project and conversation in a batch have in common.
struct BatchGroup {
    project: i64,
    /// Whether nothing of the conversation is to be taken in any more.
    is_erased: bool,
    /// Absent for records of producers too, which have none.
    conversation: Option<CachedConversation>,
}

/// Whether an item is to be stored.
#[derive(Clone, Copy)]
enum Admission {
    Admitted { producer: i64, sender: Sender },
    Refused(Outcome),
}

/// Where a record goes.
struct Target<'a> {
    place: SealContext<'a>,
    producer: i64,
    sender: Sender,
    version: Version,
    received_at: Timestamp,
    last_contact_at: Timestamp,
    hashes: &'a [i64],
}

impl Target<'_> {
    /// Returns what a sealed part is bound to.
    fn sealed_as(&self) -> (&SealContext<'_>, Identity) {
        (&self.place, self.version.identity)
    }
}

impl NextRows {
    fn read(connection: &Connection) -> Result<NextRows> {
        let next = |table: &str| next_row(connection, table);
        Ok(NextRows { entry: next("entries")?, hidden: next("hidden_entries")?, record: next("records")? })
    }
}

/// Notes who writes a conversation's records.
fn link_producer(connection: &Connection, summary: &mut Summary, producer: i64, is_open: bool) -> Result<()> {
    if summary.link_producer(producer, is_open) {
        let sql = "INSERT INTO conversation_producers (conversation, producer, open) VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET open = max(open, excluded.open)";
        connection.prepare_cached(sql)?.execute(params![summary.id, producer, is_open])?;
    }
    Ok(())
}
