//! Producers: their numbers, and the merge of what each reported of itself.
//!
//! A producer reports every few seconds, so its reports are merged into its row and not kept one by one.

use std::collections::BTreeMap;

use convlog_core::json::push_member;
use convlog_core::merge::{Merged, Values, Version};
use convlog_core::view::Writers;
use convlog_core::{ProducerId, RecordType, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::value::RawValue;

use super::recent::Recent;
use crate::failure::{Failure, Result};

const PRODUCERS_MAX: usize = 8192;

/// The producers at hand.
pub(super) struct Producers {
    numbers: Recent<(i64, ProducerId), i64>,
}

/// A producer's fields, each with the time and sequence number of the report it is from.
type Info = BTreeMap<String, (i64, u64, Box<RawValue>)>;

impl Producers {
    pub(super) fn new() -> Producers {
        Producers { numbers: Recent::new(PRODUCERS_MAX) }
    }

    /// Returns a producer's number.
    pub(super) fn number(&mut self, connection: &Connection, project: i64, producer: ProducerId) -> Result<i64> {
        if let Some(number) = self.numbers.get_mut(&(project, producer)) {
            return Ok(*number);
        }
        let key = params![project, producer.as_bytes()];
        let select = "SELECT id FROM producers WHERE project = ?1 AND key = ?2";
        let found = connection.prepare_cached(select)?.query_row(key, |row| row.get(0)).optional()?;
        let number = match found {
            Some(number) => number,
            None => connection.prepare_cached("INSERT INTO producers (project, key) VALUES (?1, ?2)")?.insert(key)?,
        };
        self.numbers.insert((project, producer), number);
        Ok(number)
    }

    pub(super) fn settle(&mut self) {
        self.numbers.settle();
    }

    pub(super) fn clear(&mut self) {
        self.numbers.clear();
    }
}

/// Returns the fields of a producer from its row, for a reader who may or may not see what is counted of all its records.
pub(crate) fn said_by_producer(info: &str, sees_counts: bool) -> Result<Values> {
    let info: Info = serde_json::from_str(info).map_err(|_| Failure::Row("info"))?;
    let mut fields = String::from("{");
    for (name, (_, _, value)) in &info {
        push_member(&mut fields, name, value.get());
    }
    fields.push('}');
    let mut merged = Merged::new(RecordType::Producer);
    merged.add(Version::FIRST, &fields, &[]);
    Ok(merged.view(sees_counts))
}

/// Merges what a producer says of itself into its row.
pub(super) fn report(
    connection: &Connection,
    number: i64,
    version: Version,
    fields: &str,
    last_contact_at: Timestamp,
) -> Result<()> {
    let mut select = connection.prepare_cached("SELECT info FROM producers WHERE id = ?1")?;
    let held: Option<String> = select.query_row([number], |row| row.get(0))?;
    let mut info: Info = match held {
        Some(held) => serde_json::from_str(&held).map_err(|_| Failure::Row("info"))?,
        None => Info::new(),
    };
    let said: BTreeMap<String, Box<RawValue>> = serde_json::from_str(fields).map_err(|_| Failure::Row("fields"))?;
    let said = said.into_iter().filter(|(name, _)| RecordType::Producer.field(name).is_some());
    let (time, seq) = (version.time.as_micros(), version.identity.seq);
    for (name, value) in said.filter(|(_, value)| value.get() != "null") {
        let is_newer = info.get(&name).is_none_or(|(held_time, held_seq, _)| (*held_time, *held_seq) < (time, seq));
        if is_newer {
            info.insert(name, (time, seq, value));
        }
    }
    let ended = Writers::of_one(info.contains_key("ended_at"), info.contains_key("adopted_at")) as u8;
    let info = serde_json::to_string(&info).map_err(|_| Failure::Row("info"))?;
    let update =
        "UPDATE producers SET info = ?2, ended = ?3, last_heard = max(coalesce(last_heard, ?4), ?4) WHERE id = ?1";
    connection.prepare_cached(update)?.execute(params![number, info, ended, last_contact_at.as_micros()])?;
    Ok(())
}
