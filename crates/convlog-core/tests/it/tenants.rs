//! Whose a record is, where what says so could be no account or project.

use convlog_core::{GuardPolicy, ParseContext, Record, Timestamp};

fn read(line: &str) -> Result<Record, convlog_core::Rejection> {
    Record::parse(line, &ParseContext::guarded(Timestamp::from_micros(1_700_000_000_000_000), GuardPolicy::Off))
}

fn line(name: &str, value: &str) -> String {
    format!(r#"{{"type":"conversation","conversation_id":"c","summary":"kept","{name}":{value}}}"#)
}

#[test]
fn a_project_that_could_be_none_is_left_out_of_the_record_and_said() {
    let long = format!("\"{}\"", "p".repeat(257));
    for value in ["\"Front Desk\"", "\"a/b\"", "\"..\"", "\"caf\u{e9}\"", "true", "[\"desk\"]", "{}", &long] {
        let record = read(&line("project_id", value)).unwrap();
        assert_eq!((record.project, record.notes.len()), (None, 1), "{value}");
        let note = &record.notes[0];
        assert_eq!((note.code, note.field.as_deref()), ("field_left_out", Some("project_id")), "{value}");
        assert!(!note.reason.contains("Front Desk"), "no value is told");
    }
}

#[test]
fn a_project_is_read_without_what_nobody_sees_around_it() {
    for (value, project) in [
        ("\" desk\\n\"", "desk"),
        ("\"\u{feff}desk\"", "desk"),
        ("\"desk\\u200b \"", "desk"),
        ("7", "7"),
        ("-1.5", "-1.5"),
    ] {
        let record = read(&line("project_id", value)).unwrap();
        assert_eq!(record.project.unwrap().as_str(), project, "{value}");
    }
}

#[test]
fn an_account_that_could_be_none_is_never_left_out() {
    for value in ["\"Acme Ltd\"", "\"a/b\"", "\"agents\"", "\"acm\u{e9}\"", "true", "[\"acme\"]"] {
        let refused = read(&line("account_id", value)).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("account_id"), "{value}");
    }
}
