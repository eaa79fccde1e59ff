use super::*;
use crate::limits::ENTRY_FIELDS_MAX;

fn parse(text: &str) -> Entry {
    Entry::parse(text, Timestamp::from_micros(0)).unwrap()
}

#[test]
fn gives_back_the_documented_entry_to_the_byte() {
    for text in [
        r#"{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"2025-01-01T10:00:00Z","logger":"conversation_logger","provider":"geo","left":5,"cap":10}"#,
        r#"{"level":"info","content":"a \"quoted\" line\n","is_pii":true,"timestamp":"2025-01-01T10:00:00.123456Z","logger":"conversation_logger","big":123456789012345678901234567890,"f":1.50}"#,
    ] {
        assert_eq!(parse(text).to_json(), text);
    }
}

#[test]
fn stores_the_usual_form_in_parts() {
    let entry = parse(
        r#"{"level":"error","content":"x","is_pii":false,"timestamp":"2025-01-01T10:00:00.000001Z","logger":"conversation_logger","status":409}"#,
    );
    assert_eq!(entry.text, EntryText::Parts { content: "x".into(), extras: ",\"status\":409".into() });
}

#[test]
fn completes_what_a_sender_left_out() {
    assert_eq!(
        parse(r#" { "level" : "info" , "x" : { "y" : 1 } } "#).to_json(),
        r#"{"level":"info","content":"","is_pii":false,"timestamp":"1970-01-01T00:00:00.000000Z","logger":"conversation_logger","x":{ "y" : 1 }}"#
    );
}

#[test]
fn keeps_a_name_that_was_given_twice() {
    let entry = parse(r#"{"level":"info","level":"x","a":1,"a":2,"a_":3}"#);
    let EntryText::Parts { extras, .. } = entry.text else { panic!() };
    assert_eq!(extras, r#","level_":"x","a":1,"a_":2,"a__":3"#);
}

#[test]
fn very_many_values_of_one_name_do_no_harm() {
    for name in ["a", "exception", "content"] {
        let many = format!(r#","{name}":"1""#).repeat(200_000);
        let json = parse(&format!(r#"{{"level":"info"{many}}}"#)).to_json();
        assert!(json.len() < ENTRY_BYTES_MAX && json.ends_with(r#""_truncated":[""]}"#));
    }
}

#[test]
fn what_the_sdk_appends_is_no_field_too_many() {
    let many: String = (0..ENTRY_FIELDS_MAX).map(|n| format!(",\"k{n}\":{n}")).collect();
    let tail = r#","exception":{"type":"X"},"_args":[1],"_truncated":["/k1"]}"#;
    let json = parse(&format!(r#"{{"level":"info"{many}{tail}"#)).to_json();
    assert!(json.ends_with(tail), "{}", &json[json.len() - 80..]);
}

#[test]
fn a_value_of_the_callers_by_the_name_of_our_marks_is_kept() {
    let json = parse(r#"{"level":"info","_truncated":{"a":1},"_truncated_":2}"#).to_json();
    assert!(json.ends_with(r#","_truncated_":{"a":1},"_truncated__":2}"#), "{json}");
}

#[test]
fn an_entry_within_the_limits_stays_as_it_is_when_read_again() {
    let long = "\u{1}x".repeat(15_000);
    let many: Vec<String> = (0..300).map(|n| format!("\"k{n}\":[{n},\"{}\"]", "y".repeat(2_000))).collect();
    let long = serde_json::to_string(&long).unwrap();
    let json = parse(&format!(r#"{{"level":"info","content":{long},{}}}"#, many.join(","))).to_json();
    assert!(json.len() <= ENTRY_BYTES_MAX + 64 && json.contains("_truncated"), "{}", json.len());
    assert_eq!(parse(&json).to_json(), json);
}

#[test]
fn names_the_key_that_is_wrong() {
    for (text, field) in [
        (r#"{"content":"x"}"#, "entry.level"),
        (r#"{"level":"debug"}"#, "entry.level"),
        (r#"{"level":"info","content":7}"#, "entry.content"),
        (r#"{"level":"info","content":"\ud800"}"#, "entry.content"),
        (r#"{"level":"info","timestamp":"soon"}"#, "entry.timestamp"),
        (r#"[]"#, "entry"),
    ] {
        let rejection = Entry::parse(text, Timestamp::default()).unwrap_err();
        assert_eq!(rejection.field.as_deref(), Some(field), "{text}");
    }
}

#[test]
fn redacts_in_place_and_hides_what_was_cut_there() {
    let mut entry = parse(r#"{"level":"info","content":"x","phone":"1","b":{"c":[1,2]},"_truncated":["/phone","/z"]}"#);
    let pointers = ["/phone", "/b/c/1"].map(|text| Pointer::parse(text).unwrap());
    entry.redact(entry.to_value().unwrap(), &mut Redaction::of(&pointers));
    let EntryText::Parts { extras, .. } = &entry.text else { panic!() };
    assert_eq!(extras, r#","phone":"[redacted]","b":{"c":[1,"[redacted]"]},"_truncated":["/z"]"#);
}

#[test]
fn cuts_what_is_past_a_limit_and_says_so() {
    let long = "x".repeat(40_000);
    let entry = parse(&format!(r#"{{"level":"info","content":"c","a":"{long}","b":1}}"#));
    let EntryText::Parts { extras, .. } = &entry.text else { panic!() };
    assert!(extras.ends_with(r#"","b":1,"_truncated":["/a"]"#), "{}", &extras[extras.len() - 60..]);
    let many: String = (0..300).map(|n| format!(",\"k{n}\":{n}")).collect();
    let entry = parse(&format!(r#"{{"level":"info","content":"c"{many}}}"#));
    let EntryText::Parts { extras, .. } = &entry.text else { panic!() };
    assert!(extras.ends_with(r#","k255":255,"_truncated":[""]"#), "{}", &extras[extras.len() - 60..]);
}

#[test]
fn what_a_caller_gave_reads_the_same_however_it_was_written() {
    for raw in [
        r#"{"level":"info","content":"x","a":1,"b":[2]}"#,
        r#"{"level":"info","content":"x", "a":1,"b":[2]}"#,
        r#"{"level":"info","content":"x","a":1,"b" : [2] }"#,
        r#"{"a":1,"level":"info","content":"x","b":[2]}"#,
        r#"{"level":"info","a":1,"content":"x","b":[2]}"#,
        r#"{"level":"info","content":"x","\u0061":1,"b":[2]}"#,
        r#"{"level":"info","content":"x","a":1,"\u0062":[2]}"#,
    ] {
        let entry = Entry::parse(raw, Timestamp::default()).unwrap();
        let text = EntryText::Parts { content: "x".into(), extras: r#","a":1,"b":[2]"#.into() };
        assert_eq!(entry.text, text, "{raw}");
    }
}
