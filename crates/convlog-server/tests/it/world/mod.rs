//! A running service, keys for it, and a client that sends exactly the bytes it is told to.

mod client;
mod faulty;
mod server;

pub(crate) use client::{Reply, Request, connect_from, get, post, request};
pub(crate) use faulty::{Fault, FaultyStore};
pub(crate) use server::{PROJECT, Server};

/// Joins records to a body.
pub(crate) fn lines(records: &[&str]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// Returns a log record with identity `seq` of conversation `id`.
pub(crate) fn log(seq: u64, id: &str, content: &str) -> String {
    let producer = "0".repeat(31) + "1";
    format!(
        r#"{{"type":"log","producer":"{producer}","seq":{seq},"conversation_id":"{id}","entry":{{"level":"info","content":"{content}","is_pii":false,"timestamp":"2026-06-03T13:18:{:02}.000000Z","logger":"conversation_logger"}}}}"#,
        seq % 60
    )
}

/// Returns records with the identities `producer` 1, `seq` from 1, in conversation `id`; each is given as its type and
/// the rest of its members.
pub(crate) fn records(id: &str, members: &[&str]) -> String {
    let producer = "0".repeat(31) + "1";
    let line = |(at, members): (usize, &&str)| {
        let (kind, rest) = members.split_once(' ').unwrap();
        format!(
            "{{\"type\":\"{kind}\",\"producer\":\"{producer}\",\"seq\":{},\"conversation_id\":\"{id}\",{rest}}}\n",
            at + 1
        )
    };
    members.iter().enumerate().map(line).collect()
}

/// A call with everything in it. Each personal value is, or holds, a text that begins with `CANARY`.
pub(crate) const CALL: &[&str] = &[
    r#"conversation "timestamp":"2026-06-03T13:18:00Z","started_at":"2026-06-03T13:18:00.5Z","environment":"live","channel":"VOICE-SIP","direction":"inbound","from_number":"CANARY-from","to_number":"+441134960000","contact":"CANARY-contact","language":"en-GB","variant_id":"v1","variant_name":"Test Office","deployment_id":"d1","tags":["vip"]"#,
    r#"log "entry":{"level":"info","content":"start","is_pii":false,"timestamp":"2026-06-03T13:18:01Z","logger":"conversation_logger"}"#,
    r#"function_event "timestamp":"2026-06-03T13:18:02Z","function_event_id":"e0","name":"start_function","started_at":"2026-06-03T13:18:02Z","duration_ms":4100.4,"state_changes":{"added":{"phone":"CANARY-state","tries":1}},"pii":["/state_changes/added/phone"]"#,
    r#"turn "timestamp":"2026-06-03T13:18:10Z","turn_id":"t1","started_at":"2026-06-03T13:18:10Z","agent_response":"Hello, how can I help?","agent_response_datetime":"2026-06-03T13:18:10.25Z""#,
    r#"turn "timestamp":"2026-06-03T13:18:20Z","turn_id":"t2","started_at":"2026-06-03T13:18:20Z","user_input":"CANARY-heard","user_input_datetime":"2026-06-03T13:18:21Z","user_input_dtmf":"CANARY-dtmf","user_input_dtmf_finish_key":"CANARY-key","agent_response":"Thank you.","latency":1.61215,"barge_in":true,"asr_corrected_user_input":"CANARY-corrected","top_transcripts":[{"intents":[],"text":"CANARY-alternative"}],"retrieved_topics":["zip_code"],"entities":[{"name":"CANARY-entity"}],"is_silence":false,"pii":["/user_input","/entities/0/name"]"#,
    r#"function_event "timestamp":"2026-06-03T13:18:22Z","function_event_id":"e1","turn_id":"t2","name":"look_up","function_id":"FUNCTION-look-up","arguments":{"phone":"CANARY-argument","attempt":1},"started_at":"2026-06-03T13:18:22Z","ended_at":"2026-06-03T13:18:24.2786Z","result":{"name":"CANARY-result"},"content":"found","utterance":"One moment.","handoff":{"reason":"LOOK_UP_FAILED","type":"clinic"},"hangup":false,"error":{"type":"ValueError","message":"CANARY-error","stacktrace":"Traceback"},"state_changes":{"added":{},"updated":{"tries":[1,2]},"removed":[]},"llm_request_id":"r1","pii":["/arguments/phone","/result/name","/error/message"]"#,
    r#"log "turn_id":"t2","function_event_id":"e1","entry":{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"2026-06-03T13:18:23Z","logger":"conversation_logger","provider":"geo","left":5,"cap":10}"#,
    r#"log "turn_id":"t2","function_event_id":"e1","entry":{"level":"error","content":"CANARY-entry","is_pii":true,"timestamp":"2026-06-03T13:18:23.1Z","logger":"conversation_logger"}"#,
    r#"log "turn_id":"t2","function_event_id":"e1","entry":{"level":"info","content":"one value","is_pii":false,"timestamp":"2026-06-03T13:18:23.2Z","logger":"conversation_logger","who":{"name":"CANARY-value"}},"pii":["/entry/who/name"]"#,
    r#"log "turn_id":"t2","function_event_id":"e1","entry":{"level":"error","content":"POST https://api.example/bookings 409","is_pii":false,"timestamp":"2026-06-03T13:18:23.3Z","logger":"api_responses","url":"https://api.example/bookings","method":"POST","status_code":409,"response_time":0.412,"error":"CANARY-body","query":"CANARY-query"}"#,
    r#"span "timestamp":"2026-06-03T13:18:23.4Z","span_id":"s1","turn_id":"t2","kind":"llm","name":"chat","started_at":"2026-06-03T13:18:23Z","duration_ms":12,"input":"CANARY-prompt","output":"CANARY-completion""#,
    r#"metric "timestamp":"2026-06-03T13:18:24.757917Z","name":"CALL_DURATION","value":73"#,
    r#"metric "timestamp":"2026-06-03T13:18:25Z","name":"CALL_DURATION","value":"74""#,
    r#"metric "timestamp":"2026-06-03T13:18:26Z","name":"NAME","value":"CANARY-metric","pii":["/value"]"#,
    r#"function_event "timestamp":"2026-06-03T13:19:13Z","function_event_id":"e2","name":"end_function","started_at":"2026-06-03T13:19:13Z""#,
    r#"conversation "timestamp":"2026-06-03T13:19:13.7Z","ended_at":"2026-06-03T13:19:13.6Z","handoff":true,"handoff_reason":"LOOK_UP_FAILED","handoff_destination":"clinic","polyai_duration_ms":61700,"poly_score":6.0,"summary":{"heading":"A call","content":"CANARY-summary asked for a visit"},"note":"CANARY-note","pii":["/summary/content","/note"]"#,
];

/// Every text in [`CALL`] that a reader without `pii` may not see.
pub(crate) fn canaries() -> Vec<&'static str> {
    let after = CALL.iter().flat_map(|record| record.split("CANARY").skip(1));
    let end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let mut found: Vec<&str> = after.map(|rest| rest.split(end).next().unwrap_or_default()).collect();
    found.sort_unstable();
    found.dedup();
    found
}
