//! Erasing: gone at once, refused from then on, purged over time.

use convlog_core::Timestamp;
use convlog_store::{
    AdminGrant, ContentFilter, ErasedBy, ErasureState, ErasureValue, Outcome, Permission, Receipt, Search, Target,
};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, everything, ids, in_step, key, only, producer, shown};

fn log(conversation: &str, content: &str, more: &str) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"{conversation}","turn_id":"t","entry":{{"level":"info","content":"{content}"{more}}}}}"#
    )
}

fn own(conversation: &str, number: &str) -> String {
    format!(
        r#"{{"type":"conversation","conversation_id":"{conversation}","environment":"live","direction":"inbound","from_number":"{number}"}}"#
    )
}

fn authority(world: &World) -> AdminGrant {
    world.admin.administer(&world.project).unwrap()
}

async fn erase(world: &World, id: &str) -> Receipt {
    let target = Target::Conversation(conversation_id(id));
    world.store.erase(&authority(world), &target, NOW).await.unwrap()
}

async fn erase_value(world: &World, value: &str) -> Receipt {
    let target = Target::Value(ErasureValue::new(value).unwrap());
    world.store.erase(&authority(world), &target, NOW).await.unwrap()
}

/// Lets a store do what it does over time, until nothing is left to do.
pub async fn settle(world: &World, now: Timestamp) {
    world.tend(in_step(now)).await;
}

async fn send(world: &World, n: u8, lines: &[String]) -> Vec<Outcome> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    world.send_as(producer(n), 1, &lines).await
}

async fn listed(world: &World) -> (Vec<String>, Option<u64>) {
    let page = world.list(&world.pii_reader, &everything()).await;
    (ids(&page).into_iter().map(str::to_owned).collect(), page.total)
}

/// The next read of every kind sees nothing of it, and its neighbours are as they were.
pub async fn an_erased_conversation_is_gone_at_once(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let lines = [
        own("a", "+44 113 496 0000"),
        log("a", "words", ""),
        log("a", "words", r#","is_pii":true"#),
        log("b", "words", ""),
    ];
    send(&world, 1, &lines).await;
    let before = shown(world.get(&world.pii_reader, "b").await.as_ref());
    let receipt = erase(&world, "a").await;
    assert_eq!((receipt.by, receipt.conversations, receipt.erased_at), (ErasedBy::Conversation, 1, Some(NOW)));
    for reader in [&world.reader, &world.pii_reader] {
        assert!(world.get(reader, "a").await.is_none());
        let page = world.list(reader, &everything()).await;
        assert_eq!((ids(&page), page.total), (vec!["b"], Some(1)));
        let deep = ContentFilter { text: Some("words".into()), ..ContentFilter::default() };
        let search = Search { content: deep, limit: 9, scan_limit: 9, with_total: true, ..Search::default() };
        let found = world.store.search(&world.sight(reader), &search, NOW).await.unwrap();
        assert_eq!((found.rows.len(), found.total), (1, Some(1)));
        assert!(world.store.producers(&world.sight(reader), &conversation_id("a")).await.unwrap().is_empty());
    }
    assert_eq!(shown(world.get(&world.pii_reader, "b").await.as_ref()), before);
    settle(&world, NOW).await;
    assert_eq!(shown(world.get(&world.pii_reader, "b").await.as_ref()), before);
}

/// What arrives later of it is refused, whoever sends it and however often; what was stored before is no duplicate.
pub async fn late_records_of_it_are_refused(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let lines = [log("a", "one", ""), log("b", "two", "")];
    send(&world, 1, &lines).await;
    erase(&world, "a").await;
    for _ in 0..2 {
        assert_eq!(send(&world, 1, &lines).await, [Outcome::Erased, Outcome::Duplicate]);
        assert_eq!(send(&world, 2, &lines[..1]).await, [Outcome::Erased]);
        settle(&world, NOW).await;
    }
    assert!(world.get(&world.pii_reader, "a").await.is_none());
    assert_eq!(world.send_as(producer(1), 3, &[&lines[1]]).await, [Outcome::Stored]);
}

/// A receipt says when everything was purged, and is given again when the same is erased again.
pub async fn a_receipt_tells_how_far_it_came(harness: &dyn Harness) {
    let world = World::open(harness).await;
    send(&world, 1, &[log("a", "one", "")]).await;
    let receipt = erase(&world, "a").await;
    assert_eq!((receipt.state, receipt.purged_at), (ErasureState::Erased, None));
    settle(&world, NOW).await;
    let known = world.store.receipt(&authority(&world), &receipt.id).await.unwrap().unwrap();
    assert_eq!((known.state, known.purged_at), (ErasureState::Purged, Some(NOW)));
    assert_eq!((known.key, known.target), (world.admin.id().clone(), receipt.target));
    let again = erase(&world, "a").await;
    assert_eq!((again.id, again.state), (receipt.id.clone(), ErasureState::Purged));
    let value = erase_value(&world, "nobody has this").await;
    settle(&world, NOW).await;
    let all = world.store.receipts(&authority(&world), 9).await.unwrap();
    assert_eq!(all.iter().map(|receipt| &receipt.id).collect::<Vec<_>>(), [&value.id, &receipt.id]);
    assert!(all.iter().all(|receipt| receipt.state == ErasureState::Purged));
    assert_eq!(world.store.receipts(&authority(&world), 1).await.unwrap().len(), 1);
}

/// An id that nothing was stored of is refused from then on as well.
pub async fn what_was_never_there_is_refused_too(harness: &dyn Harness) {
    let world = World::open(harness).await;
    assert_eq!(erase(&world, "a").await.conversations, 0);
    assert_eq!(send(&world, 1, &[log("a", "one", "")]).await, [Outcome::Erased]);
    settle(&world, NOW).await;
    assert_eq!(listed(&world).await, (vec![], Some(0)));
}

/// Other projects and accounts have conversations of the same id and value, and keep them.
pub async fn erasing_is_confined_to_its_project(harness: &dyn Harness) {
    let store = harness.open().await;
    let mine = World::in_project(store.clone(), "front-desk").await;
    let other = World::in_project(store, "sales").await;
    let lines = [own("a", "+44 113 496 0000"), log("b", "call 0113 4960000", "")];
    send(&mine, 1, &lines).await;
    send(&other, 1, &lines).await;
    let receipt = erase(&mine, "a").await;
    erase_value(&mine, "01134960000").await;
    settle(&mine, NOW).await;
    assert_eq!(listed(&mine).await.1, Some(0));
    assert_eq!(listed(&other).await, (vec!["b".into(), "a".into()], Some(2)));
    assert_eq!(send(&other, 2, &lines).await, [Outcome::Stored; 2]);
    assert!(other.store.receipt(&authority(&other), &receipt.id).await.unwrap().is_none());
    let foreign = key(&*other.store, "other", only("front-desk"), &[Permission::Admin]).await;
    let foreign = foreign.administer(&mine.project).unwrap();
    assert!(other.store.receipts(&foreign, 9).await.unwrap().is_empty());
}

/// A value is found wherever it stands: flagged, in longer open text, in longer flagged text, in names, in ids.
pub async fn a_value_is_found_wherever_it_stands(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let lines = [
        own("own-number", "+44 113 496 0000"),
        log("open-text", "please call 0044 113 4960000 back", ""),
        log("hidden-text", "they said +44-113-496-0000", r#","is_pii":true"#),
        log("extra", "x", r#","n":441134960000"#),
        log("name", "x", r#","deep":{"441134960000":1}"#),
        log("call-441134960000", "x", ""),
        r#"{"type":"function_event","conversation_id":"flagged","function_event_id":"f","arguments":{"phone":"+441134960000"},"pii":["/arguments/phone"]}"#.to_owned(),
        log("longer", "4411349600001", ""),
        log("shorter", "44113496000", r#","is_pii":true"#),
    ];
    send(&world, 1, &lines).await;
    let target = Target::Value(ErasureValue::new("+44 113 496 0000").unwrap());
    let estimate = world.store.estimate(&authority(&world), &target).await.unwrap();
    assert_eq!((estimate.conversations, estimate.complete), (7, true));
    assert_eq!(listed(&world).await.1, Some(9), "an estimate erases nothing");
    let receipt = erase_value(&world, "+44 113 496 0000").await;
    for flagged in ["own-number", "flagged"] {
        assert!(world.get(&world.pii_reader, flagged).await.is_none(), "{flagged} is looked up and gone at once");
    }
    settle(&world, NOW).await;
    let known = world.store.receipt(&authority(&world), &receipt.id).await.unwrap().unwrap();
    assert_eq!((known.state, known.conversations, known.by), (ErasureState::Purged, 7, ErasedBy::Value));
    assert_eq!((known.scanned, known.erased_at), (known.to_scan, Some(NOW)));
    let mut left = listed(&world).await.0;
    left.sort_unstable();
    assert_eq!(left, ["longer", "shorter"]);
    assert_eq!(send(&world, 2, &lines).await[..7], [Outcome::Erased; 7]);
}

/// What arrives after it was asked for is new.
pub async fn a_value_is_erased_as_of_when_it_was_asked_for(harness: &dyn Harness) {
    let world = World::open(harness).await;
    // In the open, found by the guard, flagged, and in an entry that is hidden as a whole.
    let ways = [
        ("zeb quill", "", "Zeb Quill"),
        ("mail to zeb@example.org now", "", "zeb@example.org"),
        ("x", r#","who":"Zoe Marsh"},"pii":["/entry/who"],"unknown":{"a":1"#, "zoe marsh"),
        ("about kim dunn", r#","is_pii":true"#, "Kim Dunn"),
    ];
    for ((content, more, value), seq) in ways.into_iter().zip((1..).step_by(2)) {
        let [before, after] = [seq, seq + 1].map(|seq| format!("c{seq}"));
        send(&world, seq, &[log(&before, content, more)]).await;
        erase_value(&world, value).await;
        send(&world, seq + 1, &[log(&after, content, more)]).await;
        settle(&world, NOW).await;
        assert!(world.get(&world.pii_reader, &before).await.is_none(), "{content}");
        assert!(world.get(&world.pii_reader, &after).await.is_some(), "{content}");
    }
}

/// After a restart everything is as it was, and what comes new takes nobody's place.
pub async fn an_erasure_survives_a_restart(harness: &dyn Harness) {
    let receipt = {
        let world = World::open(harness).await;
        send(&world, 1, &[log("a", "one", ""), log("b", "two", ""), log("b", "two", r#","is_pii":true"#)]).await;
        erase(&world, "b").await
    };
    let world = World::open(harness).await;
    assert!(world.get(&world.pii_reader, "b").await.is_none());
    assert_eq!(send(&world, 2, &[log("b", "two", "")]).await, [Outcome::Erased]);
    assert_eq!(
        send(&world, 3, &[log("c", "three", ""), log("c", "3", r#","is_pii":true"#)]).await,
        [Outcome::Stored; 2]
    );
    settle(&world, NOW).await;
    drop(world);
    let world = World::open(harness).await;
    let known = world.store.receipt(&authority(&world), &receipt.id).await.unwrap().unwrap();
    assert_eq!(known.state, ErasureState::Purged);
    let view = shown(world.get(&world.pii_reader, "c").await.as_ref());
    assert!(view.contains("three") && !view.contains("two"), "{view}");
    assert_eq!(world.get(&world.pii_reader, "c").await.unwrap().entries().count(), 2);
    assert_eq!(send(&world, 4, &[log("d", "four", "")]).await, [Outcome::Stored]);
    assert_eq!(world.get(&world.pii_reader, "d").await.unwrap().entries().count(), 1);
}
