//! How much finding entries reads, and what becomes of what takes too long.

use std::sync::Arc;
use std::time::Duration;

use convlog_conformance::World;
use convlog_conformance::world::{NOW, producer};
use convlog_core::query::Predicate;
use convlog_store::error::Result;
use convlog_store::find::{ENTRIES_LOOKED_AT_MAX, EntryPage};
use convlog_store::{EntryQuery, ErrorKind};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use serde_json::{Value, json};

use super::open;

/// Sends so many entries to some conversations.
async fn send(world: &World, of: u8, count: usize, conversations: usize, rest: &str) {
    let line = |number: usize| {
        let (conversation, minute, second) = (number % conversations, number / 60 % 60, number % 60);
        format!(
            r#"{{"type":"log","conversation_id":"c{conversation}","entry":{{"level":"info","content":"x","timestamp":"2025-01-01T10:{minute:02}:{second:02}Z"{rest}}}}}"#
        )
    };
    let lines: Vec<String> = (0..count).map(line).collect();
    for (at, part) in lines.chunks(10_000).enumerate() {
        let part: Vec<&str> = part.iter().map(String::as_str).collect();
        world.send_as(producer(of), at as u64 * 10_000 + 1, &part).await;
    }
}

fn query(condition: &Value) -> EntryQuery {
    EntryQuery::new(Predicate::parse(&condition.to_string()).unwrap())
}

async fn find(world: &World, query: &EntryQuery) -> Result<EntryPage> {
    world.store.find_entries(&world.sight(&world.reader), query, NOW).await
}

/// However many a question would have a page look at.
#[tokio::test]
async fn a_page_looks_at_so_many_entries_that_its_reader_sees() {
    let directory = tempfile::tempdir().unwrap();
    let world = World::in_project(Arc::new(open(directory.path()).unwrap()), "front-desk").await;
    send(&world, 1, ENTRIES_LOOKED_AT_MAX as usize + 5, 40, "").await;
    send(&world, 2, 1_000, 50, r#","is_pii":true"#).await;
    let nothing = query(&json!({"field": ["entry", "content"], "equals": "y"})).scan_limit(u32::MAX);
    let page = find(&world, &nothing).await.unwrap();
    assert_eq!((page.entries.len(), page.next.is_some()), (0, true));
    let last = find(&world, &nothing.after(page.next)).await.unwrap();
    assert_eq!((last.entries.len(), last.next), (0, None));
    let behind = find(&world, &query(&json!({"all": []})).after(page.next)).await.unwrap();
    assert_eq!(behind.entries.len(), 5);
}

/// What takes too long is given up also where it is not SQLite that takes long, but looking at what it has read.
#[tokio::test]
async fn what_takes_too_long_has_no_page_rather_than_a_shorter_one() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig { read_timeout: Duration::from_secs(1), ..SqliteConfig::new(directory.path()) };
    let world = World::in_project(Arc::new(SqliteStore::open(config, None).unwrap()), "front-desk").await;
    let list = format!(r#","list":[{}1]"#, "\"some words that are read\",".repeat(1_000));
    send(&world, 1, 400, 1, &list).await;
    let leaf = json!({"field": ["entry", "list"], "contains": "nothing of it"});
    let slow = find(&world, &query(&json!({"any": vec![leaf; 400]}))).await;
    assert_eq!(slow.unwrap_err().kind(), ErrorKind::TimedOut);
    let quick = find(&world, &query(&json!({"all": []})).limit(3)).await;
    assert_eq!(quick.unwrap().entries.len(), 3, "the connection serves on");
}
