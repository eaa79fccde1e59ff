//! What is known to be personal in a conversation, so that it is recognised where it stands again without a flag.
//!
//! This is learned and looked for by the shipper and not in the host's call, which has to be fast. What is found is
//! named beside the record; the server decides what it hides.

use std::collections::{BTreeSet, HashMap, VecDeque};

use aho_corasick::AhoCorasick;
use convlog_core::entry::{FIXED_KEYS, TRUNCATED};
use convlog_core::known::{BYTES_MAX, CHARS_MIN, VALUES_MAX, says_who};
use memchr::memmem;
use serde_json::{Map, Value};

use crate::spool::frame::{Frame, Kind};

/// The most conversations; the one that was met first is forgotten first.
const CONVERSATIONS_MAX: usize = 1024;

/// What is known of the conversations that were lately met.
#[derive(Debug, Default)]
pub(super) struct Known {
    conversations: HashMap<String, Values>,
    met: VecDeque<String>,
    /// The context of the last record and the conversation that it names.
    last: (Vec<u8>, Option<String>),
}

/// What is known of one conversation.
#[derive(Debug, Default)]
struct Values {
    /// In the form in which they stand in JSON.
    escaped: Vec<String>,
    finder: Option<AhoCorasick>,
}

impl Known {
    /// Learns what a record says is personal, and returns which of the values known so far stand in it, as the member
    /// `"pii_values":[…]`; nothing where none does.
    pub(super) fn look(&mut self, frame: &Frame<'_>, context: &[u8]) -> Option<Vec<u8>> {
        let flags = may_hold_flags(frame);
        if !flags && self.conversations.is_empty() {
            return None;
        }
        if self.last.0 != context {
            self.last = (context.to_vec(), conversation(context));
        }
        let conversation = self.last.1.clone()?;
        if flags && let Ok(Value::Object(record)) = serde_json::from_slice(&object(frame.payload)) {
            let told = personal(frame.fields.kind, &record);
            self.learn(&conversation, told.values);
            if told.is_hidden {
                return None;
            }
        }
        let found = self.conversations.get(&conversation)?.found_in(frame.payload);
        (!found.is_empty()).then(|| {
            let quoted: Vec<String> = found.into_iter().map(|value| format!("\"{value}\"")).collect();
            format!("\"pii_values\":[{}]", quoted.join(",")).into_bytes()
        })
    }

    fn learn(&mut self, conversation: &str, told: BTreeSet<String>) {
        if told.is_empty() {
            return;
        }
        if !self.conversations.contains_key(conversation) {
            if self.met.len() >= CONVERSATIONS_MAX
                && let Some(first) = self.met.pop_front()
            {
                self.conversations.remove(&first);
            }
            self.met.push_back(conversation.to_owned());
        }
        self.conversations.entry(conversation.to_owned()).or_default().add(told);
    }
}

impl Values {
    fn add(&mut self, told: BTreeSet<String>) {
        let known = self.escaped.len();
        for value in told {
            let escaped = Value::from(value).to_string();
            let escaped = &escaped[1..escaped.len() - 1];
            if self.escaped.len() < VALUES_MAX && !self.escaped.iter().any(|held| held == escaped) {
                self.escaped.push(escaped.to_owned());
            }
        }
        if self.escaped.len() > known {
            self.finder = AhoCorasick::new(&self.escaped).ok();
        }
    }

    /// Returns which values stand in a text by themselves and not as a part of a longer word or number.
    fn found_in(&self, text: &[u8]) -> BTreeSet<&str> {
        let Some(finder) = &self.finder else { return BTreeSet::new() };
        let whole = finder.find_overlapping_iter(text).filter(|found| {
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            !(ends_in_a_word(before) || after.first().is_some_and(|byte| is_of_a_word(*byte)))
        });
        whole.map(|found| self.escaped[found.pattern().as_usize()].as_str()).collect()
    }
}

fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Says whether a word goes on at the end of a piece of JSON; the letter of an escape such as `\n` is none.
fn ends_in_a_word(json: &[u8]) -> bool {
    match json {
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => false,
        [.., last] => is_of_a_word(*last),
        [] => false,
    }
}

/// Says whether a record may tell of something personal; to read it takes longer than to ask.
fn may_hold_flags(frame: &Frame<'_>) -> bool {
    let holds = |needle: &[u8]| memmem::find(frame.payload, needle).is_some();
    match frame.fields.kind {
        Kind::Conversation => true,
        Kind::Log => holds(b"\"is_pii\":true") || holds(b"\"pii\":["),
        Kind::Turn | Kind::FunctionEvent | Kind::Span | Kind::Metric => holds(b"\"pii\":["),
        Kind::Context | Kind::Producer => false,
    }
}

/// What a record tells.
#[derive(Default)]
struct Told {
    values: BTreeSet<String>,
    /// Whether the record needs no more names: what it tells is hidden as it is.
    is_hidden: bool,
}

fn personal(kind: Kind, record: &Map<String, Value>) -> Told {
    let mut told = Told::default();
    let pointers = record.get("pii").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    for pointer in pointers {
        let (name, inside) =
            pointer.trim_start_matches('/').split_once('/').unwrap_or((pointer.trim_start_matches('/'), ""));
        let place = if inside.is_empty() { String::new() } else { format!("/{inside}") };
        told.is_hidden |= pointer == "/entry";
        if let Some(value) = record.get(name).and_then(|value| value.pointer(&place)) {
            collect(value, &mut told.values, &|_| true);
        }
    }
    match kind {
        Kind::Log => {
            let Some(entry) = record.get("entry").and_then(Value::as_object) else { return told };
            if entry.get("is_pii") == Some(&Value::Bool(true)) {
                told.is_hidden = true;
                let is_ours = |name: &str| FIXED_KEYS.contains(&name) || name == TRUNCATED;
                let given = entry.iter().filter(|(name, _)| *name == "content" || !is_ours(name));
                given.for_each(|(_, value)| collect(value, &mut told.values, &says_who));
            }
        }
        Kind::Conversation => {
            let is_outbound = record.get("direction").and_then(Value::as_str) == Some("outbound");
            let side = if is_outbound { "to_number" } else { "from_number" };
            let given = ["contact", side].into_iter().filter_map(|name| record.get(name));
            given.for_each(|value| collect(value, &mut told.values, &|_| true));
            told.is_hidden = !told.values.is_empty();
        }
        _ => {}
    }
    told
}

/// Collects the texts and numbers in a value that are worth looking for.
fn collect(value: &Value, into: &mut BTreeSet<String>, is_wanted: &dyn Fn(&str) -> bool) {
    let mut offer = |text: &str| {
        let text = text.trim();
        if text.chars().count() >= CHARS_MIN && text.len() <= BYTES_MAX && is_wanted(text) {
            into.insert(text.to_owned());
        }
    };
    match value {
        Value::String(text) => offer(text),
        Value::Number(number) => offer(&number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, into, is_wanted)),
        Value::Object(members) => members.values().for_each(|member| collect(member, into, is_wanted)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Returns what tells conversations apart: the ids of a context up to the conversation's.
fn conversation(context: &[u8]) -> Option<String> {
    let members: Map<String, Value> = serde_json::from_slice(&object(context)).ok()?;
    let id = |name| members.get(name).map(Value::to_string).unwrap_or_default();
    let conversation = members.get("conversation_id")?;
    Some(format!("{} {} {conversation}", id("account_id"), id("project_id")))
}

/// Returns the object with these members.
fn object(members: &[u8]) -> Vec<u8> {
    [b"{", members, b"}"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::frame::Fields;

    const CONTEXT: &[u8] = br#""project_id":"front-desk","conversation_id":"CA42""#;

    fn look(known: &mut Known, kind: Kind, context: &[u8], payload: &str) -> Option<String> {
        let fields = Fields { kind, seq: 1, context: 0, micros: 0 };
        let found = known.look(&Frame { fields, payload: payload.as_bytes(), next: 0 }, context);
        found.map(|member| String::from_utf8(member).unwrap())
    }

    #[test]
    fn what_was_flagged_is_recognised_in_its_conversation_and_in_no_other() {
        let mut known = Known::default();
        let again = r#""entry":{"level":"info","content":"Called \n+44 1134 960000, \"Zoë Quill\""}"#;
        assert_eq!(look(&mut known, Kind::Log, CONTEXT, again), None);
        let flagged = r#""entry":{"content":"Caller","is_pii":true,"phone":"+44 1134 960000","name":"Zo\u00eb Quill","status":"verified","id":1134960000}"#;
        assert_eq!(look(&mut known, Kind::Log, CONTEXT, flagged), None, "it is hidden as it is");
        let found = look(&mut known, Kind::Log, CONTEXT, again).unwrap();
        assert_eq!(found, "\"pii_values\":[\"+44 1134 960000\",\"Zoë Quill\"]");
        let number = r#""arguments":{"id":1134960000},"status":"verified""#;
        let found = look(&mut known, Kind::FunctionEvent, CONTEXT, number).unwrap();
        assert_eq!(found, "\"pii_values\":[\"1134960000\"]");
        let longer = r#""entry":{"content":"order 11349600001 and x1134960000 and é1134960000"}"#;
        assert_eq!(look(&mut known, Kind::Log, CONTEXT, longer), None, "a part of a longer number is another number");
        let other = br#""project_id":"front-desk","conversation_id":"CA43""#;
        assert_eq!(look(&mut known, Kind::Log, other, again), None);
    }

    #[test]
    fn a_single_value_and_the_number_of_a_call_are_known_too() {
        let mut known = Known::default();
        let call = r#""direction":"outbound","from_number":"+441134960001","to_number":"+441134960002""#;
        assert_eq!(look(&mut known, Kind::Conversation, CONTEXT, call), None);
        let marked =
            r#""entry":{"is_pii":false,"user":{"badge":"abcdef"},"short":"abc"},"pii":["/entry/user","/entry/short"]"#;
        assert!(look(&mut known, Kind::Log, CONTEXT, marked).is_some());
        let again = r#""entry":{"content":"from +441134960001 to +441134960002, badge abcdef, abc"}"#;
        let found = look(&mut known, Kind::Log, CONTEXT, again).unwrap();
        assert_eq!(found, "\"pii_values\":[\"+441134960002\",\"abcdef\"]");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut known = Known::default();
        for n in 0..CONVERSATIONS_MAX + 10 {
            let context = format!(r#""conversation_id":"{n}""#);
            for m in 0..2 {
                let flagged = format!(r#""entry":{{"is_pii":true,"n":"{n:03}-{m:03}"}}"#);
                look(&mut known, Kind::Log, context.as_bytes(), &flagged);
            }
        }
        assert_eq!((known.conversations.len(), known.met.len()), (CONVERSATIONS_MAX, CONVERSATIONS_MAX));
        for n in 0..VALUES_MAX + 10 {
            let flagged = format!(r#""entry":{{"is_pii":true,"n":"value-{n:05}"}}"#);
            look(&mut known, Kind::Log, CONTEXT, &flagged);
        }
        assert!(known.conversations.values().all(|values| values.escaped.len() <= VALUES_MAX));
    }
}
