//! Places that are personal only because the same value is flagged elsewhere in the conversation: what the pass for known
//! values has to hide.

use convlog_core::RecordType;

use super::location::{CanaryLocation, CanaryLocations, base, filled, logged, places, record};

/// Returns every place, and those in which a value stands openly that another record of the conversation flags.
#[must_use]
pub fn places_over_time() -> Vec<CanaryLocation> {
    let mut places = CanaryLocations(places());
    let open = [
        ("content of an entry", r#""content":"@""#),
        ("a part of the content", r#""content":"it was @, again""#),
        ("an extra", r#""content":"x","who":{"a":["@"]}"#),
        ("a part of an extra", r#""content":"x","who":"as (@)""#),
        ("a number", r#""content":"x","who":#"#),
        ("a number in a text", r#""content":"called #.""#),
        ("an exception's message", r#""content":"x","exception":{"type":"E","message":"no @"}"#),
        ("a stack trace", r#""content":"x","exception":{"type":"E","stacktrace":"raise E('@')\\n"}"#),
    ];
    for (what, members) in open {
        for is_first in [false, true] {
            let order = if is_first { "before it was flagged" } else { "after it was flagged" };
            places.add(format!("known from another record: {what}, {order}"), |canary, _| {
                let number = members.contains('#');
                let flagged = if number { r#""content":"x","who":#"# } else { r#""content":"x","who":"@""# };
                let flagged = logged(&filled(flagged, canary), r#","pii":["/entry/who"]"#, "");
                let open = logged(&filled(members, canary), "", "");
                let [one, other] = if is_first { [open, flagged] } else { [flagged, open] };
                vec![base(RecordType::Conversation), one, other]
            });
        }
    }
    for (kind, field, value) in [
        (RecordType::Turn, "user_input", r#""yes, @""#),
        (RecordType::Turn, "agent_response", r#""is it @?""#),
        (RecordType::FunctionEvent, "arguments", r#"{"a":["@"]}"#),
        (RecordType::FunctionEvent, "result", r#"{"b":"for @"}"#),
        (RecordType::FunctionEvent, "error", r#"{"type":"E","message":"no @"}"#),
    ] {
        places.add(format!("known from another record: {}.{field}", kind.as_str()), |canary, _| {
            let flagged = logged(&filled(r#""content":"@""#, canary), r#","pii":["/entry/content"]"#, "");
            vec![base(kind), flagged, record(kind, 1, field, &filled(value, canary), "")]
        });
    }
    places.0
}
