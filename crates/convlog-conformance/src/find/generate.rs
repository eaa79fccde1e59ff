//! Random conditions on what the random operations of [`model`](crate::model) write.

use convlog_core::Timestamp;
use convlog_core::query::{Comparison, Condition, FieldPath, Folded, Leaf, Literal, Predicate, Scope};
use proptest::prelude::*;
use serde_json::Number;

/// Fields with texts, among them values that are hidden from some readers.
const TEXTS: [(Scope, &[&str]); 15] = [
    (Scope::Entry, &["content"]),
    (Scope::Entry, &["x"]),
    (Scope::Entry, &["logger"]),
    (Scope::FunctionEvent, &["name"]),
    (Scope::FunctionEvent, &["function_event_id"]),
    (Scope::FunctionEvent, &["error", "type"]),
    (Scope::Turn, &["turn_id"]),
    (Scope::Turn, &["user_input"]),
    (Scope::Turn, &["user_input_dtmf"]),
    (Scope::Conversation, &["conversation_id"]),
    (Scope::Conversation, &["environment"]),
    (Scope::Conversation, &["channel"]),
    (Scope::Conversation, &["direction"]),
    (Scope::Conversation, &["from_number"]),
    (Scope::Conversation, &["to_number"]),
];

const WORDS: [&str; 17] =
    ["v0", "V1", "v2", "v", "1", "2", "11", "20", "n1", "E", "[redacted]", "live", "draft", "inbound", "f1", "t1", "a"];

const NUMBERS: [(Scope, &[&str]); 4] = [
    (Scope::Entry, &["x"]),
    (Scope::Entry, &["nothing", "inside"]),
    (Scope::FunctionEvent, &["duration_ms"]),
    (Scope::Turn, &["number"]),
];

const TIMES: [(Scope, &[&str]); 4] = [
    (Scope::Entry, &["timestamp"]),
    (Scope::FunctionEvent, &["started_at"]),
    (Scope::Turn, &["started_at"]),
    (Scope::Conversation, &["started_at"]),
];

fn field(of: (Scope, &[&str])) -> FieldPath {
    let (scope, names) = of;
    let inside = names[1..].iter().map(|name| (*name).to_owned()).collect();
    FieldPath { inside, ..FieldPath::new(scope, names[0]) }
}

/// A comparison with values of one type that has an order.
fn compared(value: impl Strategy<Value = Literal> + Clone + 'static) -> impl Strategy<Value = Vec<Comparison>> {
    prop_oneof![
        value.clone().prop_map(|value| vec![Comparison::Equals(value)]),
        prop::collection::vec(value.clone(), 1..3).prop_map(|values| vec![Comparison::In(values)]),
        value.clone().prop_map(|value| vec![Comparison::LessThan(value)]),
        value.clone().prop_map(|value| vec![Comparison::AtMost(value)]),
        (value.clone(), value.clone()).prop_map(|(from, to)| vec![Comparison::AtLeast(from), Comparison::LessThan(to)]),
        value.prop_map(|value| vec![Comparison::GreaterThan(value)]),
        Just(vec![Comparison::Exists]),
    ]
}

fn leaf() -> impl Strategy<Value = Condition> {
    let word = prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned);
    let text = prop_oneof![
        2 => compared(word.clone().prop_map(Literal::Text)),
        1 => word.clone().prop_map(|word| vec![Comparison::Contains(Folded::new(&word))]),
        1 => word.prop_map(|word| vec![Comparison::StartsWith(Folded::new(&word))]),
    ];
    let number = (0..5u32).prop_map(|number| Literal::Number(Number::from(number)));
    let time = (0..6u32).prop_map(|second| {
        let text = format!("2025-01-01T{}:00:0{second}Z", if second % 2 == 0 { 10 } else { 9 });
        Literal::Time(Timestamp::parse(&text).unwrap_or_default())
    });
    let named = |scope, name: &'static str, values: &[&str]| {
        let values: Vec<Literal> = values.iter().map(|value| Literal::Text((*value).to_owned())).collect();
        prop::sample::select(values)
            .prop_map(move |value| (FieldPath::new(scope, name), vec![Comparison::Equals(value)]))
    };
    let flag = prop::sample::select(vec![(Scope::Entry, "is_pii"), (Scope::Conversation, "handoff")]);
    let flag = (flag, any::<bool>())
        .prop_map(|((scope, name), flag)| (FieldPath::new(scope, name), vec![Comparison::Equals(Literal::Flag(flag))]));
    let states = ["live", "unfinished", "ended"];
    prop_oneof![
        4 => (prop::sample::select(TEXTS.to_vec()).prop_map(field), text),
        2 => (prop::sample::select(NUMBERS.to_vec()).prop_map(field), compared(number)),
        2 => (prop::sample::select(TIMES.to_vec()).prop_map(field), compared(time)),
        1 => named(Scope::Entry, "level", &["info", "warning", "error"]),
        1 => named(Scope::Conversation, "status", &states),
        1 => named(Scope::FunctionEvent, "status", &states),
        1 => flag,
    ]
    .prop_map(|(field, comparisons)| Condition::Leaf(Leaf { field, comparisons }))
}

/// Returns a condition that can be asked.
pub(super) fn predicate() -> impl Strategy<Value = Predicate> {
    let condition = leaf().prop_recursive(3, 12, 3, |inside| {
        prop_oneof![
            prop::collection::vec(inside.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inside.clone(), 1..4).prop_map(Condition::Any),
            inside.prop_map(|inside| Condition::Not(Box::new(inside))),
        ]
    });
    condition.prop_map(|condition| {
        Predicate::new(condition).unwrap_or_else(|error| panic!("what is generated can be asked: {error}"))
    })
}
