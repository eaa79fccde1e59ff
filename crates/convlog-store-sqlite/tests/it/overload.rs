//! More than the writer can take, and a writer that cannot write.

use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{producer, record};
use convlog_core::Identity;
use convlog_store::{Batch, ErrorKind, Outcome};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

use super::beside;

const ENTRY: &str = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x"}}"#;

fn batch(world: &World, seq: u64) -> Batch {
    let mut batch = world.batch(1);
    batch.push(record(ENTRY), Identity { producer: producer(1), seq }).unwrap();
    batch
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses_at_once_and_keeps_what_it_has() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig { queue_bytes_max: 1500, ..SqliteConfig::new(directory.path()) };
    let world = World::in_project(Arc::new(SqliteStore::open(config, None).unwrap()), "front-desk").await;
    // Whoever holds the database's write lock makes the writer wait.
    let blocker = beside(directory.path());
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waiting = Vec::new();
    let refused = loop {
        let seq = waiting.len() as u64 + 1;
        assert!(seq < 100, "the queue never fills");
        let (store, batch) = (world.store.clone(), batch(&world, seq));
        let mut append = tokio::spawn(async move { store.append(batch).await });
        // A refusal comes at once, an answer cannot come yet.
        match tokio::time::timeout(std::time::Duration::from_millis(200), &mut append).await {
            Ok(answer) => break answer.unwrap().unwrap_err(),
            Err(_) => waiting.push(append),
        }
    };
    assert_eq!(refused.kind(), ErrorKind::Overloaded);
    assert!(waiting.len() > 1, "several wait together");
    blocker.execute_batch("ROLLBACK").unwrap();
    let count = waiting.len() as u64;
    for append in waiting {
        assert_eq!(append.await.unwrap().unwrap(), [Outcome::Stored]);
    }
    assert_eq!(world.store.append(batch(&world, count + 1)).await.unwrap(), [Outcome::Stored]);
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count() as u64, count + 1);
}

#[tokio::test]
async fn a_store_that_cannot_write_says_so_and_goes_on_reading() {
    let directory = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(directory.path());
    let world = World::in_project(Arc::new(SqliteStore::open(config, None).unwrap()), "front-desk").await;
    world.store.append(batch(&world, 1)).await.unwrap();
    world.store.ready().await.unwrap();
    let breaker = beside(directory.path());
    breaker.execute_batch("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT raise(ABORT, 'no'); END").unwrap();
    assert!(world.store.append(batch(&world, 2)).await.is_err());
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), 1);
    breaker.execute_batch("DROP TRIGGER full").unwrap();
    world.store.ready().await.unwrap();
    // What was refused left no trace, its identity among it, and neither did what was at hand about it.
    assert_eq!(world.store.append(batch(&world, 2)).await.unwrap(), [Outcome::Stored]);
    assert_eq!(world.store.append(batch(&world, 2)).await.unwrap(), [Outcome::Duplicate]);
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), 2);
}
