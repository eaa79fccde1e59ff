//! A value as it was at one moment: rendered JSON that can be compared, and written into a record later.

use std::ops::Range;

use convlog_client::Json;
use convlog_core::limits::VALUE_BYTES_MAX;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::render::{Notes, Renderer};

/// A rendered value, equal to another if their JSON is.
#[pyclass(module = "convlog._core", frozen, eq)]
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) json: Json,
    /// Pointers into the value itself (`""` is the whole value).
    pub(crate) pii: Vec<String>,
    pub(crate) cut: Vec<String>,
    /// Pointers to what was cut of personal values.
    pub(crate) cut_apart: Vec<String>,
    /// Where in the JSON the personal values stand.
    pub(crate) apart: Vec<Range<usize>>,
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Snapshot) -> bool {
        self.json.as_bytes() == other.json.as_bytes()
    }
}

#[pymethods]
impl Snapshot {
    #[new]
    fn new(py: Python<'_>, value: &Bound<'_, PyAny>) -> Snapshot {
        let (mut json, mut notes) = (Json::new(), Notes::default());
        // SAFETY: `value` is held by the caller, and the GIL is held.
        unsafe {
            Renderer::new(&mut notes, VALUE_BYTES_MAX, VALUE_BYTES_MAX).field(py, &mut json, "", value.as_ptr());
        }
        // The field has no name, so that every pointer begins with an empty step.
        let below = |pointer: String| pointer.strip_prefix('/').map(str::to_owned).unwrap_or_default();
        let relative = |pointers: Vec<String>| pointers.into_iter().map(below).collect();
        let [pii, cut, cut_apart] = [notes.pii, notes.cut, notes.cut_apart].map(relative);
        Snapshot { json, pii, cut, cut_apart, apart: notes.apart.into_iter().map(|apart| apart.at).collect() }
    }

    /// The value as JSON.
    #[getter]
    fn json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.json.as_bytes())
    }

    /// JSON pointers to what is personal in it.
    #[getter]
    fn pii(&self) -> Vec<String> {
        self.pii.clone()
    }

    /// JSON pointers to what was cut.
    #[getter]
    fn cut(&self) -> Vec<String> {
        [self.cut.as_slice(), &self.cut_apart].concat()
    }
}
