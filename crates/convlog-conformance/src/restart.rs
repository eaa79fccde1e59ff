//! What holds when the store was closed and opened again.

use convlog_store::Outcome;

use crate::Harness;
use crate::world::{NOW, World, conversation_id, everything, producer, shown};

const LINES: [&str; 4] = [
    r#"{"type":"conversation","conversation_id":"c","environment":"live","direction":"inbound","from_number":"canary"}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t","function_event_id":"f","entry":{"level":"info","content":"open"}}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t","entry":{"level":"info","content":"canary","is_pii":true}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","turn_id":"t","arguments":{"a":"canary"},"pii":["/arguments/a"]}"#,
];

/// Every view is the same after a restart, the personal parts among them.
pub async fn everything_survives(harness: &dyn Harness) {
    let (project, before, keys) = {
        let world = World::open(harness).await;
        world.send(&LINES).await;
        let mut before = Vec::new();
        for key in [&world.reader, &world.pii_reader] {
            before.push(shown(world.get(key, "c").await.as_ref()));
        }
        assert!(before[1].contains("canary") && !before[0].contains("canary"));
        (world.project.clone(), before, [world.reader.clone(), world.pii_reader.clone()])
    };
    let store = harness.open().await;
    for (key, before) in keys.iter().zip(before) {
        let sight = key.visibility_for(&project).unwrap();
        let view = store.conversation(&sight, &conversation_id("c"), NOW).await.unwrap();
        assert_eq!(shown(view.as_ref()), before);
        let page = store.conversations(&sight, &everything(), NOW).await.unwrap();
        assert_eq!((page.conversations.len(), page.total), (1, Some(1)));
    }
}

/// A batch sent again after a restart is still known.
pub async fn duplicates_are_known_after_a_restart(harness: &dyn Harness) {
    {
        let world = World::open(harness).await;
        world.send(&LINES).await;
    }
    let world = World::open(harness).await;
    assert_eq!(world.send_as(producer(1), 1, &LINES).await, [Outcome::Duplicate; 4]);
    assert_eq!(world.send_as(producer(1), 5, &LINES[1..2]).await, [Outcome::Stored]);
}
