//! Everything that is no exact builtin: marked values here, all else through the Python function `simplify`.

use std::sync::atomic::{AtomicBool, Ordering};

use convlog_client::Json;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;

use super::{CYCLE, Renderer, TOO_DEEP};
use crate::hooks::hooks;
use crate::marked::{Cut, Digits, Pii};
use crate::snapshot::Snapshot;

/// How many foreign objects may unfold into one another (an enum whose value is a dataclass …).
const UNFOLDINGS_MAX: usize = 64;

impl Renderer<'_> {
    /// Writes an object that is no exact builtin type, or a builtin scalar that the fast path could not write.
    ///
    /// # Safety
    ///
    /// `object` is alive during the call.
    #[cold]
    pub(super) unsafe fn foreign(&mut self, py: Python<'_>, out: &mut Json, object: *mut PyObject) {
        // SAFETY: the caller keeps the object alive.
        let bound = unsafe { Borrowed::from_ptr(py, object) };
        if let Ok(marked) = bound.cast::<Pii>() {
            let value = marked.get().value.bind(py);
            return self.personal(out, |this, out| this.unfolded(py, out, object, value));
        }
        if let Ok(marked) = bound.cast::<Cut>() {
            self.note_cut();
            return self.unfolded(py, out, object, marked.get().value.bind(py));
        }
        if let Ok(digits) = bound.cast::<Digits>() {
            return out.raw(digits.get().text.as_bytes());
        }
        if let Ok(snapshot) = bound.cast::<Snapshot>() {
            return self.taken_before(out, snapshot.get());
        }
        match hooks(py).map(|hooks| hooks.simplify.bind(py).call1((bound,))) {
            Some(Ok(simple)) => self.unfolded(py, out, object, &simple),
            Some(Err(error)) => {
                let name = error.get_type(py).name().map_or_else(|_| "Exception".to_owned(), |name| name.to_string());
                interrupt_later(py, &error);
                self.marker(out, &format!("<unrepresentable: {name}>"));
            }
            None => self.marker(out, "<unrepresentable>"),
        }
    }

    /// Writes a value that was rendered before.
    fn taken_before(&mut self, out: &mut Json, snapshot: &Snapshot) {
        let at = self.pointer();
        let below = |pointers: &[String]| pointers.iter().map(|pointer| format!("{at}{pointer}")).collect::<Vec<_>>();
        if self.is_apart {
            out.raw(snapshot.json.as_bytes());
            return self
                .notes
                .cut_apart
                .extend([&snapshot.cut, &snapshot.cut_apart].into_iter().flat_map(|cut| below(cut)));
        }
        let fits = self.rendered(out, snapshot.json.as_bytes(), &snapshot.apart);
        self.notes.cut_apart.extend(below(if fits { &snapshot.cut_apart } else { &snapshot.pii }));
        self.notes.pii.extend(below(&snapshot.pii));
        self.notes.cut.extend(below(&snapshot.cut));
    }

    /// Writes what `object` turned into, remembering `object` so that a way back to it is seen as a cycle.
    fn unfolded(&mut self, py: Python<'_>, out: &mut Json, object: *mut PyObject, simple: &Bound<'_, PyAny>) {
        if simple.as_ptr() == object {
            return self.marker(out, "<unrepresentable>");
        }
        if self.notes.ancestors.contains(&object) {
            return self.marker(out, CYCLE);
        }
        if self.notes.ancestors.len() >= UNFOLDINGS_MAX {
            return self.marker(out, TOO_DEEP);
        }
        self.notes.ancestors.push(object);
        // SAFETY: `simple` is held by the caller.
        unsafe {
            if !self.scalar(out, simple.as_ptr()) {
                self.compound(py, out, simple.as_ptr());
            }
        }
        self.notes.ancestors.pop();
    }
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Remembers an interrupt that fell into a rendering, for [`deliver_interrupt`].
pub(crate) fn interrupt_later(py: Python<'_>, error: &PyErr) {
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        INTERRUPTED.store(true, Ordering::Relaxed);
    }
}

/// Has a remembered interrupt raised again as soon as the host's own code goes on; called when nothing is left to
/// render, because the interpreter looks for interrupts whenever it makes a `str` or a `repr`.
#[inline]
pub(crate) fn deliver_interrupt() {
    if INTERRUPTED.load(Ordering::Relaxed) && INTERRUPTED.swap(false, Ordering::Relaxed) {
        // SAFETY: only sets a flag that the interpreter looks at between its instructions.
        unsafe { ffi::PyErr_SetInterrupt() };
    }
}
