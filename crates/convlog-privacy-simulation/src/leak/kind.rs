//! In which ways a resource can leak: what its answers hold decides.

use serde_json::Value;

use crate::description::{Answered, Operation, resolved};

/// What gets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something that is hidden.
    Value,
    /// That something hidden is there.
    Existence,
    /// How much of it there is.
    Count,
    /// An order that comes of it.
    Order,
    /// Where a list ends because of it.
    Bound,
}

/// What the answers of an operation hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Holds {
    text: bool,
    number: bool,
    list: bool,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [Kind::Value, Kind::Existence, Kind::Count, Kind::Order, Kind::Bound];

    /// Says whether an operation has an answer into which this fits. A status tells by itself that something is there; a
    /// value needs a text, a count a number, and an order or an end needs a list.
    #[must_use]
    pub fn is_possible(self, operation: &Operation) -> bool {
        let mut holds = Holds::default();
        operation.answers.iter().for_each(|answered| holds.see(answered));
        match self {
            Kind::Existence => true,
            Kind::Value => holds.text,
            Kind::Count => holds.number,
            Kind::Order | Kind::Bound => holds.list,
        }
    }
}

/// Says whether a schema names a type.
pub(super) fn is_of(schema: &Value, name: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|it| it == name),
        _ => false,
    }
}

/// Says whether a body is a list of lines.
pub(super) fn is_of_lines(media: &str) -> bool {
    ["text/csv", "application/x-ndjson"].iter().any(|lines| media.starts_with(lines))
}

impl Holds {
    fn see(&mut self, answered: &Answered) {
        self.list |= is_of_lines(&answered.media);
        // What is described no further is a text.
        self.text |= answered.schema.is_null();
        self.visibility_for(&answered.schema, 0);
    }

    fn visibility_for(&mut self, schema: &Value, depth: usize) {
        // Deeper than any answer is, or going round in a circle.
        if depth > 12 {
            return;
        }
        let schema = resolved(schema);
        self.text |= is_of(schema, "string");
        self.number |= is_of(schema, "integer") || is_of(schema, "number");
        self.list |= is_of(schema, "array");
        let inner = ["items", "additionalProperties"].iter().map(|name| &schema[*name]);
        let members = schema["properties"].as_object().into_iter().flatten().map(|(_, schema)| schema);
        let several = ["oneOf", "anyOf", "allOf"].iter().flat_map(|of| schema[*of].as_array().into_iter().flatten());
        for schema in inner.chain(members).chain(several).filter(|schema| schema.is_object()) {
            self.visibility_for(schema, depth + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kinds(media: &str, schema: Value) -> Vec<Kind> {
        let answers = vec![Answered { media: media.to_owned(), schema }];
        let operation = Operation { method: "get".into(), path: "/".into(), inputs: Vec::new(), body: None, answers };
        Kind::ALL.into_iter().filter(|kind| kind.is_possible(&operation)).collect()
    }

    #[test]
    fn the_answers_of_a_resource_decide_how_it_can_leak() {
        use Kind::{Bound, Count, Existence, Order, Value};
        let object = |members| json!({"type": "object", "properties": members});
        let json = "application/json";
        assert_eq!(kinds(json, object(json!({"name": {"type": ["string", "null"]}}))), [Value, Existence]);
        assert_eq!(kinds(json, object(json!({"flag": {"type": "boolean"}}))), [Existence]);
        assert_eq!(kinds(json, object(json!({"total": {"type": "integer"}}))), [Existence, Count]);
        let names = json!({"type": "array", "items": {"type": "string"}});
        assert_eq!(kinds(json, object(json!({"names": names}))), [Value, Existence, Order, Bound]);
        assert_eq!(
            kinds(json, object(json!({"ms": {"oneOf": [{"type": "number"}, {"type": "null"}]}}))),
            [Existence, Count]
        );
        assert_eq!(kinds("text/csv", json!({"type": "string"})), [Value, Existence, Order, Bound]);
        assert_eq!(kinds("text/html", serde_json::Value::Null), [Value, Existence]);
    }
}
