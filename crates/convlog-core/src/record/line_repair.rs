//! A line that cannot be read as it is, written again with each bad field mended or left out.
//!
//! INVARIANT: one bad field costs its record nothing else, and no flag hides less for it. Only what says which record it
//! is stays as it came, where it cannot be told what it means: then the record is refused.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::flags::speaks_of_flags;
use super::form::{self, Form};
use crate::ids::{ProducerId, trim};
use crate::json::{self, Members, Raw, Tamed, push_member, push_string, tame};
use crate::level::Level;
use crate::pointer::Pointer;
use crate::rejection::Rejection;
use crate::repair::{MENDED, Mends, Repair, declared, parse};
use crate::schema::RecordType;
use crate::schema::log::TRUNCATED;

/// The keys that say which record it is and where it belongs. Where one stands twice, nobody knows which is meant.
const OF_IDENTITY: [&str; 6] = ["type", "producer", "seq", "account_id", "project_id", "conversation_id"];

/// A line that was written again.
pub(super) struct RepairedLine {
    pub(super) line: String,
    /// What was done, for its sender.
    pub(super) notes: Vec<Rejection>,
}

/// Mends a line; `None` where it is no object of a known type.
pub(super) fn mend(line: &str) -> Option<RepairedLine> {
    let tamed = tame(line);
    let (text, places) = tamed.as_ref().map_or((line, &[][..]), |Tamed { json, places }| (json, places));
    let members = Members::parse(text).ok()?;
    let name = json::text(members.get("type")?)?;
    let kind = RecordType::parse(&name).or_else(|| RecordType::parse(name.trim().to_ascii_lowercase().as_str()))?;
    let mut mender = LineRepair::new(kind);
    mender.say_tamed(text, &members, places);
    for (name, raw) in &members.list {
        mender.member(name.clone(), *raw);
    }
    Some(mender.finish())
}

struct LineRepair<'a> {
    kind: RecordType,
    line: String,
    notes: Vec<Rejection>,
    mends: Mends,
    seen: BTreeMap<Cow<'a, str>, Raw<'a>>,
    /// The fields of which the inside is another than it was, so that pointers into them mean all of them.
    changed: Vec<Pointer>,
    /// The lists of pointers, which are written last.
    lists: Vec<(Cow<'a, str>, Raw<'a>)>,
}

impl<'a> LineRepair<'a> {
    fn new(kind: RecordType) -> LineRepair<'a> {
        LineRepair {
            kind,
            line: String::from("{"),
            notes: Vec::new(),
            mends: Mends::new(),
            seen: BTreeMap::new(),
            changed: Vec::new(),
            lists: Vec::new(),
        }
    }

    fn finish(mut self) -> RepairedLine {
        for (name, raw) in std::mem::take(&mut self.lists) {
            let list = self.pointers(raw);
            push_member(&mut self.line, &name, list.as_deref().unwrap_or(raw.get()));
        }
        if !self.mends.is_empty() {
            push_member(&mut self.line, MENDED, &serde_json::to_string(&self.mends).unwrap_or_default());
        }
        self.line.push('}');
        RepairedLine { line: self.line, notes: self.notes }
    }

    /// Says of which fields something was replaced that is no JSON.
    fn say_tamed(&mut self, text: &str, members: &Members<'_>, places: &[usize]) {
        let (kind, mut left) = (self.kind, places.len());
        for (name, raw) in &members.list {
            let Some(start) = json::offset_in(text, raw.get()) else { continue };
            let inside = places.iter().filter(|place| (start..start + raw.get().len()).contains(*place)).count();
            left -= inside;
            if let Some(name) = declared(kind, name).filter(|_| inside > 0) {
                self.say(name, Repair::Mended, NO_JSON);
            }
        }
        if left > 0 {
            self.notes.push(Rejection::line(Repair::Mended.code(), Repair::Mended.told(NO_JSON)));
        }
    }

    fn say(&mut self, name: &'static str, mend: Repair, what: &str) {
        self.notes.push(Rejection::field(mend.code(), name, mend.told(what)));
        let known = self.mends.entry(name).or_insert(mend);
        *known = mend.max(*known);
    }

    fn member(&mut self, name: Cow<'a, str>, raw: Raw<'a>) {
        let is_flag = speaks_of_flags(&name);
        let first = *self.seen.entry(name.clone()).or_insert(raw);
        let is_again = !std::ptr::eq(first.get(), raw.get());
        if is_again && !is_flag && (!self.says_which(&name) || first.get() == raw.get()) {
            if let Some(name) = declared(self.kind, &name) {
                self.say(name, Repair::Mended, "given twice; the first value is used; send it once");
            }
            return;
        }
        match name.as_ref() {
            "type" => {
                push_member(&mut self.line, &name, &format!("\"{}\"", self.kind.as_str()));
            }
            "pii" | TRUNCATED => self.lists.push((name, raw)),
            MENDED => self.mends.extend(parse(self.kind, raw.get())),
            "entry" if self.kind == RecordType::Log => self.entry(raw),
            "hints" if self.kind == RecordType::Log => push_member(&mut self.line, &name, raw.get()),
            _ => self.field(&name, raw),
        }
    }

    /// Says whether it is not known without this field which record it is.
    fn says_which(&self, name: &str) -> bool {
        let is_name = self.kind == RecordType::Metric && name == "name";
        is_name || OF_IDENTITY.contains(&name) || self.kind.subject() == Some(name)
    }

    /// Writes a field in its form. One without which it is not known which record it is stays as it came.
    fn field(&mut self, name: &str, raw: Raw<'_>) {
        // What its key says stands in for it, or nothing does.
        let is_unused = name == "project_id" || self.kind == RecordType::Producer && name == "conversation_id";
        let form = match name {
            _ if json::is_null(raw) => Form::Good,
            "timestamp" if is_time(raw) => Form::Good,
            "timestamp" => form::time(raw),
            "project_id" => form::project(raw),
            "account_id" | "conversation_id" => form::tenant(raw),
            "producer" => producer(raw),
            "seq" if raw.get().parse::<u64>().is_ok() => Form::Good,
            "seq" => form::count(raw),
            _ => self.kind.field(name).map_or(Form::Good, |field| form::form(field, raw.get())),
        };
        let declared = declared(self.kind, name);
        match (form, declared) {
            (Form::Mended { json, what }, Some(declared)) => {
                self.changed.push(Pointer::to_member(declared));
                self.say(declared, Repair::Mended, what);
                push_member(&mut self.line, name, &json);
            }
            (Form::Bad { give }, Some(declared)) if !self.says_which(name) || is_unused => {
                self.changed.push(Pointer::to_member(declared));
                self.say(declared, Repair::LeftOut, give);
                // Not without a trace: what is flagged in it stays flagged when records merge.
                push_member(&mut self.line, name, "null");
            }
            _ => push_member(&mut self.line, name, raw.get()),
        }
    }

    /// Writes the entry of a log with its fixed keys in their forms.
    fn entry(&mut self, raw: Raw<'_>) {
        let members = match Members::parse(raw.get()) {
            _ if json::is_null(raw) => return push_member(&mut self.line, "entry", "null"),
            Ok(members) => members,
            Err(_) => {
                self.say("entry", Repair::Mended, "not an object; converted to an object");
                self.changed.push(Pointer::to_member("entry"));
                if let Some(text) = form::object_in(raw) {
                    return self.entry(Raw::written(&text));
                }
                let content = content(raw).unwrap_or_else(|| raw.get().to_owned());
                let is_pii = speaks_of_flags(raw.get());
                let entry = format!("{{\"level\":{INFO},\"content\":{content},\"is_pii\":{is_pii}}}");
                return push_member(&mut self.line, "entry", &entry);
            }
        };
        let mut entry = String::from("{");
        let mut seen = BTreeSet::new();
        for (name, raw) in &members.list {
            let json = if seen.insert(name.as_ref()) { self.fixed(name, *raw) } else { Some(raw.get().into()) };
            if let Some(json) = json {
                push_member(&mut entry, name, &json);
            }
            // A flag that stood in what is text now still hides it.
            if name == "content" && json::text(*raw).is_none() && speaks_of_flags(raw.get()) {
                push_member(&mut entry, "is_pii", "true");
            }
        }
        if !seen.contains("level") {
            self.say("entry.level", Repair::Mended, "missing; info is used");
            push_member(&mut entry, "level", INFO);
        }
        entry.push('}');
        push_member(&mut self.line, "entry", &entry);
    }

    /// Returns what a key of an entry is to have; `None` where it is left out.
    fn fixed<'b>(&mut self, name: &str, raw: Raw<'b>) -> Option<Cow<'b, str>> {
        let as_given = || Some(raw.get().into());
        match name {
            "level" => Some(self.level(raw).into()),
            "content" => match content(raw) {
                None => as_given(),
                Some(text) => {
                    self.say("entry.content", Repair::Mended, "not text; converted to text");
                    self.changed.push(Pointer::to_member("entry").child("content"));
                    Some(text.into())
                }
            },
            "timestamp" if json::is_null(raw) || is_time(raw) => as_given(),
            "timestamp" => self.formed("entry.timestamp", form::time(raw)),
            "logger" if json::text(raw).is_some_and(|name| form::is_id(&name)) => as_given(),
            "logger" if json::is_null(raw) => None,
            "logger" => self.formed("entry.logger", form::logger(raw)),
            _ => as_given(),
        }
    }

    fn formed(&mut self, name: &'static str, form: Form) -> Option<Cow<'static, str>> {
        match form {
            Form::Mended { json, what } => {
                self.say(name, Repair::Mended, what);
                Some(json.into())
            }
            Form::Bad { give } => {
                self.say(name, Repair::LeftOut, give);
                None
            }
            Form::Good => None,
        }
    }

    fn level(&mut self, raw: Raw<'_>) -> String {
        let word = json::text(raw).unwrap_or_default();
        let level = match (Level::parse(&word), Level::of_word(&word)) {
            (Some(level), _) => level,
            (None, Some(level)) => {
                self.say("entry.level", Repair::Mended, "read as info, warning or error");
                level
            }
            (None, None) => {
                let give = "give one of \"info\", \"warning\", \"error\"; info is used";
                self.say("entry.level", Repair::LeftOut, give);
                Level::Info
            }
        };
        format!("\"{}\"", level.as_str())
    }

    /// Returns a list of pointers in which those that lead into what was changed lead to all of it; `None` where none does.
    fn pointers(&self, raw: Raw<'_>) -> Option<String> {
        let list: Vec<String> = serde_json::from_str(raw.get()).ok()?;
        let whole = |text: &String| {
            let pointer = Pointer::parse(text)?;
            self.changed.iter().find(|changed| changed.covers(&pointer)).map(|changed| changed.as_str().to_owned())
        };
        list.iter().any(|text| whole(text).is_some()).then(|| {
            let moved = list.iter().map(|text| whole(text).unwrap_or_else(|| text.clone()));
            serde_json::to_string(&moved.collect::<Vec<_>>()).unwrap_or_default()
        })
    }
}

/// What was done to text that is no JSON.
const NO_JSON: &str = "NaN, Infinity, half of a surrogate pair, a control character or more than 100 levels are not \
    JSON and were replaced";

const INFO: &str = "\"info\"";

fn is_time(raw: Raw<'_>) -> bool {
    json::text(raw).is_some_and(|text| crate::timestamp::Timestamp::parse(&text).is_some())
}

/// Returns the text that a value is as the content of an entry; `None` where it is one.
fn content(raw: Raw<'_>) -> Option<String> {
    if json::is_null(raw) {
        return Some("\"\"".to_owned());
    }
    json::text(raw).is_none().then(|| {
        let mut text = String::new();
        push_string(&mut text, raw.get());
        text
    })
}

/// Whether a text is written as UUIDs are, with dashes.
fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.bytes().enumerate().all(|(at, byte)| (byte == b'-') == matches!(at, 8 | 13 | 18 | 23))
}

/// Reads a producer as people copy one.
fn producer(raw: Raw<'_>) -> Form {
    let text = json::text(raw).unwrap_or_default();
    let text = trim(&text).to_ascii_lowercase();
    let text = if is_uuid(&text) { text.replace('-', "") } else { text };
    match ProducerId::parse(&text) {
        Some(_) if raw.get() == format!("\"{text}\"") => Form::Good,
        Some(_) => Form::Mended { json: format!("\"{text}\""), what: "read as lowercase hex digits" },
        None => Form::Bad { give: "give 32 lowercase hex digits" },
    }
}
