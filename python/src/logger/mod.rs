//! `conv.log`: an object with methods that cost about as much as calling an empty Python method.
//!
//! The methods take their arguments by CPython's fast call convention, without a `dict` for the keywords, which PyO3
//! does not offer; so they are added to the type by hand. `entry` writes the usual call, `shape` every other one; `habit`
//! has the names that people bring along from other loggers.

mod entry;
mod habit;
mod scratch;
mod shape;

pub(crate) use entry::{BODY_BYTES_MAX, field, flag};

use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use convlog_core::Level;
use pyo3::ffi;
use pyo3::ffi::PyObject;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};

use crate::scope::ConversationScopes;

/// `conv.log`.
#[pyclass(module = "convlog._core", frozen)]
#[derive(Debug)]
pub(crate) struct Logger {
    home: Py<ConversationScopes>,
}

#[pymethods]
impl Logger {
    #[new]
    fn new(home: Py<ConversationScopes>) -> Logger {
        Logger { home }
    }

    /// A handle: whoever copies what holds it logs to the same conversation.
    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, (Py<ConversationScopes>,)) {
        (py.get_type::<Logger>(), (self.home.clone_ref(py),))
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

/// A method as it is called, and as it is where its level is switched off: descriptors of the type.
struct Bindable {
    name: &'static CStr,
    level: Level,
    on: Py<PyAny>,
    off: Py<PyAny>,
}

static METHODS: PyOnceLock<Vec<Bindable>> = PyOnceLock::new();

/// Adds the methods to the type.
pub(crate) fn bind(py: Python<'_>) -> PyResult<()> {
    let methods: [(&CStr, Level, Method, &CStr); 7] = [
        (c"info", Level::Info, info, INFO_DOC),
        (c"warning", Level::Warning, warning, WARNING_DOC),
        (c"error", Level::Error, error, ERROR_DOC),
        (c"debug", Level::Info, debug, DEBUG_DOC),
        (c"warn", Level::Warning, warn, WARN_DOC),
        (c"critical", Level::Error, critical, CRITICAL_DOC),
        (c"exception", Level::Error, exception, EXCEPTION_DOC),
    ];
    let bindable = methods.into_iter().map(|(name, level, method, doc)| {
        let (on, off) = (descriptor(py, name, method, doc)?, descriptor(py, name, nothing, doc)?);
        Ok(Bindable { name, level, on, off })
    });
    let _ = METHODS.set(py, bindable.collect::<PyResult<_>>()?);
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
    let class = py.get_type::<Logger>();
    for method in METHODS.get(py).into_iter().flatten() {
        let is_enabled = lowest.is_some_and(|lowest| method.level >= lowest);
        let bound = if is_enabled { &method.on } else { &method.off };
        class.setattr(PyString::new(py, &method.name.to_string_lossy()), bound)?;
    }
    Ok(())
}

const INFO_DOC: &CStr = c"info($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    Log an event. Never raises; every keyword argument becomes a field of the entry.";
const WARNING_DOC: &CStr = c"warning($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    Log a recoverable failure, or a limit that is almost reached. Never raises.";
const ERROR_DOC: &CStr = c"error($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    Log a failure that was handled. Never raises; exc_info=True adds the exception being handled.";
const DEBUG_DOC: &CStr = c"debug($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    The same as info, for compatibility with other loggers; reported once per calling line. Never raises.";
const WARN_DOC: &CStr = c"warn($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    The same as warning, for compatibility with other loggers; reported once per calling line. Never raises.";
const CRITICAL_DOC: &CStr = c"critical($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    The same as error, for compatibility with other loggers; reported once per calling line. Never raises.";
const EXCEPTION_DOC: &CStr = c"exception($self, content='', is_pii=False, *args, **extras)\n--\n\n\
    The same as error with exc_info=True, for compatibility with other loggers; reported once per calling line. \
        Never raises.";

fn descriptor(py: Python<'_>, name: &'static CStr, method: Method, doc: &'static CStr) -> PyResult<Py<PyAny>> {
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

macro_rules! method_of_habit {
    ($name:ident, $level:expr) => {
        unsafe extern "C" fn $name(
            logger: *mut PyObject,
            arguments: *const *mut PyObject,
            count: ffi::Py_ssize_t,
            names: *mut PyObject,
        ) -> *mut PyObject {
            // SAFETY: as for the methods above.
            unsafe {
                let call = Call { arguments, count: count.cast_unsigned(), names };
                habit::guarded($level, stringify!($name), logger, &call)
            }
        }
    };
}

method_of_habit!(debug, Level::Info);
method_of_habit!(warn, Level::Warning);
method_of_habit!(critical, Level::Error);
method_of_habit!(exception, Level::Error);

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
