//! What a project says is not personal: where that shows, and where nobody can say it.

use convlog_core::{
    Body, Guard, GuardPolicy, KnownPii, NotPersonal, NotPersonalRules, ParseContext, ProjectId, PromotedField, Record,
    Timestamp, mark, reclassify,
};

fn rules(keys: &[(&str, Option<&str>)]) -> NotPersonalRules {
    let rule = |(key, function): &(&str, Option<&str>)| NotPersonal {
        key: (*key).to_owned(),
        function: function.map(str::to_owned),
    };
    NotPersonalRules::new(&keys.iter().map(rule).collect::<Vec<_>>(), 1)
}

fn read(line: &str, rules: &NotPersonalRules, function: Option<&str>) -> Record {
    let guard = |_: Option<&ProjectId>| Guard { policy: GuardPolicy::Redact, rules };
    let raised = [PromotedField::parse("turn.entities").unwrap()];
    let raised: &[PromotedField] = &raised;
    let reading =
        ParseContext { raised: &|_| raised, guard: &guard, function, ..ParseContext::plain(Timestamp::from_micros(5)) };
    Record::parse(line, &reading).unwrap()
}

fn open_part(record: &Record) -> String {
    match &record.body {
        Body::Log(log) => log.open.as_ref().map(|open| open.to_json()).unwrap_or_default(),
        Body::Fields(fields) => fields.open.clone(),
    }
}

/// Lines with a name under the key `agent_name`.
const LINES: [&str; 6] = [
    r#"{"type":"log","conversation_id":"c","function_event_id":"e","entry":{"level":"info","content":"x","agent_name":"Ada Lovelace"}}"#,
    r#"{"type":"log","conversation_id":"c","function_event_id":"e","entry":{"level":"info","content":"x","timestamp":"2026-01-01T00:00:00Z","a":[{"agent_name":["Ada Lovelace"]}]}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"e","name":"f","arguments":{"agent_name":"Ada Lovelace"}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"e","result":{"agent_name":"Ada Lovelace"}}"#,
    r#"{"type":"function_event","conversation_id":"c","function_event_id":"e","state_changes":{"updated":{"agent_name":[null,"Ada Lovelace"]}}}"#,
    r#"{"type":"conversation","conversation_id":"c","state":{"agent_name":"Ada Lovelace"}}"#,
];

#[test]
fn what_stands_under_the_key_of_a_rule_is_open_wherever_functions_put_it() {
    let rule = rules(&[("agent_name", None)]);
    for line in LINES {
        assert!(!open_part(&read(line, &rules(&[]), None)).contains("Ada"), "{line}");
        let record = read(line, &rule, None);
        assert!(open_part(&record).contains("Ada Lovelace"), "{line}");
        assert!(!record.needs_function);
        assert!(!open_part(&read(line, &rules(&[("name", None)]), None)).contains("Ada"), "{line}");
    }
}

#[test]
fn a_rule_of_a_function_holds_in_that_function_alone() {
    let rule = rules(&[("agent_name", Some("f"))]);
    for line in LINES {
        let says_its_own = line.contains(r#""name":"f""#);
        let is_of_function = line.contains("function_event_id");
        assert_eq!(open_part(&read(line, &rule, None)).contains("Ada"), says_its_own, "{line}");
        assert_eq!(read(line, &rule, None).needs_function, is_of_function && !says_its_own, "{line}");
        assert_eq!(open_part(&read(line, &rule, Some("f"))).contains("Ada"), is_of_function, "{line}");
        assert_eq!(open_part(&read(line, &rule, Some("g"))).contains("Ada"), says_its_own, "{line}");
        assert!(!read(line, &rule, Some("g")).needs_function, "{line}");
    }
    let flagged = r#"{"type":"function_event","conversation_id":"c","function_event_id":"e","name":"f","arguments":{"agent_name":"Ada Lovelace"},"pii":["/name"]}"#;
    assert!(!open_part(&read(flagged, &rule, None)).contains("Ada"), "a hidden name is not told by what it shows");
    let foreign = r#"{"type":"log","conversation_id":"c","function_event_id":"e","entry":{"level":"info","content":"x","k":"x"}}"#;
    assert!(!read(foreign, &rule, None).needs_function);
}

#[test]
fn no_rule_reaches_what_is_flagged_known_raised_or_personal_by_its_class() {
    let rule = rules(&[("agent_name", None), ("user_input_dtmf", None), ("request_body", None), ("entities", None)]);
    for line in [
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","agent_name":"Ada Lovelace"},"pii":["/entry/agent_name"]}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","is_pii":true,"agent_name":"Ada Lovelace"}}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","agent_name":"Ada Lovelace"},"pii_values":["Ada Lovelace"]}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","logger":"api_responses","request_body":{"agent_name":"Ada Lovelace"}}}"#,
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"e","arguments":{"agent_name":"Ada Lovelace"},"pii":["/arguments"]}"#,
        r#"{"type":"span","conversation_id":"c","span_id":"s","input":{"agent_name":"Ada Lovelace"}}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","entities":[{"agent_name":"Ada Lovelace"}]}"#,
        r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"it is Ada Lovelace"}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"the name is Ada Lovelace"}}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","agent_name":"mail ada@lovelace.example"}}"#,
    ] {
        let open = open_part(&read(line, &rule, None));
        assert!(!open.contains("Lovelace") && !open.contains("lovelace"), "{line}: {open}");
    }
}

#[test]
fn what_is_stored_reads_as_if_it_had_come_under_the_rules_of_now() {
    let (none, some) = (rules(&[]), rules(&[("agent_name", None)]));
    for line in LINES {
        for (before, after) in [(&none, &some), (&some, &none)] {
            let (stored, expected) = (read(line, before, None), read(line, after, None));
            let guard = Guard { policy: GuardPolicy::Redact, rules: after }.of_one(None);
            let known = KnownPii::default();
            let (open, original) = match &stored.body {
                Body::Log(log) => {
                    let again =
                        reclassify::entry(log.open.as_ref().unwrap(), log.original.as_ref(), guard, &known).unwrap();
                    (again.open.to_json(), again.original)
                }
                Body::Fields(it) => {
                    let again = reclassify::fields(it.kind, (&it.open, &it.flags), it.original.as_ref(), guard, &known)
                        .unwrap();
                    (again.open, again.original)
                }
            };
            assert_eq!(open, open_part(&expected), "{line}");
            let expected = match &expected.body {
                Body::Log(log) => &log.original,
                Body::Fields(fields) => &fields.original,
            };
            assert_eq!(original, *expected, "{line}");
        }
    }
}

#[test]
fn a_mark_lies_over_what_a_rule_shows() {
    let record = read(LINES[0], &rules(&[("agent_name", None)]), None);
    let place = convlog_core::Pointer::parse("/agent_name").unwrap();
    let marked = convlog_core::Marked { places: vec![&place], ..Default::default() };
    let Some(Body::Log(hidden)) = mark::apply(&record.body, &marked) else { panic!("it is a log") };
    assert!(!hidden.open.unwrap().to_json().contains("Ada"));
}
