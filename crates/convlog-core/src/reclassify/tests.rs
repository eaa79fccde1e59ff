use super::*;
use crate::record::{Body, ParseContext, Record};
use crate::timestamp::Timestamp;

fn read(line: &str, policy: GuardPolicy) -> (String, Option<Original>, Vec<Pointer>, RecordType, Option<Entry>) {
    let record = Record::parse(line, &ParseContext::guarded(Timestamp::from_micros(5), policy)).unwrap();
    match record.body {
        Body::Log(log) => {
            let open = log.open.unwrap();
            (open.to_json(), log.original, Vec::new(), RecordType::Log, Some(open))
        }
        Body::Fields(fields) => (fields.open, fields.original, fields.flags, fields.kind, None),
    }
}

const LINES: [&str; 5] = [
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"to ada@canary.example","by":{"ada@canary.example":{"x":1,"y":2}},"n":1.50},"pii":["/entry/by/ada@canary.example/x"]}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"to ada@canary.example"}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"ada@canary.example":{"x":1},"b":"ada@canary.example"},"error":{"message":"no ada@canary.example"},"pii":["/arguments/ada@canary.example/x"]}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"it is ada@canary.example","user_input_dtmf":"1","entities":{"a":"x"}}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"nothing personal"}"#,
];

/// Reads again what was read under one policy, under another; returns both parts and the flags.
fn reread(line: &str, before: GuardPolicy, after: GuardPolicy) -> (String, Option<Original>, Vec<Pointer>) {
    let (open, original, flags, kind, stored) = read(line, before);
    let known = KnownPii::default();
    match stored {
        Some(stored) => match entry(&stored, original.as_ref(), after.into(), &known) {
            Some(again) => (again.open.to_json(), again.original, Vec::new()),
            None => (open, original, flags),
        },
        None => match fields(kind, (&open, &flags), original.as_ref(), after.into(), &known) {
            Some(again) => (again.open, again.original, again.flags),
            None => (open, original, flags),
        },
    }
}

#[test]
fn what_is_read_again_is_as_if_it_had_come_under_the_policy_of_now() {
    for line in LINES {
        for (before, after) in [
            (GuardPolicy::Off, GuardPolicy::Redact),
            (GuardPolicy::Redact, GuardPolicy::Warn),
            (GuardPolicy::Redact, GuardPolicy::Redact),
            (GuardPolicy::Off, GuardPolicy::Off),
        ] {
            let (open, original, flags, ..) = read(line, after);
            assert_eq!(reread(line, before, after), (open, original, flags), "{before:?} {after:?} {line}");
        }
    }
}

#[test]
fn what_stays_as_it_is_is_not_written_again() {
    let (open, original, flags, kind, _) = read(LINES[3], GuardPolicy::Redact);
    assert_eq!(
        fields(kind, (&open, &flags), original.as_ref(), GuardPolicy::Redact.into(), &KnownPii::default()),
        None
    );
    let (_, original, _, _, stored) = read(LINES[0], GuardPolicy::Redact);
    assert_eq!(entry(&stored.unwrap(), original.as_ref(), GuardPolicy::Redact.into(), &KnownPii::default()), None);
}

#[test]
fn of_what_was_cut_only_more_is_hidden() {
    let long = "word ".repeat(10_000);
    let line = format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","who":"{long}","a":"ada@canary.example","b":"bob@canary.example"}},"pii":["/entry/who","/entry/b"]}}"#
    );
    let (open, original, ..) = reread(&line, GuardPolicy::Off, GuardPolicy::Redact);
    assert!(open.ends_with(r#""who":"[redacted]","a":"[redacted]","b":"[redacted]"}"#), "{open}");
    let paths: Vec<String> = original.unwrap().findings.into_iter().map(|finding| finding.path).collect();
    assert_eq!(paths, ["/who", "/b", "/a"]);
    assert!(!reread(&line, GuardPolicy::Redact, GuardPolicy::Off).0.contains("canary"));
}

#[test]
fn known_values_are_hidden_by_the_names_of_the_original() {
    let known = KnownPii::of(&["Zeb Quill".to_owned()]);
    let line = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"zeb quill, ada@canary.example","by":{"ada@canary.example":["Zeb Quill"]}}}"#;
    let (_, original, _, _, stored) = read(line, GuardPolicy::Redact);
    let again = known_entry(&stored.unwrap(), original.as_ref(), &known).unwrap();
    assert!(again.open.to_json().contains(r#""content":"[redacted], [redacted]""#), "{}", again.open.to_json());
    assert!(again.open.to_json().ends_with(r#""by":{"[redacted]":["[redacted]"]}}"#));
    let found = again.original.unwrap();
    assert_eq!(found.json, original.unwrap().json);
    let known_paths: Vec<&str> =
        found.findings.iter().filter(|finding| finding.rule == "known").map(|finding| finding.path.as_str()).collect();
    assert_eq!(known_paths, ["/content", "/by/ada@canary.example/0"]);
    let line = r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"i am zeb quill","in_flow":"zeb quill","entities":{"zeb quill":{"a":1}},"pii":["/entities/zeb quill/a"]}"#;
    let (open, original, flags, kind, _) = read(line, GuardPolicy::Redact);
    let again = known_fields(kind, &open, &flags, original.as_ref(), &known).unwrap();
    assert_eq!(
        again.open,
        r#"{"turn_id":"t","user_input":"i am [redacted]","entities":{"zeb quill":{"a":"[redacted]"}},"in_flow":"zeb quill"}"#
    );
    assert_eq!(again.flags, [Pointer::parse("/entities/zeb quill/a").unwrap()]);
    assert_eq!(known_fields(kind, &again.open, &again.flags, again.original.as_ref(), &known), None);
}

#[test]
fn values_that_the_sender_knows_are_hidden_where_they_stand() {
    let line = r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"i am zeb quill","entities":[1134960000],"pii_values":["Zeb Quill","01134960000"]}"#;
    let (open, original, ..) = read(line, GuardPolicy::Redact);
    assert_eq!(open, r#"{"turn_id":"t","user_input":"i am [redacted]","entities":["[redacted]"]}"#);
    assert!(original.unwrap().findings.iter().all(|finding| finding.rule == "known" || finding.path != "/user_input"));
    assert_eq!(read(line, GuardPolicy::Off).1, None);
}

/// What another record of the same thing says openly is hidden by the flags of this one: they must outlast every rescan.
#[test]
fn what_was_cut_keeps_its_flags_when_more_of_it_is_hidden() {
    let long = "open ".repeat(8_000);
    let line = format!(
        r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f","result":"quiet","transition":{{"a":true}},"content":"to ada@canary.example","error":{{"type":"{long}"}},"pii":["/result","/transition"]}}"#
    );
    let (open, original, flags, ..) = read(&line, GuardPolicy::Off);
    assert!(open.contains(TRUNCATED) && open.contains("ada@canary") && flags.len() == 2, "{flags:?}");
    let (again, _, kept) = reread(&line, GuardPolicy::Off, GuardPolicy::Redact);
    assert!(!again.contains("ada@canary"), "more is hidden");
    assert_eq!(kept, flags);
    assert!(original.is_some());
}
