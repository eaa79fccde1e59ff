//! One bad field costs its record nothing else.

use convlog_core::schema::{Field, Kind};
use convlog_core::{Body, GuardPolicy, Habit, Level, ParseContext, Pointer, Record, RecordType, Rejection, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// When the records arrive.
const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

fn read(line: &str) -> Result<Record, Rejection> {
    Record::parse(line, &ParseContext::guarded(NOW, GuardPolicy::Off))
}

/// A value that a field takes as it is.
fn good(field: &Field) -> Value {
    match field.kind {
        Kind::Id if field.name == "direction" => json!("inbound"),
        Kind::Id => json!(format!("{}-1", field.name)),
        Kind::Text => json!("some words"),
        Kind::Time => json!("2025-01-01T10:00:00.000000Z"),
        Kind::Flag => json!(true),
        Kind::Count => json!(3),
        Kind::Number => json!(1.5),
        Kind::Object => json!({"k": 1}),
        Kind::TextList => json!(["a", "b"]),
        Kind::Any => json!({"any": [1, null]}),
    }
}

/// A record with every field of its type, each of its form.
fn whole(kind: RecordType) -> Map<String, Value> {
    let mut record = Map::new();
    let common = [
        ("type", kind.as_str()),
        ("producer", "00112233445566778899aabbccddeeff"),
        ("origin", "00112233445566778899aabbccddeeff"),
        ("timestamp", "2025-01-01T10:00:05.000000Z"),
        ("account_id", "acme"),
        ("project_id", "desk"),
        ("conversation_id", "c"),
    ];
    record.extend(common.map(|(name, value)| (name.to_owned(), json!(value))));
    record.insert("seq".into(), json!(7));
    record.extend(kind.fields().iter().map(|field| (field.name.to_owned(), good(field))));
    if kind == RecordType::Log {
        record.insert("hints".into(), json!([]));
        record.insert(
            "entry".into(),
            json!({"level": "error", "content": "words", "is_pii": false, "timestamp": "2025-01-01T10:00:01.000000Z",
                   "logger": "mine", "n": 1}),
        );
    }
    record
}

/// Everything that a record says, each thing by its name, but for what was mended.
fn said(record: Record) -> Map<String, Value> {
    let mut said = Map::new();
    let identity = record.identity.map(|identity| format!("{identity:?}"));
    let time = record.time.to_string();
    said.insert("producer+seq".into(), json!(identity));
    said.insert("account_id".into(), json!(record.account));
    said.insert("project_id".into(), json!(record.project));
    said.insert("conversation_id".into(), json!(record.conversation));
    match record.body {
        Body::Fields(fields) => {
            said.insert("timestamp".into(), json!(time));
            let json = fields.original.map_or(fields.open, |original| original.json);
            said.extend(serde_json::from_str::<Map<String, Value>>(&json).unwrap());
        }
        Body::Log(log) => {
            let json = log.original.map(|original| original.json).or(log.open.map(|open| open.to_json())).unwrap();
            said.insert("turn_id".into(), json!(log.turn.map(String::from)));
            said.insert("function_event_id".into(), json!(log.event.map(String::from)));
            let entry = serde_json::from_str::<Map<String, Value>>(&json).unwrap();
            said.extend(entry.into_iter().map(|(name, value)| (format!("entry.{name}"), value)));
        }
    }
    said.remove("_mended");
    said.remove("_truncated");
    said
}

/// The names under which a field shows in what a record says.
fn shows(name: &str, shown: &str) -> bool {
    match name {
        "seq" | "producer" => shown == "producer+seq",
        "entry" => shown.starts_with("entry."),
        // A time of its own, or else the record's.
        "timestamp" => shown == "timestamp" || shown == "entry.timestamp",
        _ => shown == name,
    }
}

/// JSON, and what programs write for it that is none.
fn any_value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_filter("a number", |number| number.is_finite()).prop_map(|number| json!(number).to_string()),
        "\\PC{0,12}".prop_map(|text| json!(text).to_string()),
        "[ -~]{250,300}".prop_map(|text| json!(text).to_string()),
        prop::sample::select(vec![
            "null",
            "true",
            "false",
            "\"\"",
            "\" x \"",
            "\"YES\"",
            "\"12\"",
            "1e999",
            "-0",
            "\"NaN\"",
            "NaN",
            "-Infinity",
            "\"\\ud800\"",
            "\"a\\u0000b\"",
            "\"2025-01-01T10:00:00Z\"",
            "\"9999-99-99T00:00:00Z\"",
            "1735725600",
            "18446744073709551617",
            "\"OUTBOUND-API\"",
            "\"{\\\"a\\\":[1]}\"",
            "\"is_pii\"",
            "\"WARN\"",
            "\"\\ud83d\\ude00\"",
        ])
        .prop_map(str::to_owned),
        (17..300_usize).prop_map(|levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels))),
        (1..40_000_usize).prop_map(|len| json!("x".repeat(len)).to_string()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(("[a-z_]{0,8}", inner), 0..3).prop_map(|members| {
                let members = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}"));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

/// Writes a record with one value exchanged for any text.
fn line(record: &Map<String, Value>, name: &str, value: &str) -> String {
    let members = record.iter().map(|(key, own)| {
        let own = own.to_string();
        format!("\"{key}\":{}", if key == name { value } else { &own })
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn without(record: &Map<String, Value>, name: &str) -> Map<String, Value> {
    record.iter().filter(|(key, _)| *key != name).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What says which record it is, without which it is refused.
fn is_needed(kind: RecordType, name: &str) -> bool {
    let of_all = ["type", "producer", "seq", "account_id", "project_id"];
    of_all.contains(&name)
        || name == "conversation_id" && kind != RecordType::Producer
        || kind.subject() == Some(name)
        || kind == RecordType::Metric && ["name", "value"].contains(&name)
        || kind == RecordType::Log && name == "entry"
}

/// Asserts that a record of which one field has this value is kept, and says the same as one without the field.
fn assert_kept(kind: RecordType, name: &str, value: &str) -> Result<(), TestCaseError> {
    let record = whole(kind);
    let given = line(&record, name, value);
    let kept = match read(&given) {
        Ok(kept) => said(kept),
        Err(why) => {
            prop_assert!(is_needed(kind, name), "{name} of a {kind:?} was refused: {why:?} for {value}");
            return Ok(());
        }
    };
    if is_needed(kind, name) {
        // The record without it would be another, or none; what is left is compared with the whole one.
        let all = said(read(&Value::Object(record).to_string()).unwrap());
        for (key, own) in all.iter().filter(|(key, _)| !shows(name, key)) {
            prop_assert_eq!(kept.get(key), Some(own), "{} of a {:?} for {}: {}", name, kind, value, key);
        }
        return Ok(());
    }
    let less = said(read(&Value::Object(without(&record, name)).to_string()).unwrap());
    for key in kept.keys().chain(less.keys()).filter(|key| !shows(name, key)) {
        prop_assert_eq!(kept.get(key), less.get(key), "{} of a {:?} for {}: {}", name, kind, value, key);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_record_with_one_bad_field_is_kept_with_all_others(value in any_value()) {
        for kind in RecordType::ALL {
            for name in whole(kind).keys() {
                assert_kept(kind, name, &value)?;
            }
        }
    }

    #[test]
    fn an_entry_with_one_bad_key_is_kept_with_all_others(value in any_value()) {
        let record = whole(RecordType::Log);
        let Value::Object(entry) = &record["entry"] else { panic!("it is one") };
        for name in entry.keys() {
            let given = line(&record, "entry", &line(entry, name, &value));
            let kept = read(&given);
            prop_assert!(kept.is_ok(), "{}: {:?}", given, kept);
            let kept = said(kept.unwrap());
            let all = said(read(&Value::Object(record.clone()).to_string()).unwrap());
            for (key, own) in all.iter().filter(|(key, _)| **key != format!("entry.{name}")) {
                let is_flag = key == "entry.is_pii" && kept[key] == json!(true);
                prop_assert!(is_flag || kept.get(key) == Some(own), "{}: {}", key, given);
            }
        }
    }

    #[test]
    fn a_flagged_value_is_never_open_however_its_field_is_mended(value in any_value(), at in 0..5_usize) {
        let value = value.replace('x', "canary").replace("12", "4711");
        let (kind, name, inside) = [
            (RecordType::Conversation, "tags", "/1"),
            (RecordType::Conversation, "end_reason", ""),
            (RecordType::FunctionEvent, "arguments", "/a"),
            (RecordType::Span, "usage", "/value/0"),
            (RecordType::Log, "entry", "/a"),
        ][at];
        // Of an object only the member that is flagged has to be hidden, and of a list only the element.
        let open_members: Map<String, Value> = serde_json::from_str(&value).unwrap_or_default();
        let open_members = Value::Object(without(&open_members, inside.trim_start_matches('/'))).to_string();
        prop_assume!(inside != "/1" || !value.trim_start().starts_with('['));
        prop_assume!(inside != "/a" || !open_members.contains("canary") && !open_members.contains("4711"));
        let mut record = whole(kind);
        record.insert("pii".into(), json!([format!("/{name}{inside}")]));
        if let Ok(kept) = read(&line(&record, name, &value)) {
            let (open, is_flagged) = match kept.body {
                Body::Log(log) => (log.open.map(|open| open.to_json()).unwrap_or_default(), log.original.is_some()),
                Body::Fields(fields) => (fields.open, fields.original.is_some()),
            };
            prop_assert!(!open.contains("canary") && !open.contains("4711"), "{}: {}", value, open);
            prop_assert!(is_flagged || value == "null", "{}", value);
        }
    }
}

fn noted(record: &Record) -> Vec<(&str, &str)> {
    record.notes.iter().map(|note| (note.code, note.field.as_deref().unwrap_or_default())).collect()
}

#[test]
fn a_sender_is_told_of_every_field_and_of_no_value() {
    let line =
        r#"{"type":"Conversation","conversation_id":" c ","direction":"Canary","handoff":"yes","ended_at":"canary",
        "tags":["canary",null],"language":" en-GB ","poly_score":"NaN","end_reason":["canary"],"tags":["canary"]}"#
            .replace('\n', "");
    let record = read(&line).unwrap();
    let expected = [
        ("field_mended", "conversation_id"),
        ("field_left_out", "direction"),
        ("field_mended", "handoff"),
        ("field_left_out", "ended_at"),
        ("field_mended", "tags"),
        ("field_mended", "language"),
        ("field_left_out", "poly_score"),
        ("field_mended", "end_reason"),
        ("field_mended", "tags"),
    ];
    assert_eq!(noted(&record), expected);
    assert!(!format!("{:?}", record.notes).contains("anary"), "{:?}", record.notes);
    assert_eq!(record.conversation.as_ref().map(|id| id.as_str()), Some("c"));
    let said = said(record);
    assert_eq!(
        (&said["language"], &said["handoff"], &said["tags"]),
        (&json!("en-GB"), &json!(true), &json!(["canary"]))
    );
}

#[test]
fn ids_that_are_too_long_keep_their_calls_apart() {
    let of = |id: &str| read(&format!(r#"{{"type":"turn","conversation_id":"{id}","turn_id":"{id}"}}"#)).unwrap();
    let (one, two) = ("é".repeat(200) + "1", "é".repeat(200) + "2");
    assert_ne!(of(&one).conversation, of(&two).conversation);
    assert_eq!(of(&one).conversation, of(&one).conversation);
}

#[test]
fn an_entry_is_read_from_whatever_stands_for_one() {
    for (entry, level, content) in [
        (r#""just words""#, Level::Info, "just words"),
        (r#"{"content":"no level"}"#, Level::Info, "no level"),
        (r#"{"level":"WARN","content":5}"#, Level::Warning, "5"),
        (r#"{"level":"critical","content":{"a":1}}"#, Level::Error, r#"{"a":1}"#),
        (r#"{"level":40,"content":null,"logger":7}"#, Level::Info, ""),
        (r#""{\"level\":\"error\",\"content\":\"twice\"}""#, Level::Error, "twice"),
        (r#"["a"]"#, Level::Info, r#"["a"]"#),
        (r#"{"level":"Error","content":"t","timestamp":1735725600,"logger":" mine "}"#, Level::Error, "t"),
    ] {
        let record = read(&format!(r#"{{"type":"log","conversation_id":"c","entry":{entry}}}"#)).unwrap();
        let Body::Log(log) = record.body else { panic!("it is a log") };
        let open = log.open.unwrap();
        assert_eq!((open.level, open.content().as_str()), (level, content), "{entry}");
        assert!(!log.hints.is_empty(), "{entry}");
    }
}

#[test]
fn a_flag_within_what_is_no_entry_hides_it() {
    for entry in [
        r#""{\"level\":\"info\",\"content\":\"canary\",\"is_pii\":true}""#,
        r#"[{"content":"canary","is_pii":true}]"#,
        r#"{"level":"info","content":{"text":"canary","isPii":true}}"#,
        r#"{"level":"loud","content":"canary","is_pii":"yes"}"#,
        r#"{"level":"info","content":["canary",{"pii":1}],"is_pii":false}"#,
    ] {
        let record = read(&format!(r#"{{"type":"log","conversation_id":"c","entry":{entry}}}"#)).unwrap();
        let Body::Log(log) = record.body else { panic!("it is a log") };
        assert!(log.open.is_none() && log.original.unwrap().json.contains("canary"), "{entry}");
    }
}

#[test]
fn an_entry_says_beside_it_which_of_its_fields_were_mended() {
    let line = r#"{"type":"log","conversation_id":"c","turn_id":[1],"function_event_id":17,"entry":{"level":"fatal","content":"x"}}"#;
    let Body::Log(log) = read(line).unwrap().body else { panic!("it is a log") };
    let hints: Vec<(Habit, &str)> = log.hints.iter().map(|hint| (hint.habit, hint.at.as_str())).collect();
    let expected = [
        (Habit::FieldMended, "entry.level"),
        (Habit::FieldMended, "function_event_id"),
        (Habit::FieldLeftOut, "turn_id"),
    ];
    assert_eq!(hints, expected);
    assert_eq!((log.turn, log.event.as_deref()), (None, Some("17")));
}

#[test]
fn a_direction_that_is_read_from_another_word_decides_whose_number_is_whose() {
    for (word, shown, hidden) in [
        ("outbound-api", "from_number", "to_number"),
        ("INCOMING", "to_number", "from_number"),
        ("Inbound-dial", "to_number", "from_number"),
    ] {
        let line = format!(
            r#"{{"type":"conversation","conversation_id":"c","from_number":"1","to_number":"1","direction":"{word}"}}"#
        );
        let Body::Fields(fields) = read(&line).unwrap().body else { panic!("no log") };
        let open: Map<String, Value> = serde_json::from_str(&fields.open).unwrap();
        assert_eq!((&open[shown], &open[hidden]), (&json!("1"), &json!("[redacted]")), "{word}");
    }
    let line = r#"{"type":"conversation","conversation_id":"c","from_number":"1","to_number":"1","direction":"both"}"#;
    let Body::Fields(fields) = read(line).unwrap().body else { panic!("no log") };
    assert!(!fields.open.contains("\"1\""), "{}", fields.open);
}

#[test]
fn what_is_told_of_a_field_goes_when_a_later_record_has_it_in_its_form_and_hides_with_it() {
    use convlog_core::merge::{Merged, Version};
    let merged = |lines: &[&str], sees_personal: bool| {
        let mut merged = Merged::new(RecordType::Conversation);
        for (at, line) in lines.iter().enumerate() {
            let Body::Fields(fields) = Record::parse(line, &ParseContext::plain(NOW)).unwrap().body else {
                panic!("no log")
            };
            let version = Version { time: Timestamp::from_micros(at as i64), ..Version::FIRST };
            let json =
                if sees_personal { fields.original.map_or(fields.open, |original| original.json) } else { fields.open };
            merged.add(version, &json, &fields.flags);
        }
        merged.view(sees_personal).mends.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let bad = r#"{"type":"conversation","conversation_id":"c","direction":"both","tags":["a",null],"contact":5,"end_reason":1}"#;
    assert_eq!(merged(&[bad], false), ["direction", "end_reason", "tags"]);
    assert_eq!(merged(&[bad], true), ["contact", "direction", "end_reason", "tags"]);
    let good = r#"{"type":"conversation","conversation_id":"c","direction":"inbound"}"#;
    assert_eq!(merged(&[bad, good], false), ["end_reason", "tags"]);
    let flags = r#"{"type":"conversation","conversation_id":"c","end_reason":"x","pii":["/end_reason"]}"#;
    assert_eq!(merged(&[flags, bad], false), ["direction", "tags"]);
    let found = r#"{"type":"conversation","conversation_id":"c","tags":[null,"jane@mail.example"]}"#;
    assert_eq!(merged(&[found], false), Vec::<&str>::new());
    assert_eq!(merged(&[found], true), ["tags"]);
    assert!(Pointer::parse("/tags").is_some());
}
