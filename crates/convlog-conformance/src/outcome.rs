//! How functions came out: lists and pages say the same, and what never finished is found.

use std::collections::BTreeMap;

use convlog_core::view::{Conversation, Status, UNFINISHED_AFTER_MICROS};
use convlog_core::{Identity, Level, Outcome, Timestamp};
use convlog_store::{Filter, Search};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, producer};

fn event(conversation: &str, id: &str, rest: &str) -> String {
    format!(r#"{{"type":"function_event","conversation_id":"{conversation}","function_event_id":"{id}"{rest}}}"#)
}

fn entry(conversation: &str, event: &str, level: &str, is_pii: bool) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"{conversation}","function_event_id":"{event}","entry":{{"level":"{level}","content":"x","is_pii":{is_pii}}}}}"#
    )
}

async fn send(world: &World, lines: &[String]) {
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

/// Returns how the function events of a conversation came out, those of which something is known.
fn outcomes(conversation: &Conversation) -> Vec<String> {
    let events = conversation.turns.iter().flat_map(|turn| &turn.events);
    events.filter_map(|event| event.outcome.map(|outcome| outcome.as_str().to_owned())).collect()
}

fn with_errors() -> Search {
    let filter = Filter { has_errors: true, ..Filter::default() };
    Search { filter, limit: 100, with_total: true, ..Search::default() }
}

/// Returns which calls with errors each kind of reader finds.
async fn found(world: &World, now: Timestamp) -> [String; 2] {
    let mut found = [String::new(), String::new()];
    for (key, told) in [&world.reader, &world.pii_reader].into_iter().zip(&mut found) {
        let page = world.store.search(&world.sight(key), &with_errors(), now).await.unwrap();
        *told = page.rows.iter().map(|row| row.conversation.id.as_str()).collect();
        assert_eq!(page.total, Some(told.len() as u64));
    }
    found
}

/// One call that is over, and one that goes on, with a function for each way to end.
fn calls() -> Vec<String> {
    let mut lines = Vec::new();
    for call in ["over", "on"] {
        for (id, end) in [
            ("done", r#","ended_at":"2025-01-01T10:00:01Z""#),
            ("raised", r#","error":{"type":"E","message":"Jane"},"pii":["/error/message"]"#),
            ("cancelled", r#","cancelled_by":"barge-in","duration_ms":7"#),
            ("open", ""),
        ] {
            // The end may come first, and more than once.
            lines.extend([event(call, id, end), event(call, id, r#","name":"f""#), event(call, id, end)]);
        }
        for (level, is_pii) in [("error", false), ("error", true), ("error", true), ("warning", true), ("info", true)] {
            lines.push(entry(call, "done", level, is_pii));
        }
        lines.push(event(call, "asked", r#","duration_ms":1"#));
        lines.push(
            entry(call, "asked", "error", false).replace(r#""content""#, r#""logger":"api_responses","content""#),
        );
        // Of these nothing is known but the entries.
        lines.extend([entry(call, "unknown", "warning", false), entry(call, "hidden", "error", true)]);
    }
    lines.push(r#"{"type":"conversation","conversation_id":"over","ended_at":"2025-01-01T10:00:02Z"}"#.to_owned());
    lines
}

/// However functions came out, a list and a page say the same of them, to readers of both kinds.
pub async fn lists_and_pages_count_the_same(harness: &dyn Harness) {
    let world = World::open(harness).await;
    send(&world, &calls()).await;
    let all = Search { limit: 100, with_turns: true, ..Search::default() };
    for (key, [entries, errors, warnings]) in [(&world.reader, [3, 2, 1]), (&world.pii_reader, [8, 5, 2])] {
        for (call, failures) in [("over", 2), ("on", 1)] {
            let list = world.store.search(&world.sight(key), &all, NOW).await.unwrap();
            let row = list.rows.iter().find(|row| row.conversation.id.as_str() == call).unwrap();
            assert_eq!([row.counts.entries, row.counts.errors, row.counts.warnings], [entries, errors, warnings]);
            assert_eq!(row.counts.failed_functions, failures, "{call}");
            let page = world.get(key, call).await.unwrap();
            let of_level = |level| page.entries().filter(|logged| logged.entry.level == level).count() as u64;
            assert_eq!([of_level(Level::Error), of_level(Level::Warning)], [errors, warnings]);
            let told = outcomes(&page);
            assert_eq!(told, outcomes(&row.conversation), "a list of calls has the same outcomes");
            let is = |outcome: &str| told.iter().filter(|told| told.as_str() == outcome).count() as u64;
            assert_eq!(is("raised") + is("unfinished"), failures, "{call}: {told:?}");
            assert_eq!((is("api_failed"), is("logged_error"), is("cancelled")), (1, 1, 1), "{call}: {told:?}");
        }
    }
}

/// Nothing is unfinished in a call that goes on; once nobody is there to end it, what is open never will be.
pub async fn what_never_finished_is_found_once_nobody_can_end_it(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let ended = |conversation: &str, id: &str| event(conversation, id, r#","duration_ms":1"#);
    let lines = [
        event("a", "f", ""),
        event("b", "f", ""),
        ended("b", "f"),
        event("c", "f", ""),
        event("c", "f", ""),
        ended("c", "g"),
        ended("c", "g"),
        event("d", "f", r#","cancelled_by":"barge-in""#),
    ];
    send(&world, &lines).await;
    assert_eq!(found(&world, NOW).await, ["", ""]);
    let later = Timestamp::from_micros(NOW.as_micros() + UNFINISHED_AFTER_MICROS);
    assert_eq!(found(&world, later).await, ["ca", "ca"]);
    world.send_as(producer(2), 1, &[&ended("a", "f")]).await;
    assert_eq!(found(&world, later).await, ["c", "c"]);
}

/// What a process left open is judged by that process: others of the same call that go on end nothing for it. One that
/// never reports is judged with the call.
pub async fn what_a_silent_process_left_open_never_finishes_though_others_go_on(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let report = |more: &str| format!(r#"{{"type":"producer","timestamp":"2025-01-01T10:00:00Z","host":"h"{more}}}"#);
    let (ended, adopted) = (r#","ended_at":"2025-01-01T10:00:00Z""#, r#","adopted_at":"2025-01-01T10:00:00Z""#);
    let append = async |second: i64, process: u8, seq: u64, line: &str| {
        let mut batch = world.batch(second);
        batch.push(crate::world::record(line), Identity { producer: producer(process), seq }).unwrap();
        world.store.append(batch).await.unwrap();
    };
    // One that lives, one that is silent for long, one for a while, one that ended, one that others deliver, and one that
    // never reports.
    let processes =
        [(1, 2000, ""), (2, 1000, ""), (3, 1960, ""), (4, 1960, ended), (5, 1999, adopted), (6, 900, "none")];
    for (process, heard_at, more) in processes {
        append(900, process, 1, &event("a", &format!("f{process}"), r#","name":"f""#)).await;
        append(900, process, 2, &event("b", &format!("g{process}"), r#","name":"f","duration_ms":1"#)).await;
        if more != "none" {
            append(heard_at, process, 3, &report(more)).await;
        }
    }
    // What two work on goes on while one of them does.
    append(900, 2, 4, &event("a", "shared", r#","name":"f""#)).await;
    append(900, 1, 4, &event("a", "shared", r#","arguments":{}"#)).await;
    let now = Timestamp::from_micros(2_000_000_000);
    assert_eq!(found(&world, now).await, ["a", "a"], "a call that goes on has what never finished");
    for key in [&world.reader, &world.pii_reader] {
        let page = world.store.conversation(&world.sight(key), &conversation_id("a"), now).await.unwrap().unwrap();
        assert_eq!(page.status, Status::Live);
        let told = page.turns.iter().flat_map(|turn| &turn.events);
        let told: Vec<_> = told.map(|event| (event.id.as_deref().unwrap(), event.status.as_str())).collect();
        let expected = [
            ("f1", "live"),
            ("f2", "unfinished"),
            ("f3", "lost_contact"),
            ("f4", "unfinished"),
            ("f5", "unfinished"),
            ("f6", "live"),
            ("shared", "live"),
        ];
        assert_eq!(told.into_iter().collect::<BTreeMap<_, _>>(), expected.into_iter().collect());
        let list = world.store.search(&world.sight(key), &with_errors(), now).await.unwrap();
        assert_eq!((list.rows.len(), list.rows[0].counts.failed_functions), (1, 3));
        let head = world.store.headline(&world.sight(key), &conversation_id("a"), now).await.unwrap().unwrap();
        assert_eq!(head.listed.counts.failed_functions, 3);
        assert_eq!(head.explained.and_then(|it| it.event).as_deref(), Some("f2"), "the first that never finished");
    }
    let edition = async |seconds: i64| {
        let now = Timestamp::from_micros(seconds * 1_000_000);
        world.store.edition(&world.sight(&world.reader), &conversation_id("a"), now).await.unwrap()
    };
    assert_eq!(edition(2000).await, edition(2001).await);
    // The second of its processes falls silent for good, the first lives on.
    append(2900, 1, 5, &report("")).await;
    assert_ne!(edition(1960 + 15 * 60 - 1).await, edition(1960 + 15 * 60).await);
}

/// A call is found by the trouble that its reader sees, and counted by it, also after a restart.
pub async fn hidden_trouble_is_found_by_those_who_see_it(harness: &dyn Harness) {
    let lines = [
        entry("a", "f", "error", true),
        event("a", "f", r#","duration_ms":1"#),
        entry("b", "f", "warning", true),
        event("b", "f", r#","duration_ms":1"#),
        entry("c", "f", "error", true),
    ];
    let world = World::open(harness).await;
    send(&world, &lines).await;
    assert_eq!(found(&world, NOW).await, ["", "ca"]);
    let project = world.project.clone();
    drop(world);
    let world = World::in_project(harness.open().await, project.as_str()).await;
    world.send_as(producer(2), 1, &[&entry("b", "f", "error", true)]).await;
    assert_eq!(found(&world, NOW).await, ["", "cba"]);
    let outcome = async |key| {
        let page = world.get(key, "a").await.unwrap();
        page.turns[0].events[0].outcome.map(Outcome::as_str)
    };
    assert_eq!((outcome(&world.reader).await, outcome(&world.pii_reader).await), (Some("ok"), Some("logged_error")));
}
