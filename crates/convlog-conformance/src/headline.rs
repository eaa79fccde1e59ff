//! What a review begins with: counted as in a list, explained as an outline explains it.

use convlog_core::Level;
use convlog_store::search::Search;
use convlog_store::window::{From, Window};
use convlog_store::{Headline, VerifiedKey};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, producer};

async fn headline(world: &World, key: &VerifiedKey) -> Option<Headline> {
    world.store.headline(&world.sight(key), &conversation_id("c"), NOW).await.unwrap()
}

/// Returns what explains a conversation, and makes sure that it is what an outline says, and the counts those of a list.
async fn explained(world: &World, key: &VerifiedKey) -> String {
    let found = headline(world, key).await.unwrap();
    let outline = world.store.outline(&world.sight(key), &conversation_id("c"), NOW).await.unwrap().unwrap();
    assert_eq!(found.explained, outline.explained());
    let listed = world.store.search(&world.sight(key), &Search { limit: 9, ..Search::default() }, NOW).await.unwrap();
    let row = listed.rows.iter().find(|row| row.conversation.id == conversation_id("c")).unwrap();
    assert_eq!(found.listed.counts, row.counts);
    let shown = |found: &convlog_core::view::Conversation| {
        format!("{:?} {:?} {:?}", found.fields, found.status, found.started_at)
    };
    assert_eq!(shown(&found.listed.conversation), shown(&row.conversation));
    let Some(explained) = found.explained else { return "nothing".into() };
    let outcome = explained.outcome.map_or("", |outcome| outcome.as_str());
    let entry = explained.entry.map(|entry| format!("{} {}", entry.level.as_str(), entry.identity.seq));
    format!("{} {outcome} {}", explained.event.unwrap_or_default(), entry.unwrap_or_default())
}

/// What explains a conversation is the first that a reader sees of the worst kind: a function that raised, an error, a
/// function that never finished, a warning; nothing hidden explains anything to whoever may not see it.
pub async fn the_worst_that_a_reader_sees_explains_a_conversation(harness: &dyn Harness) {
    let world = World::open(harness).await;
    assert!(headline(&world, &world.pii_reader).await.is_none());
    let log = |second: u8, level: &str, event: &str, rest: &str| {
        format!(
            r#""type":"log",{event}"entry":{{"level":"{level}","content":"x","timestamp":"2025-01-01T10:00:{second:02}Z"{rest}}}"#
        )
    };
    let call = |id: &str, second: u8, rest: &str| {
        format!(
            r#""type":"function_event","function_event_id":"{id}","timestamp":"2025-01-01T10:00:{second:02}Z"{rest}"#
        )
    };
    let (response, flagged) = (r#","logger":"api_responses""#, r#","is_pii":true"#);
    let (of_f, of_g) = (r#""function_event_id":"f","#, r#""function_event_id":"g","#);
    let raised = r#","error":{"type":"E"}"#;
    let ended = r#""type":"conversation","timestamp":"2025-01-01T10:01:00Z","ended_at":"2025-01-01T10:01:00Z""#;
    let steps = [
        (log(1, "info", "", ""), ["nothing"; 2]),
        (log(2, "warning", "", response), ["  warning 2"; 2]),
        (log(3, "warning", "", ""), ["  warning 3"; 2]),
        (log(9, "error", of_f, flagged), ["  warning 3", "f  error 4"]),
        (call("u", 1, ""), ["  warning 3", "f  error 4"]),
        (ended.to_owned(), ["u unfinished ", "f  error 4"]),
        (log(5, "error", "", response), ["  error 7", "f  error 4"]),
        (log(6, "error", "", ""), ["  error 8"; 2]),
        (log(6, "error", "", ""), ["  error 8"; 2]),
        (call("f", 7, raised), ["f raised ", "f raised error 4"]),
        (call("g", 8, &format!(r#"{raised},"parent_id":"f""#)), ["g raised "; 2]),
        (log(8, "error", of_g, ""), ["g raised error 12"; 2]),
        (log(10, "error", of_g, flagged), ["g raised error 12", "g raised error 13"]),
        (log(9, "error", of_g, ""), ["g raised error 14", "g raised error 13"]),
        (
            call("e", 3, r#","error":{"type":"E"},"started_at":"2025-01-01T10:00:12Z""#),
            ["g raised error 14", "g raised error 13"],
        ),
        (call("i", 13, r#","cancelled_by":"caller""#), ["g raised error 14", "g raised error 13"]),
    ];
    for (seq, (rest, expected)) in (1..).zip(steps) {
        let line = format!(r#"{{"conversation_id":"c",{rest}}}"#);
        world.send_as(producer(1), seq, &[&line]).await;
        for (key, expected) in [&world.reader, &world.pii_reader].into_iter().zip(expected) {
            assert_eq!(explained(&world, key).await, expected, "{line}");
        }
    }
    let opened = headline(&world, &world.pii_reader).await.unwrap().listed.conversation.opened;
    assert!(opened.sealed && !opened.existence);
    let opened = headline(&world, &world.reader).await.unwrap().listed.conversation.opened;
    assert!(!opened.sealed);
}

/// Errors and warnings by themselves are those of the whole, in its order, with the same hints, and end where there are no
/// more of them.
pub async fn grave_entries_come_as_in_the_whole(harness: &dyn Harness) {
    let world = World::open(harness).await;
    for n in 0..60_u32 {
        let level = ["info", "info", "warning", "info", "error", "info"][n as usize % 6];
        let flag = if n.is_multiple_of(5) { r#","is_pii":true"# } else { "" };
        let line = format!(
            r#"{{"type":"log","conversation_id":"c","function_event_id":"f","entry":{{"level":"{level}","content":"entry {n}","timestamp":"2025-01-01T10:00:{:02}Z"{flag}}},"hints":[{{"habit":"loop","at":"a.py:{n}","lines":{}}}]}}"#,
            59 - n / 4,
            n % 9 + 1
        );
        world.send_as(producer(1 + (n % 3) as u8), u64::from(n) + 1, &[&line]).await;
    }
    for key in [&world.reader, &world.pii_reader] {
        let view = world.get(key, "c").await.unwrap();
        for level in [Level::Warning, Level::Error] {
            let mut grave: Vec<_> = view.entries().filter(|logged| logged.entry.level >= level).collect();
            grave.sort_by_key(|logged| (logged.entry.time, logged.identity));
            let shown =
                |logged: &convlog_core::view::LogEntry| format!("{} {:?}", logged.entry.content(), logged.hints);
            let expected: Vec<String> = grave.iter().map(|logged| shown(logged)).collect();
            assert!(
                expected.iter().any(|text| text.contains("a.py")) && expected.iter().any(|text| !text.contains("a.py"))
            );
            for scan_limit in [1, 3, 10_000] {
                let (mut found, mut from) = (Vec::new(), From::Start);
                loop {
                    let asked = Window { from, limit: 4, scan_limit, level, ..Window::default() };
                    let page =
                        world.store.window(&world.sight(key), &conversation_id("c"), &asked).await.unwrap().unwrap();
                    assert_eq!(page.entries.len(), scan_limit.min(4).min(expected.len() - found.len()));
                    found.extend(page.entries.iter().map(|found| shown(&found.logged)));
                    let Some(later) = page.later else { break };
                    from = From::After(later);
                }
                assert_eq!(found, expected);
            }
            let info = view.entries().find(|logged| logged.entry.level == Level::Info).unwrap();
            let asked = Window { from: From::Around(info.id()), limit: 2, level, ..Window::default() };
            let around = world.store.window(&world.sight(key), &conversation_id("c"), &asked).await.unwrap().unwrap();
            let place = (info.entry.time, info.identity);
            let at = grave.iter().filter(|logged| (logged.entry.time, logged.identity) < place).count();
            let near: Vec<String> = around.entries.iter().map(|found| shown(&found.logged)).collect();
            let first = at.saturating_sub(1);
            assert_eq!(near, expected[first..(first + 2).min(expected.len())]);
        }
    }
}
