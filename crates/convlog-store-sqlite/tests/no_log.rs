//! A file system that gives no shared memory, as those of a network: a binary of its own, because the layer that SQLite
//! uses is the whole process's.

use convlog_store_sqlite::{OpenError, SqliteConfig, SqliteStore};
use rusqlite::ffi;

#[test]
fn a_directory_whose_database_gets_no_log_is_refused_and_says_what_to_do() {
    // SAFETY: a name that ends with zero, of a layer that SQLite brings along and never frees.
    let registered = unsafe {
        // It locks by files of its own, and has no shared memory.
        let layer = ffi::sqlite3_vfs_find(c"unix-dotfile".as_ptr());
        assert!(!layer.is_null());
        ffi::sqlite3_vfs_register(layer, 1)
    };
    assert_eq!(registered, ffi::SQLITE_OK);
    let directory = tempfile::tempdir().unwrap();
    for start in 0..2 {
        let error = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap_err();
        assert!(matches!(&error, OpenError::NoLog { mode, .. } if mode == "delete"), "start {start}: {error:?}");
        let sentence = error.to_string();
        assert!(
            sentence.contains("records.db cannot use a write-ahead log") && sentence.contains("a local disk"),
            "{sentence}"
        );
    }
}
