//! `debug`, `warn`, `critical`, `exception`, `fatal` and `log`: names that other loggers have, recorded at the nearest level
//! and pointed out once for each calling line.

use convlog_core::Level;
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString, PyTuple};

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
    point_out(py, name);
    // SAFETY: the caller vouches for the arguments; `Widened` holds what it adds during the call.
    unsafe {
        match (name == "exception").then(|| Widened::new(py, call)).flatten() {
            Some(widened) => super::guarded(level, logger, &widened.call(call.count)),
            None => super::guarded(level, logger, call),
        }
    }
}

fn point_out(py: Python<'_>, name: &str) {
    if let Some(hooks) = hooks(py)
        && let Err(error) = hooks.report.bind(py).call1((name, py.None(), false))
    {
        interrupt_later(py, &error);
    }
}

/// Runs `log(level, …)` as the method of that level; nothing gets out of it.
///
/// # Safety
///
/// As for [`super::guarded`].
#[cold]
pub(super) unsafe fn log(logger: *mut PyObject, call: &Call) {
    // SAFETY: the GIL is held, as the caller says.
    let py = unsafe { Python::assume_attached() };
    point_out(py, "log");
    // SAFETY: the caller vouches for logger and arguments.
    let (logger, levelled) = unsafe { (Bound::from_borrowed_ptr(py, logger), Levelled::of(py, call)) };
    let method = logger.getattr(levelled.level.as_str());
    let result = method.and_then(|method| {
        let names = levelled.names.as_ref().map_or(std::ptr::null_mut(), |names| names.as_ptr());
        // SAFETY: the arguments are alive during the call, and fit their count and the names.
        unsafe {
            let result = ffi::PyObject_Vectorcall(method.as_ptr(), levelled.arguments.as_ptr(), levelled.count, names);
            Bound::from_owned_ptr_or_err(py, result)
        }
    });
    if let Err(error) = result {
        interrupt_later(py, &error);
        crate::render::deliver_interrupt();
    }
}

/// A level, and the arguments of a call without it.
struct Levelled<'py> {
    level: Level,
    arguments: Vec<*mut PyObject>,
    count: usize,
    names: Option<Bound<'py, PyTuple>>,
}

impl<'py> Levelled<'py> {
    /// Takes the level out of the arguments; where it was forgotten, the first one is what is to be logged.
    ///
    /// # Safety
    ///
    /// As for [`super::guarded`].
    unsafe fn of(py: Python<'py>, call: &Call) -> Levelled<'py> {
        // SAFETY: every index is below the number of arguments and of names.
        let (mut arguments, mut names) = unsafe {
            let keywords = tuple_len(call.names);
            let names: Vec<Bound<'_, PyAny>> =
                (0..keywords).map(|index| Bound::from_borrowed_ptr(py, tuple_item(call.names, index))).collect();
            ((0..call.count + keywords).map(|index| call.argument(index)).collect::<Vec<_>>(), names)
        };
        let mut count = call.count;
        let named = names.iter().position(|name| name.extract::<&str>().is_ok_and(|name| name == "level"));
        // SAFETY: the arguments are alive.
        let level = |argument: *mut PyObject| level_of(&unsafe { Bound::from_borrowed_ptr(py, argument) });
        let first = arguments.first().filter(|_| count > 0).copied().and_then(level);
        let level = match (first, named) {
            (Some(found), _) => {
                arguments.remove(0);
                count -= 1;
                found
            }
            (None, Some(at)) => {
                names.remove(at);
                level(arguments.remove(count + at)).unwrap_or(Level::Info)
            }
            (None, None) => {
                if count > 1 {
                    // What is no level is kept beside what was logged.
                    let unknown = arguments.remove(0);
                    arguments.push(unknown);
                    names.push(PyString::intern(py, "level").into_any());
                    count -= 1;
                }
                Level::Info
            }
        };
        let names = if names.is_empty() { None } else { PyTuple::new(py, names).ok() };
        Levelled { level, arguments, count, names }
    }
}

/// Reads a level: a name, or a number as the module `logging` counts them.
fn level_of(given: &Bound<'_, PyAny>) -> Option<Level> {
    let of_number = |number: f64| match number {
        ..30.0 => Level::Info,
        30.0..40.0 => Level::Warning,
        _ => Level::Error,
    };
    if let Ok(text) = given.cast::<PyString>() {
        let text = text.to_str().ok()?;
        return Level::of_word(text).or_else(|| text.trim().parse().ok().map(of_number));
    }
    // Of anything else it may be a query to make a number of it.
    let is_number = given.is_instance_of::<PyInt>() || given.is_instance_of::<PyFloat>();
    let number = is_number.then(|| given.extract::<f64>().ok()).flatten();
    number.filter(|number| !number.is_nan()).map(of_number)
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
