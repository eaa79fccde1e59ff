//! Which file a call is about.

use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::Call;
use super::filter::Asked;

/// Returns the kind of a call and its file; nothing where it has none that a name leads to.
pub(super) fn of(asked: &Asked) -> Option<(Call, PathBuf)> {
    let Asked { number, arguments, .. } = *asked;
    let call = kind(number)?;
    if number == libc::SYS_madvise {
        // Only the client's own mappings of files are made present so.
        return Some((call, mapped(arguments[0])?));
    }
    let path = match number {
        libc::SYS_openat
        | libc::SYS_unlinkat
        | libc::SYS_mkdirat
        | libc::SYS_renameat
        | libc::SYS_renameat2
        | libc::SYS_newfstatat
        | libc::SYS_statx => beside(arguments[0], named(arguments[1])?),
        libc::SYS_mmap => opened(arguments[4]),
        _ if takes_name(number) => named(arguments[0]),
        _ => opened(arguments[0]),
    };
    let call = if number == libc::SYS_unlinkat && arguments[2] as i32 & libc::AT_REMOVEDIR != 0 {
        Call::RemoveDirectory
    } else {
        call
    };
    Some((call, path?))
}

/// Says whether an open call may make its file.
pub(super) fn makes_file(asked: &Asked) -> bool {
    let flags = if asked.number == libc::SYS_openat { asked.arguments[2] } else { asked.arguments[1] };
    flags as i32 & libc::O_CREAT != 0
}

fn kind(number: libc::c_long) -> Option<Call> {
    Some(match number {
        libc::SYS_openat => Call::Open,
        libc::SYS_read | libc::SYS_pread64 => Call::Read,
        libc::SYS_write | libc::SYS_pwrite64 => Call::Write,
        libc::SYS_fallocate => Call::Allocate,
        libc::SYS_ftruncate => Call::Truncate,
        libc::SYS_fsync | libc::SYS_fdatasync => Call::Sync,
        libc::SYS_flock => Call::Lock,
        libc::SYS_unlinkat => Call::Remove,
        libc::SYS_mkdirat => Call::MakeDirectory,
        libc::SYS_renameat | libc::SYS_renameat2 => Call::Rename,
        libc::SYS_getdents64 => Call::List,
        libc::SYS_newfstatat | libc::SYS_fstat | libc::SYS_statx => Call::Look,
        libc::SYS_mmap => Call::Map,
        libc::SYS_madvise => Call::Populate,
        _ => return old(number),
    })
}

#[cfg(target_arch = "x86_64")]
fn old(number: libc::c_long) -> Option<Call> {
    Some(match number {
        libc::SYS_open => Call::Open,
        libc::SYS_unlink => Call::Remove,
        libc::SYS_mkdir => Call::MakeDirectory,
        libc::SYS_rmdir => Call::RemoveDirectory,
        libc::SYS_rename => Call::Rename,
        libc::SYS_stat | libc::SYS_lstat => Call::Look,
        _ => return None,
    })
}

#[cfg(not(target_arch = "x86_64"))]
fn old(_: libc::c_long) -> Option<Call> {
    None
}

fn takes_name(number: libc::c_long) -> bool {
    old(number).is_some()
}

/// Reads a name out of the memory of whoever asks, which is ours too.
fn named(address: u64) -> Option<PathBuf> {
    let address = address as *const libc::c_char;
    if address.is_null() {
        return None;
    }
    // SAFETY: the call's own argument; its thread waits for our answer and so does not free it.
    let name = unsafe { CStr::from_ptr(address) };
    Some(PathBuf::from(OsStr::from_bytes(name.to_bytes())))
}

/// Returns what a name means beside an open directory; an empty one means what is open itself.
fn beside(directory: u64, name: PathBuf) -> Option<PathBuf> {
    match opened(directory) {
        Some(opened) if name.as_os_str().is_empty() => Some(opened),
        Some(opened) => Some(opened.join(name)),
        None => Some(name),
    }
}

/// Returns what an open file is called.
fn opened(descriptor: u64) -> Option<PathBuf> {
    let descriptor = descriptor as i32;
    if descriptor < 0 { None } else { std::fs::read_link(format!("/proc/self/fd/{descriptor}")).ok() }
}

/// Returns the file that is mapped at an address.
fn mapped(address: u64) -> Option<PathBuf> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (from, to) = range.split_once('-')?;
        let bounds = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        let path = rest.find('/').map(|at| PathBuf::from(&rest[at..]))?;
        (bounds.0 <= address && address < bounds.1).then_some(path)
    })
}
