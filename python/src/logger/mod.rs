//! `conv.log`: an object with three methods that cost about as much as calling an empty Python method.
//!
//! The methods take their arguments by CPython's fast call convention, without a `dict` for the keywords, which PyO3
//! does not offer; so they are added to the type by hand. `entry` writes the usual call, `shape` every other one.

mod entry;
mod scratch;
mod shape;

pub(crate) use entry::{BODY_BYTES_MAX, field, flag};

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use convlog_core::Level;
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use crate::scope::Home;

/// `conv.log`.
#[pyclass(module = "convlog._core", frozen)]
#[derive(Debug)]
pub(crate) struct Logger {
    home: Py<Home>,
}

#[pymethods]
impl Logger {
    #[new]
    fn new(home: Py<Home>) -> Logger {
        Logger { home }
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        visit.call(&self.home)
    }
}

/// Calls that met a failure of our own; each still wrote an entry, marked if need be.
static FAILURES: AtomicU64 = AtomicU64::new(0);

/// Returns how many log calls met an internal failure.
#[pyfunction]
pub(crate) fn internal_failures() -> u64 {
    FAILURES.load(Ordering::Relaxed)
}

type Method =
    unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, ffi::Py_ssize_t, *mut PyObject) -> *mut PyObject;

/// The three methods and the one that does nothing, as descriptors of the type.
struct Methods {
    on: [Py<PyAny>; 3],
    off: [Py<PyAny>; 3],
}

static METHODS: PyOnceLock<Methods> = PyOnceLock::new();

/// Adds the methods to the type.
pub(crate) fn bind(py: Python<'_>) -> PyResult<()> {
    let on = [
        descriptor(py, c"info", info, INFO_DOC)?,
        descriptor(py, c"warning", warning, WARNING_DOC)?,
        descriptor(py, c"error", error, ERROR_DOC)?,
    ];
    let off = [
        descriptor(py, c"info", nothing, INFO_DOC)?,
        descriptor(py, c"warning", nothing, WARNING_DOC)?,
        descriptor(py, c"error", nothing, ERROR_DOC)?,
    ];
    let _ = METHODS.set(py, Methods { on, off });
    set_level(py, Some("info"))
}

/// Binds the methods below `level` to one that does nothing; `None` switches all of them off.
#[pyfunction]
#[pyo3(signature = (level))]
pub(crate) fn set_level(py: Python<'_>, level: Option<&str>) -> PyResult<()> {
    let lowest = match level {
        None => None,
        Some(name) => Some(
            Level::parse(name)
                .ok_or_else(|| pyo3::exceptions::PyValueError::new_err("level must be info, warning, error or None"))?,
        ),
    };
    let Some(methods) = METHODS.get(py) else { return Ok(()) };
    let class = py.get_type::<Logger>();
    for (index, level) in Level::ALL.into_iter().enumerate() {
        let enabled = lowest.is_some_and(|lowest| level >= lowest);
        let method = if enabled { &methods.on[index] } else { &methods.off[index] };
        class.setattr(level.as_str(), method)?;
    }
    Ok(())
}

const INFO_DOC: &std::ffi::CStr = c"info($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    Log a breadcrumb. Never raises; every keyword is kept as a field of the entry.";
const WARNING_DOC: &std::ffi::CStr = c"warning($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    Log a soft failure, or a limit that comes near. Never raises.";
const ERROR_DOC: &std::ffi::CStr = c"error($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    Log a failure that was handled. Never raises; exc_info=True adds the exception being handled.";

fn descriptor(
    py: Python<'_>,
    name: &'static std::ffi::CStr,
    method: Method,
    doc: &'static std::ffi::CStr,
) -> PyResult<Py<PyAny>> {
    // The descriptor keeps the pointer for good, so the definition lives for good.
    let definition = Box::leak(Box::new(ffi::PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: method },
        ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
        ml_doc: doc.as_ptr(),
    }));
    let class = py.get_type::<Logger>();
    // SAFETY: a type and a definition that outlive the descriptor; the flags fit the function's signature.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyDescr_NewMethod(class.as_type_ptr(), definition)) }
        .map(Bound::unbind)
}

macro_rules! method {
    ($name:ident, $level:expr) => {
        unsafe extern "C" fn $name(
            logger: *mut PyObject,
            arguments: *const *mut PyObject,
            count: ffi::Py_ssize_t,
            names: *mut PyObject,
        ) -> *mut PyObject {
            // SAFETY: CPython calls with the GIL held, with a logger, and with arguments that fit count and names.
            unsafe { guarded($level, logger, &Call { arguments, count: count.cast_unsigned(), names }) }
        }
    };
}

method!(info, Level::Info);
method!(warning, Level::Warning);
method!(error, Level::Error);

unsafe extern "C" fn nothing(
    _: *mut PyObject,
    _: *const *mut PyObject,
    _: ffi::Py_ssize_t,
    _: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the GIL is held.
    unsafe { ffi::Py_NewRef(ffi::Py_None()) }
}

/// The arguments of one call: positional ones first, then one for each of `names`.
pub(crate) struct Call {
    arguments: *const *mut PyObject,
    count: usize,
    names: *mut PyObject,
}

impl Call {
    /// Returns a positional argument, or the value of the name with this index past them.
    ///
    /// # Safety
    ///
    /// `index` is below the number of all arguments.
    #[inline]
    unsafe fn argument(&self, index: usize) -> *mut PyObject {
        // SAFETY: the caller checked the bound.
        unsafe { *self.arguments.add(index) }
    }
}

/// Runs a call so that nothing gets out of it, neither a panic nor a Python error.
///
/// # Safety
///
/// `logger` is a `Logger`, `call` holds live arguments, and the GIL is held.
#[inline]
unsafe fn guarded(level: Level, logger: *mut PyObject, call: &Call) -> *mut PyObject {
    // SAFETY: the GIL is held, as the caller says; the method descriptor checked the type of `logger`.
    let (py, logger) = unsafe {
        let py = Python::assume_attached();
        (py, Borrowed::from_ptr(py, logger).cast_unchecked::<Logger>().to_owned())
    };
    let home = logger.get().home.get();
    // SAFETY: the caller vouches for the arguments.
    if catch_unwind(AssertUnwindSafe(|| unsafe { entry::log(py, level, home, call) })).is_err() {
        FAILURES.fetch_add(1, Ordering::Relaxed);
        let _ = catch_unwind(AssertUnwindSafe(|| entry::last_resort(py, level, home)));
    }
    crate::render::deliver_interrupt();
    // SAFETY: the GIL is held.
    unsafe { ffi::Py_NewRef(ffi::Py_None()) }
}
