use serde_json::{Value, json};

use super::*;
use crate::timestamp::Timestamp;
use proptest::strategy::Strategy as _;

fn asked() -> Asked {
    Asked::in_utc(Timestamp::parse("2026-12-01T09:30:00Z").unwrap())
}

fn read(text: &str) -> Value {
    Predicate::read(text, &asked()).unwrap_or_else(|error| panic!("{error} in {text}")).to_json()
}

fn words(text: &str) -> Value {
    json!({"field": ["record", "text"], "words": text})
}

#[test]
fn a_query_is_read_as_its_conditions_say() {
    let entry = |name: &str, comparison: &str, value: Value| json!({"field": ["entry", name], comparison: value});
    let event =
        |name: &str, comparison: &str, value: Value| json!({"field": ["function_event", name], comparison: value});
    for (text, expected) in [
        ("", json!({"all": []})),
        ("level:error", entry("level", "equals", json!("error"))),
        ("level:WARN", entry("level", "equals", json!("warning"))),
        ("level:>=warning", entry("level", "at_least", json!("warning"))),
        ("status:409", entry("status", "in", json!([409, "409"]))),
        ("status:\"409\"", entry("status", "equals", json!("409"))),
        ("status:>=500", entry("status", "at_least", json!(500))),
        ("status:500..599", json!({"field": ["entry", "status"], "at_least": 500, "at_most": 599})),
        ("status:500..", entry("status", "at_least", json!(500))),
        ("status:..1.5", entry("status", "at_most", json!(1.5))),
        ("retriable:true", entry("retriable", "in", json!([true, "true"]))),
        ("vendor:*", entry("vendor", "exists", json!(true))),
        ("vendor:maps_*", entry("vendor", "starts_with", json!("maps_"))),
        ("vendor:*maps*", entry("vendor", "contains", json!("maps"))),
        ("vendor:~maps", entry("vendor", "contains", json!("maps"))),
        ("vendor:\"a \\\"b\\\" c\"", entry("vendor", "equals", json!("a \"b\" c"))),
        ("vendor.region:EU", json!({"field": ["entry", "vendor", "region"], "equals": "EU"})),
        ("\"order.id\":x", entry("order.id", "equals", json!("x"))),
        ("entry.function:x", entry("function", "equals", json!("x"))),
        ("when:>2026-11", entry("when", "greater_than", json!({"time": "2026-11-01T00:00:00.000000Z"}))),
        ("function:crm_upsert", event("name", "equals", json!("crm_upsert"))),
        ("outcome:Unfinished", event("outcome", "equals", json!("unfinished"))),
        ("duration:>2s", event("duration_ms", "greater_than", json!(2000.0))),
        ("latency:<300ms", json!({"field": ["turn", "latency"], "less_than": 0.3})),
        ("arguments.id:17", json!({"field": ["function_event", "arguments", "id"], "in": [17, "17"]})),
        ("event.error.message:~quota", json!({"field": ["function_event", "error", "message"], "contains": "quota"})),
        ("turn:3", json!({"field": ["turn", "number"], "equals": 3})),
        ("is:live", json!({"field": ["conversation", "status"], "equals": "live"})),
        ("handoff:yes", json!({"field": ["conversation", "handoff"], "equals": true})),
        ("rate limit", json!({"all": [words("rate"), words("limit")]})),
        ("\"rate limit\"", words("rate limit")),
        ("rate*", words("rate*")),
        ("\"rate li\"*", words("rate li*")),
        ("409", words("409")),
        ("10:30", words("10:30")),
        ("https://api.example/x", words("https://api.example/x")),
        ("-retriable:true", json!({"not": entry("retriable", "in", json!([true, "true"]))})),
        ("NOT x", json!({"not": words("x")})),
        ("a OR b c", json!({"any": [words("a"), {"all": [words("b"), words("c")]}]})),
        (
            "(a OR b) AND -(c d)",
            json!({"all": [{"any": [words("a"), words("b")]}, {"not": {"all": [words("c"), words("d")]}}]}),
        ),
        ("ORDER", words("ORDER")),
        (
            "n:(1, 2 OR \"3\")",
            json!({"any": [entry("n", "in", json!([1, "1"])), entry("n", "in", json!([2, "2"])), entry("n", "equals", json!("3"))]}),
        ),
        ("since:2h", json!({"field": ["record", "time"], "at_least": {"time": "2026-12-01T07:30:00.000000Z"}})),
        (
            "time:yesterday",
            json!({"field": ["record", "time"], "at_least": {"time": "2026-11-30T00:00:00.000000Z"}, "less_than": {"time": "2026-12-01T00:00:00.000000Z"}}),
        ),
        (
            "time:2026-11-30T14:00..2026-11-30T15:00",
            json!({"field": ["record", "time"], "at_least": {"time": "2026-11-30T14:00:00.000000Z"}, "less_than": {"time": "2026-11-30T15:01:00.000000Z"}}),
        ),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
    let raised = read("raised:KeyError");
    assert_eq!(raised["any"][1]["field"], json!(["function_event", "error", "causes", "type"]));
    assert_eq!(read("http.status:503")["any"][0]["field"], json!(["span", "status_code"]));
}

#[test]
fn an_error_says_which_characters_are_wrong_and_what_to_do() {
    for (text, at, reason) in [
        ("level:canary", (0, 12), "\"warning\""),
        ("é level:canary", (2, 14), "\"warning\""),
        ("a (b OR canary", (2, 3), "not closed"),
        ("a) canary", (1, 2), "closes none"),
        ("x \"canary", (2, 3), "not closed"),
        ("x:\"canary\\", (2, 3), "not closed"),
        ("OR canary", (0, 1), "missing"),
        ("canary OR", (9, 9), "missing"),
        ("()", (1, 2), "missing"),
        ("vendor:", (0, 7), "behind the colon"),
        ("vendor: canary", (0, 7), "behind the colon"),
        ("vendor:()", (7, 9), "at least one value"),
        ("vendor:(canary", (7, 8), "not closed"),
        ("turn.canary:1", (0, 11), "it has turn_id, number"),
        ("turn.number.x:1", (0, 15), "no inner fields"),
        ("turn:canary", (0, 11), "give a number"),
        ("duration:>2", (0, 11), "300ms"),
        ("duration:canary", (0, 15), "300ms"),
        ("time:canary", (0, 11), "yesterday"),
        ("has:canary", (0, 10), "errors, warnings"),
        ("handoff:canary", (0, 14), "true or false"),
        ("vendor:*", (0, 0), ""),
        ("-", (0, 1), "no word"),
        ("\"...\"", (0, 5), "no word"),
        ("NOT", (3, 3), "missing"),
    ] {
        match Predicate::read(text, &asked()) {
            Ok(_) => assert_eq!(reason, "", "{text}"),
            Err(error) => {
                assert!(error.reason.contains(reason) && !error.reason.contains("canary"), "{text}: {error}");
                assert_eq!((error.from, error.to), at, "{text}: {error}");
            }
        }
    }
}

#[test]
fn a_query_is_bounded_in_every_direction() {
    let deep = |depth: usize| "(".repeat(depth) + "a" + &")".repeat(depth);
    assert!(Predicate::read(&deep(crate::limits::QUERY_DEPTH_MAX - 2), &asked()).is_ok());
    for text in [
        deep(10_000),
        "-".repeat(10_000) + "a",
        "NOT ".repeat(10_000) + "a",
        "a ".repeat(10_000),
        "a OR ".repeat(10_000) + "a",
        format!("n:({})", "1,".repeat(10_000)),
        format!("{}:1", "a.".repeat(1000) + "b"),
        "a".repeat(QUERY_BYTES_MAX + 1),
        "\"".repeat(9999),
    ] {
        let error = Predicate::read(&text, &asked()).unwrap_err();
        assert!(error.reason.len() < 200, "{error}");
    }
}

#[test]
fn every_short_name_is_of_fields_that_there_are() {
    for name in NAMES.iter().filter(|name| name.values != Values::Has) {
        for written in name.names {
            let read = Predicate::read(&format!("{written}:*"), &asked());
            let is_time = matches!(name.values, Values::Since | Values::Until) || *written == "text";
            assert!(read.is_ok() || is_time, "{written}: {read:?}");
        }
        assert!(!name.fields.is_empty() && !name.means.is_empty());
    }
}

proptest::proptest! {
    /// Whatever somebody types is read or refused, with a place inside of it, in a time that grows with its length.
    #[test]
    fn whatever_is_typed_is_read_or_refused(parts in proptest::collection::vec(piece(), 0..40)) {
        let text = parts.concat();
        if let Err(error) = Predicate::read(&text, &asked()) {
            let characters = text.chars().count();
            proptest::prop_assert!(error.from <= error.to && error.to <= characters + 1, "{error:?}");
            proptest::prop_assert!(!error.reason.is_empty());
        }
    }

    /// What is read is a condition that programs can send too, and means the same then.
    #[test]
    fn what_is_read_can_be_written_as_json(parts in proptest::collection::vec(piece(), 0..12)) {
        if let Ok(query) = Predicate::read(&parts.concat(), &asked()) {
            proptest::prop_assert_eq!(Predicate::parse(&query.to_json().to_string()).unwrap(), query);
        }
    }
}

/// What queries are made of, and what they are not.
fn piece() -> impl proptest::strategy::Strategy<Value = String> {
    const PIECES: &[&str] = &[
        " ",
        " ",
        " ",
        ":",
        "(",
        ")",
        "\"",
        "\\",
        "-",
        "*",
        "..",
        ">",
        ">=",
        "<",
        "~",
        "=",
        ",",
        ".",
        " OR ",
        " AND ",
        "NOT ",
        "level",
        "status",
        "function",
        "vendor.region",
        "time",
        "since",
        "duration",
        "http.host",
        "raised",
        "is",
        "turn",
        "error",
        "409",
        "1.5",
        "2s",
        "yesterday",
        "2026-11-30",
        "thursday",
        "true",
        "null",
        "é",
        "予約",
        "\n",
        "a b",
    ];
    proptest::prop_oneof![proptest::sample::select(PIECES).prop_map(str::to_owned), "[a-z0-9é]{0,6}", "\\PC{0,3}"]
}
