use super::*;

mod limits;

fn parse(line: &str) -> Result<Record, Rejection> {
    Record::parse(line, &ParseContext::plain(Timestamp::from_micros(7)))
}

fn fields(line: &str) -> Fields {
    match parse(line).unwrap().body {
        Body::Fields(fields) => fields,
        Body::Log(_) => panic!("a log"),
    }
}

fn log(line: &str) -> Log {
    match parse(line).unwrap().body {
        Body::Log(log) => log,
        Body::Fields(_) => panic!("no log"),
    }
}

#[test]
fn names_what_is_wrong_with_a_line() {
    let cases: Vec<(String, &str, Option<&str>)> = vec![
        ("{".into(), "invalid_json", None),
        ("[]".into(), "invalid_json", None),
        (r#"{"type":"log"}{"type":"log"}"#.into(), "invalid_json", None),
        ("{\"type\":\"log\",}".into(), "invalid_json", None),
        (r#"{"conversation_id":"c"}"#.into(), "missing_field", Some("type")),
        (r#"{"type":"call","conversation_id":"c"}"#.into(), "unknown_type", Some("type")),
        (r#"{"type":"turn","turn_id":"t"}"#.into(), "missing_field", Some("conversation_id")),
        (r#"{"type":"turn","conversation_id":"c"}"#.into(), "missing_field", Some("turn_id")),
        (r#"{"type":"turn","conversation_id":"c","turn_id":true}"#.into(), "invalid_field", Some("turn_id")),
        (r#"{"type":"turn","conversation_id":" ","turn_id":"t"}"#.into(), "missing_field", Some("conversation_id")),
        (r#"{"type":"turn","conversation_id":["c"],"turn_id":"t"}"#.into(), "invalid_field", Some("conversation_id")),
        (r#"{"type":"log","conversation_id":"c","entry":null}"#.into(), "missing_field", Some("entry")),
        (r#"{"type":"turn","conversation_id":"c","conversation_id":"d","turn_id":"t"}"#.into(), "invalid_field", Some("conversation_id")),
        (r#"{"type":"turn","conversation_id":"c","turn_id":"t","turn_id":"u"}"#.into(), "invalid_field", Some("turn_id")),
        (r#"{"type":"turn","conversation_id":"c","turn_id":"t","seq":1}"#.into(), "missing_field", Some("producer")),
        (r#"{"type":"turn","conversation_id":"c","turn_id":"t","producer":"00112233445566778899aabbccddeeff","seq":0}"#.into(), "invalid_field", Some("seq")),
        (r#"{"type":"turn","conversation_id":"c","turn_id":"t","producer":"x","seq":1}"#.into(), "invalid_field", Some("producer")),
        (r#"{"type":"conversation","conversation_id":"c","account_id":"ingest"}"#.into(), "invalid_id", Some("account_id")),
        (r#"{"type":"metric","conversation_id":"c","name":"m"}"#.into(), "missing_field", Some("value")),
    ];
    for (line, code, field) in cases {
        let rejection = parse(&line).unwrap_err();
        assert_eq!((rejection.code, rejection.field.as_deref()), (code, field), "{line}");
    }
}

#[test]
fn never_repeats_what_a_sender_wrote() {
    let rejection =
        parse(r#"{"type":"turn","conversation_id":{"jane doe":1},"turn_id":"t","jane doe":1}"#).unwrap_err();
    assert!(!format!("{rejection:?}").contains("jane"), "{rejection:?}");
    let record = parse(r#"{"type":"turn","conversation_id":"c","turn_id":"t","jane doe":1,"jane doe":2,"number":"jane","latency":["jane"]}"#).unwrap();
    assert_eq!(record.notes.iter().filter(|note| note.code == "unknown_field").count(), 1);
    assert!(!format!("{:?}", record.notes).contains("jane"));
}

#[test]
fn keeps_a_time_far_in_the_future() {
    let record =
        parse(r#"{"type":"turn","conversation_id":"c","turn_id":"t","timestamp":"9999-12-31T23:59:59.999999Z"}"#)
            .unwrap();
    assert_eq!(record.time.to_string(), "9999-12-31T23:59:59.999999Z");
}

#[test]
fn redacts_flagged_places_and_keeps_the_original() {
    let fields = fields(
        r#"{"type":"function_event","conversation_id":"c","function_event_id":"f","name":"look_up","arguments":{"phone":"0113 496 0000","n":1.50},"pii":["/arguments/phone"]}"#,
    );
    assert_eq!(
        fields.open,
        r#"{"function_event_id":"f","name":"look_up","arguments":{"phone":"[redacted]","n":1.50}}"#
    );
    let original = fields.original.unwrap();
    assert_eq!(
        original.json,
        r#"{"function_event_id":"f","name":"look_up","arguments":{"phone":"0113 496 0000","n":1.50}}"#
    );
    assert_eq!(original.findings[0].path, "/arguments/phone");
}

#[test]
fn a_personal_field_needs_no_flag() {
    let fields = fields(r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input_dtmf":"4321"}"#);
    assert_eq!(fields.open, r#"{"turn_id":"t","user_input_dtmf":"[redacted]"}"#);
    assert_eq!(fields.original.unwrap().findings[0].rule, "class");
}

#[test]
fn only_the_callers_side_of_a_call_is_personal() {
    let open = |direction: &str| {
        fields(&format!(
            r#"{{"type":"conversation","conversation_id":"c",{direction}"from_number":"1","to_number":"2"}}"#
        ))
        .open
    };
    assert_eq!(
        open(r#""direction":"inbound","#),
        r#"{"direction":"inbound","from_number":"[redacted]","to_number":"2"}"#
    );
    assert_eq!(
        open(r#""direction":"outbound","#),
        r#"{"direction":"outbound","from_number":"1","to_number":"[redacted]"}"#
    );
    assert_eq!(open(""), r#"{"from_number":"[redacted]","to_number":"[redacted]"}"#);
}

#[test]
fn a_project_can_raise_a_field() {
    assert!(PromotedField::parse("turn.number").is_none() && PromotedField::parse("turn.nothing").is_none());
    let raised = [PromotedField::parse("turn.user_input").unwrap(), PromotedField::parse("log.entry").unwrap()];
    let raised: &[PromotedField] = &raised;
    let reading = ParseContext { raised: &|_| raised, ..ParseContext::plain(Timestamp::default()) };
    let read = |line| Record::parse(line, &reading).unwrap().body;
    let Body::Fields(turn) = read(r#"{"type":"turn","conversation_id":"c","turn_id":"t","user_input":"x"}"#) else {
        panic!()
    };
    assert_eq!(turn.open, r#"{"turn_id":"t","user_input":"[redacted]"}"#);
    let Body::Log(log) = read(r#"{"type":"log","conversation_id":"c","entry":{"level":"info"}}"#) else { panic!() };
    assert!(log.open.is_none());
}

#[test]
fn a_flagged_entry_has_no_open_part() {
    for line in [
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","is_pii":true}}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x"},"pii":["/entry"]}"#,
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x"},"pii":["/entry/level"]}"#,
    ] {
        let log = log(line);
        assert!(log.open.is_none() && log.original.is_some(), "{line}");
    }
}

#[test]
fn a_flagged_value_of_an_entry_is_redacted_in_place() {
    let log = log(
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","who":"y","n":1},"pii":["/entry/who"]}"#,
    );
    assert!(log.open.unwrap().to_json().ends_with(r#","who":"[redacted]","n":1}"#));
    assert!(log.original.unwrap().json.contains(r#""who":"y""#));
}

#[test]
fn what_came_back_from_an_api_is_personal_whoever_sends_it() {
    let log = log(
        r#"{"type":"log","conversation_id":"c","entry":{"level":"error","content":"GET 404","logger":"api_responses","url":"https://api.example/x","error":{"who":"y"}}}"#,
    );
    let open = log.open.unwrap().to_json();
    assert!(open.ends_with(r#""url":"https://api.example/x","error":"[redacted]"}"#), "{open}");
}

#[test]
fn a_log_record_carries_hints_beside_its_entry() {
    let line =
        |hints: &str| format!(r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info"}},"hints":{hints}}}"#);
    let record = parse(&line(r#"[{"habit":"loop","at":"a.py:1","lines":68}]"#)).unwrap();
    let Body::Log(log) = record.body else { panic!("it is a log") };
    assert_eq!((log.hints[0].at.as_str(), log.hints[0].lines, record.notes.len()), ("a.py:1", 68, 0));
    let record = parse(&line(r#""sings""#)).unwrap();
    assert_eq!(record.notes[0].code, "hint_left_out", "the entry is kept");
    let flagged = line("[]").replacen('{', r#"{"pii":["/hints"],"#, 1);
    let Body::Log(log) = parse(&flagged).unwrap().body else { panic!("it is a log") };
    assert!(log.open.is_none(), "they share the entry's part");
}

#[test]
fn nests_as_deep_as_a_sender_likes_without_harm() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let fields = fields(&format!(
        r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f","result":{deep}}}"#
    ));
    assert!(fields.open.contains("[too deep]") && fields.open.contains("_truncated"));
    let deeper = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let line =
        format!(r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f","result":{deeper}}}"#);
    let record = parse(&line).unwrap();
    let Body::Fields(fields) = record.body else { panic!("no log") };
    assert!(fields.open.contains("[too deep]") && fields.open.contains("_truncated"));
    assert_eq!((record.notes[0].code, record.notes[0].field.as_deref()), ("field_mended", Some("result")));
}

#[test]
fn a_flag_hides_every_value_of_a_name_that_was_given_twice() {
    for (entry, pii) in [
        (r#""phone":"canary","phone":"canary""#, "/entry/phone"),
        (r#""phone":{"n":"canary"},"phone":"canary""#, "/entry/phone/n"),
        (r#""content":"canary","content":"canary""#, "/entry/content"),
        (r#""content":"x","content":"canary","content_":"y""#, "/entry/content"),
        (r#""content":"x","content":"y","content_":"canary""#, "/entry/content_"),
        (r#""is_pii":false,"is_pii":true,"content":"canary","x":1"#, "/entry/x"),
    ] {
        let log = log(&format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info",{entry}}},"pii":["{pii}"]}}"#
        ));
        let open = log.open.map(|open| open.to_json()).unwrap_or_default();
        assert!(!open.contains("canary"), "{open}");
        assert!(log.original.unwrap().json.contains("canary"));
    }
    let log = log(
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","logger":"api_responses","error":"canary","error":"canary"}}"#,
    );
    assert!(!log.open.unwrap().to_json().contains("canary"));
}

#[test]
fn a_fixed_key_hides_the_entry_even_behind_too_many_others() {
    let many: String = (0..300).map(|n| format!(",\"k{n}\":{n}")).collect();
    let log = log(&format!(
        r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info"{many},"level":"x"}},"pii":["/entry/level"]}}"#
    ));
    assert!(log.open.is_none());
}

#[test]
fn of_two_flags_on_an_entry_the_one_that_hides_it_wins() {
    for is_pii in [r#""is_pii":false,"is_pii":true"#, r#""is_pii":true,"is_pii":false"#] {
        let log = log(&format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"x",{is_pii}}}}}"#
        ));
        assert!(log.open.is_none(), "{is_pii}");
    }
}

#[test]
fn a_hidden_entry_says_by_whose_rule_and_what_else_in_it_is_personal() {
    let line = |is_pii: bool| {
        format!(
            r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"x","is_pii":{is_pii},"who":"y"}},"pii":["/entry/who"]}}"#
        )
    };
    let raised = [PromotedField::parse("log.entry").unwrap()];
    let rules = |line: &str, raised: &[PromotedField]| -> Vec<(String, String)> {
        let give = |_: Option<&ProjectId>| raised;
        let reading = ParseContext { raised: &give, ..ParseContext::plain(Timestamp::default()) };
        let Body::Log(log) = Record::parse(line, &reading).unwrap().body else { panic!("no log") };
        let findings = log.original.unwrap().findings;
        findings.into_iter().map(|finding| (finding.path, finding.rule.into_owned())).collect()
    };
    let expected = |rule: &str| [(String::new(), rule.to_owned()), ("/who".to_owned(), "sender".to_owned())];
    assert_eq!(rules(&line(true), &[]), expected("sender"));
    assert_eq!(rules(&line(true), &raised), expected("sender"));
    assert_eq!(rules(&line(false), &raised), expected("project"));
}

#[test]
fn only_what_came_back_from_an_api_is_personal_by_its_name() {
    let entry =
        r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","error":"E17","query":"a=1"}}"#;
    assert!(log(entry).original.is_none());
}

#[test]
fn a_record_tells_of_an_end_by_the_fields_that_it_has() {
    let ending = |rest: &str| {
        fields(&format!(r#"{{"type":"function_event","conversation_id":"c","function_event_id":"f"{rest}}}"#)).ending
    };
    assert!(ending(r#","error":{"type":"E"}"#).raised());
    assert!(ending(r#","cancelled_by":"barge-in","pii":["/cancelled_by"]"#).was_cancelled(), "it is told, not by whom");
    assert!(!ending("").has_ended());
    assert!(!ending(r#","result":{"error":"E"}"#).has_ended(), "it only says so within");
    assert!(!ending(r#","ended_at":null,"error":null"#).has_ended(), "null is absent");
}

#[test]
fn every_kind_of_field_takes_its_own_values_alone() {
    let given =
        |field: &str, json: &str| format!(r#"{{"type":"conversation","conversation_id":"c","{field}":{json}}}"#);
    for (field, json) in [
        ("environment", "true"),
        ("direction", "\"sideways\""),
        ("handoff", "\"perhaps\""),
        ("poly_score", "\"one\""),
        ("started_at", "\"soon\""),
    ] {
        let record = parse(&given(field, json)).unwrap();
        assert_eq!((record.notes[0].code, record.notes[0].field.as_deref()), ("field_left_out", Some(field)), "{json}");
        let Body::Fields(fields) = record.body else { panic!("no log") };
        assert_eq!(fields.open, format!("{{\"_mended\":{{\"{field}\":\"left_out\"}}}}"));
    }
    for (field, json) in [
        ("environment", "\"live\""),
        ("direction", "\"outbound\""),
        ("end_reason", "\"done\""),
        ("handoff", "false"),
        ("poly_score", "-1.5"),
        ("state", "{}"),
        ("tags", "[\"vip\"]"),
    ] {
        assert!(fields(&given(field, json)).open.contains(&format!("\"{field}\":{json}")), "{field}");
    }
    assert!(!fields(&given("environment", "\"\"")).open.contains("environment"), "an id of nothing is none");
}

#[test]
fn records_that_stand_on_one_line_get_the_hint_that_their_line_ends_are_gone() {
    let record = r#"{"type":"turn","conversation_id":"c","turn_id":"t"}"#;
    for line in [
        format!("{record}{record}"),
        format!("{record} {record}"),
        format!("{record},{record}"),
        format!("{record}\r{record}"),
        format!("{record}x"),
    ] {
        let rejection = parse(&line).unwrap_err();
        assert!(
            rejection.reason.contains("--data-binary") && rejection.reason.contains("from column 5"),
            "{line}: {rejection:?}"
        );
    }
    assert!(!parse("{\"type\":").unwrap_err().reason.contains("curl"));
}
