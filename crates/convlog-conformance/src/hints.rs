//! What senders point out about lines, and what producers count: made of lines, and shown to whoever sees these.

use convlog_core::ProjectId;
use convlog_store::{Permission, ProjectSettings, VerifiedKey};

use super::Harness;
use super::erase::settle;
use super::world::{self, NOW, World, conversation_id, key, only, producer, shown};

/// Returns a log record with a hint.
fn line(second: u8, content: &str, more: &str, habit: &str, lines: u32) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"c","function_event_id":"f","entry":{{"level":"info","content":"{content}","timestamp":"2025-01-01T10:00:{second:02}Z"{more}}},"hints":[{{"habit":"{habit}","at":"a.py:{second}","lines":{lines}}}]}}"#
    )
}

/// Returns the places in the source of the hints that a key is shown.
async fn hinted(world: &World, key: &VerifiedKey) -> Vec<String> {
    let view = world.get(key, "c").await.unwrap();
    view.entries().flat_map(|entry| &entry.hints).map(|hint| hint.at.clone()).collect()
}

async fn send(world: &World, lines: &[String]) {
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

/// A hint is there for whoever sees all of the entry that it came with.
pub async fn a_hint_shares_the_part_of_its_entry(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let flagged = line(3, "x", r#","who":"canary""#, "large_payload", 1).replacen('{', r#"{"pii":["/entry/who"],"#, 1);
    let lines = [
        line(1, "open", "", "long_message", 1),
        line(2, "canary", r#","is_pii":true"#, "pii_alias", 1),
        flagged,
        line(4, "to ada@canary.example", "", "positional_args", 1),
    ];
    send(&world, &lines).await;
    assert_eq!(hinted(&world, &world.reader).await, ["a.py:1"]);
    assert_eq!(hinted(&world, &world.pii_reader).await, ["a.py:1", "a.py:2", "a.py:3", "a.py:4"]);
}

/// What becomes hidden later takes its hint along, and what is removed too.
pub async fn a_hint_goes_with_what_is_hidden_later(harness: &dyn Harness) {
    let world = World::open(harness).await;
    send(&world, &[line(1, "with badge kx71f3qz", "", "long_message", 1), line(2, "open", "", "long_message", 1)])
        .await;
    assert_eq!(hinted(&world, &world.reader).await, ["a.py:1", "a.py:2"]);
    let known = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"kx71f3qz","is_pii":true}}"#;
    world.send_as(producer(1), 9, &[known]).await;
    settle(&world, NOW).await;
    assert_eq!(hinted(&world, &world.reader).await, ["a.py:2"]);
    assert_eq!(hinted(&world, &world.pii_reader).await, ["a.py:1", "a.py:2"]);
    let settings = ProjectSettings { pii_retention_days: Some(1), ..ProjectSettings::default() };
    world::put_project(&*world.store, world.admin.account(), &world.project, settings).await;
    settle(&world, convlog_core::Timestamp::from_micros(NOW.as_micros() + 3 * 24 * 3600 * 1_000_000)).await;
    for key in [&world.reader, &world.pii_reader] {
        assert_eq!(hinted(&world, key).await, ["a.py:2"]);
    }
}

/// A hint that was made of several entries is there for whoever sees as many of them.
pub async fn a_hint_of_several_entries_needs_all_of_them(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let lines = [
        line(1, "open", "", "long_message", 1),
        line(2, "canary", r#","is_pii":true"#, "long_message", 1),
        line(3, "open", "", "loop", 2),
        line(4, "open", "", "loop", 4),
    ];
    send(&world, &lines).await;
    let other = line(0, "of another process", "", "long_message", 1);
    world.send_as(producer(2), 1, &[&other]).await;
    assert_eq!(hinted(&world, &world.reader).await, ["a.py:0", "a.py:1", "a.py:3"]);
    assert_eq!(hinted(&world, &world.pii_reader).await, ["a.py:0", "a.py:1", "a.py:2", "a.py:3", "a.py:4"]);
}

/// What a sender says of no line in particular, and what it counts of all its records, is for few.
pub async fn what_is_made_of_unknown_lines_is_for_few(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world
        .send(&[
            r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","name":"book","hints":["canary"],"_truncated":["/hints"]}"#,
            r#"{"type":"producer","host":"agent-1","dropped":3,"cut":4,"last_seq":5,"hints":["canary"],"clock_offset_ms":6}"#,
        ])
        .await;
    let admin = key(&*world.store, "acme", only("front-desk"), &[Permission::Read, Permission::Admin]).await;
    let counted = async |key: &VerifiedKey| {
        let told = world.store.producers(&world.sight(key), &conversation_id("c")).await.unwrap();
        ["dropped", "cut", "last_seq"].map(|name| told[0].count(name))
    };
    for (key, sees_hints, sees_counts) in
        [(&world.reader, false, false), (&admin, false, true), (&world.pii_reader, true, true)]
    {
        let view = world.get(key, "c").await;
        let text = shown(view.as_ref());
        assert_eq!((text.contains("canary"), text.contains("hints")), (sees_hints, sees_hints), "{text}");
        let expected = if sees_counts { [Some(3), Some(4), Some(5)] } else { [None; 3] };
        assert_eq!(counted(key).await, expected);
    }
    let sight = admin.visibility_for(&ProjectId::new("front-desk").unwrap()).unwrap();
    assert!(!sight.without_personal().sees_counts());
}

/// A variable of which only the personal value changed has not changed for who may not see that.
pub async fn a_change_that_nobody_sees_is_none(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let event = |id: &str, changes: &str, pii: &str| {
        format!(
            r#"{{"type":"function_event","conversation_id":"c","function_event_id":"{id}","state_changes":{changes},"pii":[{pii}]}}"#
        )
    };
    let both = r#""/state_changes/updated/card/0","/state_changes/updated/card/1""#;
    let alone = r#"{"added":{},"updated":{"card":["1234","4321"]},"removed":[]}"#;
    let beside = r#"{"added":{"n":1},"updated":{"card":[{"no":"1234"},{"no":"4321"}],"step":[1,2]},"removed":[]}"#;
    let inside = r#""/state_changes/updated/card/0/no","/state_changes/updated/card/1/no""#;
    send(&world, &[event("a", alone, both), event("b", beside, inside)]).await;
    let changes = async |key: &VerifiedKey| {
        let view = world.get(key, "c").await.unwrap();
        let events = view.turns[0].events.iter();
        events.map(|event| event.fields.raw("state_changes").map(|raw| raw.get().to_owned())).collect::<Vec<_>>()
    };
    let left = r#"{"added":{"n":1},"updated":{"step":[1,2]},"removed":[]}"#.to_owned();
    assert_eq!(changes(&world.reader).await, [None, Some(left)]);
    assert_eq!(changes(&world.pii_reader).await, [Some(alone.to_owned()), Some(beside.to_owned())]);
}
