//! The Python functions that the extension calls on its slow paths, handed over once when the package is imported.
//!
//! Rust renders the builtin types; what needs an import, an attribute of a foreign object or a stack frame is Python.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The Python half of the slow paths.
#[derive(Debug)]
pub(crate) struct Hooks {
    /// Turns any object into builtin types, `Pii` or `Cut`.
    pub(crate) simplify: Py<PyAny>,
    /// Turns a mapping key that is no `str` into one.
    pub(crate) key: Py<PyAny>,
    /// Turns the content of an entry that is no `str` into one.
    pub(crate) text: Py<PyAny>,
    /// Turns the value of `exc_info` into a `dict`, or `None` if there is no exception in it.
    pub(crate) exception: Py<PyAny>,
    /// Counts a habit of the calling line, `report(habit, scope, is_hidden)`, and returns where the line stands if the
    /// habit is to be told beside the entry.
    pub(crate) report: Py<PyAny>,
    /// Starts the default client from the environment.
    pub(crate) ensure: Py<PyAny>,
}

static HOOKS: PyOnceLock<Hooks> = PyOnceLock::new();

/// Returns the hooks, or `None` before the package was imported.
pub(crate) fn hooks(py: Python<'_>) -> Option<&'static Hooks> {
    HOOKS.get(py)
}

/// Hands the slow paths over; a second call changes nothing.
#[pyfunction]
#[pyo3(signature = (*, simplify, key, text, exception, report, ensure))]
pub(crate) fn install_hooks(
    py: Python<'_>,
    simplify: Py<PyAny>,
    key: Py<PyAny>,
    text: Py<PyAny>,
    exception: Py<PyAny>,
    report: Py<PyAny>,
    ensure: Py<PyAny>,
) {
    let _ = HOOKS.set(py, Hooks { simplify, key, text, exception, report, ensure });
}
