use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::entry::Entry;
use crate::ids::{ConversationId, Identity, ProducerId};
use crate::limits::{QUERY_BYTES_MAX, QUERY_DEPTH_MAX, QUERY_PARTS_MAX, QUERY_TEXT_BYTES_MAX};
use crate::record::{Body, ParseContext, Record};
use crate::timestamp::Timestamp;
use crate::view::{Conversation, Liveness, StoredEntry, StoredRecord, Writers, assemble};

/// Two turns: a function that failed, one that logged nothing, and a line outside any function.
const CALL: &[&str] = &[
    r#"{"type":"conversation","conversation_id":"c","timestamp":"2025-01-01T10:00:00Z","started_at":"2025-01-01T10:00:00Z","deployment_id":"d-41","tags":["vip","late"],"from_number":"+44 7700 900123","direction":"inbound","summary":{"heading":"Log in"},"poly_score":0.5}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t1","timestamp":"2025-01-01T10:00:00Z","user_input":"I can't log in"}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t2","timestamp":"2025-01-01T10:00:05Z","user_input":"Please try again","pii":["/user_input"]}"#,
    r#"{"type":"function_event","conversation_id":"c","turn_id":"t1","function_event_id":"f1","timestamp":"2025-01-01T10:00:01Z","name":"crm_upsert","duration_ms":2500,"error":{"type":"KeyError","causes":[{"type":"TimeoutError"}]},"arguments":{"id":9007199254740993,"who":"Jane"},"pii":["/arguments/who"]}"#,
    r#"{"type":"function_event","conversation_id":"c","turn_id":"t2","function_event_id":"f2","timestamp":"2025-01-01T10:00:06Z","name":"book_table","ended_at":"2025-01-01T10:00:07Z"}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t1","function_event_id":"f1","entry":{"level":"info","content":"one","timestamp":"2025-01-01T10:00:01Z","n":409,"at":"2025-01-01T12:00:00+02:00","list":[1,[2,{"k":"v"}],null],"http.status":503,"null":null}}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t1","function_event_id":"f1","entry":{"level":"error","content":"two: RATE limit met","timestamp":"2025-01-01T10:00:02Z","n":"409","retriable":true,"vendor":{"name":"Maps","region":"EU"}}}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t2","entry":{"level":"warning","content":"three","timestamp":"2025-01-01T10:00:06Z","n":9007199254740993,"who":"Jane Example","age":44},"pii":["/entry/who","/entry/age"]}"#,
    r#"{"type":"log","conversation_id":"c","turn_id":"t2","entry":{"level":"error","content":"four: Jane","timestamp":"2025-01-01T10:00:07Z","is_pii":true}}"#,
];

fn view(lines: &[&str], sees_personal: bool) -> Conversation {
    let (mut records, mut entries) = (Vec::new(), Vec::new());
    for (line, seq) in lines.iter().zip(1..) {
        let identity = Identity { producer: ProducerId::from_bytes([1; 16]), seq };
        let Record { body, time, .. } = Record::parse(line, &ParseContext::plain(Timestamp::default())).unwrap();
        match body {
            Body::Log(log) => {
                let original = log.original.filter(|_| sees_personal);
                let original = original.map(|original| Entry::of_original(&original.json, time).unwrap());
                entries.extend(original.or(log.open).map(|entry| StoredEntry {
                    identity,
                    turn: log.turn.map(String::from),
                    event: log.event.map(String::from),
                    entry,
                    findings: Vec::new(),
                    hints: Vec::new(),
                }));
            }
            Body::Fields(fields) => records.push(StoredRecord {
                identity,
                time,
                kind: fields.kind,
                subject: fields.subject,
                fields: fields.original.filter(|_| sees_personal).map_or(fields.open, |original| original.json),
                flags: fields.flags,
                findings: Vec::new(),
            }),
        }
    }
    let now = Timestamp::parse("2025-01-01T10:00:10Z").unwrap();
    let liveness = Liveness { last_heard: now, writers: Writers::Present, now, reporting: BTreeMap::new() };
    assemble(ConversationId::new("c").unwrap(), records, entries, sees_personal, liveness).unwrap()
}

fn query(value: &serde_json::Value) -> Predicate {
    Predicate::parse(&value.to_string()).unwrap_or_else(|error| panic!("{error} in {value}"))
}

/// Returns the first word of each entry that a query finds.
fn found(query: &Predicate, conversation: &Conversation) -> String {
    let entries = Subject::entries(conversation).filter(|subject| query.holds(subject));
    let word = |subject: Subject<'_>| {
        let content = subject.entry().unwrap().entry.content();
        content.split([' ', ':']).next().unwrap_or_default().to_owned()
    };
    entries.map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_comparison_is_between_values_of_one_type() {
    let time = |time: &str| json!({"time": time});
    let of = |names: &[&str], comparison: &str, value: serde_json::Value| json!({"field": names, comparison: value});
    let open = view(CALL, false);
    for (condition, expected) in [
        (of(&["entry", "n"], "equals", json!(409)), "one"),
        (of(&["entry", "n"], "equals", json!(409.0)), "one"),
        (of(&["entry", "n"], "equals", json!("409")), "two"),
        (of(&["entry", "n"], "in", json!(["409", 409])), "one two"),
        (of(&["entry", "n"], "greater_than", json!(9_007_199_254_740_992_u64)), "three"),
        (of(&["entry", "n"], "at_least", json!(9_007_199_254_740_993_u64)), "three"),
        (of(&["entry", "n"], "greater_than", json!(9_007_199_254_740_993_u64)), ""),
        (of(&["entry", "n"], "less_than", json!(409.5)), "one"),
        (of(&["entry", "n"], "exists", json!(true)), "one two three"),
        (of(&["entry", "null"], "exists", json!(true)), "one"),
        (of(&["entry", "null"], "equals", json!(null)), "one"),
        (of(&["entry", "retriable"], "equals", json!(null)), ""),
        (of(&["entry", "retriable"], "equals", json!(true)), "two"),
        (of(&["entry", "at"], "equals", time("2025-01-01T10:00:00Z")), "one"),
        (of(&["entry", "at"], "less_than", time("2025-01-01T10:00:00.000001Z")), "one"),
        (of(&["entry", "at"], "equals", json!("2025-01-01T10:00:00Z")), ""),
        (of(&["entry", "http.status"], "at_least", json!(500)), "one"),
        (of(&["entry", "http", "status"], "at_least", json!(500)), ""),
        (of(&["entry", "vendor", "name"], "starts_with", json!("mAP")), "two"),
        (of(&["entry", "vendor", "name"], "equals", json!("maps")), ""),
        (of(&["entry", "vendor"], "exists", json!(true)), "two"),
        (of(&["entry", "content"], "contains", json!("Rate LIMIT")), "two"),
        (of(&["entry", "content"], "at_most", json!("three")), "one three"),
        (of(&["entry", "level"], "at_least", json!("warning")), "two three"),
        (of(&["entry", "level"], "equals", json!("info")), "one"),
        (of(&["entry", "logger"], "equals", json!("conversation_logger")), "one two three"),
        (of(&["entry", "is_pii"], "equals", json!(false)), "one two three"),
        (of(&["entry", "timestamp"], "at_least", time("2025-01-01T11:00:02+01:00")), "two three"),
        (of(&["function_event", "name"], "equals", json!("crm_upsert")), "one two"),
        (of(&["function_event", "function_event_id"], "equals", json!("f1")), "one two"),
        (of(&["function_event", "status"], "equals", json!("ended")), "one two"),
        (of(&["function_event", "outcome"], "in", json!(["raised", "cancelled"])), "one two"),
        (of(&["function_event", "outcome"], "equals", json!("ok")), ""),
        (of(&["function_event", "started_at"], "exists", json!(true)), "one two"),
        (of(&["function_event", "duration_ms"], "greater_than", json!(2000)), "one two"),
        (of(&["function_event", "error", "type"], "equals", json!("KeyError")), "one two"),
        (of(&["function_event", "error", "causes", "type"], "in", json!(["TimeoutError"])), "one two"),
        (of(&["function_event", "arguments", "id"], "equals", json!(9_007_199_254_740_993_u64)), "one two"),
        (of(&["function_event", "arguments", "id"], "equals", json!(9_007_199_254_740_992_u64)), ""),
        (of(&["turn", "number"], "equals", json!(2)), "three"),
        (of(&["turn", "turn_id"], "equals", json!("t1")), "one two"),
        (of(&["turn", "started_at"], "equals", time("2025-01-01T10:00:05Z")), "three"),
        (of(&["conversation", "conversation_id"], "starts_with", json!("C")), "one two three"),
        (of(&["conversation", "environment"], "equals", json!("live")), "one two three"),
        (of(&["conversation", "status"], "equals", json!("live")), "one two three"),
        (of(&["conversation", "tags"], "equals", json!("late")), "one two three"),
        (of(&["conversation", "summary", "heading"], "contains", json!("log")), "one two three"),
        (of(&["conversation", "poly_score"], "less_than", json!(0.51)), "one two three"),
        (of(&["conversation", "started_at"], "at_most", time("2025-01-01T10:00:00Z")), "one two three"),
    ] {
        assert_eq!(found(&query(&condition), &open), expected, "{condition}");
    }
}

#[test]
fn a_list_stands_for_each_of_its_items() {
    let open = view(CALL, false);
    for (condition, is_found) in [
        (json!({"field": ["entry", "list"], "equals": 2}), true),
        (json!({"field": ["entry", "list"], "equals": null}), true),
        (json!({"field": ["entry", "list", "k"], "equals": "v"}), true),
        (json!({"field": ["entry", "list"], "exists": true}), true),
        (json!({"field": ["entry", "list"], "greater_than": 1, "less_than": 2}), false),
        (json!({"field": ["entry", "list"], "at_least": 1, "at_most": 1}), true),
        (
            json!({"all": [{"field": ["entry", "list"], "greater_than": 1}, {"field": ["entry", "list"], "less_than": 2}]}),
            true,
        ),
        (json!({"field": ["entry", "list", "0"], "equals": 1}), false),
    ] {
        assert_eq!(found(&query(&condition), &open) == "one", is_found, "{condition}");
    }
}

#[test]
fn conditions_are_put_together() {
    let open = view(CALL, false);
    let is = |name: &str, value: &str| json!({"field": ["entry", name], "equals": value});
    for (condition, expected) in [
        (json!({"all": []}), "one two three"),
        (json!({"not": {"all": []}}), ""),
        (json!({"any": [is("level", "info"), is("level", "error")]}), "one two"),
        (json!({"all": [is("level", "info"), is("level", "error")]}), ""),
        (json!({"not": is("level", "info")}), "two three"),
        (json!({"not": {"not": is("level", "info")}}), "one"),
        (json!({"not": {"field": ["entry", "retriable"], "equals": true}}), "one three"),
        (json!({"not": {"field": ["function_event", "name"], "equals": "crm_upsert"}}), "three"),
        (json!({"not": {"field": ["function_event", "name"], "exists": true}}), "three"),
    ] {
        assert_eq!(found(&query(&condition), &open), expected, "{condition}");
    }
}

/// Of conversations, a condition asks for one record of which all of it holds.
#[test]
fn in_a_conversation_there_is_one() {
    let open = view(CALL, false);
    let level = |level: &str| json!({"field": ["entry", "level"], "equals": level});
    let event = |name: &str| json!({"field": ["function_event", "name"], "equals": name});
    let turn = |number: u32| json!({"field": ["turn", "number"], "equals": number});
    let environment = |name: &str| json!({"field": ["conversation", "environment"], "equals": name});
    for (condition, is_found) in [
        (environment("live"), true),
        (environment("draft"), false),
        (json!({"not": environment("draft")}), true),
        (event("book_table"), true),
        (event("other"), false),
        (json!({"all": [event("book_table"), level("error")]}), false),
        (json!({"all": [event("crm_upsert"), level("error")]}), true),
        (json!({"any": [event("book_table"), level("info")]}), true),
        (json!({"not": {"any": [level("info"), level("error"), level("warning")]}}), false),
        (json!({"all": [environment("live"), {"not": level("info")}]}), true),
        (json!({"all": [turn(2), {"not": level("warning")}]}), false),
        (json!({"all": [turn(2), {"not": event("other")}]}), true),
        (json!({"all": [event("book_table"), {"not": level("info")}]}), false),
        (json!({"all": [event("book_table"), {"not": turn(1)}]}), true),
    ] {
        assert_eq!(query(&condition).holds_in(&open), is_found, "{condition}");
    }
    let without_entries = view(&CALL[..5], false);
    assert!(!query(&json!({"not": level("error")})).holds_in(&without_entries), "there is no entry of another level");
    assert!(query(&json!({"not": environment("draft")})).holds_in(&without_entries));
}

/// A reader without `pii` compares with `[redacted]`, and hidden entries are not there.
#[test]
fn what_a_reader_does_not_see_is_not_compared() {
    let (open, whole) = (view(CALL, false), view(CALL, true));
    for (condition, in_open, in_whole) in [
        (json!({"field": ["entry", "who"], "equals": "Jane Example"}), "", "three"),
        (json!({"field": ["entry", "who"], "starts_with": "jane"}), "", "three"),
        (json!({"field": ["entry", "who"], "at_least": "Jane"}), "three", "three"),
        (json!({"field": ["entry", "who"], "at_least": "K"}), "three", ""),
        (json!({"field": ["entry", "who"], "equals": "[redacted]"}), "three", ""),
        (json!({"field": ["entry", "age"], "greater_than": 40}), "", "three"),
        (json!({"not": {"field": ["entry", "age"], "greater_than": 50}}), "one two three", "one two three four"),
        (json!({"field": ["entry", "content"], "contains": "jane"}), "", "four"),
        (json!({"field": ["entry", "is_pii"], "equals": true}), "", "four"),
        (json!({"field": ["function_event", "arguments", "who"], "equals": "Jane"}), "", "one two"),
        (json!({"field": ["conversation", "from_number"], "contains": "900123"}), "", "one two three four"),
        (json!({"field": ["turn", "user_input"], "contains": "again"}), "", "three four"),
    ] {
        assert_eq!(
            (found(&query(&condition), &open).as_str(), found(&query(&condition), &whole).as_str()),
            (in_open, in_whole),
            "{condition}"
        );
    }
}

#[test]
fn an_error_says_where_what_and_what_to_do() {
    for (text, at, field, reason) in [
        ("{", "", None, "not valid JSON from column 1"),
        ("[]", "", None, "one of \"all\", \"any\", \"not\" or \"field\""),
        (r#"{"all":[],"any":[]}"#, "", None, "one of \"all\""),
        (r#"{"canary":[]}"#, "", None, "one of \"all\""),
        (r#"{"all":{}}"#, "/all", None, "a list of conditions"),
        (r#"{"any":[]}"#, "", None, "at least one"),
        (r#"{"all":[{"not":7}]}"#, "/all/0/not", None, "one of \"all\""),
        (r#"{"not":{"field":"entry.status","equals":1}}"#, "/not/field", None, "a list of names"),
        (r#"{"field":["metric","name"],"equals":"x"}"#, "/field", None, "turn, function_event, span, entry"),
        (r#"{"field":["entry"],"equals":"x"}"#, "/field", None, "a list of names"),
        (r#"{"field":["turn","canary"],"exists":true}"#, "", Some("turn.(a key of your own)"), "unknown field"),
        (r#"{"field":["turn","number","x"],"exists":true}"#, "", Some("turn.number"), "no inner fields"),
        (r#"{"field":["entry","level","x"],"exists":true}"#, "", Some("entry.level"), "no inner fields"),
        (r#"{"field":["turn","number"]}"#, "", Some("turn.number"), "give a comparison"),
        (r#"{"field":["turn","number"],"canary":1}"#, "", None, "\"starts_with\""),
        (r#"{"field":["turn","number"],"equals":"canary"}"#, "", Some("turn.number"), "give a number"),
        (r#"{"field":["turn","number"],"contains":"canary"}"#, "", Some("turn.number"), "it is not text"),
        (r#"{"field":["turn","number"],"equals":null}"#, "", Some("turn.number"), "under \"not\""),
        (r#"{"field":["turn","barge_in"],"at_least":true}"#, "", Some("turn.barge_in"), "no order"),
        (r#"{"field":["turn","barge_in"],"equals":1}"#, "", Some("turn.barge_in"), "true or false"),
        (
            r#"{"field":["turn","started_at"],"equals":"2025-01-01T10:00:00Z"}"#,
            "",
            Some("turn.started_at"),
            "{\"time\"",
        ),
        (r#"{"field":["turn","started_at"],"equals":{"time":"canary"}}"#, "/equals", None, "{\"time\""),
        (r#"{"field":["entry","level"],"equals":"canary"}"#, "", Some("entry.level"), "\"warning\""),
        (
            r#"{"field":["conversation","status"],"in":["live","canary"]}"#,
            "",
            Some("conversation.status"),
            "\"lost_contact\"",
        ),
        (
            r#"{"field":["conversation","state"],"equals":"canary"}"#,
            "",
            Some("conversation.state"),
            "a field inside it",
        ),
        (r#"{"field":["entry","canary"],"in":[]}"#, "", Some("entry.(a key of your own)"), "at least one"),
        (r#"{"field":["entry","canary"],"in":7}"#, "/in", None, "a list of values"),
        (r#"{"field":["entry","canary"],"contains":7}"#, "/contains", None, "give a text"),
        (r#"{"field":["entry","canary"],"contains":""}"#, "", Some("entry.(a key of your own)"), "give a text"),
        (r#"{"field":["entry","canary"],"exists":false}"#, "/exists", None, "under \"not\""),
        (r#"{"field":["entry","canary"],"less_than":null}"#, "", Some("entry.(a key of your own)"), "no order"),
    ] {
        let error = Predicate::parse(text).unwrap_err();
        assert_eq!((error.at.as_str(), error.field.as_deref()), (at, field), "{text}");
        assert!(error.reason.contains(reason) && !error.to_string().contains("canary"), "{error} of {text}");
    }
    let twice = vec![Comparison::Contains(Folded::new("a")), Comparison::Contains(Folded::new("b"))];
    let leaf = Leaf { field: FieldPath::new(Scope::Entry, "content"), comparisons: twice };
    assert!(Predicate::new(Condition::Leaf(leaf)).unwrap_err().reason.contains("stands twice"));
}

#[test]
fn a_query_is_bounded() {
    let leaf = json!({"field": ["entry", "n"], "equals": 1});
    let nested = |depth| (1..depth).fold(leaf.clone(), |inside, _| json!({"not": inside}));
    let many = |count| json!({"all": vec![&leaf; count]});
    let values = |count| json!({"field": ["entry", "n"], "in": vec![1; count]});
    let long = |bytes| json!({"field": ["entry", "content"], "contains": "x".repeat(bytes)});
    let path = |names: usize| json!({"field": vec!["entry"; names + 1], "exists": true});
    for (largest, too_large) in [
        (nested(QUERY_DEPTH_MAX), nested(QUERY_DEPTH_MAX + 1)),
        (many(QUERY_PARTS_MAX / 2 - 1), many(QUERY_PARTS_MAX / 2)),
        (values(QUERY_PARTS_MAX - 2), values(QUERY_PARTS_MAX - 1)),
        (long(QUERY_TEXT_BYTES_MAX), long(QUERY_TEXT_BYTES_MAX + 1)),
        (path(crate::limits::DEPTH_MAX), path(crate::limits::DEPTH_MAX + 1)),
    ] {
        query(&largest);
        let error = Predicate::parse(&too_large.to_string()).unwrap_err();
        assert!(error.reason.contains("at most"), "{error}");
    }
    for text in [
        many(10_000).to_string(),
        "[".repeat(QUERY_BYTES_MAX),
        "{\"not\":".repeat(100) + "1",
        " ".repeat(QUERY_BYTES_MAX + 1),
    ] {
        assert!(Predicate::parse(&text).is_err());
    }
}

#[test]
fn a_query_is_read_back_as_it_was_written() {
    let written = json!({"all": [
        {"any": [
            {"field": ["entry", "n"], "equals": 9_007_199_254_740_993_u64},
            {"field": ["entry", "http.status"], "in": ["a", 1.50, true, null, {"time": "2025-01-01T10:00:00.000000Z"}]},
        ]},
        {"not": {"field": ["function_event", "error", "causes", "type"], "contains": "Time", "starts_with": "T"}},
        {"field": ["turn", "number"], "at_least": 1, "at_most": 5, "greater_than": 0, "less_than": 6, "exists": true},
    ]});
    let read = query(&written);
    assert_eq!(read.to_json(), written);
    assert_eq!(serde_json::from_str::<Predicate>(&serde_json::to_string(&read).unwrap()).unwrap(), read);
    assert_eq!(
        serde_json::from_str::<Predicate>("{}").unwrap_err().to_string(),
        Predicate::parse("{}").unwrap_err().to_string()
    );
}

#[test]
fn times_outside_which_nothing_is_found() {
    let at = |comparison: &str, second: u32| json!({"field": ["entry", "timestamp"], comparison: {"time": format!("1970-01-01T00:00:{second:02}Z")}});
    let level = json!({"field": ["entry", "level"], "equals": "info"});
    let range = |first, last| TimeRange { first: Timestamp::from_micros(first), last: Timestamp::from_micros(last) };
    let TimeRange { first, last } = TimeRange::ALL;
    let (first, last) = (first.as_micros(), last.as_micros());
    for (condition, expected) in [
        (level.clone(), range(first, last)),
        (at("at_least", 2), range(2_000_000, last)),
        (at("greater_than", 2), range(2_000_001, last)),
        (at("at_most", 2), range(first, 2_000_000)),
        (at("less_than", 2), range(first, 1_999_999)),
        (at("equals", 2), range(2_000_000, 2_000_000)),
        (json!({"all": [at("at_least", 2), level, at("less_than", 4)]}), range(2_000_000, 3_999_999)),
        (json!({"any": [at("equals", 2), at("equals", 4)]}), range(2_000_000, 4_000_000)),
        (
            json!({"any": [at("equals", 2), {"all": [at("at_least", 9), at("at_most", 5)]}]}),
            range(2_000_000, 2_000_000),
        ),
        (json!({"any": [at("equals", 2), level]}), range(first, last)),
        (json!({"not": at("at_least", 2)}), range(first, last)),
        (
            json!({"field": ["entry", "timestamp"], "in": [{"time": "1970-01-01T00:00:02Z"}, {"time": "1970-01-01T00:00:04Z"}]}),
            range(2_000_000, 4_000_000),
        ),
    ] {
        assert_eq!(query(&condition).entry_times(), expected, "{condition}");
    }
}
