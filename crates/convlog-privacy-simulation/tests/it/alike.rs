//! What must look alike does, and what must be refused is: the questions that two random worlds seldom come to ask.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use convlog_conformance::memory::MemoryStore;
use convlog_core::ProjectId;
use convlog_privacy_simulation::question::Question;
use convlog_privacy_simulation::service::Service;
use convlog_privacy_simulation::world::ACCOUNT;
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

/// What happens in a call while somebody watches: what every reader sees, and beside it what only some do.
fn steps() -> [[Vec<String>; 2]; 4] {
    let producer = |n: u8| "0".repeat(31) + &n.to_string();
    let told = |n: u8, seq: u8, rest: &str| {
        let time = format!("2026-06-03T13:18:1{seq}Z");
        format!(r#"{{"producer":"{}","seq":{seq},"conversation_id":"c","timestamp":"{time}",{rest}}}"#, producer(n))
    };
    let entry = |place: &str, rest: &str| {
        format!(
            r#""type":"log",{place}"entry":{{"level":"error","content":"said","timestamp":"2026-06-03T13:18:05Z"{rest}}}"#
        )
    };
    let flagged = r#","is_pii":true"#;
    [
        [vec![told(2, 1, r#""type":"turn","turn_id":"t1""#)], vec![told(3, 1, &entry("", flagged))]],
        [
            vec![told(2, 2, r#""type":"function_event","function_event_id":"f","turn_id":"t1","duration_ms":2"#)],
            vec![told(3, 2, &entry(r#""turn_id":"t1","function_event_id":"f","#, flagged))],
        ],
        [
            vec![told(2, 3, &entry(r#""function_event_id":"f","#, ""))],
            vec![told(3, 3, &entry(r#""turn_id":"t0","function_event_id":"g","#, flagged))],
        ],
        [vec![told(2, 4, &entry("", ""))], vec![told(3, 4, &entry(r#""turn_id":"t1","#, flagged)), said(9, "d", true)]],
    ]
}

#[tokio::test]
async fn a_stream_tells_nothing_of_what_is_hidden() {
    let mut told = Vec::new();
    for has_hidden in [false, true] {
        let (_directory, service, [writer, reader]) = embedded().await;
        service.ingest(&writer, "front-desk", &[said(1, "c", false)], None).await;
        let question = Question::get("/api/projects/front-desk/conversations/c/live").with_key(&reader);
        let mut stream = service.open(&question).await.into_body();
        let mut events = vec![event(&mut stream, Duration::from_secs(5)).await.expect("a beginning")];
        for [open, hidden] in steps() {
            if has_hidden {
                service.ingest(&writer, "front-desk", &hidden, None).await;
                let news = event(&mut stream, Duration::from_millis(1600)).await;
                assert_eq!(news, None, "of something hidden");
            }
            service.ingest(&writer, "front-desk", &open, None).await;
            events.push(event(&mut stream, Duration::from_secs(5)).await.expect("what has changed"));
        }
        let back = question.with_header("last-event-id", &name(events.last().unwrap()));
        events.push(event(&mut service.open(&back).await.into_body(), Duration::from_secs(5)).await.unwrap());
        told.push(events);
    }
    assert_eq!(told[0], told[1]);
    assert!(told[0][1..5].iter().all(|event| event.starts_with("event: changed")), "{told:?}");
    assert!(told[0][5].starts_with("event: begin"), "{told:?}");
}

fn name(event: &str) -> String {
    event.lines().find_map(|line| line.strip_prefix("id: ")).expect("an id").to_owned()
}

/// Returns the next event, comments passed over, if it comes within some time.
async fn event(stream: &mut Body, within: Duration) -> Option<String> {
    let until = tokio::time::Instant::now() + within;
    while let Ok(Some(Ok(frame))) = tokio::time::timeout_at(until, stream.frame()).await {
        let text = String::from_utf8(frame.into_data().unwrap_or_default().to_vec()).unwrap();
        if text.starts_with("event: ") {
            return Some(text);
        }
    }
    None
}
