//! What nobody flagged and looks personal: hidden at the door, given back whole, and named only by rule and field.

use convlog_core::{Body, GuardPolicy, Original, ParseContext, Pointer, Record, Rejection, Timestamp};
use proptest::prelude::*;

/// An address that no text of a template has.
const CANARY: &str = "ada.canary@mail.example";

/// Lines with `@` for an address as a part of a text and `#` for a telephone number sent as a number.
const LINES: [&str; 12] = [
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"wrote to @, and to @","n":1.50}}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"@","who":{"list":["x",{"deep":"<@>"}]},"phone":#}}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"x","exception":{"type":"E","message":"no @","stacktrace":["at @"],"causes":[{"type":"C","message":"@!"}]},"_args":["@"],"_truncated":["/exception/stacktrace/0","/@","/n"],"n":1}}"#,
    r#"{"type":"log","conversation_id":"c","entry":{"level":"info","by":{"@":{"n":1,"phone":#},"zoe @":2},"@":3,"[redacted]":4,"k":5,"k":"@"}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"to":"mailto:@","phone":#,"@":[{"@":1}]},"result":["@"],"content":"@","utterance":"say @","transition":{"goto":"@"},"handoff":{"to":"@"}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","error":{"type":"E","message":"@ is taken","stacktrace":"line\n  @\n","causes":[{"message":"@"}]},"state_changes":{"added":{"mail":"@"},"updated":{"phone":[#,"@"]},"removed":["@"]},"_truncated":["/error/stacktrace","/result/@"]}"#,
    r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"it is @","agent_response":"@?","translated_user_input":"@","english_agent_response":"@","intents":["@"],"entities":[{"email":"@"}],"retrieved_topics":["@"],"retrieved_sources":{"@":1},"safety":{"m":"@"}}"#,
    r#"{"type":"conversation","conversation_id":"c","handoff_reason":"asked for @","handoff_destination":"@","end_reason":"@","summary":{"heading":"@","content":"@ called"},"tags":["vip","@"],"note":"call @","state":{"mail":"@","phone":#},"_truncated":["/state/mail","/tags"]}"#,
    r#"{"type":"span","conversation_id":"c","span_id":"s","usage":{"@":1},"attributes":{"phone":#,"u":"https://api.example/?m=@"},"url":"https://api.example/@/x","error":{"message":"@"}}"#,
    r#"{"type":"metric","conversation_id":"c","name":"m","value":"@"}"#,
    r#"{"type":"metric","conversation_id":"c","name":"phone_number","value":#}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","arguments":{"@":{"a":"x","b":"y"},"b":{"@":"@"}},"pii":["/arguments/@/b","/arguments/b"]}"#,
];

const NUMBER: &str = "447700900123";

fn read(line: &str, policy: GuardPolicy) -> Record {
    let reading = ParseContext::guarded(Timestamp::from_micros(5), policy);
    Record::parse(line, &reading).unwrap_or_else(|error| panic!("{error:?} in {line}"))
}

/// The two parts of a record, what is open beside them, and what is said to its sender.
struct Parts {
    open: Option<String>,
    original: Option<Original>,
    flags: Vec<Pointer>,
    version: u32,
    notes: Vec<Rejection>,
}

fn parts(record: Record) -> Parts {
    let notes = record.notes;
    match record.body {
        Body::Log(log) => {
            let open = log.open.map(|entry| entry.to_json());
            Parts { open, original: log.original, flags: Vec::new(), version: log.guard, notes }
        }
        Body::Fields(it) => {
            Parts { open: Some(it.open), original: it.original, flags: it.flags, version: it.guard, notes }
        }
    }
}

fn fill(line: &str, mail: &str) -> String {
    line.replace('@', mail).replace('#', NUMBER)
}

/// Returns the line as if its sender had flagged nothing.
fn without_flags(line: &str) -> String {
    line.split(r#","pii":["#).next().map_or_else(String::new, |start| {
        if line.contains(r#","pii":["#) { format!("{start}}}") } else { start.to_owned() }
    })
}

#[test]
fn nothing_that_looks_personal_is_open_wherever_it_stands() {
    for line in LINES {
        let line = fill(line, CANARY);
        let came = parts(read(&without_flags(&line), GuardPolicy::Off)).open.unwrap();
        let parts = parts(read(&line, GuardPolicy::Redact));
        let open = parts.open.unwrap();
        assert!(!open.contains("canary") && !open.contains(NUMBER), "{open}");
        assert!(open.contains("[redacted]"), "{open}");
        assert!(!format!("{:?}", parts.flags).contains("canary"), "flags are open: {:?}", parts.flags);
        assert_eq!(parts.version, convlog_core::guard::VERSION);
        let original = parts.original.unwrap();
        assert_eq!(original.json, came, "open plus sealed is the original, byte for byte");
        let whole: serde_json::Value = serde_json::from_str(&original.json).unwrap();
        for finding in &original.findings {
            assert!(whole.pointer(&finding.path).is_some(), "{} in {whole}", finding.path);
        }
    }
}

#[test]
fn what_stands_around_a_personal_part_stays() {
    let open = |line: &str| parts(read(&fill(line, CANARY), GuardPolicy::Redact)).open.unwrap();
    assert!(open(LINES[0]).ends_with(
        r#""content":"wrote to [redacted], and to [redacted]","is_pii":false,"timestamp":"1970-01-01T00:00:00.000005Z","logger":"conversation_logger","n":1.50}"#
    ));
    let keys = open(LINES[3]);
    assert!(
        keys.ends_with(
            r#","by":{"[redacted]":{"n":1,"phone":"[redacted]"},"[redacted-2]":2},"[redacted-2]":3,"[redacted]":4,"k":5,"k_":"[redacted]"}"#
        ),
        "{keys}"
    );
    let marks = open(LINES[2]);
    assert!(marks.ends_with(r#""_truncated":["/n"],"n":1}"#), "{marks}");
    let changes = open(LINES[5]);
    assert!(
        changes.contains(r#""updated":{"phone":["[redacted]","[redacted]"]},"removed":["[redacted]"]"#)
            && !changes.contains("_truncated"),
        "{changes}"
    );
    let flagged = parts(read(&fill(LINES[11], CANARY), GuardPolicy::Redact));
    assert_eq!(
        flagged.open.as_deref(),
        Some(r#"{"function_event_id":"f","arguments":{"[redacted]":{"a":"x","b":"[redacted]"},"b":"[redacted]"}}"#)
    );
    assert_eq!(
        flagged.flags.iter().map(Pointer::as_str).collect::<Vec<_>>(),
        ["/arguments/[redacted]/b", "/arguments/b"]
    );
}

#[test]
fn off_means_off_and_warn_only_warns() {
    for line in LINES {
        let line = without_flags(&fill(line, CANARY));
        let off = parts(read(&line, GuardPolicy::Off));
        assert!(off.original.is_none() && off.notes.is_empty() && off.version == 0, "{line}");
        let warn = parts(read(&line, GuardPolicy::Warn));
        assert_eq!((warn.open, warn.version), (off.open, 0));
        assert!(warn.original.is_none());
        let [note] = warn.notes.as_slice() else { panic!("{:?}", warn.notes) };
        assert_eq!(note.code, "guard_warning");
        let said = format!("{note:?}");
        assert!(!said.contains("canary") && !said.contains(NUMBER) && !said.contains("zoe"), "{said}");
        assert!(note.field.as_deref().is_some_and(|field| field.starts_with('/')), "{said}");
        assert!(said.contains("email at /") || said.contains("phone at /value"), "{said}");
    }
}

#[test]
fn a_warning_says_nothing_of_what_is_flagged_already() {
    let line = r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"a@mail.example","asr_corrected_user_input":"a@mail.example","pii":["/user_input"]}"#;
    assert!(parts(read(line, GuardPolicy::Warn)).notes.is_empty());
    let line =
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"a@mail.example","is_pii":true}}"#;
    assert!(parts(read(line, GuardPolicy::Warn)).notes.is_empty());
}

#[test]
fn a_personal_id_is_remarked_on_and_stays() {
    for (line, field) in [
        (r#"{"type":"turn","conversation_id":"ada@mail.example","turn_id":"t"}"#, "conversation_id"),
        (r#"{"type":"turn","conversation_id":"c","turn_id":"ada@mail.example"}"#, "turn_id"),
        (r#"{"type":"conversation","conversation_id":"c","variant_id":"ada@mail.example"}"#, "variant_id"),
        (
            r#"{"type":"log","conversation_id":"c","function_event_id":"ada@mail.example","entry":{"level":"info"}}"#,
            "function_event_id",
        ),
    ] {
        for policy in [GuardPolicy::Warn, GuardPolicy::Redact] {
            let record = read(line, policy);
            let [note] = record.notes.as_slice() else { panic!("{:?}", record.notes) };
            assert_eq!((note.code, note.field.as_deref()), ("personal_id", Some(field)));
            assert!(!note.reason.contains("ada"), "{}", note.reason);
        }
        assert!(read(line, GuardPolicy::Off).notes.is_empty());
    }
    let usual = r#"{"type":"log","conversation_id":"CA0123456789abcdef0123456789abcdef","turn_id":"0011223344556677","function_event_id":"6f9619ff-8b86-4011-b42d-00cf4fc964ff","entry":{"level":"info"}}"#;
    assert_eq!(read(usual, GuardPolicy::Redact).notes, []);
}

#[test]
fn how_long_a_hidden_part_was_decides_nothing_about_its_neighbours() {
    let open = |len: usize| {
        let mail = format!("{}@mail.example", "a".repeat(len));
        let words = "word ".repeat(6_500);
        let log = format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"{words} {mail} {words}","x":"{mail}","y":"{words}"}}}}"#
        );
        let turn = format!(
            r#"{{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"{words} {mail} {words}","entities":["{mail}","{words}"]}}"#
        );
        [log, turn].map(|line| parts(read(&line, GuardPolicy::Redact)).open.unwrap())
    };
    assert_eq!(open(3), open(40));
    assert!(open(3)[0].contains(r#""_truncated":["/content"]"#));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn open_plus_sealed_is_what_came(
        line in 0..LINES.len(),
        mail in "[a-z]{1,8}[.][a-z]{1,8}",
        twist in prop::sample::select(vec!["", "\\n", "\\u00e9", "\\\"", " \u{301}", "/", "~"]),
    ) {
        let mail = format!("{mail}@mail.example");
        let line = LINES[line].replace('@', &format!("{twist} @ {twist}"));
        // A flag names its key in another form then than the key has.
        let line = fill(&without_flags(&line), &mail);
        let came = parts(read(&line, GuardPolicy::Off)).open.unwrap();
        let parts = parts(read(&line, GuardPolicy::Redact));
        let open = parts.open.unwrap();
        prop_assert!(!open.contains(&mail), "{open}");
        match parts.original {
            Some(original) => prop_assert_eq!(original.json, came),
            None => prop_assert_eq!(open, came),
        }
    }
}
