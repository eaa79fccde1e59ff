//! A log entry: five fixed keys and whatever else the caller gave, flat beside them.

use std::borrow::Cow;
use std::collections::HashSet;

use bytestring::ByteString;
use convlog_guard::OpenKeys;
use serde_json::Value;

use crate::cut::{cut_members, may_exceed};
use crate::finding::PersonalSpan;
use crate::guard::{self, GuardPolicy};
use crate::json::{self, Members};
use crate::known::KnownPii;
use crate::level::Level;
use crate::limits::{ENTRY_BYTES_MAX, MARKS_BYTES_MAX, ORIGINAL_FACTOR};
use crate::pointer::Pointer;
use crate::redaction::Redaction;
use crate::rejection::Rejection;
use crate::schema::log::is_misspelt;
use crate::timestamp::Timestamp;

mod extras;

use extras::{Extras, extras};

pub use crate::schema::log::{API_RESPONSES_LOGGER, CONVERSATION_LOGGER, FIXED_KEYS, TRUNCATED};

/// One log entry as it is stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How bad it is.
    pub level: Level,
    /// When the call was made.
    pub time: Timestamp,
    /// Whether the whole entry is personal.
    pub is_pii: bool,
    /// Which logger wrote it.
    pub logger: ByteString,
    /// The message, and the rest.
    pub text: EntryText,
}

/// The words of an entry, in the smaller form that gives its JSON back to the byte. Words that stand in the line as they
/// are kept are a part of it, so reading an entry copies hardly anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryText {
    /// The fixed keys can be written again from the columns; these are the other two parts.
    Parts {
        /// The message.
        content: ByteString,
        /// The extras as `,"key":value…`, or nothing.
        extras: ByteString,
    },
    /// The fixed keys were written in another form (a time in whole seconds, say); this is the entry as JSON.
    Verbatim(String),
}

impl Entry {
    /// Reads an entry from JSON and cuts it to the limits; a missing time is `received_at`.
    ///
    /// # Errors
    /// Names the key that is wrong.
    pub fn parse(raw: &str, received_at: Timestamp) -> Result<Entry, Rejection> {
        let mut given = RawEntry::read(&raw.into(), None, received_at)?;
        given.cut()?;
        Ok(given.entry)
    }

    /// Reads the original of an entry as it was stored, which was cut to its limits before.
    ///
    /// # Errors
    /// It is none.
    pub fn of_original(raw: &str, received_at: Timestamp) -> Result<Entry, Rejection> {
        Ok(RawEntry::read(&raw.into(), None, received_at)?.entry)
    }

    /// Returns the entry as JSON: the fixed keys, then the extras in the order they were given.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::with_capacity(self.json_len());
        self.push_json(&mut out);
        out
    }

    /// Returns about how many bytes the entry takes as JSON.
    #[must_use]
    pub fn json_len(&self) -> usize {
        /// What the keys, the level, the flag and the time take.
        const FIXED_LEN: usize = 112;
        match &self.text {
            EntryText::Verbatim(text) => text.len(),
            EntryText::Parts { content, extras } => FIXED_LEN + content.len() + self.logger.len() + extras.len(),
        }
    }

    /// Appends the entry as JSON.
    pub fn push_json(&self, out: &mut String) {
        match &self.text {
            EntryText::Verbatim(text) => out.push_str(text),
            EntryText::Parts { content, extras } => {
                let time = self.time.to_rfc3339();
                let time = std::str::from_utf8(&time).unwrap_or_default();
                push_fixed(out, self.level, content, self.is_pii, time, &self.logger);
                out.push_str(extras);
                out.push('}');
            }
        }
    }

    /// Says, without taking it apart, whether a known value may stand in it.
    #[must_use]
    pub fn may_hold(&self, known: &KnownPii) -> bool {
        match &self.text {
            EntryText::Parts { content, extras } => known.may_stand_in(content) || known.may_stand_in(extras),
            EntryText::Verbatim(text) => known.may_stand_in(text),
        }
    }

    /// Returns the message.
    #[must_use]
    pub fn content(&self) -> String {
        match &self.text {
            EntryText::Parts { content, .. } => content.to_string(),
            EntryText::Verbatim(text) => Members::parse(text)
                .ok()
                .and_then(|members| json::text(members.get("content")?).map(std::borrow::Cow::into_owned))
                .unwrap_or_default(),
        }
    }

    /// Hides what is to be hidden in the entry's value, all of it relative to the entry.
    pub(crate) fn redact(&mut self, mut value: Value, hidden: &mut Redaction) {
        hidden.apply_to_entry(&mut value);
        self.take_value(&value);
    }

    /// Returns the entry as a value.
    ///
    /// # Errors
    /// It is nested too deep.
    pub(crate) fn to_value(&self) -> Result<Value, Rejection> {
        serde_json::from_str(&self.to_json()).map_err(|_| {
            Rejection::field(
                "too_deep",
                "entry",
                "nested more than 128 levels deep, or contains text that is not Unicode",
            )
        })
    }

    /// Returns the entry with content, logger and extras of an edited value.
    pub(crate) fn with_text_of(&self, value: &Value) -> Entry {
        let mut entry = self.clone();
        entry.take_value(value);
        entry
    }

    /// Takes content, logger and extras back from an edited value whose other fixed keys were left alone.
    fn take_value(&mut self, value: &Value) {
        let text = value.to_string();
        if let Some(logger) = value.get("logger").and_then(Value::as_str).filter(|logger| **logger != *self.logger) {
            self.logger = logger.into();
        }
        if matches!(self.text, EntryText::Verbatim(_)) {
            self.text = EntryText::Verbatim(text);
            return;
        }
        if let Ok(members) = Members::parse(&text) {
            let content = members.get("content").and_then(json::text).unwrap_or_default().into_owned().into();
            self.text = EntryText::Parts { content, extras: extras(&members, &text).json.into_owned().into() };
        }
    }

    /// Stores the whole text when the time was not written in the canonical form.
    fn keep_time_as_written(&mut self, time_text: &str) {
        let EntryText::Parts { content, extras } = &self.text else { return };
        if time_text.is_empty() || time_text.as_bytes() == self.time.to_rfc3339() {
            return;
        }
        let mut out = String::new();
        push_fixed(&mut out, self.level, content, self.is_pii, time_text, &self.logger);
        out.push_str(extras);
        out.push('}');
        self.text = EntryText::Verbatim(out);
    }

    /// Cuts the entry to `times` the limits and lists under `_truncated` what was cut, now or by the sender.
    fn cut(&mut self, has_lost: bool, times: usize) -> Result<(), Rejection> {
        let mut value = self.to_value()?;
        let Some(members) = value.as_object_mut() else { return Ok(()) };
        let given = members.shift_remove(TRUNCATED);
        let mut marks = given.and_then(|marks| marks.as_array().cloned()).unwrap_or_default();
        let marks_len: usize = marks.iter().map(|mark| mark.to_string().len() + 1).sum();
        let whole = Value::from("");
        if marks_len > MARKS_BYTES_MAX {
            marks = vec![whole.clone()];
        }
        let cut = cut_members(&mut value, ENTRY_BYTES_MAX, FIXED_KEYS.len(), times);
        marks.extend(cut.iter().map(|mark| Value::from(mark.as_str())).filter(|mark| *mark != whole));
        if (has_lost || cut.iter().any(|mark| mark.as_str().is_empty())) && !marks.contains(&whole) {
            marks.push(whole);
        }
        if let Some(members) = value.as_object_mut().filter(|_| !marks.is_empty()) {
            members.insert(TRUNCATED.into(), Value::Array(marks));
        }
        self.take_value(&value);
        Ok(())
    }
}

/// An entry as it was given, before the limits are applied: what is personal in it must be told apart first, so that
/// the size of a personal value decides nothing about its neighbours.
pub(crate) struct RawEntry {
    pub(crate) entry: Entry,
    /// Whether its flag was of another form than it should be.
    pub(crate) has_odd_flag: bool,
    /// Whether its sender says what was cut.
    has_marks: bool,
    /// Names that were given twice, each with the name under which a further value of it is kept.
    renamed: Vec<(String, String)>,
    /// Whether there were more fields than an entry may have.
    has_lost: bool,
    /// The names of which no value is kept.
    lost: HashSet<String>,
    may_exceed: bool,
}

impl RawEntry {
    /// Reads an entry, of which the members may have been read already.
    pub(crate) fn read<'a>(
        raw: &'a ByteString,
        members: Option<Members<'a>>,
        received_at: Timestamp,
    ) -> Result<RawEntry, Rejection> {
        let refuse = |field: &'static str, reason: &'static str| Rejection::field("invalid_field", field, reason);
        let members = members.map_or_else(|| Members::parse(raw), Ok);
        let members = members.map_err(|_| refuse("entry", "an entry must be an object"))?;
        let level = members.get("level").and_then(|raw| json::text(raw).and_then(|name| Level::parse(&name)));
        let level = level.ok_or_else(|| refuse("entry.level", "give one of \"info\", \"warning\", \"error\""))?;
        let content = match members.get("content") {
            None => "".into(),
            Some(raw) => json::text(raw).ok_or_else(|| refuse("entry.content", "give text without lone surrogates"))?,
        };
        let (is_pii, has_odd_flag) = is_pii(&members);
        let (time, time_text) = read_time(&members, received_at)?;
        let logger = match members.get("logger") {
            None => CONVERSATION_LOGGER.into(),
            Some(raw) => json::text(raw)
                .filter(|name| crate::ids::check_id(name).is_ok())
                .ok_or_else(|| refuse("entry.logger", "give a name of at most 256 bytes without control characters"))?,
        };
        let Extras { json: extras, has_marks, renamed, has_lost, lost } = extras(&members, raw);
        let text = EntryText::Parts { content: json::part_of(raw, content), extras: json::part_of(raw, extras) };
        let logger = if logger == CONVERSATION_LOGGER {
            ByteString::from_static(CONVERSATION_LOGGER)
        } else {
            json::part_of(raw, logger)
        };
        let mut entry = Entry { level, time, is_pii, logger, text };
        entry.keep_time_as_written(&time_text);
        let may_exceed = has_lost || may_exceed(raw, ENTRY_BYTES_MAX);
        Ok(RawEntry { entry, has_odd_flag, has_marks, renamed, has_lost, lost, may_exceed })
    }

    /// Returns what the guard finds in it, and which of the known values, beside what is hidden already.
    pub(crate) fn guarded(
        &self,
        policy: GuardPolicy,
        open: &OpenKeys,
        known: &KnownPii,
        hidden: &Redaction,
    ) -> Vec<PersonalSpan> {
        if policy == GuardPolicy::Off {
            return Vec::new();
        }
        let mut found = match &self.entry.text {
            EntryText::Parts { content, extras } => guard::in_parts(content, &self.entry.logger, extras, hidden, open),
            EntryText::Verbatim(json) => guard::in_entry(json, hidden, open),
        };
        if self.has_marks && policy == GuardPolicy::Redact {
            found.extend(guard::cut_in_entry(&self.entry.to_json(), hidden));
        }
        if !known.is_empty() {
            found.extend(known.find_in_entry(&self.entry.to_json(), hidden));
        }
        found
    }

    /// Applies the limits.
    pub(crate) fn cut(&mut self) -> Result<(), Rejection> {
        if self.may_exceed { self.entry.cut(self.has_lost, 1) } else { Ok(()) }
    }

    /// Returns the entry as JSON within the limits of an original, leaving this one as it was given.
    pub(crate) fn cut_json(&self) -> Result<String, Rejection> {
        if !self.may_exceed {
            return Ok(self.entry.to_json());
        }
        let mut cut = self.entry.clone();
        cut.cut(self.has_lost, ORIGINAL_FACTOR)?;
        Ok(cut.to_json())
    }

    /// Appends the places that a flag hides: a name that was given twice is hidden wherever its values are kept, and
    /// one that was too many is nowhere.
    pub(crate) fn places(&self, flag: &Pointer, places: &mut Vec<Pointer>) {
        let Some(name) = flag.member() else { return places.push(flag.clone()) };
        if self.lost.contains(name.as_ref()) && !FIXED_KEYS.contains(&name.as_ref()) {
            return;
        }
        let copies = self.renamed.iter().filter(|(given, _)| *given == name);
        let before = places.len();
        places.extend(copies.map(|(_, kept)| Pointer::to_member(kept)));
        places.push(if places.len() > before { Pointer::to_member(&name) } else { flag.clone() });
    }
}

/// Says whether any flag of an entry hides it, and whether one is of another form than it should be. Anything but `false`
/// and absence hides; of several flags, whichever a sender's own reader would take, one that hides is enough.
fn is_pii(members: &Members<'_>) -> (bool, bool) {
    let (mut is_pii, mut is_odd) = (false, false);
    for (name, raw) in &members.list {
        let is_flag = name == "is_pii";
        if (is_flag || is_misspelt(name)) && raw.get() != "false" {
            is_pii = true;
            is_odd |= !is_flag || raw.get() != "true";
        }
    }
    (is_pii, is_odd)
}

fn read_time<'a>(members: &Members<'a>, received_at: Timestamp) -> Result<(Timestamp, Cow<'a, str>), Rejection> {
    let Some(raw) = members.get("timestamp").filter(|raw| !json::is_null(*raw)) else {
        return Ok((received_at, Cow::Borrowed("")));
    };
    json::text(raw).and_then(|text| Timestamp::parse(&text).map(|time| (time, text))).ok_or_else(|| {
        Rejection::field("invalid_timestamp", "entry.timestamp", "give an RFC 3339 time, such as 2025-01-01T10:00:00Z")
    })
}

fn push_fixed(out: &mut String, level: Level, content: &str, is_pii: bool, time: &str, logger: &str) {
    out.push_str("{\"level\":\"");
    out.push_str(level.as_str());
    out.push_str("\",\"content\":");
    json::push_string(out, content);
    out.push_str(if is_pii { ",\"is_pii\":true,\"timestamp\":\"" } else { ",\"is_pii\":false,\"timestamp\":\"" });
    out.push_str(time);
    out.push_str("\",\"logger\":");
    json::push_string(out, logger);
}

#[cfg(test)]
mod tests;
