//! Retention: what a project keeps for so many days and no longer, whole conversations or their personal parts.
//!
//! A pass goes through all conversations in small steps. What counts is when the last record of a conversation arrived.

use std::collections::HashMap;

use convlog_core::{ConversationId, Timestamp};
use convlog_store::error::Result;
use convlog_store::upkeep::days_before;
use convlog_store::{Control, ProjectSettings};
use parking_lot::Mutex;
use rusqlite::{Connection, OptionalExtension, params};

use crate::erase::bury;
use crate::failure::{self, Failure};
use crate::open::SqliteStore;
use crate::writer::Apply;

mod personal;

pub(crate) use personal::purge_personal;

/// How long after the beginning of one pass the next begins.
const PASS_MICROS: i64 = 10 * 60 * 1_000_000;
/// How many conversations a step looks at.
const ROWS_MAX: i64 = 1000;
/// How many it removes at most.
const REMOVED_MAX: usize = 50;

const RETAIN: &str = "remove what was kept for long enough";

/// Where the pass is.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    began_at: Option<Timestamp>,
    /// The last conversation that was looked at; nothing between two passes.
    at: Option<i64>,
}

/// When something has to have arrived to be kept.
#[derive(Clone, Copy, Debug)]
struct Limits {
    whole: Option<Timestamp>,
    personal: Option<Timestamp>,
}

impl Limits {
    fn of(settings: &ProjectSettings, now: Timestamp) -> Limits {
        let before = |days: Option<u32>| days.map(|days| days_before(now, days));
        Limits { whole: before(settings.retention_days), personal: before(settings.pii_retention_days) }
    }

    fn due(&self, received_at: i64, has_key: bool) -> Option<Part> {
        let is_over = |limit: Option<Timestamp>| limit.is_some_and(|limit| received_at < limit.as_micros());
        match (is_over(self.whole), is_over(self.personal) && has_key) {
            (true, _) => Some(Part::Whole),
            (false, true) => Some(Part::Personal),
            (false, false) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Personal,
}

/// A conversation of which something is to be removed.
struct Due {
    number: i64,
    project: i64,
    id: ConversationId,
    limits: Limits,
}

/// Takes a step; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let state = *store.retention.state.lock();
    let is_due = state.began_at.is_none_or(|began| now.as_micros().abs_diff(began.as_micros()) >= PASS_MICROS as u64);
    let (began_at, at) = match state.at {
        Some(at) => (state.began_at, at),
        None if is_due => (Some(now), 0),
        None => return Ok(false),
    };
    let limits: HashMap<(String, String), Limits> = store
        .control
        .projects(None)
        .await?
        .into_iter()
        .filter(|project| project.settings.retention_days.or(project.settings.pii_retention_days).is_some())
        .map(|project| {
            let names = (project.account.as_str().to_owned(), project.id.as_str().to_owned());
            (names, Limits::of(&project.settings, now))
        })
        .collect();
    let (due, next) = match limits.is_empty() {
        true => (Vec::new(), None),
        false => store.reader.read(RETAIN, |connection| look(connection, &limits, at)).await?,
    };
    let is_over = due.is_empty() && next.is_none();
    if !due.is_empty() {
        store.writer.work(RETAIN, move |connection, apply| remove(connection, apply, due)).await?;
    }
    *store.retention.state.lock() = State { began_at, at: next };
    Ok(!is_over)
}

/// Returns what is due among the conversations behind `after`, and where to go on.
fn look(
    connection: &Connection,
    limits: &HashMap<(String, String), Limits>,
    after: i64,
) -> failure::Result<(Vec<Due>, Option<i64>)> {
    let sql = "SELECT conversations.id, project, conversations.name, projects.account, projects.name, \
               max(coalesce(last_open_received_at, 0), coalesce(last_hidden_received_at, 0)), \
               EXISTS (SELECT 1 FROM conversation_keys WHERE conversation = conversations.id) \
               AND NOT EXISTS (SELECT 1 FROM purges WHERE conversation = conversations.id) \
               FROM conversations JOIN projects ON projects.id = conversations.project \
               WHERE conversations.id > ?1 ORDER BY conversations.id LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([after, ROWS_MAX])?;
    let (mut due, mut last, mut seen) = (Vec::new(), after, 0);
    while let Some(row) = rows.next()? {
        (last, seen) = (row.get(0)?, seen + 1);
        let Some(limits) = limits.get(&(row.get(3)?, row.get(4)?)).copied() else { continue };
        if limits.due(row.get(5)?, row.get(6)?).is_none() {
            continue;
        }
        let id = ConversationId::new(row.get::<_, String>(2)?).map_err(|_| Failure::Row("conversation"))?;
        due.push(Due { number: last, project: row.get(1)?, id, limits });
        if due.len() == REMOVED_MAX {
            return Ok((due, Some(last)));
        }
    }
    Ok((due, (seen == ROWS_MAX).then_some(last)))
}

/// Removes what is due, unless more of it has arrived since.
fn remove(connection: &Connection, apply: &mut Apply<'_>, due: Vec<Due>) -> failure::Result<()> {
    let sql = "SELECT max(coalesce(last_open_received_at, 0), coalesce(last_hidden_received_at, 0)) \
               FROM conversations WHERE id = ?1";
    for Due { number, project, id, limits } in due {
        let received_at = connection.prepare_cached(sql)?.query_row([number], |row| row.get(0)).optional()?;
        let Some(part) = received_at.and_then(|received_at| limits.due(received_at, true)) else { continue };
        let count = match part {
            Part::Whole => {
                bury::remove(connection, apply, project, &id, None)?;
                "UPDATE projects SET retired = retired + 1 WHERE id = ?1"
            }
            Part::Personal => {
                personal::begin(connection, apply, number)?;
                "UPDATE projects SET retired_personal = retired_personal + 1 WHERE id = ?1"
            }
        };
        connection.prepare_cached(count)?.execute(params![project])?;
    }
    Ok(())
}
