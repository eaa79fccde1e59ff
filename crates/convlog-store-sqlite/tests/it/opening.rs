//! Opening a data directory, and every reason not to.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use convlog_conformance::World;
use convlog_store::seal::MasterKey;
use convlog_store_sqlite::{OpenError, SqliteConfig, SqliteStore};

use super::{beside, open};

const ENTRY: &str = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x"}}"#;

#[test]
fn a_second_server_on_one_directory_is_refused_until_the_first_is_gone() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(directory.path()).unwrap();
    let error = open(directory.path()).unwrap_err();
    assert!(matches!(error, OpenError::InUse(_)) && error.to_string().contains("in use by another"), "{error}");
    drop(first);
    open(directory.path()).unwrap();
}

#[test]
fn another_master_key_is_refused_and_says_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()).unwrap());
    let other = MasterKey::generate().unwrap();
    let error = SqliteStore::open(SqliteConfig::new(directory.path()), Some(other.clone())).unwrap_err();
    assert!(matches!(error, OpenError::WrongKey(_)), "{error}");
    assert!(error.to_string().contains("start with the key that was used last"), "{error}");
    assert!(!format!("{error:?}").contains(&other.to_text()[..8]));
    fs::write(directory.path().join("master.key"), other.to_text().as_bytes()).unwrap();
    assert!(matches!(open(directory.path()).unwrap_err(), OpenError::WrongKey(_)));
    fs::write(directory.path().join("master.key"), "not a key").unwrap();
    assert!(matches!(open(directory.path()).unwrap_err(), OpenError::BadKeyFile(_)));
    fs::remove_file(directory.path().join("master.key")).unwrap();
    assert!(matches!(open(directory.path()).unwrap_err(), OpenError::MissingKey(_)));
}

#[test]
fn a_given_key_is_not_written_to_the_directory() {
    let directory = tempfile::tempdir().unwrap();
    let key = MasterKey::generate().unwrap();
    drop(SqliteStore::open(SqliteConfig::new(directory.path()), Some(key.clone())).unwrap());
    assert!(!directory.path().join("master.key").exists());
    assert!(matches!(open(directory.path()).unwrap_err(), OpenError::MissingKey(_)));
    SqliteStore::open(SqliteConfig::new(directory.path()), Some(key)).unwrap();
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()).unwrap());
    beside(directory.path()).pragma_update(None, "user_version", 1000).unwrap();
    let error = open(directory.path()).unwrap_err();
    assert!(matches!(error, OpenError::Newer { found: 1000, .. }), "{error}");
    assert!(error.to_string().contains("written by a newer convlog"));
    let version: i64 = beside(directory.path()).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 1000);
}

#[test]
fn what_is_no_directory_or_no_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("below")] {
        assert!(matches!(open(&path).unwrap_err(), OpenError::NotADirectory(_)));
    }
    let data_dir = directory.path().join("data");
    drop(open(&data_dir).unwrap());
    fs::write(data_dir.join("records.db"), "this is no database, and long enough to be taken for a header of one")
        .unwrap();
    let error = open(&data_dir).unwrap_err();
    assert!(matches!(error, OpenError::Damaged(_)), "{error:?}");
}

#[tokio::test]
async fn everything_in_the_directory_is_for_its_owner_alone() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path().join("made").join("data");
    let world = World::in_project(Arc::new(open(&data_dir).unwrap()), "front-desk").await;
    world.send(&[ENTRY]).await;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data_dir), 0o700);
    let files: Vec<_> = fs::read_dir(&data_dir).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn a_closed_store_leaves_everything_in_its_databases() {
    let directory = tempfile::tempdir().unwrap();
    let world = World::in_project(Arc::new(open(directory.path()).unwrap()), "front-desk").await;
    world.send(&[ENTRY]).await;
    drop(world);
    let names: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with("-wal")), "{names:?}");
}
