//! Finding entries: order, pages, what a reader may ask, and random queries beside the evaluator.

use convlog_core::Timestamp;
use convlog_core::query::Predicate;
use convlog_store::audit::{AccessRecorder, Audit, AuditedStore};
use convlog_store::find::{ENTRIES_FOUND_BYTES_MAX, EntryPage, EntryQuery, Find, FoundEntry};
use convlog_store::{ErrorKind, Target, VerifiedKey};
use serde_json::{Value, json};

use crate::Harness;
use crate::erase::settle;
use crate::world::{NOW, World, conversation_id, producer};

mod generate;
mod random;

pub use random::{agrees_with_the_evaluator_on_random_queries, answers_do_not_depend_on_what_is_hidden};

/// One call with a turn, a function that logged, and lines outside of it; in another the same without a function.
const CALLS: &[&str] = &[
    r#"{"type":"conversation","conversation_id":"a","timestamp":"2025-01-01T10:00:00Z","environment":"draft","deployment_id":"d-41","contact":"ada@example.org"}"#,
    r#"{"type":"turn","conversation_id":"a","turn_id":"t1","timestamp":"2025-01-01T10:00:00Z","user_input":"I can't log in"}"#,
    r#"{"type":"function_event","conversation_id":"a","turn_id":"t1","function_event_id":"f","timestamp":"2025-01-01T10:00:01Z","name":"crm_upsert","duration_ms":2500,"error":{"type":"KeyError"}}"#,
    r#"{"type":"log","conversation_id":"a","turn_id":"t1","function_event_id":"f","entry":{"level":"error","content":"two","timestamp":"2025-01-01T10:00:02Z","status":409,"id":9007199254740993}}"#,
    r#"{"type":"log","conversation_id":"a","turn_id":"t1","entry":{"level":"info","content":"four","timestamp":"2025-01-01T10:00:04Z","status":200,"id":9007199254740992}}"#,
    r#"{"type":"log","conversation_id":"b","entry":{"level":"warning","content":"one","timestamp":"2025-01-01T10:00:01Z","status":503,"id":-9007199254740993}}"#,
    r#"{"type":"log","conversation_id":"b","entry":{"level":"info","content":"three","timestamp":"2025-01-01T10:00:03Z","status":"503"}}"#,
];

async fn calls(harness: &dyn Harness) -> World {
    let world = World::open(harness).await;
    world.send(CALLS).await;
    world
}

fn entry(conversation: &str, second: u32, content: &str, rest: &str) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"{conversation}","entry":{{"level":"info","content":"{content}","timestamp":"2025-01-01T10:00:{second:02}Z"{rest}}}}}"#
    )
}

fn query(condition: &Value) -> EntryQuery {
    EntryQuery::new(Predicate::parse(&condition.to_string()).unwrap_or_else(|error| panic!("{error} in {condition}")))
}

fn all() -> EntryQuery {
    EntryQuery::new(Predicate::everything())
}

async fn find(world: &World, key: &VerifiedKey, query: &EntryQuery) -> EntryPage {
    world.store.find_entries(&world.sight(key), query, NOW).await.unwrap()
}

fn contents(entries: &[FoundEntry]) -> String {
    entries.iter().map(|found| found.logged.entry.content()).collect::<Vec<_>>().join(" ")
}

async fn found(world: &World, key: &VerifiedKey, condition: &Value) -> String {
    contents(&find(world, key, &query(condition)).await.entries)
}

/// Follows the pages of a query to the last.
async fn follow(world: &World, key: &VerifiedKey, query: &EntryQuery) -> Vec<EntryPage> {
    let mut pages = vec![find(world, key, query).await];
    while let Some(next) = pages.last().and_then(|page| page.next) {
        pages.push(find(world, key, &query.clone().after(Some(next))).await);
        assert!(pages.len() < 1000, "there is no end to the pages");
    }
    pages
}

/// Over all conversations, by when they were written and by nothing else; each says where it stands.
pub async fn entries_come_the_newest_first(harness: &dyn Harness) {
    let world = calls(harness).await;
    for key in [&world.reader, &world.pii_reader] {
        let page = find(&world, key, &all()).await;
        assert_eq!((contents(&page.entries).as_str(), page.next), ("four three two one", None));
        let places: Vec<_> = page
            .entries
            .iter()
            .map(|found| {
                let event = (found.event.as_deref(), found.function.as_deref());
                (found.conversation.as_str(), found.turn, found.turn_id.as_deref(), event)
            })
            .collect();
        let outside = (None, None);
        let inside = (Some("f"), Some("crm_upsert"));
        assert_eq!(
            places,
            [
                ("a", 1, Some("t1"), outside),
                ("b", 0, None, outside),
                ("a", 1, Some("t1"), inside),
                ("b", 0, None, outside)
            ]
        );
    }
    let same: Vec<String> = (0..20).map(|at| entry(["a", "b"][at % 2], 9, &at.to_string(), "")).collect();
    world.send_as(producer(2), 1, &same.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let page = find(&world, &world.reader, &all().limit(20)).await;
    assert!(
        page.entries.is_sorted_by(|one, next| one.position() > next.position()),
        "equal times are told apart by id"
    );
    assert_eq!(page.next, page.entries.last().map(FoundEntry::position));
}

/// A condition may be about the entry and about all that it lies in.
pub async fn each_scope_can_be_asked_about(harness: &dyn Harness) {
    let world = calls(harness).await;
    for (condition, expected) in [
        (json!({"field": ["entry", "level"], "at_least": "warning"}), "two one"),
        (json!({"field": ["entry", "content"], "contains": "T"}), "three two"),
        (json!({"field": ["entry", "status"], "equals": "503"}), "three"),
        (json!({"field": ["entry", "status"], "exists": true}), "four three two one"),
        (json!({"field": ["function_event", "error", "type"], "equals": "KeyError"}), "two"),
        (json!({"field": ["function_event", "duration_ms"], "greater_than": 2000}), "two"),
        (json!({"not": {"field": ["function_event", "name"], "equals": "crm_upsert"}}), "four three one"),
        (json!({"field": ["turn", "user_input"], "contains": "log in"}), "four two"),
        (json!({"field": ["turn", "number"], "equals": 0}), "three one"),
        (json!({"field": ["conversation", "environment"], "equals": "live"}), "three one"),
        (json!({"field": ["conversation", "conversation_id"], "in": ["a", "c"]}), "four two"),
        (
            json!({"all": [{"field": ["conversation", "deployment_id"], "starts_with": "D-"}, {"field": ["entry", "level"], "equals": "info"}]}),
            "four",
        ),
        (
            json!({"any": [{"field": ["entry", "content"], "equals": "one"}, {"field": ["turn", "turn_id"], "equals": "t1"}]}),
            "four two one",
        ),
        (
            json!({"field": ["entry", "timestamp"], "at_least": {"time": "2025-01-01T10:00:02Z"}, "less_than": {"time": "2025-01-01T10:00:04Z"}}),
            "three two",
        ),
    ] {
        for key in [&world.reader, &world.pii_reader] {
            assert_eq!(found(&world, key, &condition).await, expected, "{condition}");
        }
    }
}

/// No number is rounded, neither when it is stored nor when it is compared.
pub async fn numbers_are_compared_to_the_digit(harness: &dyn Harness) {
    let world = calls(harness).await;
    for (comparison, number, expected) in [
        ("equals", "9007199254740993", "two"),
        ("equals", "9007199254740992.0", "four"),
        ("equals", "9.007199254740993e15", "two"),
        ("greater_than", "9007199254740992", "two"),
        ("less_than", "-9007199254740992", "one"),
        ("at_most", "9007199254740992", "four one"),
    ] {
        let number: Value = serde_json::from_str(number).unwrap();
        let condition = json!({"field": ["entry", "id"], comparison: number});
        assert_eq!(found(&world, &world.reader, &condition).await, expected, "{condition}");
    }
}

/// Whoever follows the pages is given each entry that was there at the beginning once and in order, whatever comes in
/// meanwhile, before and behind the page and at its very time.
pub async fn pages_meet_while_entries_come_in(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let lines = |from: u32, name: &str, rest: &str| -> Vec<String> {
        (0..24)
            .map(|at| entry(["a", "b", "c"][at as usize % 3], (from + at) % 10, &format!("{name}{at}"), rest))
            .collect()
    };
    let send = async |of: u8, lines: Vec<String>| {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        world.send_as(producer(of), 1, &lines).await;
    };
    send(1, lines(0, "old", "")).await;
    for (round, (limit, scan_limit)) in [(1, 100), (5, 100), (100, 4), (3, 5), (1, 1)].into_iter().enumerate() {
        let query =
            query(&json!({"field": ["entry", "content"], "starts_with": "old"})).limit(limit).scan_limit(scan_limit);
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0_usize);
        loop {
            let page = find(&world, &world.reader, &query.clone().after(after)).await;
            assert!(page.entries.len() <= limit as usize);
            seen.extend(page.entries.into_iter().map(|found| (found.position(), found.logged.entry.content())));
            pages += 1;
            if pages < 4 {
                let of = (10 * (round + 1) + pages) as u8;
                let rest = if pages == 2 { r#","is_pii":true"# } else { "" };
                send(of, lines(pages as u32, "new", rest)).await;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(seen.is_sorted_by(|(one, _), (next, _)| one > next), "in order, and none twice: {limit} {scan_limit}");
        assert_eq!(seen.len(), 24, "{limit} {scan_limit}");
    }
}

/// Personal values of every kind, each in its place, and the same one for a reader to know.
const HIDDEN: &[&str] = &[
    r#"{"type":"conversation","conversation_id":"h","timestamp":"2025-01-01T10:00:00Z","direction":"inbound","from_number":"canary","summary":{"a":"canary"},"pii":["/summary/a"]}"#,
    r#"{"type":"turn","conversation_id":"h","turn_id":"t","timestamp":"2025-01-01T10:00:00Z","user_input":"canary","user_input_dtmf":"canary","pii":["/user_input"]}"#,
    r#"{"type":"function_event","conversation_id":"h","turn_id":"t","function_event_id":"f","timestamp":"2025-01-01T10:00:00Z","arguments":{"who":"canary","age":44},"result":["canary"],"pii":["/arguments/who","/arguments/age","/result/0"]}"#,
    r#"{"type":"log","conversation_id":"h","turn_id":"t","function_event_id":"f","entry":{"level":"info","content":"open","timestamp":"2025-01-01T10:00:01Z","who":"canary","age":44,"deep":[{"is":true,"at":"2025-01-01T00:00:00Z"}]},"pii":["/entry/who","/entry/age","/entry/deep/0/is","/entry/deep/0/at"]}"#,
    r#"{"type":"log","conversation_id":"h","turn_id":"t","function_event_id":"f","entry":{"level":"error","content":"canary","timestamp":"2025-01-01T10:00:02Z","is_pii":true}}"#,
    r#"{"type":"log","conversation_id":"only-hidden","entry":{"level":"error","content":"canary","timestamp":"2025-01-01T10:00:03Z","is_pii":true}}"#,
];

/// No condition on what a reader does not see holds for that reader, and its contrary always does.
pub async fn what_is_hidden_cannot_be_asked(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(HIDDEN).await;
    for condition in [
        json!({"field": ["conversation", "from_number"], "equals": "canary"}),
        json!({"field": ["conversation", "from_number"], "starts_with": "c"}),
        json!({"field": ["conversation", "summary", "a"], "contains": "anar"}),
        json!({"field": ["turn", "user_input"], "equals": "canary"}),
        json!({"field": ["turn", "user_input_dtmf"], "in": ["canary", "other"]}),
        json!({"field": ["turn", "user_input"], "at_least": "c"}),
        json!({"field": ["function_event", "arguments", "who"], "equals": "canary"}),
        json!({"field": ["function_event", "arguments", "age"], "at_least": 44, "at_most": 44}),
        json!({"field": ["function_event", "result"], "equals": "canary"}),
        json!({"field": ["entry", "who"], "equals": "canary"}),
        json!({"field": ["entry", "who"], "at_least": "c", "less_than": "d"}),
        json!({"field": ["entry", "age"], "greater_than": 43.9}),
        json!({"field": ["entry", "age"], "less_than": 44.1}),
        json!({"field": ["entry", "deep", "is"], "equals": true}),
        json!({"field": ["entry", "deep", "at"], "equals": {"time": "2025-01-01T00:00:00Z"}}),
        json!({"field": ["entry", "content"], "contains": "canary"}),
        json!({"field": ["entry", "level"], "equals": "error"}),
        json!({"field": ["entry", "is_pii"], "equals": true}),
        json!({"field": ["conversation", "conversation_id"], "equals": "only-hidden"}),
    ] {
        assert_ne!(found(&world, &world.pii_reader, &condition).await, "", "{condition} is found by who may");
        assert_eq!(found(&world, &world.reader, &condition).await, "", "{condition}");
        assert_eq!(found(&world, &world.reader, &json!({"not": condition})).await, "open", "{condition}");
    }
    let shown = format!("{:?}", find(&world, &world.reader, &all()).await);
    assert!(!shown.contains("canary") && !shown.contains("44"), "{shown}");
}

/// Hidden entries take up no room in a page and no look, and no position is theirs.
pub async fn what_is_hidden_bounds_nothing(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let hidden = |second| entry(["o", "h"][second as usize % 2], second, "hidden", r#","is_pii":true"#);
    let lines: Vec<String> = [entry("o", 1, "needle", ""), entry("o", 20, "hay", "")]
        .into_iter()
        .chain((2..12).map(hidden))
        .chain((21..30).map(hidden))
        .collect();
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let needle = query(&json!({"field": ["entry", "content"], "equals": "needle"}));
    let page = find(&world, &world.reader, &needle.clone().scan_limit(2)).await;
    assert_eq!((contents(&page.entries).as_str(), page.next), ("needle", None));
    let pages = follow(&world, &world.reader, &needle.clone().scan_limit(1)).await;
    assert_eq!(pages.iter().map(|page| page.entries.len()).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(pages[0].next.map(|next| next.time), Timestamp::parse("2025-01-01T10:00:20Z"));
    assert_eq!(follow(&world, &world.pii_reader, &needle.scan_limit(1)).await.len(), 21, "for others they are entries");
    assert_eq!(follow(&world, &world.reader, &all().limit(1)).await.len(), 2);
    assert_eq!(follow(&world, &world.pii_reader, &all().limit(1)).await.len(), 21);
}

/// A value that becomes known is hidden in earlier entries, and from then on cannot be asked there.
pub async fn what_becomes_hidden_is_asked_no_more(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(&[&entry("c", 1, "about zeb quill", ""), &entry("other", 2, "Zeb Quill", "")]).await;
    let condition = json!({"field": ["entry", "content"], "contains": "zeb quill"});
    assert_eq!(found(&world, &world.reader, &condition).await, "Zeb Quill about zeb quill");
    let known = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"Zeb Quill"},"pii":["/entry/who"]}"#;
    world.send_as(producer(2), 1, &[known]).await;
    settle(&world, NOW).await;
    assert_eq!(found(&world, &world.reader, &condition).await, "Zeb Quill");
    assert_eq!(found(&world, &world.pii_reader, &condition).await, "Zeb Quill about zeb quill");
}

/// From the moment that a conversation is erased, and after a position of which the entry is gone.
pub async fn what_is_erased_is_found_no_more(harness: &dyn Harness) {
    let world = calls(harness).await;
    let first = find(&world, &world.reader, &all().limit(1)).await;
    assert_eq!(contents(&first.entries), "four");
    let administration = world.admin.administer(&world.project).unwrap();
    let target = Target::Conversation(conversation_id("a"));
    world.store.erase(&administration, &target, NOW).await.unwrap();
    for _ in 0..2 {
        for key in [&world.reader, &world.pii_reader] {
            assert_eq!(contents(&find(&world, key, &all()).await.entries), "three one");
            let rest = find(&world, key, &all().after(first.next)).await;
            assert_eq!(contents(&rest.entries), "three one");
        }
        settle(&world, NOW).await;
    }
}

/// What others log neither shows nor takes up a look.
pub async fn readers_find_in_their_project_alone(harness: &dyn Harness) {
    let world = calls(harness).await;
    let other = World::in_project(world.store.clone(), "sales").await;
    assert_eq!(find(&other, &other.pii_reader, &all()).await.entries.len(), 0);
    let lines: Vec<String> = (0..20).map(|second| entry("a", second, "other", "")).collect();
    other.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let page = find(&world, &world.reader, &all().scan_limit(4)).await;
    assert_eq!((contents(&page.entries).as_str(), page.next), ("four three two one", None));
    assert_eq!(find(&other, &other.reader, &all()).await.entries.len(), 20);
}

/// A page ends with the entry with which it comes to about a mebibyte, for each reader by what that reader sees.
pub async fn long_entries_are_found_a_few_at_a_time(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let text = "x".repeat(30_000);
    let line = |n: u32, rest: &str| {
        let conversation = ["a", "b", "c"][n as usize % 3];
        entry(conversation, n % 60, &format!("{n} {}", if n.is_multiple_of(7) { "short" } else { &text }), rest)
    };
    let lines: Vec<String> = (0..120).map(|n| line(n, "")).collect();
    world.send_as(producer(1), 1, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let before = follow(&world, &world.reader, &all()).await;
    let hidden: Vec<String> = (0..120).map(|n| line(n, r#","is_pii":true"#)).collect();
    world.send_as(producer(2), 1, &hidden.iter().map(String::as_str).collect::<Vec<_>>()).await;
    for (key, count) in [(&world.reader, 120), (&world.pii_reader, 240)] {
        let pages = follow(&world, key, &all()).await;
        let found: Vec<_> = pages.iter().flat_map(|page| &page.entries).map(FoundEntry::position).collect();
        assert!(found.len() == count && found.is_sorted_by(|one, next| one > next), "{}", found.len());
        for page in &pages {
            let bytes: usize = page.entries.iter().map(FoundEntry::bytes).sum();
            assert!(bytes < ENTRIES_FOUND_BYTES_MAX + 32_000, "{bytes}");
            assert!(page.next.is_none() || bytes >= ENTRIES_FOUND_BYTES_MAX, "{bytes}");
        }
    }
    let after = follow(&world, &world.reader, &all()).await;
    let ends = |pages: &[EntryPage]| pages.iter().map(|page| (page.entries.len(), page.next)).collect::<Vec<_>>();
    assert_eq!(ends(&before), ends(&after), "what is hidden takes no room");
}

/// Whoever sees personal data is accounted for: what was asked for, and the conversations of which something was opened.
pub async fn finding_personal_data_is_noted(harness: &dyn Harness) {
    let world = World::open(harness).await;
    world.send(HIDDEN).await;
    world.send_as(producer(2), 1, &[&entry("open", 5, "nothing personal", "")]).await;
    let store = AuditedStore::new(world.store.clone());
    let sight = world.sight(&world.pii_reader);
    let unnoted = store.find_entries(&sight, &all(), NOW).await.unwrap_err();
    assert_eq!(unnoted.kind(), ErrorKind::Internal);
    // Whatever is counted is noted, also what has no room on the page.
    for limit in [100, 1] {
        let witness = AccessRecorder::default();
        let sight = world.sight(&world.pii_reader).with_recorder(&witness);
        store.find_entries(&sight, &all().limit(limit), NOW).await.unwrap();
        let notes = witness.take().unwrap();
        let expected = (vec![conversation_id("h")], vec![conversation_id("only-hidden")]);
        assert_eq!((notes.conversations, notes.hidden), expected, "{limit}");
        assert_eq!(notes.searched, []);
    }
    let witness = AccessRecorder::default();
    let sight = world.sight(&world.pii_reader).with_recorder(&witness);
    let level = json!({"field": ["entry", "level"], "equals": "error"});
    let guess = json!({"field": ["turn", "user_input"], "in": ["nobody", "canaries"]});
    let own = json!({"field": ["entry", "who"], "equals": "nobody"});
    let condition = json!({"all": [level, {"any": [guess, own]}]});
    assert!(store.find_entries(&sight, &query(&condition), NOW).await.unwrap().entries.is_empty());
    let notes = witness.take().unwrap();
    assert_eq!((notes.conversation_count, notes.hidden_count), (0, 0), "nothing was shown");
    let hash = |kind, value| store.searched_hash(sight.account(), sight.project(), kind, value);
    let searched: Vec<_> = notes.searched.into_iter().map(|searched| (searched.kind, searched.hash)).collect();
    let expected = [("turn.user_input", "nobody"), ("turn.user_input", "canaries"), ("entry", "nobody")];
    assert_eq!(searched, expected.map(|(kind, value)| (kind.to_owned(), hash(kind, value))));
    let reader = world.sight(&world.reader).with_recorder(&witness);
    store.find_entries(&reader, &query(&condition), NOW).await.unwrap();
    assert_eq!(witness.take(), None, "of others nothing is noted");
}
