//! Lists and their filters.

use convlog_core::Timestamp;
use convlog_store::{Filter, Order, Query};

use crate::Harness;
use crate::world::{World, everything, ids, producer};

async fn three_calls(world: &World) {
    world
        .send(&[
            r#"{"type":"conversation","conversation_id":"a","started_at":"2025-01-01T10:00:00Z","environment":"live","channel":"VOICE-SIP","variant_id":"v1","variant_name":"One"}"#,
            r#"{"type":"conversation","conversation_id":"b","started_at":"2025-01-01T11:00:00Z","environment":"live","channel":"WEBCHAT","variant_id":"v2","variant_name":"Two","ended_at":"2025-01-01T11:01:00Z"}"#,
            r#"{"type":"conversation","conversation_id":"c","started_at":"2025-01-01T12:00:00Z","environment":"sandbox","channel":"SMS"}"#,
        ])
        .await;
}

fn by(filter: Filter) -> Query {
    Query { filter, ..everything() }
}

/// Each filter by itself, and two together.
pub async fn filters_by_environment_variant_channel_and_time(harness: &dyn Harness) {
    let world = World::open(harness).await;
    three_calls(&world).await;
    let at = |text: &str| Timestamp::parse(text);
    let cases: Vec<(Filter, &[&str])> = vec![
        (Filter::default(), &["c", "b", "a"]),
        (Filter { environments: vec!["live".into()], ..Filter::default() }, &["b", "a"]),
        (Filter { environments: vec!["draft".into()], ..Filter::default() }, &[]),
        (Filter { variant_id: Some("v1".into()), ..Filter::default() }, &["a"]),
        (Filter { variant_name: Some("Two".into()), ..Filter::default() }, &["b"]),
        (Filter { channels: vec!["SMS".into(), "VOICE-SIP".into()], ..Filter::default() }, &["c", "a"]),
        (Filter { started_from: at("2025-01-01T11:00:00Z"), ..Filter::default() }, &["c", "b"]),
        (Filter { started_before: at("2025-01-01T11:00:00Z"), ..Filter::default() }, &["a"]),
        (
            Filter { environments: vec!["live".into()], started_from: at("2025-01-01T10:30:00Z"), ..Filter::default() },
            &["b"],
        ),
    ];
    for (filter, expected) in cases {
        let page = world.list(&world.reader, &by(filter.clone())).await;
        assert_eq!(ids(&page), expected, "{filter:?}");
        assert_eq!(page.total, Some(expected.len() as u64), "{filter:?}");
    }
    world.send_as(producer(2), 1, &[r#"{"type":"log","conversation_id":"d","entry":{"level":"info"}}"#]).await;
    let live = by(Filter { environments: vec!["live".into()], ..Filter::default() });
    assert_eq!(ids(&world.list(&world.reader, &live).await), ["b", "a", "d"], "what names no environment is live");
    let changed = r#"{"type":"conversation","conversation_id":"d","environment":"draft"}"#;
    world.send_as(producer(2), 2, &[changed]).await;
    assert_eq!(ids(&world.list(&world.reader, &live).await), ["b", "a"]);
    let oldest = Query { order: Order::OldestFirst, ..everything() };
    assert_eq!(ids(&world.list(&world.reader, &oldest).await), ["d", "a", "b", "c"]);
}

/// A call goes on until it ends or falls silent.
pub async fn filters_by_progress(harness: &dyn Harness) {
    let world = World::open(harness).await;
    three_calls(&world).await;
    let going = |wanted| by(Filter { in_progress: Some(wanted), ..Filter::default() });
    assert_eq!(ids(&world.list(&world.reader, &going(true)).await), ["c", "a"]);
    assert_eq!(ids(&world.list(&world.reader, &going(false)).await), ["b"]);
    let much_later = Timestamp::from_micros(900_000_000 + 15 * 60 * 1_000_000);
    let page = world.store.conversations(&world.sight(&world.reader), &going(true), much_later).await.unwrap();
    assert!(page.conversations.is_empty());
    world
        .send_as(
            producer(2),
            1,
            &[r#"{"type":"conversation","conversation_id":"a","ended_at":"2025-01-01T10:01:00Z"}"#],
        )
        .await;
    assert_eq!(ids(&world.list(&world.reader, &going(true)).await), ["c"]);
}

/// The total counts all pages.
pub async fn counts_what_the_filter_lets_through(harness: &dyn Harness) {
    let world = World::open(harness).await;
    three_calls(&world).await;
    let page = world.list(&world.reader, &Query { limit: 1, ..everything() }).await;
    assert_eq!((page.conversations.len(), page.total), (1, Some(3)));
    let page = world.list(&world.reader, &Query { with_total: false, ..everything() }).await;
    assert_eq!(page.total, None);
}

/// Turns, function events and metrics come with a list only when asked for, and log entries never.
pub async fn turns_come_when_asked_for(harness: &dyn Harness) {
    let world = World::open(harness).await;
    three_calls(&world).await;
    world
        .send_as(
            producer(2),
            1,
            &[
                r#"{"type":"turn","conversation_id":"a","turn_id":"t","user_input":"hello"}"#,
                r#"{"type":"function_event","conversation_id":"a","turn_id":"t","function_event_id":"f","name":"look_up"}"#,
                r#"{"type":"log","conversation_id":"a","turn_id":"t","function_event_id":"f","entry":{"level":"info","content":"x"}}"#,
                r#"{"type":"log","conversation_id":"a","turn_id":"t","entry":{"level":"info","content":"y"}}"#,
                r#"{"type":"metric","conversation_id":"a","name":"m","value":1}"#,
            ],
        )
        .await;
    let page = world.list(&world.reader, &everything()).await;
    assert!(page.conversations.iter().all(|row| row.turns.is_empty() && row.metrics.is_empty()));
    let page = world.list(&world.reader, &Query { with_turns: true, ..everything() }).await;
    let row = &page.conversations[2];
    assert_eq!(row.turns[0].fields.text("user_input").as_deref(), Some("hello"));
    assert_eq!(row.turns[0].events.len(), 1);
    assert_eq!(row.metrics.len(), 1);
    assert_eq!(row.entries().count(), 0);
}
