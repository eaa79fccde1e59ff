//! What the console prints of a record: what every reader of the server would see of it, by the same code.

use convlog_core::{Body, Reading, Record, Timestamp};
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

fn open(kind: &str, record: &str, pii: &[String]) -> Option<String> {
    // The id stands for the conversation's, which the record lacks and the open part has not.
    let head = format!("{{\"type\":\"{kind}\",\"conversation_id\":\"console\"");
    let line = if kind == "log" {
        format!("{head},\"entry\":{record},\"pii\":{}}}", serde_json::to_string(pii).ok()?)
    } else {
        format!("{head},{}", record.strip_prefix('{')?)
    };
    match Record::parse(&line, &Reading::plain(Timestamp::default())).ok()?.body {
        Body::Log(log) => log.open.map(|entry| entry.to_json()),
        Body::Fields(fields) => Some(fields.open),
    }
}
