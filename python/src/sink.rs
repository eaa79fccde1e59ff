//! Where records go: the process's client, or a capture that keeps everything in memory for a test.
//!
//! This is the one global of the package. It is replaced as a whole by `configure` and never freed, because a log
//! call on another thread may be using it; a process is configured a handful of times.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use convlog_client::{Client, Context, Draft, Ids, RecordKind};
use convlog_core::{Level, Timestamp};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::hooks::hooks;
use crate::log_target::LogTarget;

/// Where records go.
#[derive(Debug)]
pub(crate) struct Sink {
    client: Option<Client>,
    /// Called with `(kind, ids, json, pii, hints)` for each record: the console, or a capture.
    tap: Option<Py<PyAny>>,
    /// The clock of a capture: returns microseconds since the epoch.
    clock: Option<Py<PyAny>>,
    /// Whether an entry is personal unless it says `is_pii=False`.
    pub(crate) default_pii: bool,
}

static SINK: AtomicPtr<Sink> = AtomicPtr::new(ptr::null_mut());

/// Returns where records go, starting the default client if nothing was configured yet.
#[inline]
pub(crate) fn sink(py: Python<'_>) -> Option<&'static Sink> {
    // SAFETY: never freed once published.
    match unsafe { SINK.load(Ordering::Acquire).as_ref() } {
        Some(sink) => Some(sink),
        None => start_default(py),
    }
}

/// Returns where records go, if that was decided already.
pub(crate) fn sink_if_any() -> Option<&'static Sink> {
    // SAFETY: never freed once published.
    unsafe { SINK.load(Ordering::Acquire).as_ref() }
}

#[cold]
fn start_default(py: Python<'_>) -> Option<&'static Sink> {
    if let Some(hooks) = hooks(py)
        && let Err(error) = hooks.ensure.bind(py).call0()
    {
        error.write_unraisable(py, None);
    }
    sink_if_any()
}

impl Sink {
    /// Makes this the place where records go.
    pub(crate) fn publish(client: Option<Client>, tap: Option<Py<PyAny>>, clock: Option<Py<PyAny>>, default_pii: bool) {
        let sink = Box::new(Sink { client, tap, clock, default_pii });
        SINK.store(Box::into_raw(sink), Ordering::Release);
    }

    /// Returns the address of the present sink, 0 for none.
    pub(crate) fn address() -> usize {
        SINK.load(Ordering::Acquire).expose_provenance()
    }

    /// Publishes the sink at an address that [`Sink::address`] returned.
    pub(crate) fn restore(address: usize) {
        // Sinks are never freed, so an address once returned is good for ever.
        SINK.store(ptr::with_exposed_provenance_mut(address), Ordering::Release);
    }

    /// Returns the client, which a capture has not.
    pub(crate) fn client(&self) -> Option<&Client> {
        self.client.as_ref()
    }

    /// Returns the place of these ids in the client's spool.
    pub(crate) fn context(&self, ids: &Ids<'_>) -> Option<Context> {
        self.client.as_ref().map(|client| client.context(ids))
    }

    /// Returns the time the next record would be stamped with.
    pub(crate) fn now(&self, py: Python<'_>) -> Timestamp {
        if let Some(clock) = &self.clock
            && let Ok(micros) = clock.bind(py).call0().and_then(|micros| micros.extract())
        {
            return Timestamp::from_micros(micros);
        }
        self.client.as_ref().map_or_else(Timestamp::default, Client::now)
    }

    /// Records an entry.
    #[inline]
    pub(crate) fn log(&self, py: Python<'_>, place: &LogTarget, level: Level, draft: &mut Draft, pii: &[String]) {
        if self.tap.is_some() {
            self.tap_entry(py, place, draft, pii);
        }
        if let Some(client) = &self.client {
            place.with_context(self, client, |context| client.log(context, level, draft));
        }
    }

    #[cold]
    fn tap_entry(&self, py: Python<'_>, place: &LogTarget, draft: &Draft, pii: &[String]) {
        let json = draft.rendered(&self.now(py).to_rfc3339());
        let pii = pii.iter().map(|pointer| format!("/entry{pointer}")).collect();
        self.tap(py, "log", place, &json, pii, &draft.rendered_hints());
    }

    /// Records a structural record; `members` are those of its JSON object, without braces.
    pub(crate) fn record(&self, py: Python<'_>, kind: RecordKind, place: &LogTarget, members: &[u8], pii: &[String]) {
        if self.tap.is_some() {
            let json = [b"{", members, b"}"].concat();
            self.tap(py, name_of(kind), place, &json, pii.to_vec(), b"[]");
        }
        if let Some(client) = &self.client {
            place.with_context(self, client, |context| client.record(kind, context, members));
        }
    }

    fn tap(&self, py: Python<'_>, kind: &str, place: &LogTarget, json: &[u8], pii: Vec<String>, hints: &[u8]) {
        let Some(tap) = &self.tap else { return };
        let (json, hints) = (PyBytes::new(py, json), PyBytes::new(py, hints));
        if let Err(error) = tap.bind(py).call1((kind, place.ids_for_python(), json, pii, hints)) {
            crate::render::interrupt_later(py, &error);
        }
    }
}

fn name_of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Conversation => "conversation",
        RecordKind::Turn => "turn",
        RecordKind::FunctionEvent => "function_event",
        RecordKind::Span => "span",
        RecordKind::Metric => "metric",
    }
}
