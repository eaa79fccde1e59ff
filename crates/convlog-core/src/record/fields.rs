//! Every record but a log: the fields of its type, checked against the schema and split by class.

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Finding, Original, Raised, Rejection, bad_id, given, missing};
use crate::class::{Class, REDACTED};
use crate::cut::{cut_text, cut_value, may_exceed};
use crate::entry::TRUNCATED;
use crate::ids::check_id;
use crate::json::{self, Members, push_member};
use crate::limits::{STRING_BYTES_MAX, VALUE_BYTES_MAX};
use crate::pointer::Pointer;
use crate::schema::{Field, Kind, RecordType};
use crate::timestamp::Timestamp;

/// The fields of a record, as a JSON object in which personal values are redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The type of record.
    pub kind: RecordType,
    /// What it is about inside its conversation (a turn's id, say).
    pub subject: Option<String>,
    /// The fields as JSON that every reader may see.
    pub open: String,
    /// Which places in it were redacted. Open, because a merge must keep personal what once was.
    pub flags: Vec<Pointer>,
    /// The fields as they came, when any is personal.
    pub original: Option<Original>,
}

impl Fields {
    pub(super) fn read(
        kind: RecordType,
        members: &Members<'_>,
        pointers: &[Pointer],
        raised: &[Raised],
        notes: &mut Vec<Rejection>,
    ) -> Result<Fields, Rejection> {
        let subject = match kind.subject() {
            Some(name) => Some(super::id(members, name)?.ok_or_else(|| missing(name))?.into_owned()),
            None => None,
        };
        if kind == RecordType::Metric {
            super::id(members, "name")?.ok_or_else(|| missing("name"))?;
            given(members, "value").ok_or_else(|| missing("value"))?;
        }
        let mut complete = String::from("{");
        let mut cut = Vec::new();
        for field in kind.fields() {
            let Some(raw) = given(members, field.name) else { continue };
            if let Some(value) = check(field, raw, &mut cut)? {
                push_member(&mut complete, field.name, &value);
            }
        }
        if !cut.is_empty() {
            let reason = "some values were past a limit and were cut; `_truncated` names them";
            notes.push(Rejection::line("truncated", reason));
        }
        let findings = findings(kind, members, pointers, raised)?;
        split(kind, subject, complete, &cut, findings)
    }
}

/// Checks a value against its field's kind; returns its JSON, or nothing where it means "absent".
fn check(field: &Field, raw: &RawValue, cut: &mut Vec<Pointer>) -> Result<Option<String>, Rejection> {
    let refuse = |what: &'static str| Err(Rejection::field("invalid_field", field.name, what));
    let text = || json::text(raw);
    match field.kind {
        Kind::Id => match text() {
            None => return refuse("give text"),
            Some(id) if id.is_empty() => return Ok(None),
            Some(id) => check_id(&id).map_err(|error| bad_id(field.name, error))?,
        },
        Kind::Time => match text().and_then(|text| Timestamp::parse(&text)) {
            Some(time) => return Ok(Some(format!("\"{time}\""))),
            None => {
                let reason = "give RFC 3339 text, such as 2025-01-01T10:00:00Z";
                return Err(Rejection::field("invalid_timestamp", field.name, reason));
            }
        },
        Kind::Text => {
            let Some(text) = text() else { return refuse("give text without lone surrogates") };
            if text.len() > STRING_BYTES_MAX {
                let mut text = text.into_owned();
                cut_text(&mut text, STRING_BYTES_MAX);
                cut.push(Pointer::to_member(field.name));
                return Ok(Some(Value::from(text).to_string()));
            }
        }
        Kind::Flag if !matches!(raw.get(), "true" | "false") => return refuse("give true or false"),
        Kind::Count if raw.get().parse::<u64>().is_err() => return refuse("give a whole number, zero or greater"),
        Kind::Number if !raw.get().starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
            return refuse("give a number");
        }
        Kind::Object if !raw.get().starts_with('{') => return refuse("give an object"),
        Kind::TextList if serde_json::from_str::<Vec<String>>(raw.get()).is_err() => {
            return refuse("give a list of texts");
        }
        Kind::Flag | Kind::Count | Kind::Number => {}
        Kind::Object | Kind::TextList | Kind::Any => return bounded(field, raw, cut).map(Some),
    }
    if field.name == "direction" && !matches!(raw.get(), "\"inbound\"" | "\"outbound\"") {
        return refuse("give inbound or outbound");
    }
    Ok(Some(raw.get().to_owned()))
}

/// Cuts a free value to the limits.
fn bounded(field: &Field, raw: &RawValue, cut: &mut Vec<Pointer>) -> Result<String, Rejection> {
    if !may_exceed(raw.get(), VALUE_BYTES_MAX) {
        return Ok(raw.get().to_owned());
    }
    let mut value: Value = serde_json::from_str(raw.get())
        .map_err(|_| Rejection::field("too_deep", field.name, "nest it at most 128 levels deep"))?;
    let at = Pointer::to_member(field.name);
    let inside = cut_value(&mut value, VALUE_BYTES_MAX);
    if inside.is_empty() {
        return Ok(raw.get().to_owned());
    }
    cut.extend(inside.iter().filter_map(|inside| Pointer::parse(&format!("{at}{inside}"))));
    Ok(value.to_string())
}

/// Lists what is personal: by the sender's flags, and by the class of the fields.
fn findings(
    kind: RecordType,
    members: &Members<'_>,
    pointers: &[Pointer],
    raised: &[Raised],
) -> Result<Vec<Finding>, Rejection> {
    let mut findings = Vec::new();
    for pointer in pointers {
        let field = pointer.member().and_then(|name| kind.field(&name));
        let field = field
            .ok_or_else(|| Rejection::field("invalid_pointer", "pii", "a pointer names no field of this record"))?;
        if field.class == Class::Open {
            let reason = "this field is open to every reader and cannot be flagged; put the value into a guarded field";
            return Err(Rejection::field("invalid_pointer", field.name, reason));
        }
        findings.push(Finding { path: pointer.as_str().to_owned(), rule: "sender".into() });
    }
    let direction = given(members, "direction").map(RawValue::get);
    for field in kind.fields().iter().filter(|field| given(members, field.name).is_some()) {
        let business_side = match (field.name, direction) {
            ("from_number", Some("\"outbound\"")) | ("to_number", Some("\"inbound\"")) => {
                kind == RecordType::Conversation
            }
            _ => false,
        };
        let rule = match field.class {
            Class::Personal if !business_side => "class",
            Class::Guarded if raised.iter().any(|raised| raised.is(kind, field.name)) => "project",
            _ => continue,
        };
        findings.push(Finding { path: Pointer::to_member(field.name).as_str().to_owned(), rule: rule.into() });
    }
    Ok(findings)
}

/// Makes the open part, and the original where they differ.
fn split(
    kind: RecordType,
    subject: Option<String>,
    complete: String,
    cut: &[Pointer],
    findings: Vec<Finding>,
) -> Result<Fields, Rejection> {
    let finish = |mut fields: String, cut: &mut dyn Iterator<Item = &Pointer>| {
        let marks: Vec<&Pointer> = cut.collect();
        if !marks.is_empty() {
            push_member(&mut fields, TRUNCATED, &serde_json::to_string(&marks).unwrap_or_default());
        }
        fields.push('}');
        fields
    };
    if findings.is_empty() {
        let open = finish(complete, &mut cut.iter());
        return Ok(Fields { kind, subject, open, flags: Vec::new(), original: None });
    }
    let flags = outermost(&findings);
    let mut value: Value = serde_json::from_str(&format!("{complete}}}"))
        .map_err(|_| Rejection::line("too_deep", "nest values with flagged places at most 128 levels deep"))?;
    for flag in &flags {
        if !flag.replace(&mut value, Value::from(REDACTED)) && !cut.iter().any(|cut| cut.covers(flag)) {
            return Err(Rejection::field("invalid_pointer", "pii", "a pointer points to nothing in this record"));
        }
    }
    let mut open = value.to_string();
    open.pop();
    // How far a personal value was cut tells how long it was, so that mark is personal too.
    let visible = |mark: &&Pointer| !flags.iter().any(|flag| flag.covers(mark));
    let open = finish(open, &mut cut.iter().filter(visible));
    let original = Original { json: finish(complete, &mut cut.iter()), findings };
    Ok(Fields { kind, subject, open, flags, original: Some(original) })
}

/// Returns each flagged place once, leaving out those inside another.
fn outermost(findings: &[Finding]) -> Vec<Pointer> {
    let mut flags: Vec<Pointer> = findings.iter().filter_map(|finding| Pointer::parse(&finding.path)).collect();
    flags.sort();
    flags.dedup();
    let all = flags.clone();
    flags.retain(|flag| !all.iter().any(|other| other != flag && other.covers(flag)));
    flags
}
