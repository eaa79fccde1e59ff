//! A record made of fields is the record that its JSON gives.

use std::fmt;

use convlog_core::Rejection;
use convlog_core::limits::{ENTRY_BYTES_MAX, ID_BYTES_MAX, LINE_BYTES_MAX, STRING_BYTES_MAX};
use convlog_core::{Body, GuardPolicy, ParseContext, Record, RecordBuilder, RecordType, Timestamp};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::mutation::{EDITS_MAX, LINES, edit, mutate};
use super::non_interference::{fill, secret, template};

/// The members of an object, those of the same name among them.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// Makes a record of the fields of a line; `None` where it is no object, or names no type first.
fn built(line: &str, reading: &ParseContext<'_>) -> Option<Result<Record, Rejection>> {
    let Members(members) = serde_json::from_str(line).ok()?;
    let mut members = members.into_iter();
    let (first, kind) = members.next()?;
    let kind = RecordType::parse(serde_json::from_str::<&str>(kind.get()).ok()?).filter(|_| first == "type")?;
    let mut record = RecordBuilder::new(kind);
    let mut has_entry = false;
    for (name, value) in members {
        match serde_json::from_str(value.get()) {
            Ok(Members(entry)) if name == "entry" && !has_entry && !entry.is_empty() => {
                has_entry = true;
                for (name, value) in entry {
                    record.set_in_entry(&name, &value).unwrap();
                }
            }
            _ => drop(record.set(&name, &value).unwrap()),
        }
    }
    Some(record.build(reading))
}

fn assert_same(line: &str) {
    for policy in [GuardPolicy::Redact, GuardPolicy::Warn, GuardPolicy::Off] {
        let reading = ParseContext::guarded(Timestamp::from_micros(5), policy);
        if let Some(built) = built(line, &reading) {
            assert_eq!(built, Record::parse(line, &reading), "{line}");
        }
    }
}

#[test]
fn every_kind_of_line_can_be_made_of_fields() {
    for line in LINES {
        assert!(built(line, &ParseContext::plain(Timestamp::default())).is_some_and(|built| built.is_ok()), "{line}");
        assert_same(line);
    }
}

#[test]
fn a_limit_and_an_error_are_those_of_a_line() {
    let text = "x".repeat(STRING_BYTES_MAX + 1);
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let lines = [
        json!({"type": "log", "conversation_id": "c", "entry": {"level": "info", "content": text, "a": 1}}).to_string(),
        json!({"type": "log", "conversation_id": "c", "entry": {"level": "info", "content": "x", "l": vec![&text; ENTRY_BYTES_MAX / text.len() + 2]}}).to_string(),
        json!({"type": "log", "conversation_id": "c", "entry": {"level": "bad", "content": 1}}).to_string(),
        json!({"type": "log", "conversation_id": "c"}).to_string(),
        json!({"type": "log", "conversation_id": "c", "entry": {}}).to_string(),
        json!({"type": "turn", "conversation_id": "i".repeat(ID_BYTES_MAX + 1), "turn_id": "t"}).to_string(),
        json!({"type": "turn", "conversation_id": "c", "turn_id": "t", "user_input": "x".repeat(LINE_BYTES_MAX)}).to_string(),
        json!({"type": "turn", "conversation_id": "c", "turn_id": "t", "own": 1, "pii": 7}).to_string(),
        format!(r#"{{"type":"turn","conversation_id":"c","turn_id":"t","entities":{deep},"pii":["/entities/0"]}}"#),
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"\ud800"}"#.to_owned(),
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","x":1,"a\"b":2,"x":3,"a\"b":4},"pii":["/entry/x"]}"#.to_owned(),
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","turn_id":"u"}"#.to_owned(),
        r#"{"type":"turn","type":"log","conversation_id":"c","turn_id":"t"}"#.to_owned(),
    ];
    for line in lines {
        assert!(built(&line, &ParseContext::plain(Timestamp::default())).is_some(), "{line}");
        assert_same(&line);
    }
}

#[test]
fn values_of_any_type_are_fields() {
    #[derive(serde::Serialize)]
    struct Customer {
        id: u64,
        tags: Vec<&'static str>,
    }
    let mut record = RecordBuilder::new(RecordType::Log);
    record.set("conversation_id", &"c").unwrap().set("pii", &["/entry/customer/id"]).unwrap();
    record.set_in_entry("level", &"error").unwrap().set_in_entry("content", &"CRM \"upsert\" failed").unwrap();
    record.set_in_entry("customer", &Customer { id: u64::MAX, tags: vec!["a", "b"] }).unwrap();
    let record = record.build(&ParseContext::plain(Timestamp::default())).unwrap();
    let Body::Log(log) = record.body else { panic!("no log") };
    let open: Value = serde_json::from_str(&log.open.unwrap().to_json()).unwrap();
    assert_eq!(open["customer"], json!({"id": "[redacted]", "tags": ["a", "b"]}));
    let original: Value = serde_json::from_str(&log.original.unwrap().json).unwrap();
    assert_eq!(
        (&original["customer"]["id"], &original["content"]),
        (&json!(u64::MAX), &json!("CRM \"upsert\" failed"))
    );
}

#[test]
fn a_value_that_is_no_json_is_refused_without_being_repeated() {
    let keyed = std::collections::BTreeMap::from([(vec!["a canary"], 1)]);
    for name in ["arguments", "a canary"] {
        let error = RecordBuilder::new(RecordType::FunctionEvent).set(name, &keyed).unwrap_err();
        assert_eq!(error.code, "invalid_field");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    let mut record = RecordBuilder::new(RecordType::Metric);
    record.set("conversation_id", &"c").unwrap().set("name", &"m").unwrap();
    record.set("value", &keyed).unwrap_err();
    record.set("value", &1).unwrap();
    let line = r#"{"type":"metric","conversation_id":"c","name":"m","value":1}"#;
    let reading = ParseContext::plain(Timestamp::default());
    assert_eq!(record.build(&reading), Record::parse(line, &reading), "what was refused leaves nothing behind");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Among random changes of lines are all kinds of errors.
    #[test]
    fn a_changed_line_gives_the_same_either_way(
        line in 0..LINES.len(),
        edits in prop::collection::vec(edit(), 0..EDITS_MAX),
    ) {
        assert_same(&mutate(LINES[line], &edits));
    }

    #[test]
    fn a_record_with_personal_values_is_the_same_either_way(
        template in template(),
        secrets in prop::collection::vec(secret(), 3..6),
    ) {
        let line = fill(&template.line, &secrets, 0);
        let Ok(Members(members)) = serde_json::from_str(&line) else { return Ok(()) };
        let (kinds, others): (Vec<_>, Vec<_>) = members.into_iter().partition(|(name, _)| name == "type");
        let members = kinds.iter().chain(&others).map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), value.get()));
        let line = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        prop_assert!(built(&line, &ParseContext::plain(Timestamp::default())).is_some());
        assert_same(&line);
    }
}
