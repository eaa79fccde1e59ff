//! The master key: a store opens with the one that it was used with, and exchanges it beside everything else.

use std::sync::Arc;

use convlog_store::seal::{MasterKey, MasterKeys};
use convlog_store::{Backend, ErasureValue, Target, WrappedKey};

use crate::Harness;
use crate::world::{NOW, World, producer, shown};

/// More than one step wraps anew.
const CONVERSATIONS: u64 = 450;

fn keys() -> [MasterKey; 3] {
    [(); 3].map(|()| MasterKey::generate().unwrap())
}

fn given(current: &MasterKey, previous: Option<&MasterKey>) -> MasterKeys {
    MasterKeys { current: Some(current.clone()), previous: previous.cloned() }
}

async fn open(harness: &dyn Harness, current: &MasterKey, previous: Option<&MasterKey>) -> Arc<dyn Backend> {
    harness.open_with(given(current, previous)).await.unwrap()
}

async fn refuses(harness: &dyn Harness, current: &MasterKey, previous: Option<&MasterKey>) {
    let opened = harness.open_with(given(current, previous)).await;
    let error = opened.err().expect("it is not its key").to_string();
    assert!(error.contains("key"), "{error}");
}

fn hidden(conversation: u64) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"c{conversation}","entry":{{"level":"info","content":"secret {conversation}","is_pii":true}}}}"#
    )
}

async fn fill(store: &Arc<dyn Backend>) -> World {
    let world = World::in_project(store.clone(), "front-desk").await;
    let lines: Vec<String> = (0..CONVERSATIONS).map(hidden).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    world.send(&lines).await;
    world
}

/// Reads as somebody who sees what is personal, with a key made for that.
async fn reads(store: &Arc<dyn Backend>) {
    let world = World::in_project(store.clone(), "front-desk").await;
    for conversation in (0..CONVERSATIONS).step_by(7) {
        let view = shown(world.get(&world.pii_reader, &format!("c{conversation}")).await.as_ref());
        assert!(view.contains(&format!("secret {conversation}")), "{conversation}: {view}");
    }
}

async fn settle(store: &Arc<dyn Backend>) {
    while store.maintain(NOW).await.unwrap() {}
}

/// Beside an exchange records arrive and are read, and what was deleted before it stays away. Afterwards nothing rests
/// under the old key, everything opens under the new one, and what was looked up still is.
pub async fn everything_opens_under_another_master_key(harness: &dyn Harness) {
    let [old, new, _] = keys();
    {
        fill(&open(harness, &old, None).await).await;
    }
    let store = open(harness, &new, Some(&old)).await;
    let world = World::in_project(store.clone(), "front-desk").await;
    assert!(store.seal_keys().is_exchanging());
    let authority = world.admin.administer(&world.project).unwrap();
    let target = Target::Value(ErasureValue::new("secret 7").unwrap());
    let before = store.estimate(&authority, &target).await.unwrap();
    let held = store.wrapped_keys(1, None, 1000).await.unwrap();
    assert_eq!(held.len() as u64, CONVERSATIONS);
    assert!(store.maintain(NOW).await.unwrap());
    let left = store.wrapped_keys(1, None, 1000).await.unwrap();
    assert!(!left.is_empty() && left.len() < held.len(), "a step is small: {}", left.len());
    world.send_as(producer(2), 1, &[&hidden(3), &hidden(9999)]).await;
    reads(&store).await;
    let gone = left.last().unwrap();
    store.erase(&authority, &Target::Conversation(gone.of.id.clone()), NOW).await.unwrap();
    store.put_wrapped_keys(vec![WrappedKey { generation: 1, ..gone.clone() }]).await.unwrap();
    settle(&store).await;
    assert!(!store.seal_keys().is_exchanging());
    assert_eq!(store.wrapped_keys(1, None, 1000).await.unwrap(), []);
    let anew = store.wrapped_keys(2, None, 1000).await.unwrap();
    assert_eq!(anew.len() as u64, CONVERSATIONS, "one came and one went");
    assert!(
        anew.iter().all(|key| key.of != gone.of && new.unwrap_data_key(&key.of.seal_context(), &key.wrapped).is_ok())
    );
    drop((world, store));
    let store = open(harness, &new, None).await;
    let world = World::in_project(store.clone(), "front-desk").await;
    assert!(shown(world.get(&world.pii_reader, "c9999").await.as_ref()).contains("secret 9999"));
    let authority = world.admin.administer(&world.project).unwrap();
    assert_eq!(store.estimate(&authority, &target).await.unwrap(), before);
}

/// A store that was used with a key does not open with another, and is as it was afterwards.
pub async fn a_store_opens_with_the_key_that_it_was_used_with(harness: &dyn Harness) {
    let [key, other, _] = keys();
    {
        fill(&open(harness, &key, None).await).await;
    }
    refuses(harness, &other, None).await;
    reads(&open(harness, &key, None).await).await;
}

/// What interrupts an exchange costs nothing: it goes on, and until it has ended the store opens with both keys alone.
pub async fn an_exchange_goes_on_and_needs_both_keys_until_it_ends(harness: &dyn Harness) {
    let [old, new, other] = keys();
    {
        fill(&open(harness, &old, None).await).await;
    }
    refuses(harness, &new, None).await;
    for _ in 0..2 {
        let store = open(harness, &new, Some(&old)).await;
        assert!(store.maintain(NOW).await.unwrap() && store.seal_keys().is_exchanging());
        reads(&store).await;
        drop(store);
        for (current, previous) in [(&new, None), (&old, None), (&new, Some(&other)), (&other, Some(&old))] {
            refuses(harness, current, previous).await;
        }
    }
    {
        let store = open(harness, &new, Some(&old)).await;
        assert!(!store.wrapped_keys(1, None, 1000).await.unwrap().is_empty(), "it goes on and does not begin anew");
        settle(&store).await;
        assert!(!store.seal_keys().is_exchanging());
    }
    refuses(harness, &old, Some(&other)).await;
    reads(&open(harness, &new, None).await).await;
}
