use convlog_guard::NO_OPEN_KEYS;

use super::*;
use crate::entry::EntryText;

#[test]
fn an_entry_in_parts_is_read_as_the_whole_is() {
    let mut count = 0;
    for entry in [
        r#"{"level":"info","content":"call +44 7700 900123 \"now\"","logger":"+447700900123","phone":"07700 900123"}"#,
        r#"{"level":"info","content":"x","type":"phone","value":"900123","order":{"id":"4471234567","notes":["ada@example.org"]}}"#,
        r#"{"level":"info","content":"Ada Lovelace","name":"Ada Lovelace","email":"ada@example.org"}"#,
        r#"{"level":"info","content":"","a\u0062":"ada@example.org","ada@example.org":1,"n":447700900123,"e":[],"o":{}}"#,
        r#"{"level":"info","content":"Dialing","value":33261910466}"#,
        r#"{"level":"info","content":"\n"}"#,
        r#"{"level":"info","content":"KOWALSKA; Marta","who":"kowalska marta"}"#,
        r#"{"level":"info","content":"Kowalska Marta"}"#,
        r#"{"level":"info","content":"hello Marta"}"#,
    ] {
        let entry = crate::entry::Entry::parse(entry, crate::Timestamp::from_micros(0)).unwrap();
        let EntryText::Parts { content, extras } = &entry.text else { panic!("it has no time of its own") };
        let whole = in_entry(&entry.to_json(), &Redaction::default(), &NO_OPEN_KEYS);
        assert_eq!(in_parts(content, &entry.logger, extras, &Redaction::default(), &NO_OPEN_KEYS), whole);
        count += whole.len();
    }
    assert_eq!(count, 15);
}

#[test]
fn a_warning_names_rules_and_fields_but_nothing_that_a_sender_wrote() {
    let place =
        |pointer: &str, rule: Rule| PersonalSpan { pointer: pointer.into(), part: Part::Whole, rule: rule.as_str() };
    let found = [
        place("/arguments/jane doe/0", Rule::Phone),
        place("/arguments/john doe/1", Rule::Phone),
        place("/error/message", Rule::Email),
    ];
    let note = warning("", &found).unwrap();
    assert_eq!((note.code, note.field.as_deref()), ("guard_warning", Some("/arguments/*/*")));
    assert!(note.reason.ends_with("phone at /arguments/*/*, email at /error/message"), "{}", note.reason);
    let many: Vec<PersonalSpan> = (1..20).map(|depth| place(&"/x".repeat(depth), Rule::Iban)).collect();
    assert!(warning("/entry", &many).unwrap().reason.ends_with("11 more"));
    assert_eq!(warning("", &[]), None);
}
