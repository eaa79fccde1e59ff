//! The fields of a structural record, rendered from a Python `dict`.

use convlog_client::Json;
use convlog_core::limits::{LINE_BYTES_MAX, POINTERS_MAX, VALUE_BYTES_MAX};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::render::{Notes, Renderer, without};

/// What a pointer takes in a list beside its text, escapes included.
const POINTER_EXTRA_BYTES: usize = 64;

/// What a line holds beside the members: ids of the place, type, producer, time, values that are known.
const LINE_EXTRA_BYTES: usize = 64 * 1024;

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
                let mut renderer = Renderer::new(&mut notes, bytes_max, VALUE_BYTES_MAX);
                renderer.field(py, &mut members.json, &name, value.as_ptr());
            }
        }
        members.keep_within_a_line(&mut notes);
        if notes.cut.len() > POINTERS_MAX {
            whole_fields(&mut notes.cut);
        }
        notes.cut.append(&mut notes.cut_apart);
        members.cut = !notes.cut.is_empty();
        notes.cut.truncate(POINTERS_MAX);
        members.list("_truncated", &notes.cut);
        members.pii = notes.pii;
        if members.pii.len() > POINTERS_MAX {
            whole_fields(&mut members.pii);
        }
        let pii = std::mem::take(&mut members.pii);
        members.list("pii", &pii);
        members.pii = pii;
        members
    }

    /// Takes the personal values out where they would make the record too long for a line: what is open of it arrives
    /// however large they are.
    fn keep_within_a_line(&mut self, notes: &mut Notes) {
        let pointers = [&notes.pii, &notes.cut, &notes.cut_apart].into_iter().flatten();
        let pointers: usize = pointers.map(|pointer| pointer.len() + POINTER_EXTRA_BYTES).sum();
        if notes.apart.is_empty() || self.json.len() + pointers + LINE_EXTRA_BYTES <= LINE_BYTES_MAX {
            return;
        }
        let apart: Vec<_> = notes.apart.drain(..).map(|apart| apart.at).collect();
        let (json, _) = without(self.json.as_bytes(), &apart);
        self.json.clear();
        self.json.raw(&json);
        notes.cut_apart.clone_from(&notes.pii);
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

/// Makes one pointer for each field of those that lie in it.
fn whole_fields(pointers: &mut Vec<String>) {
    let whole = |pointer: &String| format!("/{}", pointer.split('/').nth(1).unwrap_or_default());
    *pointers = pointers.iter().map(whole).collect();
    pointers.dedup();
}
