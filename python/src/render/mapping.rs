//! Mappings. A `dict` whose keys are all plain texts goes through as it stands; any other key turns it into the
//! careful form, where keys become texts and equal ones get `_` appended, so that none is lost.

use std::collections::HashSet;
use std::ptr;

use convlog_client::Json;
use convlog_core::limits::{NODES_MAX, STRING_BYTES_MAX};
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;

use super::{Renderer, Step};
use crate::abi::utf8;
use crate::hooks::hooks;

impl Renderer<'_> {
    /// Writes a `dict`.
    ///
    /// # Safety
    ///
    /// `dict` is a live `dict`.
    pub(super) unsafe fn dict(&mut self, py: Python<'_>, out: &mut Json, dict: *mut PyObject) {
        let (start, nodes_left) = (self.place(out), self.budget.nodes);
        out.begin_object();
        // SAFETY: `PyDict_Next` checks its position against the dict of this moment, so that one that is changed by
        // foreign code on the way is read out of step at worst, never out of bounds.
        unsafe {
            let (mut position, mut key, mut value) = (0, ptr::null_mut(), ptr::null_mut());
            while ffi::PyDict_Next(dict, &raw mut position, &raw mut key, &raw mut value) != 0 {
                let Some(name) = plain_key(key) else {
                    self.take_back(out, start);
                    self.budget.nodes = nodes_left;
                    return self.dict_with_odd_keys(py, out, dict);
                };
                if self.exhausted(out) || !self.member(py, out, name, Step::Key(key), value) {
                    break;
                }
            }
        }
        out.end_object();
    }

    /// Writes one member; returns `false` when it did not fit and the mapping has to end.
    ///
    /// # Safety
    ///
    /// `value` is alive, and so is the key behind `name` and `step`.
    #[inline]
    unsafe fn member(&mut self, py: Python<'_>, out: &mut Json, name: &str, step: Step, value: *mut PyObject) -> bool {
        let before = self.place(out);
        out.key(name);
        // SAFETY: both are alive now; both get references of their own before other code can run.
        unsafe {
            if !self.scalar(out, value) {
                let key = step.object();
                ffi::Py_XINCREF(key);
                ffi::Py_INCREF(value);
                self.notes.steps.push(step);
                self.compound(py, out, value);
                self.notes.steps.pop();
                ffi::Py_DECREF(value);
                ffi::Py_XDECREF(key);
            }
        }
        let overflowed = self.overflowed(out, before);
        if overflowed {
            self.note_cut();
        }
        !overflowed
    }

    /// Writes a `dict` with keys that are no plain texts.
    ///
    /// # Safety
    ///
    /// As for [`Renderer::dict`].
    #[cold]
    unsafe fn dict_with_odd_keys(&mut self, py: Python<'_>, out: &mut Json, dict: *mut PyObject) {
        // SAFETY: a live dict; the copy holds references to everything in it.
        let Some(items) = (unsafe { Bound::from_owned_ptr_or_opt(py, ffi::PyDict_Items(dict)) }) else {
            // SAFETY: only clears what the failed call left.
            unsafe { ffi::PyErr_Clear() };
            return self.marker(out, "<unrepresentable dict>");
        };
        let items = items.as_ptr();
        // SAFETY: `PyDict_Items` returns a list of pairs that nobody else holds.
        unsafe {
            let len = crate::abi::list_len(items);
            let pair = |index| {
                let pair = crate::abi::list_item(items, index);
                (crate::abi::tuple_item(pair, 0), crate::abi::tuple_item(pair, 1))
            };
            let mut taken: HashSet<String> =
                (0..len.min(NODES_MAX)).filter_map(|index| plain_key(pair(index).0)).map(str::to_owned).collect();
            out.begin_object();
            for index in 0..len {
                if self.exhausted(out) {
                    break;
                }
                let (key, value) = pair(index);
                let name = match plain_key(key) {
                    Some(name) => name.to_owned(),
                    None => free_name(&mut taken, odd_key(py, key)),
                };
                let step = Step::Name(self.notes.names.len());
                self.notes.names.push(name.clone());
                let fits = self.member(py, out, &name, step, value);
                self.notes.names.pop();
                if !fits {
                    break;
                }
            }
            out.end_object();
        }
    }
}

/// Returns the text of a key that can stand as it is.
///
/// # Safety
///
/// `key` outlives the returned text.
#[inline]
unsafe fn plain_key<'a>(key: *mut PyObject) -> Option<&'a str> {
    // SAFETY: a live object; the type is checked first.
    unsafe {
        if ffi::Py_TYPE(key) != &raw mut ffi::PyUnicode_Type {
            return None;
        }
        utf8(key).filter(|name| name.len() <= STRING_BYTES_MAX)
    }
}

/// Returns the text for a key that is no plain text, cut at the limit of a text.
///
/// # Safety
///
/// `key` is alive.
pub(crate) unsafe fn odd_key(py: Python<'_>, key: *mut PyObject) -> String {
    let text = hooks(py).and_then(|hooks| {
        // SAFETY: the caller keeps the key alive.
        let key = unsafe { Borrowed::from_ptr(py, key) };
        hooks.key.bind(py).call1((key,)).and_then(|text| text.extract::<String>()).ok()
    });
    let mut text = text.unwrap_or_else(|| "<unrepresentable key>".to_owned());
    text.truncate(text.floor_char_boundary(STRING_BYTES_MAX));
    text
}

/// Returns `name`, with as many `_` appended as it takes to be the only one of its kind.
pub(crate) fn free_name(taken: &mut HashSet<String>, mut name: String) -> String {
    while taken.contains(&name) {
        name.push('_');
    }
    taken.insert(name.clone());
    name
}
