//! What the console prints of a record: what every reader of the server would see of it, by the same code.

use convlog_core::{Body, ParseContext, Record, RecordType, Timestamp};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Returns the part of a record that everybody may see; nothing where all of it is personal, or where it cannot be told.
#[pyfunction]
pub(crate) fn open_part<'py>(
    py: Python<'py>,
    kind: &str,
    record: &[u8],
    pii: Vec<String>,
) -> Option<Bound<'py, PyBytes>> {
    let open = py.detach(|| open(kind, std::str::from_utf8(record).ok()?, &pii))?;
    Some(PyBytes::new(py, open.as_bytes()))
}

/// Returns a text on one line, in which a terminal finds nothing to act on.
#[pyfunction]
pub(crate) fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    convlog_core::terminal::clean(text)
}

fn open(kind: &str, record: &str, pii: &[String]) -> Option<String> {
    // Its ids stand beside a record until it is sent; here any will do, for nobody is shown them.
    let mut line = format!("{{\"type\":\"{kind}\",\"conversation_id\":\"console\",");
    if let Some(subject) = RecordType::parse(kind)?.subject() {
        line.push_str(&format!("\"{subject}\":\"console\","));
    }
    if kind == "log" {
        line.push_str(&format!("\"entry\":{record},\"pii\":{}}}", serde_json::to_string(pii).ok()?));
    } else {
        line.push_str(record.strip_prefix('{')?);
    }
    match Record::parse(&line, &ParseContext::plain(Timestamp::default())).ok()?.body {
        Body::Log(log) => log.open.map(|entry| entry.to_json()),
        Body::Fields(fields) => Some(fields.open),
    }
}
