//! A service on SQLite, and short ways to ask it.

use std::sync::Arc;

use convlog_server::Config;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use serde_json::Value;

use crate::world::{CALL, PROJECT, Reply, Server, records};

/// A service and the directory that its store lies in.
pub(crate) struct Stage {
    pub(crate) server: Server,
    _directory: tempfile::TempDir,
}

/// Four short calls beside the long one: `c2` failed, `c3` warned, `c4` is of the caller of `c3`, `h` is hidden.
pub(super) const OTHERS: [(&str, &[&str]); 4] = [
    (
        "c2",
        &[
            r#"conversation "timestamp":"2026-06-03T12:00:00Z","started_at":"2026-06-03T12:00:00Z","ended_at":"2026-06-03T12:00:30Z","environment":"sandbox","channel":"SMS","variant_id":"v2","contact":"ada@example.org""#,
            r#"function_event "timestamp":"2026-06-03T12:00:01Z","function_event_id":"f","name":"look_up","error":{"type":"KeyError","message":"x"}"#,
        ],
    ),
    (
        "c3",
        &[
            r#"conversation "timestamp":"2026-06-03T11:00:00Z","started_at":"2026-06-03T11:00:00Z","ended_at":"2026-06-03T11:10:00Z","from_number":"+44 7700 900123""#,
            r#"log "entry":{"level":"warning","content":"Quota almost used","is_pii":false,"timestamp":"2026-06-03T11:00:01Z"}"#,
        ],
    ),
    (
        "c4",
        &[
            r#"conversation "timestamp":"2026-06-03T10:00:00Z","started_at":"2026-06-03T10:00:00Z","contact":"+44 7700 900123","summary":"=cmd|' /C calc'!A0","ended_by":"caller","ended_at":"2026-06-03T10:00:05Z""#,
        ],
    ),
    (
        "h",
        &[
            r#"log "entry":{"level":"error","content":"CANARY-hidden","is_pii":true,"timestamp":"2026-06-03T09:00:00Z"}"#,
        ],
    ),
];

impl Stage {
    /// Starts a service with the long call `c1` and the others.
    pub(crate) async fn start() -> Stage {
        let stage = Stage::empty().await;
        stage.send("c1", CALL, 1).await;
        for (at, (id, members)) in OTHERS.iter().enumerate() {
            stage.send(id, members, at + 2).await;
        }
        stage
    }

    pub(crate) async fn empty() -> Stage {
        let directory = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap();
        let server = Server::start_with(Config::default(), Arc::new(store)).await;
        Stage { server, _directory: directory }
    }

    /// Sends records as the first of the `n`th producer.
    pub(crate) async fn send(&self, id: &str, members: &[&str], n: usize) {
        let body = records(id, members).replace("00001\",\"seq\"", &format!("{n:05}\",\"seq\""));
        let reply = self.server.ingest(body).await;
        assert_eq!(reply.json()["accepted"].as_u64(), Some(members.len() as u64), "{}", reply.text());
    }

    /// Asks for a path below the project.
    pub(crate) async fn ask(&self, path: &str, key: &str) -> Reply {
        self.server.read(&format!("/api/projects/{PROJECT}/{path}"), key).await
    }

    /// Returns what a path below the project gives a reader without `pii`.
    pub(crate) async fn open(&self, path: &str) -> Value {
        self.json(path, &self.server.reader).await
    }

    /// Returns what a path below the project gives a reader with `pii`.
    pub(crate) async fn complete(&self, path: &str) -> Value {
        self.json(path, &self.server.pii_reader).await
    }

    async fn json(&self, path: &str, key: &str) -> Value {
        let reply = self.ask(path, key).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")), "{}", reply.text());
        reply.json()
    }
}

/// Returns the ids of the rows of a page.
pub(super) fn ids(page: &Value) -> String {
    let ids: Vec<&str> =
        page["conversations"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    ids.join(",")
}
