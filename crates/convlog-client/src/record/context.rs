//! Where a record belongs: its ids, rendered once and then only referred to.
//!
//! A context is written once per segment; every record in that segment names its offset there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::json::Json;

/// The ids of a record's place, as the host knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ids<'a> {
    /// The tenant; the configured one if absent.
    pub account_id: Option<&'a str>,
    /// The project; the configured one if absent.
    pub project_id: Option<&'a str>,
    /// The conversation; absent only in records about the process itself.
    pub conversation_id: Option<&'a str>,
    /// The turn; absent for what belongs to the conversation as a whole.
    pub turn_id: Option<&'a str>,
    /// The function event; absent outside a function.
    pub function_event_id: Option<&'a str>,
    /// The span; absent outside a span record.
    pub span_id: Option<&'a str>,
    /// What the conversation's first process was begun by, 32 hex digits; this process's own if absent.
    pub origin: Option<&'a str>,
}

/// A place that records refer to; cheap to clone, shared between threads.
#[derive(Clone, Debug)]
pub struct Context(Arc<ContextIds>);

#[derive(Debug)]
struct ContextIds {
    members: Box<[u8]>,
    /// For each chain the segment's generation (upper half) and the offset of this context in it; 0 is nowhere.
    written_at: [AtomicU64; 2],
}

impl Context {
    pub(crate) fn new(ids: &Ids<'_>) -> Context {
        let mut members = Json::new();
        let named = [
            ("account_id", ids.account_id),
            ("project_id", ids.project_id),
            ("conversation_id", ids.conversation_id),
            ("turn_id", ids.turn_id),
            ("function_event_id", ids.function_event_id),
            ("span_id", ids.span_id),
            ("origin", ids.origin),
        ];
        for (name, id) in named {
            if let Some(id) = id {
                members.member_string(name, id);
            }
        }
        Context(Arc::new(ContextIds { members: members.bytes.into_boxed_slice(), written_at: Default::default() }))
    }

    /// Returns the ids as members of a JSON object, without braces.
    #[must_use]
    pub fn members(&self) -> &[u8] {
        &self.0.members
    }

    /// Returns the offset of this context in the segment of this generation, if it was written there.
    #[inline]
    pub(crate) fn offset_in(&self, chain: usize, generation: u32) -> Option<u32> {
        // Relaxed is enough: the value is only written and believed under the recorder's lock.
        let cached = self.0.written_at[chain].load(Ordering::Relaxed);
        ((cached >> 32) as u32 == generation).then_some(cached as u32)
    }

    /// Remembers where this context was written.
    #[inline]
    pub(crate) fn remember(&self, chain: usize, generation: u32, offset: u32) {
        let cached = u64::from(generation) << 32 | u64::from(offset);
        self.0.written_at[chain].store(cached, Ordering::Relaxed);
    }
}
