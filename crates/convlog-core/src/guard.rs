//! The guard at the door: what of a record looks personal though nobody flagged it, and what the project wants done.
//!
//! What the rules are is the business of `convlog-guard`; here is where they look: at guarded fields, at open ones that
//! hold a name, and not at what is hidden already. Open fields that are typed, or say where a record belongs, cannot be
//! hidden.

use std::borrow::Cow;
use std::collections::BTreeSet;

use convlog_guard::{JsonSpan, OpenKeys, Part, Rule, judge_id, scan_json_but, scan_members, scan_named, scan_text};
use serde::Serialize;
use serde_json::Value;

use crate::class::{Class, REDACTED};
use crate::finding::{CUT, PersonalSpan};
use crate::json::{self, Members};
use crate::limits::STRING_BYTES_MAX;
use crate::pointer::Pointer;
use crate::redaction::Redaction;
use crate::rejection::Rejection;
use crate::schema::log::{API_RESPONSES_LOGGER, CONVERSATION_LOGGER, FIXED_KEYS, TRUNCATED};
use crate::schema::{Field, Kind, RecordType};

/// The version of the guard's rules, by which a store tells what was read by older ones.
pub use convlog_guard::VERSION;

/// What the guard does with what it finds in guarded fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GuardPolicy {
    /// Nothing.
    Off,
    /// It says so.
    Warn,
    /// It moves it into the sealed part.
    #[default]
    Redact,
}

impl GuardPolicy {
    /// Returns the policy's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            GuardPolicy::Off => "off",
            GuardPolicy::Warn => "warn",
            GuardPolicy::Redact => "redact",
        }
    }

    /// Returns the policy with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<GuardPolicy> {
        [GuardPolicy::Off, GuardPolicy::Warn, GuardPolicy::Redact].into_iter().find(|policy| policy.as_str() == name)
    }
}

fn found_below(at: &str, place: JsonSpan) -> PersonalSpan {
    PersonalSpan { pointer: format!("{at}{}", place.pointer), part: place.part, rule: place.rule.as_str() }
}

/// What a developer's own names may not be told from personal ones, so a warning shows only these.
const KNOWN_NAMES: [&str; 13] = [
    "content",
    "exception",
    "_args",
    "type",
    "message",
    "stacktrace",
    "causes",
    "added",
    "updated",
    "removed",
    "heading",
    "entry",
    TRUNCATED,
];

/// A warning names at most so many places.
const WARNED_MAX: usize = 8;

/// What was cut within a value is nothing that a rule knows, so as much of the end of a cut text is hidden as a value is
/// long, in bytes.
const CUT_END_BYTES: usize = 256;

/// Says whether the guard reads a field's value like any text that people or programs wrote.
pub(crate) fn is_read(field: &Field) -> bool {
    field.class == Class::Guarded && matches!(field.kind, Kind::Text | Kind::Object | Kind::TextList | Kind::Any)
}

/// The ids that say where a record belongs; without them it has no place.
const PLACES: [&str; 4] = ["turn_id", "function_event_id", "span_id", "parent_id"];

/// Says whether a field can be hidden: an open one only if it holds a text that says nothing about where the record
/// belongs. A producer has no conversation under whose key it could rest.
pub(crate) fn can_be_hidden(kind: RecordType, field: &Field) -> bool {
    kind != RecordType::Producer
        && (field.class != Class::Open || field.kind == Kind::Id && !PLACES.contains(&field.name))
}

/// Returns what the guard finds in the guarded values of a record, by pointers into the record.
pub(crate) fn in_fields<'a>(
    kind: RecordType,
    values: impl Iterator<Item = (&'static Field, &'a str)>,
    marks: &[Pointer],
    hidden: &Redaction,
    open: &OpenKeys,
) -> Vec<PersonalSpan> {
    let mut found = Vec::new();
    let mut name = "";
    for (field, json) in values {
        if kind == RecordType::Metric && field.name == "name" {
            name = json;
        }
        if is_name(kind, field) {
            found.extend(in_name(field, json));
        }
        let at = Pointer::to_member(field.name);
        if !is_read(field) || hidden.covers(&at) {
            continue;
        }
        // What a metric is called says what its value is; elsewhere the field's own name does.
        let places = if kind == RecordType::Metric {
            below(&scan_json_but(&format!("{{{name}:{json}}}"), open))
        } else if field.kind == Kind::Text {
            in_text(field.name, json)
        } else {
            scan_json_but(json, open)
        };
        found.extend(places.into_iter().map(|place| found_below(at.as_str(), place)));
    }
    for (at, mark) in marks.iter().enumerate() {
        let personal = scan_text(mark.as_str()).first().map(|found| found.rule.as_str());
        found.extend(personal.map(|rule| PersonalSpan {
            pointer: format!("/{TRUNCATED}/{at}"),
            part: Part::Whole,
            rule,
        }));
    }
    found.retain(|place| !is_hidden(place, hidden));
    found
}

/// Says whether an open field holds what somebody called a thing, or said of it, and no id.
fn is_name(kind: RecordType, field: &Field) -> bool {
    field.class == Class::Open && can_be_hidden(kind, field) && !field.name.contains("_id")
}

/// Returns what is personal in an open name, by the rules that are certain enough for an id.
fn in_name(field: &Field, json: &str) -> Option<PersonalSpan> {
    let rule = judge_id(&text_of(json));
    let found = |rule: Rule| PersonalSpan {
        pointer: Pointer::to_member(field.name).as_str().to_owned(),
        part: Part::Whole,
        rule: rule.as_str(),
    };
    rule.map(found)
}

/// Returns the ends of the texts in guarded fields that their sender cut.
pub(crate) fn cut_in_fields<'a>(
    values: impl Iterator<Item = (&'static Field, &'a str)>,
    marks: &[Pointer],
    hidden: &Redaction,
) -> Vec<PersonalSpan> {
    if marks.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (field, json) in values.filter(|(field, _)| is_read(field)) {
        let at = Pointer::to_member(field.name);
        let mut cut = marks.iter().filter(|mark| at.covers(mark)).peekable();
        let Some(value) = cut.peek().and_then(|_| serde_json::from_str::<Value>(json).ok()) else { continue };
        for mark in cut {
            if let Some(value) = mark.within_member().and_then(|inside| value.pointer(inside.as_str())) {
                cut_at(value, mark, hidden, &mut found);
            }
        }
    }
    found
}

/// Returns the ends of the texts in an entry that are marked as cut.
pub(crate) fn cut_in_entry(json: &str, hidden: &Redaction) -> Vec<PersonalSpan> {
    if !json.contains(TRUNCATED) {
        return Vec::new();
    }
    let Ok(value) = serde_json::from_str::<Value>(json) else { return Vec::new() };
    let marks = value.get(TRUNCATED).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut found = Vec::new();
    for mark in marks.iter().filter_map(|mark| Pointer::parse(mark.as_str()?)) {
        if let Some(value) = value.pointer(mark.as_str()) {
            cut_at(value, &mark, hidden, &mut found);
        }
    }
    let is_of_caller = |found: &PersonalSpan| {
        let member = Pointer::parse(&found.pointer).and_then(|at| Some(at.member()?.into_owned()));
        member.is_some_and(|name| name == "content" || !FIXED_KEYS.contains(&name.as_str()) && name != TRUNCATED)
    };
    found.retain(is_of_caller);
    found
}

/// Appends the end of a text that was cut, unless it was hidden when the record was read before. Of a container in which
/// something was cut it appends the ends of all texts that are as long as what a cut leaves.
fn cut_at(value: &Value, at: &Pointer, hidden: &Redaction, found: &mut Vec<PersonalSpan>) {
    if hidden.covers(at) {
        return;
    }
    let mut inside = |value: &Value, segment: &str| {
        let is_full = |text: &str| (STRING_BYTES_MAX - 3..=STRING_BYTES_MAX).contains(&text.len());
        if value.as_str().is_none_or(is_full) {
            cut_at(value, &at.child(segment), hidden, found);
        }
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| inside(item, &at.to_string())),
        Value::Object(members) => members.iter().for_each(|(name, member)| inside(member, name)),
        Value::String(text) if !text.is_empty() && !text.ends_with(REDACTED) => {
            let start = text.floor_char_boundary(text.len().saturating_sub(CUT_END_BYTES));
            found.push(PersonalSpan {
                pointer: at.as_str().to_owned(),
                part: Part::Within(start..text.len()),
                rule: CUT,
            });
        }
        _ => {}
    }
}

/// Says whether an entry's key is one of those that cannot be hidden by themselves.
fn is_fixed(name: &str) -> bool {
    !matches!(name, "content" | "logger") && FIXED_KEYS.contains(&name)
}

/// Returns what the guard finds in the fields of a stored record.
pub(crate) fn in_stored(kind: RecordType, json: &str, hidden: &Redaction, open: &OpenKeys) -> Vec<PersonalSpan> {
    let Ok(members) = Members::parse(json) else { return Vec::new() };
    let marks = members.get(TRUNCATED).and_then(|raw| serde_json::from_str::<Vec<String>>(raw.get()).ok());
    let marks: Vec<Pointer> = marks.unwrap_or_default().iter().filter_map(|mark| Pointer::parse(mark)).collect();
    let values = || members.list.iter().filter_map(|(name, raw)| Some((kind.field(name)?, raw.get())));
    let mut found = in_fields(kind, values(), &marks, hidden, open);
    found.extend(cut_in_fields(values(), &marks, hidden));
    found
}

/// Returns what is personal in the JSON of a text under a name.
fn in_text(name: &str, json: &str) -> Vec<JsonSpan> {
    in_plain(name, &text_of(json))
}

/// Reads the JSON of a text.
fn text_of(json: &str) -> Cow<'_, str> {
    match json.strip_prefix('"').and_then(|json| json.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => plain.into(),
        _ => serde_json::from_str::<String>(json).unwrap_or_default().into(),
    }
}

/// Returns what is personal in a text under a name.
fn in_plain(name: &str, text: &str) -> Vec<JsonSpan> {
    let place = |found: convlog_guard::Match| {
        let all = found.range == (0..text.len());
        let part = if all { Part::Whole } else { Part::Within(found.range) };
        JsonSpan { pointer: String::new(), part, rule: found.rule }
    };
    scan_named(name, text).into_iter().map(place).collect()
}

/// Returns places as they are seen from inside the only member; its key is ours.
fn below(places: &[JsonSpan]) -> Vec<JsonSpan> {
    let inside = |place: &JsonSpan| {
        let pointer = place.pointer.strip_prefix('/')?;
        let pointer = pointer.find('/').map_or_else(String::new, |at| pointer[at..].to_owned());
        (place.part != Part::Key || !pointer.is_empty()).then(|| JsonSpan { pointer, ..place.clone() })
    };
    places.iter().filter_map(inside).collect()
}

/// Returns what the guard finds in an entry's content, logger and extras, by pointers into the entry.
pub(crate) fn in_entry(json: &str, hidden: &Redaction, open: &OpenKeys) -> Vec<PersonalSpan> {
    in_members("", scan_json_but(json, open), hidden).collect()
}

/// Does the same for an entry that is at hand in parts. The other fixed keys, which have values of their own kinds, are
/// then not even read, nor are the loggers of our own.
pub(crate) fn in_parts(
    content: &str,
    logger: &str,
    extras: &str,
    hidden: &Redaction,
    open: &OpenKeys,
) -> Vec<PersonalSpan> {
    let in_content = in_plain("content", content);
    // What is personal must not decide what of other values is hidden.
    let is_open = in_content.is_empty() && !hidden.covers(&Pointer::to_member("content"));
    let extras = in_members("", scan_members(if is_open { content } else { "" }, extras, open), hidden);
    let content = in_members("/content", in_content, hidden);
    let is_ours = logger == CONVERSATION_LOGGER || logger == API_RESPONSES_LOGGER;
    let logger = if is_ours { Vec::new() } else { in_plain("logger", logger) };
    content.chain(in_members("/logger", logger, hidden)).chain(extras).collect()
}

fn in_members(at: &'static str, places: Vec<JsonSpan>, hidden: &Redaction) -> impl Iterator<Item = PersonalSpan> {
    places.into_iter().map(move |place| found_below(at, place)).filter(|place| {
        let Some(at) = Pointer::parse(&place.pointer) else { return true };
        at.member().is_some_and(|name| !is_fixed(&name)) && !is_hidden(place, hidden)
    })
}

/// Says whether a place is hidden already. A key is not where its value is: only what is around it hides it.
pub(crate) fn is_hidden(place: &PersonalSpan, hidden: &Redaction) -> bool {
    let at = match (&place.part, place.pointer.rfind('/')) {
        (Part::Key, Some(end)) => &place.pointer[..end],
        _ => &place.pointer,
    };
    Pointer::parse(at).is_some_and(|at| hidden.covers(&at))
}

/// Returns the note on what looks personal and stays open. It repeats no value, and no name that a sender made up.
pub(crate) fn warning(root: &str, found: &[PersonalSpan]) -> Option<Rejection> {
    let shown: BTreeSet<(String, &str)> =
        found.iter().map(|place| (shown_place(root, &place.pointer), place.rule)).collect();
    let (first, _) = shown.first()?.clone();
    let mut list: Vec<String> = shown.iter().take(WARNED_MAX).map(|(at, rule)| format!("{rule} at {at}")).collect();
    if let left @ 1.. = shown.len().saturating_sub(WARNED_MAX) {
        list.push(format!("{left} more"));
    }
    let reason = format!(
        "this looks like personal data but stays readable, because the project's guard policy is `warn`: {}",
        list.join(", ")
    );
    Some(Rejection::field("guard_warning", first, reason))
}

/// Returns a pointer with `*` for every name but those of the schema.
fn shown_place(root: &str, pointer: &str) -> String {
    let mut shown = root.to_owned();
    let declared = |name: &str| RecordType::ALL.iter().any(|kind| kind.field(name).is_some());
    for (at, segment) in pointer.split('/').skip(1).enumerate() {
        let is_field = at == 0 && root.is_empty() && declared(segment);
        shown.push('/');
        shown.push_str(if is_field || KNOWN_NAMES.contains(&segment) { segment } else { "*" });
    }
    shown
}

/// Adds a note for each id that looks personal and cannot be hidden: it is open to every reader.
pub(crate) fn note_personal_ids(kind: RecordType, members: &Members<'_>, notes: &mut Vec<Rejection>) {
    if kind == RecordType::Producer {
        return;
    }
    let fields = kind.fields().iter().filter(|field| field.kind == Kind::Id && !is_name(kind, field));
    for name in std::iter::once("conversation_id").chain(fields.map(|field| field.name)) {
        let Some(raw) = members.get(name) else { continue };
        let text = json::text(raw).unwrap_or(Cow::Borrowed(raw.get()));
        if let Some(rule) = judge_id(&text) {
            let reason = format!(
                "it looks like personal data ({rule}), but ids are open to every reader; use an id without personal \
                data",
            );
            notes.push(Rejection::field("personal_id", name, reason));
        }
    }
}

#[cfg(test)]
mod tests;
