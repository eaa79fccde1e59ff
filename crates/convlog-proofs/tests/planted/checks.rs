//! The checks that a leak has to get past, in the order in which they are made.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use convlog_core::ProjectId;
use convlog_proofs::campaign::{Pair, Tally};
use convlog_proofs::canary::{Matrix, ROLES, Role, found_in, refused_lines};
use convlog_proofs::question::Question;
use convlog_proofs::service::Service;
use convlog_proofs::world::ACCOUNT;
use convlog_store::memory::MemoryStore;
use convlog_store::{KeyToken, Permission, ProjectSettings, Scope, Store};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use http_body_util::BodyExt;
use tempfile::TempDir;

use crate::log::Log;

/// Whose turn it is to plant.
pub(crate) static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// How many worlds are played for one leak, each with so many questions.
const WORLDS: u64 = 40;
const QUESTIONS: usize = 60;

/// A check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Two worlds on the embedded store.
    Worlds,
    /// Two worlds on the reference.
    WorldsOfReference,
    /// What must be refused is, and what must look alike does.
    Refusals,
    /// No canary in any answer, nor in the log.
    Canaries,
    /// No value in what is said of a refused line.
    RefusedLines,
    /// The same cursor whether or not there is a conversation of which only hidden entries tell.
    Cursors,
    /// No event because of a hidden entry.
    LiveStream,
}

pub(crate) const ALL: &[Check] = &[
    Check::Worlds,
    Check::WorldsOfReference,
    Check::Refusals,
    Check::RefusedLines,
    Check::Cursors,
    Check::Canaries,
    Check::LiveStream,
];

/// What the checks stand on.
pub(crate) struct Stage {
    embedded: Pair,
    reference: Pair,
    log: Log,
    _directories: [TempDir; 2],
    _turn: tokio::sync::MutexGuard<'static, ()>,
}

fn sqlite(directory: &TempDir) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap())
}

impl Stage {
    pub(crate) async fn set(log: Log) -> Stage {
        let turn = TURN.lock().await;
        let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let embedded = Pair::new(sqlite(&directories[0]), sqlite(&directories[1])).await;
        let reference = Pair::new(Arc::new(MemoryStore::default()), Arc::new(MemoryStore::default())).await;
        Stage { embedded, reference, log, _directories: directories, _turn: turn }
    }

    /// Makes a check; returns what it found.
    pub(crate) async fn run(&self, check: Check) -> Option<String> {
        match check {
            Check::Worlds => worlds(&self.embedded, 1).await,
            Check::WorldsOfReference => worlds(&self.reference, 1000).await,
            Check::Refusals => refusals().await,
            Check::Canaries => self.canaries().await,
            Check::RefusedLines => refused().await,
            Check::Cursors => cursors().await,
            Check::LiveStream => live().await,
        }
    }

    async fn canaries(&self) -> Option<String> {
        self.log.take();
        let directory = tempfile::tempdir().unwrap();
        let matrix = Matrix::fill(Service::new(sqlite(&directory))).await;
        let outcome = matrix.ask_as(reader(), true).await;
        if let Some((at, question)) = outcome.found.iter().next() {
            return Some(format!("{} in the answer to {question}", matrix.names([*at].into_iter())[0]));
        }
        let logged = found_in(&self.log.take());
        logged.first().map(|canary| format!("{} in the log", matrix.names([canary.0].into_iter())[0]))
    }
}

fn reader() -> &'static Role {
    ROLES.iter().find(|role| role.name == "read").unwrap()
}

/// Returns how many canaries a reader without the permission finds, and how many there are.
pub(crate) async fn canaries_of_reader() -> (usize, usize) {
    let directory = tempfile::tempdir().unwrap();
    let matrix = Matrix::fill(Service::new(sqlite(&directory))).await;
    let outcome = matrix.ask_as(reader(), false).await;
    let found = outcome.found.keys().filter(|at| **at < matrix.places.len()).count();
    (found, matrix.places.len())
}

async fn worlds(pair: &Pair, first: u64) -> Option<String> {
    let mut tally = Tally::default();
    for seed in first..first + WORLDS {
        if let Err(found) = pair.play(seed, QUESTIONS, &mut tally).await {
            return Some(found.to_string());
        }
    }
    None
}

async fn refusals() -> Option<String> {
    let service = Service::new(Arc::new(MemoryStore::default()));
    service.put_project(ACCOUNT, "front-desk", ProjectSettings::default()).await;
    let key = async |project: &str| {
        let token = KeyToken::generate().unwrap();
        let scope = Scope::Projects(vec![ProjectId::new(project).unwrap()]);
        service.put_key(&token, ACCOUNT, scope, &[Permission::Read]).await;
        token.reveal().to_owned()
    };
    let (reader, stranger) = (key("front-desk").await, key("elsewhere").await);
    for parameter in ["contact=x", "contact_last4=0001", "contact_last4=0001&text=x"] {
        for list in ["conversations", "conversations/export"] {
            let path = format!("/api/projects/front-desk/{list}?format=csv&{parameter}");
            let answer = service.ask(&Question::get(path.as_str()).with_key(&reader)).await;
            if answer.status != 403 {
                return Some(format!("{path} is answered with {}", answer.status));
            }
        }
    }
    for path in ["/v1/agents/@/conversations", "/v3/acme/@/conversations", "/api/projects/@/facets"] {
        let ask = async |project: &str| {
            service.ask(&Question::get(path.replace('@', project)).with_key(&stranger)).await.comparable()
        };
        if ask("front-desk").await != ask("nowhere").await {
            return Some(format!("{path} tells a project out of reach from one that is not there"));
        }
    }
    None
}

async fn refused() -> Option<String> {
    let service = Service::new(Arc::new(MemoryStore::default()));
    let token = KeyToken::generate().unwrap();
    service.put_key(&token, ACCOUNT, Scope::All, &[Permission::Ingest]).await;
    for line in refused_lines() {
        let answer = service.ask(&Question::post("/v1/ingest", line).with_key(token.reveal())).await;
        if !found_in(&answer.bytes()).is_empty() {
            return Some(String::from_utf8_lossy(&answer.body).into_owned());
        }
    }
    None
}

/// Turns a page of a list with and without a hidden conversation that came first.
async fn cursors() -> Option<String> {
    let mut pages = Vec::new();
    for with_hidden in [true, false] {
        let directory = tempfile::tempdir().unwrap();
        let service = Service::new(sqlite(&directory));
        service.put_project(ACCOUNT, "paged", ProjectSettings::default()).await;
        let key = async |permission| {
            let token = KeyToken::generate().unwrap();
            service.put_key(&token, ACCOUNT, Scope::All, &[permission]).await;
            token.reveal().to_owned()
        };
        let (writer, reader) = (key(Permission::Ingest).await, key(Permission::Read).await);
        let line = |seq: usize, is_pii: bool| {
            let producer = "0".repeat(31) + "1";
            format!(
                r#"{{"type":"log","producer":"{producer}","seq":{seq},"conversation_id":"c{seq}","entry":{{"level":"info","content":"x","is_pii":{is_pii},"timestamp":"2026-06-03T13:18:0{seq}Z"}}}}"#
            )
        };
        let lines: Vec<String> = (1..4).filter(|seq| with_hidden || *seq > 1).map(|seq| line(seq, seq == 1)).collect();
        service.ingest(&writer, "paged", &lines).await;
        let question = Question::get("/api/projects/paged/conversations?limit=1").with_key(&reader);
        pages.push(service.ask(&question).await.comparable());
    }
    (pages[0] != pages[1]).then(|| "the cursor tells of a hidden conversation".to_owned())
}

/// Watches a conversation while a hidden entry arrives, and then an open one.
async fn live() -> Option<String> {
    let directory = tempfile::tempdir().unwrap();
    let service = Service::new(sqlite(&directory));
    service.put_project(ACCOUNT, "live", ProjectSettings::default()).await;
    let key = async |permission| {
        let token = KeyToken::generate().unwrap();
        service.put_key(&token, ACCOUNT, Scope::All, &[permission]).await;
        token.reveal().to_owned()
    };
    let (writer, reader) = (key(Permission::Ingest).await, key(Permission::Read).await);
    let send = async |seq: usize, is_pii: bool| {
        let producer = "0".repeat(31) + "1";
        let line = format!(
            r#"{{"type":"log","producer":"{producer}","seq":{seq},"conversation_id":"c","entry":{{"level":"info","content":"said {seq}","is_pii":{is_pii},"timestamp":"2026-06-03T13:18:0{seq}Z"}}}}"#
        );
        service.ingest(&writer, "live", &[line]).await;
    };
    send(1, false).await;
    let question = Question::get("/api/projects/live/conversations/c/live").with_key(&reader);
    let mut stream = service.open(&question).await.into_body();
    let first = reviews(&mut stream, Duration::from_millis(200)).await;
    send(2, true).await;
    let after_hidden = reviews(&mut stream, Duration::from_millis(1600)).await;
    send(3, false).await;
    let after_open = reviews(&mut stream, Duration::from_millis(1600)).await;
    ((first, after_hidden, after_open) != (1, 0, 1)).then(|| {
        format!("{first} events at first, {after_hidden} after a hidden entry, {after_open} after an open one")
    })
}

/// Counts the events that come within some time, heartbeats not counted.
async fn reviews(stream: &mut Body, within: Duration) -> usize {
    let mut count = 0;
    let until = tokio::time::Instant::now() + within;
    while let Ok(Some(Ok(frame))) = tokio::time::timeout_at(until, stream.frame()).await {
        count += usize::from(frame.data_ref().is_some_and(|bytes| bytes.starts_with(b"event: review")));
    }
    count
}
