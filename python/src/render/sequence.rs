//! Lists and tuples.

use convlog_client::Json;
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;

use super::{Renderer, Step};
use crate::abi::{list_item, list_len, tuple_item, tuple_len};

impl Renderer<'_> {
    /// Writes a list; one that changes its length on the way is followed to its present end.
    ///
    /// # Safety
    ///
    /// `list` is a live `list`.
    pub(super) unsafe fn list(&mut self, py: Python<'_>, out: &mut Json, list: *mut PyObject) {
        // SAFETY: the bound is checked against the present length on each round.
        unsafe { self.items(py, out, || list_len(list), |index| list_item(list, index)) }
    }

    /// Writes a tuple as a list.
    ///
    /// # Safety
    ///
    /// `tuple` is a live `tuple`.
    pub(super) unsafe fn tuple(&mut self, py: Python<'_>, out: &mut Json, tuple: *mut PyObject) {
        // SAFETY: a tuple never changes.
        unsafe { self.items(py, out, || tuple_len(tuple), |index| tuple_item(tuple, index)) }
    }

    /// Writes items by index.
    ///
    /// # Safety
    ///
    /// `item` returns a live object for every index below `len`, called in the same breath.
    #[inline]
    unsafe fn items(
        &mut self,
        py: Python<'_>,
        out: &mut Json,
        len: impl Fn() -> usize,
        item: impl Fn(usize) -> *mut PyObject,
    ) {
        out.begin_array();
        let mut index = 0;
        while index < len() && !self.exhausted(out) {
            let object = item(index);
            let before = self.place(out);
            // SAFETY: the object is alive now; it gets a reference of its own before other code can run.
            unsafe {
                if !self.scalar(out, object) {
                    ffi::Py_INCREF(object);
                    self.notes.steps.push(Step::Index(index));
                    self.compound(py, out, object);
                    self.notes.steps.pop();
                    ffi::Py_DECREF(object);
                }
            }
            if self.overflowed(out, before) {
                self.note_cut();
                break;
            }
            index += 1;
        }
        out.end_array();
    }
}
