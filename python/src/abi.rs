//! The CPython accessors of the hot path, in the two forms the extension can be built in: against one version of
//! CPython (macros that read the object), or against the stable ABI (function calls).
//!
//! Every function here borrows: no reference count changes. `docs/adr/0003-python-extension.md` compares the forms.

use std::ptr;

use pyo3::ffi;
use pyo3::ffi::PyObject;

/// Returns the text of a `str` or of a subclass; `None` if it holds lone surrogates, which UTF-8 cannot.
///
/// # Safety
///
/// `text` is a `str`, and outlives the returned slice; the GIL is held.
#[inline]
pub(crate) unsafe fn utf8<'a>(text: *mut PyObject) -> Option<&'a str> {
    // SAFETY: a compact ASCII string stores its bytes behind its header; the caller says that it is a `str`.
    #[cfg(not(feature = "abi3"))]
    unsafe {
        if ffi::PyUnicode_IS_COMPACT_ASCII(text) != 0 {
            let bytes = ffi::PyUnicode_1BYTE_DATA(text);
            let len = ffi::PyUnicode_GET_LENGTH(text);
            return Some(std::str::from_utf8_unchecked(std::slice::from_raw_parts(bytes, len.cast_unsigned())));
        }
    }
    let mut len: ffi::Py_ssize_t = 0;
    // SAFETY: CPython caches the UTF-8 form inside the object, so the pointer lives as long as `text`.
    unsafe {
        let bytes = ffi::PyUnicode_AsUTF8AndSize(text, &raw mut len);
        if bytes.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        Some(std::str::from_utf8_unchecked(std::slice::from_raw_parts(bytes.cast::<u8>(), len.cast_unsigned())))
    }
}

/// Returns how many items a tuple has; a null pointer has none.
///
/// # Safety
///
/// `tuple` is null or a `tuple`.
#[inline]
pub(crate) unsafe fn tuple_len(tuple: *mut PyObject) -> usize {
    if tuple.is_null() {
        return 0;
    }
    // SAFETY: the caller says that it is a tuple.
    #[cfg(not(feature = "abi3"))]
    let len = unsafe { ffi::PyTuple_GET_SIZE(tuple) };
    // SAFETY: as above.
    #[cfg(feature = "abi3")]
    let len = unsafe { ffi::PyTuple_Size(tuple) };
    len.cast_unsigned()
}

/// Returns an item of a tuple.
///
/// # Safety
///
/// `tuple` is a `tuple` with more than `index` items.
#[inline]
pub(crate) unsafe fn tuple_item(tuple: *mut PyObject, index: usize) -> *mut PyObject {
    // SAFETY: the caller checked the type and the bound.
    #[cfg(not(feature = "abi3"))]
    unsafe {
        ffi::PyTuple_GET_ITEM(tuple, index.cast_signed())
    }
    // SAFETY: as above.
    #[cfg(feature = "abi3")]
    unsafe {
        ffi::PyTuple_GetItem(tuple, index.cast_signed())
    }
}

/// Returns how many items a list has now.
///
/// # Safety
///
/// `list` is a `list`.
#[inline]
pub(crate) unsafe fn list_len(list: *mut PyObject) -> usize {
    // SAFETY: the caller says that it is a list.
    #[cfg(not(feature = "abi3"))]
    let len = unsafe { ffi::PyList_GET_SIZE(list) };
    // SAFETY: as above.
    #[cfg(feature = "abi3")]
    let len = unsafe { ffi::PyList_Size(list) };
    len.cast_unsigned()
}

/// Returns an item of a list.
///
/// # Safety
///
/// `list` is a `list` with more than `index` items.
#[inline]
pub(crate) unsafe fn list_item(list: *mut PyObject, index: usize) -> *mut PyObject {
    // SAFETY: the caller checked the type and the bound.
    #[cfg(not(feature = "abi3"))]
    unsafe {
        ffi::PyList_GET_ITEM(list, index.cast_signed())
    }
    // SAFETY: as above.
    #[cfg(feature = "abi3")]
    unsafe {
        ffi::PyList_GetItem(list, index.cast_signed())
    }
}

/// Returns the value of a `float`.
///
/// # Safety
///
/// `float` is a `float`.
#[inline]
pub(crate) unsafe fn float_value(float: *mut PyObject) -> f64 {
    // SAFETY: the caller checked the type.
    #[cfg(not(feature = "abi3"))]
    unsafe {
        ffi::PyFloat_AS_DOUBLE(float)
    }
    // SAFETY: as above.
    #[cfg(feature = "abi3")]
    unsafe {
        ffi::PyFloat_AsDouble(float)
    }
}

/// Returns a new reference to the value of a context variable made with the default `None`; null on failure.
///
/// # Safety
///
/// `variable` is a `ContextVar`; `getter` is its bound `get`.
#[inline]
pub(crate) unsafe fn context_value(variable: *mut PyObject, getter: *mut PyObject) -> *mut PyObject {
    #[cfg(not(feature = "abi3"))]
    {
        let _ = getter;
        let mut value = ptr::null_mut();
        // SAFETY: the caller says that it is a context variable.
        unsafe { ffi::PyContextVar_Get(variable, ptr::null_mut(), &raw mut value) };
        value
    }
    #[cfg(feature = "abi3")]
    {
        let _ = (variable, ptr::null::<u8>());
        // SAFETY: the caller says that it is the bound method.
        unsafe { ffi::PyObject_CallNoArgs(getter) }
    }
}
