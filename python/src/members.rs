//! The fields of a structural record, rendered from a Python `dict`.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use convlog_client::{Json, Mark};
use convlog_core::ids::trim;
use convlog_core::limits::{ID_BYTES_MAX, LINE_BYTES_MAX, POINTERS_MAX, VALUE_BYTES_MAX};
use convlog_core::record::{Form, form};
use convlog_core::repair::{MENDED, Repair};
use convlog_core::schema::Kind;
use convlog_core::{Pointer, RecordType};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::render::{Notes, Renderer, without};

static FIELDS_LEFT_OUT: AtomicU64 = AtomicU64::new(0);
static FIELDS_COERCED: AtomicU64 = AtomicU64::new(0);
static IDS_SHORTENED: AtomicU64 = AtomicU64::new(0);

fn count(what: &AtomicU64) {
    what.fetch_add(1, Ordering::Relaxed);
}

/// Returns what was counted of the fields that were not of their form.
#[pyfunction]
pub(crate) fn field_counts(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let counts = PyDict::new(py);
    for (name, count) in
        [("fields_left_out", &FIELDS_LEFT_OUT), ("fields_coerced", &FIELDS_COERCED), ("ids_shortened", &IDS_SHORTENED)]
    {
        counts.set_item(name, count.load(Ordering::Relaxed))?;
    }
    Ok(counts)
}

/// Returns a text as an id, as it would be stored.
#[pyfunction]
pub(crate) fn mend_id(text: &str) -> Cow<'_, str> {
    let id = convlog_core::ids::mend_id(text);
    if trim(text).len() > ID_BYTES_MAX {
        count(&IDS_SHORTENED);
    }
    id
}

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
    /// Which fields were not of their form, what became of each, and what is to be said of it.
    pub(crate) mended: Vec<(&'static str, Repair, &'static str)>,
}

impl Members {
    /// Renders each field within limits of its own and in its form; `None` leaves a field out.
    ///
    /// What was cut is named in `_truncated`, relative to the record, and what was not of its form in `_mended`.
    pub(crate) fn render(py: Python<'_>, kind: RecordType, fields: &Bound<'_, PyDict>) -> Members {
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
            let at = members.json.mark();
            let bytes_max = members.json.len() + VALUE_BYTES_MAX;
            // SAFETY: `value` is held during the call, and the GIL is held.
            unsafe {
                let mut renderer = Renderer::new(&mut notes, bytes_max, VALUE_BYTES_MAX);
                renderer.field(py, &mut members.json, &name, value.as_ptr());
            }
            members.come_by_form(kind, &name, at, &mut notes);
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
        members.tell_mended();
        members
    }

    /// Puts the value that was written last into the form of its field, by the rules of the server. Pointers into what is
    /// another now mean all of it.
    fn come_by_form(&mut self, kind: RecordType, name: &str, at: Mark, notes: &mut Notes) {
        let Some(field) = kind.field(name) else { return };
        let Ok(written) = std::str::from_utf8(&self.json.as_bytes()[at.offset()..]) else { return };
        let (json, mend, what) = match form(field, written) {
            Form::Good => return,
            Form::Mended { json, what } => (json, Repair::Mended, what),
            Form::Bad { give } => ("null".to_owned(), Repair::LeftOut, give),
        };
        let is_shortened = field.kind == Kind::Id && mend == Repair::Mended && written.len() > ID_BYTES_MAX;
        let counted = if is_shortened { &IDS_SHORTENED } else { &FIELDS_COERCED };
        count(if mend == Repair::LeftOut { &FIELDS_LEFT_OUT } else { counted });
        self.json.rollback(at);
        self.json.raw(json.as_bytes());
        self.mended.push((field.name, mend, what));
        notes.apart.retain(|apart| apart.at.start < at.offset());
        let whole = Pointer::to_member(field.name);
        for pointers in [&mut notes.pii, &mut notes.cut, &mut notes.cut_apart] {
            for pointer in
                pointers.iter_mut().filter(|pointer| Pointer::parse(pointer).is_some_and(|it| whole.covers(&it)))
            {
                whole.as_str().clone_into(pointer);
            }
            pointers.dedup();
        }
    }

    fn tell_mended(&mut self) {
        if self.mended.is_empty() {
            return;
        }
        self.json.key(MENDED);
        self.json.begin_object();
        for (name, mend, _) in &self.mended {
            self.json.member_string(name, mend.as_str());
        }
        self.json.end_object();
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
