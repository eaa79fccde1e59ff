use super::*;
use crate::ids::ProducerId;
use crate::outcome::Outcome;
use crate::record::{Body, ParseContext, Record};
use crate::view::Writers;

fn now() -> Liveness {
    let now = Timestamp::default();
    Liveness { last_heard: now, writers: Writers::Present, now, reporting: BTreeMap::new() }
}

/// Reads lines as they arrive and assembles them as a reader with or without `pii` would see them.
fn view(lines: &[&str], sees_personal: bool) -> Option<Conversation> {
    let (mut records, mut entries) = (Vec::new(), Vec::new());
    for (seq, line) in lines.iter().enumerate() {
        let line = line.replacen('{', "{\"conversation_id\":\"c\",", 1);
        let record = Record::parse(&line, &ParseContext::plain(Timestamp::from_micros(seq as i64))).unwrap();
        let identity = Identity { producer: ProducerId::from_bytes([1; 16]), seq: seq as u64 + 1 };
        match record.body {
            Body::Log(log) => {
                let hints = if sees_personal || log.original.is_none() { log.hints } else { Vec::new() };
                let original = log.original.filter(|_| sees_personal);
                let findings = original.iter().flat_map(|original| original.findings.clone()).collect();
                let entry = original.map(|original| Entry::parse(&original.json, record.time).unwrap()).or(log.open);
                entries.extend(entry.map(|entry| StoredEntry {
                    identity,
                    turn: log.turn.map(String::from),
                    event: log.event.map(String::from),
                    entry,
                    findings,
                    hints,
                }));
            }
            Body::Fields(fields) => {
                let original = fields.original.filter(|_| sees_personal);
                let (kind, subject, flags) = (fields.kind, fields.subject, fields.flags);
                records.push(StoredRecord {
                    identity,
                    time: record.time,
                    kind,
                    subject,
                    fields: original.as_ref().map_or(fields.open, |original| original.json.clone()),
                    flags,
                    findings: original.map(|original| original.findings).unwrap_or_default(),
                });
            }
        }
    }
    assemble(ConversationId::new("c").unwrap(), records, entries, sees_personal, now())
}

use crate::entry::Entry;

fn shape(conversation: &Conversation) -> Vec<String> {
    let mut out = Vec::new();
    for turn in &conversation.turns {
        for event in &turn.events {
            let name = event.fields.text("name").unwrap_or_default();
            let entries: Vec<String> = event.entries.iter().map(|entry| entry.entry.content()).collect();
            out.push(format!("{}:{name}:{}", turn.number, entries.join(",")));
        }
    }
    out
}

const CALL: [&str; 8] = [
    r#"{"type":"log","entry":{"level":"info","content":"before"}}"#,
    r#"{"type":"turn","turn_id":"t1","started_at":"1970-01-01T00:00:00.000001Z"}"#,
    r#"{"type":"function_event","function_event_id":"f1","turn_id":"t1","name":"look_up","started_at":"1970-01-01T00:00:00.000002Z"}"#,
    r#"{"type":"log","turn_id":"t1","function_event_id":"f1","entry":{"level":"info","content":"inside"}}"#,
    r#"{"type":"log","turn_id":"t1","entry":{"level":"info","content":"beside"}}"#,
    r#"{"type":"function_event","function_event_id":"f1","duration_ms":7}"#,
    r#"{"type":"conversation","ended_at":"1970-01-01T00:00:00.000006Z"}"#,
    r#"{"type":"log","entry":{"level":"info","content":"after"}}"#,
];

#[test]
fn every_entry_has_a_home() {
    let conversation = view(&CALL, false).unwrap();
    assert_eq!(shape(&conversation), ["0::before", "1:look_up:inside", "1::beside,after"]);
    assert_eq!(conversation.status, Status::Ended);
    assert_eq!(conversation.turns[1].events[0].status, Status::Ended);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let expected = shape(&view(&CALL, true).unwrap());
    // The times come from the place in the list, so only whole permutations with explicit times would be fair; parents
    // that come last are the case that matters.
    let late = [CALL[3], CALL[2], CALL[1]];
    let conversation = view(&late, true).unwrap();
    assert_eq!(shape(&conversation), ["1:look_up:inside"]);
    assert_eq!(expected.len(), 3);
}

#[test]
fn what_is_known_only_from_a_hidden_entry_does_not_exist() {
    let hidden = r#"{"type":"log","turn_id":"t9","function_event_id":"f9","entry":{"level":"info","content":"secret","is_pii":true}}"#;
    assert!(view(&[hidden], false).is_none());
    assert_eq!(shape(&view(&[hidden], true).unwrap()), ["1::secret"]);
    let with_open = [hidden, r#"{"type":"log","turn_id":"t1","entry":{"level":"info","content":"open"}}"#];
    let conversation = view(&with_open, false).unwrap();
    assert_eq!(shape(&conversation), ["1::open"]);
    assert_eq!(conversation.started_at, Timestamp::from_micros(1));
}

#[test]
fn a_function_that_never_ended_is_unfinished_once_the_call_is_over() {
    let lines = [CALL[1], CALL[2], CALL[6]];
    assert_eq!(view(&lines, false).unwrap().turns[0].events[0].status, Status::Unfinished);
    assert_eq!(view(&lines[..2], false).unwrap().turns[0].events[0].status, Status::Live);
}

#[test]
fn a_metric_written_once_keeps_its_first_value() {
    let lines = [
        r#"{"type":"metric","name":"outcome","value":"a","write_once":true}"#,
        r#"{"type":"metric","name":"outcome","value":"b","write_once":true}"#,
        r#"{"type":"metric","name":"tries","value":1}"#,
        r#"{"type":"metric","name":"tries","value":2}"#,
    ];
    let metrics = view(&lines, false).unwrap().metrics;
    let shown: Vec<String> =
        metrics.iter().map(|metric| format!("{}={}", metric.name, metric.fields.raw("value").unwrap())).collect();
    assert_eq!(shown, ["outcome=\"a\"", "tries=1", "tries=2"]);
}

#[test]
fn a_hidden_entry_moves_no_open_one() {
    let hidden = |time: u8| {
        format!(
            r#"{{"type":"log","function_event_id":"f","entry":{{"level":"info","content":"secret","is_pii":true,"timestamp":"1970-01-01T00:00:0{time}Z"}}}}"#
        )
    };
    let lines = [
        r#"{"type":"turn","turn_id":"t1","started_at":"1970-01-01T00:00:02Z"}"#,
        r#"{"type":"turn","turn_id":"t2","started_at":"1970-01-01T00:00:04Z"}"#,
        r#"{"type":"log","function_event_id":"f","entry":{"level":"info","content":"open","timestamp":"1970-01-01T00:00:05Z"}}"#,
    ];
    let (first, second) = (hidden(1), hidden(3));
    let all = [&lines[..], &[&first, &second]].concat();
    assert_eq!(shape(&view(&lines, false).unwrap()), ["2::open"]);
    assert_eq!(shape(&view(&all, true).unwrap()), ["2::secret,secret,open"]);
}

#[test]
fn turns_that_only_hidden_entries_name_are_numbered_last() {
    let lines = [
        r#"{"type":"log","turn_id":"a","entry":{"level":"info","content":"secret","is_pii":true}}"#,
        r#"{"type":"log","turn_id":"b","entry":{"level":"info","content":"open"}}"#,
    ];
    assert_eq!(shape(&view(&lines, true).unwrap()), ["1::open", "2::secret"]);
    assert_eq!(view(&lines, true).unwrap().started_at, view(&lines, false).unwrap().started_at);
}

#[test]
fn two_turns_that_claim_number_0_keep_their_fields() {
    let lines = [
        r#"{"type":"turn","turn_id":"a","number":0,"user_input":"one"}"#,
        r#"{"type":"turn","turn_id":"b","number":0,"user_input":"two"}"#,
    ];
    let turns = view(&lines, false).unwrap().turns;
    let shown: Vec<_> = turns.iter().map(|turn| (turn.number, turn.fields.text("user_input").unwrap())).collect();
    assert_eq!(shown, [(0, "one".to_owned()), (1, "two".to_owned())]);
}

#[test]
fn a_turn_that_no_record_describes_began_with_its_first_part() {
    let lines = [
        r#"{"type":"span","span_id":"a","turn_id":"t","started_at":"1970-01-01T00:00:03Z"}"#,
        r#"{"type":"span","span_id":"b","turn_id":"t","started_at":"1970-01-01T00:00:02Z"}"#,
    ];
    assert_eq!(view(&lines, false).unwrap().turns[0].started_at, Timestamp::from_micros(2_000_000));
}

/// Returns each function's outcome, by its name.
fn outcomes(lines: &[&str], sees_personal: bool) -> Vec<String> {
    let conversation = view(lines, sees_personal).unwrap();
    let events = conversation.turns.iter().flat_map(|turn| &turn.events);
    let of = |event: &FunctionEvent| event.outcome.map_or("none", Outcome::as_str);
    events.map(|event| format!("{} {}", event.id.as_deref().unwrap_or("outside"), of(event))).collect()
}

#[test]
fn every_function_has_one_outcome() {
    let lines = [
        r#"{"type":"function_event","function_event_id":"a","ended_at":"1970-01-01T00:00:00.000002Z"}"#,
        r#"{"type":"log","function_event_id":"a","entry":{"level":"warning","content":"x"}}"#,
        r#"{"type":"function_event","function_event_id":"b","duration_ms":1}"#,
        r#"{"type":"log","function_event_id":"b","entry":{"level":"error","content":"x"}}"#,
        r#"{"type":"function_event","function_event_id":"c","duration_ms":1}"#,
        r#"{"type":"log","function_event_id":"c","entry":{"level":"error","content":"GET 500","logger":"api_responses"}}"#,
        r#"{"type":"function_event","function_event_id":"d","error":{"type":"E"}}"#,
        r#"{"type":"function_event","function_event_id":"e","cancelled_by":"barge-in"}"#,
        r#"{"type":"function_event","function_event_id":"f"}"#,
        r#"{"type":"log","function_event_id":"g","entry":{"level":"error","content":"of a call that nothing describes"}}"#,
        r#"{"type":"log","entry":{"level":"error","content":"outside"}}"#,
    ];
    let going_on =
        ["a ok", "b logged_error", "c api_failed", "d raised", "e cancelled", "f none", "g none", "outside none"];
    assert_eq!(outcomes(&lines, false), going_on);
    let over = [&lines[..], &[r#"{"type":"conversation","ended_at":"1970-01-01T00:00:01Z"}"#]].concat();
    assert_eq!(outcomes(&over, false)[5..7], ["f unfinished", "g none"]);
}

#[test]
fn an_api_that_a_function_called_failed_wherever_its_span_lies() {
    let http = |id: &str, parent: &str, rest: &str| {
        format!(r#"{{"type":"span","span_id":"{id}","parent_id":"{parent}","kind":"http"{rest}}}"#)
    };
    let lines = [
        r#"{"type":"function_event","function_event_id":"a","duration_ms":1}"#.to_owned(),
        r#"{"type":"function_event","function_event_id":"b","duration_ms":1}"#.to_owned(),
        r#"{"type":"span","span_id":"s","parent_id":"a","kind":"other","error":{"type":"E"}}"#.to_owned(),
        http("t", "s", r#","status_code":503"#),
        http("u", "b", r#","status_code":204"#),
        http("v", "w", r#","error":{"type":"E"}"#),
        http("w", "v", r#","status_code":500"#),
        http("x", "b", r#","cancelled_by":"barge-in""#),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(outcomes(&lines, false), ["a api_failed", "b ok"]);
}

#[test]
fn an_outcome_is_made_of_what_its_reader_sees() {
    let lines = [
        r#"{"type":"function_event","function_event_id":"a","duration_ms":1}"#,
        r#"{"type":"log","function_event_id":"a","entry":{"level":"error","content":"x","is_pii":true}}"#,
        r#"{"type":"function_event","function_event_id":"b","duration_ms":1}"#,
        r#"{"type":"log","function_event_id":"b","entry":{"level":"error","content":"GET 500","logger":"api_responses","is_pii":true}}"#,
        r#"{"type":"function_event","function_event_id":"c","error":{"type":"E"},"pii":["/error"]}"#,
        r#"{"type":"function_event","function_event_id":"d","cancelled_by":"Jane","pii":["/cancelled_by"]}"#,
    ];
    assert_eq!(outcomes(&lines, false), ["a ok", "b ok", "c raised", "d cancelled"]);
    assert_eq!(outcomes(&lines, true), ["a logged_error", "b api_failed", "c raised", "d cancelled"]);
}
