//! Searching: what every reader may see finds, bounds and counts; what one may not see does nothing.

use convlog_core::query::{Asked, Predicate, Scope};
use convlog_core::view::Status;
use convlog_core::{GuardPolicy, ProducerId, Timestamp};
use convlog_store::{ContentFilter, Filter, Note, Search, SearchPage, VerifiedKey};

use crate::Harness;
use crate::world::{NOW, World, conversation_id, producer};

/// Five calls: `a` failed, `b` warned and was long, `c` logged an error, `d` logged one that is hidden, `e` goes on.
const CALLS: &[&str] = &[
    r#"{"type":"conversation","conversation_id":"a","timestamp":"2025-01-01T10:00:00Z","started_at":"2025-01-01T10:00:00Z","environment":"live","variant_id":"v1","variant_name":"One","handoff":true,"ended_at":"2025-01-01T10:00:30Z","from_number":"+44 7700 900123"}"#,
    r#"{"type":"function_event","conversation_id":"a","function_event_id":"f","name":"look_up"}"#,
    r#"{"type":"function_event","conversation_id":"a","function_event_id":"f","error":{"type":"E"},"pii":["/error"]}"#,
    r#"{"type":"function_event","conversation_id":"a","function_event_id":"g","name":"book","arguments":{"error":1}}"#,
    r#"{"type":"turn","conversation_id":"a","turn_id":"t1","user_input":"A Table for two"}"#,
    r#"{"type":"turn","conversation_id":"a","turn_id":"t1","agent_response":"Certainly"}"#,
    r#"{"type":"conversation","conversation_id":"b","started_at":"2025-01-01T11:00:00Z","environment":"draft","variant_name":"v1","ended_at":"2025-01-01T11:10:00Z","contact":"ada@example.org"}"#,
    r#"{"type":"log","conversation_id":"b","entry":{"level":"warning","content":"quota almost used","who":"canary"},"pii":["/entry/who"]}"#,
    r#"{"type":"conversation","conversation_id":"c","started_at":"2025-01-01T12:00:00Z","environment":"sandbox","handoff":false,"ended_at":"2025-01-01T12:00:10Z","from_number":"07700 900 123"}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"no table"}}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x"}}"#,
    r#"{"type":"conversation","conversation_id":"d","started_at":"2025-01-01T13:00:00Z","environment":"live","ended_at":"2025-01-01T13:00:20Z"}"#,
    r#"{"type":"log","conversation_id":"d","entry":{"level":"error","content":"canary","is_pii":true}}"#,
    r#"{"type":"conversation","conversation_id":"e","started_at":"2025-01-01T14:00:00Z","environment":"live"}"#,
    r#"{"type":"function_event","conversation_id":"e","function_event_id":"f","name":"look_up","function_version":"look_up_2"}"#,
];

async fn calls(harness: &dyn Harness) -> World {
    let world = World::open(harness).await;
    world.send(CALLS).await;
    world
}

fn all() -> Search {
    Search { limit: 100, scan_limit: 100, ..Search::default() }
}

async fn find(world: &World, key: &VerifiedKey, search: &Search) -> SearchPage {
    world.store.search(&world.sight(key), search, NOW).await.unwrap()
}

fn ids(found: &SearchPage) -> String {
    found.rows.iter().map(|row| row.conversation.id.as_str()).collect()
}

/// Each filter by itself, for readers of both kinds. By what is hidden of its trouble a call is found by those who see it.
pub async fn filters_by_trouble_handoff_duration_and_variant(harness: &dyn Harness) {
    let world = calls(harness).await;
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
    let filter = Filter::default;
    let cases = [
        (filter(), ["edcba"; 2]),
        (Filter { has_errors: true, ..filter() }, ["ca", "dca"]),
        (Filter { has_warnings: true, ..filter() }, ["b"; 2]),
        (Filter { has_errors: true, has_warnings: true, ..filter() }, ["cba", "dcba"]),
        (Filter { handoff: Some(true), ..filter() }, ["a"; 2]),
        (Filter { handoff: Some(false), ..filter() }, ["edcb"; 2]),
        (Filter { duration_ms_from: Some(20_000), ..filter() }, ["dba"; 2]),
        (Filter { duration_ms_to: Some(20_000), ..filter() }, ["dc"; 2]),
        (Filter { duration_ms_from: Some(20_000), duration_ms_to: Some(30_000), ..filter() }, ["da"; 2]),
        (Filter { variants: of(&["v1"]), ..filter() }, ["ba"; 2]),
        (Filter { variants: of(&["One", "other"]), ..filter() }, ["a"; 2]),
        (Filter { environments: of(&["draft", "sandbox"]), ..filter() }, ["cb"; 2]),
        (Filter { environments: of(&["live"]), has_errors: true, ..filter() }, ["a", "da"]),
    ];
    for (filter, expected) in cases {
        for (key, expected) in [&world.reader, &world.pii_reader].into_iter().zip(expected) {
            let search = Search { filter: filter.clone(), with_total: true, ..all() };
            let found = find(&world, key, &search).await;
            assert_eq!((ids(&found).as_str(), found.total), (expected, Some(expected.len() as u64)), "{filter:?}");
            assert_eq!(found.next, None);
        }
    }
    let taken_back =
        r#"{"type":"conversation","conversation_id":"a","timestamp":"2025-01-01T09:00:00Z","handoff":false}"#;
    let newer = taken_back.replace("T09", "T11");
    world.send_as(producer(2), 1, &[taken_back]).await;
    let handed = Search { filter: Filter { handoff: Some(true), ..filter() }, ..all() };
    assert_eq!(ids(&find(&world, &world.reader, &handed).await), "a", "an older record changes nothing");
    world.send_as(producer(2), 2, &[&newer]).await;
    assert_eq!(ids(&find(&world, &world.reader, &handed).await), "");
}

/// Counts are of what the reader sees; each thing counts once.
pub async fn counts_come_with_each_row(harness: &dyn Harness) {
    let world = calls(harness).await;
    for (key, hidden) in [(&world.reader, 0), (&world.pii_reader, 1)] {
        let found = find(&world, key, &all()).await;
        let counts: Vec<[u64; 6]> = found
            .rows
            .iter()
            .map(|row| row.counts)
            .map(|of| [of.turns, of.functions, of.failed_functions, of.entries, of.errors, of.warnings])
            .collect();
        let expected = [
            [0, 1, 0, 0, 0, 0],
            [0, 0, 0, hidden, hidden, 0],
            [0, 0, 0, 2, 1, 0],
            [0, 0, 0, 1, 0, 1],
            // `book` was still open when the call ended.
            [1, 2, 2, 0, 0, 0],
        ];
        assert_eq!(counts, expected);
    }
}

/// Following `next` visits every match once, though pages may be short; a page says where it stopped.
pub async fn a_deep_search_is_bounded_and_goes_on(harness: &dyn Harness) {
    let world = calls(harness).await;
    let deep = ContentFilter { function: Some("look_up".into()), ..ContentFilter::default() };
    for (limit, scan_limit) in [(1, 100), (100, 1), (100, 2), (2, 3), (100, 5)] {
        let (mut found, mut pages, mut after) = (String::new(), 0, None);
        loop {
            let search = Search { content: deep.clone(), limit, scan_limit, after, ..all() };
            let page = find(&world, &world.reader, &search).await;
            assert!(page.rows.len() <= limit as usize);
            found.push_str(&ids(&page));
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, "ea", "{limit} {scan_limit}");
        assert!(pages >= if scan_limit == 1 { 5 } else { 1 }, "{pages} pages of {scan_limit} looks");
    }
    let search = Search { content: deep, scan_limit: 2, ..all() };
    let page = find(&world, &world.reader, &search).await;
    assert_eq!(page.next.as_ref().map(|next| next.id.as_str()), Some("d"));
    assert_eq!(page.searched_until(), Timestamp::parse("2025-01-01T13:00:00Z"));
}

/// What a reader may not see neither is found nor takes up a look.
pub async fn a_deep_search_is_not_bounded_by_what_is_hidden(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let hidden = |n: u32| {
        format!(
            r#"{{"type":"log","conversation_id":"h{n}","entry":{{"level":"info","content":"x","is_pii":true,"timestamp":"2025-01-01T11:00:00Z"}}}}"#
        )
    };
    let open = r#"{"type":"log","conversation_id":"o","entry":{"level":"info","content":"needle","timestamp":"2025-01-01T10:00:00Z"}}"#;
    let lines: Vec<String> = (0..5).map(hidden).chain([open.to_owned()]).collect();
    world.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let deep = ContentFilter { text: Some("needle".into()), ..ContentFilter::default() };
    let search = Search { content: deep, scan_limit: 1, ..all() };
    let found = find(&world, &world.reader, &search).await;
    assert_eq!((ids(&found).as_str(), found.next), ("o", None));
    let found = find(&world, &world.pii_reader, &search).await;
    assert_eq!((ids(&found).as_str(), found.next.is_some()), ("", true));
}

/// A text is found in whatever case, in what was said and logged, and only by readers who may see it there.
pub async fn a_text_is_found_where_its_reader_sees_it(harness: &dyn Harness) {
    let world = calls(harness).await;
    let flagged_later = r#"{"type":"turn","conversation_id":"e","timestamp":"2025-01-01T14:00:02Z","turn_id":"t","user_input":"other words","pii":["/user_input"]}"#;
    let said_before = r#"{"type":"turn","conversation_id":"e","timestamp":"2025-01-01T14:00:03Z","turn_id":"t","user_input":"canary in the open"}"#;
    world.send_as(producer(2), 1, &[said_before, flagged_later]).await;
    for (text, reader, pii_reader) in [
        ("TABLE", "ca", "ca"),
        ("table for", "a", "a"),
        ("certainly", "a", "a"),
        ("Quota almost", "b", "b"),
        ("canary", "", "edb"),
        ("[redacted]", "eb", ""),
        ("nothing of it", "", ""),
    ] {
        let search = Search { content: ContentFilter { text: Some(text.into()), ..ContentFilter::default() }, ..all() };
        assert_eq!(ids(&find(&world, &world.reader, &search).await), reader, "{text}");
        assert_eq!(ids(&find(&world, &world.pii_reader, &search).await), pii_reader, "{text}");
    }
}

/// A query finds the conversations in which one record, as its reader sees it, meets all of its conditions, and says which.
pub async fn a_query_is_met_by_one_record(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let lines = [
        r#"{"type":"conversation","conversation_id":"a","started_at":"2025-01-01T10:00:00Z","environment":"live"}"#,
        r#"{"type":"turn","conversation_id":"a","turn_id":"t","timestamp":"2025-01-01T10:00:01Z","user_input":"book a table"}"#,
        r#"{"type":"function_event","conversation_id":"a","turn_id":"t","function_event_id":"f","timestamp":"2025-01-01T10:00:02Z","name":"book_table","error":{"type":"KeyError","message":"quota 409"},"ended_at":"2025-01-01T10:00:04Z"}"#,
        r#"{"type":"log","conversation_id":"a","turn_id":"t","function_event_id":"f","entry":{"level":"error","content":"refused","timestamp":"2025-01-01T10:00:03Z","status":409}}"#,
        r#"{"type":"log","conversation_id":"a","turn_id":"t","entry":{"level":"info","content":"tried again","timestamp":"2025-01-01T10:00:05Z","status":1409}}"#,
        r#"{"type":"log","conversation_id":"b","entry":{"level":"error","content":"refused","timestamp":"2025-01-01T11:00:00Z","status":503,"who":"zeb quill"},"pii":["/entry/who"]}"#,
        r#"{"type":"log","conversation_id":"b","entry":{"level":"warning","content":"canary","is_pii":true,"timestamp":"2025-01-01T11:00:01Z"}}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"warning","content":"canary","is_pii":true,"timestamp":"2025-01-01T12:00:00Z"}}"#,
    ];
    world.send(&lines).await;
    for (text, reader, pii_reader) in [
        ("409", "a", "a"),
        ("status:409", "a", "a"),
        ("status:500..599", "b", "b"),
        ("level:error status:1409", "", ""),
        ("level:error function:book_table", "a", "a"),
        ("raised:KeyError env:live", "a", "a"),
        ("outcome:raised", "a", "a"),
        ("\"book a table\"", "a", "a"),
        ("level:error -function:book_table", "b", "b"),
        ("refused", "ba", "ba"),
        ("quill", "", "b"),
        ("who:~quill", "", "b"),
        ("canary level:warning", "", "cb"),
        ("level:>=warning", "ba", "cba"),
        ("\"[redacted]\"", "b", ""),
        ("time:>2025-01-01T11:30", "", "c"),
        ("time:<2025-01-01T10:30", "a", "a"),
        ("nothing", "", ""),
    ] {
        let query = Predicate::read(text, &Asked::in_utc(Timestamp::default())).unwrap();
        let filter = Filter::default().narrowed(&query);
        let search = Search { filter, content: ContentFilter { query: Some(query), ..Default::default() }, ..all() };
        assert_eq!(ids(&find(&world, &world.reader, &search).await), reader, "{text}");
        assert_eq!(ids(&find(&world, &world.pii_reader, &search).await), pii_reader, "{text}");
    }
    for (text, kind, line, count) in [
        ("409", Scope::Entry, "refused", 2),
        ("raised:KeyError", Scope::FunctionEvent, "KeyError: quota 409", 2),
        ("table", Scope::Entry, "refused", 3),
        ("user:~table", Scope::Turn, "book a table", 4),
    ] {
        let query = Some(Predicate::read(text, &Asked::in_utc(Timestamp::default())).unwrap());
        let search = Search { content: ContentFilter { query, ..Default::default() }, ..all() };
        let found = find(&world, &world.reader, &search).await;
        let matched = found.rows[0].matched.as_ref().unwrap();
        assert_eq!((matched.kind, matched.text.as_deref(), matched.count), (kind, Some(line), count), "{text}");
    }
}

/// A contact is found as it is written or by its last digits, for readers of personal data alone.
pub async fn contacts_are_found_by_readers_of_personal_data(harness: &dyn Harness) {
    let world = calls(harness).await;
    let contact = |contact: Option<&str>, ends: Option<&str>| Search {
        content: ContentFilter {
            contact: contact.map(str::to_owned),
            contact_ends: ends.map(str::to_owned),
            ..ContentFilter::default()
        },
        ..all()
    };
    for (search, expected) in [
        (contact(Some("ada@example.org"), None), "b"),
        (contact(Some("+44 7700 900123"), None), "a"),
        (contact(Some("900123"), None), ""),
        (contact(None, Some("0123")), "ca"),
        (contact(Some("07700 900 123"), Some("0123")), "c"),
        (contact(Some("[redacted]"), None), ""),
    ] {
        assert_eq!(ids(&find(&world, &world.pii_reader, &search).await), expected, "{search:?}");
        assert_eq!(ids(&find(&world, &world.reader, &search).await), "", "{search:?}");
    }
}

/// A function is found by the name it has after the merge, and by nothing like it.
pub async fn functions_are_found_by_their_exact_name(harness: &dyn Harness) {
    let world = calls(harness).await;
    let escaped = r#"{"type":"function_event","conversation_id":"d","function_event_id":"f","name":"caf\u00e9"}"#;
    let renamed = r#"{"type":"function_event","conversation_id":"d","timestamp":"2025-01-02T00:00:00Z","function_event_id":"h","name":"new\/name"}"#;
    let before = r#"{"type":"function_event","conversation_id":"d","timestamp":"2025-01-01T00:00:00Z","function_event_id":"h","name":"old"}"#;
    world.send_as(producer(2), 1, &[escaped, renamed, before]).await;
    for (name, expected) in [
        ("look_up", "ea"),
        ("book", "a"),
        ("look", ""),
        ("look_up_2", ""),
        ("caf\u{e9}", "d"),
        ("new/name", "d"),
        ("old", ""),
    ] {
        let search =
            Search { content: ContentFilter { function: Some(name.into()), ..ContentFilter::default() }, ..all() };
        assert_eq!(ids(&find(&world, &world.reader, &search).await), expected, "{name}");
    }
    let search = Search {
        content: ContentFilter { function: Some("book".into()), ..ContentFilter::default() },
        with_turns: true,
        ..all()
    };
    let found = find(&world, &world.reader, &search).await;
    let events = found.rows[0].conversation.turns.iter().flat_map(|turn| &turn.events);
    assert_eq!(events.filter(|event| event.id.is_some()).count(), 2, "turns come when asked for");
}

/// A conversation's producers tell what they lost; of a conversation that a reader does not have, nobody tells.
pub async fn producers_tell_of_themselves(harness: &dyn Harness) {
    let world = calls(harness).await;
    let hidden = r#"{"type":"log","conversation_id":"h","entry":{"level":"info","content":"x","is_pii":true}}"#;
    let flagged = hidden.replace("\"h\"", "\"a\"");
    let report = r#"{"type":"producer","host":"agent-1","pid":7,"dropped":3}"#;
    world.send_as(producer(1), 100, &[report]).await;
    world.send_as(producer(3), 1, &[hidden, &flagged, r#"{"type":"producer","host":"agent-3","cut":1}"#]).await;
    let told = async |key: &VerifiedKey, id: &str| {
        let producers = world.store.producers(&world.sight(key), &conversation_id(id)).await.unwrap();
        producers.iter().map(|of| (of.text("host").unwrap(), of.count("dropped"))).collect::<Vec<_>>()
    };
    for (key, dropped) in [(&world.reader, None), (&world.pii_reader, Some(3))] {
        assert_eq!(told(key, "a").await, [("agent-1".to_owned(), dropped)]);
        assert_eq!(told(key, "none").await, []);
    }
    assert_eq!(told(&world.reader, "h").await, []);
    assert_eq!(told(&world.pii_reader, "h").await, [("agent-3".to_owned(), None)]);
}

/// A note is there at once, the newest counts, and a call that is over does not go on because of one.
pub async fn a_note_is_no_sign_of_life(harness: &dyn Harness) {
    let world = calls(harness).await;
    let later = Timestamp::from_micros(NOW.as_micros() + 3600 * 1_000_000);
    let id = conversation_id("e");
    let note = |text, seconds: i64| Note {
        project: &world.project,
        conversation: &id,
        text,
        now: Timestamp::from_micros(later.as_micros() + seconds * 1_000_000),
        raised: &[],
        guard: GuardPolicy::default(),
    };
    let status = async || {
        let view = world.store.conversation(&world.sight(&world.reader), &id, later).await.unwrap().unwrap();
        (view.status, view.fields.text("note"), view.started_at.to_string())
    };
    let started = "2025-01-01T14:00:00.000000Z".to_owned();
    assert_eq!(status().await, (Status::Unfinished, None, started.clone()));
    for (at, text) in ["to be called back", "done", ""].into_iter().enumerate() {
        let producer = ProducerId::from_bytes([0xf0 + at as u8; 16]);
        let batch = world.pii_reader.note(&note(text, at as i64), producer).unwrap();
        world.store.append(batch).await.unwrap();
        assert_eq!(status().await, (Status::Unfinished, Some(text.to_owned()), started.clone()));
    }
    let drawn = ProducerId::from_bytes([0xee; 16]);
    assert!(world.writer.note(&note("x", 9), drawn).is_none(), "a key that only writes reads nothing");
    assert!(world.reader.note(&note("x", 9), drawn).is_none(), "a key that only reads writes nothing");
    assert!(world.pii_reader.note(&note(&"x".repeat(convlog_store::NOTE_CHARS_MAX + 1), 9), drawn).is_none());
    let going = Search { filter: Filter { in_progress: Some(true), ..Filter::default() }, ..all() };
    let found = find(&world, &world.reader, &going).await;
    assert_eq!(ids(&found), "e", "at the time of its last record it went on");
}
