//! What is written when a conversation, a turn, a function or a span opens, changes and ends.
//!
//! Thin: ids, the two records of each thing, and times. Members arrive as JSON already (`"name":"x","arguments":{…}`,
//! without braces); what is in them is the caller's business. A guard that is dropped unended ends itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use convlog_core::Timestamp;

use crate::client::Client;
use crate::record::{Context, Ids, Json, RecordKind};

/// Returns a new turn id: 64 random bits as 16 hexadecimal digits.
#[must_use]
pub fn new_turn_id() -> String {
    hex(&random::<8>())
}

/// Returns a new span id: 64 random bits as 16 hexadecimal digits.
#[must_use]
pub fn new_span_id() -> String {
    hex(&random::<8>())
}

/// Returns a new function event id: a UUID of version 4 as text.
#[must_use]
pub fn new_function_event_id() -> String {
    let mut bytes = random::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex(&bytes);
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

/// Returns what this process was begun by: 128 secret bits as 32 hexadecimal digits, which a fork keeps.
#[must_use]
pub fn process_origin() -> &'static str {
    static ORIGIN: OnceLock<String> = OnceLock::new();
    ORIGIN.get_or_init(|| hex(&random::<16>()))
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        // A machine without randomness: time and address still tell two processes of it apart.
        let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos()
            ^ (u128::from(std::process::id()) << 64)
            ^ (&raw const bytes).addr() as u128;
        for (byte, mixed) in bytes.iter_mut().zip(seed.to_le_bytes().into_iter().cycle()) {
            *byte = mixed;
        }
    }
    bytes
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Account, project, conversation.
type Place = (Option<Arc<str>>, Option<Arc<str>>, Arc<str>);

/// What every scope is made of: a place, a beginning, and whether it is over.
#[derive(Debug)]
struct Scope {
    client: Client,
    kind: RecordKind,
    context: Context,
    account_id: Option<Arc<str>>,
    project_id: Option<Arc<str>>,
    conversation_id: Arc<str>,
    started: Timestamp,
    ended: AtomicBool,
}

impl Scope {
    /// Opens something and writes its first record.
    fn open(client: &Client, kind: RecordKind, place: Place, rest: Ids<'_>, members: &[u8]) -> Scope {
        let scope = Scope::attach(client, kind, place, rest);
        let mut body = Json::new();
        body.member_string("started_at", &scope.started.to_string());
        body.members(members);
        client.record(kind, &scope.context, body.as_bytes());
        scope
    }

    /// Counts something as open without writing a record.
    fn attach(
        client: &Client,
        kind: RecordKind,
        (account_id, project_id, conversation_id): Place,
        rest: Ids<'_>,
    ) -> Scope {
        let context = client.context(&Ids {
            account_id: account_id.as_deref(),
            project_id: project_id.as_deref(),
            conversation_id: Some(&conversation_id),
            ..rest
        });
        let started = client.now();
        client.opened();
        let client = client.clone();
        Scope { client, kind, context, account_id, project_id, conversation_id, started, ended: AtomicBool::new(false) }
    }

    fn place(&self) -> Place {
        (self.account_id.clone(), self.project_id.clone(), self.conversation_id.clone())
    }

    fn update(&self, members: &[u8]) {
        if !members.is_empty() {
            self.client.record(self.kind, &self.context, members);
        }
    }

    /// Writes the second record, once; later calls only add their members.
    fn end(&self, members: &[u8]) {
        if self.ended.swap(true, Ordering::AcqRel) {
            return self.update(members);
        }
        let ended = self.client.now();
        let mut body = Json::new();
        body.member_string("ended_at", &ended.to_string());
        if matches!(self.kind, RecordKind::FunctionEvent | RecordKind::Span) {
            body.key("duration_ms");
            body.float((ended.as_micros() - self.started.as_micros()) as f64 / 1000.0);
        }
        body.members(members);
        self.client.record(self.kind, &self.context, body.as_bytes());
        self.client.closed();
    }

    /// Forgets that this is open, without a record: another process goes on with it.
    fn release(&self) {
        if !self.ended.swap(true, Ordering::AcqRel) {
            self.client.closed();
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if !*self.ended.get_mut() {
            self.end(b"");
        }
    }
}

/// One call or chat that is open in this process.
#[derive(Debug)]
pub struct Conversation(Scope);

/// One exchange that is open in this process.
#[derive(Debug)]
pub struct Turn(Scope, Arc<str>);

/// One call of one function that is open in this process.
#[derive(Debug)]
pub struct Function(Scope, Arc<str>);

/// Something else that takes time in a turn.
#[derive(Debug)]
pub struct Span(Scope, Arc<str>);

impl Conversation {
    /// Opens a conversation; `ids` names account, project and conversation.
    #[must_use]
    pub fn open(client: &Client, ids: &Ids<'_>, members: &[u8]) -> Conversation {
        Conversation(Scope::open(client, RecordKind::Conversation, place_of(ids), Ids::default(), members))
    }

    /// Goes on with a conversation that another process opened: writes no start, and nothing at all without members.
    #[must_use]
    pub fn attach(client: &Client, ids: &Ids<'_>, members: &[u8]) -> Conversation {
        let conversation = Conversation(Scope::attach(client, RecordKind::Conversation, place_of(ids), Ids::default()));
        conversation.update(members);
        conversation
    }

    /// Opens a turn under an id that is given or drawn.
    #[must_use]
    pub fn turn(&self, turn_id: Option<&str>, members: &[u8]) -> Turn {
        let id: Arc<str> = turn_id.map_or_else(|| new_turn_id().into(), Arc::from);
        let ids = Ids { turn_id: Some(&id), ..Ids::default() };
        Turn(Scope::open(&self.0.client, RecordKind::Turn, self.0.place(), ids, members), id)
    }

    /// Opens a function event, in a turn or outside any.
    #[must_use]
    pub fn function(&self, turn: Option<&Turn>, parent: Option<&Function>, members: &[u8]) -> Function {
        let id: Arc<str> = new_function_event_id().into();
        let ids = Ids { turn_id: turn.map(Turn::id), function_event_id: Some(&id), ..Ids::default() };
        let body = with_parent(parent.map(Function::id), members);
        Function(Scope::open(&self.0.client, RecordKind::FunctionEvent, self.0.place(), ids, &body), id)
    }

    /// Opens a span, in a turn or outside any.
    #[must_use]
    pub fn span(&self, turn: Option<&Turn>, parent_id: Option<&str>, members: &[u8]) -> Span {
        let id: Arc<str> = new_span_id().into();
        let ids = Ids { turn_id: turn.map(Turn::id), span_id: Some(&id), ..Ids::default() };
        let body = with_parent(parent_id, members);
        Span(Scope::open(&self.0.client, RecordKind::Span, self.0.place(), ids, &body), id)
    }

    /// Lets go of the conversation without ending it, because another process goes on with it.
    pub fn release(&self) {
        self.0.release();
    }
}

fn place_of(ids: &Ids<'_>) -> Place {
    (ids.account_id.map(Arc::from), ids.project_id.map(Arc::from), ids.conversation_id.unwrap_or("").into())
}

fn with_parent(parent_id: Option<&str>, members: &[u8]) -> Vec<u8> {
    let mut body = Json::new();
    if let Some(parent_id) = parent_id {
        body.member_string("parent_id", parent_id);
    }
    body.members(members);
    body.as_bytes().to_vec()
}

macro_rules! scope_methods {
    ($($scope:ident),+) => {$(
        impl $scope {
            /// Returns the place that log entries written here belong to.
            #[must_use]
            pub fn context(&self) -> &Context {
                &self.0.context
            }

            /// Returns when this was opened.
            #[must_use]
            pub fn started(&self) -> Timestamp {
                self.0.started
            }

            /// Writes members that became known while this is open, or after.
            pub fn update(&self, members: &[u8]) {
                self.0.update(members);
            }

            /// Writes the end with what is known by then; the first call counts.
            pub fn end(&self, members: &[u8]) {
                self.0.end(members);
            }
        }
    )+};
}

scope_methods!(Conversation, Turn, Function, Span);

macro_rules! scope_ids {
    ($($scope:ident),+) => {$(
        impl $scope {
            /// Returns the id.
            #[must_use]
            pub fn id(&self) -> &str {
                &self.1
            }
        }
    )+};
}

scope_ids!(Turn, Function, Span);
