//! Editions and versions: what a reader sees does not become another without their telling.

use std::collections::BTreeMap;

use convlog_core::view::UNFINISHED_AFTER_MICROS;
use convlog_core::{PublicId, Timestamp};
use convlog_store::records::{Deletion, DeletionScope};
use convlog_store::{ConversationRef, ProjectRef, VerifiedKey};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, in_step, producer};

async fn edition(world: &World, key: &VerifiedKey, now: Timestamp) -> Option<u64> {
    world.store.edition(&world.sight(key), &conversation_id("c"), now).await.unwrap()
}

async fn versions(world: &World, key: &VerifiedKey) -> BTreeMap<PublicId, u32> {
    let outline = world.store.outline(&world.sight(key), &conversation_id("c"), NOW).await.unwrap().unwrap();
    outline.entries().map(|mark| (mark.id(), mark.version)).collect()
}

async fn settle(world: &World) {
    while world.store.maintain(NOW).await.unwrap() {}
}

/// What is seen before and after something is done, by a reader and by one with the permission.
struct Seen<'a> {
    world: &'a World,
    editions: [Option<u64>; 2],
}

impl Seen<'_> {
    /// Says for whom the edition is another than before.
    async fn changed(&mut self) -> [bool; 2] {
        let (world, before) = (self.world, self.editions);
        self.editions = [edition(world, &world.reader, NOW).await, edition(world, &world.pii_reader, NOW).await];
        [before[0] != self.editions[0], before[1] != self.editions[1]]
    }
}

/// The edition of a conversation is another one whenever a reader sees something else: after records, in-place changes,
/// erasures and silence; what is hidden changes it for nobody who may not see it.
pub async fn an_edition_tells_of_every_change_that_is_seen(harness: &dyn Harness) {
    let world = World::open(harness).await;
    assert_eq!(edition(&world, &world.pii_reader, NOW).await, None);
    let log = |rest: &str| {
        format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"zeb quill called"{rest}}}}}"#
        )
    };
    let turn = r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"zeb quill here"}"#;
    world.send_as(producer(1), 1, &[&log("")]).await;
    let mut seen = Seen { world: &world, editions: [None; 2] };
    assert_eq!(seen.changed().await, [true, true]);
    assert_eq!(seen.changed().await, [false, false]);
    world.send_as(producer(1), 2, &[turn]).await;
    assert_eq!(seen.changed().await, [true, true]);
    world.send_as(producer(1), 3, &[&log(r#","is_pii":true"#)]).await;
    assert_eq!(seen.changed().await, [false, true]);
    settle(&world).await;
    // What was hidden as a whole makes its words known, or does not.
    seen.changed().await;
    let before = [versions(&world, &world.reader).await, versions(&world, &world.pii_reader).await];
    let known = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"zeb quill"},"pii":["/entry/who"]}"#;
    world.send_as(producer(1), 4, &[known]).await;
    assert_eq!(seen.changed().await, [true, true]);
    settle(&world).await;
    assert_eq!(seen.changed().await, [true, true]);
    let view = world.get(&world.reader, "c").await.unwrap();
    let hidden: Vec<PublicId> = view
        .entries()
        .filter(|logged| logged.entry.content().starts_with("[redacted]"))
        .map(|logged| logged.id())
        .collect();
    assert_eq!(hidden.len(), 1);
    let after = [versions(&world, &world.reader).await, versions(&world, &world.pii_reader).await];
    for (before, after) in before.iter().zip(&after) {
        let changed: Vec<&PublicId> = before.iter().filter(|(id, was)| after[id] != **was).map(|(id, _)| id).collect();
        assert_eq!(changed, hidden.iter().collect::<Vec<_>>(), "the entry that was put anew, and no other");
    }
    let late = Timestamp::from_micros(NOW.as_micros() + UNFINISHED_AFTER_MICROS);
    assert_ne!(edition(&world, &world.reader, late).await, seen.editions[0], "nobody is expected to add anything");
    let account = world.reader.account().clone();
    let of = ConversationRef { of: ProjectRef { account, project: world.project.clone() }, id: conversation_id("c") };
    let deletion = |part| vec![Deletion { of: of.clone(), part, unless_since: None }];
    assert_eq!(world.store.delete(deletion(DeletionScope::Personal)).await.unwrap(), [true]);
    world.tend(in_step(NOW)).await;
    assert_eq!(seen.changed().await, [false, true], "the personal parts have gone");
    assert_eq!(world.store.delete(deletion(DeletionScope::Whole)).await.unwrap(), [true]);
    assert_eq!(edition(&world, &world.pii_reader, NOW).await, None);
}
