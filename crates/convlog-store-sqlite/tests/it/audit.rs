//! The audit's own database: durable by itself, private, numbered without a gap, and left alone by a newer version.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use convlog_conformance::World;
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_store::audit::RecordedAccess;
use convlog_store::{Access, AccessQuery, AccessRecorder, Audit, AuditedStore, ErrorKind, KeyId, Read};
use convlog_store_sqlite::{OpenError, SqliteAudit, SqliteConfig, SqliteStore};

fn access(correlation: usize) -> Access {
    Access {
        time: Timestamp::from_micros(1_000_000),
        account: AccountId::new("acme").unwrap(),
        project: ProjectId::new("front-desk").unwrap(),
        key: KeyId("key_1".into()),
        key_label: None,
        grant: None,
        by_session: false,
        method: "GET".into(),
        route: "/v1".into(),
        correlation_id: correlation.to_string(),
        part: 1,
        status: 200,
        notes: RecordedAccess { conversation_count: 1, ..RecordedAccess::default() },
    }
}

fn all() -> AccessQuery {
    AccessQuery { limit: 10_000, scan_limit: 10_000, ..AccessQuery::default() }
}

#[tokio::test]
async fn whoever_watches_a_reader_is_told_before_the_read_is_over() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap();
    let world = World::in_project(Arc::new(store), "front-desk").await;
    world.send(&[r#"{"type":"conversation","conversation_id":"c","contact":"a contact"}"#]).await;
    let (witness, told) = (AccessRecorder::default(), Arc::new(AtomicUsize::new(0)));
    let (watched, count) = (witness.clone(), Arc::clone(&told));
    witness.watch(move || {
        assert_eq!(watched.reads(), 0, "the read is not over");
        count.fetch_add(1, Ordering::Relaxed);
    });
    let store = AuditedStore::new(world.store.clone());
    let sight = world.sight(&world.pii_reader).with_recorder(&witness);
    let found = store.conversation(&sight, &ConversationId::new("c").unwrap(), Timestamp::default()).await.unwrap();
    assert!(found.is_some());
    assert_eq!((told.load(Ordering::Relaxed), witness.reads()), (1, 1));
    assert_eq!(witness.take().map(|notes| notes.conversation_count), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_made_at_once_are_all_there_each_under_its_number() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for at in 0..25 {
                    store.record(access(writer * 25 + at)).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    // Beside the running store, as whoever has the files reads it.
    let files = SqliteAudit::open(directory.path()).unwrap();
    let page = files.accesses(&access(0).account, &access(0).project, &all()).await.unwrap();
    assert_eq!(
        page.accesses.iter().map(|recorded| recorded.number).collect::<Vec<_>>(),
        (1..=400).rev().collect::<Vec<_>>()
    );
    let mut ids: Vec<usize> =
        page.accesses.iter().map(|recorded| recorded.access.correlation_id.parse().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..400).collect::<Vec<_>>());
    let mode = std::fs::metadata(SqliteAudit::file(directory.path())).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others may read it");
}

#[tokio::test]
async fn a_record_fails_while_another_holds_the_database_and_not_afterwards() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap();
    store.record(access(1)).await.unwrap();
    SqliteAudit::check(directory.path()).unwrap();
    let holder = rusqlite::Connection::open(SqliteAudit::file(directory.path())).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(store.record(access(2)).await.unwrap_err().kind(), ErrorKind::Unavailable);
    assert!(SqliteAudit::check(directory.path()).is_err());
    holder.execute_batch("ROLLBACK").unwrap();
    store.record(access(3)).await.unwrap();
    let files = SqliteAudit::open(directory.path()).unwrap();
    let page = files.accesses(&access(0).account, &access(0).project, &all()).await.unwrap();
    let ids = page.accesses.iter().map(|recorded| (recorded.number, recorded.access.correlation_id.as_str()));
    assert_eq!(ids.collect::<Vec<_>>(), [(2, "3"), (1, "1")], "a number was left out");
}

#[test]
fn a_newer_version_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let file = rusqlite::Connection::open(SqliteAudit::file(directory.path())).unwrap();
    file.pragma_update(None, "user_version", 99).unwrap();
    drop(file);
    let refused = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap_err();
    assert!(matches!(refused, OpenError::Newer { found: 99, .. }), "{refused}");
}
