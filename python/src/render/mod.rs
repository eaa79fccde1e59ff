//! Python values as JSON, at once and within the limits.
//!
//! The exact builtin types are rendered here; everything else goes through `foreign`. Nothing here knows what an entry
//! or a record is: it writes one value, and notes the pointers of what was personal and of what was cut.
//!
//! No Python code runs while builtin types are rendered. Before any does (`foreign`), the value and everything that
//! holds it on the way down has a reference of its own, because that code may change or drop it.

mod apart;
mod foreign;
mod mapping;
mod pointer;
mod sequence;

use std::ptr;

use convlog_client::{Json, Mark};
use convlog_core::limits::{DEPTH_MAX, NODES_MAX, POINTERS_MAX, STRING_BYTES_MAX};
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;

use crate::abi::{float_value, utf8};
use apart::Budget;
pub(crate) use apart::{COUNTED_BYTES, PersonalValue, without};
pub(crate) use foreign::{deliver_interrupt, interrupt_later};
pub(crate) use mapping::{free_name, odd_key};
pub(crate) use pointer::Step;

/// The text that stands for a container inside itself.
pub(crate) const CYCLE: &str = "[cycle]";
/// The text that stands for a container below the deepest level.
pub(crate) const TOO_DEEP: &str = "[too deep]";

/// What a rendering notes beside the JSON, and its working memory; reusable.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Pointers to the personal values.
    pub(crate) pii: Vec<String>,
    /// Pointers to the open values that were cut.
    pub(crate) cut: Vec<String>,
    /// Pointers to the personal values that were cut, and to values inside them.
    pub(crate) cut_apart: Vec<String>,
    /// The personal values that were written.
    pub(crate) apart: Vec<PersonalValue>,
    steps: Vec<Step>,
    names: Vec<String>,
    ancestors: Vec<*mut PyObject>,
}

impl Notes {
    /// Says whether so much is personal that all of the entry is.
    #[inline]
    pub(crate) fn hides_all(&self) -> bool {
        !self.pii.is_empty() && (self.pii.len() > POINTERS_MAX || self.pii.iter().any(String::is_empty))
    }
}

/// A place in the JSON and in the notes to return to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checkpoint {
    mark: Mark,
    pii: usize,
    cut: usize,
}

/// One field being rendered, or several that share their budgets.
///
/// Personal values have budgets of their own: how large they are decides nothing about what stands beside them.
#[derive(Debug)]
pub(crate) struct Renderer<'a> {
    pub(crate) notes: &'a mut Notes,
    /// The name of the field, the first step of every pointer.
    field: &'a str,
    depth: usize,
    /// What the values being written may still take.
    budget: Budget,
    /// What personal values may still take, while open ones are written.
    apart: Budget,
    /// Whether a personal value is being written.
    is_apart: bool,
}

impl<'a> Renderer<'a> {
    /// Begins a rendering that stops when `out` holds `bytes_max` bytes of open values, and takes `apart_max` bytes of
    /// personal ones beside them.
    #[inline]
    pub(crate) fn new(notes: &'a mut Notes, bytes_max: usize, apart_max: usize) -> Renderer<'a> {
        notes.steps.clear();
        notes.names.clear();
        notes.ancestors.clear();
        let budget = |bytes| Budget { nodes: NODES_MAX, bytes };
        Renderer { notes, field: "", depth: 0, budget: budget(bytes_max), apart: budget(apart_max), is_apart: false }
    }

    /// Writes the value of the field called `field`.
    ///
    /// # Safety
    ///
    /// The caller keeps `object` alive during the call and holds the GIL.
    #[inline]
    pub(crate) unsafe fn field(&mut self, py: Python<'_>, out: &mut Json, field: &'a str, object: *mut PyObject) {
        self.field = field;
        // SAFETY: the caller keeps the object alive.
        unsafe {
            if !self.scalar(out, object) {
                self.compound(py, out, object);
            }
        }
    }

    /// Writes a text, a number, a truth value or `None` of exactly these types and within its limit; returns `false`
    /// for anything else.
    ///
    /// # Safety
    ///
    /// `object` is alive and the GIL is held.
    #[inline]
    unsafe fn scalar(&self, out: &mut Json, object: *mut PyObject) -> bool {
        // SAFETY: reads of a live object under the GIL.
        unsafe {
            let kind = ffi::Py_TYPE(object);
            if kind == &raw mut ffi::PyUnicode_Type {
                let Some(text) = utf8(object) else { return false };
                if text.len() > STRING_BYTES_MAX {
                    return false;
                }
                out.string(text);
            } else if kind == &raw mut ffi::PyLong_Type {
                let mut overflow = 0;
                let value = ffi::PyLong_AsLongLongAndOverflow(object, &raw mut overflow);
                if overflow != 0 {
                    return false;
                }
                out.int(value);
            } else if kind == &raw mut ffi::PyBool_Type {
                out.bool(object == ffi::Py_True());
            } else if object == ffi::Py_None() {
                out.null();
            } else if kind == &raw mut ffi::PyFloat_Type {
                out.float(float_value(object));
            } else {
                return false;
            }
            true
        }
    }

    /// Writes a container, a text that is too long, or whatever is not builtin.
    ///
    /// # Safety
    ///
    /// As for [`Renderer::field`].
    unsafe fn compound(&mut self, py: Python<'_>, out: &mut Json, object: *mut PyObject) {
        // SAFETY: the object is alive; containers on the way down are kept by `enter`'s callers.
        unsafe {
            let kind = ffi::Py_TYPE(object);
            if kind == &raw mut ffi::PyDict_Type {
                self.nested(out, object, |this, out| this.dict(py, out, object));
            } else if kind == &raw mut ffi::PyList_Type {
                self.nested(out, object, |this, out| this.list(py, out, object));
            } else if kind == &raw mut ffi::PyTuple_Type {
                self.nested(out, object, |this, out| this.tuple(py, out, object));
            } else {
                match utf8_of_text(object) {
                    Some(text) => self.long_text(out, text),
                    None => self.foreign(py, out, object),
                }
            }
        }
    }

    /// Runs `write` one level deeper, unless that is too deep or the container holds itself.
    #[inline]
    fn nested(&mut self, out: &mut Json, object: *mut PyObject, write: impl FnOnce(&mut Self, &mut Json)) {
        if self.notes.ancestors.iter().any(|ancestor| ptr::eq(*ancestor, object)) {
            return self.marker(out, CYCLE);
        }
        if self.depth == DEPTH_MAX {
            return self.marker(out, TOO_DEEP);
        }
        self.depth += 1;
        self.notes.ancestors.push(object);
        write(self, out);
        self.notes.ancestors.pop();
        self.depth -= 1;
    }

    /// Counts one value; returns whether the container that holds it has to end here, and notes that it was cut.
    #[inline]
    fn exhausted(&mut self, out: &Json) -> bool {
        if self.budget.nodes == 0 || out.len() >= self.budget.bytes {
            self.note_cut();
            return true;
        }
        self.budget.nodes -= 1;
        false
    }

    /// Remembers this place and what was noted up to here.
    #[inline]
    pub(crate) fn place(&self, out: &Json) -> Checkpoint {
        Checkpoint { mark: out.mark(), pii: self.notes.pii.len(), cut: self.notes.cut.len() }
    }

    /// Takes everything since `place` back if it passed the byte budget; returns whether it did.
    #[inline]
    pub(crate) fn overflowed(&mut self, out: &mut Json, place: Checkpoint) -> bool {
        let overflowed = out.len() > self.budget.bytes;
        if overflowed {
            self.take_back(out, place);
        }
        overflowed
    }

    /// Takes everything since `place` back, with what was noted about it.
    #[cold]
    fn take_back(&mut self, out: &mut Json, place: Checkpoint) {
        out.rollback(place.mark);
        self.notes.pii.truncate(place.pii);
        self.notes.cut.truncate(place.cut);
        self.take_back_apart(place.mark);
    }

    /// Notes that the whole that holds the fields lost one of them.
    #[cold]
    pub(crate) fn note_lost_field(&mut self) {
        if !self.notes.cut.iter().any(String::is_empty) {
            self.notes.cut.push(String::new());
        }
    }

    /// Writes the marker of a value that is not shown and notes it.
    fn marker(&mut self, out: &mut Json, text: &str) {
        out.string(text);
        self.note_cut();
    }

    #[cold]
    fn long_text(&mut self, out: &mut Json, text: &str) {
        out.string_bounded(text, STRING_BYTES_MAX);
        self.note_cut();
    }
}

/// Returns the text of an exact `str` that UTF-8 can carry.
///
/// # Safety
///
/// `object` outlives the returned text.
#[cold]
unsafe fn utf8_of_text<'a>(object: *mut PyObject) -> Option<&'a str> {
    // SAFETY: the type is checked first.
    unsafe { if ffi::Py_TYPE(object) == &raw mut ffi::PyUnicode_Type { utf8(object) } else { None } }
}
