//! Values with a mark: `Pii` for the caller, `Cut` for the Python half of the renderer.

use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// A value that only readers with the permission may see; made with `convlog.pii(value)`.
///
/// Neither `str` nor `repr` shows the value, so it cannot slip into a message.
#[pyclass(module = "convlog", name = "Pii", frozen, generic)]
#[derive(Debug)]
pub(crate) struct Pii {
    /// The wrapped value.
    #[pyo3(get)]
    pub(crate) value: Py<PyAny>,
}

#[pymethods]
impl Pii {
    #[new]
    fn new(value: Py<PyAny>) -> Pii {
        Pii { value }
    }

    fn __repr__(&self) -> &'static str {
        "<pii>"
    }

    /// Equal to another whose value is, so that a copy is equal to what it was made of.
    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        match other.cast::<Pii>() {
            Ok(other) => Ok(self.value.bind(py).rich_compare(other.get().value.bind(py), CompareOp::Eq)?.unbind()),
            Err(_) => Ok(py.NotImplemented()),
        }
    }

    /// The same for all: the hash of the value may tell it, or be a query.
    fn __hash__(&self) -> isize {
        7
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    /// A copy of the value keeps the mark.
    fn __deepcopy__(&self, py: Python<'_>, memo: &Bound<'_, PyAny>) -> PyResult<Pii> {
        let copied = py.import("copy")?.getattr("deepcopy")?.call1((&self.value, memo))?;
        Ok(Pii { value: copied.unbind() })
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, (Py<PyAny>,)) {
        (py.get_type::<Pii>(), (self.value.clone_ref(py),))
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        visit.call(&self.value)
    }
}

/// A value of which a part is missing: rendered as it is and noted in `_truncated`.
#[pyclass(module = "convlog._core", frozen)]
#[derive(Debug)]
pub(crate) struct Cut {
    /// What is left of the value.
    #[pyo3(get)]
    pub(crate) value: Py<PyAny>,
}

#[pymethods]
impl Cut {
    #[new]
    fn new(value: Py<PyAny>) -> Cut {
        Cut { value }
    }
}

/// The decimal digits of a whole number that does not fit 64 bits.
#[pyclass(module = "convlog._core", frozen)]
#[derive(Debug)]
pub(crate) struct Digits {
    pub(crate) text: String,
}

#[pymethods]
impl Digits {
    #[new]
    fn new(text: String) -> PyResult<Digits> {
        let digits = text.strip_prefix('-').unwrap_or(&text);
        if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(pyo3::exceptions::PyValueError::new_err("not the digits of a whole number"));
        }
        Ok(Digits { text })
    }
}
