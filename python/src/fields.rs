//! The schema as the package reads it: which fields each type of record has, and what kind of value each takes.

use convlog_core::RecordType;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// Returns, by type of record, each field with its kind.
pub(crate) fn fields(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let records = PyDict::new(py);
    for record in RecordType::ALL {
        let fields = PyDict::new(py);
        for field in record.fields() {
            fields.set_item(PyString::intern(py, field.name), PyString::intern(py, field.kind.as_str()))?;
        }
        records.set_item(record.as_str(), fields)?;
    }
    Ok(records)
}
