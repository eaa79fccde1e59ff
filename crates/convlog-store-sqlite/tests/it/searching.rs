//! How much a search reads before it stops and says how far it came.

use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{NOW, conversation_id, producer};
use convlog_core::query::Predicate;
use convlog_store::{ContentFilter, ErrorKind, Search, SearchPage, VerifiedKey};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

use super::open;

const ENTRY: &str = r#"log "entry":{"level":"info","content":"x","timestamp":"TIME"}"#;
const HIDDEN: &str = r#"log "entry":{"level":"info","content":"x","is_pii":true,"timestamp":"TIME"}"#;
const CALL: &str =
    r#"function_event "function_event_id":"NUMBER","name":"look_up","content":"said","timestamp":"TIME""#;

/// Sends so many records of one form to a conversation of a given hour.
async fn send(world: &World, of: u8, conversation: &str, hour: u32, form: &str, count: usize) {
    let (kind, rest) = form.split_once(' ').unwrap();
    let line = |number: usize| {
        let rest = rest.replace("TIME", &format!("2025-01-01T{hour}:00:00Z")).replace("NUMBER", &number.to_string());
        format!(r#"{{"type":"{kind}","conversation_id":"{conversation}",{rest}}}"#)
    };
    let lines: Vec<String> = (0..count).map(line).collect();
    for (at, part) in lines.chunks(10_000).enumerate() {
        let part: Vec<&str> = part.iter().map(String::as_str).collect();
        world.send_as(producer(of), at as u64 * 10_000 + 1, &part).await;
    }
}

async fn search(world: &World, key: &VerifiedKey, deep: ContentFilter) -> SearchPage {
    let search = Search { content: deep, limit: 100, scan_limit: 100, ..Search::default() };
    world.store.search(&world.sight(key), &search, NOW).await.unwrap()
}

fn came_to(found: &SearchPage) -> Option<&str> {
    assert!(found.rows.is_empty());
    found.next.as_ref().map(|next| next.id.as_str())
}

/// After 50,000 rows, be they entries or records, a search ends with the conversation that it is at. Hidden entries count
/// for those who see them and for nobody else.
#[tokio::test]
async fn a_search_stops_after_so_many_rows_that_its_reader_sees() {
    let directory = tempfile::tempdir().unwrap();
    let world = World::in_project(Arc::new(open(directory.path()).unwrap()), "front-desk").await;
    send(&world, 1, "last", 10, ENTRY, 1).await;
    send(&world, 2, "more", 11, CALL, 19_996).await;
    send(&world, 3, "entries", 12, ENTRY, 8_000).await;
    send(&world, 4, "calls", 13, CALL, 20_000).await;
    send(&world, 5, "hidden", 14, ENTRY, 1).await;
    send(&world, 6, "hidden", 14, HIDDEN, 12_000).await;
    send(&world, 7, "both", 15, ENTRY, 12_000).await;
    send(&world, 8, "both", 15, CALL, 10_000).await;
    let text = || ContentFilter { text: Some("needle".into()), ..ContentFilter::default() };
    assert_eq!(came_to(&search(&world, &world.pii_reader, text()).await), Some("calls"));
    assert_eq!(came_to(&search(&world, &world.reader, text()).await), Some("entries"));
    // No function has this name, but calls say it, so they are read; each conversation looked at counts as a row.
    let function = ContentFilter { function: Some("said".into()), ..ContentFilter::default() };
    assert_eq!(came_to(&search(&world, &world.reader, function).await), Some("more"));
}

/// What takes too long is given up: where a page ends must not tell how much was read for it, and a part of a
/// conversation is no conversation.
#[tokio::test]
async fn a_question_that_takes_too_long_has_no_answer_rather_than_a_shorter_one() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig { read_timeout: std::time::Duration::ZERO, ..SqliteConfig::new(directory.path()) };
    let world = World::in_project(Arc::new(SqliteStore::open(config, None).unwrap()), "front-desk").await;
    send(&world, 1, "short", 10, ENTRY, 1).await;
    send(&world, 2, "long", 11, ENTRY, 8_000).await;
    let text = ContentFilter { text: Some("needle".into()), ..ContentFilter::default() };
    let question = Search { content: text, limit: 100, scan_limit: 100, ..Search::default() };
    let sight = world.sight(&world.reader);
    let searched = world.store.search(&sight, &question, NOW).await;
    assert_eq!(searched.unwrap_err().kind(), ErrorKind::TimedOut);
    let long = world.store.conversation(&sight, &conversation_id("long"), NOW).await;
    assert_eq!(long.unwrap_err().kind(), ErrorKind::TimedOut);
    assert_eq!(world.get(&world.reader, "short").await.unwrap().entries().count(), 1, "the connection serves on");
}

/// The same holds where it is not SQLite that takes long, but judging what it has read.
#[tokio::test]
async fn a_query_that_takes_too_long_has_no_answer_rather_than_a_shorter_one() {
    let directory = tempfile::tempdir().unwrap();
    let config =
        SqliteConfig { read_timeout: std::time::Duration::from_secs(1), ..SqliteConfig::new(directory.path()) };
    let world = World::in_project(Arc::new(SqliteStore::open(config, None).unwrap()), "front-desk").await;
    let list = "\"some words that are read\",".repeat(1_000);
    let entry = ENTRY.replace(r#","timestamp""#, &format!(r#","list":[{list}1],"timestamp""#));
    send(&world, 1, "long", 10, &entry, 400).await;
    let leaf = serde_json::json!({"field": ["entry", "list"], "contains": "nothing of it"});
    let query = serde_json::json!({"any": vec![leaf; 400]}).to_string();
    let content = ContentFilter { query: Some(Predicate::parse(&query).unwrap()), ..ContentFilter::default() };
    let asked = Search { content, limit: 100, scan_limit: 100, ..Search::default() };
    let answer = world.store.search(&world.sight(&world.reader), &asked, NOW).await;
    assert_eq!(answer.unwrap_err().kind(), ErrorKind::TimedOut);
}
