//! Lines that are nearly well formed.

use convlog_core::{Body, Entry, ParseContext, Record, Timestamp};
use proptest::prelude::*;
use serde_json::Value;

pub(super) const LINES: [&str; 7] = [
    r#"{"type":"log","producer":"00112233445566778899aabbccddeeff","seq":7,"conversation_id":"c","turn_id":"t","entry":{"level":"error","content":"é \u00e9\n","is_pii":false,"timestamp":"2025-01-01T10:00:00Z","logger":"conversation_logger","who":{"name":["x",1.50]},"exception":{"type":"X"},"_truncated":["/who/name/0"]},"pii":["/entry/who/name/0","/entry/content"]}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"GET 404","logger":"api_responses","error":{"a":-0},"query":"q=1"},"pii":[]}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t","number":3,"started_at":"2025-01-01T12:00:00+02:00","user_input":"x","entities":{"a":[1e400,{"b":null}]},"barge_in":true,"pii":["/user_input","/entities/a/1/b"]}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"a/b":1,"":2,"~":{"~1":3}},"duration_ms":1.5,"error":{"type":"X"},"pii":["/arguments/a~1b","/arguments/","/arguments/~0/~01","/error"]}"#,
    r#"{"type":"conversation","conversation_id":"c","direction":"inbound","from_number":"1","to_number":"2","tags":["a","b"],"summary":{"heading":"h"},"_truncated":["/summary"],"pii":["/tags/1","/summary/heading"]}"#,
    r#"{"type":"metric","conversation_id":"c","name":"m","value":[[[]]],"write_once":true,"pii":["/value/0"]}"#,
    r#"{"type":"producer","host":"h","pid":1,"hints":["x"],"clock_offset_ms":-1.5}"#,
];

const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "-0",
    "1e999999",
    "\"pii\":[\"\"],",
    "/0",
    "~",
    "\"type\":\"log\",",
    "[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]",
    "\u{1f4a5}",
    " ",
    "0",
    "\u{0}",
];

/// Replaces `len` bytes at a place by one of the pieces, or by a part of the line itself.
pub(super) type Edit = (prop::sample::Index, usize, Result<usize, (prop::sample::Index, usize)>);

/// The most edits of one line, and one more.
pub(super) const EDITS_MAX: usize = 4;

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    let part = (any::<prop::sample::Index>(), 0..40usize);
    (any::<prop::sample::Index>(), 0..8usize, prop::result::maybe_ok(0..PIECES.len(), part))
}

pub(super) fn mutate(line: &str, edits: &[Edit]) -> String {
    let mut bytes = line.as_bytes().to_vec();
    for (at, len, with) in edits {
        let at = at.index(bytes.len() + 1);
        let end = (at + len).min(bytes.len());
        let with = match with {
            Ok(piece) => PIECES[*piece].as_bytes().to_vec(),
            Err((from, len)) => {
                let from = from.index(bytes.len() + 1);
                bytes[from..(from + len).min(bytes.len())].to_vec()
            }
        };
        bytes.splice(at..end, with);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_line_is_refused_or_gives_whole_json(
        line in 0..LINES.len(),
        edits in prop::collection::vec(edit(), 0..EDITS_MAX),
    ) {
        let line = mutate(LINES[line], &edits);
        let received_at = Timestamp::from_micros(5);
        let Ok(record) = Record::parse(&line, &ParseContext::plain(received_at)) else { return Ok(()) };
        match record.body {
            Body::Log(log) => {
                prop_assert!(log.open.is_some() || log.original.is_some(), "{line}");
                for json in log.open.map(|open| open.to_json()).into_iter().chain(log.original.map(|it| it.json)) {
                    prop_assert!(is_json(&json), "{json} of {line}");
                    let again = Entry::parse(&json, received_at).unwrap();
                    prop_assert_eq!((again.to_json(), again.time), (json, record.time));
                }
            }
            Body::Fields(fields) => {
                for json in [fields.open].into_iter().chain(fields.original.map(|it| it.json)) {
                    prop_assert!(is_json(&json), "{json} of {line}");
                }
            }
        }
    }
}

#[test]
fn every_line_is_well_formed_before_it_is_changed() {
    for line in LINES {
        Record::parse(line, &ParseContext::plain(Timestamp::default()))
            .unwrap_or_else(|error| panic!("{error:?} in {line}"));
    }
}
