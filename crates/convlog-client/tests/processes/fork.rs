//! A forked child is a producer of its own, whoever held whatever lock at the fork.

use std::fs::{self, File};
use std::os::fd::{AsRawFd, RawFd};
use std::path::{Path, PathBuf};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use convlog_client::{Client, ship_directory};
use convlog_core::Level;
use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use crate::server::Server;
use crate::world::{LONG, config, eventually, log, place, producers};

unsafe extern "C" {
    fn fork() -> i32;
    fn _exit(code: i32) -> !;
}

/// A number that parent and child both see.
pub(crate) struct Shared(*mut AtomicU64);

impl Shared {
    pub(crate) fn new() -> Shared {
        // SAFETY: a fresh mapping at an address the kernel chooses; never unmapped.
        let page = unsafe { mmap_anonymous(null_mut(), 4096, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED) };
        Shared(page.unwrap().cast())
    }

    pub(crate) fn value(&self) -> &AtomicU64 {
        // SAFETY: a zeroed page is a valid atomic, and it is never unmapped.
        unsafe { &*self.0 }
    }
}

/// A forked process, which does not outlive its test.
pub(crate) struct Child(Pid);

impl Child {
    /// Runs `body` in a forked child, which exits with 0 after it and with 101 after a panic.
    pub(crate) fn fork(body: impl FnOnce()) -> Child {
        // SAFETY: glibc's fork leaves the allocator usable in the child; the child uses nothing else of what other
        // test threads may have locked, and leaves through `_exit`.
        match unsafe { fork() } {
            0 => {
                let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(body))
                    .inspect_err(|panic| {
                        // What the test's thread prints is kept for the test's end, which the child never sees.
                        let text = panic.downcast_ref::<String>().map_or("a panic without a text", String::as_str);
                        // SAFETY: the bytes of a text, to the descriptor of stderr.
                        unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
                    })
                    .is_err();
                // SAFETY: ends the child without running the parent's exit handlers.
                unsafe { _exit(if panicked { 101 } else { 0 }) }
            }
            pid => Child(Pid::from_raw(pid).expect("fork failed")),
        }
    }

    /// Kills it.
    pub(crate) fn kill(self) {
        drop(self);
    }

    /// Waits for its end and returns its code, or -1 if a signal ended it.
    pub(crate) fn wait(self) -> i32 {
        let (_, status) = waitpid(Some(self.0), WaitOptions::empty()).unwrap().unwrap();
        std::mem::forget(self);
        status.exit_status().unwrap_or(-1)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = kill_process(self.0, Signal::KILL).and_then(|()| waitpid(Some(self.0), WaitOptions::empty()));
    }
}

#[test]
fn a_child_ships_its_own_records_under_its_own_identity() {
    let _alone = crate::alone();
    for told in [true, false] {
        let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        log(&client, &place, Level::Info, "parent before");
        let child = Child::fork(|| {
            if told {
                client.after_fork_in_child();
            }
            log(&client, &place, Level::Info, "child");
            assert_eq!(client.flush(LONG).records, 0);
        });
        log(&client, &place, Level::Info, "parent after");
        assert_eq!(child.wait(), 0);
        assert_eq!(client.flush(LONG).records, 0);
        let mut contents = server.contents();
        contents.sort();
        assert_eq!(contents, ["child", "parent after", "parent before"]);
        let producer = |text: &str| {
            let lines = server.values("log");
            lines.iter().find(|line| line["entry"]["content"] == text).unwrap()["producer"].as_str().unwrap().to_owned()
        };
        assert_eq!(producer("parent before"), producer("parent after"));
        assert_ne!(producer("parent before"), producer("child"));
    }
}

#[test]
fn a_fork_in_the_middle_of_other_threads_calls_leaves_no_lock_held() {
    let _alone = crate::alone();
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let place = place(&client);
                while !stop.load(Ordering::Relaxed) {
                    log(&client, &place, Level::Info, "busy");
                }
            });
        }
        let place = place(&client);
        for n in 0..20 {
            let child = Child::fork(|| {
                log(&client, &place, Level::Error, &format!("child {n}"));
                assert_eq!(client.flush(LONG).records, 0);
            });
            assert_eq!(child.wait(), 0);
        }
        stop.store(true, Ordering::Relaxed);
    });
    for n in 0..20 {
        let text = format!("\"content\":\"child {n}\"");
        server.wait_for(|seen| seen.records.values().any(|line| line.contains(&text)));
    }
    assert_eq!(server.seen(|seen| seen.conflicts), 0);
}

#[test]
fn a_child_that_leaves_without_a_word_loses_nothing_and_holds_nothing() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(spool.path(), None));
    let place = place(&client);
    log(&client, &place, Level::Info, "parent");
    let release = Shared::new();
    let child = Child::fork(|| {
        log(&client, &place, Level::Info, "child");
        while release.value().load(Ordering::Acquire) == 0 {
            std::thread::yield_now();
        }
    });
    eventually("the child has its own directory", || producers(spool.path()).len() == 2);
    // The parent ends while its child lives: its directory must be free to reclaim all the same.
    let own = client.stats().spool_dir.unwrap();
    drop(client);
    let server = Server::good();
    eventually("adopted", || {
        let _ = ship_directory(spool.path(), &server.url(), None, LONG);
        !own.exists()
    });
    assert_eq!(server.contents(), ["parent"]);
    release.value().store(1, Ordering::Release);
    assert_eq!(child.wait(), 0);
    assert!(ship_directory(spool.path(), &server.url(), None, LONG).complete);
    assert_eq!(server.contents().len(), 2);
}

#[test]
fn a_child_closes_the_locks_that_were_made_again_and_no_file_of_the_host() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(spool.path(), None));
    log(&client, &place(&client), Level::Info, "parent");
    let own = client.stats().spool_dir.unwrap();
    let before = locks(&own);
    fs::remove_file(own.join("lock")).unwrap();
    let is_new = |lock: &RawFd| !before.contains(lock);
    eventually("the lock is made again", || locks(&own).iter().any(is_new) && !holds(&removed(&own.join("lock"))));
    // The numbers of what was closed are given to whoever opens next.
    let files: Vec<File> = (0..8).map(|_| tempfile::tempfile().unwrap()).collect();
    assert!(files.iter().any(|file| before.contains(&file.as_raw_fd())), "{files:?} {before:?}");
    let release = Shared::new();
    let child = Child::fork(|| {
        log(&client, &place(&client), Level::Info, "child");
        assert!(files.iter().all(|file| file.metadata().is_ok()), "the host's are as they were");
        assert!(locks(&own).is_empty(), "of the parent's");
        while release.value().load(Ordering::Acquire) == 0 {
            std::thread::yield_now();
        }
    });
    eventually("the child has its own directory", || producers(spool.path()).len() == 2);
    drop(client);
    let server = Server::good();
    eventually("the parent's is free although its child lives", || {
        let _ = ship_directory(spool.path(), &server.url(), None, LONG);
        !own.exists()
    });
    release.value().store(1, Ordering::Release);
    assert_eq!(child.wait(), 0);
}

/// What a descriptor of a file is called once the file was removed.
fn removed(file: &Path) -> PathBuf {
    PathBuf::from(format!("{} (deleted)", file.display()))
}

/// Says whether this process holds a file.
fn holds(file: &Path) -> bool {
    let open = fs::read_dir("/proc/self/fd").unwrap().flatten();
    open.into_iter().any(|entry| fs::read_link(entry.path()).is_ok_and(|held| held == file))
}

/// The descriptors by which this process holds a producer's directory and the lock in it.
fn locks(directory: &Path) -> Vec<RawFd> {
    let open = fs::read_dir("/proc/self/fd").unwrap().flatten();
    let of_it = open.filter(|entry| {
        fs::read_link(entry.path()).is_ok_and(|file| file == directory || file == directory.join("lock"))
    });
    of_it.map(|entry| entry.file_name().to_str().unwrap().parse().unwrap()).collect()
}
