//! What the files hold of rows that were deleted: by SQLite's own means, and while somebody still reads.

use std::path::Path;
use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{NOW, conversation_id};
use convlog_store::{ErasureState, Target};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use memchr::memmem;
use rusqlite::Connection;

/// How `secure_delete` is set while rows are written, and while they are deleted.
#[derive(Clone, Copy)]
struct Overwrites {
    writing: bool,
    deleting: bool,
}

/// Returns how often something stands in the files of a directory.
fn count(directory: &Path, wanted: &str) -> usize {
    let files = std::fs::read_dir(directory).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.map(|bytes| memmem::find_iter(&bytes, wanted).count()).sum()
}

/// Writes rows in an order that splits pages, changes some of them, and deletes every one with a canary in it. Returns how
/// many canaries the files hold then, once the log is folded in and cut.
fn canaries_left(overwrites: Overwrites, last: &str) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let connection = Connection::open(directory.path().join("a.db")).unwrap();
    let overwrite = |yes: bool| connection.pragma_update_and_check(None, "secure_delete", yes, |_| Ok(())).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    overwrite(overwrites.writing);
    connection.execute_batch("CREATE TABLE t (name TEXT PRIMARY KEY, more TEXT); BEGIN").unwrap();
    for number in 0..5000_usize {
        let kind = if number % 2 == 0 { "canary" } else { "other" };
        let name = format!("{:05}-{kind}-{}", number * 7919 % 5003, "x".repeat(number * 31 % 200));
        connection.execute("INSERT INTO t VALUES (?1, ?1 || ?1)", [name]).unwrap();
    }
    connection.execute_batch("UPDATE t SET more = name WHERE rowid % 3 = 0; COMMIT").unwrap();
    assert!(count(directory.path(), "-canary-") > 2500);
    overwrite(overwrites.deleting);
    connection.execute_batch("DELETE FROM t WHERE instr(name, '-canary-')").unwrap();
    connection.execute_batch(last).unwrap();
    let is_busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert!(!is_busy);
    count(directory.path(), "-canary-")
}

/// Should this fail with a newer SQLite, it overwrites by itself what we clean pages for (docs/adr/0026).
#[test]
fn secure_delete_leaves_copies_of_rows_that_were_moved() {
    let always = canaries_left(Overwrites { writing: true, deleting: true }, "");
    let while_deleting = canaries_left(Overwrites { writing: false, deleting: true }, "");
    let never = canaries_left(Overwrites { writing: false, deleting: false }, "");
    assert!(0 < always && always < while_deleting && while_deleting < never, "{always} {while_deleting} {never}");
}

#[test]
fn vacuum_leaves_nothing() {
    for writing in [false, true] {
        assert_eq!(canaries_left(Overwrites { writing, deleting: writing }, "VACUUM"), 0);
    }
}

/// Whoever reads a state of before keeps its pages in the files.
#[tokio::test]
async fn nothing_is_called_purged_while_somebody_reads_a_state_of_before() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap();
    let world = World::in_project(Arc::new(store), "front-desk").await;
    let line = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"a canary"}}"#;
    world.send(&[line]).await;
    let reader = Connection::open(directory.path().join("records.db")).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let rows = || reader.query_row("SELECT count(*) FROM entries", [], |row| row.get::<_, u32>(0)).unwrap();
    assert_eq!(rows(), 1);

    let authority = world.admin.administer(&world.project).unwrap();
    world.store.erase(&authority, &Target::Conversation(conversation_id("c")), NOW).await.unwrap();
    for _ in 0..20 {
        assert!(world.store.maintain(NOW).await.unwrap(), "there is more to do");
    }
    let state = async || world.store.receipts(&authority, 1).await.unwrap()[0].state;
    assert_eq!((state().await, rows()), (ErasureState::Erased, 1));
    assert!(count(directory.path(), "a canary") > 0);

    reader.execute_batch("COMMIT").unwrap();
    while world.store.maintain(NOW).await.unwrap() {}
    assert_eq!(state().await, ErasureState::Purged);
    assert_eq!(count(directory.path(), "a canary"), 0);
}
