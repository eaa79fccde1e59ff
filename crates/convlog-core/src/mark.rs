//! What readers marked as personal afterwards, applied to a record.
//!
//! Marks lie over a record and never in it: what it was before stands beside its original, sealed. So a record with marks
//! is always made anew from what it was without any, in whatever order marks come and go, and what is left without them
//! is exactly what was there.

use serde_json::Value;

use crate::class::Class;
use crate::entry::Entry;
use crate::finding::{Finding, Original, PersonalSpan, Unmarked, findings};
use crate::known::KnownPii;
use crate::pointer::Pointer;
use crate::reclassify::original_path;
use crate::record::{Body, Fields, Log};
use crate::redaction::Redaction;
use crate::schema::RecordType;
use crate::schema::log::{FIXED_KEYS, TRUNCATED};

/// The rule of a place that a reader marked: an entry, or a field.
pub const MARKED: &str = "marked";
/// The rule of where a value stands that a reader marked.
pub const MARKED_VALUE: &str = "marked_value";

/// What readers marked in one record.
#[derive(Clone, Debug, Default)]
pub struct Marked<'a> {
    /// Whether all of it is personal, which only an entry can be.
    pub is_whole: bool,
    /// Places in it, by the names of the original.
    pub places: Vec<&'a Pointer>,
    /// Values, wherever they stand.
    pub values: Vec<&'a KnownPii>,
}

/// Says whether anything is hidden in a record because a reader marked it.
#[must_use]
pub fn is_marked(body: &Body) -> bool {
    original(body).is_some_and(|original| original.unmarked.is_some())
}

/// Returns a record as it was before readers marked any of it; nothing where they did not.
#[must_use]
pub fn unmarked(body: &Body) -> Option<Body> {
    let sealed = original(body)?;
    let before = sealed.unmarked.as_deref()?;
    let original = before.findings.clone().map(|findings| Original::new(sealed.json.clone(), findings));
    Some(match body {
        Body::Log(log) => {
            let open = Entry::of_original(&before.open, log.time).ok()?;
            Body::Log(Log { open: Some(open), original, guard: before.guard, ..log.clone() })
        }
        Body::Fields(fields) => Body::Fields(Fields {
            open: before.open.clone(),
            flags: before.flags.clone(),
            original,
            guard: before.guard,
            ..fields.clone()
        }),
    })
}

/// Returns a record with what readers marked hidden in it, and nothing else that readers marked before; nothing where it
/// stays as it is.
#[must_use]
pub fn apply(body: &Body, marked: &Marked<'_>) -> Option<Body> {
    let before = unmarked(body);
    // One that does not read is left as it is: hidden.
    if before.is_none() && is_marked(body) {
        return None;
    }
    let from = before.as_ref().unwrap_or(body);
    let again = match from {
        Body::Log(log) => in_log(log, marked).map(Body::Log),
        Body::Fields(fields) => in_fields(fields, marked).map(Body::Fields),
    };
    again.or_else(|| before.clone()).filter(|again| again != body)
}

/// Says whether a reader can mark a place of a record: what stands there can be hidden by itself. Of an entry that is all
/// but the fixed keys beside its content, of other records the fields that are not open anyway.
#[must_use]
pub fn can_mark(kind: RecordType, place: &Pointer) -> bool {
    let Some(name) = place.member() else { return false };
    match kind {
        RecordType::Log => name == "content" || !(FIXED_KEYS.contains(&name.as_ref()) || name == TRUNCATED),
        kind => kind.field(&name).is_some_and(|field| matches!(field.class, Class::Guarded | Class::Personal)),
    }
}

/// Says whether anything stands at a place of a record, by the names of the original.
#[must_use]
pub fn leads_somewhere(body: &Body, place: &Pointer) -> bool {
    let whole: Option<Value> = serde_json::from_str(&whole(body)).ok();
    whole.is_some_and(|whole| whole.pointer(place.as_str()).is_some())
}

/// Says whether a value stands in a record, hidden or not, where it would be hidden.
#[must_use]
pub fn holds(body: &Body, value: &KnownPii) -> bool {
    let (whole, nothing) = (whole(body), Redaction::default());
    let found = match body {
        Body::Log(_) => value.find_in_entry(&whole, &nothing),
        Body::Fields(fields) => value.find_in_fields(fields.kind, &whole, &nothing),
    };
    !found.is_empty()
}

/// Returns a record as JSON with nothing hidden.
fn whole(body: &Body) -> String {
    match (original(body), body) {
        (Some(original), _) => original.json.clone(),
        (None, Body::Log(log)) => log.open.as_ref().map(Entry::to_json).unwrap_or_default(),
        (None, Body::Fields(fields)) => fields.open.clone(),
    }
}

fn original(body: &Body) -> Option<&Original> {
    match body {
        Body::Log(log) => log.original.as_ref(),
        Body::Fields(fields) => fields.original.as_ref(),
    }
}

fn in_log(log: &Log, marked: &Marked<'_>) -> Option<Log> {
    let open = log.open.as_ref()?;
    let json = open.to_json();
    let find = |known: &KnownPii| known.find_in_entry(&json, &Redaction::default());
    let hidden = hide(&json, log.original.as_ref(), marked, &find);
    let before = before(json.clone(), &[], log.original.as_ref(), log.guard);
    if !marked.is_whole {
        let Hidden { value, original, .. } = hidden?;
        let original = Original { unmarked: Some(before), ..original };
        return Some(Log { open: Some(open.with_text_of(&value)), original: Some(original), ..log.clone() });
    }
    let original = hidden.map(|hidden| hidden.original).or_else(|| log.original.clone());
    let mut original = original.unwrap_or_else(|| Original::new(json, Vec::new()));
    original.findings.insert(0, Finding { path: String::new(), rule: MARKED.into() });
    original.unmarked = Some(before);
    Some(Log { open: None, original: Some(original), guard: 0, ..log.clone() })
}

fn in_fields(fields: &Fields, marked: &Marked<'_>) -> Option<Fields> {
    let find = |known: &KnownPii| known.find_in_fields(fields.kind, &fields.open, &Redaction::default());
    let Hidden { value, original, mut flags } = hide(&fields.open, fields.original.as_ref(), marked, &find)?;
    let before = before(fields.open.clone(), &fields.flags, fields.original.as_ref(), fields.guard);
    let original = Some(Original { unmarked: Some(before), ..original });
    flags.extend(fields.flags.iter().cloned());
    flags.sort();
    flags.dedup();
    Some(Fields { open: value.to_string(), flags, original, ..fields.clone() })
}

fn before(open: String, flags: &[Pointer], original: Option<&Original>, guard: u32) -> Box<Unmarked> {
    let findings = original.map(|original| original.findings.clone());
    Box::new(Unmarked { open, flags: flags.to_vec(), findings, guard })
}

/// What is left of an open part.
struct Hidden {
    value: Value,
    original: Original,
    /// The marked places, by the names of the open part.
    flags: Vec<Pointer>,
}

/// Hides what is marked in an open part; returns nothing where nothing of it is there.
fn hide(
    open: &str,
    original: Option<&Original>,
    marked: &Marked<'_>,
    find: &dyn Fn(&KnownPii) -> Vec<PersonalSpan>,
) -> Option<Hidden> {
    let found: Vec<PersonalSpan> = marked.values.iter().flat_map(|known| find(known)).collect();
    if found.is_empty() && marked.places.is_empty() {
        return None;
    }
    let mut value: Value = serde_json::from_str(open).ok()?;
    let mut original = original.cloned().unwrap_or_else(|| Original::new(open.to_owned(), Vec::new()));
    let whole: Value = serde_json::from_str(&original.json).ok()?;
    let (mut hidden, mut flags) = (Redaction::default(), Vec::new());
    for place in &marked.places {
        let Some(at) = open_place(&value, &whole, place) else { continue };
        original.findings.push(Finding { path: place.as_str().to_owned(), rule: MARKED.into() });
        hidden.add_whole(&at);
        flags.push(at);
    }
    found.iter().for_each(|found| hidden.add(found));
    for mut finding in findings(&found) {
        finding.path = original_path(&value, &whole, &finding.path);
        finding.rule = MARKED_VALUE.into();
        if !original.findings.contains(&finding) {
            original.findings.push(finding);
        }
    }
    if hidden.is_empty() {
        return None;
    }
    hidden.apply_to_entry(&mut value);
    Some(Hidden { value, original, flags })
}

/// Returns where in the open part that is which a mark names by the names of the original, as near as can be told: what
/// is hidden around it already, or all of what has another form than where the mark was made. Returns nothing where
/// nothing stands there.
fn open_place(mut open: &Value, mut whole: &Value, place: &Pointer) -> Option<Pointer> {
    let mut at = Pointer::root();
    for segment in place.segments() {
        let next = match (open, whole) {
            (Value::Object(shown), Value::Object(members)) => {
                let member = members.iter().enumerate().find(|(_, (name, _))| **name == segment);
                member.and_then(|(at, (_, member))| {
                    let (name, shown) = shown.iter().nth(at)?;
                    Some((name.clone(), shown, member))
                })
            }
            (Value::Array(shown), Value::Array(items)) => {
                let position = segment.parse::<usize>().ok();
                position.and_then(|at| Some((segment.to_string(), shown.get(at)?, items.get(at)?)))
            }
            _ => None,
        };
        let Some((name, shown, member)) = next else {
            let is_elsewhere = match whole {
                Value::Null => false,
                Value::Object(members) => !members.contains_key(segment.as_ref()) && is_position(&segment, members),
                Value::Array(items) => !items.is_empty(),
                _ => true,
            };
            // What is open has another form only where it is hidden.
            let is_hidden = std::mem::discriminant(open) != std::mem::discriminant(whole);
            return (!at.as_str().is_empty() && (is_elsewhere || is_hidden)).then_some(at);
        };
        (open, whole, at) = (shown, member, at.child(&name));
    }
    Some(at)
}

/// Says whether a list became a mapping: of one without members nothing has to be hidden.
fn is_position(segment: &str, members: &serde_json::Map<String, Value>) -> bool {
    segment.bytes().all(|byte| byte.is_ascii_digit()) && !members.is_empty()
}

#[cfg(test)]
mod tests;
