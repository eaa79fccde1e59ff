//! Reading again what is stored: with the guard of today, or for values that have become known since.
//!
//! What was flagged, what is personal by its class and what the project raised stays as it is. What the guard found is
//! found anew, both ways; what is known is only ever hidden.

use serde_json::Value;

use crate::entry::Entry;
use crate::finding::{self, Finding, Original, PersonalSpan};
use crate::guard::{self, GuardPolicy};
use crate::known::KnownPii;
use crate::merge::is_lasting;
use crate::not_personal::GuardOfOne;
use crate::pointer::Pointer;
use crate::redaction::Redaction;
use crate::schema::RecordType;
use crate::schema::log::TRUNCATED;

/// A stored record as it is to be stored from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reclassified<T> {
    /// What every reader may see.
    pub open: T,
    /// What only readers with the permission may, when any of it is personal.
    pub original: Option<Original>,
    /// The flagged places of the open part.
    pub flags: Vec<Pointer>,
}

/// Reads an entry again that has an open part; returns nothing where it stays as it is.
#[must_use]
pub fn entry(
    open: &Entry,
    original: Option<&Original>,
    guard: GuardOfOne<'_>,
    known: &KnownPii,
) -> Option<Reclassified<Entry>> {
    let find = |json: &str, hidden: &Redaction| {
        let mut found = Vec::new();
        if guard.policy == GuardPolicy::Redact {
            found.extend(guard::in_entry(json, hidden, guard.open));
            found.extend(guard::cut_in_entry(json, hidden));
        }
        found.extend(known.find_in_entry(json, hidden));
        found
    };
    let json = open.to_json();
    let again = again((&json, &[]), original, guard.policy, &find)?;
    as_entry(open, &json, original, again)
}

/// Hides known values in an entry; returns nothing where there are none.
#[must_use]
pub fn known_entry(open: &Entry, original: Option<&Original>, known: &KnownPii) -> Option<Reclassified<Entry>> {
    let json = open.to_json();
    let found = known.find_in_entry(&json, &Redaction::default());
    let again = more((&json, &[]), original, &found)?;
    as_entry(open, &json, original, again)
}

/// Reads the fields of a record again; returns nothing where they stay as they are. `flags` are the places of the open part
/// that were flagged.
#[must_use]
pub fn fields(
    kind: RecordType,
    (open, flags): (&str, &[Pointer]),
    original: Option<&Original>,
    guard: GuardOfOne<'_>,
    known: &KnownPii,
) -> Option<Reclassified<String>> {
    let find = |json: &str, hidden: &Redaction| {
        let mut found = match guard.policy {
            GuardPolicy::Redact => guard::in_stored(kind, json, hidden, guard.open),
            GuardPolicy::Off | GuardPolicy::Warn => Vec::new(),
        };
        found.extend(known.find_in_fields(kind, json, hidden));
        found
    };
    let again = again((open, flags), original, guard.policy, &find)?;
    let Reclassifying { value, original: sealed, flags } = again;
    let text = value.to_string();
    let is_same = text == open && original == sealed.as_ref();
    (!is_same).then_some(Reclassified { open: text, original: sealed, flags })
}

/// Hides known values in the fields of a record; returns nothing where there are none. `flags` are the places of the
/// open part that were flagged.
#[must_use]
pub fn known_fields(
    kind: RecordType,
    open: &str,
    flags: &[Pointer],
    original: Option<&Original>,
    known: &KnownPii,
) -> Option<Reclassified<String>> {
    let found = known.find_in_fields(kind, open, &Redaction::default());
    let mut hidden = hiding(&found)?;
    let mut value: Value = serde_json::from_str(open).ok()?;
    let original = with_more(&value, open, original, &found);
    hidden.apply_to_entry(&mut value);
    let flags = flags.iter().map(|flag| hidden.open_place(flag)).collect();
    Some(Reclassified { open: value.to_string(), original: Some(original), flags })
}

struct Reclassifying {
    value: Value,
    original: Option<Original>,
    flags: Vec<Pointer>,
}

/// Reads a JSON object again: from its original where that is whole. One that was cut does not tell how its neighbours
/// were, so there only more is hidden, and what was flagged stays so.
fn again(
    (open, flags): (&str, &[Pointer]),
    original: Option<&Original>,
    policy: GuardPolicy,
    find: &dyn Fn(&str, &Redaction) -> Vec<PersonalSpan>,
) -> Option<Reclassifying> {
    let json = original.map_or(open, |original| &original.json);
    let mut value: Value = serde_json::from_str(json).ok()?;
    if original.is_some() && value.get(TRUNCATED).is_some() {
        let found = find(open, &Redaction::default());
        return if policy == GuardPolicy::Redact { more((open, flags), original, &found) } else { None };
    }
    let mut findings: Vec<Finding> = original.map(|original| original.findings.clone()).unwrap_or_default();
    findings.retain(|finding| is_lasting(&finding.rule));
    let places: Vec<Pointer> = findings.iter().filter_map(|finding| Pointer::parse(&finding.path)).collect();
    let is_outermost = |place: &&Pointer| !places.iter().any(|other| other != *place && other.covers(place));
    let mut flags: Vec<Pointer> = places.iter().filter(is_outermost).cloned().collect();
    flags.sort();
    flags.dedup();
    let mut hidden = Redaction::of(&flags);
    let found = find(json, &hidden);
    found.iter().for_each(|found| hidden.add(found));
    findings.extend(finding::findings(&found));
    if hidden.is_empty() {
        return Some(Reclassifying { value, original: None, flags: Vec::new() });
    }
    hidden.apply_to_entry(&mut value);
    flags.iter_mut().for_each(|flag| *flag = hidden.open_place(flag));
    Some(Reclassifying { value, original: Some(Original::new(json.to_owned(), findings)), flags })
}

/// Hides more of an open part.
fn more(
    (open, flags): (&str, &[Pointer]),
    original: Option<&Original>,
    found: &[PersonalSpan],
) -> Option<Reclassifying> {
    let mut hidden = hiding(found)?;
    let mut value: Value = serde_json::from_str(open).ok()?;
    let original = with_more(&value, open, original, found);
    hidden.apply_to_entry(&mut value);
    let flags = flags.iter().map(|flag| hidden.open_place(flag)).collect();
    Some(Reclassifying { value, original: Some(original), flags })
}

fn hiding(found: &[PersonalSpan]) -> Option<Redaction> {
    let mut hidden = Redaction::default();
    found.iter().for_each(|found| hidden.add(found));
    (!hidden.is_empty()).then_some(hidden)
}

/// Returns the original with findings that were made in its open part: keys may be hidden there.
fn with_more(open: &Value, open_json: &str, original: Option<&Original>, found: &[PersonalSpan]) -> Original {
    let mut original = original.cloned().unwrap_or_else(|| Original::new(open_json.to_owned(), Vec::new()));
    let whole: Value = serde_json::from_str(&original.json).unwrap_or_default();
    for mut finding in finding::findings(found) {
        finding.path = original_path(open, &whole, &finding.path);
        if !original.findings.contains(&finding) {
            original.findings.push(finding);
        }
    }
    original
}

/// Returns a path of the open part by the names of the original, which has the same members in the same order.
pub(crate) fn original_path(open: &Value, whole: &Value, path: &str) -> String {
    let Some(at) = Pointer::parse(path) else { return path.to_owned() };
    let (mut open, mut whole, mut out) = (open, whole, Pointer::root());
    for segment in at.segments() {
        let next = match (open, whole) {
            (Value::Object(shown), Value::Object(members)) => {
                let position = shown.keys().position(|name| *name == segment);
                let member = position.and_then(|at| members.iter().nth(at));
                member.and_then(|(name, member)| Some((name.clone(), shown.get(segment.as_ref())?, member)))
            }
            (Value::Array(shown), Value::Array(items)) => {
                let at = segment.parse::<usize>().ok();
                at.and_then(|at| Some((segment.to_string(), shown.get(at)?, items.get(at)?)))
            }
            _ => None,
        };
        let Some((name, shown, member)) = next else { return path.to_owned() };
        (open, whole, out) = (shown, member, out.child(&name));
    }
    out.as_str().to_owned()
}

fn as_entry(
    open: &Entry,
    json: &str,
    original: Option<&Original>,
    again: Reclassifying,
) -> Option<Reclassified<Entry>> {
    let text = again.value.to_string();
    let is_same = text == json && original == again.original.as_ref();
    let entry = open.with_text_of(&again.value);
    (!is_same).then_some(Reclassified { open: entry, original: again.original, flags: again.flags })
}

#[cfg(test)]
mod tests;
