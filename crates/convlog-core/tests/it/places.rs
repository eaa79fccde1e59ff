//! Every place of the schema that people or programs write into, filled with every kind of JSON that it takes.

use convlog_core::schema::{Field, Kind, RecordType};
use convlog_core::{Body, Class, GuardPolicy, KnownPii, ParseContext, Record, Timestamp, reclassify};
use serde_json::{Value, json};

/// What is personal wherever it stands: an address in texts, a card's number among numbers.
const ADDRESS: &str = "ada.canary@mail.example";
const NUMBERS: [&str; 4] = ["4111111111111111", "4111111111111111.0", "4.111111111111111e15", "4.111111111111111E+15"];

/// Returns JSON of every kind that holds something personal, each with what must not be seen of it.
fn personal_values() -> Vec<(Value, &'static str)> {
    let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let inner = json!({ "note": { "to": [ADDRESS] } }).to_string();
    let twice = json!({ "body": inner }).to_string();
    let mut values = vec![
        (json!(ADDRESS), ADDRESS),
        (json!(format!("wrote to {ADDRESS}, twice")), ADDRESS),
        (json!("wrote to ada.canary%40mail.example"), "canary"),
        (json!(inner), ADDRESS),
        (json!(twice), ADDRESS),
        (json!({ ADDRESS: 1 }), ADDRESS),
    ];
    values.extend(NUMBERS.iter().map(|text| (number(text), *text)));
    values.extend(NUMBERS.iter().map(|text| (json!(format!("{{\"v\": {text}, \"x\": [{text}]}}")), *text)));
    let deep = |value: &Value| (0..12).fold(value.clone(), |value, _| json!([value]));
    for (value, canary) in values.clone() {
        values.push((json!(["x", value]), canary));
        values.push((json!({ "k": value }), canary));
        values.push((deep(&value), canary));
    }
    values
}

/// Says whether a field takes a value.
fn takes(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Text => value.is_string(),
        Kind::Object => value.is_object(),
        Kind::TextList => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
        Kind::Any => true,
        Kind::Id | Kind::Time | Kind::Flag | Kind::Count | Kind::Number => {
            panic!("a guarded field of a kind that the guard does not read")
        }
    }
}

/// Returns a line of a record that has only this field and what it needs.
fn line(kind: RecordType, name: &str, value: &Value) -> String {
    let mut record = json!({ "type": kind.as_str(), "conversation_id": "c" });
    if let Some(subject) = kind.subject() {
        record[subject] = json!("s");
    }
    if kind == RecordType::Metric {
        (record["name"], record["value"]) = (json!("m"), json!(1));
    }
    record[name] = value.clone();
    record.to_string()
}

fn read(line: &str, policy: GuardPolicy) -> Body {
    let reading = ParseContext::guarded(Timestamp::from_micros(5), policy);
    Record::parse(line, &reading).unwrap_or_else(|error| panic!("{error:?} in {line}")).body
}

/// Returns what everybody may see of a record read with the guard, and of one read without it that is read again.
fn open_parts(line: &str) -> [String; 2] {
    let open = |body: Body| match body {
        Body::Log(log) => log.open.map(|entry| entry.to_json()).unwrap_or_default(),
        Body::Fields(fields) => fields.open,
    };
    let known = KnownPii::default();
    let again = match read(line, GuardPolicy::Off) {
        Body::Log(log) => {
            let entry = log.open.unwrap();
            reclassify::entry(&entry, None, GuardPolicy::Redact.into(), &known).map(|again| again.open.to_json())
        }
        Body::Fields(fields) => {
            reclassify::fields(fields.kind, (&fields.open, &fields.flags), None, GuardPolicy::Redact.into(), &known)
                .map(|again| again.open)
        }
    };
    [open(read(line, GuardPolicy::Redact)), again.unwrap_or_default()]
}

fn assert_hidden(line: &str, canary: &str) {
    for open in open_parts(line) {
        assert!(open.contains("[redacted]") && !open.contains(canary), "{canary} of {line} in {open}");
    }
}

#[test]
fn the_guard_reads_every_guarded_field_whatever_json_it_holds() {
    let guarded = |kind: RecordType| kind.fields().iter().filter(|field| field.class == Class::Guarded);
    let mut count = 0;
    for kind in RecordType::ALL.into_iter().filter(|kind| *kind != RecordType::Log) {
        for Field { name, kind: of, .. } in guarded(kind) {
            let values: Vec<_> = personal_values().into_iter().filter(|(value, _)| takes(*of, value)).collect();
            assert!(!values.is_empty(), "{name}");
            values.iter().for_each(|(value, canary)| assert_hidden(&line(kind, name, value), canary));
            count += values.len();
        }
    }
    assert!(count > 800, "{count}");
    assert_eq!(guarded(RecordType::Log).map(|field| field.name).collect::<Vec<_>>(), ["entry"]);
}

#[test]
fn the_guard_reads_every_place_of_an_entry_whatever_json_it_holds() {
    let entry = |name: &str, value: &Value| {
        let mut entry = json!({ "level": "info", "content": "x" });
        entry[name] = value.clone();
        line(RecordType::Log, "entry", &entry)
    };
    for (value, canary) in personal_values() {
        for name in ["k", "exception", "_args", "logger_", "pii_"] {
            assert_hidden(&entry(name, &value), canary);
        }
        if value.is_string() {
            assert_hidden(&entry("content", &value), canary);
        }
        if value.as_str().is_some_and(|text| text.len() < 200) {
            assert_hidden(&entry("logger", &value), canary);
        }
    }
    let timed =
        entry("logger", &json!(ADDRESS)).replace("\"level\"", "\"timestamp\":\"2025-01-01T10:00:00Z\",\"level\"");
    assert_hidden(&timed, ADDRESS);
}

#[test]
fn a_name_that_looks_personal_is_hidden_and_an_id_remarked_on() {
    let mut names = 0;
    for kind in RecordType::ALL.into_iter().filter(|kind| *kind != RecordType::Producer) {
        let fields = kind.fields().iter().filter(|field| field.class == Class::Open && field.name != "direction");
        for field in fields.filter(|field| field.kind == Kind::Id) {
            let mut line = line(kind, field.name, &json!(ADDRESS));
            if kind == RecordType::Log {
                line = line.replace('}', r#","entry":{"level":"info"}}"#);
            }
            if field.name.contains("_id") {
                let record = Record::parse(&line, &ParseContext::plain(Timestamp::default())).unwrap();
                let noted: Vec<_> = record.notes.iter().map(|note| (note.code, note.field.as_deref())).collect();
                assert_eq!(noted, [("personal_id", Some(field.name))], "{line}");
            } else {
                assert_hidden(&line, ADDRESS);
                names += 1;
            }
        }
    }
    assert!(names > 15, "{names}");
}
