//! The pieces of a conversation as the API gives them: its outline, its turns, its entries. Read leniently: what is missing
//! or odd is not shown, so that a newer or an older server can be read too.

use convlog_core::{Outcome, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::answer::{number, text};

/// A conversation with its turns and function events, without what was said and logged.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Outline {
    #[serde(deserialize_with = "text")]
    pub(crate) id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) project_id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) status: String,
    #[serde(deserialize_with = "time")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(deserialize_with = "number")]
    pub(crate) duration_ms: Option<f64>,
    #[serde(deserialize_with = "object")]
    pub(crate) fields: Map<String, Value>,
    #[serde(deserialize_with = "list")]
    pub(crate) metrics: Vec<Metric>,
    pub(crate) counts: Counts,
    #[serde(deserialize_with = "list")]
    pub(crate) notices: Vec<Notice>,
    #[serde(deserialize_with = "list")]
    pub(crate) turns: Vec<OutlineTurn>,
    /// Where the next part begins.
    pub(crate) next: Option<String>,
}

/// How much there is of what the reader sees.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    pub(crate) turns: u64,
    pub(crate) functions: u64,
    pub(crate) failed_functions: u64,
    pub(crate) entries: u64,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
}

/// What never arrived, or arrived smaller or askew.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Notice {
    #[serde(deserialize_with = "text")]
    pub(crate) kind: String,
    pub(crate) count: i64,
    #[serde(deserialize_with = "text")]
    pub(crate) producer: String,
    #[serde(deserialize_with = "text")]
    pub(crate) field: String,
}

/// One value of a metric.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Metric {
    #[serde(deserialize_with = "text")]
    pub(crate) name: String,
    pub(crate) value: Value,
}

/// A turn in outline.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OutlineTurn {
    pub(crate) number: u32,
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "time")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(deserialize_with = "list")]
    pub(crate) events: Vec<OutlineEvent>,
}

/// A call of a function in outline; the one without an id stands for the entries outside any function.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct OutlineEvent {
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) name: String,
    #[serde(deserialize_with = "text")]
    pub(crate) status: String,
    /// How it came out; empty while it runs.
    #[serde(deserialize_with = "text")]
    pub(crate) outcome: String,
    #[serde(deserialize_with = "time")]
    pub(crate) started_at: Option<Timestamp>,
}

/// Some turns.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TurnsPage {
    #[serde(deserialize_with = "list")]
    pub(crate) turns: Vec<Turn>,
    /// The turn with which the next page begins.
    pub(crate) next: Option<u32>,
    /// Where the next page begins.
    pub(crate) cursor: Option<String>,
}

/// A turn with its values.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Turn {
    pub(crate) number: u32,
    #[serde(deserialize_with = "time")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(deserialize_with = "object")]
    pub(crate) fields: Map<String, Value>,
    #[serde(deserialize_with = "list")]
    pub(crate) events: Vec<Event>,
}

/// A call of a function with its values.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Event {
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) status: String,
    /// How it came out; empty while it runs.
    #[serde(deserialize_with = "text")]
    pub(crate) outcome: String,
    #[serde(deserialize_with = "time")]
    pub(crate) started_at: Option<Timestamp>,
    #[serde(deserialize_with = "time")]
    pub(crate) ended_at: Option<Timestamp>,
    #[serde(deserialize_with = "number")]
    pub(crate) duration_ms: Option<f64>,
    #[serde(deserialize_with = "object")]
    pub(crate) fields: Map<String, Value>,
    pub(crate) errors: u64,
}

/// Some entries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EntriesPage {
    #[serde(deserialize_with = "list")]
    pub(crate) entries: Vec<PlacedEntry>,
    pub(crate) later: Option<String>,
}

/// An entry with what it names.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PlacedEntry {
    #[serde(deserialize_with = "text")]
    pub(crate) id: String,
    #[serde(deserialize_with = "object")]
    pub(crate) entry: Map<String, Value>,
    pub(crate) turn_id: Option<String>,
    pub(crate) event_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(crate) cursor: String,
}

impl Outline {
    /// Adds the next part.
    pub(crate) fn extend(&mut self, part: Outline) {
        self.next = part.next;
        for turn in part.turns {
            match self.turns.last_mut().filter(|last| last.number == turn.number) {
                Some(last) => last.events.extend(turn.events),
                None => self.turns.push(turn),
            }
        }
    }

    /// Says whether more may come.
    pub(crate) fn goes_on(&self) -> bool {
        matches!(self.status.as_str(), "live" | "lost_contact")
    }
}

impl TurnsPage {
    /// Says whether its last turn goes on on the next page.
    pub(crate) fn breaks_off(&self) -> bool {
        self.next.is_some() && self.next == self.turns.last().map(|turn| turn.number)
    }

    /// Adds the next page.
    pub(crate) fn extend(&mut self, page: TurnsPage) {
        (self.next, self.cursor) = (page.next, page.cursor);
        for turn in page.turns {
            match self.turns.last_mut().filter(|last| last.number == turn.number) {
                Some(last) => last.events.extend(turn.events),
                None => self.turns.push(turn),
            }
        }
    }
}

impl Event {
    /// Returns one of its fields; null where there is none.
    pub(crate) fn field(&self, name: &str) -> &Value {
        self.fields.get(name).unwrap_or(&Value::Null)
    }

    /// Returns one of its fields that is text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.field(name).as_str().unwrap_or_default()
    }

    /// Returns what the function raised.
    pub(crate) fn raised(&self) -> Option<&Value> {
        Some(self.field("error")).filter(|error| !error.is_null())
    }

    /// Returns how it came out; nothing while it runs.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        Outcome::parse(&self.outcome)
    }

    /// Says whether it failed, or nobody is heard of who could end it.
    pub(crate) fn has_failed(&self) -> bool {
        self.outcome().is_some_and(Outcome::is_failure) || has_fallen_silent(&self.status)
    }

    /// Says whether it has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.status == "ended"
    }
}

impl PlacedEntry {
    /// Returns when it was written.
    pub(crate) fn time(&self) -> Option<Timestamp> {
        self.entry.get("timestamp").and_then(Value::as_str).and_then(super::time::instant)
    }
}

/// Says whether this is the status of something that never ended, as far as the server can tell.
pub(crate) fn has_fallen_silent(status: &str) -> bool {
    matches!(status, "unfinished" | "lost_contact")
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_str().and_then(super::time::instant))
}

fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(object) => object,
        _ => Map::new(),
    })
}

fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(items) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    Ok(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}
