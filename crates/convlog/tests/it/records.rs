//! A conversation as an agent would send it, with one of everything that `convlog get` shows.

use super::process::{Done, Home, Server};

/// A running server that has the conversation.
pub(crate) struct Call {
    pub(crate) home: Home,
    pub(crate) server: Server,
}

impl Call {
    pub(crate) fn recorded() -> Call {
        Call::of(CALL)
    }

    /// Sends these records to a new server.
    pub(crate) fn of(records: &str) -> Call {
        let home = Home::new();
        let server = Server::start(&home, &["--no-starter"]);
        let answer = server.ingest(&home.key("ingest").0, records);
        assert_eq!(answer["rejected"], 0, "{answer}");
        Call { home, server }
    }

    /// Runs a command about its project with a key that has these permissions.
    pub(crate) fn run(&self, permissions: &str, arguments: &[&str]) -> Done {
        let (key, _) = self.home.key(permissions);
        let arguments = [arguments, &["--project", "front-desk"]].concat();
        self.home.run_with(&arguments, &[("CONVLOG_URL", &self.server.url), ("CONVLOG_API_KEY", &key)])
    }
}

/// What only a reader with the permission `pii` may ever see.
pub(crate) const CANARIES: [&str; 4] = ["Ada Canary", "+447700900123", "canary@example.com", "her birth date"];

/// The conversation `CA42`, one record a line.
pub(crate) const CALL: &str = r#"
{"type":"conversation","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00Z","started_at":"2025-01-01T10:00:00Z","environment":"live","channel":"VOICE-SIP","direction":"inbound","from_number":"+447700900123","to_number":"+442079460000","language":"en-GB","variant_id":"Test office"}
{"type":"turn","conversation_id":"CA42","timestamp":"2025-01-01T10:00:01Z","turn_id":"t1","number":1,"started_at":"2025-01-01T10:00:00Z","agent_response":"Good morning, this is the front desk. How can I help?"}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00.100Z","function_event_id":"f1","turn_id":"t1","name":"start_function","arguments":{},"started_at":"2025-01-01T10:00:00.100Z","ended_at":"2025-01-01T10:00:00.141Z","duration_ms":41,"state_changes":{"added":{"attempts":0,"caller":{"tier":"gold"}},"updated":{},"removed":[]}}
{"type":"log","conversation_id":"CA42","turn_id":"t1","function_event_id":"f1","entry":{"level":"info","content":"Call started","is_pii":false,"timestamp":"2025-01-01T10:00:00.112000Z","logger":"conversation_logger","office":"London","queue":3}}
{"type":"turn","conversation_id":"CA42","timestamp":"2025-01-01T10:00:09Z","turn_id":"t2","number":2,"started_at":"2025-01-01T10:00:06Z","user_input":"I can't log in, and my number changed as well","user_input_datetime":"2025-01-01T10:00:06Z","agent_response":"Let me try that again.","latency":1.61215,"barge_in":true}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:06.020Z","function_event_id":"f2","turn_id":"t2","name":"crm_upsert","arguments":{"id":17,"phone":"+447700900123","reason":"number changed","payload":{"steps":["look up","merge","write back","notify the owner of the record"]}},"pii":["/arguments/phone"],"started_at":"2025-01-01T10:00:06.020Z"}
{"type":"log","conversation_id":"CA42","turn_id":"t2","function_event_id":"f2","entry":{"level":"info","content":"Validated inputs","is_pii":false,"timestamp":"2025-01-01T10:00:06.031000Z","logger":"conversation_logger","validation_passed":true}}
{"type":"log","conversation_id":"CA42","turn_id":"t2","function_event_id":"f2","entry":{"level":"info","content":"Caller is Ada Canary, asked for her birth date","is_pii":true,"timestamp":"2025-01-01T10:00:06.033000Z","logger":"conversation_logger"}}
{"type":"log","conversation_id":"CA42","turn_id":"t2","function_event_id":"f2","entry":{"level":"warning","content":"Slow answer, trying once more","is_pii":false,"timestamp":"2025-01-01T10:00:06.540000Z","logger":"conversation_logger","attempt":1,"mail":"canary@example.com"},"pii":["/entry/mail"]}
{"type":"log","conversation_id":"CA42","turn_id":"t2","function_event_id":"f2","entry":{"level":"error","content":"CRM upsert failed","is_pii":false,"timestamp":"2025-01-01T10:00:07.204000Z","logger":"conversation_logger","status":409,"retriable":true,"attempt":2,"response":"the record was changed by somebody else since it was read, so that nothing was written to it at all","exception":{"type":"ConflictError","message":"409 Conflict","stacktrace":"Traceback (most recent call last):\n  File \"crm.py\", line 40, in upsert\n    write(record)\nConflictError: 409 Conflict","causes":[{"type":"TimeoutError","message":"no answer in 500 ms"}]}}}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:08.423Z","function_event_id":"f2","ended_at":"2025-01-01T10:00:08.423Z","duration_ms":2403,"error":{"type":"ConflictError","message":"409 Conflict","stacktrace":"Traceback (most recent call last):\n  File \"crm.py\", line 12, in crm_upsert\n    upsert(record)\nConflictError: 409 Conflict","causes":[]},"state_changes":{"added":{},"updated":{"attempts":[0,2]},"removed":["draft"]}}
{"type":"log","conversation_id":"CA42","turn_id":"t2","entry":{"level":"info","content":"Back in the flow: \u001b[31mred\u001b[0m \u001b]0;title\u0007 and\nnext line","is_pii":false,"timestamp":"2025-01-01T10:00:08.500000Z","logger":"conversation_logger","colour":"\u001b[2J","flow":"login"}}
{"type":"turn","conversation_id":"CA42","timestamp":"2025-01-01T10:00:20Z","turn_id":"t3","number":3,"started_at":"2025-01-01T10:00:18Z","user_input":"A person, please","user_input_datetime":"2025-01-01T10:00:18Z"}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:18.300Z","function_event_id":"f3","turn_id":"t3","name":"hand_over","arguments":{"to":"support"},"started_at":"2025-01-01T10:00:18.300Z","ended_at":"2025-01-01T10:00:18.384Z","duration_ms":84,"handoff":{"reason":"CRM_CONFLICT","type":"support"},"utterance":"I'll put you through to a colleague."}
{"type":"function_event","conversation_id":"CA42","timestamp":"2025-01-01T10:00:18.400Z","function_event_id":"f4","turn_id":"t3","name":"notify_team","arguments":{"team":"support"},"started_at":"2025-01-01T10:00:18.400Z"}
{"type":"metric","conversation_id":"CA42","timestamp":"2025-01-01T10:00:18.500Z","name":"HANDOFF_REASON","value":"CRM_CONFLICT"}
{"type":"metric","conversation_id":"CA42","timestamp":"2025-01-01T10:00:18.600Z","name":"LAST_ANSWER","value":{"an":"object","of":[1,"two"]}}
{"type":"metric","conversation_id":"CA42","timestamp":"2025-01-01T10:00:18.700Z","name":"SAID","value":"he said \"no\""}
{"type":"metric","conversation_id":"CA42","timestamp":"2025-01-01T10:00:18.800Z","name":"SAID","value":4.5}
{"type":"conversation","conversation_id":"CA42","timestamp":"2025-01-01T10:00:25Z","ended_at":"2025-01-01T10:00:25Z","ended_by":"agent","handoff":true,"handoff_destination":"support","handoff_reason":"CRM_CONFLICT","summary":{"heading":"Log-in trouble","content":"The caller could not log in and was put through."},"tags":["login","crm"]}
"#;
