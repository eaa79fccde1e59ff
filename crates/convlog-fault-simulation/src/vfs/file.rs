//! The calls on one file.

use std::ffi::{c_int, c_void};
use std::mem::size_of;

use rusqlite::ffi::{self, sqlite3_file};

use super::{Shim, Watched};
use crate::disk::Event;
use crate::disk::call::Call;

/// Returns the file of the layer below.
pub(super) fn below(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: SQLite gives each file memory for a shim and for that.
    unsafe { file.cast::<u8>().add(size_of::<Shim>()).cast() }
}

/// Returns what the layer below can do.
fn io(file: *mut sqlite3_file) -> &'static ffi::sqlite3_io_methods {
    // SAFETY: an open file has its methods, which live as long as the process.
    unsafe { &*(*below(file)).pMethods }
}

/// Returns what is watched of a file, if it is in a watched directory.
fn watched<'a>(file: *mut sqlite3_file) -> Option<&'a mut Watched> {
    let shim: *mut Shim = file.cast();
    // SAFETY: made when the file was opened, freed when it is closed; one thread at a time uses a connection's files.
    unsafe { (*shim).watched.as_mut() }
}

/// Does a call of the layer below, or lets it fail.
fn call(
    file: *mut sqlite3_file,
    call: Call,
    done: impl FnOnce() -> c_int,
    event: impl FnOnce(&Watched) -> Option<Event>,
) -> c_int {
    match watched(file) {
        Some(watched) => watched.disk.call(call, &watched.name, done, event(watched)),
        None => done(),
    }
}

/// Calls a function of the layer below on its file.
macro_rules! under {
    ($file:expr, $name:ident $(, $argument:expr)*) => {
        match io($file).$name {
            // SAFETY: the layer's own file, and the arguments of its caller.
            Some(function) => unsafe { function(below($file) $(, $argument)*) },
            None => ffi::SQLITE_ERROR,
        }
    };
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let code = under!(file, xClose);
    let shim: *mut Shim = file.cast();
    // SAFETY: made from a box when the file was opened, and not used after it is closed.
    unsafe {
        if !(*shim).watched.is_null() {
            drop(Box::from_raw((*shim).watched));
        }
        (*shim).base.pMethods = std::ptr::null();
    }
    code
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, bytes: c_int, at: i64) -> c_int {
    call(file, Call::Read, || under!(file, xRead, to, bytes, at), |_| None)
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, bytes: c_int, at: i64) -> c_int {
    let event = |watched: &Watched| {
        // SAFETY: SQLite gives so many bytes to be written.
        let written = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), bytes as usize) };
        Some(Event::Wrote(watched.inode, at as u64, written.to_vec()))
    };
    call(file, Call::Write, || under!(file, xWrite, from, bytes, at), event)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: i64) -> c_int {
    let event = |watched: &Watched| Some(Event::Resized(watched.inode, size as u64));
    call(file, Call::Truncate, || under!(file, xTruncate, size), event)
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    let event = |watched: &Watched| Some(Event::Synced(watched.inode, watched.syncs_directory));
    let code = call(file, Call::Sync, || under!(file, xSync, flags), event);
    if code == ffi::SQLITE_OK
        && let Some(watched) = watched(file)
    {
        watched.syncs_directory = false;
    }
    code
}

unsafe extern "C" fn size(file: *mut sqlite3_file, size: *mut i64) -> c_int {
    call(file, Call::Size, || under!(file, xFileSize, size), |_| None)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    call(file, Call::Lock, || under!(file, xLock, level), |_| None)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    under!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    call(file, Call::Lock, || under!(file, xCheckReservedLock, out), |_| None)
}

unsafe extern "C" fn control(file: *mut sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    under!(file, xFileControl, what, argument)
}

unsafe extern "C" fn sector(file: *mut sqlite3_file) -> c_int {
    under!(file, xSectorSize)
}

unsafe extern "C" fn characteristics(file: *mut sqlite3_file) -> c_int {
    under!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn map_shared(
    file: *mut sqlite3_file,
    region: c_int,
    bytes: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    call(file, Call::MapShared, || under!(file, xShmMap, region, bytes, extend, out), |_| None)
}

unsafe extern "C" fn lock_shared(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        return under!(file, xShmLock, offset, count, flags);
    }
    call(file, Call::LockShared, || under!(file, xShmLock, offset, count, flags), |_| None)
}

unsafe extern "C" fn barrier(file: *mut sqlite3_file) {
    if let Some(function) = io(file).xShmBarrier {
        // SAFETY: the layer's own file.
        unsafe { function(below(file)) }
    }
}

unsafe extern "C" fn unmap_shared(file: *mut sqlite3_file, delete: c_int) -> c_int {
    under!(file, xShmUnmap, delete)
}

/// Returns what our files can do. The second version of the interface has no mapped reads, of which nobody would know.
pub(super) fn methods() -> *const ffi::sqlite3_io_methods {
    static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
        iVersion: 2,
        xClose: Some(close),
        xRead: Some(read),
        xWrite: Some(write),
        xTruncate: Some(truncate),
        xSync: Some(sync),
        xFileSize: Some(size),
        xLock: Some(lock),
        xUnlock: Some(unlock),
        xCheckReservedLock: Some(check_reserved),
        xFileControl: Some(control),
        xSectorSize: Some(sector),
        xDeviceCharacteristics: Some(characteristics),
        xShmMap: Some(map_shared),
        xShmLock: Some(lock_shared),
        xShmBarrier: Some(barrier),
        xShmUnmap: Some(unmap_shared),
        xFetch: None,
        xUnfetch: None,
    };
    &METHODS
}
