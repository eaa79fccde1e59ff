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
    assert!(shown.contains("CRM upsert failed") && shown.contains("--json has the whole of it"), "{shown}");
}
