use super::*;
use crate::ids::{Identity, ProducerId};
use crate::timestamp::Timestamp;
use proptest::prelude::*;

const NAMES: [&str; 4] = ["user_input", "agent_response", "number", "entities"];

#[derive(Clone, Debug)]
struct Piece {
    version: Version,
    fields: String,
    flags: Vec<Pointer>,
}

fn piece() -> impl Strategy<Value = Piece> {
    let field = (0..NAMES.len(), 0..5u8);
    (
        0..4i64,
        0..3u8,
        0..50u64,
        prop::collection::vec(field, 0..4),
        prop::sample::select(vec![None, Some("/user_input"), Some("/entities/a")]),
    )
        .prop_map(|(time, producer, seq, fields, flag)| {
            let identity = Identity { producer: ProducerId::from_bytes([producer; 16]), seq };
            // One identity always says the same, so the value is made from it.
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, _)| format!("\"{}\":{{\"a\":\"{time}.{producer}.{seq}\"}}", NAMES[*name]))
                .collect();
            let time = Timestamp::from_micros(time);
            Piece {
                version: Version { time, identity },
                fields: format!("{{{}}}", fields.join(",")),
                flags: flag.and_then(Pointer::parse).into_iter().collect(),
            }
        })
}

fn merge<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> Merged {
    let mut merged = Merged::new(RecordType::Turn);
    pieces.into_iter().for_each(|piece| merged.add(piece.version, &piece.fields, &piece.flags));
    merged
}

proptest! {
    #[test]
    fn any_order_split_and_repetition_gives_the_same(pieces in prop::collection::vec(piece(), 0..12), seed in any::<u64>(), split in 0..12usize) {
        let mut shuffled: Vec<&Piece> = pieces.iter().chain(&pieces).collect();
        let mut state = seed;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let split = split.min(shuffled.len());
        let (left, right) = shuffled.split_at(split);
        let mut united = merge(right.iter().copied());
        united.union(&merge(left.iter().copied()));
        prop_assert_eq!(united, merge(&pieces));
    }
}

fn at(time: i64) -> Version {
    Version {
        time: Timestamp::from_micros(time),
        identity: Identity { producer: ProducerId::from_bytes([1; 16]), seq: time as u64 },
    }
}

#[test]
fn what_was_once_personal_stays_personal() {
    let mut merged = Merged::new(RecordType::Turn);
    merged.add(
        at(1),
        r#"{"user_input":"[redacted]","entities":{"name":"[redacted]","n":1}}"#,
        &[Pointer::parse("/user_input").unwrap(), Pointer::parse("/entities/name").unwrap()],
    );
    merged.add(at(2), r#"{"user_input":"said again","entities":{"name":"said again","n":2},"number":3}"#, &[]);
    let open = merged.clone().view(false);
    assert_eq!(
        serde_json::to_string(&open).unwrap(),
        r#"{"entities":{"name":"[redacted]","n":2},"number":3,"user_input":"[redacted]"}"#
    );
    let complete = merged.clone().view(true);
    assert_eq!(complete.text("user_input").as_deref(), Some("said again"));
    assert_eq!(complete.personal.len(), 2);
    assert!(open.personal.is_empty());
}

#[test]
fn what_moved_or_changed_its_shape_stays_personal() {
    let cases = [
        ("/entities/0/name", r#"[{"n":1},{"name":"canary"}]"#, r#"[{"n":1},{"name":"[redacted]"}]"#),
        ("/entities/name", r#""canary""#, r#""[redacted]""#),
        ("/entities/name", r#"["canary"]"#, r#""[redacted]""#),
        ("/entities/0", r#"{"name":"canary"}"#, r#""[redacted]""#),
        ("/entities/0", r#"{"1":"canary","x":1}"#, r#"{"1":"[redacted]","x":1}"#),
        ("/entities/a~1b", r#"{"a/b":"canary","a":1}"#, r#"{"a/b":"[redacted]","a":1}"#),
        ("/entities/", r#"{"":"canary","a":1}"#, r#"{"":"[redacted]","a":1}"#),
        ("/entities/name", r#"{"name":"canary","name":"canary"}"#, r#"{"name":"[redacted]"}"#),
        ("/entities/name/first", r#"{"name":"canary","n":1}"#, r#"{"name":"[redacted]","n":1}"#),
        ("/entities/name", r#"{"other":1}"#, r#"{"other":1}"#),
        ("/entities/0", "[]", "[]"),
        ("/entities", r#"{"name":"canary"}"#, r#""[redacted]""#),
        ("/entities", r#"["canary"]"#, r#""[redacted]""#),
        ("/entities/a", r#"{"a":{"b":["canary"]}}"#, r#"{"a":"[redacted]"}"#),
        ("/entities/a/b", r#"{"a":null}"#, r#"{"a":null}"#),
        ("/entities/a/b", r#"{"a":[]}"#, r#"{"a":[]}"#),
        ("/entities/a/0", r#"{"a":{}}"#, r#"{"a":{}}"#),
    ];
    for (flag, newer, expected) in cases {
        let mut merged = Merged::new(RecordType::Turn);
        merged.add(at(1), r#"{"entities":"[redacted]"}"#, &[Pointer::parse(flag).unwrap()]);
        merged.add(at(2), &format!(r#"{{"entities":{newer}}}"#), &[]);
        assert_eq!(merged.clone().view(false).raw("entities").unwrap().get(), expected, "{flag} in {newer}");
        assert_eq!(merged.clone().view(true).raw("entities").unwrap().get(), newer);
    }
}

#[test]
fn a_records_own_flags_hide_nothing_beside_them() {
    let mut merged = Merged::new(RecordType::Turn);
    let flag = Pointer::parse("/entities/0/name").unwrap();
    let newest = r#"{"entities":[{"name":"canary"},{"name":"Acme"}]}"#;
    merged.add(at(2), newest, std::slice::from_ref(&flag));
    let open = merged.clone().view(false).raw("entities").unwrap().get().to_owned();
    assert_eq!(open, r#"[{"name":"[redacted]"},{"name":"Acme"}]"#, "even where a store hands over the original");
    merged.add(at(1), r#"{"entities":[{"name":"[redacted]"}]}"#, &[flag]);
    assert!(!merged.clone().view(false).raw("entities").unwrap().get().contains("Acme"));
}

#[test]
fn a_number_past_all_bounds_is_none() {
    let mut merged = Merged::new(RecordType::Turn);
    merged.add(at(1), r#"{"latency":1e999999}"#, &[]);
    assert_eq!(merged.clone().view(false).number("latency"), None);
}

#[test]
fn a_mark_on_a_number_goes_with_it() {
    let mut merged = Merged::new(RecordType::Conversation);
    let fields = r#"{"direction":"outbound","from_number":"long","_truncated":["/from_number"]}"#;
    merged.add(at(1), fields, &[]);
    assert_eq!(merged.clone().view(false).cut.len(), 1);
    merged.add(at(2), r#"{"direction":"inbound"}"#, &[]);
    assert!(merged.clone().view(false).cut.is_empty());
}

#[test]
fn very_many_flags_from_many_records_do_no_harm() {
    let mut merged = Merged::new(RecordType::Turn);
    for n in 0..100_000i64 {
        merged.add(at(n), "{}", &[Pointer::parse(&format!("/entities/{n}/k{n}")).unwrap()]);
    }
    let items = serde_json::to_string(&vec![serde_json::json!({"k5": "canary", "n": 1}); 5_000]).unwrap();
    merged.add(at(100_000), &format!(r#"{{"entities":{items}}}"#), &[]);
    assert!(!merged.clone().view(false).raw("entities").unwrap().get().contains("canary"));
    assert_eq!(merged.clone().view(true).personal.len(), 1);
}

#[test]
fn hides_the_callers_side_whatever_the_records_said() {
    let mut merged = Merged::new(RecordType::Conversation);
    merged.add(
        at(1),
        r#"{"direction":"inbound","from_number":"[redacted]","to_number":"+441134960000"}"#,
        &[Pointer::parse("/from_number").unwrap()],
    );
    merged.add(at(2), r#"{"direction":"outbound"}"#, &[]);
    assert_eq!(merged.clone().view(false).text("to_number").as_deref(), Some(REDACTED));
    assert_eq!(merged.clone().view(false).text("from_number").as_deref(), Some(REDACTED));
}

#[test]
fn a_mark_on_a_personal_value_is_hidden_with_it() {
    let mut merged = Merged::new(RecordType::Turn);
    merged.add(
        at(1),
        r#"{"user_input":"long","agent_response":"long","_truncated":["/user_input","/agent_response"]}"#,
        &[],
    );
    merged.add(at(0), r#"{"user_input":"[redacted]"}"#, &[Pointer::parse("/user_input").unwrap()]);
    assert_eq!(merged.clone().view(false).cut.len(), 1);
    assert_eq!(merged.clone().view(true).cut.len(), 2);
}

#[test]
fn a_mark_on_an_open_value_stays_beside_a_personal_one() {
    let mut merged = Merged::new(RecordType::Turn);
    merged.add(at(1), r#"{"entities":{"a":"[redacted]"}}"#, &[Pointer::parse("/entities/a").unwrap()]);
    let newer = r#"{"entities":{"a":"x","b":"y"},"_truncated":["/entities/a","/entities/b"]}"#;
    merged.add(at(2), newer, &[]);
    let marks: Vec<String> = merged.view(false).cut.iter().map(|mark| mark.as_str().to_owned()).collect();
    assert_eq!(marks, ["/entities/b"]);
}

#[test]
fn whoever_may_see_the_callers_number_sees_it() {
    let mut merged = Merged::new(RecordType::Conversation);
    merged.add(at(1), r#"{"direction":"inbound","from_number":"1","to_number":"2"}"#, &[]);
    assert_eq!(merged.clone().view(true).text("from_number").as_deref(), Some("1"));
    assert_eq!(merged.view(false).text("from_number").as_deref(), Some("[redacted]"));
}
