//! Documents as rows of `control.db`.

use std::path::Path;

use async_trait::async_trait;
use convlog_store::error::Result;
use convlog_store::passes::rescan::RescanState;
use convlog_store::{Document, DocumentKind, Documents, ProjectRef};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{CACHE_BYTES, CONTROL_FILE, SqliteControl};
use crate::connection::open_writer;
use crate::failure::{self, Failure};
use crate::open_error::OpenError;
use crate::rows::{self, RowPosition};
use crate::schema;

#[async_trait]
impl Documents for SqliteControl {
    async fn document(&self, kind: DocumentKind, name: &str) -> Result<Option<Document>> {
        let name = name.to_owned();
        let read = move |connection: &Connection| {
            let sql = "SELECT version, body FROM documents WHERE kind = ?1 AND name = ?2";
            Ok(connection.prepare_cached(sql)?.query_row([kind.as_str(), &name], |row| document(row, 0)).optional()?)
        };
        self.threads.run("read a document", read).await
    }

    async fn list_documents(&self, kind: DocumentKind, begin: &str) -> Result<Vec<(String, Document)>> {
        // No name has the last of all characters.
        let (begin, end) = (begin.to_owned(), format!("{begin}{}", char::MAX));
        let read = move |connection: &Connection| {
            let sql =
                "SELECT name, version, body FROM documents WHERE kind = ?1 AND name >= ?2 AND name < ?3 ORDER BY name";
            let mut select = connection.prepare_cached(sql)?;
            let found = select.query_map([kind.as_str(), &begin, &end], |row| Ok((row.get(0)?, document(row, 1)?)))?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        };
        self.threads.run("read documents", read).await
    }

    async fn put_document(&self, kind: DocumentKind, name: &str, from: u64, body: Option<String>) -> Result<bool> {
        let name = name.to_owned();
        self.threads.run("put a document", move |connection| put(connection, kind, &name, (from, body))).await
    }
}

fn document(row: &Row<'_>, at: usize) -> rusqlite::Result<Document> {
    Ok(Document { version: row.get::<_, i64>(at)?.unsigned_abs(), body: row.get(at + 1)? })
}

fn put(
    connection: &Connection,
    kind: DocumentKind,
    name: &str,
    (from, body): (u64, Option<String>),
) -> failure::Result<bool> {
    let sql = match (from, &body) {
        (0, Some(_)) => "INSERT OR IGNORE INTO documents (kind, name, version, body) VALUES (?1, ?2, 1 + ?3, ?4)",
        (_, Some(_)) => {
            "UPDATE documents SET version = version + 1, body = ?4 WHERE kind = ?1 AND name = ?2 AND version = ?3"
        }
        (_, None) => "DELETE FROM documents WHERE kind = ?1 AND name = ?2 AND version = ?3 AND ?4 IS NULL",
    };
    Ok(connection.prepare_cached(sql)?.execute(params![kind.as_str(), name, from as i64, body])? == 1)
}

/// Takes over the rescans that an earlier version kept in `records.db`.
pub(crate) fn adopt_rescans(data_dir: &Path, records: &Connection) -> std::result::Result<(), OpenError> {
    let path = data_dir.join(CONTROL_FILE);
    let adopted = || -> failure::Result<Vec<(String, RescanState)>> {
        let sql = "SELECT account, name, policy, version, dry_run, started_at, finished_at, rescans.conversations, \
                   conversations_done, rows_read, rows_changed, conversations_to, at_conversation, at_entry, at_record \
                   FROM rescans JOIN projects ON projects.id = rescans.project";
        let mut select = records.prepare(sql)?;
        let mut found = select.query([])?;
        let mut states = Vec::new();
        while let Some(row) = found.next()? {
            states.push(adopted(row)?);
        }
        Ok(states)
    };
    let failed = |failure| OpenError::of(&path, failure);
    let states = adopted().map_err(failed)?;
    if states.is_empty() {
        return Ok(());
    }
    let control = open_writer(&path, schema::CONTROL, CACHE_BYTES)?;
    for (name, state) in states {
        let body = serde_json::to_string(&state).map_err(|_| failed(Failure::Row("rescan")))?;
        put(&control, DocumentKind::Rescan, &name, (0, Some(body))).map_err(failed)?;
    }
    records.execute("DELETE FROM rescans", []).map(drop).map_err(|error| failed(error.into()))
}

fn adopted(row: &Row<'_>) -> failure::Result<(String, RescanState)> {
    let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
    let account = convlog_core::AccountId::new(row.get::<_, String>(0)?).map_err(|_| Failure::Row("account"))?;
    let project = convlog_core::ProjectId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("project"))?;
    // The conversation that it was at is the next; the one before was the last that was done with.
    let at: i64 = row.get(12)?;
    let state = RescanState {
        policy: row.get(2)?,
        version: row.get(3)?,
        mark: None,
        settled: None,
        dry_run: row.get(4)?,
        started_at: row.get(5)?,
        finished_at: row.get(6)?,
        conversations: count(7)?,
        conversations_done: count(8)?,
        rows_read: count(9)?,
        rows_changed: count(10)?,
        to: Some(rows::cursor([row.get(11)?])),
        done: (at > 0).then(|| rows::cursor([at - 1])),
        within: (at > 0).then_some((rows::cursor([at]), RowPosition::cursor_of(row.get(13)?, row.get(14)?))),
    };
    Ok((ProjectRef { account, project }.document_name(), state))
}
