//! `convlog get`: what is shown, what is never shown, and what a terminal is spared.

use super::process::Done;
use super::records::{CANARIES, Call};

fn get(call: &Call, permissions: &str, more: &[&str]) -> Done {
    call.run(permissions, &[&["get", "CA42"], more].concat())
}

#[test]
fn a_recorded_call_reads_by_turn_and_function() {
    let call = Call::recorded();
    insta::assert_snapshot!("get_with_pii", get(&call, "read,pii", &[]).stdout);
    insta::assert_snapshot!("get_without_pii", get(&call, "read", &[]).stdout);
}

#[test]
fn nothing_personal_is_shown_to_a_key_without_pii() {
    let call = Call::recorded();
    for more in [&[][..], &["--json"], &["--ndjson"], &["--level", "info"], &["--function", "crm_upsert"]] {
        let (with, without) = (get(&call, "read,pii", more), get(&call, "read", more));
        assert_eq!((with.code, without.code), (Some(0), Some(0)), "{} {}", with.stderr, without.stderr);
        for canary in CANARIES {
            assert!(with.stdout.contains(canary), "{canary} is missing from {}", with.stdout);
            assert!(!without.stdout.contains(canary), "{canary} got out in {}", without.stdout);
        }
    }
}

#[test]
fn nothing_that_was_logged_reaches_the_terminal_as_a_command() {
    let call = Call::recorded();
    let plain = get(&call, "read", &["--color", "never"]).stdout;
    assert!(plain.contains("␛[31mred␛[0m ␛]0;title␇ and⏎next line"), "{plain}");
    assert!(plain.chars().all(|character| !character.is_control() || character == '\n'), "{plain:?}");
    // With colours the only sequences are our own.
    let coloured = get(&call, "read", &["--color", "always"]).stdout;
    assert!(coloured.contains("\x1b[36m"));
    for after in coloured.split('\x1b').skip(1) {
        let parameters =
            after.strip_prefix('[').and_then(|after| after.split_once('m')).map(|(parameters, _)| parameters);
        assert!(
            parameters.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')),
            "{after:?}"
        );
    }
}

#[test]
fn json_is_the_answer_of_the_api_untouched() {
    let call = Call::recorded();
    let (key, _) = call.home.key("read,pii");
    let path = "/v1/agents/front-desk/conversations/CA42";
    let mut answer = ureq::get(format!("{}{path}", call.server.url)).header("x-api-key", &key).call().unwrap();
    let answer = answer.body_mut().read_to_string().unwrap();
    assert_eq!(get(&call, "read,pii", &["--json"]).stdout.trim_end(), answer.trim_end());
    serde_json::from_str::<serde_json::Value>(&answer).unwrap();
}

#[test]
fn failures_are_told_apart_by_their_exit_codes() {
    let call = Call::recorded();
    let (key, _) = call.home.key("read");
    let run = |arguments: &[&str], url: &str, key: &str| {
        call.home.run_with(arguments, &[("CONVLOG_URL", url), ("CONVLOG_API_KEY", key)])
    };
    let url = &call.server.url;
    assert!(run(&["get", "CA43", "--project", "front-desk"], url, &key).failure(3).contains("--project"));
    assert!(
        run(&["get", "CA42", "--project", "back-office"], url, &key).code.is_some_and(|code| code == 3 || code == 4)
    );
    assert!(run(&["get", "CA42", "--project", "front-desk"], url, "wrong").failure(4).contains("API key"));
    assert!(
        run(&["get", "CA42", "--project", "front-desk"], "http://127.0.0.1:1", &key)
            .failure(5)
            .contains("convlog serve")
    );
    assert!(run(&["get", "CA42", "--project", "front-desk"], url, "").code != Some(0));
    let no_key = call.home.run(&["get", "CA42", "--project", "front-desk", "--url", url]);
    assert!(no_key.failure(2).contains("CONVLOG_API_KEY"));
    assert_eq!(run(&["get", "CA42"], url, &key).code, Some(2));
}

#[test]
fn the_whole_of_a_narrow_terminal_is_enough() {
    let call = Call::recorded();
    let (key, _) = call.home.key("read");
    let variables = [("CONVLOG_URL", call.server.url.as_str()), ("CONVLOG_API_KEY", &key), ("COLUMNS", "60")];
    let shown = call.home.run_with(&["get", "CA42", "--project", "front-desk"], &variables).stdout;
    assert!(shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
    assert!(shown.contains("CRM upsert failed") && shown.contains("--json shows all of it"), "{shown}");
}

/// The same words as on the page; only what is personal as a whole tells two readers different things.
#[test]
fn each_function_says_how_it_came_out() {
    let call = Call::recorded();
    let event = |id: &str, rest: &str| {
        format!(
            r#"{{"type":"function_event","conversation_id":"CA44","function_event_id":"{id}","name":"{id}"{rest}}}"#
        )
    };
    let entry = |event: &str, rest: &str| {
        format!(
            r#"{{"type":"log","conversation_id":"CA44","function_event_id":"{event}","entry":{{"level":"error","content":"x"{rest}}}}}"#
        )
    };
    let lines = [
        event("returns", r#","duration_ms":1"#),
        event("logs", r#","duration_ms":1"#),
        entry("logs", ""),
        event("asks", r#","duration_ms":1"#),
        entry("asks", r#","logger":"api_responses""#),
        event("raises", r#","duration_ms":1,"error":{"type":"E","message":"m"}"#),
        event("stops", r#","duration_ms":1,"cancelled_by":"barge-\u001b[31min""#),
        event("leaves", r#","duration_ms":1,"cancelled_by":"unknown""#),
        event("hides", r#","duration_ms":1"#),
        entry("hides", r#","is_pii":true"#),
        event("hangs", ""),
        r#"{"type":"conversation","conversation_id":"CA44","ended_at":"2025-01-01T10:00:25Z"}"#.to_owned(),
    ];
    let answer = call.server.ingest(&call.home.key("ingest").0, &lines.join("\n"));
    assert_eq!(answer["rejected"], 0, "{answer}");
    for (permissions, hides) in [("read", "✓"), ("read,pii", "logged an error")] {
        let shown = call.run(permissions, &["get", "CA44", "--color", "never"]).stdout;
        for (function, words) in [
            ("returns", "✓"),
            ("logs", "logged an error"),
            ("asks", "API failed"),
            ("raises", "✗ raised"),
            ("stops", "cancelled by barge-␛[31min"),
            ("leaves", "cancelled"),
            ("hides", hides),
            ("hangs", "✗ unfinished"),
        ] {
            let line = shown.lines().find(|line| line.contains(&format!("ƒ {function}"))).unwrap();
            let outcome = line.split("()").nth(1).unwrap().trim().trim_end_matches("1 ms").trim();
            assert_eq!(outcome, words, "{function} for {permissions}: {line}");
        }
        assert!(shown.contains("1 failed call · 1 unfinished call · 2 cancelled calls"), "{shown}");
    }
}
