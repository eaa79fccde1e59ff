//! One line of an ingest request, read, checked and split into what everyone may see and what not everyone may.
//!
//! This is the only door by which a record enters, so here every limit is applied and every value gets its class.

use std::borrow::Cow;

use bytestring::ByteString;
use serde::Serialize;

use crate::class::Class;
use crate::entry::Given;
use crate::guard::{self, CUT, Found, GuardPolicy};
use crate::hint;
use crate::ids::{AccountId, ConversationId, IdError, Identity, ProducerId, ProjectId, check_id};
use crate::json::{self, Members, Raw};
use crate::known::KnownPii;
use crate::limits::{ID_BYTES_MAX, LINE_BYTES_MAX};
use crate::redaction::Redaction;
use crate::schema::{COMMON, RecordType};
use crate::timestamp::Timestamp;

mod builder;
mod fields;
mod flags;
mod log;

use flags::Flags;

pub use builder::RecordBuilder;
pub use fields::Fields;
pub use flags::UNCLEAR_FLAG;
pub(crate) use flags::is_misspelt;
pub use log::Log;

/// Why a line was refused, or what about an accepted one was passed over. Never repeats a value of the sender's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// A stable word for programs.
    pub code: &'static str,
    /// The field it is about, where it is about one.
    pub field: Option<String>,
    /// A sentence for people: what is wrong and what to do.
    pub reason: Cow<'static, str>,
}

impl Rejection {
    /// Makes a rejection of the line as a whole.
    pub fn line(code: &'static str, reason: impl Into<Cow<'static, str>>) -> Rejection {
        Rejection { code, field: None, reason: reason.into() }
    }

    /// Makes a rejection because of one field.
    pub fn field(code: &'static str, field: impl Into<String>, reason: impl Into<Cow<'static, str>>) -> Rejection {
        Rejection { code, field: Some(field.into()), reason: reason.into() }
    }
}

/// A guarded field that a project has raised to personal: `turn.user_input`, or `log.entry` for whole entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct Raised(RecordType, &'static str);

impl Raised {
    /// Reads `type.field`; only a guarded field can be raised.
    #[must_use]
    pub fn parse(text: &str) -> Option<Raised> {
        let (kind, name) = text.split_once('.')?;
        let kind = RecordType::parse(kind)?;
        kind.field(name).filter(|field| field.class == Class::Guarded).map(|field| Raised(kind, field.name))
    }

    /// Says whether this is that field.
    #[must_use]
    pub fn is(&self, kind: RecordType, name: &str) -> bool {
        self.0 == kind && self.1 == name
    }
}

impl From<Raised> for String {
    fn from(raised: Raised) -> String {
        format!("{}.{}", raised.0.as_str(), raised.1)
    }
}

/// What reading a line depends on beside the line.
#[expect(missing_debug_implementations, reason = "it holds a closure")]
pub struct Reading<'a> {
    /// The server's clock: the time of a record that has none of its own.
    pub received_at: Timestamp,
    /// Returns the fields that a project (or, without one, the key's only project) has raised.
    pub raised: &'a dyn Fn(Option<&ProjectId>) -> &'a [Raised],
    /// Returns what such a project wants done with what the guard finds.
    pub guard: &'a dyn Fn(Option<&ProjectId>) -> GuardPolicy,
}

impl Reading<'static> {
    /// Reads for a project as it is made: with the guard, and without a raised field.
    #[must_use]
    pub fn plain(received_at: Timestamp) -> Reading<'static> {
        Reading::guarded(received_at, GuardPolicy::default())
    }

    /// Reads for a project with this policy that has raised no field.
    #[must_use]
    pub fn guarded(received_at: Timestamp, policy: GuardPolicy) -> Reading<'static> {
        let guard: &dyn Fn(Option<&ProjectId>) -> GuardPolicy = match policy {
            GuardPolicy::Off => &|_| GuardPolicy::Off,
            GuardPolicy::Warn => &|_| GuardPolicy::Warn,
            GuardPolicy::Redact => &|_| GuardPolicy::Redact,
        };
        Reading { received_at, raised: &|_| &[], guard }
    }
}

/// What a project says about its personal data, and where to put what is to be said to the sender.
struct Terms<'a> {
    raised: &'a [Raised],
    guard: GuardPolicy,
    /// Where to put the rules of what is found and stays open.
    warned: &'a mut Vec<Cow<'static, str>>,
    /// Where to put which limits hid more than was known to be personal.
    limits: &'a mut Vec<&'static str>,
    /// What the sender knows to be personal in the conversation and found in this record.
    known: &'a KnownPii,
    notes: &'a mut Vec<Rejection>,
}

impl Terms<'_> {
    /// Says of what was found that it stays open.
    fn warn(&mut self, root: &str, found: &[Found]) {
        self.notes.extend(guard::warning(root, found));
        self.warned.extend(guard::findings(found).into_iter().map(|finding| finding.rule));
    }

    /// Hides what was found.
    fn hide(&mut self, found: &[Found], hidden: &mut Redaction, findings: &mut Vec<Finding>) {
        found.iter().for_each(|place| hidden.add(place));
        findings.extend(guard::findings(found));
        if found.iter().any(|found| found.rule == CUT) {
            self.reach(CUT);
        }
    }

    /// Says what a flag has to be that could not be followed.
    fn doubt(&mut self, field: &'static str, advice: &str) {
        self.notes.push(flags::unclear(field, advice));
    }

    fn reach(&mut self, limit: &'static str) {
        if !self.limits.contains(&limit) {
            self.limits.push(limit);
        }
    }
}

/// One record, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The account that the sender named, to be compared with the key's.
    pub account: Option<AccountId>,
    /// The project that the sender named.
    pub project: Option<ProjectId>,
    /// Who wrote it; absent when the server is to derive it.
    pub identity: Option<Identity>,
    /// What the process that wrote it was begun by: 128 secret bits that forks and pickled conversations share.
    pub origin: Option<ProducerId>,
    /// The conversation; a producer record has none.
    pub conversation: Option<ConversationId>,
    /// When it was written.
    pub time: Timestamp,
    /// What it says.
    pub body: Body,
    /// What was passed over while the rest was kept.
    pub notes: Vec<Rejection>,
    /// The rules of what the guard found and left open because the project only warns, each once for a value.
    pub warned: Vec<Cow<'static, str>>,
    /// The limits at which more was hidden than was known to be personal, each once: [`UNCLEAR_FLAG`] or [`CUT`].
    pub limits: Vec<&'static str>,
}

/// What a record says, by the way in which it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A log entry.
    Log(Log),
    /// Any other record: fields of its type.
    Fields(Fields),
}

/// The part of a record that only readers with the permission `pii` may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Original {
    /// The record's fields, or its entry, as JSON within the limits: values as they came, known keys in their fixed
    /// order.
    pub json: String,
    /// Which places in it are personal, and why.
    pub findings: Vec<Finding>,
}

/// One personal place and the rule that made it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Finding {
    /// A JSON pointer into the entry or the fields; empty for a whole entry.
    pub path: String,
    /// `sender` (a flag), `class` (a personal field), or the name of a rule of the guard.
    pub rule: Cow<'static, str>,
}

impl Record {
    /// Reads one line.
    ///
    /// # Errors
    /// Says which field is wrong and what to do; nothing of the line is stored then.
    pub fn parse(line: &str, reading: &Reading<'_>) -> Result<Record, Rejection> {
        Record::read(&line.into(), reading)
    }

    /// Reads one line without copying what can stay where it is: the record then keeps the line's bytes, and whatever
    /// they are a part of.
    ///
    /// # Errors
    /// As for [`parse`](Record::parse).
    pub fn read(line: &ByteString, reading: &Reading<'_>) -> Result<Record, Rejection> {
        check_len(line)?;
        let members = Members::parse_with(line, Some("entry")).map_err(|error| malformed(&error))?;
        Record::of_members(line, members, reading)
    }

    /// Checks and splits a record whose members are parts of `line`.
    fn of_members(line: &ByteString, mut members: Members<'_>, reading: &Reading<'_>) -> Result<Record, Rejection> {
        let received_at = reading.received_at;
        let entry = members.take_inner();
        if members.has_escapes
            && (line.contains("\\ud") || line.contains("\\uD"))
            && serde_json::from_str::<serde_json::Value>(line).is_err()
        {
            return Err(Rejection::line(
                "invalid_json",
                "it holds half of a surrogate pair, which is no Unicode text, or is nested more than 128 levels deep",
            ));
        }
        let kind = record_type(&members)?;
        let mut notes = Vec::new();
        let flags = Flags::read(kind, &members, &mut notes)?;
        let time = time(&members, received_at)?;
        let project = tenant(&members, "project_id", ProjectId::new)?;
        let (raised, guard) = ((reading.raised)(project.as_ref()), (reading.guard)(project.as_ref()));
        if guard != GuardPolicy::Off {
            guard::note_personal_ids(kind, &members, &mut notes);
        }
        let mut warned = Vec::new();
        let mut limits = Vec::new();
        let mut terms =
            Terms { raised, guard, warned: &mut warned, limits: &mut limits, known: &flags.known, notes: &mut notes };
        let (time, body) = if kind == RecordType::Log {
            let log = Log::read(line, &members, entry, &flags, &mut terms, received_at)?;
            (log.time, Body::Log(log))
        } else {
            (time, Body::Fields(Fields::read(kind, &members, &flags, &mut terms)?))
        };
        Ok(Record {
            account: tenant(&members, "account_id", AccountId::new)?,
            project,
            identity: identity(&members)?,
            origin: members.get("origin").and_then(json::text).and_then(|text| ProducerId::parse(&text)),
            conversation: conversation(kind, &members)?,
            time,
            body,
            notes,
            warned,
            limits,
        })
    }
}

fn check_len(line: &str) -> Result<(), Rejection> {
    if line.len() <= LINE_BYTES_MAX {
        return Ok(());
    }
    Err(Rejection::line("line_too_long", "a line is at most 4 MiB; cut or split the value"))
}

fn malformed(error: &serde_json::Error) -> Rejection {
    let reason = match error.classify() {
        serde_json::error::Category::Eof => format!("the JSON ends too early, at column {}", error.column()),
        serde_json::error::Category::Data => "a record is a JSON object".to_owned(),
        _ => format!("this is no JSON from column {} on", error.column()),
    };
    Rejection::line("invalid_json", reason)
}

/// Returns a field name that is fit for an error: names that a sender made up may be personal, or very long.
fn shown_name(name: &str) -> &str {
    let declared = RecordType::ALL.iter().flat_map(|kind| kind.fields()).any(|field| field.name == name);
    let is_ours = declared || COMMON.iter().any(|(common, _)| *common == name);
    if is_ours { name } else { "(a key of your own)" }
}

fn record_type(members: &Members<'_>) -> Result<RecordType, Rejection> {
    let raw = members.get("type").ok_or_else(|| missing("type"))?;
    json::text(raw).and_then(|name| RecordType::parse(&name)).ok_or_else(|| {
        let names = RecordType::ALL.map(RecordType::as_str).join(", ");
        Rejection::field("unknown_type", "type", format!("give one of {names}"))
    })
}

fn missing(field: &str) -> Rejection {
    Rejection::field("missing_field", field, "this record needs it")
}

/// Reads an id; absent, `null` and empty are the same.
fn id<'a>(members: &Members<'a>, name: &str) -> Result<Option<Cow<'a, str>>, Rejection> {
    let Some(raw) = members.get(name).filter(|raw| !json::is_null(*raw)) else { return Ok(None) };
    let text = json::text(raw).ok_or_else(|| Rejection::field("invalid_field", name, "give text"))?;
    if text.is_empty() {
        return Ok(None);
    }
    check_id(&text).map_err(|error| bad_id(name, error))?;
    Ok(Some(text))
}

fn bad_id(name: &str, error: IdError) -> Rejection {
    match error {
        IdError::TooLong => {
            Rejection::field("id_too_long", name, format!("an id is at most {ID_BYTES_MAX} bytes long"))
        }
        other => Rejection::field("invalid_id", name, other.to_string()),
    }
}

fn tenant<T>(
    members: &Members<'_>,
    name: &str,
    make: impl Fn(String) -> Result<T, IdError>,
) -> Result<Option<T>, Rejection> {
    let Some(text) = id(members, name)? else { return Ok(None) };
    make(text.into_owned()).map(Some).map_err(|error| bad_id(name, error))
}

fn conversation(kind: RecordType, members: &Members<'_>) -> Result<Option<ConversationId>, Rejection> {
    let conversation = tenant(members, "conversation_id", ConversationId::new)?;
    match (kind, &conversation) {
        (RecordType::Producer, _) => Ok(None),
        (_, None) => Err(missing("conversation_id")),
        _ => Ok(conversation),
    }
}

fn identity(members: &Members<'_>) -> Result<Option<Identity>, Rejection> {
    let given = |name| members.get(name).filter(|raw| !json::is_null(*raw));
    let (producer, seq) = match (given("producer"), given("seq")) {
        (None, None) => return Ok(None),
        (Some(producer), Some(seq)) => (producer, seq),
        (None, _) => {
            return Err(Rejection::field("missing_field", "producer", "send producer and seq together, or neither"));
        }
        (_, None) => {
            return Err(Rejection::field("missing_field", "seq", "send producer and seq together, or neither"));
        }
    };
    let producer = json::text(producer)
        .and_then(|text| ProducerId::parse(&text))
        .ok_or_else(|| Rejection::field("invalid_field", "producer", "give 32 lowercase hex digits"))?;
    let seq = seq.get().parse::<u64>().ok().filter(|seq| (1..1 << 53).contains(seq));
    let seq = seq.ok_or_else(|| Rejection::field("invalid_field", "seq", "give a whole number from 1 to 2^53 - 1"))?;
    Ok(Some(Identity { producer, seq }))
}

fn time(members: &Members<'_>, received_at: Timestamp) -> Result<Timestamp, Rejection> {
    let Some(raw) = members.get("timestamp").filter(|raw| !json::is_null(*raw)) else { return Ok(received_at) };
    json::text(raw).and_then(|text| Timestamp::parse(&text)).ok_or_else(|| {
        Rejection::field("invalid_timestamp", "timestamp", "give RFC 3339 text, such as 2025-01-01T10:00:00Z")
    })
}

/// Returns the raw value of a declared field, `null` being the same as absent.
fn given<'a>(members: &Members<'a>, name: &str) -> Option<Raw<'a>> {
    members.get(name).filter(|raw| !json::is_null(*raw))
}

impl Log {
    fn read(
        line: &ByteString,
        members: &Members<'_>,
        entry: Option<Members<'_>>,
        flags: &Flags,
        terms: &mut Terms<'_>,
        received_at: Timestamp,
    ) -> Result<Log, Rejection> {
        let raw = given(members, "entry").ok_or_else(|| missing("entry"))?;
        let entry = Given::read(&line.slice_ref(raw.get()), entry, received_at)?;
        let own = |name| Ok::<_, Rejection>(id(members, name)?.map(|id| json::part_of(line, id)));
        let log = Log::classify(own("turn_id")?, own("function_event_id")?, entry, flags, terms)?;
        let hints = given(members, "hints").map(|raw| hint::read(raw.get(), terms.notes)).unwrap_or_default();
        Ok(Log { hints, ..log })
    }
}

#[cfg(test)]
mod tests;
