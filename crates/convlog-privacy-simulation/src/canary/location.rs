//! Every place that can be personal. Those in the fields of records follow from the schema, so a new field is among
//! them from the day it is declared.

use convlog_core::RecordType;
use convlog_core::class::Class;
use convlog_core::schema::{Field, Kind};
use serde_json::Value;

use super::Canary;

/// The project with the canaries.
pub const PROJECT: &str = "canaries";
/// The guarded field that it has raised to personal.
pub const RAISED: &str = "turn.english_agent_response";

/// A place with its canary, and the records that put it there.
#[derive(Clone, Debug)]
pub struct CanaryLocation {
    /// Where it is, in words.
    pub name: String,
    /// What stands there.
    pub canary: Canary,
    /// The conversation in which it is.
    pub conversation: String,
    /// The records, without their identities.
    pub lines: Vec<String>,
}

/// Collects places.
pub(super) struct CanaryLocations(pub(super) Vec<CanaryLocation>);

/// Returns every place.
#[must_use]
pub fn places() -> Vec<CanaryLocation> {
    let mut places = CanaryLocations(Vec::new());
    for kind in RecordType::ALL.into_iter().filter(|kind| *kind != RecordType::Log) {
        for field in kind.fields().iter().filter(|field| matches!(field.class, Class::Guarded | Class::Personal)) {
            places.of_field(kind, field);
        }
    }
    places.of_numbers();
    places.of_entries();
    places.of_hidden_entries();
    places.0
}

impl CanaryLocations {
    /// Adds a place; `write` is given the canary and the conversation and returns the members of each record.
    pub(super) fn add(&mut self, name: String, write: impl FnOnce(Canary, &str) -> Vec<String>) {
        let canary = Canary(self.0.len());
        let conversation = format!("call-{:04}", canary.0);
        let lines = write(canary, &conversation).into_iter().enumerate().map(|(at, members)| {
            let identity = format!(r#""producer":"{:032x}","seq":{}"#, canary.0 + 1, at + 1);
            format!(r#"{{{identity},"conversation_id":"{conversation}",{members}}}"#)
        });
        let lines = lines.collect();
        self.0.push(CanaryLocation { name, canary, conversation, lines });
    }

    fn of_field(&mut self, kind: RecordType, field: &Field) {
        let (name, personal) = (field.name, field.class == Class::Personal);
        let at = format!("/{name}");
        let flag = if personal { String::new() } else { format!(r#","pii":["{at}"]"#) };
        let mut add = |what: &str, pii: String, write: &dyn Fn(Canary) -> String| {
            let title = format!("{}.{name}: {what}", kind.as_str());
            self.add(title, |canary, _| vec![base(kind), record(kind, 1, name, &write(canary), &pii)]);
        };
        if field.kind != Kind::Object && field.kind != Kind::TextList {
            add("its text", flag.clone(), &|canary| quoted(&canary.text()));
            add("a text that is cut", flag.clone(), &|canary| {
                quoted(&format!("{0} {1} {0}", canary.text(), "x".repeat(40_000)))
            });
        }
        if field.kind == Kind::TextList {
            add("an item", format!(r#","pii":["{at}/1"]"#), &|canary| {
                format!(r#"["open",{}]"#, quoted(&canary.text()))
            });
            add("the whole list", flag.clone(), &|canary| format!("[{}]", quoted(&canary.text())));
        }
        if matches!(field.kind, Kind::Any | Kind::Object) {
            add("a key of all that is flagged", flag.clone(), &|canary| format!(r#"{{"{}":1}}"#, canary.text()));
            add("a digit of all that is flagged", flag.clone(), &|canary| format!(r#"{{"n":{}}}"#, canary.digits()));
            add("a member", format!(r#","pii":["{at}/type"]"#), &|canary| {
                format!(r#"{{"type":{}}}"#, quoted(&canary.text()))
            });
            add("a number inside", format!(r#","pii":["{at}/added/a/0"]"#), &|canary| {
                format!(r#"{{"added":{{"a":[{}]}}}}"#, canary.digits())
            });
        }
        if !personal {
            self.of_guard(kind, field);
        }
        if !personal && field.kind != Kind::TextList {
            self.of_merge(kind, field);
        }
    }

    /// What nobody flagged, and the guard finds.
    fn of_guard(&mut self, kind: RecordType, field: &Field) {
        let mut add = |what: &str, write: &dyn Fn(&str) -> String| {
            self.add(format!("{}.{}, unflagged: {what}", kind.as_str(), field.name), |canary, _| {
                let address = format!("{}@example.org", canary.text());
                vec![base(kind), record(kind, 1, field.name, &write(&address), "")]
            });
        };
        match field.kind {
            Kind::TextList => add("an item", &|address| format!(r#"["open","{address}"]"#)),
            Kind::Object => add("a value", &|address| format!(r#"{{"added":{{"a":["to {address}"]}}}}"#)),
            _ => {
                add("inside a sentence", &|address| format!(r#""write to {address}, please""#));
                add("inside a URL", &|address| format!(r#""https://host.example/a?to={address}&b=1""#));
                add("where a text is cut", &|address| format!("\"{} {address} {0}\"", "open ".repeat(6_551)));
                add("escaped", &|address| format!("\"write to {}\"", address.replace('@', "\\u0040")));
            }
        }
        if matches!(field.kind, Kind::Object | Kind::Any) {
            add("a key", &|address| format!(r#"{{"{address}":[1]}}"#));
            add("a secret by its name", &|address| format!(r#"{{"password":"{address}"}}"#));
            add("JSON in a text", &|address| format!(r#"{{"body":"{{\"mail\":\"{address}\"}}"}}"#));
        }
    }

    /// What one record flags stays hidden in all others of the same thing, the newer ones too.
    fn of_merge(&mut self, kind: RecordType, field: &Field) {
        let (name, at) = (field.name, format!("/{}", field.name));
        let (path, whole): (String, fn(&str) -> String) = match field.kind {
            Kind::Object => (format!("{at}/type"), |text| format!(r#"{{"type":"{text}"}}"#)),
            _ => (at, |text| format!("\"{text}\"")),
        };
        if kind == RecordType::Metric {
            return;
        }
        for (newer, older) in [(1, 2), (2, 1)] {
            let what = if newer > older { "a newer record that does not flag it" } else { "an older one" };
            self.add(format!("{}.{name}: {what}", kind.as_str()), |canary, _| {
                let value = whole(&canary.text());
                let flagged = record(kind, older, name, &value, &format!(r#","pii":["{path}"]"#));
                vec![base(kind), flagged, record(kind, newer, name, &value, "")]
            });
        }
        if matches!(field.kind, Kind::Any | Kind::Object) {
            self.add(format!("{}.{name}: inside what another record flags whole", kind.as_str()), |canary, _| {
                let flagged = record(kind, 1, name, r#"{"a":1}"#, &format!(r#","pii":["/{name}"]"#));
                let value = format!(r#"{{"added":{{"a":["{}"]}}}}"#, canary.text());
                vec![base(kind), flagged, record(kind, 2, name, &value, "")]
            });
        }
    }

    /// A number is personal by the side it is on, and that may be known later, or change.
    fn of_numbers(&mut self) {
        let line = |second: usize, members: &str| {
            format!(r#""type":"conversation","timestamp":"2026-06-03T13:18:0{second}Z",{members}"#)
        };
        for (side, direction) in [("from_number", "inbound"), ("to_number", "outbound")] {
            let number = |canary: Canary| format!(r#""{side}":"+{}""#, canary.digits());
            let said = format!(r#""direction":"{direction}""#);
            self.add(format!("conversation.{side}: the caller's side"), |canary, _| {
                vec![line(1, &format!("{},{said}", number(canary)))]
            });
            self.add(format!("conversation.{side}: before the direction is known"), |canary, _| {
                vec![line(1, &number(canary)), line(2, &said)]
            });
        }
        self.add("conversation.from_number: on a call that was called outbound first".to_owned(), |canary, _| {
            let number = format!(r#""from_number":"+{}","direction":"outbound""#, canary.digits());
            vec![line(1, &number), line(2, r#""direction":"inbound""#)]
        });
        self.add(format!("{RAISED}: raised by the project"), |canary, _| {
            let value = quoted(&canary.text());
            vec![base(RecordType::Turn), record(RecordType::Turn, 1, "english_agent_response", &value, "")]
        });
    }

    fn of_entries(&mut self) {
        let flagged = [
            ("content", "/entry/content", r#""content":"@""#),
            ("an extra", "/entry/who", r#""content":"x","who":"@""#),
            ("a nested extra", "/entry/who/name/0", r#""content":"x","who":{"name":["@"]}"#),
            ("a key of an extra", "/entry/who", r#""content":"x","who":{"@":1}"#),
            ("a number", "/entry/who", r#""content":"x","who":#"#),
            ("a number as text", "/entry/who", r##""content":"x","who":"+#""##),
            (
                "an exception's message",
                "/entry/exception/message",
                r#""content":"x","exception":{"type":"E","message":"@"}"#,
            ),
            (
                "an exception's cause",
                "/entry/exception/causes",
                r#""content":"x","exception":{"type":"E","causes":[{"message":"@"}]}"#,
            ),
            ("a key that stands twice", "/entry/who", r#""content":"x","who":"@","who":"@""#),
            ("an escaped key", "/entry/a~1b", r#""content":"x","a/b":"@""#),
        ];
        for (what, pointer, members) in flagged {
            self.add(format!("log.entry: {what}"), |canary, _| {
                vec![
                    base(RecordType::Conversation),
                    logged(&filled(members, canary), &format!(r#","pii":["{pointer}"]"#), ""),
                ]
            });
        }
        let unflagged = [
            ("content", r#""content":"write to @@example.org""#),
            ("an extra", r#""content":"x","who":{"a":["@@example.org"]}"#),
            ("a key of an extra", r#""content":"x","@@example.org":1"#),
            ("a key deep inside", r#""content":"x","who":[{"@@example.org":1}]"#),
            ("an exception's message", r#""content":"x","exception":{"type":"E","message":"no @@example.org"}"#),
            ("a stack trace", r#""content":"x","exception":{"type":"E","stacktrace":"raise E('@@example.org')\n"}"#),
            ("a positional argument", r#""content":"x","_args":["@@example.org"]"#),
            ("a key that stands twice", r#""content":"x","who":"@@example.org","who":"@@example.org""#),
        ];
        for (what, members) in unflagged {
            self.add(format!("log.entry, unflagged: {what}"), |canary, _| {
                let members = members.replacen("@@", &format!("{}@", canary.text()), 2);
                vec![base(RecordType::Conversation), logged(&members, "", "")]
            });
        }
        for member in ["error", "query", "request_body", "response_body"] {
            for value in [r#""@""#, r#"{"@":["@"]}"#, "#"] {
                self.add(format!("log.entry: {member} of an API response, as {value}"), |canary, _| {
                    let value = filled(value, canary);
                    let members = format!(r#""content":"GET 500","logger":"api_responses","{member}":{value}"#);
                    vec![base(RecordType::Conversation), logged(&members, "", "")]
                });
            }
        }
    }

    fn of_hidden_entries(&mut self) {
        let hidden = [
            ("content", r#""content":"@","is_pii":true"#, "", ""),
            ("an extra", r#""content":"x","is_pii":true,"who":["@"]"#, "", ""),
            ("a key", r#""content":"x","is_pii":true,"@":1"#, "", ""),
            ("its logger", r#""content":"x","is_pii":true,"logger":"@""#, "", ""),
            ("its turn", r#""content":"x","is_pii":true"#, "", r#""turn_id":"@","#),
            ("its function event", r#""content":"x","is_pii":true"#, "", r#""function_event_id":"@","#),
            ("content, by a pointer to all of it", r#""content":"@""#, r#","pii":["/entry"]"#, ""),
            ("content, by a pointer to its level", r#""content":"@""#, r#","pii":["/entry/level"]"#, ""),
            ("content of an API response", r#""content":"@","is_pii":true,"logger":"api_responses""#, "", ""),
        ];
        for (what, members, pii, place) in hidden {
            self.add(format!("a hidden entry: {what}"), |canary, _| {
                let line = logged(&filled(members, canary), pii, &filled(place, canary));
                vec![base(RecordType::Conversation), line]
            });
        }
        self.add("a conversation known from a hidden entry alone: content".to_owned(), |canary, _| {
            vec![logged(&filled(r#""content":"@","is_pii":true"#, canary), "", "")]
        });
        self.add("a conversation known from a hidden entry alone: its id".to_owned(), |_, _| Vec::new());
        if let Some(place) = self.0.last_mut() {
            place.conversation = place.canary.text();
            let entry = logged(r#""content":"x","is_pii":true"#, "", "");
            let identity = format!(r#""producer":"{:032x}","seq":1"#, place.canary.0 + 1);
            place.lines = vec![format!(r#"{{{identity},"conversation_id":"{}",{entry}}}"#, place.conversation)];
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Puts a canary into a template: `@` as text, `#` as digits.
pub(super) fn filled(template: &str, canary: Canary) -> String {
    template.replace('@', &canary.text()).replace('#', &canary.digits())
}

/// Returns the members that every conversation has, so that there is something open to it. A function was called in it
/// that failed, so that filters find it.
pub(super) fn base(kind: RecordType) -> String {
    match kind {
        RecordType::FunctionEvent => {
            r#""type":"conversation","started_at":"2026-06-03T13:18:00Z","channel":"VOICE-SIP""#.to_owned()
        }
        _ => r#""type":"function_event","function_event_id":"f0","name":"look_up","turn_id":"t","started_at":"2026-06-03T13:18:00Z","error":{"type":"E"}"#.to_owned(),
    }
}

pub(super) fn record(kind: RecordType, second: usize, field: &str, value: &str, pii: &str) -> String {
    let subject = match kind {
        RecordType::Turn => r#""turn_id":"t","#,
        RecordType::FunctionEvent => r#""function_event_id":"e","turn_id":"t","name":"look_up","#,
        RecordType::Span => r#""span_id":"s","turn_id":"t","#,
        RecordType::Metric => r#""name":"NAME","#,
        _ => "",
    };
    let head = format!(r#""type":"{}","timestamp":"2026-06-03T13:18:0{second}Z","#, kind.as_str());
    format!(r#"{head}{subject}"{field}":{value}{pii}"#)
}

pub(super) fn logged(members: &str, pii: &str, place: &str) -> String {
    format!(r#""type":"log",{place}"entry":{{"level":"error","timestamp":"2026-06-03T13:18:05Z",{members}}}{pii}"#)
}
