//! `debug`, `warn`, `critical` and `exception`: names that other loggers have, recorded at the nearest level and pointed
//! out once for each calling line.

use convlog_core::Level;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyString, PyTuple};

use super::Call;
use crate::abi::{tuple_item, tuple_len};
use crate::hooks::hooks;
use crate::render::interrupt_later;

const EXC_INFO: &str = "exc_info";

/// Runs such a call as one of its level; nothing gets out of it.
///
/// # Safety
///
/// As for [`super::guarded`].
#[cold]
pub(super) unsafe fn guarded(level: Level, name: &str, logger: *mut PyObject, call: &Call) -> *mut PyObject {
    // SAFETY: the GIL is held, as the caller says.
    let py = unsafe { Python::assume_attached() };
    if let Some(hooks) = hooks(py)
        && let Err(error) = hooks.report.bind(py).call1((name, py.None(), false))
    {
        interrupt_later(py, &error);
    }
    // SAFETY: the caller vouches for the arguments; `Widened` holds what it adds during the call.
    unsafe {
        match (name == "exception").then(|| Widened::new(py, call)).flatten() {
            Some(widened) => super::guarded(level, logger, &widened.call(call.count)),
            None => super::guarded(level, logger, call),
        }
    }
}

/// The arguments of a call and `exc_info=True` behind them.
struct Widened<'py> {
    arguments: Vec<*mut PyObject>,
    names: Bound<'py, PyTuple>,
    _true: Bound<'py, PyAny>,
}

impl<'py> Widened<'py> {
    /// Returns `None` where the call says itself which exception it means.
    ///
    /// # Safety
    ///
    /// As for [`super::guarded`].
    unsafe fn new(py: Python<'py>, call: &Call) -> Option<Widened<'py>> {
        // SAFETY: every index is below the number of arguments and of names.
        let (mut names, mut arguments) = unsafe {
            let keywords = tuple_len(call.names);
            let names: Vec<Bound<'_, PyAny>> =
                (0..keywords).map(|index| Bound::from_borrowed_ptr(py, tuple_item(call.names, index))).collect();
            (names, (0..call.count + keywords).map(|index| call.argument(index)).collect::<Vec<_>>())
        };
        let is_said = |name: &Bound<'_, PyAny>| name.extract::<&str>().is_ok_and(|name| name == EXC_INFO);
        if names.iter().any(is_said) {
            return None;
        }
        let yes = PyBool::new(py, true).to_owned().into_any();
        names.push(PyString::intern(py, EXC_INFO).into_any());
        arguments.push(yes.as_ptr());
        Some(Widened { arguments, names: PyTuple::new(py, names).ok()?, _true: yes })
    }

    fn call(&self, count: usize) -> Call {
        Call { arguments: self.arguments.as_ptr(), count, names: self.names.as_ptr() }
    }
}
