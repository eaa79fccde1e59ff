//! One line of an ingest request, read, checked and split into what everyone may see and what not everyone may.
//!
//! This is the only door by which a record enters, so here every limit is applied and every value gets its class.

use std::borrow::Cow;

use bytestring::ByteString;

use crate::entry::RawEntry;
use crate::guard::{self, GuardPolicy};
use crate::hint::{self, Hint};
use crate::ids::{AccountId, ConversationId, Identity, ProducerId, ProjectId};
use crate::json::{self, Members};
use crate::limits::LINE_BYTES_MAX;
use crate::rejection::Rejection;
use crate::repair;
use crate::schema::RecordType;
use crate::timestamp::Timestamp;

mod builder;
mod fields;
mod flags;
mod form;
mod keys;
mod line_repair;
mod log;
mod policy;

use flags::Flags;
use form::TIME;
use keys::{given, id, missing, tenant};
use line_repair::RepairedLine;
use policy::Policy;

pub use crate::finding::{Finding, UNCLEAR_FLAG};
pub use builder::RecordBuilder;
pub use fields::Fields;
pub use form::{Form, form, yes_or_no};
pub use log::Log;
pub use policy::{ParseContext, PromotedField};

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
    /// The limits at which more was hidden than was known to be personal, each once: [`UNCLEAR_FLAG`] or `cut`.
    pub limits: Vec<&'static str>,
    /// Whether less of it would perhaps be hidden if it were known in which function it is.
    pub needs_function: bool,
}

/// What a record says, by the way in which it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A log entry.
    Log(Log),
    /// Any other record: fields of its type.
    Fields(Fields),
}

impl Record {
    /// Reads one line.
    ///
    /// A field that is not of its form is mended or left out, and the record's notes say so.
    ///
    /// # Errors
    /// Says why it cannot be known which record it is, and what to do; nothing of the line is stored then.
    pub fn parse(line: &str, reading: &ParseContext<'_>) -> Result<Record, Rejection> {
        Record::read(&line.into(), reading)
    }

    /// Reads one line without copying what can stay where it is: the record then keeps the line's bytes, and whatever
    /// they are a part of.
    ///
    /// # Errors
    /// As for [`parse`](Record::parse).
    pub fn read(line: &ByteString, reading: &ParseContext<'_>) -> Result<Record, Rejection> {
        check_len(line)?;
        Record::read_whole(line, reading).or_else(|why| Record::read_mended(line, reading, why))
    }

    fn read_whole(line: &ByteString, reading: &ParseContext<'_>) -> Result<Record, Rejection> {
        let members = Members::parse_with(line, Some("entry")).map_err(|error| malformed(&error))?;
        Record::of_members(line, members, reading)
    }

    /// Reads a line that cannot be read as it is, for a reason that is given.
    fn read_mended(line: &str, reading: &ParseContext<'_>, why: Rejection) -> Result<Record, Rejection> {
        let Some(RepairedLine { line, notes }) = line_repair::mend(line) else { return Err(why) };
        let mut record = Record::read_whole(&line.into(), reading)?;
        record.notes.splice(0..0, notes);
        Ok(record)
    }

    /// Checks and splits a record whose members are parts of `line`.
    fn of_members(
        line: &ByteString,
        mut members: Members<'_>,
        reading: &ParseContext<'_>,
    ) -> Result<Record, Rejection> {
        let received_at = reading.received_at;
        let entry = members.take_inner();
        if members.has_escapes
            && (line.contains("\\ud") || line.contains("\\uD"))
            && serde_json::from_str::<serde_json::Value>(line).is_err()
        {
            return Err(Rejection::line(
                "invalid_json",
                "it contains half of a surrogate pair, which is not Unicode text, or is nested more than 128 levels \
                deep",
            ));
        }
        let kind = record_type(&members)?;
        let mut notes = Vec::new();
        let flags = Flags::read(kind, &members, &mut notes)?;
        let time = time(&members, received_at)?;
        let project = tenant(&members, "project_id", ProjectId::new)?;
        let (raised, guard) = ((reading.raised)(project.as_ref()), (reading.guard)(project.as_ref()));
        if guard.policy != GuardPolicy::Off {
            guard::note_personal_ids(kind, &members, &mut notes);
        }
        let mut warned = Vec::new();
        let mut limits = Vec::new();
        let mut needs_function = false;
        let mut terms = Policy {
            raised,
            guard,
            function: reading.function,
            needs_function: &mut needs_function,
            warned: &mut warned,
            limits: &mut limits,
            known: &flags.known,
            notes: &mut notes,
        };
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
            needs_function,
        })
    }
}

fn check_len(line: &str) -> Result<(), Rejection> {
    if line.len() <= LINE_BYTES_MAX {
        return Ok(());
    }
    Err(Rejection::line("line_too_long", "a line may have at most 4 MiB; shorten or split the value"))
}

fn malformed(error: &serde_json::Error) -> Rejection {
    let reason = match error.classify() {
        serde_json::error::Category::Eof => format!("the JSON ends too early, at column {}", error.column()),
        serde_json::error::Category::Data => "a record must be a JSON object".to_owned(),
        // The one message of `serde_json` that tells of JSON behind the JSON.
        _ if error.to_string().starts_with("trailing characters") => format!(
            "a line is one record, and from column {} on there is more: end each with a line feed (`curl -d @FILE` takes line \
             feeds away, `--data-binary @FILE` keeps them)",
            error.column()
        ),
        _ => format!("not valid JSON from column {} on", error.column()),
    };
    Rejection::line("invalid_json", reason)
}

fn record_type(members: &Members<'_>) -> Result<RecordType, Rejection> {
    let raw = members.get("type").ok_or_else(|| missing("type"))?;
    json::text(raw).and_then(|name| RecordType::parse(&name)).ok_or_else(|| {
        let names = RecordType::ALL.map(RecordType::as_str).join(", ");
        Rejection::field("unknown_type", "type", format!("give one of {names}"))
    })
}

fn conversation(kind: RecordType, members: &Members<'_>) -> Result<Option<ConversationId>, Rejection> {
    if kind == RecordType::Producer {
        return Ok(None);
    }
    let conversation = tenant(members, "conversation_id", ConversationId::new)?;
    conversation.ok_or_else(|| missing("conversation_id")).map(Some)
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
    let time = json::text(raw).and_then(|text| Timestamp::parse(&text));
    time.ok_or_else(|| Rejection::field("invalid_timestamp", "timestamp", TIME))
}

impl Log {
    fn read(
        line: &ByteString,
        members: &Members<'_>,
        entry: Option<Members<'_>>,
        flags: &Flags,
        terms: &mut Policy<'_>,
        received_at: Timestamp,
    ) -> Result<Log, Rejection> {
        let raw = given(members, "entry").ok_or_else(|| missing("entry"))?;
        let entry = RawEntry::read(&line.slice_ref(raw.get()), entry, received_at)?;
        let own = |name| Ok::<_, Rejection>(id(members, name)?.map(|id| json::part_of(line, id)));
        let log = Log::classify(own("turn_id")?, own("function_event_id")?, entry, flags, terms)?;
        let mut hints = given(members, "hints").map(|raw| hint::read(raw.get(), terms.notes)).unwrap_or_default();
        hints
            .extend(repair::read(RecordType::Log, members).into_iter().map(|(field, mend)| Hint::of_mend(field, mend)));
        Ok(Log { hints, ..log })
    }
}

#[cfg(test)]
mod tests;
