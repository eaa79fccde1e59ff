//! A layer between SQLite and its files: the usual one for Unix with a [`Disk`] listening.
//!
//! It becomes the process's default, so the store under test opens its databases as it always does. Files outside of
//! watched directories go through untouched.

use std::ffi::{CStr, c_char, c_int};
use std::mem::size_of;
use std::path::Path;
use std::ptr::{null, null_mut};
use std::sync::{Arc, Once};

use rusqlite::ffi;

use crate::disk::call::Call;
use crate::disk::{Disk, Inode};

mod file;

/// SQLite hands this out as one of its files. The file of the layer below lies right behind it in the same memory.
#[repr(C)]
struct Shim {
    base: ffi::sqlite3_file,
    watched: *mut Watched,
}

/// A file in a watched directory.
struct Watched {
    disk: Arc<Disk>,
    name: String,
    inode: Inode,
    /// SQLite syncs the directory with the first sync of a log or a journal that it may have made.
    syncs_directory: bool,
}

/// The layer below.
fn real(shim: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: SQLite hands back the structure that `install` made, which is never freed.
    unsafe { (*shim).pAppData.cast() }
}

/// Becomes the default layer, once for the process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: a null name asks for the default layer, which lives as long as the process.
        let real = unsafe { ffi::sqlite3_vfs_find(null()) };
        assert!(!real.is_null(), "SQLite has no layer for files");
        // SAFETY: just found not to be null. What is not replaced below ignores which layer it is called for.
        let mut shim = unsafe { *real };
        shim.zName = c"convlog-fault-simulation".as_ptr();
        shim.pNext = null_mut();
        shim.pAppData = real.cast();
        shim.szOsFile += size_of::<Shim>() as c_int;
        shim.xOpen = Some(open);
        shim.xDelete = Some(delete);
        shim.xAccess = Some(access);
        // SAFETY: the structure is complete and never freed.
        let code = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(shim)), 1) };
        assert_eq!(code, ffi::SQLITE_OK, "the layer cannot be registered");
    });
}

/// # Safety
/// `name` is null or a C string.
unsafe fn disk_of(name: *const c_char) -> Option<(Arc<Disk>, String)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: as promised.
    let name = unsafe { CStr::from_ptr(name) };
    Disk::of(Path::new(name.to_str().ok()?))
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let shim: *mut Shim = file.cast();
    // SAFETY: SQLite gives memory of `szOsFile` bytes, which is room for both.
    unsafe { shim.write(Shim { base: ffi::sqlite3_file { pMethods: null() }, watched: null_mut() }) };
    let real = real(vfs);
    // SAFETY: the memory behind the shim is as large as the layer below wants it, and the arguments are its caller's.
    let below =
        || unsafe { (*real).xOpen.map_or(ffi::SQLITE_ERROR, |open| open(real, name, file::below(file), flags, out)) };
    // SAFETY: a name of SQLite's is null or a C string.
    let Some((disk, name)) = (unsafe { disk_of(name) }) else {
        let code = below();
        // SAFETY: ours since it was written above. A file without methods is not closed.
        unsafe { (*shim).base.pMethods = if code == 0 { file::methods() } else { null() } };
        return code;
    };
    let inode = match disk.open(&name, below) {
        Ok(inode) => inode,
        Err(code) => return code,
    };
    let logs = ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL;
    let syncs_directory = flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & logs != 0;
    let watched = Box::new(Watched { disk, name, inode, syncs_directory });
    // SAFETY: ours since it was written above.
    unsafe {
        (*shim).watched = Box::into_raw(watched);
        (*shim).base.pMethods = file::methods();
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_directory: c_int) -> c_int {
    let real = real(vfs);
    // SAFETY: the layer below, with its caller's arguments.
    let below = || unsafe { (*real).xDelete.map_or(ffi::SQLITE_ERROR, |delete| delete(real, name, sync_directory)) };
    // SAFETY: a name of SQLite's is null or a C string.
    match unsafe { disk_of(name) } {
        Some((disk, name)) => disk.delete(&name, sync_directory != 0, below),
        None => below(),
    }
}

unsafe extern "C" fn access(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    let real = real(vfs);
    // SAFETY: the layer below, with its caller's arguments.
    let below = || unsafe { (*real).xAccess.map_or(ffi::SQLITE_ERROR, |access| access(real, name, flags, out)) };
    // SAFETY: a name of SQLite's is null or a C string.
    match unsafe { disk_of(name) } {
        Some((disk, name)) => disk.call(Call::Access, &name, below, None),
        None => below(),
    }
}
