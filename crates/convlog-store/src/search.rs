//! Searching the conversations of a project, the latest start first.
//!
//! The filter of a list is answered from what a store keeps at hand of each conversation. What is deep, a text or a
//! contact, needs the conversations themselves, so a search looks at a bounded number of those that the filter lets
//! through and says how far it came. What a reader may not see bounds nothing, finds nothing and counts for nothing.

use convlog_core::entry::EntryText;
use convlog_core::merge::Values;
use convlog_core::query::{Folded, Predicate};
use convlog_core::view::Conversation;
use convlog_core::{Entry, Timestamp};
use serde_json::Value;

use crate::matched::MatchedRecord;
use crate::read::{Filter, Position};

/// Which conversations, from where on, how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Which, by what a store has at hand.
    pub filter: Filter,
    /// Which, by what is inside.
    pub content: ContentFilter,
    /// Go on behind this one.
    pub after: Option<Position>,
    /// Maximum number.
    pub limit: u32,
    /// A deep search looks at no more than so many conversations; a store may stop earlier where they are long.
    pub scan_limit: u32,
    /// Whether each comes with its turns, function events and metrics; log entries never come with a list.
    pub with_turns: bool,
    /// Whether to count all that the filter lets through, on all pages; a deep search is not counted.
    pub with_total: bool,
}

/// What a conversation holds. What is absent lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentFilter {
    /// A function of this name was called.
    pub function: Option<String>,
    /// This was said or logged, in whatever case, as far as the reader sees it.
    pub text: Option<String>,
    /// The contact is this. For readers of personal data; another finds nothing.
    pub contact: Option<String>,
    /// The digits of the contact end like this. For readers of personal data; another finds nothing.
    pub contact_ends: Option<String>,
    /// There is a record in it, as the reader sees it, of which this holds.
    pub query: Option<Predicate>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// The conversations, in order.
    pub rows: Vec<Listed>,
    /// Where to go on; `None` when everything was looked at.
    pub next: Option<Position>,
    /// How many there are on all pages, if asked for.
    pub total: Option<u64>,
}

/// A conversation in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The conversation.
    pub conversation: Conversation,
    /// How much of it there is.
    pub counts: Counts,
    /// Which of its records meets the query that was asked, where one was.
    pub matched: Option<MatchedRecord>,
}

/// How much of a conversation there is, of what the reader sees, as its records say: what only entries refer to is not
/// counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Turns.
    pub turns: u64,
    /// Function events.
    pub functions: u64,
    /// Function events that raised, or never finished.
    pub failed_functions: u64,
    /// Log entries.
    pub entries: u64,
    /// Log entries of the level error.
    pub errors: u64,
    /// Log entries of the level warning.
    pub warnings: u64,
}

impl ContentFilter {
    /// Says whether it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == ContentFilter::default()
    }

    /// Says whether it asks for what only readers of personal data may ask.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.contact.is_some() || self.contact_ends.is_some()
    }

    /// Says whether a conversation's own fields are of the contact that is looked for.
    #[must_use]
    pub fn is_of_contact(&self, fields: &Values) -> bool {
        if !self.is_personal() {
            return true;
        }
        let Some((_, contact)) = fields.contact() else { return false };
        let digits: String = contact.chars().filter(char::is_ascii_digit).collect();
        self.contact.as_ref().is_none_or(|wanted| *wanted == contact)
            && self.contact_ends.as_ref().is_none_or(|wanted| digits.ends_with(wanted.as_str()))
    }

    /// Says whether a function of the name that is looked for was called.
    #[must_use]
    pub fn is_called_in(&self, conversation: &Conversation) -> bool {
        let Some(wanted) = &self.function else { return true };
        let mut events = conversation.turns.iter().flat_map(|turn| &turn.events);
        events.any(|event| event.fields.text("name").as_ref() == Some(wanted))
    }
}

/// A text to be looked for.
#[derive(Clone, Debug)]
pub struct Needle(Folded);

/// What people said and heard, field by field: in turns and in function events.
const SAID: [&str; 5] =
    ["user_input", "agent_response", "translated_user_input", "english_agent_response", "asr_corrected_user_input"];
const SPOKEN: [&str; 1] = ["utterance"];

impl Needle {
    /// Takes the text to be looked for.
    #[must_use]
    pub fn new(text: &str) -> Needle {
        Needle(Folded::new(text))
    }

    /// Says whether a text holds it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_in(text)
    }

    /// Says whether it was said or spoken in a conversation, as far as this view of it goes.
    #[must_use]
    pub fn is_said_in(&self, conversation: &Conversation) -> bool {
        let holds = |fields: &Values, names: &[&str]| {
            names.iter().any(|name| fields.text(name).is_some_and(|text| self.is_in(&text)))
        };
        conversation
            .turns
            .iter()
            .any(|turn| holds(&turn.fields, &SAID) || turn.events.iter().any(|event| holds(&event.fields, &SPOKEN)))
    }

    /// Says whether it was logged in an entry: in its message, or in a name or value of what else it holds.
    #[must_use]
    pub fn is_logged_in(&self, entry: &Entry) -> bool {
        match &entry.text {
            EntryText::Parts { content, extras } => self.is_in(content) || self.is_in_members(extras),
            EntryText::Verbatim(_) => self.is_in(&entry.content()) || self.is_in_verbatim(&entry.to_json()),
        }
    }

    /// Looks into extras, which are `,"key":value…`.
    fn is_in_members(&self, extras: &str) -> bool {
        let Some(members) = extras.strip_prefix(',') else { return false };
        // What holds no escape reads as it stands, but for the signs between the texts.
        if !members.contains('\\') && members.is_ascii() && !self.is_in(members) {
            return false;
        }
        serde_json::from_str(&format!("{{{members}}}")).is_ok_and(|value| self.is_in_value(&value))
    }

    fn is_in_verbatim(&self, json: &str) -> bool {
        let Ok(Value::Object(members)) = serde_json::from_str(json) else { return false };
        let mut extras = members.iter().filter(|(name, _)| !convlog_core::entry::FIXED_KEYS.contains(&name.as_str()));
        extras.any(|(name, value)| self.is_in(name) || self.is_in_value(value))
    }

    fn is_in_value(&self, value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Bool(flag) => self.is_in(if *flag { "true" } else { "false" }),
            Value::Number(number) => self.is_in(&number.to_string()),
            Value::String(text) => self.is_in(text),
            Value::Array(items) => items.iter().any(|item| self.is_in_value(item)),
            Value::Object(members) => members.iter().any(|(name, value)| self.is_in(name) || self.is_in_value(value)),
        }
    }
}

impl SearchPage {
    /// Returns how far back a deep search came; `None` when it looked at everything.
    #[must_use]
    pub fn searched_until(&self) -> Option<Timestamp> {
        self.next.as_ref().map(|next| next.started_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(needle: &str, entry: &str) -> bool {
        Needle::new(needle).is_logged_in(&Entry::parse(entry, Timestamp::default()).unwrap())
    }

    #[test]
    fn a_text_is_found_in_whatever_case_and_behind_escapes() {
        let entry = r#"{"level":"info","content":"Quota almost used","provider":"Gro\u00dfe Stra\u00dfe","deep":[{"left":42}]}"#;
        for needle in ["quota ALMOST", "gro\u{df}e stra", "PROVIDER", "42", "deep"] {
            assert!(logged(needle, entry), "{needle}");
        }
        for needle in ["quota  almost", "conversation_logger", "is_pii", "\":\"", "info", "u00df"] {
            assert!(!logged(needle, entry), "{needle}");
        }
        let verbatim = r#"{"level":"info","content":"x","timestamp":"2025-01-01T10:00:00Z","who":"Ada"}"#;
        assert!(logged("ada", verbatim) && !logged("2025", verbatim));
    }
}
