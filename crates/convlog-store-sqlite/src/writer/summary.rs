//! What a conversation's row says of it: the sort values, filters and counts of lists.
//!
//! Everything but the hidden columns is made from what every reader may see.

use convlog_core::json::push_member;
use convlog_core::merge::{Merged, Version};
use convlog_core::schema::ENVIRONMENT_DEFAULT;
use convlog_core::{Fields, Identity, Level, ProducerId, RecordType, Timestamp};
use convlog_store::mark::Marks;
use convlog_store::seal::DataKey;
use rusqlite::{Connection, Row, params};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::contribution::Contribution;
use super::open_calls::OpenCalls;
use crate::failure::Result;
use crate::known::KnownScopes;

pub(super) const COLUMNS: &str = "id, said_started_at, first_open_at, first_hidden_at, ended_at, environment, channel, \
    variant_id, variant_name, errors, warnings, entries, last_open_received_at, last_hidden_received_at, visible, \
    failed, handoff, open_calls, hidden_entries, hidden_errors, hidden_warnings, concern, concern_personal, bytes";

/// How many of a conversation's producers are remembered; the rest are looked up.
const PRODUCERS_MAX: usize = 64;

/// How many of the hashes by which it can be looked up; the rest are stored once more, to no effect.
const LOOKUPS_MAX: usize = 32;

/// The row of a conversation, with what the writer needs at hand about it.
pub(super) struct Summary {
    pub(super) id: i64,
    /// Whether it is in the database, and what it contributes to its project there.
    pub(super) is_stored: bool,
    pub(super) counted: Option<Contribution>,
    pub(super) change: Change,
    said_started_at: Option<i64>,
    first_open_at: Option<i64>,
    first_hidden_at: Option<i64>,
    ended_at: Option<i64>,
    texts: [Option<String>; 4],
    errors: i64,
    warnings: i64,
    entries: i64,
    /// Entries that are personal as a whole, those of the level error, and those of the level warning.
    hidden: [i64; 3],
    /// How many bytes its rows take.
    pub(super) bytes: i64,
    /// Whether a function event tells of an error.
    failed: bool,
    open_calls: OpenCalls,
    /// By which kinds of trouble lists find it in the database.
    written_concern: TroubleFlags,
    handoff: bool,
    last_open_received_at: Option<i64>,
    last_hidden_received_at: Option<i64>,
    /// The merge of what its own records say, once one of them has arrived.
    said: Option<Merged>,
    /// Its producers, and whether each wrote anything open.
    producers: Vec<(i64, bool)>,
    pub(super) key: Option<Box<DataKey>>,
    /// What is known to be personal in it, once somebody has asked.
    pub(super) known: Option<Box<KnownScopes>>,
    /// What readers marked in it, once somebody has asked.
    pub(super) marks: Option<Option<Box<Marks>>>,
    /// The hashes by which it can be looked up already, as far as they are remembered.
    lookups: Vec<i64>,
}

/// By what kinds of trouble lists find a conversation, for readers of what is open and for those of personal data: 1 for
/// warnings, 2 for errors and function events with one, 4 where a function event may not have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct TroubleFlags {
    open: i64,
    personal: i64,
}

/// What of a row has to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Nothing.
    Nothing,
    /// Only columns that no index has.
    Counts,
    /// Everything.
    All,
}

/// The fields of the conversation's own records that its row has; all of them are open.
#[derive(Deserialize)]
struct OwnFields<'a> {
    #[serde(borrow)]
    started_at: Option<&'a RawValue>,
    ended_at: Option<&'a RawValue>,
    environment: Option<&'a RawValue>,
    channel: Option<&'a RawValue>,
    variant_id: Option<&'a RawValue>,
    variant_name: Option<&'a RawValue>,
    handoff: Option<&'a RawValue>,
}

const TEXTS: [&str; 4] = ["environment", "channel", "variant_id", "variant_name"];

impl Summary {
    pub(super) fn new(id: i64) -> Summary {
        Summary {
            id,
            is_stored: false,
            counted: None,
            change: Change::Nothing,
            said_started_at: None,
            first_open_at: None,
            first_hidden_at: None,
            ended_at: None,
            texts: [Some(ENVIRONMENT_DEFAULT.into()), None, None, None],
            errors: 0,
            warnings: 0,
            entries: 0,
            hidden: [0; 3],
            bytes: 0,
            failed: false,
            open_calls: OpenCalls::default(),
            written_concern: TroubleFlags::default(),
            handoff: false,
            last_open_received_at: None,
            last_hidden_received_at: None,
            said: None,
            producers: Vec::new(),
            key: None,
            known: None,
            marks: None,
            lookups: Vec::new(),
        }
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Summary> {
        Ok(Summary {
            is_stored: true,
            counted: Some(Contribution::of(row.get(14)?, row.get(23)?)),
            said_started_at: row.get(1)?,
            first_open_at: row.get(2)?,
            first_hidden_at: row.get(3)?,
            ended_at: row.get(4)?,
            texts: [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?],
            errors: row.get(9)?,
            warnings: row.get(10)?,
            entries: row.get(11)?,
            last_open_received_at: row.get(12)?,
            last_hidden_received_at: row.get(13)?,
            failed: row.get(15)?,
            handoff: row.get(16)?,
            open_calls: OpenCalls::from_stored(row.get(17)?),
            hidden: [row.get(18)?, row.get(19)?, row.get(20)?],
            written_concern: TroubleFlags { open: row.get(21)?, personal: row.get(22)? },
            bytes: row.get(23)?,
            ..Summary::new(row.get(0)?)
        })
    }

    /// Takes note of an open record or entry.
    pub(super) fn open(&mut self, time: Timestamp, received_at: Timestamp) {
        let before = (self.started_at(), self.is_visible());
        self.first_open_at = least(self.first_open_at, time);
        self.last_open_received_at = self.last_open_received_at.max(Some(received_at.as_micros()));
        self.changed_from(before);
    }

    /// Takes note of an open entry's level.
    pub(super) fn count(&mut self, level: Level) {
        self.entries += 1;
        self.errors += i64::from(level == Level::Error);
        self.warnings += i64::from(level == Level::Warning);
    }

    /// Takes note of what a record tells of the end of a function event, if it is about one.
    pub(super) fn call(&mut self, fields: &Fields) {
        if fields.kind == RecordType::FunctionEvent {
            self.failed |= fields.ending.raised();
            self.open_calls.note(fields);
        }
    }

    /// Takes note of a hidden entry.
    pub(super) fn hidden(&mut self, time: Timestamp, received_at: Timestamp, level: Level) {
        let before = (self.started_at(), self.is_visible());
        let [entries, errors, warnings] = &mut self.hidden;
        *entries += 1;
        *errors += i64::from(level == Level::Error);
        *warnings += i64::from(level == Level::Warning);
        self.first_hidden_at = least(self.first_hidden_at, time);
        self.last_hidden_received_at = self.last_hidden_received_at.max(Some(received_at.as_micros()));
        self.changed_from(before);
    }

    /// Merges one of the conversation's own records, which is stored already.
    pub(super) fn say(&mut self, connection: &Connection, version: Version, fields: &str) -> Result<()> {
        let mut said = match self.said.take() {
            Some(said) => said,
            None if self.is_stored => stored(connection, self.id)?,
            None => Merged::new(RecordType::Conversation),
        };
        said.add(version, &reduced(fields), &[]);
        let values = said.clone().view(false);
        self.said_started_at = values.time("started_at").map(Timestamp::as_micros);
        self.ended_at = values.time("ended_at").map(Timestamp::as_micros);
        self.texts = TEXTS.map(|name| values.text(name));
        self.texts[0].get_or_insert_with(|| ENVIRONMENT_DEFAULT.into());
        self.handoff = values.flag("handoff") == Some(true);
        self.said = Some(said);
        self.change = Change::All;
        Ok(())
    }

    /// Says whether a producer is news to the conversation.
    pub(super) fn link_producer(&mut self, producer: i64, is_open: bool) -> bool {
        match self.producers.iter_mut().find(|(known, _)| *known == producer) {
            Some((_, known_open)) => is_open && !std::mem::replace(known_open, true),
            None => {
                if self.producers.len() < PRODUCERS_MAX {
                    self.producers.push((producer, is_open));
                }
                true
            }
        }
    }

    /// Says whether a hash by which it can be looked up is news to it.
    pub(super) fn look_up_by(&mut self, hash: i64) -> bool {
        if self.lookups.contains(&hash) {
            return false;
        }
        if self.lookups.len() < LOOKUPS_MAX {
            self.lookups.push(hash);
        }
        true
    }

    /// Takes note that a record arrived, whatever it says.
    pub(super) fn touch(&mut self) {
        self.change = self.change.max(Change::Counts);
    }

    pub(super) fn is_visible(&self) -> bool {
        self.first_open_at.is_some()
    }

    /// Returns when it began: its own word for it, or else its first open record, or else its first hidden one.
    fn started_at(&self) -> Option<i64> {
        self.said_started_at.or(self.first_open_at).or(self.first_hidden_at)
    }

    fn changed_from(&mut self, before: (Option<i64>, bool)) {
        let change = if before == (self.started_at(), self.is_visible()) { Change::Counts } else { Change::All };
        self.change = self.change.max(change);
    }

    /// Returns by what kinds of trouble lists find it.
    fn concern(&self) -> TroubleFlags {
        let of = |errors: i64, warnings: i64| {
            4 * i64::from(self.open_calls.may_be_any())
                + 2 * i64::from(errors > 0 || self.failed)
                + i64::from(warnings > 0)
        };
        let [_, hidden_errors, hidden_warnings] = self.hidden;
        let personal = of(self.errors + hidden_errors, self.warnings + hidden_warnings);
        TroubleFlags { open: of(self.errors, self.warnings), personal }
    }

    /// Writes the row.
    pub(super) fn write(&mut self, connection: &Connection, project: i64, name: &str) -> Result<()> {
        let concern = self.concern();
        let is_found_otherwise = std::mem::replace(&mut self.written_concern, concern) != concern;
        if self.is_stored && self.change == Change::Counts && !is_found_otherwise {
            let update = "UPDATE conversations SET first_open_at = ?2, first_hidden_at = ?3, errors = ?4, \
                warnings = ?5, entries = ?6, last_open_received_at = ?7, last_hidden_received_at = ?8, \
                open_calls = ?9, hidden_entries = ?10, hidden_errors = ?11, hidden_warnings = ?12, bytes = ?13 \
                WHERE id = ?1";
            connection.prepare_cached(update)?.execute(params![
                self.id,
                self.first_open_at,
                self.first_hidden_at,
                self.errors,
                self.warnings,
                self.entries,
                self.last_open_received_at,
                self.last_hidden_received_at,
                self.open_calls.stored(),
                self.hidden[0],
                self.hidden[1],
                self.hidden[2],
                self.bytes,
            ])?;
            return Ok(());
        }
        let write = if self.is_stored {
            "UPDATE conversations SET said_started_at = ?2, first_open_at = ?3, first_hidden_at = ?4, ended_at = ?5, \
             environment = ?6, channel = ?7, variant_id = ?8, variant_name = ?9, errors = ?10, warnings = ?11, \
             entries = ?12, last_open_received_at = ?13, last_hidden_received_at = ?14, visible = ?15, \
             started_at = ?16, failed = ?19, handoff = ?20, concern = ?21, concern_personal = ?22, open_calls = ?23, \
             hidden_entries = ?24, hidden_errors = ?25, hidden_warnings = ?26, bytes = ?27 \
             WHERE id = ?1 AND project = ?17 AND name = ?18"
        } else {
            "INSERT INTO conversations (id, said_started_at, first_open_at, first_hidden_at, ended_at, environment, \
             channel, variant_id, variant_name, errors, warnings, entries, last_open_received_at, \
             last_hidden_received_at, visible, started_at, project, name, failed, handoff, concern, concern_personal, \
             open_calls, hidden_entries, hidden_errors, hidden_warnings, bytes) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, \
             ?22, ?23, ?24, ?25, ?26, ?27)"
        };
        let [environment, channel, variant_id, variant_name] = &self.texts;
        connection.prepare_cached(write)?.execute(params![
            self.id,
            self.said_started_at,
            self.first_open_at,
            self.first_hidden_at,
            self.ended_at,
            environment,
            channel,
            variant_id,
            variant_name,
            self.errors,
            self.warnings,
            self.entries,
            self.last_open_received_at,
            self.last_hidden_received_at,
            self.is_visible(),
            self.started_at(),
            project,
            name,
            self.failed,
            self.handoff,
            concern.open,
            concern.personal,
            self.open_calls.stored(),
            self.hidden[0],
            self.hidden[1],
            self.hidden[2],
            self.bytes,
        ])?;
        Ok(())
    }
}

fn least(held: Option<i64>, time: Timestamp) -> Option<i64> {
    Some(held.map_or(time.as_micros(), |held| held.min(time.as_micros())))
}

/// Returns the fields that the row has, so that the merge at hand stays small whatever a conversation's state is.
fn reduced(fields: &str) -> String {
    let mut out = String::from("{");
    if let Ok(said) = serde_json::from_str::<OwnFields<'_>>(fields) {
        let times = [("started_at", said.started_at), ("ended_at", said.ended_at)];
        let texts = [said.environment, said.channel, said.variant_id, said.variant_name];
        let flags = [("handoff", said.handoff)];
        for (name, value) in times.into_iter().chain(TEXTS.into_iter().zip(texts)).chain(flags) {
            if let Some(value) = value {
                push_member(&mut out, name, value.get());
            }
        }
    }
    out.push('}');
    out
}

/// Merges what is stored of a conversation's own records.
fn stored(connection: &Connection, conversation: i64) -> Result<Merged> {
    let mut merged = Merged::new(RecordType::Conversation);
    let mut select = connection.prepare_cached(
        "SELECT producers.key, records.seq, records.time, records.fields
         FROM records JOIN producers ON producers.id = records.producer
         WHERE records.conversation = ?1 AND records.kind = ?2",
    )?;
    let mut rows = select.query(params![conversation, RecordType::Conversation as u8])?;
    while let Some(row) = rows.next()? {
        let identity = Identity { producer: ProducerId::from_bytes(row.get(0)?), seq: row.get::<_, i64>(1)? as u64 };
        let version = Version { time: Timestamp::from_micros(row.get(2)?), identity };
        let fields = row.get_ref(3)?.as_str().map_err(|_| crate::failure::Failure::Row("fields"))?;
        merged.add(version, &reduced(fields), &[]);
    }
    Ok(merged)
}
