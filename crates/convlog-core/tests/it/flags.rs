//! A flag never costs a record, and one that cannot be followed hides all of it.

use convlog_core::limits::POINTERS_MAX;
use convlog_core::record::UNCLEAR_FLAG;
use convlog_core::{Body, GuardPolicy, Log, ParseContext, Record, RecordType, Timestamp, reclassify};
use serde_json::{Value, json};

/// What nobody recognises as personal, so that only a flag can hide it.
const CANARY: &str = "the blue canary sings";

fn parse(line: &str) -> Record {
    let reading = ParseContext::plain(Timestamp::from_micros(5));
    Record::parse(line, &reading).unwrap_or_else(|error| panic!("{error:?} in {line}"))
}

/// Returns what was said to the sender about flags.
fn doubts(record: &Record) -> Vec<&str> {
    let notes = record.notes.iter().filter(|note| note.code == UNCLEAR_FLAG);
    notes.map(|note| note.field.as_deref().unwrap_or_default()).collect()
}

fn log(record: &Record) -> &Log {
    match &record.body {
        Body::Log(log) => log,
        Body::Fields(_) => panic!("no log"),
    }
}

fn entry(rest: &str, beside: &str) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"{CANARY}","k":{{"n":1}}{rest}}}{beside}}}"#
    )
}

/// Asserts that an entry is hidden and kept, and that its sender was told so.
fn assert_hidden(line: &str) {
    let record = parse(line);
    let Log { open, original, .. } = log(&record);
    assert!(open.is_none() && original.as_ref().is_some_and(|original| original.json.contains(CANARY)), "{line}");
    assert!(!doubts(&record).is_empty(), "{line}");
    assert_eq!(record.limits, [UNCLEAR_FLAG], "{line}");
    let said = format!("{:?}", record.notes);
    assert!(!said.contains("canary") && !said.contains("jane"), "{said}");
}

#[test]
fn a_list_of_flags_that_cannot_be_followed_hides_the_entry() {
    let many: Vec<&str> = vec!["/entry/k"; POINTERS_MAX + 1];
    for pii in [
        json!(["/entry/nothing"]),
        json!(["/entry/k/0"]),
        json!(["/entry/k/n", "/entry/nothing"]),
        json!(["entry/k"]),
        json!(["/entry/~2"]),
        json!([""]),
        json!(["/nothing"]),
        json!(["/conversation_id"]),
        json!(["/turn_id"]),
        json!(many),
        json!("/entry/k"),
        json!(true),
        json!(null),
        json!(1),
        json!({}),
        json!({ "path": "/entry/k" }),
        json!([1]),
        json!([["/entry/k"]]),
        json!([null]),
    ] {
        assert_hidden(&entry("", &format!(r#","pii":{pii}"#)));
    }
    assert_hidden(&entry("", r#","pii":[],"pii":["/entry/k"]"#));
    for pii in ["[]", "false", r#"["/entry/k"]"#, r#"["/entry/k","/entry/k/nothing"]"#] {
        let record = parse(&entry("", &format!(r#","pii":{pii}"#)));
        assert!(log(&record).open.is_some() && doubts(&record).is_empty() && record.limits.is_empty(), "{pii}");
    }
}

#[test]
fn anything_but_false_and_absence_hides_an_entry_wherever_its_flag_stands() {
    let values = ["true", "null", "1", "0", "\"true\"", "\"false\"", "\"\"", "{}", "[]", "[false]"];
    let inside = ["is_pii", "pii", "PII", "isPii", "isPII", "is_PII", "Is_Pii", "is-pii", "is pii"];
    let beside = ["is_pii", "isPii", "IS_PII", "has_pii", "pii_flag", "pii_fields", "PII", "jane_pii"];
    for value in values {
        for name in inside {
            if (name, value) == ("is_pii", "true") {
                continue;
            }
            assert_hidden(&entry(&format!(r#","{name}":{value}"#), ""));
        }
        for name in beside {
            assert_hidden(&entry("", &format!(r#","{name}":{value}"#)));
        }
    }
    assert_hidden(&entry(r#","is_pii":false,"is_pii":null"#, ""));
    for name in inside {
        let record = parse(&entry(&format!(r#","{name}":false"#), ""));
        assert!(log(&record).open.is_some() && doubts(&record).is_empty(), "{name}");
    }
    for other in ["pii_", "is_pii_", "pii_redacted", "piano", "api", "hippii"] {
        let record = parse(&entry(&format!(r#","{other}":true"#), ""));
        assert!(log(&record).open.is_some(), "{other} is a value of the caller's");
    }
}

#[test]
fn a_flag_that_hides_an_entry_reads_true_in_it() {
    for is_pii in ["null", "\"true\"", "1", "{}"] {
        let record = parse(&entry(&format!(r#","is_pii":{is_pii}"#), ""));
        let original: Value = serde_json::from_str(&log(&record).original.as_ref().unwrap().json).unwrap();
        assert_eq!(original["is_pii"], json!(true));
    }
}

/// Records of every type but logs and producers whose guarded fields hold the canary.
fn records() -> Vec<(RecordType, String)> {
    let text = json!(CANARY);
    let kinds = RecordType::ALL.into_iter().filter(|kind| !matches!(kind, RecordType::Log | RecordType::Producer));
    let of = |kind: RecordType| {
        let mut record = json!({ "type": kind.as_str(), "conversation_id": "c" });
        for field in kind.fields() {
            use convlog_core::Class;
            use convlog_core::schema::Kind;
            match (field.class, field.kind) {
                (Class::Guarded, Kind::Object) => record[field.name] = json!({ "a": { "b": text } }),
                (Class::Guarded, Kind::TextList) => record[field.name] = json!([text]),
                (Class::Guarded, _) => record[field.name] = text.clone(),
                (Class::Open, Kind::Id) if field.name != "direction" => record[field.name] = json!("x"),
                _ => {}
            }
        }
        (kind, record.to_string())
    };
    kinds.map(of).collect()
}

#[test]
fn a_flag_that_cannot_be_followed_hides_every_guarded_field_of_a_record() {
    for (kind, line) in records() {
        for beside in [
            r#","pii":["/nothing"]"#,
            r#","pii":["/started_at"]"#,
            r#","pii":["no pointer"]"#,
            r#","pii":true"#,
            r#","pii":null"#,
            r#","is_pii":true"#,
            r#","is_pii":null"#,
            r#","isPii":1"#,
            r#","pii_values":"Jane""#,
        ] {
            let line = format!("{}{beside}}}", &line[..line.len() - 1]);
            let record = parse(&line);
            assert!(!doubts(&record).is_empty() && record.limits == [UNCLEAR_FLAG], "{line}");
            let Body::Fields(fields) = &record.body else { panic!("a log") };
            assert!(!fields.open.contains("canary") && fields.open.contains("[redacted]"), "{}", fields.open);
            let original = fields.original.as_ref().unwrap();
            assert!(original.json.contains(CANARY), "{kind:?}");
            // A record of the same thing that does not repeat the flag must not show what this one meant.
            let guarded = kind.fields().iter().filter(|field| field.class == convlog_core::Class::Guarded).count();
            assert_eq!(fields.flags.len(), guarded, "{:?}", fields.flags);
            let again = reclassify::fields(
                kind,
                (&fields.open, &fields.flags),
                Some(original),
                GuardPolicy::Redact.into(),
                &convlog_core::KnownPii::default(),
            );
            assert!(again.is_none_or(|again| !again.open.contains("canary")), "it stays hidden when it is read again");
        }
        assert!(doubts(&parse(&line)).is_empty());
    }
}

#[test]
fn a_flag_on_an_open_name_hides_the_name_and_one_on_a_place_everything() {
    let turn = |pii: &str| {
        parse(&format!(
            r#"{{"type":"turn","conversation_id":"c","turn_id":"t","variant":"{CANARY}","user_input":"x","pii":["{pii}"]}}"#
        ))
    };
    let open = |record: &Record| match &record.body {
        Body::Fields(fields) => fields.open.clone(),
        Body::Log(_) => panic!("a log"),
    };
    let named = turn("/variant");
    assert_eq!(open(&named), r#"{"turn_id":"t","user_input":"x","variant":"[redacted]"}"#);
    assert!(doubts(&named).is_empty());
    let placed = turn("/turn_id");
    assert_eq!(doubts(&placed), ["turn_id"]);
    assert!(open(&placed).contains(r#""user_input":"[redacted]""#));
}

#[test]
fn a_hidden_direction_makes_both_numbers_the_callers() {
    let record = parse(
        r#"{"type":"conversation","conversation_id":"c","direction":"inbound","from_number":"1","to_number":"2","pii":["/direction"]}"#,
    );
    let Body::Fields(fields) = record.body else { panic!("a log") };
    assert_eq!(fields.open, r#"{"direction":"[redacted]","from_number":"[redacted]","to_number":"[redacted]"}"#);
}

#[test]
fn of_a_key_that_is_no_flag_the_first_value_is_taken_and_of_flags_each() {
    let line = entry("", r#","turn_id":"a","turn_id":"b","pii":[],"pii":[]"#);
    let record = parse(&line);
    let note = &record.notes[0];
    assert_eq!((note.code, note.field.as_deref()), ("field_mended", Some("turn_id")));
    assert_eq!((log(&record).turn.as_deref(), doubts(&record)), (Some("a"), vec!["pii"]));
    assert_hidden(&line);
}

/// What an entry or a turn shows whose text was cut by its sender.
fn cut(text: &str, policy: GuardPolicy) -> [String; 2] {
    let log = format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"x","k":["{text}"],"n":"open","_truncated":["/k/0"]}}}}"#
    );
    let turn = format!(
        r#"{{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"{text}","agent_response":"open","_truncated":["/user_input"]}}"#
    );
    [log, turn].map(|line| {
        let record = Record::parse(&line, &ParseContext::guarded(Timestamp::default(), policy)).unwrap();
        match record.body {
            Body::Log(log) => log.open.unwrap().to_json(),
            Body::Fields(fields) => fields.open,
        }
    })
}

#[test]
fn where_a_text_was_cut_within_a_value_the_half_that_is_left_is_hidden() {
    let long = "said ".repeat(2_000);
    for half in ["+44770090", "ada.canary@ma", "my name is Ad", "GB82 WEST 1234 56", "eyJhbGciOiJIUzI1NiJ9"] {
        for open in cut(&format!("{long}{half}"), GuardPolicy::Redact) {
            assert!(!open.contains(half) && open.contains("[redacted]\""), "{open:.99}");
            assert!(open.len() > long.len() - 300 && open.contains("\"open\""), "only the end is hidden");
        }
    }
    for open in cut(&format!("{long}GB82 WEST 1234 56"), GuardPolicy::Redact) {
        assert!(open.contains(r#"["/k/0"]"#) || open.contains(r#"["/user_input"]"#), "it still says that it was cut");
    }
    let full = format!("{}+44770090", "x".repeat(convlog_core::limits::STRING_BYTES_MAX - 9));
    for marks in [r#""""#, r#""/k""#] {
        let line = format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"x","k":{{"a":["{full}","said"]}},"_truncated":[{marks}]}}}}"#
        );
        let open = log(&parse(&line)).open.as_ref().unwrap().to_json();
        assert!(!open.contains("+4477") && open.contains(r#""said""#), "a mark of what is around it is enough");
    }
    assert_eq!(cut("Ad", GuardPolicy::Redact)[1], cut(&"Ad ".repeat(60), GuardPolicy::Redact)[1]);
    assert!(cut("Ad", GuardPolicy::Off)[1].contains("Ad"));
}
