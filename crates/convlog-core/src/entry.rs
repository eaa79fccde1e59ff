//! A log entry: five fixed keys and whatever else the caller gave, flat beside them.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::cut::{cut_value, may_exceed};
use crate::json::{self, Members};
use crate::level::Level;
use crate::limits::{ENTRY_BYTES_MAX, ENTRY_FIELDS_MAX};
use crate::pointer::Pointer;
use crate::record::Rejection;
use crate::timestamp::Timestamp;

/// The logger of `conv.log`.
pub const CONVERSATION_LOGGER: &str = "conversation_logger";

/// The logger of `conv.log_api_response`.
pub const API_RESPONSES_LOGGER: &str = "api_responses";

/// The keys whose meaning is fixed, in the order in which an entry shows them.
pub const FIXED_KEYS: [&str; 5] = ["level", "content", "is_pii", "timestamp", "logger"];

/// The key that names what was cut.
pub const TRUNCATED: &str = "_truncated";

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
    pub logger: String,
    /// The message, and the rest.
    pub text: EntryText,
}

/// The words of an entry, in the smaller form that gives its JSON back to the byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryText {
    /// The fixed keys can be written again from the columns; these are the other two parts.
    Parts {
        /// The message.
        content: String,
        /// The extras as `,"key":value…`, or nothing.
        extras: String,
    },
    /// The fixed keys were written in another form (a time in whole seconds, say); this is the entry as JSON.
    Verbatim(String),
}

impl Entry {
    /// Reads an entry from JSON; a missing time is `received_at`.
    ///
    /// # Errors
    /// Names the key that is wrong.
    pub fn parse(raw: &str, received_at: Timestamp) -> Result<Entry, Rejection> {
        let members =
            Members::parse(raw).map_err(|_| Rejection::field("invalid_field", "entry", "an entry is an object"))?;
        let level = match members.get("level").map(|raw| json::text(raw).and_then(|name| Level::parse(&name))) {
            Some(Some(level)) => level,
            _ => {
                return Err(Rejection::field(
                    "invalid_field",
                    "entry.level",
                    "give one of \"info\", \"warning\", \"error\"",
                ));
            }
        };
        let content = match members.get("content") {
            None => "".into(),
            Some(raw) => json::text(raw).ok_or_else(|| {
                Rejection::field("invalid_field", "entry.content", "give text without lone surrogates")
            })?,
        };
        let is_pii = match members.get("is_pii").map(RawValue::get) {
            None | Some("false" | "null") => false,
            Some("true") => true,
            Some(_) => return Err(Rejection::field("invalid_field", "entry.is_pii", "give true or false")),
        };
        let (time, time_text) = read_time(&members, received_at)?;
        let logger = match members.get("logger") {
            None => CONVERSATION_LOGGER.into(),
            Some(raw) => json::text(raw).filter(|name| crate::ids::check_id(name).is_ok()).ok_or_else(|| {
                Rejection::field(
                    "invalid_field",
                    "entry.logger",
                    "give a name of at most 256 bytes without control characters",
                )
            })?,
        };
        let extras = extras(&members);
        let mut entry = Entry {
            level,
            time,
            is_pii,
            logger: logger.into_owned(),
            text: EntryText::Parts { content: content.into_owned(), extras },
        };
        entry.keep_time_as_written(&time_text);
        if members.0.len() > ENTRY_FIELDS_MAX || may_exceed(raw, ENTRY_BYTES_MAX) {
            entry.cut()?;
        }
        Ok(entry)
    }

    /// Returns the entry as JSON: the fixed keys, then the extras in the order they were given.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.push_json(&mut out);
        out
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

    /// Returns the message.
    #[must_use]
    pub fn content(&self) -> String {
        match &self.text {
            EntryText::Parts { content, .. } => content.clone(),
            EntryText::Verbatim(text) => Members::parse(text)
                .ok()
                .and_then(|members| json::text(members.get("content")?).map(std::borrow::Cow::into_owned))
                .unwrap_or_default(),
        }
    }

    /// Puts `with` in place of the values at these pointers, which are relative to the entry.
    ///
    /// # Errors
    /// Refuses a pointer that points to nothing.
    pub fn redact(&mut self, pointers: &[Pointer], with: &Value) -> Result<(), Rejection> {
        let mut value = self.to_value()?;
        for pointer in pointers {
            let covered = pointers.iter().any(|other| other != pointer && other.covers(pointer));
            if !covered && !pointer.replace(&mut value, with.clone()) {
                return Err(Rejection::field("invalid_pointer", "pii", "a pointer points to nothing in this entry"));
            }
        }
        hide_marks_under(&mut value, pointers);
        self.take_value(&value);
        Ok(())
    }

    fn to_value(&self) -> Result<Value, Rejection> {
        serde_json::from_str(&self.to_json()).map_err(|_| {
            Rejection::field(
                "too_deep",
                "entry",
                "it is nested more than 128 levels deep or holds text that is no Unicode",
            )
        })
    }

    /// Takes content and extras back from an edited value whose fixed keys were left alone.
    fn take_value(&mut self, value: &Value) {
        let text = value.to_string();
        if matches!(self.text, EntryText::Verbatim(_)) {
            self.text = EntryText::Verbatim(text);
            return;
        }
        if let Ok(members) = Members::parse(&text) {
            let content = members.get("content").and_then(json::text).unwrap_or_default().into_owned();
            self.text = EntryText::Parts { content, extras: extras(&members) };
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

    /// Cuts the extras to the limits and lists what was cut under `_truncated`.
    fn cut(&mut self) -> Result<(), Rejection> {
        let mut value = self.to_value()?;
        let Some(members) = value.as_object_mut() else { return Ok(()) };
        let mut marks = members.shift_remove(TRUNCATED).and_then(|marks| marks.as_array().cloned()).unwrap_or_default();
        let fields_max = ENTRY_FIELDS_MAX + FIXED_KEYS.len();
        if members.len() > fields_max {
            let names: Vec<String> = members.keys().skip(fields_max).cloned().collect();
            names.iter().for_each(|name| drop(members.shift_remove(name)));
            marks.push("".into());
        }
        let mut bytes_left = ENTRY_BYTES_MAX;
        for (name, member) in members.iter_mut() {
            let at = Pointer::to_member(name);
            let cut = cut_value(member, bytes_left);
            marks.extend(cut.iter().map(|inside| Value::from(format!("{at}{inside}"))));
            bytes_left = bytes_left.saturating_sub(member.to_string().len() + name.len() + 4);
        }
        if !marks.is_empty() {
            members.insert(TRUNCATED.into(), Value::Array(marks));
        }
        self.take_value(&value);
        Ok(())
    }
}

/// Takes from `_truncated` what lies under a personal place: how long a personal value is, is personal too.
fn hide_marks_under(value: &mut Value, pointers: &[Pointer]) {
    let Some(members) = value.as_object_mut() else { return };
    let Some(Value::Array(marks)) = members.get_mut(TRUNCATED) else { return };
    marks.retain(|mark| {
        let mark = mark.as_str().and_then(Pointer::parse);
        mark.is_none_or(|mark| !pointers.iter().any(|pointer| pointer.covers(&mark)))
    });
    if marks.is_empty() {
        members.shift_remove(TRUNCATED);
    }
}

fn read_time(members: &Members<'_>, received_at: Timestamp) -> Result<(Timestamp, String), Rejection> {
    let Some(raw) = members.get("timestamp").filter(|raw| !json::is_null(raw)) else {
        return Ok((received_at, String::new()));
    };
    json::text(raw).and_then(|text| Timestamp::parse(&text).map(|time| (time, text.into_owned()))).ok_or_else(|| {
        Rejection::field("invalid_timestamp", "entry.timestamp", "give RFC 3339 text, such as 2025-01-01T10:00:00Z")
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

/// Joins every member that is not fixed; a name given twice gets `_` appended, so that nothing is lost.
fn extras(members: &Members<'_>) -> String {
    let mut out = String::new();
    let has_repeats = members.repeated().is_some();
    let mut seen = std::collections::HashSet::new();
    let mut fixed_seen = [false; FIXED_KEYS.len()];
    for (key, value) in &members.0 {
        let mut key = key.clone();
        if let Some(at) = FIXED_KEYS.iter().position(|fixed| *fixed == key)
            && !std::mem::replace(&mut fixed_seen[at], true)
        {
            continue;
        }
        while has_repeats && (FIXED_KEYS.contains(&key.as_ref()) || !seen.insert(key.to_string())) {
            key.to_mut().push('_');
        }
        out.push(',');
        json::push_string(&mut out, &key);
        out.push(':');
        out.push_str(value.get());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Entry {
        Entry::parse(text, Timestamp::from_micros(0)).unwrap()
    }

    #[test]
    fn gives_back_the_documented_entry_to_the_byte() {
        for text in [
            r#"{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"2025-01-01T10:00:00Z","logger":"conversation_logger","provider":"geo","left":5,"cap":10}"#,
            r#"{"level":"info","content":"a \"quoted\" line\n","is_pii":true,"timestamp":"2025-01-01T10:00:00.123456Z","logger":"conversation_logger","big":123456789012345678901234567890,"f":1.50}"#,
        ] {
            assert_eq!(parse(text).to_json(), text);
        }
    }

    #[test]
    fn stores_the_usual_form_in_parts() {
        let entry = parse(
            r#"{"level":"error","content":"x","is_pii":false,"timestamp":"2025-01-01T10:00:00.000001Z","logger":"conversation_logger","status":409}"#,
        );
        assert_eq!(entry.text, EntryText::Parts { content: "x".into(), extras: ",\"status\":409".into() });
    }

    #[test]
    fn completes_what_a_sender_left_out() {
        assert_eq!(
            parse(r#" { "level" : "info" , "x" : { "y" : 1 } } "#).to_json(),
            r#"{"level":"info","content":"","is_pii":false,"timestamp":"1970-01-01T00:00:00.000000Z","logger":"conversation_logger","x":{ "y" : 1 }}"#
        );
    }

    #[test]
    fn keeps_a_name_that_was_given_twice() {
        let entry = parse(r#"{"level":"info","level":"x","a":1,"a":2,"a_":3}"#);
        let EntryText::Parts { extras, .. } = entry.text else { panic!() };
        assert_eq!(extras, r#","level_":"x","a":1,"a_":2,"a__":3"#);
    }

    #[test]
    fn names_the_key_that_is_wrong() {
        for (text, field) in [
            (r#"{"content":"x"}"#, "entry.level"),
            (r#"{"level":"debug"}"#, "entry.level"),
            (r#"{"level":"info","content":7}"#, "entry.content"),
            (r#"{"level":"info","content":"\ud800"}"#, "entry.content"),
            (r#"{"level":"info","is_pii":"yes"}"#, "entry.is_pii"),
            (r#"{"level":"info","timestamp":"soon"}"#, "entry.timestamp"),
            (r#"[]"#, "entry"),
        ] {
            let rejection = Entry::parse(text, Timestamp::default()).unwrap_err();
            assert_eq!(rejection.field.as_deref(), Some(field), "{text}");
        }
    }

    #[test]
    fn redacts_in_place_and_hides_what_was_cut_there() {
        let mut entry =
            parse(r#"{"level":"info","content":"x","phone":"1","b":{"c":[1,2]},"_truncated":["/phone","/z"]}"#);
        let pointers = ["/phone", "/b/c/1"].map(|text| Pointer::parse(text).unwrap());
        entry.redact(&pointers, &"[redacted]".into()).unwrap();
        let EntryText::Parts { extras, .. } = &entry.text else { panic!() };
        assert_eq!(extras, r#","phone":"[redacted]","b":{"c":[1,"[redacted]"]},"_truncated":["/z"]"#);
        assert!(entry.redact(&[Pointer::parse("/nothing").unwrap()], &"x".into()).is_err());
    }

    #[test]
    fn cuts_what_is_past_a_limit_and_says_so() {
        let long = "x".repeat(40_000);
        let entry = parse(&format!(r#"{{"level":"info","content":"c","a":"{long}","b":1}}"#));
        let EntryText::Parts { extras, .. } = &entry.text else { panic!() };
        assert!(extras.ends_with(r#"","b":1,"_truncated":["/a"]"#), "{}", &extras[extras.len() - 60..]);
        let many: String = (0..300).map(|n| format!(",\"k{n}\":{n}")).collect();
        let entry = parse(&format!(r#"{{"level":"info","content":"c"{many}}}"#));
        let EntryText::Parts { extras, .. } = &entry.text else { panic!() };
        assert!(extras.ends_with(r#","k255":255,"_truncated":[""]"#), "{}", &extras[extras.len() - 60..]);
    }
}
