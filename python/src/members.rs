//! The fields of a structural record, rendered from a Python `dict`.

use convlog_client::Json;
use convlog_core::limits::{POINTERS_MAX, VALUE_BYTES_MAX};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::render::{Notes, Renderer};

/// Rendered fields, with the pointers of what is personal in them already among them.
#[derive(Debug, Default)]
pub(crate) struct Members {
    pub(crate) json: Json,
    pub(crate) pii: Vec<String>,
    /// Whether anything did not fit its limit.
    pub(crate) cut: bool,
}

impl Members {
    /// Renders each field within limits of its own; `None` leaves a field out.
    ///
    /// What was cut is named in `_truncated`, relative to the record.
    pub(crate) fn render(py: Python<'_>, fields: &Bound<'_, PyDict>) -> Members {
        let mut members = Members::default();
        let mut notes = Notes::default();
        // A copy, because rendering may run foreign code, and that may hold the same dict.
        for (name, value) in fields.copy().iter().flat_map(|fields| fields.iter().collect::<Vec<_>>()) {
            let Ok(name) = name.cast::<PyString>().map_err(PyErr::from).and_then(|name| Ok(name.to_str()?.to_owned()))
            else {
                continue;
            };
            if value.is_none() {
                continue;
            }
            members.json.key(&name);
            let bytes_max = members.json.len() + VALUE_BYTES_MAX;
            // SAFETY: `value` is held during the call, and the GIL is held.
            unsafe {
                Renderer::new(&mut notes, bytes_max).field(py, &mut members.json, &name, value.as_ptr());
            }
        }
        members.cut = !notes.cut.is_empty();
        notes.cut.truncate(POINTERS_MAX);
        members.list("_truncated", &notes.cut);
        members.pii = notes.pii;
        if members.pii.len() > POINTERS_MAX {
            let whole = |pointer: &String| format!("/{}", pointer.split('/').nth(1).unwrap_or_default());
            members.pii = members.pii.iter().map(whole).collect();
            members.pii.dedup();
        }
        let pii = std::mem::take(&mut members.pii);
        members.list("pii", &pii);
        members.pii = pii;
        members
    }

    fn list(&mut self, name: &str, texts: &[String]) {
        if texts.is_empty() {
            return;
        }
        self.json.key(name);
        self.json.begin_array();
        for text in texts {
            self.json.string(text);
        }
        self.json.end_array();
    }
}
