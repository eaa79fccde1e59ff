//! A place that records belong to: a conversation as a whole, a turn, a function event or a span.

use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

use convlog_client::{Client, Context, Ids};

use crate::sink::{Sink, sink_if_any};

/// The ids of a place, and its name in the spool of the client that was there when it was made.
#[derive(Debug)]
pub(crate) struct LogTarget {
    pub(crate) account: Option<String>,
    pub(crate) project: Option<String>,
    pub(crate) conversation: String,
    pub(crate) turn: Option<String>,
    pub(crate) function_event: Option<String>,
    pub(crate) span: Option<String>,
    /// What the conversation's first process was begun by, where it was another than this one.
    pub(crate) origin: Option<String>,
    context: Option<Context>,
    /// The sink that `context` belongs to; only compared.
    made_for: *const Sink,
    /// How many open entries there were, and how many hidden ones.
    entries: [AtomicU32; 2],
}

// SAFETY: the pointer is never followed; everything else is shared safely on its own.
unsafe impl Send for LogTarget {}
// SAFETY: as above.
unsafe impl Sync for LogTarget {}

impl LogTarget {
    /// Makes a place that no record was written to yet.
    pub(crate) fn new(
        account: Option<String>,
        project: Option<String>,
        conversation: String,
        origin: Option<String>,
    ) -> LogTarget {
        let place = LogTarget {
            account,
            project,
            conversation,
            turn: None,
            function_event: None,
            span: None,
            origin,
            context: None,
            made_for: ptr::null(),
            entries: Default::default(),
        };
        place.settled()
    }

    /// Makes a place inside this one.
    pub(crate) fn inside(
        &self,
        turn: Option<String>,
        function_event: Option<String>,
        span: Option<String>,
    ) -> LogTarget {
        let place = LogTarget {
            account: self.account.clone(),
            project: self.project.clone(),
            conversation: self.conversation.clone(),
            turn,
            function_event,
            span,
            origin: self.origin.clone(),
            context: None,
            made_for: ptr::null(),
            entries: Default::default(),
        };
        place.settled()
    }

    fn settled(mut self) -> LogTarget {
        if let Some(sink) = sink_if_any() {
            self.context = sink.context(&self.ids());
            self.made_for = sink;
        }
        self
    }

    fn ids(&self) -> Ids<'_> {
        Ids {
            account_id: self.account.as_deref(),
            project_id: self.project.as_deref(),
            conversation_id: Some(&self.conversation),
            turn_id: self.turn.as_deref(),
            function_event_id: self.function_event.as_deref(),
            span_id: self.span.as_deref(),
            origin: self.origin.as_deref(),
        }
    }

    /// Calls `write` with this place's name in the spool of `client`, which belongs to `sink`.
    #[inline]
    pub(crate) fn with_context(&self, sink: &Sink, client: &Client, write: impl FnOnce(&Context)) {
        match &self.context {
            Some(context) if ptr::eq(self.made_for, sink) => write(context),
            // Only a conversation that was open while the process was configured anew comes here.
            _ => write(&client.context(&self.ids())),
        }
    }

    /// Counts an entry and returns how many of its kind came before it: what is made of open entries must not depend on
    /// hidden ones.
    #[inline]
    pub(crate) fn count_entry(&self, is_hidden: bool) -> u32 {
        let entries = &self.entries[usize::from(is_hidden)];
        // Two steps instead of one atomic one: the GIL is held, and a count lost would cost a hint, not a record.
        let count = entries.load(Ordering::Relaxed);
        entries.store(count.wrapping_add(1), Ordering::Relaxed);
        count
    }

    /// Returns account, project, conversation, turn, function event and span.
    #[expect(clippy::type_complexity, reason = "it is a Python tuple")]
    pub(crate) fn ids_for_python(
        &self,
    ) -> (Option<&str>, Option<&str>, &str, Option<&str>, Option<&str>, Option<&str>) {
        (
            self.account.as_deref(),
            self.project.as_deref(),
            &self.conversation,
            self.turn.as_deref(),
            self.function_event.as_deref(),
            self.span.as_deref(),
        )
    }
}
