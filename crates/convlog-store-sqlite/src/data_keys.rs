//! Data keys as rows of `records.db`, and the files that the next master key lies in.

use async_trait::async_trait;
use convlog_core::{AccountId, ConversationId, ProjectId};
use convlog_store::error::Result;
use convlog_store::seal::{KeyState, Keys, MasterKey};
use convlog_store::{ConversationRef, Cursor, DataKeys, Error, ErrorKind, ProjectRef, WrappedKey};
use rusqlite::{Connection, params};

use crate::failure::{self, Failure};
use crate::key_check::{read_state, write_state};
use crate::key_file;
use crate::open::SqliteStore;
use crate::rows;

const ROTATE: &str = "rotate the master key";

#[async_trait]
impl DataKeys for SqliteStore {
    fn seal_keys(&self) -> &Keys {
        &self.keys
    }

    fn next_master_key(&self) -> Result<Option<MasterKey>> {
        let own = self.own_keys.as_deref().filter(|data_dir| key_file::is_rotation_pending(data_dir));
        // A file that holds no key is no request.
        Ok(own.and_then(|data_dir| key_file::read_next_key(data_dir).ok().flatten()))
    }

    fn promote_master_key(&self) -> Result<()> {
        let Some(data_dir) = &self.own_keys else { return Ok(()) };
        let promoted = key_file::promote_next_key(data_dir);
        promoted.map_err(|error| Error::because(ErrorKind::Unavailable, ROTATE, error))
    }

    async fn put_key_state(&self, from: &KeyState, to: &KeyState) -> Result<bool> {
        let (from, to) = (from.clone(), to.clone());
        let put = move |connection: &Connection| {
            let is_kept = read_state(connection)? == from;
            is_kept.then(|| write_state(connection, &to)).transpose()?;
            Ok(is_kept)
        };
        self.writer.work(ROTATE, move |connection, _| put(connection)).await
    }

    /// INVARIANT: the writer's thread lists them, behind every key that it has made before.
    async fn wrapped_keys(&self, before: i64, after: Option<&Cursor>, limit: usize) -> Result<Vec<WrappedKey>> {
        let after = after.cloned();
        self.writer.work(ROTATE, move |connection, _| list(connection, before, after.as_ref(), limit)).await
    }

    async fn put_wrapped_keys(&self, anew: Vec<WrappedKey>) -> Result<()> {
        self.writer.work(ROTATE, move |connection, _| anew.iter().try_for_each(|key| put(connection, key))).await
    }
}

fn list(
    connection: &Connection,
    before: i64,
    after: Option<&Cursor>,
    limit: usize,
) -> failure::Result<Vec<WrappedKey>> {
    let sql = "SELECT conversation, wrapped, generation, conversations.name, projects.account, projects.name \
               FROM conversation_keys JOIN conversations ON conversations.id = conversation \
               JOIN projects ON projects.id = conversations.project \
               WHERE conversation > ?1 AND generation < ?2 ORDER BY conversation LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![rows::number(after)?, before, limit as i64])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = |at: usize| row.get::<_, String>(at);
        let account = AccountId::new(id(4)?).map_err(|_| Failure::Row("account"))?;
        let project = ProjectId::new(id(5)?).map_err(|_| Failure::Row("project"))?;
        let id = ConversationId::new(id(3)?).map_err(|_| Failure::Row("conversation"))?;
        found.push(WrappedKey {
            cursor: rows::cursor([row.get(0)?]),
            of: ConversationRef { of: ProjectRef { account, project }, id },
            generation: row.get(2)?,
            wrapped: row.get(1)?,
        });
    }
    Ok(found)
}

fn put(connection: &Connection, key: &WrappedKey) -> failure::Result<()> {
    let sql = "UPDATE conversation_keys SET wrapped = ?2, generation = ?3 WHERE conversation = ?1 AND generation < ?3";
    let number = rows::number(Some(&key.cursor))?;
    connection.prepare_cached(sql)?.execute(params![number, key.wrapped, key.generation])?;
    Ok(())
}
