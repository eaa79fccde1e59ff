//! What must look alike does, and what must be refused is: the questions that two random worlds seldom come to ask.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use convlog_conformance::memory::MemoryStore;
use convlog_core::ProjectId;
use convlog_proofs::question::Question;
use convlog_proofs::service::Service;
use convlog_proofs::world::ACCOUNT;
use convlog_store::{Permission, ProjectSettings, Scope};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use http_body_util::BodyExt;
use tempfile::TempDir;

/// Returns a service with one project, and a key that reaches only that.
async fn desk() -> (Service, String) {
    let service = Service::new(Arc::new(MemoryStore::default()));
    service.put_project(ACCOUNT, "front-desk", ProjectSettings::default()).await;
    let reader = service.new_key(ACCOUNT, only("front-desk"), &[Permission::Read]).await;
    (service, reader)
}

fn only(project: &str) -> Scope {
    Scope::Projects(vec![ProjectId::new(project).unwrap()])
}

#[tokio::test]
async fn a_filter_by_contact_is_refused_without_the_permission() {
    let (service, reader) = desk().await;
    for parameter in ["contact=x", "contact_last4=0001", "contact_last4=0001&text=x"] {
        for list in ["conversations", "conversations/export"] {
            let path = format!("/api/projects/front-desk/{list}?format=csv&{parameter}");
            let answer = service.ask(&Question::get(path.as_str()).with_key(&reader)).await;
            assert_eq!(answer.status, 403, "{path}");
        }
    }
}

#[tokio::test]
async fn a_project_out_of_reach_looks_like_none() {
    let (service, _) = desk().await;
    let stranger = service.new_key(ACCOUNT, only("elsewhere"), &[Permission::Read]).await;
    for path in ["/v1/agents/@/conversations", "/v3/acme/@/conversations", "/api/projects/@/facets"] {
        let ask = async |project: &str| {
            service.ask(&Question::get(path.replace('@', project)).with_key(&stranger)).await.comparable()
        };
        assert_eq!(ask("front-desk").await, ask("nowhere").await, "{path}");
    }
}

fn said(seq: usize, conversation: &str, is_pii: bool) -> String {
    let producer = "0".repeat(31) + "1";
    format!(
        r#"{{"type":"log","producer":"{producer}","seq":{seq},"conversation_id":"{conversation}","entry":{{"level":"info","content":"said {seq}","is_pii":{is_pii},"timestamp":"2026-06-03T13:18:0{seq}Z"}}}}"#
    )
}

/// Returns a service on the embedded store, and the keys of who writes and who reads.
async fn embedded() -> (TempDir, Service, [String; 2]) {
    let directory = tempfile::tempdir().unwrap();
    let service = Service::new(Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap()));
    service.put_project(ACCOUNT, "front-desk", ProjectSettings::default()).await;
    let writer = service.new_key(ACCOUNT, Scope::All, &[Permission::Ingest]).await;
    let reader = service.new_key(ACCOUNT, Scope::All, &[Permission::Read]).await;
    (directory, service, [writer, reader])
}

#[tokio::test]
async fn a_cursor_tells_nothing_of_a_hidden_conversation_before_it() {
    let mut pages = Vec::new();
    for first in [1, 2] {
        let (_directory, service, [writer, reader]) = embedded().await;
        let lines: Vec<String> = (first..4).map(|seq| said(seq, &format!("c{seq}"), seq == 1)).collect();
        service.ingest(&writer, "front-desk", &lines, None).await;
        let question = Question::get("/api/projects/front-desk/conversations?limit=1").with_key(&reader);
        pages.push(service.ask(&question).await);
    }
    assert!(pages[0].member("next").is_some(), "{:?}", pages[0]);
    assert_eq!(pages[0].comparable(), pages[1].comparable());
}

#[tokio::test]
async fn a_stream_tells_nothing_of_a_hidden_entry_that_arrives() {
    let (_directory, service, [writer, reader]) = embedded().await;
    service.ingest(&writer, "front-desk", &[said(1, "c", false)], None).await;
    let question = Question::get("/api/projects/front-desk/conversations/c/live").with_key(&reader);
    let mut stream = service.open(&question).await.into_body();
    assert_eq!(reviews(&mut stream, Duration::from_millis(200)).await, 1);
    service.ingest(&writer, "front-desk", &[said(2, "c", true)], None).await;
    assert_eq!(reviews(&mut stream, Duration::from_millis(1600)).await, 0, "after a hidden entry");
    service.ingest(&writer, "front-desk", &[said(3, "c", false)], None).await;
    assert_eq!(reviews(&mut stream, Duration::from_millis(1600)).await, 1, "after an open one");
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
