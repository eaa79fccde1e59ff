use super::*;
use crate::known::SpellingKey;
use crate::record::{ParseContext, Record};
use crate::timestamp::Timestamp;

fn record(line: &str) -> Body {
    Record::parse(line, &ParseContext::plain(Timestamp::default())).unwrap().body
}

fn log(entry: &str, pii: &str) -> Body {
    record(&format!(r#"{{"type":"log","conversation_id":"c","pii":{pii},"entry":{entry}}}"#))
}

fn turn(fields: &str, pii: &str) -> Body {
    record(&format!(r#"{{"type":"turn","conversation_id":"c","turn_id":"t","pii":{pii},{fields}}}"#))
}

fn known(value: &str) -> KnownPii {
    let key = SpellingKey::new(&[7; 32]);
    let mut known = KnownPii::new(key.clone());
    for spelling in key.spellings(value) {
        known.insert(spelling);
    }
    known
}

fn open(body: &Body) -> String {
    match body {
        Body::Log(log) => log.open.as_ref().map(Entry::to_json).unwrap_or_default(),
        Body::Fields(fields) => fields.open.clone(),
    }
}

fn pairs(body: &Body) -> Vec<(String, String)> {
    let findings = original(body).map(|original| original.findings.clone()).unwrap_or_default();
    findings.into_iter().map(|finding| (finding.path, finding.rule.into_owned())).collect()
}

#[test]
fn what_is_marked_is_hidden_and_what_is_not_marked_any_more_is_as_it_was() {
    let places: Vec<Pointer> =
        ["/content", "/who/name", "/list/1"].iter().map(|at| Pointer::parse(at).unwrap()).collect();
    let value = known("zeb quill");
    for body in [
        log(
            r#"{"level":"error","content":"met zeb quill","who":{"name":"zq","age":7},"list":[1,2],"x":"Quill, Zeb"}"#,
            "[]",
        ),
        log(
            r#"{"level":"info","content":"to ada@canary.example","who":{"name":"zq","ada@canary.example":1},"x":"zeb quill"}"#,
            r#"["/entry/x"]"#,
        ),
        log(r#"{"level":"info","content":"met zeb quill","timestamp":"2025-01-01T10:00:00Z","x":1.50}"#, "[]"),
    ] {
        for (is_whole, places, values) in [
            (true, &places[..0], vec![]),
            (false, &places[..], vec![]),
            (false, &places[1..], vec![&value]),
            (true, &places[..], vec![&value]),
        ] {
            let marked = Marked { is_whole, places: places.iter().collect(), values };
            let again = apply(&body, &marked);
            let Some(again) = again else { panic!("{marked:?} of {body:?}") };
            assert!(is_marked(&again));
            assert_eq!(open(&again).is_empty(), is_whole, "{again:?}");
            assert_eq!(apply(&again, &marked), None, "marks are the same, so it stays");
            assert_eq!(apply(&again, &Marked::default()).as_ref(), Some(&body));
            assert_eq!(unmarked(&again).as_ref(), Some(&body));
        }
    }
}

#[test]
fn a_mark_hides_its_place_and_says_so_beside_what_was_hidden_before() {
    let body = log(
        r#"{"level":"info","content":"x","a":{"ada@canary.example":{"deep":1,"b":2}},"bob":"ada@canary.example"}"#,
        r#"["/entry/bob"]"#,
    );
    let place = Pointer::parse("/a/ada@canary.example/deep").unwrap();
    let again = apply(&body, &Marked { places: vec![&place], ..Marked::default() }).unwrap();
    assert!(open(&again).contains(r#""a":{"[redacted]":{"deep":"[redacted]","b":2}}"#), "{}", open(&again));
    let expected = [("/bob", "sender"), ("/a/ada@canary.example", "email"), ("/a/ada@canary.example/deep", MARKED)];
    assert_eq!(pairs(&again), expected.map(|(path, rule)| (path.to_owned(), rule.to_owned())));
}

#[test]
fn a_marked_field_stays_hidden_in_whatever_form_it_comes_again() {
    let places: Vec<Pointer> =
        ["/entities/who", "/entities/list/1", "/in_flow"].iter().map(|at| Pointer::parse(at).unwrap()).collect();
    let marked = Marked { places: places.iter().collect(), ..Marked::default() };
    for (fields, expected, flags) in [
        (r#""entities":{"who":"zq","x":1}"#, r#"{"entities":{"who":"[redacted]","x":1}}"#, vec!["/entities/who"]),
        (r#""entities":{"list":["a","b"]}"#, r#"{"entities":{"list":["a","[redacted]"]}}"#, vec!["/entities/list/1"]),
        (r#""entities":{"list":["a"]}"#, r#"{"entities":{"list":"[redacted]"}}"#, vec!["/entities/list"]),
        (r#""entities":{"list":{"a":1}}"#, r#"{"entities":{"list":"[redacted]"}}"#, vec!["/entities/list"]),
        (r#""entities":{"list":{}}"#, r#"{"entities":{"list":{}}}"#, vec![]),
        (r#""entities":{"list":{"7":1}}"#, r#"{"entities":{"list":"[redacted]"}}"#, vec!["/entities/list"]),
        (r#""entities":{"list":"text"}"#, r#"{"entities":{"list":"[redacted]"}}"#, vec!["/entities/list"]),
        (
            r#""entities":{"list":null,"who":null}"#,
            r#"{"entities":{"list":null,"who":"[redacted]"}}"#,
            vec!["/entities/who"],
        ),
        (r#""user_input":"hello""#, r#"{"user_input":"hello"}"#, vec![]),
    ] {
        let body = turn(fields, "[]");
        let again = apply(&body, &marked);
        let now = again.as_ref().unwrap_or(&body);
        assert_eq!(open(now), expected.replacen('{', r#"{"turn_id":"t","#, 1));
        let Body::Fields(now) = now else { panic!("a turn") };
        assert_eq!(now.flags.iter().map(Pointer::as_str).collect::<Vec<_>>(), flags, "{fields}");
        assert!(again.is_none() || apply(again.as_ref().unwrap(), &Marked::default()).as_ref() == Some(&body));
    }
}

#[test]
fn a_flag_stays_where_a_mark_on_the_same_place_goes() {
    let body = turn(r#""entities":{"who":"zq"},"user_input":"call 07700 900123""#, r#"["/entities/who"]"#);
    let places: Vec<Pointer> = ["/entities", "/user_input"].iter().map(|at| Pointer::parse(at).unwrap()).collect();
    let marked = Marked { places: places.iter().collect(), ..Marked::default() };
    let again = apply(&body, &marked).unwrap();
    assert_eq!(open(&again), r#"{"turn_id":"t","user_input":"[redacted]","entities":"[redacted]"}"#);
    let back = apply(&again, &Marked::default()).unwrap();
    assert_eq!(back, body);
    assert_eq!(open(&back), r#"{"turn_id":"t","user_input":"call [redacted]","entities":{"who":"[redacted]"}}"#);
}
