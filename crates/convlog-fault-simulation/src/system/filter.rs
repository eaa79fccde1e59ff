//! The kernel's side: which calls it asks about, its questions and our answers.

use std::io;
use std::mem::{size_of, zeroed};
use std::os::fd::RawFd;

use libc::{BPF_ABS, BPF_JEQ, BPF_JMP, BPF_K, BPF_LD, BPF_RET, BPF_W, sock_filter, sock_fprog};

/// The calls on files. Of those that other machines do not have (`open`, `unlink` and their like) libraries make no use
/// there.
#[cfg(target_arch = "x86_64")]
const OLD: &[libc::c_long] = &[
    libc::SYS_open,
    libc::SYS_unlink,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_rename,
    libc::SYS_stat,
    libc::SYS_lstat,
];
#[cfg(not(target_arch = "x86_64"))]
const OLD: &[libc::c_long] = &[];
const CALLS: &[libc::c_long] = &[
    libc::SYS_openat,
    libc::SYS_read,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_pwrite64,
    libc::SYS_fallocate,
    libc::SYS_ftruncate,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_flock,
    libc::SYS_unlinkat,
    libc::SYS_mkdirat,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_getdents64,
    libc::SYS_newfstatat,
    libc::SYS_fstat,
    libc::SYS_statx,
];

/// A question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) id: u64,
    pub(super) number: libc::c_long,
    pub(super) arguments: [u64; 6],
}

const fn statement(code: u32, k: u32) -> sock_filter {
    sock_filter { code: code as u16, jt: 0, jf: 0, k }
}

const fn jump_if_equal(k: u32, yes: u8, no: u8) -> sock_filter {
    sock_filter { code: (BPF_JMP | BPF_JEQ | BPF_K) as u16, jt: yes, jf: no, k }
}

/// The filter: the number of the call decides, of two calls an argument too.
fn program() -> Vec<sock_filter> {
    // Offsets in `seccomp_data`: the number, and the lower halves of the third and fifth argument.
    const NUMBER: u32 = 0;
    const THIRD: u32 = 16 + 8 * 2;
    const FIFTH: u32 = 16 + 8 * 4;
    let load = |offset| statement(BPF_LD | BPF_W | BPF_ABS, offset);
    let ask = statement(BPF_RET | BPF_K, libc::SECCOMP_RET_USER_NOTIF);
    let allow = statement(BPF_RET | BPF_K, libc::SECCOMP_RET_ALLOW);
    let mut program = vec![load(NUMBER)];
    for number in CALLS.iter().chain(OLD) {
        program.extend([jump_if_equal(*number as u32, 0, 1), ask]);
    }
    // A mapping of a file, and making pages of a mapping present.
    program.extend([
        jump_if_equal(libc::SYS_mmap as u32, 0, 4),
        load(FIFTH),
        jump_if_equal(u32::MAX, 0, 1),
        allow,
        ask,
    ]);
    let populate = libc::MADV_POPULATE_WRITE as u32;
    program.extend([
        jump_if_equal(libc::SYS_madvise as u32, 0, 3),
        load(THIRD),
        jump_if_equal(populate, 0, 1),
        ask,
        allow,
    ]);
    program
}

/// Begins to ask about this thread, and about all that it starts; returns where the questions come.
pub(super) fn listen() -> io::Result<RawFd> {
    let mut filter = program();
    let program = sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: plain numbers, as the call wants them; it is what the kernel asks of whoever is not root.
    let code = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    if code != 0 {
        return Err(io::Error::last_os_error());
    }
    let flags = libc::SECCOMP_FILTER_FLAG_NEW_LISTENER;
    // SAFETY: the program lives until the call returns, which copies it.
    let listener =
        unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program) };
    if listener < 0 { Err(io::Error::last_os_error()) } else { Ok(listener as RawFd) }
}

/// Waits for a question; `None` when nobody is left who could have one. Meanwhile it calls `idle` now and then.
pub(super) fn next(listener: RawFd, idle: &mut dyn FnMut()) -> Option<Asked> {
    loop {
        let mut poll = libc::pollfd { fd: listener, events: libc::POLLIN, revents: 0 };
        // SAFETY: one structure, which lives until the call returns.
        let ready = unsafe { libc::poll(&raw mut poll, 1, 100) };
        if poll.revents & libc::POLLIN != 0 {
            // SAFETY: all zeros is what the kernel wants to be given.
            let mut asked: libc::seccomp_notif = unsafe { zeroed() };
            // SAFETY: the structure is the one that the call fills.
            if unsafe { libc::ioctl(listener, libc::SECCOMP_IOCTL_NOTIF_RECV, &raw mut asked) } == 0 {
                return Some(Asked { id: asked.id, number: asked.data.nr.into(), arguments: asked.data.args });
            }
            // Whoever asked was interrupted before we looked.
            continue;
        }
        if poll.revents & (libc::POLLHUP | libc::POLLERR) != 0 {
            return None;
        }
        if ready <= 0 {
            idle();
        }
    }
}

/// Lets a call go on, or fail with an error.
pub(super) fn reply(listener: RawFd, id: u64, error: Option<i32>) {
    const { assert!(size_of::<libc::seccomp_notif_resp>() == 24) };
    // SAFETY: numbers only, for which zero is good.
    let mut answer: libc::seccomp_notif_resp = unsafe { zeroed() };
    answer.id = id;
    match error {
        Some(error) => answer.error = -error,
        None => answer.flags = libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32,
    }
    // SAFETY: the structure lives until the call returns. It fails where whoever asked is gone, which is its own
    // affair.
    unsafe { libc::ioctl(listener, libc::SECCOMP_IOCTL_NOTIF_SEND, &raw mut answer) };
}
