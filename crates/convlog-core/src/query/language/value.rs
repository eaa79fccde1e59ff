//! From a name and a value as they are written to a condition on a field.

use std::borrow::Cow;

use serde_json::Number;

use super::super::check::Predicate;
use super::super::condition::{Comparison, Condition, Leaf, Literal};
use super::super::field::{FieldPath, OUTCOME, Scope, Type};
use super::super::text::Folded;
use super::super::words::Phrase;
use super::names::{self, Values};
use super::times::{self, Asked};
use crate::outcome::Outcome;

/// What is wrong with a condition, and what to do.
pub(super) type Reason = Cow<'static, str>;

/// What a value has to be like, as it is written behind the colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// `*`: there is one.
    Any,
    /// Equal to this; `true` where it stood in quotation marks.
    Is(Cow<'a, str>, bool),
    /// `>`, `>=`, `<`, `<=`.
    Than(Order, Cow<'a, str>),
    /// `1..5`; an end may be left out.
    Between(Option<Cow<'a, str>>, Option<Cow<'a, str>>),
    /// `abc*`.
    Begins(Cow<'a, str>),
    /// `*abc*`, `~abc`.
    Holds(Cow<'a, str>),
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// A field as it is named.
pub(super) struct Named {
    fields: Vec<FieldPath>,
    values: Values,
}

impl Named {
    /// Finds the field that a name is of: a short name, a field under its kind of record, or a key of an entry.
    pub(super) fn find(parts: &[String]) -> Result<Named, Reason> {
        if let [kind, name, inside @ ..] = parts
            && let Some(scope) = names::scope(kind)
        {
            let field = FieldPath { scope, name: name.clone(), inside: inside.to_vec() };
            let is_known = field.outside_type().is_some();
            return if is_known {
                Ok(Named { fields: vec![field], values: Values::OfField })
            } else {
                Err(unknown(scope))
            };
        }
        let Some((name, taken)) = names::find(parts) else {
            let (name, inside) = parts.split_first().ok_or("give the name of a field before the colon")?;
            let field = FieldPath { scope: Scope::Entry, name: name.clone(), inside: inside.to_vec() };
            return Ok(Named { fields: vec![field], values: Values::OfField });
        };
        let inside = &parts[taken..];
        let path = |(scope, names): &(Scope, &[&str])| {
            let (name, rest) = names.split_first()?;
            let inside = rest.iter().map(|name| (*name).to_owned()).chain(inside.iter().cloned()).collect();
            Some(FieldPath { scope: *scope, name: (*name).to_owned(), inside })
        };
        Ok(Named { fields: name.fields.iter().filter_map(path).collect(), values: name.values })
    }

    /// Makes a condition of what its value has to be like.
    pub(super) fn condition(&self, wanted: &Wanted<'_>, asked: &Asked) -> Result<Condition, Reason> {
        if self.values == Values::Has {
            return has(wanted);
        }
        let each = |field: &FieldPath| self.on_field(field, wanted, asked);
        let mut conditions = self.fields.iter().map(each).collect::<Result<Vec<_>, _>>()?;
        let condition = match conditions.len() {
            1 => conditions.remove(0),
            _ => Condition::Any(conditions),
        };
        // INVARIANT: an error of a whole tree names no place in a text, so that each condition is looked at by itself.
        Predicate::new(condition.clone()).map_err(|error| error.reason)?;
        Ok(condition)
    }

    fn on_field(&self, field: &FieldPath, wanted: &Wanted<'_>, asked: &Asked) -> Result<Condition, Reason> {
        let value_type = field.value_type().ok_or("this field has no inner fields; use the field itself")?;
        match (self.values, wanted) {
            (_, Wanted::Any) => Ok(leaf(field, vec![Comparison::Exists])),
            (Values::Host, wanted) => host(field, wanted),
            (Values::Since, Wanted::Is(text, _)) => on_time(field, &Wanted::Than(Order::AtLeast, text.clone()), asked),
            (Values::Until, Wanted::Is(text, _)) => on_time(field, &Wanted::Than(Order::AtMost, text.clone()), asked),
            (Values::Since | Values::Until, _) => Err(times::FORMS.into()),
            (values, wanted) => match (value_type, wanted) {
                (Type::Words, Wanted::Is(text, _) | Wanted::Holds(text)) => Ok(words(field, text)),
                (Type::Words, Wanted::Begins(text)) => Ok(words(field, &format!("{text}*"))),
                (_, Wanted::Begins(text)) => Ok(leaf(field, vec![Comparison::StartsWith(Folded::new(text))])),
                (_, Wanted::Holds(text)) => Ok(leaf(field, vec![Comparison::Contains(Folded::new(text))])),
                (Type::Time, wanted) => on_time(field, wanted, asked),
                (_, Wanted::Is(text, is_quoted)) => {
                    let comparison = match literals(value_type, values, text, *is_quoted)? {
                        mut one if one.len() == 1 => Comparison::Equals(one.remove(0)),
                        several => Comparison::In(several),
                    };
                    Ok(leaf(field, vec![comparison]))
                }
                (_, Wanted::Than(order, text)) => {
                    Ok(leaf(field, vec![than(*order, ordered(value_type, values, text, asked)?)]))
                }
                (_, Wanted::Between(from, to)) => {
                    let end = |order, text: &Option<Cow<'_, str>>| {
                        let text = text.as_ref()?;
                        Some(ordered(value_type, values, text, asked).map(|literal| than(order, literal)))
                    };
                    let ends = [end(Order::AtLeast, from), end(Order::AtMost, to)];
                    Ok(leaf(field, ends.into_iter().flatten().collect::<Result<_, _>>()?))
                }
                (_, Wanted::Any) => Ok(leaf(field, vec![Comparison::Exists])),
            },
        }
    }
}

/// Makes a condition of words alone.
pub(super) fn words_alone(text: &str) -> Condition {
    words(&FieldPath::new(Scope::Record, super::super::field::TEXT), text)
}

fn words(field: &FieldPath, text: &str) -> Condition {
    leaf(field, vec![Comparison::Words(Phrase::new(text))])
}

fn leaf(field: &FieldPath, comparisons: Vec<Comparison>) -> Condition {
    Condition::Leaf(Leaf { field: field.clone(), comparisons })
}

fn unknown(scope: Scope) -> Reason {
    let fields = scope.record_type().map_or(&[][..], |kind| kind.fields());
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    format!("a {} has no such field; it has {}", scope.as_str().replace('_', " "), names.join(", ")).into()
}

fn has(wanted: &Wanted<'_>) -> Result<Condition, Reason> {
    let of = |scope, name: &str, comparison| leaf(&FieldPath::new(scope, name), vec![comparison]);
    let texts = |names: &[Outcome]| names.iter().map(|name| Literal::Text(name.as_str().to_owned())).collect();
    let level = |name: &str| Comparison::Equals(Literal::Text(name.to_owned()));
    match wanted {
        Wanted::Is(name, _) if matches!(name.as_ref(), "error" | "errors") => {
            let failures: Vec<Outcome> = Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure()).collect();
            let failed = of(Scope::FunctionEvent, OUTCOME, Comparison::In(texts(&failures)));
            Ok(Condition::Any(vec![of(Scope::Entry, "level", level("error")), failed]))
        }
        Wanted::Is(name, _) if matches!(name.as_ref(), "warning" | "warnings") => {
            Ok(of(Scope::Entry, "level", level("warning")))
        }
        Wanted::Is(name, _) if name.as_ref() == "note" => Ok(of(Scope::Conversation, "note", Comparison::Exists)),
        Wanted::Is(name, _) if name.as_ref() == "handoff" => {
            Ok(of(Scope::Conversation, "handoff", Comparison::Equals(Literal::Flag(true))))
        }
        _ => Err("give one of errors, warnings, note, handoff".into()),
    }
}

/// Makes a condition on the host of a URL: what stands behind `//`, to its end or to a port, a path or a question mark.
fn host(field: &FieldPath, wanted: &Wanted<'_>) -> Result<Condition, Reason> {
    let of = |comparison| leaf(field, vec![comparison]);
    let begins = |text: String| of(Comparison::StartsWith(Folded::new(&text)));
    match wanted {
        Wanted::Is(host, _) => {
            let each = |scheme: &str| {
                let url = format!("{scheme}://{host}");
                let ends = ["/", ":", "?"].map(|end| begins(format!("{url}{end}")));
                ends.into_iter().chain([of(Comparison::Equals(Literal::Text(url)))])
            };
            Ok(Condition::Any(["https", "http"].iter().flat_map(|scheme| each(scheme)).collect()))
        }
        Wanted::Begins(host) => {
            Ok(Condition::Any(["https", "http"].map(|scheme| begins(format!("{scheme}://{host}"))).to_vec()))
        }
        Wanted::Holds(host) => Ok(of(Comparison::Contains(Folded::new(host)))),
        _ => Err("give the name of a host, such as api.example.com or api*".into()),
    }
}

fn on_time(field: &FieldPath, wanted: &Wanted<'_>, asked: &Asked) -> Result<Condition, Reason> {
    let read = |text: &str| asked.read(text).ok_or(Reason::Borrowed(times::FORMS));
    let at = |time| Literal::Time(time);
    let comparisons = match wanted {
        Wanted::Is(text, _) if asked.is_ago(text) => vec![Comparison::AtLeast(at(read(text)?.from))],
        Wanted::Is(text, _) => {
            let stretch = read(text)?;
            vec![Comparison::AtLeast(at(stretch.from)), Comparison::LessThan(at(stretch.until))]
        }
        Wanted::Than(Order::AtLeast, text) => vec![Comparison::AtLeast(at(read(text)?.from))],
        Wanted::Than(Order::Greater, text) => vec![Comparison::AtLeast(at(read(text)?.until))],
        Wanted::Than(Order::Less, text) => vec![Comparison::LessThan(at(read(text)?.from))],
        Wanted::Than(Order::AtMost, text) => vec![Comparison::LessThan(at(read(text)?.until))],
        Wanted::Between(from, to) => {
            let from = from.as_ref().map(|text| read(text)).transpose()?;
            let to = to.as_ref().map(|text| read(text)).transpose()?;
            let ends =
                [from.map(|from| Comparison::AtLeast(at(from.from))), to.map(|to| Comparison::LessThan(at(to.until)))];
            ends.into_iter().flatten().collect()
        }
        _ => return Err(times::FORMS.into()),
    };
    Ok(leaf(field, comparisons))
}

fn than(order: Order, literal: Literal) -> Comparison {
    match order {
        Order::Less => Comparison::LessThan(literal),
        Order::AtMost => Comparison::AtMost(literal),
        Order::Greater => Comparison::GreaterThan(literal),
        Order::AtLeast => Comparison::AtLeast(literal),
    }
}

/// Returns what a value may be equal to: a key of an entry may hold any type, and nobody who asks for `status:409` cares
/// whether it is a number or a text.
fn literals(value_type: Type, values: Values, text: &str, is_quoted: bool) -> Result<Vec<Literal>, Reason> {
    let as_text = || Literal::Text(text.to_owned());
    Ok(match value_type {
        Type::Any if is_quoted => vec![as_text()],
        Type::Any => {
            let other = match text {
                "true" => Some(Literal::Flag(true)),
                "false" => Some(Literal::Flag(false)),
                "null" => Some(Literal::Null),
                _ => number(text).map(Literal::Number),
            };
            other.into_iter().chain([as_text()]).collect()
        }
        Type::Number => vec![measure(values, text)?],
        Type::Flag => vec![Literal::Flag(match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => true,
            "false" | "no" => false,
            _ => return Err("it is true or false; give true or false".into()),
        })],
        Type::Level if text.eq_ignore_ascii_case("warn") => vec![Literal::Text("warning".to_owned())],
        Type::Level | Type::Status | Type::Outcome | Type::Kind => vec![Literal::Text(text.to_ascii_lowercase())],
        _ => vec![as_text()],
    })
}

/// Returns what a value comes before or after.
fn ordered(value_type: Type, values: Values, text: &str, asked: &Asked) -> Result<Literal, Reason> {
    match value_type {
        Type::Any => Ok(match (number(text), asked.read(text)) {
            (Some(number), _) => Literal::Number(number),
            (None, Some(stretch)) => Literal::Time(stretch.from),
            (None, None) => Literal::Text(text.to_owned()),
        }),
        _ => literals(value_type, values, text, false).map(|mut literals| literals.remove(0)),
    }
}

/// Reads a number, or a duration where the name is of one.
fn measure(values: Values, text: &str) -> Result<Literal, Reason> {
    if values == Values::OfField {
        return number(text).map(Literal::Number).ok_or_else(|| "it is a number; give a number".into());
    }
    let refused = || Reason::Borrowed("give a duration with its unit: 300ms, 2s, 1.5m or 1h");
    let at = text.find(|sign: char| !(sign.is_ascii_digit() || sign == '.')).ok_or_else(refused)?;
    let (count, unit) = text.split_at(at);
    let count: f64 = count.parse().map_err(|_| refused())?;
    let milliseconds = match unit {
        "ms" => 1.0,
        "s" => 1e3,
        "m" | "min" => 60e3,
        "h" => 3600e3,
        _ => return Err(refused()),
    };
    let whole = count * milliseconds / if values == Values::Seconds { 1e3 } else { 1.0 };
    Number::from_f64(whole).map(Literal::Number).ok_or_else(refused)
}

fn number(text: &str) -> Option<Number> {
    serde_json::from_str(text).ok()
}
