//! Several records about one thing.

use convlog_core::view::Status;
use convlog_core::{Identity, Timestamp};
use convlog_store::{Filter, Order, Query};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, producer, record};

/// The newest value of each field wins, however the records arrive.
pub async fn fields_merge_by_version(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:02Z","user_input":"newest"}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:01Z","user_input":"older","agent_response":"kept","number":3}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:03Z","agent_response":null}"#,
        r#"{"type":"conversation","conversation_id":"c","timestamp":"2025-01-01T10:00:05Z","environment":"live"}"#,
        r#"{"type":"conversation","conversation_id":"c","timestamp":"2025-01-01T10:00:04Z","environment":"draft","channel":"CHAT","started_at":"2025-01-01T09:00:00Z"}"#,
    ])
    .await;
    let view = world.get(&world.reader, "c").await.unwrap();
    let turn = &view.turns[0];
    assert_eq!(turn.number, 3);
    assert_eq!(turn.fields.text("user_input").as_deref(), Some("newest"));
    assert_eq!(turn.fields.text("agent_response").as_deref(), Some("kept"));
    assert_eq!(view.fields.text("environment").as_deref(), Some("live"));
    assert_eq!(view.started_at.to_string(), "2025-01-01T09:00:00.000000Z");
}

/// An entry waits for its function event and its turn, in full view.
pub async fn parents_may_come_last(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send_as(producer(1), 1, &[r#"{"type":"log","conversation_id":"c","turn_id":"t","function_event_id":"f","entry":{"level":"error","content":"x"}}"#]).await;
    let before = world.get(&world.reader, "c").await.unwrap();
    assert_eq!(before.turns[0].events[0].fields.text("name"), None);
    assert_eq!(before.entries().count(), 1);
    world.send_as(producer(1), 2, &[r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","turn_id":"t","name":"look_up"}"#]).await;
    let after = world.get(&world.reader, "c").await.unwrap();
    assert_eq!(after.turns[0].events[0].fields.text("name").as_deref(), Some("look_up"));
    assert_eq!(after.turns[0].events[0].entries.len(), 1);
}

/// A later record without the flag does not make a value open again.
pub async fn what_was_personal_stays_personal(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:01Z","user_input":"one","pii":["/user_input"]}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"2025-01-01T10:00:02Z","user_input":"two"}"#,
    ])
    .await;
    let user_input = async |key| world.get(key, "c").await.unwrap().turns[0].fields.text("user_input");
    assert_eq!(user_input(&world.reader).await.as_deref(), Some("[redacted]"));
    assert_eq!(user_input(&world.pii_reader).await.as_deref(), Some("two"));
}

/// Silence is a loss of contact only while something is open, which the list says as the conversation itself.
pub async fn silence_is_no_loss_while_nothing_is_open(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let mut batch = world.batch(100);
    for (seq, line) in [
        r#"{"type":"turn","conversation_id":"between","turn_id":"t","started_at":"2025-01-01T10:00:00Z"}"#,
        r#"{"type":"turn","conversation_id":"between","turn_id":"t","ended_at":"2025-01-01T10:00:01Z"}"#,
        r#"{"type":"log","conversation_id":"logs","entry":{"level":"info","content":"x"}}"#,
        r#"{"type":"function_event","conversation_id":"done","function_event_id":"f","duration_ms":5}"#,
        r#"{"type":"turn","conversation_id":"turn","turn_id":"t","ended_at":"2025-01-01T10:00:01Z"}"#,
        r#"{"type":"turn","conversation_id":"turn","turn_id":"u","started_at":"2025-01-01T10:00:01Z"}"#,
        r#"{"type":"span","conversation_id":"span","span_id":"s","turn_id":"t","kind":"llm"}"#,
        r#"{"type":"function_event","conversation_id":"function","function_event_id":"f","name":"slow"}"#,
    ]
    .into_iter()
    .enumerate()
    {
        batch.push(record(line), Identity { producer: producer(1), seq: seq as u64 + 1 }).unwrap();
    }
    world.store.append(batch).await.unwrap();
    let now = Timestamp::from_micros(200 * 1_000_000);
    for (id, expected) in [
        ("between", Status::Live),
        ("logs", Status::Live),
        ("done", Status::Live),
        ("turn", Status::LostContact),
        ("span", Status::LostContact),
        ("function", Status::LostContact),
    ] {
        let sight = world.sight(&world.reader);
        let view = world.store.conversation(&sight, &conversation_id(id), now).await.unwrap().unwrap();
        assert_eq!(view.status, expected, "{id}");
        for with_turns in [false, true] {
            let (filter, order) = (Filter::default(), Order::NewestFirst);
            let query = Query { filter, order, after: None, offset: 0, limit: 50, with_turns, with_total: false };
            let page = world.store.conversations(&sight, &query, now).await.unwrap();
            let row = page.conversations.iter().find(|row| row.id.as_str() == id).unwrap();
            assert_eq!(row.status, expected, "{id} in a list");
        }
    }
}

/// Silence makes an open call "lost contact" and then "unfinished"; a report of its producer keeps it alive.
pub async fn a_lost_producer_leaves_calls_unfinished(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let append = async |second, seq, line| {
        let mut batch = world.batch(second);
        batch.push(record(line), Identity { producer: producer(1), seq }).unwrap();
        world.store.append(batch).await.unwrap();
    };
    let status = async |second: i64| {
        let now = Timestamp::from_micros(second * 1_000_000);
        let view =
            world.store.conversation(&world.sight(&world.reader), &conversation_id("c"), now).await.unwrap().unwrap();
        view.turns[0].events[0].status
    };
    append(
        100,
        1,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","turn_id":"t","name":"slow"}"#,
    )
    .await;
    assert_eq!(status(129).await, Status::Live);
    assert_eq!(status(131).await, Status::LostContact);
    append(120, 2, r#"{"type":"producer","host":"h","pid":1}"#).await;
    assert_eq!(status(131).await, Status::Live);
    assert_eq!(status(120 + 15 * 60).await, Status::Unfinished);
    append(2000, 3, r#"{"type":"producer","timestamp":"2025-01-01T10:00:02Z","ended_at":"2025-01-01T10:00:02Z"}"#)
        .await;
    assert_eq!(status(2029).await, Status::Live);
    assert_eq!(status(2031).await, Status::Unfinished);
    append(2040, 4, r#"{"type":"producer","timestamp":"2025-01-01T10:00:03Z","adopted_at":"2025-01-01T10:00:03Z"}"#)
        .await;
    assert_eq!(status(2041).await, Status::Unfinished);
    append(3000, 5, r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","duration_ms":5}"#).await;
    assert_eq!(status(3000).await, Status::Ended);
    assert_eq!(NOW.as_micros(), 1_000_000_000);
}
