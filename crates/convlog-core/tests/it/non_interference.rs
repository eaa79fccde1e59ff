//! What a reader without the permission `pii` sees does not depend on what is personal.
//!
//! Two worlds hold the same records, but every personal value differs between them, and in one of them the wholly
//! flagged entries were never written and the rest arrived in another order.

use std::collections::BTreeMap;

use convlog_core::view::{Liveness, StoredEntry, StoredRecord, Writers, assemble};
use convlog_core::{Body, ConversationId, Identity, ParseContext, ProducerId, Record, Timestamp};
use proptest::prelude::*;

/// A line with `@` for each personal value of any kind, `#` for each personal text, and `%` for an address inside a
/// text that nobody flagged.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) line: String,
    is_hidden: bool,
}

const BODIES: [&str; 23] = [
    r#""type":"log",HOME,"entry":{"level":"info","content":"open","x":1}"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":"open","x":@,"y":{"p":@,"n":1},"_truncated":["/x","/y/p/0","/z"]},"pii":["/entry/x","/entry/y/p"]"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":#,"z":[@,1]},"pii":["/entry/content","/entry/z/0"]"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":"open","x":@,"y":1,"x":@},"pii":["/entry/x"]"#,
    r#""type":"log",HOME,"entry":{"level":"error","content":"GET 500","logger":"api_responses","url":"u","error":@,"query":#}"#,
    r#""type":"turn","turn_id":"TURN","number":2,"user_input":#,"user_input_dtmf":#,"top_transcripts":@,"pii":["/user_input"]"#,
    r#""type":"turn","turn_id":"TURN","user_input":"open","entities":[{"a":@,"b":2},{"a":1}],"pii":["/entities/0/a"]"#,
    r#""type":"turn","turn_id":"TURN","entities":{"a":"open","b":"open"},"_truncated":["/entities/a","/entities/b"]"#,
    r#""type":"function_event","function_event_id":"EVENT","turn_id":"TURN","arguments":{"who":@,"n":1},"pii":["/arguments/who","/arguments"]"#,
    r#""type":"function_event","function_event_id":"EVENT","arguments":{"who":@,"m":"n"},"result":@,"pii":["/arguments/who","/result"]"#,
    r#""type":"function_event","function_event_id":"EVENT","duration_ms":5,"error":{"message":#,"type":"X"},"pii":["/error/message"]"#,
    r#""type":"span","span_id":"EVENT","turn_id":"TURN","input":@,"output":@,"query":#,"kind":"llm""#,
    r#""type":"metric","name":"m","value":@,"write_once":true,"pii":["/value"]"#,
    r#""type":"metric","name":"m","value":"open""#,
    r#""type":"conversation","direction":"inbound","from_number":#,"to_number":"agent","contact":#"#,
    r#""type":"conversation","direction":"outbound","from_number":"agent","to_number":#,"state":{"k":@,"l":[1]},"pii":["/state/k"]"#,
    r#""type":"conversation","from_number":#,"to_number":#,"summary":@,"tags":["a",#],"pii":["/summary","/tags/1"]"#,
    r#""type":"conversation","ended_at":"2025-01-01T10:00:09Z","state":{"k":"open","l":[2]}"#,
    r#""type":"log",HOME,"entry":{"level":"warning","content":"to % and %!","x":[{"%":1,"k":"<%>"}],"_truncated":["/x/0/%/a","/content","/z"]}"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":"%","%":2,"y":@},"pii":["/entry/y"]"#,
    r#""type":"turn","turn_id":"TURN","user_input":"it is %","entities":{"a":"%","%":{"b":["%"]}},"_truncated":["/entities/%/b","/user_input"]"#,
    r#""type":"function_event","function_event_id":"EVENT","arguments":{"who":"%","%":@,"n":1},"error":{"message":"no %"},"pii":["/arguments/%"]"#,
    r#""type":"conversation","state":{"k":"open","%":1},"tags":["%","b"],"summary":"% called""#,
];

const HIDDEN: [&str; 4] = [
    r#""type":"log",HOME,"entry":{"level":"error","content":#,"is_pii":true,"x":@}"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":#},"pii":["/entry"]"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":#,"x":@},"pii":["/entry/level"]"#,
    r#""type":"log",HOME,"entry":{"level":"info","content":#,"is_pii":false,"is_pii":true}"#,
];

pub(super) fn template() -> impl Strategy<Value = Template> {
    let ids = prop::sample::select(vec!["a", "b", "c"]);
    (0..BODIES.len() + 6, ids.clone(), ids, 0..4u8).prop_map(|(body, turn, event, second)| {
        let is_hidden = body >= BODIES.len();
        let body = if is_hidden { HIDDEN[body % HIDDEN.len()] } else { BODIES[body] };
        let time = format!("2025-01-01T10:00:0{second}.000000Z");
        let home = match second {
            0 => r#""function_event_id":"EVENT""#,
            1 => r#""turn_id":"TURN""#,
            _ => r#""turn_id":"TURN","function_event_id":"EVENT""#,
        };
        let body = body.replace("HOME", home).replace("TURN", turn).replace("EVENT", event);
        let body = body.replace(r#""level""#, &format!(r#""timestamp":"{time}","level""#));
        Template { line: format!(r#"{{"conversation_id":"k","timestamp":"{time}",{body}}}"#), is_hidden }
    })
}

/// A personal value: JSON, and text as JSON. Some are past a limit.
pub(super) fn secret() -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof![
        4 => "[a-z0-9é\\n\"]{0,12}",
        1 => Just("long ".repeat(7_000)),
        1 => Just("[redacted]".to_owned()),
    ];
    let json = prop_oneof![
        4 => text.clone().prop_map(|text| serde_json::to_string(&text).unwrap()),
        1 => Just("1.50".to_owned()),
        1 => Just(r#"{"a":[1,{"b":"c"}],"0":2,"a":3}"#.to_owned()),
        1 => Just(format!("[{}0]", "0,".repeat(10_500))),
        1 => Just(format!("{}{}", "[".repeat(40), "]".repeat(40))),
    ];
    (json, text.prop_map(|text| serde_json::to_string(&text).unwrap()))
}

/// Puts the secrets into a line in turn, beginning with the one at `from`.
pub(super) fn fill(line: &str, secrets: &[(String, String)], from: usize) -> String {
    let mut out = String::new();
    let mut next = from;
    for character in line.chars() {
        let (json, text) = &secrets[next % secrets.len()];
        match character {
            '@' => out.push_str(json),
            '#' => out.push_str(text),
            // The same within a line, so that a flag names the key that there is; of another length in another line.
            '%' => out.push_str(&format!("{}.x@mail.example", "a".repeat(1 + (line.len() * 7 + from * 5) % 23))),
            other => out.push(other),
        }
        next += usize::from(matches!(character, '@' | '#'));
    }
    out
}

/// Returns everything that a reader without the permission gets.
fn seen<'a>(lines: impl Iterator<Item = (usize, &'a String)>) -> String {
    let (mut records, mut entries) = (Vec::new(), Vec::new());
    for (at, line) in lines {
        let identity = Identity { producer: ProducerId::from_bytes([at as u8 % 2; 16]), seq: at as u64 + 1 };
        let record = Record::parse(line, &ParseContext::plain(Timestamp::default()))
            .unwrap_or_else(|error| panic!("{error:?} in {line}"));
        match record.body {
            Body::Log(log) => entries.extend(log.open.map(|entry| StoredEntry {
                identity,
                turn: log.turn.map(String::from),
                event: log.event.map(String::from),
                entry,
                findings: Vec::new(),
                hints: if log.original.is_none() { log.hints } else { Vec::new() },
            })),
            Body::Fields(fields) => records.push(StoredRecord {
                identity,
                time: record.time,
                kind: fields.kind,
                subject: fields.subject,
                fields: fields.open,
                flags: fields.flags,
                findings: Vec::new(),
            }),
        }
    }
    let time = Timestamp::default();
    let liveness = Liveness { last_heard: time, writers: Writers::Present, now: time, reporting: BTreeMap::new() };
    format!("{:#?}", assemble(ConversationId::new("k").unwrap(), records, entries, false, liveness))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_reader_without_pii_sees_the_same_in_both_worlds(
        templates in prop::collection::vec(template(), 1..10),
        secrets in prop::collection::vec(secret(), 3..6),
        turn in 0..10usize,
    ) {
        let lines = |from| -> Vec<String> {
            templates.iter().map(|template| fill(&template.line, &secrets, from)).collect()
        };
        let (one, mut other) = (lines(0), lines(1).into_iter().enumerate().collect::<Vec<_>>());
        other.retain(|(at, _)| !templates[*at].is_hidden);
        let middle = turn % (other.len() + 1);
        other.rotate_left(middle);
        prop_assert_eq!(seen(one.iter().enumerate()), seen(other.iter().map(|(at, line)| (*at, line))), "{:#?}", templates);
    }
}
