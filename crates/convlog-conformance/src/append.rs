//! Taking records in.

use convlog_core::Identity;
use convlog_store::{Outcome, Permission};

use crate::Harness;
use crate::world::{World, conversation_id, key, only, producer, record, shown};

const ENTRY: &str = r#"{"type":"log","conversation_id":"c","turn_id":"t1","function_event_id":"f1","entry":{"level":"info","content":"Validated inputs","is_pii":false,"timestamp":"2025-01-01T10:00:00Z","logger":"conversation_logger","validation_passed":true}}"#;

/// What was appended is read back, the entry to the byte.
pub async fn stores_and_gives_back(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"conversation","conversation_id":"c","channel":"VOICE-SIP","timestamp":"2025-01-01T09:59:58Z"}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t1","number":1,"user_input":"hello","timestamp":"2025-01-01T09:59:59Z"}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f1","turn_id":"t1","name":"check","arguments":{"id":17},"timestamp":"2025-01-01T10:00:00Z"}"#,
        ENTRY,
        r#"{"type":"span","conversation_id":"c","span_id":"s1","turn_id":"t1","kind":"llm","duration_ms":12.5,"timestamp":"2025-01-01T10:00:01Z"}"#,
        r#"{"type":"metric","conversation_id":"c","name":"tries","value":2,"timestamp":"2025-01-01T10:00:02Z"}"#,
    ])
    .await;
    let view = world.get(&world.reader, "c").await.unwrap();
    assert_eq!(view.fields.text("channel").as_deref(), Some("VOICE-SIP"));
    let turn = &view.turns[0];
    assert_eq!((turn.number, turn.fields.text("user_input").as_deref()), (1, Some("hello")));
    assert_eq!(turn.events[0].fields.raw("arguments").unwrap().get(), r#"{"id":17}"#);
    let sent = &ENTRY[ENTRY.find("\"entry\":").unwrap() + 8..ENTRY.len() - 1];
    assert_eq!(turn.events[0].entries[0].entry.to_json(), sent);
    assert_eq!(turn.spans[0].fields.number("duration_ms"), Some(12.5));
    assert_eq!(view.metrics[0].name, "tries");
    assert!(world.get(&world.reader, "d").await.is_none());
}

/// Entries of several loggers in one conversation are told apart.
pub async fn each_entry_keeps_its_logger(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let loggers = ["first", "second", "conversation_logger", "first", "third"];
    let entry = |logger: &&str| ENTRY.replace("conversation_logger", logger);
    let lines: Vec<String> = loggers.iter().map(entry).collect();
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let view = world.get(&world.reader, "c").await.unwrap();
    let read: Vec<String> = view.entries().map(|entry| entry.entry.logger.to_string()).collect();
    assert_eq!(read, loggers);
}

/// Sending a batch again stores nothing and says so.
pub async fn a_repeated_batch_is_stored_once(harness: &dyn Harness) {
    let world = World::open(harness).await;
    assert_eq!(world.send_as(producer(1), 1, &[ENTRY, ENTRY]).await, [Outcome::Stored; 2]);
    assert_eq!(
        world.send_as(producer(1), 1, &[ENTRY, ENTRY, ENTRY]).await,
        [Outcome::Duplicate, Outcome::Duplicate, Outcome::Stored]
    );
    assert_eq!(world.send_as(producer(2), 1, &[ENTRY]).await, [Outcome::Stored]);
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), 4);
}

/// The same holds inside one batch.
pub async fn a_repeated_identity_is_stored_once_within_a_batch(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let mut batch = world.batch(1);
    for seq in [1, 1, 2] {
        batch.push(record(ENTRY), Identity { producer: producer(1), seq }).unwrap();
    }
    assert_eq!(world.store.append(batch).await.unwrap(), [Outcome::Stored, Outcome::Duplicate, Outcome::Stored]);
}

/// The same producer and number in another project is another record.
pub async fn identities_are_apart_by_project(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[ENTRY]).await;
    for (account, project) in [("acme", "back-office"), ("other", "front-desk")] {
        let writer = key(&*world.store, account, only(project), &[Permission::Ingest]).await;
        let mut batch = writer.begin_batch(crate::world::NOW).unwrap();
        batch.push(record(ENTRY), Identity { producer: producer(1), seq: 1 }).unwrap();
        assert_eq!(world.store.append(batch).await.unwrap(), [Outcome::Stored]);
    }
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), 1);
}

/// Gaps may be filled later, and each number still counts once.
pub async fn sequence_numbers_may_arrive_in_any_order(harness: &dyn Harness) {
    let world = World::open(harness).await;
    for seq in [9, 1, 5, 3, 4, 2, 8, 6, 7, 1_000_000] {
        assert_eq!(world.send_as(producer(1), seq, &[ENTRY]).await, [Outcome::Stored], "{seq}");
    }
    for seq in [1, 5, 9, 1_000_000] {
        assert_eq!(world.send_as(producer(1), seq, &[ENTRY]).await, [Outcome::Duplicate], "{seq}");
    }
    assert_eq!(world.send_as(producer(1), 10, &[ENTRY]).await, [Outcome::Stored]);
}

/// A read that begins after an acknowledgement sees what was acknowledged.
pub async fn an_acknowledged_write_is_read_at_once(harness: &dyn Harness) {
    let world = World::open(harness).await;
    for seq in 1..=50 {
        world.send_as(producer(1), seq, &[ENTRY]).await;
        assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), seq as usize);
    }
}

/// Batches that arrive together are all stored.
pub async fn concurrent_batches_are_all_kept(harness: &dyn Harness) {
    let world = std::sync::Arc::new(World::open(harness).await);
    let tasks: Vec<_> = (1..=8u8)
        .map(|n| {
            let world = world.clone();
            tokio::spawn(async move {
                for seq in 0..10 {
                    assert_eq!(world.send_as(producer(n), seq * 5 + 1, &[ENTRY; 5]).await, [Outcome::Stored; 5]);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(world.get(&world.reader, "c").await.unwrap().entries().count(), 8 * 10 * 5);
}

/// Ids and texts of every script, with NUL, quotes and look-alikes of our own encodings, come back as they were.
pub async fn every_awkward_text_comes_back(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let ids = [
        "00112233445566778899aabbccddeeff",
        "00112233445566778899AABBCCDDEEFF",
        "0011223344556677",
        "123",
        "é'\"\\%",
        "שלום",
        "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
        "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}",
    ];
    let texts = [
        "",
        "\u{0}",
        "a\u{0}b",
        "line\nbreak\ttab",
        "\"quoted\" \\ back",
        "ab\u{301}\u{202e}rtl",
        "💥",
        "' OR 1=1 --",
        "[redacted]",
    ];
    let mut lines = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let text = serde_json::to_string(texts[at]).unwrap();
        let id = serde_json::to_string(id).unwrap();
        lines.push(format!(
            r#"{{"type":"log","conversation_id":"c","turn_id":{id},"function_event_id":{id},"entry":{{"level":"info","content":{text},"x":{text}}}}}"#
        ));
        lines.push(format!(r#"{{"type":"turn","conversation_id":"c","turn_id":{id},"user_input":{text}}}"#));
        lines.push(format!(r#"{{"type":"log","conversation_id":{id},"entry":{{"level":"info","content":{text}}}}}"#));
    }
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let view = world.get(&world.reader, "c").await.unwrap();
    for (at, id) in ids.iter().enumerate() {
        let turn = view
            .turns
            .iter()
            .find(|turn| turn.id.as_deref() == Some(*id))
            .unwrap_or_else(|| panic!("{}", shown(Some(&view))));
        assert_eq!(turn.fields.text("user_input").as_deref(), Some(texts[at]));
        assert_eq!(turn.events[0].id.as_deref(), Some(*id));
        assert_eq!(turn.events[0].entries[0].entry.content(), texts[at]);
        let own = world
            .store
            .conversation(&world.sight(&world.reader), &conversation_id(id), crate::world::NOW)
            .await
            .unwrap();
        assert_eq!(own.unwrap().entries().next().unwrap().entry.content(), texts[at]);
    }
}
