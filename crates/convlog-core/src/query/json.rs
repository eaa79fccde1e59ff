//! A query as JSON, the form in which programs send and keep it.
//!
//! `{"all": […]}`, `{"any": […]}`, `{"not": …}`, or a field with its comparisons, of which one value meets all:
//! `{"field": ["entry", "status"], "at_least": 500, "less_than": 600}`. The field's names are a list, because a name may
//! hold a dot. A time to compare with is `{"time": "2025-01-01T10:00:00Z"}`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::check::{Predicate, QueryError};
use super::condition::{Comparison, Condition, Leaf, Literal};
use super::field::{FieldPath, Scope};
use super::text::Folded;
use super::words::Phrase;
use crate::limits::QUERY_BYTES_MAX;
use crate::pointer::Pointer;
use crate::timestamp::Timestamp;

impl Predicate {
    /// Reads a query.
    ///
    /// # Errors
    /// Says where it is wrong and what to do.
    pub fn parse(text: &str) -> Result<Predicate, QueryError> {
        let root = Pointer::root();
        if text.len() > QUERY_BYTES_MAX {
            return Err(QueryError::new(&root, format!("a query is at most {QUERY_BYTES_MAX} bytes long")));
        }
        let value: Value = serde_json::from_str(text)
            .map_err(|error| QueryError::new(&root, format!("not valid JSON from column {} on", error.column())))?;
        Predicate::of_json(&value)
    }

    fn of_json(value: &Value) -> Result<Predicate, QueryError> {
        Predicate::new(condition(value, &Pointer::root())?)
    }

    /// Returns the query as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        written(self.condition())
    }
}

impl Serialize for Predicate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Predicate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Predicate, D::Error> {
        Predicate::of_json(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The ways in which a condition may begin.
const FORMS: &str = "a condition is an object with one of \"all\", \"any\", \"not\" or \"field\"";

fn condition(value: &Value, at: &Pointer) -> Result<Condition, QueryError> {
    let Value::Object(members) = value else { return Err(QueryError::new(at, FORMS)) };
    if let Some(field) = members.get("field") {
        return leaf(field, members, at);
    }
    let mut members = members.iter();
    let (Some((name, inside)), None) = (members.next(), members.next()) else { return Err(QueryError::new(at, FORMS)) };
    let at_inside = at.child(name);
    let list = || {
        let Value::Array(parts) = inside else { return Err(QueryError::new(&at_inside, "give a list of conditions")) };
        let each = |(index, part): (usize, &Value)| condition(part, &at_inside.child(&index.to_string()));
        parts.iter().enumerate().map(each).collect::<Result<Vec<_>, _>>()
    };
    match name.as_str() {
        "all" => list().map(Condition::All),
        "any" => list().map(Condition::Any),
        "not" => Ok(Condition::Not(Box::new(condition(inside, &at_inside)?))),
        _ => Err(QueryError::new(at, FORMS)),
    }
}

fn leaf(field: &Value, members: &Map<String, Value>, at: &Pointer) -> Result<Condition, QueryError> {
    let field = path(field).ok_or_else(|| {
        let scopes = Scope::ALL.map(Scope::as_str).join(", ");
        let reason = format!("give a list of names, such as [\"entry\", \"status\"], that begins with one of {scopes}");
        QueryError::new(&at.child("field"), reason)
    })?;
    let given = members.iter().filter(|(name, _)| *name != "field");
    let comparisons = given.map(|(name, value)| comparison(name, value, at)).collect::<Result<_, _>>()?;
    Ok(Condition::Leaf(Leaf { field, comparisons }))
}

fn path(value: &Value) -> Option<FieldPath> {
    let names: Vec<&str> = value.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    let [scope, name, inside @ ..] = names.as_slice() else { return None };
    let inside = inside.iter().map(|name| (*name).to_owned()).collect();
    Some(FieldPath { scope: Scope::parse(scope)?, name: (*name).to_owned(), inside })
}

fn comparison(name: &str, value: &Value, at: &Pointer) -> Result<Comparison, QueryError> {
    let one = || literal(value).ok_or_else(|| QueryError::new(&at.child(name), VALUES));
    let text = || {
        let text = value.as_str().map(Folded::new);
        text.ok_or_else(|| QueryError::new(&at.child(name), "give a text"))
    };
    Ok(match name {
        "exists" if *value == Value::Bool(true) => Comparison::Exists,
        "exists" => {
            return Err(QueryError::new(
                &at.child(name),
                "give true; for the contrary put the condition under \"not\"",
            ));
        }
        "equals" => Comparison::Equals(one()?),
        "in" => {
            let values = value.as_array().and_then(|values| values.iter().map(literal).collect::<Option<Vec<_>>>());
            Comparison::In(values.ok_or_else(|| QueryError::new(&at.child(name), "give a list of values"))?)
        }
        "less_than" => Comparison::LessThan(one()?),
        "at_most" => Comparison::AtMost(one()?),
        "greater_than" => Comparison::GreaterThan(one()?),
        "at_least" => Comparison::AtLeast(one()?),
        "contains" => Comparison::Contains(text()?),
        "starts_with" => Comparison::StartsWith(text()?),
        "words" => {
            let phrase = value.as_str().map(Phrase::new);
            Comparison::Words(phrase.ok_or_else(|| QueryError::new(&at.child(name), "give a text"))?)
        }
        _ => {
            let reason = "beside \"field\" give some of \"exists\", \"equals\", \"in\", \"less_than\", \"at_most\", \
                          \"greater_than\", \"at_least\", \"contains\", \"starts_with\", \"words\"";
            return Err(QueryError::new(at, reason));
        }
    })
}

/// What can be compared with.
const VALUES: &str = "give text, a number, true, false, null, or {\"time\": \"2025-01-01T10:00:00Z\"}";

fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Null => Literal::Null,
        Value::Bool(flag) => Literal::Flag(*flag),
        Value::Number(number) => Literal::Number(number.clone()),
        Value::String(text) => Literal::Text(text.clone()),
        Value::Object(members) if members.len() == 1 => {
            Literal::Time(Timestamp::parse(members.get("time")?.as_str()?)?)
        }
        _ => return None,
    })
}

fn written(condition: &Condition) -> Value {
    let all = |parts: &[Condition]| parts.iter().map(written).collect::<Vec<_>>();
    match condition {
        Condition::All(parts) => json!({"all": all(parts)}),
        Condition::Any(parts) => json!({"any": all(parts)}),
        Condition::Not(part) => json!({"not": written(part)}),
        Condition::Leaf(Leaf { field, comparisons }) => {
            let names = [field.scope.as_str(), &field.name].into_iter().chain(field.inside.iter().map(String::as_str));
            let mut members = Map::from_iter([("field".to_owned(), names.collect())]);
            let each = |comparison: &Comparison| (comparison.name().to_owned(), written_value(comparison));
            members.extend(comparisons.iter().map(each));
            Value::Object(members)
        }
    }
}

fn written_value(comparison: &Comparison) -> Value {
    match comparison {
        Comparison::Exists => Value::Bool(true),
        Comparison::In(literals) => literals.iter().map(written_literal).collect(),
        Comparison::Equals(literal)
        | Comparison::LessThan(literal)
        | Comparison::AtMost(literal)
        | Comparison::GreaterThan(literal)
        | Comparison::AtLeast(literal) => written_literal(literal),
        Comparison::Contains(text) | Comparison::StartsWith(text) => Value::from(text.as_str()),
        Comparison::Words(phrase) => Value::from(phrase.as_str()),
    }
}

fn written_literal(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Flag(flag) => Value::Bool(*flag),
        Literal::Number(number) => Value::Number(number.clone()),
        Literal::Text(text) => Value::from(text.as_str()),
        Literal::Time(time) => json!({"time": time.to_string()}),
    }
}
