//! The record for which a conversation was found: what a list shows of it before it is opened.

use std::cmp::Reverse;

use convlog_core::outcome::Outcome;
use convlog_core::query::{Predicate, Scope, Subject};
use convlog_core::{Level, PublicId, Timestamp};

/// A record that meets a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedRecord {
    /// What kind of record it is.
    pub kind: Scope,
    /// When it was written or began.
    pub time: Timestamp,
    /// The number of its turn; the conversation itself has none.
    pub turn: Option<u32>,
    /// The function event that it is or lies in.
    pub event: Option<String>,
    /// The name of that function.
    pub function: Option<String>,
    /// How that came out, where the record is the function event.
    pub outcome: Option<Outcome>,
    /// The log entry that it is.
    pub entry: Option<PublicId>,
    /// How grave that is.
    pub level: Option<Level>,
    /// What it says, as its reader sees it: the message, the error, or what was said.
    pub text: Option<String>,
    /// Whether anything of it is personal; only for readers who may see it.
    pub is_personal: bool,
    /// How many records of the conversation meet the query.
    pub count: u64,
}

/// Looks for the record of a conversation that says most about why a query holds of it: one of the kind whose fields were
/// asked for, or else the innermost; of those the gravest, and the first.
#[derive(Debug)]
pub struct Matches<'q, 'c> {
    query: &'q Predicate,
    /// The innermost kind whose fields are asked for.
    asked: Option<Scope>,
    best: Option<(Rank, Subject<'c>)>,
    count: u64,
}

/// What makes one record say more than another: the greatest says most.
type Rank = (bool, Scope, Option<Level>, bool, Reverse<Timestamp>);

impl<'q, 'c> Matches<'q, 'c> {
    /// Begins to look.
    #[must_use]
    pub fn of(query: &'q Predicate) -> Matches<'q, 'c> {
        let scopes = query.leaves().into_iter().map(|leaf| leaf.field.scope);
        let asked = scopes.filter(|scope| *scope != Scope::Record).max();
        Matches { query, asked, best: None, count: 0 }
    }

    /// Looks at a record.
    pub fn look_at(&mut self, subject: Subject<'c>) {
        if !self.query.holds(&subject) {
            return;
        }
        self.count += 1;
        let failed = subject.event().and_then(|event| event.outcome).is_some_and(Outcome::is_failure);
        let level = subject.entry().map(|logged| logged.entry.level);
        let is_asked = self.asked == Some(subject.scope());
        let rank = (is_asked, subject.scope(), level, failed, Reverse(subject.time()));
        if self.best.as_ref().is_none_or(|(best, _)| *best < rank) {
            self.best = Some((rank, subject));
        }
    }

    /// Returns what was found, if anything was.
    #[must_use]
    pub fn found(self) -> Option<MatchedRecord> {
        let (_, subject) = self.best?;
        Some(MatchedRecord { count: self.count, ..MatchedRecord::of(&subject) })
    }
}

impl MatchedRecord {
    fn of(subject: &Subject<'_>) -> MatchedRecord {
        let (kind, event, entry) = (subject.scope(), subject.event(), subject.entry());
        let outcome = event.filter(|_| kind == Scope::FunctionEvent).and_then(|event| event.outcome);
        MatchedRecord {
            kind,
            time: subject.time(),
            turn: subject.turn().map(|turn| turn.number),
            event: event.and_then(|event| event.id.clone()),
            function: event.and_then(|event| event.fields.text("name")),
            outcome,
            entry: entry.map(convlog_core::view::LogEntry::id),
            level: entry.map(|logged| logged.entry.level),
            text: text(subject),
            is_personal: is_personal(subject),
            count: 1,
        }
    }
}

fn text(subject: &Subject<'_>) -> Option<String> {
    match subject.scope() {
        Scope::Entry => subject.entry().map(|logged| logged.entry.content()),
        Scope::FunctionEvent => {
            let error = subject.event()?.fields.value("error")?;
            let part = |name: &str| error.get(name).and_then(serde_json::Value::as_str);
            match (part("type"), part("message")) {
                (Some(kind), Some(message)) => Some(format!("{kind}: {message}")),
                (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
                (None, None) => error.as_str().map(str::to_owned),
            }
        }
        Scope::Span => {
            let fields = &subject.span()?.fields;
            let status = fields.count("status_code").map(|status| status.to_string());
            let parts = [fields.text("method"), fields.text("url").or_else(|| fields.text("name")), status];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
        }
        Scope::Turn => {
            let fields = &subject.turn()?.fields;
            fields.text("user_input").or_else(|| fields.text("agent_response"))
        }
        Scope::Conversation | Scope::Record => None,
    }
}

fn is_personal(subject: &Subject<'_>) -> bool {
    match subject.scope() {
        Scope::Entry => subject.entry().is_some_and(|logged| logged.entry.is_pii || !logged.findings.is_empty()),
        Scope::FunctionEvent => subject.event().is_some_and(|event| !event.fields.personal.is_empty()),
        Scope::Span => subject.span().is_some_and(|span| !span.fields.personal.is_empty()),
        Scope::Turn => subject.turn().is_some_and(|turn| !turn.fields.personal.is_empty()),
        Scope::Conversation | Scope::Record => !subject.conversation().fields.personal.is_empty(),
    }
}
