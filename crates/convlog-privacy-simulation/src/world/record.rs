//! What a record says: every field of the schema may be there, and a new one is from the day it is declared.

use convlog_core::class::Class;
use convlog_core::schema::{Field, Kind};
use convlog_core::{RecordType, Timestamp};
use serde_json::Value;

use super::secret::Form;
use super::{BEGINNING, EVENTS, FUNCTIONS, Secrets, TURNS, Twin};
use crate::random::Random;

/// A record being written, in both worlds at once.
pub(super) struct Writing<'a> {
    pub(super) random: &'a mut Random,
    pub(super) raised: &'a [&'a str],
    pub(super) secrets: &'a mut Secrets,
    /// Pointers to what is flagged.
    pub(super) pii: Vec<String>,
    /// Pointers to what is personal without being flagged.
    pub(super) hidden: Vec<String>,
    pub(super) out: Twin,
}

/// The key of which the project says now and then that it is not personal, and what stands there otherwise.
pub(super) const RULED: &str = "agent_name";
/// Names of persons that every guard finds, the same in both worlds.
const PEOPLE: [&str; 3] = ["Ada Lovelace", "Jane Taylor", "Peter Jones"];

/// Names of members, awkward ones among them.
const NAMES: [&str; 8] = ["a", "b", "who", "0", "x/y", "til~de", "type", "caf\u{e9}"];
/// Texts that every reader may see.
pub const OPEN: [&str; 6] = ["open", "quota almost used", "Stra\u{df}e", "line\nbreak", "", "5 of 10"];

impl Writing<'_> {
    pub(super) fn again(&mut self) -> Writing<'_> {
        Writing {
            random: self.random,
            raised: self.raised,
            secrets: self.secrets,
            pii: Vec::new(),
            hidden: Vec::new(),
            out: Twin::default(),
        }
    }

    /// Returns a time in the two minutes in which everything happens; often the same one.
    pub(super) fn time(&mut self) -> Timestamp {
        Timestamp::from_micros(BEGINNING + self.random.below(24) as i64 * 5_000_000)
    }

    /// Returns a time before or after all that.
    pub(super) fn far_time(&mut self) -> Timestamp {
        let hours = self.random.below(7) as i64 - 3;
        Timestamp::from_micros(BEGINNING + hours * 3_600_000_000)
    }

    fn text(&mut self) -> String {
        let long = self.random.chance(2);
        let text = if long { "open ".repeat(7_000) } else { (*self.random.pick(&OPEN)).to_owned() };
        Value::from(text).to_string()
    }

    /// Writes a text in which nothing is flagged and only the guard finds what is personal. Now and then the text is
    /// past a limit, behind the personal part or in it.
    fn unflagged(&mut self) {
        let address = self.secrets.address(self.random);
        let before = match self.random.below(12) {
            0 => "open ".repeat(6_551),
            1 => "open ".repeat(6_000),
            _ => "write to ".to_owned(),
        };
        let after = if self.random.chance(8) { " open".repeat(6_000) } else { " soon".to_owned() };
        let whole = |address: &str| Value::from(format!("{before}{address}{after}")).to_string();
        self.out.each(&Twin { one: whole(&address.one), other: whole(&address.other) });
    }

    /// Writes a member of which a rule of the project may say that it is not personal: the name of somebody that is the same
    /// in both worlds, or an address that stays hidden under whatever rule and is another in each.
    fn ruled(&mut self) {
        self.out.both(&format!(r#","{RULED}":"#));
        if self.random.chance(50) {
            let name = Value::from(self.random.pick(&PEOPLE)).to_string();
            return self.out.both(&name);
        }
        let address = self.secrets.address(self.random);
        let quoted = |address: &str| Value::from(address).to_string();
        self.out.each(&Twin { one: quoted(&address.one), other: quoted(&address.other) });
    }

    fn secret(&mut self, form: Form) {
        let twin = self.secrets.json(self.random, form);
        self.out.each(&twin);
    }

    /// Writes a value of a guarded field, some of it flagged. `at` is its pointer.
    fn guarded(&mut self, at: &str, kind: Kind, depth: usize) {
        if self.random.chance(if depth == 0 { 22 } else { 30 }) && kind != Kind::TextList {
            self.pii.push(at.to_owned());
            return self.secret(match kind {
                Kind::Text => Form::Text,
                Kind::Object => Form::Object,
                _ => Form::Any,
            });
        }
        let shape = match kind {
            Kind::Text => 0,
            Kind::Object => 8,
            Kind::TextList => 6,
            _ if depth > 2 => self.random.below(4),
            _ => self.random.below(10),
        };
        match shape {
            0..4 if self.random.chance(15) => self.unflagged(),
            0..4 => {
                let text = self.text();
                self.out.both(&text);
            }
            4 => self.out.both("-1.50"),
            5..8 => self.list(at, kind, depth),
            _ => self.object(at, depth),
        }
    }

    fn list(&mut self, at: &str, kind: Kind, depth: usize) {
        let inner = if kind == Kind::TextList { Kind::Text } else { Kind::Any };
        self.out.both("[");
        for item in 0..self.random.below(4) {
            self.out.both(if item == 0 { "" } else { "," });
            self.guarded(&format!("{at}/{item}"), inner, depth + 1);
        }
        self.out.both("]");
    }

    fn object(&mut self, at: &str, depth: usize) {
        self.out.both("{");
        let from = self.random.below(NAMES.len());
        for member in 0..self.random.below(4) {
            let name = NAMES[(from + member) % NAMES.len()];
            self.out.both(if member == 0 { "" } else { "," });
            self.out.both(&format!("{}:", Value::from(name)));
            let escaped = name.replace('~', "~0").replace('/', "~1");
            self.guarded(&format!("{at}/{escaped}"), Kind::Any, depth + 1);
        }
        self.out.both("}");
    }

    /// Writes the variables that a function changed, as the platform's own do.
    fn state_changes(&mut self, at: &str) {
        self.out.both(r#"{"added":{"phone":"#);
        self.guarded(&format!("{at}/added/phone"), Kind::Any, 1);
        self.out.both(r#"},"updated":{"tries":["#);
        self.guarded(&format!("{at}/updated/tries/0"), Kind::Any, 1);
        self.out.both(",");
        self.guarded(&format!("{at}/updated/tries/1"), Kind::Any, 1);
        self.out.both(r#"]},"removed":["old"]}"#);
    }

    fn error(&mut self, at: &str) {
        self.out.both(r#"{"type":"#);
        self.guarded(&format!("{at}/type"), Kind::Text, 1);
        self.out.both(r#","message":"#);
        self.guarded(&format!("{at}/message"), Kind::Text, 1);
        self.out.both("}");
    }

    /// Marks some places as cut by their sender. How much of a personal value was cut is personal too, so those marks
    /// are others in the other world.
    fn marks(&mut self, root: &str) {
        if !self.random.chance(25) {
            return;
        }
        let places: Vec<String> = self.pii.iter().chain(&self.hidden).cloned().collect();
        let mut inside = Vec::new();
        for place in places {
            inside.extend([place.clone(), format!("{place}/0"), format!("{place}/k")]);
        }
        let mut of_one = || {
            let mut marks = inside.clone();
            marks.retain(|_| self.random.chance(50));
            marks.push(format!("{root}/a"));
            let relative = |mark: String| mark.strip_prefix(root).map(str::to_owned).unwrap_or(mark);
            Value::from(marks.into_iter().map(relative).collect::<Vec<_>>()).to_string()
        };
        let marks = Twin { one: of_one(), other: of_one() };
        self.out.both(r#","_truncated":"#);
        self.out.each(&marks);
    }
}

/// Writes some of the fields that records of a type may have; returns the id of what it is about.
pub(super) fn fields(writing: &mut Writing<'_>, kind: RecordType) -> Option<String> {
    let mut own = Vec::new();
    for field in kind.fields() {
        let is_needed = kind.subject() == Some(field.name)
            || (kind == RecordType::Metric && matches!(field.name, "name" | "value"));
        if !is_needed && !writing.random.chance(35) {
            continue;
        }
        writing.out.both(&format!(r#","{}":"#, field.name));
        let raised = writing.raised.contains(&format!("{}.{}", kind.as_str(), field.name).as_str());
        let at = format!("/{}", field.name);
        match (field.class, field.name) {
            (Class::Open | Class::Derived, name) => {
                let value = open(writing, field, kind);
                writing.out.both(&value);
                own.push((name, value));
            }
            (Class::Personal, _) => personal(writing, field, &own),
            (Class::Guarded, _) if raised => {
                writing.hidden.push(at);
                writing.secret(form(field.kind));
            }
            (Class::Guarded, "state_changes") if writing.random.chance(70) => writing.state_changes(&at),
            (Class::Guarded, "error") if writing.random.chance(70) => writing.error(&at),
            (Class::Guarded, _) => writing.guarded(&at, field.kind, 0),
        }
    }
    writing.marks("");
    let subject = own.into_iter().find(|(name, _)| kind.subject() == Some(*name))?;
    serde_json::from_str(&subject.1).ok()
}

fn form(kind: Kind) -> Form {
    match kind {
        Kind::Text => Form::Text,
        Kind::Object => Form::Object,
        _ => Form::Any,
    }
}

/// Writes a personal field; the side of the call that is the agent's is open.
fn personal(writing: &mut Writing<'_>, field: &Field, own: &[(&str, String)]) {
    let direction = own.iter().find(|(name, _)| *name == "direction").map(|(_, value)| value.as_str());
    match (field.name, direction) {
        ("from_number", Some("\"outbound\"")) | ("to_number", Some("\"inbound\"")) => {
            writing.out.both("\"+441134960000\"");
        }
        _ => {
            writing.hidden.push(format!("/{}", field.name));
            writing.secret(form(field.kind));
        }
    }
}

/// Returns the value of an open field.
fn open(writing: &mut Writing<'_>, field: &Field, kind: RecordType) -> String {
    let random = &mut *writing.random;
    let id = match field.name {
        "turn_id" => random.pick(&TURNS[..4]),
        "function_event_id" | "parent_id" => random.pick(&EVENTS[..3]),
        "span_id" => random.pick(&["s1", "s2"]),
        "name" if kind == RecordType::FunctionEvent => random.pick(&FUNCTIONS),
        "name" => random.pick(&["CALL_DURATION", "NAME"]),
        "environment" => random.pick(&["live", "draft", "sandbox"]),
        "channel" => random.pick(&["VOICE-SIP", "WEBCHAT"]),
        "direction" => random.pick(&["inbound", "outbound"]),
        _ => random.pick(&["v1", "v2", "model/x"]),
    };
    match field.kind {
        Kind::Time => format!("\"{}\"", writing.time()),
        Kind::Flag => random.chance(50).to_string(),
        Kind::Count => random.below(4).to_string(),
        Kind::Number => format!("{}.{}", random.below(5000), random.below(10)),
        Kind::TextList => r#"["say less"]"#.to_owned(),
        _ => Value::from(id).to_string(),
    }
}

/// Writes the entry of a log record of which something is open.
pub(super) fn entry(writing: &mut Writing<'_>) {
    let is_response = writing.random.chance(20);
    let (level, time) = (writing.random.pick(&["info", "info", "warning", "error"]), writing.time());
    let logger = if is_response { "api_responses" } else { writing.random.pick(&["conversation_logger", "other"]) };
    let start = format!(r#","entry":{{"level":"{level}","timestamp":"{time}","logger":"{logger}","content":"#);
    writing.out.both(&start);
    if writing.raised.contains(&"log.entry") {
        writing.secret(Form::Text);
        return writing.out.both("}");
    }
    writing.guarded("/entry/content", Kind::Text, 0);
    let names = ["who", "x", "url", "exception", "0"];
    for name in names {
        if writing.random.chance(30) {
            writing.out.both(&format!(r#","{name}":"#));
            writing.guarded(&format!("/entry/{name}"), Kind::Any, 0);
        }
    }
    for name in ["error", "query", "request_body", "response_body"] {
        if is_response && writing.random.chance(50) {
            writing.out.both(&format!(r#","{name}":"#));
            writing.hidden.push(format!("/entry/{name}"));
            writing.secret(Form::Any);
        }
    }
    if writing.random.chance(25) {
        writing.ruled();
    }
    writing.marks("/entry");
    writing.out.both("}");
}
