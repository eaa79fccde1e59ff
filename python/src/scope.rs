//! Which place a log call belongs to: the scopes that are open, by context variable and by conversation.
//!
//! A scope is found by the context variable first, which follows tasks and copied contexts. A thread with an empty
//! context, or with the context of another conversation, is given the only innermost open function event of its
//! conversation, else the only open turn, else the conversation itself.

use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use convlog_client::{Draft, RecordKind};
use convlog_core::Level;
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::abi::context_value;
use crate::log_target::LogTarget;
use crate::logger::{BODY_BYTES_MAX, field, flag};
use crate::members::Members;
use crate::render::{Notes, Renderer};
use crate::sink::sink;

static VARIABLE: AtomicPtr<PyObject> = AtomicPtr::new(ptr::null_mut());
static GETTER: AtomicPtr<PyObject> = AtomicPtr::new(ptr::null_mut());

/// A conversation as the extension knows it: its ids and its open scopes.
#[pyclass(module = "convlog._core", name = "Home", frozen, weakref)]
#[derive(Debug)]
pub(crate) struct ConversationScopes {
    place: LogTarget,
    open: Mutex<Vec<Py<Scope>>>,
}

/// A turn, a function event or a span that is open, or was.
#[pyclass(module = "convlog._core", frozen)]
#[derive(Debug)]
pub(crate) struct Scope {
    home: Py<ConversationScopes>,
    kind: RecordKind,
    place: LogTarget,
    /// The scope around this one in the same flow of control, of whichever conversation.
    outer: Option<Py<Scope>>,
    ended: AtomicBool,
}

/// What was found for a log call.
pub(crate) enum ScopeRef<'a> {
    /// A scope that is certain to live as long as the call.
    Borrowed(&'a LogTarget),
    /// A scope looked up among the open ones.
    Held(Py<Scope>),
}

impl ScopeRef<'_> {
    #[inline]
    pub(crate) fn place(&self) -> &LogTarget {
        match self {
            ScopeRef::Borrowed(place) => place,
            ScopeRef::Held(scope) => &scope.get().place,
        }
    }
}

/// Takes the context variable that holds the innermost scope; its default must be `None`.
#[pyfunction]
pub(crate) fn install_variable(variable: Bound<'_, PyAny>) -> PyResult<()> {
    GETTER.store(variable.getattr("get")?.into_ptr(), Ordering::Release);
    VARIABLE.store(variable.into_ptr(), Ordering::Release);
    Ok(())
}

/// Returns the value of the context variable, `None` and failure being the same.
#[inline]
pub(crate) fn current<'py>(py: Python<'py>) -> Option<Bound<'py, PyAny>> {
    let variable = VARIABLE.load(Ordering::Acquire);
    if variable.is_null() {
        return None;
    }
    // SAFETY: both were stored by `install_variable` and are never freed; the result is a new reference.
    unsafe {
        let value = context_value(variable, GETTER.load(Ordering::Acquire));
        if value.is_null() {
            ffi::PyErr_Clear();
        }
        Bound::from_owned_ptr_or_opt(py, value)
    }
}

impl ConversationScopes {
    /// Finds the place for a log call on this conversation; `current` is the value of the context variable.
    #[inline]
    pub(crate) fn find<'a>(&'a self, py: Python<'_>, current: Option<&'a Bound<'_, PyAny>>) -> ScopeRef<'a> {
        let mut scope = current.and_then(|value| value.cast::<Scope>().ok()).map(Bound::get);
        while let Some(candidate) = scope {
            if ptr::eq(candidate.home.get(), self) {
                return ScopeRef::Borrowed(&candidate.place);
            }
            scope = candidate.outer.as_ref().map(Py::get);
        }
        self.find_open(py)
    }

    fn lock_open(&self) -> MutexGuard<'_, Vec<Py<Scope>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cold]
    fn find_open(&self, py: Python<'_>) -> ScopeRef<'_> {
        let open = self.lock_open();
        let has_open_child = |scope: &Py<Scope>| {
            open.iter().any(|other| other.get().outer.as_ref().is_some_and(|outer| outer.is(scope)))
        };
        for kind in [RecordKind::FunctionEvent, RecordKind::Turn] {
            let mut innermost = open
                .iter()
                .filter(|scope| scope.get().kind == kind)
                .filter(|scope| kind == RecordKind::Turn || !has_open_child(scope));
            if let (Some(only), None) = (innermost.next(), innermost.next()) {
                return ScopeRef::Held(only.clone_ref(py));
            }
        }
        ScopeRef::Borrowed(&self.place)
    }
}

#[pymethods]
impl ConversationScopes {
    #[new]
    #[pyo3(signature = (account_id, project_id, conversation_id, origin=None))]
    fn new(
        py: Python<'_>,
        account_id: Option<String>,
        project_id: Option<String>,
        conversation_id: String,
        origin: Option<String>,
    ) -> ConversationScopes {
        // A place wants to know the client; starting it here keeps that out of the first log call.
        let _ = sink(py);
        ConversationScopes {
            place: LogTarget::new(account_id, project_id, conversation_id, origin),
            open: Mutex::default(),
        }
    }

    /// A handle, as everything that holds one; `convlog._homes` says how it is pickled.
    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// Returns what the conversation's first process was begun by, for whoever pickles it.
    fn origin(&self) -> &str {
        self.place.origin.as_deref().unwrap_or_else(|| convlog_client::process_origin())
    }

    /// Writes a record about the conversation.
    fn record(&self, py: Python<'_>, members: &Bound<'_, PyDict>) {
        write(py, RecordKind::Conversation, &self.place, members);
    }

    /// Writes a metric of the conversation as a whole.
    fn metric(&self, py: Python<'_>, members: &Bound<'_, PyDict>) {
        write(py, RecordKind::Metric, &self.place, members);
    }

    /// Writes an entry of a logger other than `conv.log`, where a `conv.log` entry made here would go.
    ///
    /// Fields may be marked with `Pii`; nothing here is reserved, so the caller answers for their names.
    fn entry(&self, py: Python<'_>, logger: &str, level: &str, content: &str, fields: &Bound<'_, PyDict>) {
        let (Some(sink), Some(level)) = (sink(py), Level::parse(level)) else { return };
        let (mut draft, mut notes) = (Draft::new(), Notes::default());
        draft.begin_as(logger, level, content, false);
        let fields: Vec<(String, Bound<'_, PyAny>)> =
            fields.iter().filter_map(|(name, value)| Some((name.extract().ok()?, value))).collect();
        let mut renderer = Renderer::new(&mut notes, BODY_BYTES_MAX, BODY_BYTES_MAX);
        for (name, value) in &fields {
            // SAFETY: `value` is held during the call, and the GIL is held.
            unsafe { field(py, &mut draft, &mut renderer, name, value.as_ptr()) };
        }
        flag(&mut draft, &notes);
        sink.log(py, self.find(py, current(py).as_ref()).place(), level, &mut draft, &notes.pii);
    }

    /// Returns the scopes that are open, in the order of their opening.
    fn open_scopes(&self, py: Python<'_>) -> Vec<Py<Scope>> {
        self.lock_open().iter().map(|scope| scope.clone_ref(py)).collect()
    }

    /// Returns the scope that a log call made here would belong to, or `None` for the conversation itself.
    fn find_scope(&self, py: Python<'_>) -> Option<Py<Scope>> {
        let current = current(py);
        let mut scope =
            current.as_ref().and_then(|value| value.cast::<Scope>().ok()).map(|scope| scope.clone().unbind());
        while let Some(candidate) = scope {
            if ptr::eq(candidate.get().home.get(), self) {
                return Some(candidate);
            }
            scope = candidate.get().outer.as_ref().map(|outer| outer.clone_ref(py));
        }
        match self.find_open(py) {
            ScopeRef::Held(scope) => Some(scope),
            ScopeRef::Borrowed(_) => None,
        }
    }
}

#[pymethods]
impl Scope {
    /// Opens a turn, a function event or a span under `home`.
    #[new]
    #[pyo3(signature = (home, kind, *, turn_id=None, function_event_id=None, span_id=None, outer=None))]
    fn new(
        home: Py<ConversationScopes>,
        kind: &str,
        turn_id: Option<String>,
        function_event_id: Option<String>,
        span_id: Option<String>,
        outer: Option<Py<Scope>>,
    ) -> PyResult<Scope> {
        let kind = match kind {
            "turn" => RecordKind::Turn,
            "function_event" => RecordKind::FunctionEvent,
            "span" => RecordKind::Span,
            _ => return Err(pyo3::exceptions::PyValueError::new_err("kind must be turn, function_event or span")),
        };
        let place = home.get().place.inside(turn_id, function_event_id, span_id);
        Ok(Scope { home, kind, place, outer, ended: AtomicBool::new(false) })
    }

    /// Takes its place among the open scopes of its conversation.
    fn open(slf: Bound<'_, Scope>) {
        let scope = slf.get();
        let mut open = scope.home.get().lock_open();
        open.push(slf.clone().unbind());
        if let Some(client) = sink(slf.py()).and_then(|sink| sink.client()) {
            client.opened();
        }
    }

    /// Leaves the open scopes for a while (a generator waits for its consumer).
    fn pause(slf: Bound<'_, Scope>) {
        slf.get().home.get().lock_open().retain(|other| !other.is(&slf));
    }

    /// Comes back to the open scopes.
    fn resume(slf: Bound<'_, Scope>) {
        let mut open = slf.get().home.get().lock_open();
        if !slf.get().ended() && !open.iter().any(|other| other.is(&slf)) {
            open.push(slf.clone().unbind());
        }
    }

    /// Leaves the open scopes; returns whether it was still open.
    fn close(slf: Bound<'_, Scope>) -> bool {
        let scope = slf.get();
        if scope.ended.swap(true, Ordering::AcqRel) {
            return false;
        }
        let mut open = scope.home.get().lock_open();
        open.retain(|other| !other.is(&slf));
        drop(open);
        if let Some(client) = sink(slf.py()).and_then(|sink| sink.client()) {
            client.closed();
        }
        true
    }

    /// Writes a record about this scope.
    fn record(&self, py: Python<'_>, members: &Bound<'_, PyDict>) {
        write(py, self.kind, &self.place, members);
    }

    /// Writes a metric that belongs to this scope's turn.
    fn metric(&self, py: Python<'_>, members: &Bound<'_, PyDict>) {
        write(py, RecordKind::Metric, &self.home.get().place.inside(self.place.turn.clone(), None, None), members);
    }

    /// The nearest scope around this one that is still open.
    #[getter]
    fn outer(&self, py: Python<'_>) -> Option<Py<Scope>> {
        self.outer.as_ref().map(|outer| outer.clone_ref(py))
    }

    /// The conversation.
    #[getter]
    fn home(&self, py: Python<'_>) -> Py<ConversationScopes> {
        self.home.clone_ref(py)
    }

    /// Whether it is over.
    #[getter]
    fn ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// `turn`, `function_event` or `span`.
    #[getter]
    fn kind(&self) -> &'static str {
        match self.kind {
            RecordKind::Turn => "turn",
            RecordKind::Span => "span",
            _ => "function_event",
        }
    }

    /// The id of its turn.
    #[getter]
    fn turn_id(&self) -> Option<&str> {
        self.place.turn.as_deref()
    }

    /// The id of its function event.
    #[getter]
    fn function_event_id(&self) -> Option<&str> {
        self.place.function_event.as_deref()
    }

    /// The id of the span.
    #[getter]
    fn span_id(&self) -> Option<&str> {
        self.place.span.as_deref()
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        visit.call(&self.home)?;
        if let Some(outer) = &self.outer {
            visit.call(outer)?;
        }
        Ok(())
    }
}

fn write(py: Python<'_>, kind: RecordKind, place: &LogTarget, members: &Bound<'_, PyDict>) {
    let Some(sink) = sink(py) else { return };
    let members = Members::render(py, kind.record_type(), members);
    if let Some(client) = sink.client() {
        if members.cut {
            client.count_cut();
        }
        members.mended.iter().for_each(|(name, mend, what)| client.note_field(name, *mend, what));
    }
    sink.record(py, kind, place, members.json.as_bytes(), &members.pii);
    crate::render::deliver_interrupt();
}
