//! Every record but a log: the fields of its type, checked against the schema and split by class.

use std::borrow::Cow;

use convlog_guard::OpenKeys;

use super::flags::{Flags, lead_somewhere};
use super::form::TIME;
use super::keys::{check_given, given, id, missing};
use super::policy::{Policy, PromotedField};
use crate::class::{Class, REDACTED};
use crate::cut::{cut_times, may_exceed};
use crate::finding::{Finding, Original, PersonalSpan, UNCLEAR_FLAG};
use crate::guard::{self, GuardPolicy, can_be_hidden};
use crate::json::{self, Members, Raw, push_member};
use crate::limits::{MARKS_BYTES_MAX, ORIGINAL_FACTOR, VALUE_BYTES_MAX};
use crate::outcome::Ending;
use crate::pointer::Pointer;
use crate::redaction::Redaction;
use crate::rejection::Rejection;
use crate::repair::{self, MENDED, Mends};
use crate::schema::caller::{DIRECTION, Direction, is_of_agent};
use crate::schema::log::TRUNCATED;
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
    /// The fields with nothing redacted, when any is personal.
    pub original: Option<Original>,
    /// The version of the guard's rules that the open part was made by; 0 where the guard hides nothing.
    pub guard: u32,
    /// What it tells of the end of a function event or a span.
    pub ending: Ending,
}

impl Fields {
    pub(super) fn read(
        kind: RecordType,
        members: &Members<'_>,
        flags: &Flags,
        terms: &mut Policy<'_>,
    ) -> Result<Fields, Rejection> {
        let subject = match kind.subject() {
            Some(name) => Some(id(members, name)?.ok_or_else(|| missing(name))?.into_owned()),
            None => None,
        };
        if kind == RecordType::Metric {
            id(members, "name")?.ok_or_else(|| missing("name"))?;
            given(members, "value").ok_or_else(|| missing("value"))?;
        }
        let mut values = Vec::new();
        for field in kind.fields() {
            let Some(raw) = given(members, field.name) else { continue };
            values.extend(check(field, raw)?.map(|json| Value { field, json }));
        }
        let ending = Ending::where_there(|name| values.iter().any(|value| value.field.name == name));
        let marks = Marks::read(kind, members);
        let mut findings = flagged(kind, members, flags, terms);
        findings.extend(by_class(kind, members, terms.raised, &findings));
        let mut flags = outermost(&findings);
        let mut hidden = Redaction::of(&flags);
        let name = given(members, "name").filter(|_| !hidden.covers(&Pointer::to_member("name"))).and_then(json::text);
        // What a record says of its own function goes before what others said.
        let function = name.as_deref().or(terms.function).filter(|_| kind == RecordType::FunctionEvent);
        let open = terms.guard.rules.keys(function);
        let found = guarded(kind, &values, &marks, terms, &hidden, open);
        terms.needs_function(kind == RecordType::FunctionEvent && function.is_none(), &found);
        if terms.guard.policy == GuardPolicy::Redact {
            terms.hide(&found, &mut hidden, &mut findings);
        } else {
            terms.warn("", &found);
        }
        let redacted = if hidden.is_empty() { None } else { Some(redact(&values, &mut hidden)?) };
        let open_marks = if redacted.is_some() { visible(&marks.kept, &mut hidden) } else { marks.kept.clone() };
        let mends = repair::read(kind, members);
        let (open, has_cut) = render(redacted.as_deref().unwrap_or(&values), open_marks, &mends, 1)?;
        let original = match redacted {
            None => None,
            Some(_) => Some(Original::new(render(&values, marks.kept, &mends, ORIGINAL_FACTOR)?.0, findings)),
        };
        if has_cut {
            let reason = "some values exceed a limit and were shortened; `_truncated` names them";
            terms.notes.push(Rejection::line("truncated", reason));
        }
        // They are open, so they go by the names that the open part has.
        flags.iter_mut().for_each(|flag| *flag = hidden.open_place(flag));
        Ok(Fields { kind, subject, open, flags, original, guard: terms.guard.mark(), ending })
    }
}

/// Returns what the guard finds, and which of the known values, beside what is hidden already.
fn guarded(
    kind: RecordType,
    values: &[Value<'_>],
    marks: &Marks,
    terms: &Policy<'_>,
    hidden: &Redaction,
    open: &OpenKeys,
) -> Vec<PersonalSpan> {
    if terms.guard.policy == GuardPolicy::Off {
        return Vec::new();
    }
    let given = || values.iter().map(|value| (value.field, value.json.as_ref()));
    let mut found = guard::in_fields(kind, given(), &marks.kept, hidden, open);
    if terms.guard.policy == GuardPolicy::Redact {
        found.extend(guard::cut_in_fields(given(), &marks.sent, hidden));
    }
    if !terms.known.is_empty() {
        let given = values.iter().filter(|value| guard::is_read(value.field));
        let mut object = String::from("{");
        given.for_each(|value| push_member(&mut object, value.field.name, &value.json));
        object.push('}');
        found.extend(terms.known.find_in_fields(kind, &object, hidden));
    }
    found
}

/// Returns the marks of what the sender cut as the open part may have them. How far a personal value was cut tells how
/// long it was, so such a mark is personal too.
fn visible(marks: &[Pointer], hidden: &mut Redaction) -> Vec<Pointer> {
    let personal = hidden.take_marks();
    let shown = marks.iter().enumerate().filter_map(|(at, mark)| {
        let shown = hidden.visible(mark)?;
        (shown != *mark || !personal.contains(&at.to_string())).then_some(shown)
    });
    shown.collect()
}

/// A field with its value as JSON, before the limits are applied: what is personal in it must be told apart first, so
/// that the size of a personal value decides nothing about its neighbours.
struct Value<'a> {
    field: &'static Field,
    json: Cow<'a, str>,
}

/// The marks of what the sender cut.
struct Marks {
    /// As they came.
    sent: Vec<Pointer>,
    /// As they are stored: those that take too much space become one for each field.
    kept: Vec<Pointer>,
}

impl Marks {
    fn read(kind: RecordType, members: &Members<'_>) -> Marks {
        let texts = given(members, TRUNCATED).and_then(|raw| serde_json::from_str::<Vec<String>>(raw.get()).ok());
        let texts = texts.unwrap_or_default();
        let field_of = |mark: &Pointer| mark.member().and_then(|name| kind.field(&name));
        let sent = texts.iter().filter_map(|text| Pointer::parse(text)).filter(|mark| field_of(mark).is_some());
        let sent: Vec<Pointer> = sent.collect();
        if texts.iter().map(|text| text.len() + 3).sum::<usize>() <= MARKS_BYTES_MAX {
            return Marks { kept: sent.clone(), sent };
        }
        let fields = kind.fields().iter().filter(|field| sent.iter().any(|mark| field_of(mark) == Some(field)));
        Marks { kept: fields.map(|field| Pointer::to_member(field.name)).collect(), sent }
    }
}

/// Checks a value against its field's kind; returns its JSON, or nothing where it means "absent".
pub(super) fn check<'a>(field: &Field, raw: Raw<'a>) -> Result<Option<Cow<'a, str>>, Rejection> {
    let refuse = |what: &'static str| Err(Rejection::field("invalid_field", field.name, what));
    let text = || json::text(raw);
    match field.kind {
        Kind::Id => match text() {
            None => return refuse("give text"),
            Some(id) if id.is_empty() => return Ok(None),
            Some(id) => check_given(field.name, &id)?,
        },
        Kind::Time => match text().and_then(|text| Timestamp::parse(&text)) {
            Some(time) => return Ok(Some(format!("\"{time}\"").into())),
            None => return Err(Rejection::field("invalid_timestamp", field.name, TIME)),
        },
        Kind::Text if text().is_none() => return refuse("give text without lone surrogates"),
        Kind::Flag if !matches!(raw.get(), "true" | "false") => return refuse("give true or false"),
        Kind::Count if raw.get().parse::<u64>().is_err() => return refuse("give a whole number, zero or greater"),
        Kind::Number if !raw.get().parse::<f64>().is_ok_and(f64::is_finite) => return refuse("give a number"),
        Kind::Object if !raw.get().starts_with('{') => return refuse("give an object"),
        Kind::TextList if serde_json::from_str::<Vec<String>>(raw.get()).is_err() => {
            return refuse("give a list of texts");
        }
        _ => {}
    }
    if field.name == DIRECTION && Direction::parse_json(raw.get()).is_none() {
        return refuse("give inbound or outbound");
    }
    Ok(Some(raw.get().into()))
}

/// Lists what the sender flagged. Where a flag cannot be followed that is every field that is guarded, and all of each
/// field that a flag names.
fn flagged(kind: RecordType, members: &Members<'_>, flags: &Flags, terms: &mut Policy<'_>) -> Vec<Finding> {
    if flags.pointers.is_empty() && !flags.is_unclear {
        return Vec::new();
    }
    let field_of = |pointer: &Pointer| pointer.member().and_then(|name| kind.field(&name));
    let mut is_unclear = flags.is_unclear;
    let mut doubt = |field: &'static str, advice: &str| {
        is_unclear = true;
        terms.doubt(field, advice);
    };
    if flags.pointers.iter().any(|pointer| field_of(pointer).is_none()) {
        doubt("pii", "a pointer does not lead to a field of this record");
    } else if !all_lead_somewhere(kind, members, &flags.pointers) {
        doubt("pii", "each pointer must lead to a value of the record");
    }
    for field in kind.fields().iter().filter(|field| !can_be_hidden(kind, field)) {
        if flags.pointers.iter().any(|pointer| field_of(pointer) == Some(field)) {
            doubt(
                field.name,
                "this field is open to every reader and cannot be hidden; put the value into a guarded one",
            );
        }
    }
    let finding = |path: &str, rule: &'static str| Finding { path: path.to_owned(), rule: rule.into() };
    if !is_unclear {
        return flags.pointers.iter().map(|pointer| finding(pointer.as_str(), "sender")).collect();
    }
    terms.reach(UNCLEAR_FLAG);
    let is_named = |field: &Field| flags.pointers.iter().any(|pointer| field_of(pointer) == Some(field));
    let is_hidden = |field: &&Field| field.class == Class::Guarded || can_be_hidden(kind, field) && is_named(field);
    let fields = kind.fields().iter().filter(is_hidden);
    fields.map(|field| finding(Pointer::to_member(field.name).as_str(), UNCLEAR_FLAG)).collect()
}

/// Says whether there is a value at each place; each field is read once, however many places lie in it.
fn all_lead_somewhere(kind: RecordType, members: &Members<'_>, pointers: &[Pointer]) -> bool {
    kind.fields().iter().all(|field| {
        let at = Pointer::to_member(field.name);
        let inside = pointers.iter().filter(|pointer| at.covers(pointer)).filter_map(Pointer::within_member);
        let inside: Vec<Pointer> = inside.collect();
        let Some(raw) = members.get(field.name) else { return inside.is_empty() };
        let is_here = inside.iter().all(|place| place.as_str().is_empty());
        is_here || serde_json::from_str(raw.get()).is_ok_and(|value| lead_somewhere(&inside, &value))
    })
}

/// Lists what is personal by the class of the fields, or because the project raised them.
fn by_class(kind: RecordType, members: &Members<'_>, raised: &[PromotedField], flagged: &[Finding]) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A direction that is hidden tells nobody whose number is the caller's.
    let at = Pointer::to_member(DIRECTION);
    let direction = given(members, DIRECTION).filter(|_| flagged.iter().all(|finding| finding.path != at.as_str()));
    let direction = direction.and_then(|raw| Direction::parse_json(raw.get()));
    for field in kind.fields().iter().filter(|field| given(members, field.name).is_some()) {
        let is_of_agent = kind == RecordType::Conversation && is_of_agent(field.name, direction);
        let rule = match field.class {
            Class::Personal if !is_of_agent => "class",
            Class::Guarded if raised.iter().any(|raised| raised.is(kind, field.name)) => "project",
            _ => continue,
        };
        findings.push(Finding { path: Pointer::to_member(field.name).as_str().to_owned(), rule: rule.into() });
    }
    findings
}

/// Hides what is to be hidden.
fn redact<'a>(values: &'a [Value<'_>], hidden: &mut Redaction) -> Result<Vec<Value<'a>>, Rejection> {
    let mut redacted = Vec::with_capacity(values.len());
    for Value { field, json } in values {
        let json = match hidden.member(field.name) {
            None => Cow::from(json.as_ref()),
            Some(inside) if inside.hides_all() => serde_json::Value::from(REDACTED).to_string().into(),
            Some(inside) => {
                let mut value = parse(field, json)?;
                inside.apply(&mut value);
                value.to_string().into()
            }
        };
        redacted.push(Value { field, json });
    }
    Ok(redacted)
}

fn parse(field: &Field, json: &str) -> Result<serde_json::Value, Rejection> {
    serde_json::from_str(json).map_err(|_| Rejection::field("too_deep", field.name, "nest it at most 128 levels deep"))
}

/// Joins the values, each cut to `times` the limits, the marks of what was cut and what was mended; says whether anything
/// was cut, here.
fn render(
    values: &[Value<'_>],
    mut marks: Vec<Pointer>,
    mends: &Mends,
    times: usize,
) -> Result<(String, bool), Rejection> {
    let before = marks.len();
    let mut out = String::from("{");
    for Value { field, json } in values {
        let cut = if may_exceed(json, VALUE_BYTES_MAX) { cut(field, json, &mut marks, times)? } else { None };
        push_member(&mut out, field.name, cut.as_deref().unwrap_or(json));
    }
    if !marks.is_empty() {
        push_member(&mut out, TRUNCATED, &serde_json::to_string(&marks).unwrap_or_default());
    }
    if !mends.is_empty() {
        push_member(&mut out, MENDED, &serde_json::to_string(mends).unwrap_or_default());
    }
    out.push('}');
    Ok((out, marks.len() > before))
}

/// Cuts one value to `times` the limits; returns nothing where it is within them.
fn cut(field: &Field, json: &str, marks: &mut Vec<Pointer>, times: usize) -> Result<Option<String>, Rejection> {
    if !matches!(field.kind, Kind::Text | Kind::Object | Kind::TextList | Kind::Any) {
        return Ok(None);
    }
    let mut value = parse(field, json)?;
    let inside = cut_times(&mut value, VALUE_BYTES_MAX, times);
    if inside.is_empty() {
        return Ok(None);
    }
    let at = Pointer::to_member(field.name);
    marks.extend(inside.iter().filter_map(|inside| Pointer::parse(&format!("{at}{inside}"))));
    Ok(Some(value.to_string()))
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
