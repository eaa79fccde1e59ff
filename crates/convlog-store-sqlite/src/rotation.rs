//! Exchanging the master key beside everything else: data keys are wrapped anew in small steps.
//!
//! A rotation begins with `master.key.next` lying in the data directory, or with two keys being given at the start.
//! What is new is wrapped under the next key at once. When nothing is left under the old one, the next takes its place.

use std::path::{Path, PathBuf};

use convlog_core::{AccountId, ConversationId, ProjectId};
use convlog_store::error::Result;
use convlog_store::seal::Place;
use parking_lot::Mutex;
use rusqlite::{Connection, params};

use crate::agreement::{self, Agreement};
use crate::failure::{self, Failure};
use crate::key_file;
use crate::keys::Keys;
use crate::open::SqliteStore;
use crate::open_error::OpenError;
use crate::writer::Apply;

/// How many data keys a step wraps anew.
const KEYS_MAX: usize = 200;

const ROTATE: &str = "exchange the master key";

/// How far a rotation has come.
#[derive(Debug)]
pub(crate) struct Rotation {
    data_dir: PathBuf,
    in_directory: bool,
    /// The conversation whose key was wrapped last; nothing while no rotation is under way.
    at: Mutex<Option<i64>>,
}

impl Rotation {
    pub(crate) fn new(data_dir: &Path, agreement: &Agreement) -> Rotation {
        let at = Mutex::new(agreement.is_rotating.then_some(0));
        Rotation { data_dir: data_dir.to_owned(), in_directory: agreement.in_directory, at }
    }

    pub(crate) fn is_under_way(&self) -> bool {
        self.at.lock().is_some()
    }
}

/// Asks for a rotation of the key in a data directory, whether a server runs on it or not. One that is under way goes
/// on.
///
/// # Errors
/// The directory holds no key, because it is given from outside; or it cannot be written.
pub fn request_rotation(data_dir: &Path) -> std::result::Result<(), OpenError> {
    if key_file::read_key(data_dir)?.is_none() {
        return Err(OpenError::KeyFromOutside(data_dir.to_owned()));
    }
    match key_file::read_next_key(data_dir)? {
        Some(_) => Ok(()),
        None => key_file::make_next_key(data_dir),
    }
}

/// Says whether a rotation that was asked for has not ended yet.
#[must_use]
pub fn is_rotation_pending(data_dir: &Path) -> bool {
    key_file::has_next_key(data_dir)
}

/// Takes a step; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore) -> Result<bool> {
    let rotation = &store.rotation;
    let at = *rotation.at.lock();
    let Some(at) = at else { return begin(store).await };
    let keys = store.keys.clone();
    let next = store.writer.work(ROTATE, move |connection, _| wrap_anew(connection, &keys, at)).await?;
    if next.is_none() && rotation.in_directory {
        // What is in the database goes first: it says which of the two files is the key, whatever happens in between.
        let promoted = key_file::promote_next_key(&rotation.data_dir);
        promoted
            .map_err(|error| convlog_store::Error::because(convlog_store::ErrorKind::Unavailable, ROTATE, error))?;
    }
    *rotation.at.lock() = next;
    Ok(true)
}

/// Begins a rotation that was asked for.
async fn begin(store: &SqliteStore) -> Result<bool> {
    let rotation = &store.rotation;
    if !rotation.in_directory || !key_file::has_next_key(&rotation.data_dir) {
        return Ok(false);
    }
    // A file that holds no key is no request.
    let Ok(Some(next)) = key_file::read_next_key(&rotation.data_dir) else { return Ok(false) };
    let keys = store.keys.clone();
    let work = move |connection: &Connection, _: &mut Apply<'_>| {
        let generation = keys.generation();
        agreement::begin(connection, &keys.of(generation)?, &next)?;
        // INVARIANT: readers have the key before a row is written that needs it, and this is the writer's thread.
        keys.exchange(generation + 1, next);
        Ok(())
    };
    store.writer.work(ROTATE, work).await?;
    *rotation.at.lock() = Some(0);
    Ok(true)
}

/// Wraps some keys anew; returns where to go on, or nothing when all are.
fn wrap_anew(connection: &Connection, keys: &Keys, after: i64) -> failure::Result<Option<i64>> {
    let generation = keys.generation();
    let sql = "SELECT conversation, wrapped, generation, conversations.name, projects.account, projects.name \
               FROM conversation_keys JOIN conversations ON conversations.id = conversation \
               JOIN projects ON projects.id = conversations.project \
               WHERE conversation > ?1 AND generation < ?2 ORDER BY conversation LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![after, generation, KEYS_MAX as i64])?;
    let mut wrapped = Vec::new();
    let (mut last, mut seen) = (after, 0);
    while let Some(row) = rows.next()? {
        (last, seen) = (row.get(0)?, seen + 1);
        let id = |at: usize| row.get::<_, String>(at);
        let conversation = ConversationId::new(id(3)?).map_err(|_| Failure::Row("conversation"))?;
        let account = AccountId::new(id(4)?).map_err(|_| Failure::Row("account"))?;
        let project = ProjectId::new(id(5)?).map_err(|_| Failure::Row("project"))?;
        let place = Place { account: &account, project: &project, conversation: &conversation };
        let wrapped_before = row.get_ref(1)?.as_blob().map_err(|_| Failure::Row("key"))?;
        let (old, new) = (keys.of(row.get(2)?), keys.of(generation)?);
        // What opens under no key opens under none afterwards either.
        if let Ok(anew) = old.and_then(|old| old.wrap_anew(&place, wrapped_before, &new)) {
            wrapped.push((last, anew));
        }
    }
    let mut update = connection
        .prepare_cached("UPDATE conversation_keys SET wrapped = ?2, generation = ?3 WHERE conversation = ?1")?;
    for (conversation, wrapped) in wrapped {
        update.execute(params![conversation, wrapped, generation])?;
    }
    if seen == KEYS_MAX {
        return Ok(Some(last));
    }
    agreement::end(connection)?;
    Ok(None)
}
