//! Exchanging the master key, beside everything else and through whatever interrupts it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{NOW, producer, shown};
use convlog_store::seal::{MasterKey, MasterKeys};
use convlog_store::{ErasureValue, Maintenance, Outcome, Target};
use convlog_store_sqlite::{OpenError, SqliteConfig, SqliteStore, is_rotation_pending, request_rotation};

/// More than one step wraps anew.
const CONVERSATIONS: u64 = 450;

fn store(data_dir: &Path, keys: MasterKeys) -> Result<Arc<SqliteStore>, OpenError> {
    SqliteStore::open_with(SqliteConfig::new(data_dir), keys).map(Arc::new)
}

fn own(data_dir: &Path) -> Arc<SqliteStore> {
    store(data_dir, MasterKeys::default()).unwrap()
}

fn given(current: &MasterKey, previous: Option<&MasterKey>) -> MasterKeys {
    MasterKeys { current: Some(current.clone()), previous: previous.cloned() }
}

async fn world(store: &Arc<SqliteStore>) -> World {
    World::in_project(store.clone(), "front-desk").await
}

fn hidden(conversation: u64) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"c{conversation}","entry":{{"level":"info","content":"secret {conversation}","is_pii":true}}}}"#
    )
}

async fn fill(world: &World) {
    let lines: Vec<String> = (0..CONVERSATIONS).map(hidden).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    world.send_as(producer(1), 1, &lines).await;
}

async fn reads(world: &World) {
    for conversation in (0..CONVERSATIONS).step_by(7) {
        let view = shown(world.get(&world.pii_reader, &format!("c{conversation}")).await.as_ref());
        assert!(view.contains(&format!("secret {conversation}")), "{conversation}: {view}");
    }
}

async fn settle(store: &SqliteStore) {
    while store.maintain(NOW).await.unwrap() {}
}

#[tokio::test]
async fn a_running_store_takes_a_new_key_and_everything_still_opens() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path();
    let store = own(data_dir);
    let world = world(&store).await;
    fill(&world).await;
    let target = Target::Value(ErasureValue::new("secret 7").unwrap());
    let authority = world.admin.administer(&world.project).unwrap();
    let before = world.store.estimate(&authority, &target).await.unwrap();
    let old = fs::read_to_string(data_dir.join("master.key")).unwrap();
    request_rotation(data_dir).unwrap();
    assert!(store.maintain(NOW).await.unwrap() && store.is_rotating());
    // Beside it records arrive and are read, of old conversations and of new ones.
    assert_eq!(world.send_as(producer(2), 1, &[&hidden(3), &hidden(9999)]).await, [Outcome::Stored; 2]);
    for _ in 0..2 {
        reads(&world).await;
        assert!(store.maintain(NOW).await.unwrap());
    }
    settle(&store).await;
    assert!(!store.is_rotating() && !is_rotation_pending(data_dir));
    assert_ne!(fs::read_to_string(data_dir.join("master.key")).unwrap(), old);
    reads(&world).await;
    drop((world, store));
    let store = own(data_dir);
    let world = self::world(&store).await;
    reads(&world).await;
    assert!(shown(world.get(&world.pii_reader, "c9999").await.as_ref()).contains("secret 9999"));
    assert_eq!(world.store.estimate(&authority, &target).await.unwrap(), before, "what was looked up still is");
    drop((world, store));
    let old = MasterKey::parse(&old).unwrap();
    assert!(matches!(self::store(data_dir, given(&old, None)), Err(OpenError::WrongKey(_))));
}

/// What each refusal means to whoever starts the server; the suite has that it goes on.
#[tokio::test]
async fn a_start_says_which_key_is_missing() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path();
    let [old, new, other] = [(); 3].map(|()| MasterKey::generate().unwrap());
    {
        let store = store(data_dir, given(&old, None)).unwrap();
        fill(&world(&store).await).await;
    }
    assert!(matches!(store(data_dir, given(&new, None)), Err(OpenError::WrongKey(_))), "before it began");
    {
        let store = store(data_dir, given(&new, Some(&old))).unwrap();
        assert!(store.maintain(NOW).await.unwrap() && store.is_rotating());
    }
    for (keys, expected) in [
        (given(&new, None), "previous key"),
        (given(&old, None), "new key"),
        (given(&new, Some(&other)), "previous key"),
        (given(&other, Some(&old)), "new key"),
        (given(&other, None), "another master key"),
        (MasterKeys::default(), "is missing"),
    ] {
        let error = store(data_dir, keys).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_did_not_get_to_its_place_does_at_the_next_start() {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = directory.path();
    let [key, next, kept] = ["master.key", "master.key.next", "kept"].map(|name| data_dir.join(name));
    {
        let store = own(data_dir);
        fill(&world(&store).await).await;
        fs::copy(&key, &kept).unwrap();
        request_rotation(data_dir).unwrap();
        settle(&store).await;
    }
    // As if it had died between its last transaction and the change of the files.
    fs::rename(&key, &next).unwrap();
    fs::rename(&kept, &key).unwrap();
    let store = own(data_dir);
    settle(&store).await;
    reads(&world(&store).await).await;
    assert!(!next.exists() && !store.is_rotating());
}

#[test]
fn a_key_from_outside_is_not_exchanged_in_the_directory() {
    let directory = tempfile::tempdir().unwrap();
    let key = MasterKey::generate().unwrap();
    drop(store(directory.path(), given(&key, None)).unwrap());
    let error = request_rotation(directory.path()).unwrap_err();
    assert!(matches!(error, OpenError::KeyFromOutside(_)) && error.to_string().contains("previous"), "{error}");
    assert!(!is_rotation_pending(directory.path()));
}
