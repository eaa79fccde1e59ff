//! A disk without room and a file system that nobody may write to: both are done without, and said.

use std::fs::{self, OpenOptions};
use std::path::Path;

use convlog_client::{Client, SpoolKind, ship_directory};
use convlog_core::Level;
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::fork::Child;
use crate::hostile::{adds_up, files};
use crate::server::{Reply, Server};
use crate::world::{LONG, config, eventually, log, place, producers};

#[test]
fn a_disk_that_fills_up_is_waited_out_in_memory_and_counted() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    for plain_writes in [false, true] {
        let child = Child::fork(|| {
            let disk = small_disk(spool.path(), 3 * 1024 * 1024);
            let mut config = config(spool.path(), None);
            (config.plain_writes, config.memory_bytes_max) = (plain_writes, 8 * 1024 * 1024);
            let client = Client::start(config);
            let place = place(&client);
            let text = "x".repeat(900);
            // Until calls had to wait for room so often that the client would like to have many spares.
            for n in 0..200_000 {
                log(&client, &place, Level::Info, &format!("{n:05} {text}"));
                if n > 30_000 && n % 1_000 == 0 && client.stats().stalls >= 8 {
                    break;
                }
            }
            let stats = client.stats();
            assert_eq!(stats.spool, if plain_writes && disk { SpoolKind::Written } else { stats.spool });
            assert!(stats.memory_segments > 0 && stats.dropped > 0, "{stats:?}");
            assert_eq!(stats.last_error.as_ref().map(|error| error.code.as_str()), Some("disk_full"), "{stats:?}");
            adds_up(&stats);
            assert!(stats.left.records > 4_000, "the newest are kept: {stats:?}");
            assert!(stats.left.bytes < (3 + 8) * 1024 * 1024, "disk and memory have their bounds: {stats:?}");
            if disk {
                // Room again: what lived in memory goes to the disk.
                let mut bigger = std::ffi::CString::new("size=64m").unwrap().into_bytes_with_nul();
                let folder = std::ffi::CString::new(spool.path().to_str().unwrap()).unwrap();
                // SAFETY: as in `small_disk`.
                let remounted = unsafe {
                    libc::mount(
                        c"tmpfs".as_ptr(),
                        folder.as_ptr(),
                        c"tmpfs".as_ptr(),
                        libc::MS_REMOUNT,
                        bigger.as_mut_ptr().cast(),
                    )
                };
                assert_eq!(remounted, 0);
                let on_disk = || files(&client).iter().map(|path| entries_in(path)).sum::<usize>() as u64;
                // Besides the entries there is a report about the process.
                eventually("everything is on the disk", || on_disk() + 1 >= client.stats().left.records);
                let stats = client.stats();
                assert!(stats.segments_rescued > 0 && stats.segments_lost == 0, "{stats:?}");
            }
        });
        assert_eq!(child.wait(), 0, "plain writes {plain_writes}");
    }
}

fn entries_in(segment: &Path) -> usize {
    // The maintenance thread may remove a file between its listing and its reading: one it could not fill, or the oldest of a full
    // disk.
    let Ok(bytes) = fs::read(segment) else { return 0 };
    bytes.windows(8).filter(|window| *window == b"\"level\":").count()
}

#[test]
fn a_read_only_file_system_is_done_without_and_said() {
    let _alone = crate::alone();
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let child = Child::fork(|| {
        // Nobody can write to either, root included.
        let read_only = if make_read_only(spool.path()) { spool.path() } else { Path::new("/proc") };
        assert!(fs::write(read_only.join("x"), "").is_err());
        let client = Client::start(config(&read_only.join("spool"), Some(server.url())));
        let stats = client.stats();
        assert_eq!(stats.spool, SpoolKind::Memory);
        assert!(stats.spool_problem.is_some_and(|problem| problem.contains("os error")));
        log(&client, &place(&client), Level::Error, "from memory");
        assert_eq!(client.flush(LONG).records, 0);
    });
    assert_eq!(child.wait(), 0);
    assert_eq!(server.contents(), ["from memory"]);
}

#[test]
fn a_segment_of_which_only_the_head_can_be_read_is_counted_when_it_can_be_as_a_whole() {
    let _alone = crate::alone();
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let dead = Child::fork(|| {
        let client = Client::start(config(spool.path(), None));
        log(&client, &place(&client), Level::Info, "left behind");
        std::mem::forget(client);
    });
    assert_eq!(dead.wait(), 0);
    let child = Child::fork(|| {
        // More than this process may ask for, and mostly a hole.
        let limit = Rlimit { current: Some(8 << 30), maximum: Some(8 << 30) };
        setrlimit(Resource::As, limit).unwrap();
        let [directory] = &producers(spool.path())[..] else { panic!("one died") };
        let segments = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let path = segments.into_iter().find(|path| entries_in(path) == 1).unwrap();
        let segment = OpenOptions::new().write(true).open(path).unwrap();
        let whole = segment.metadata().unwrap().len();
        segment.set_len(64 << 30).unwrap();
        let counts = || {
            let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
            (shipment.complete, shipment.producers, shipment.unreadable)
        };
        assert_eq!(counts(), (false, 0, 1));
        assert_eq!(counts(), (false, 0, 1));
        segment.set_len(whole).unwrap();
        assert_eq!(counts(), (true, 1, 0));
    });
    assert_eq!(child.wait(), 0);
    assert_eq!(server.contents(), ["left behind"]);
}

/// Sets a limit of this forked process.
fn limit(resource: Resource, most: u64) -> Rlimit {
    let before = rustix::process::getrlimit(resource);
    setrlimit(resource, Rlimit { current: Some(most), ..before }).unwrap();
    before
}

#[test]
fn few_file_handles_at_the_start_cost_the_spool_at_most() {
    let _alone = crate::alone();
    for handles in 0..24 {
        let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
        let child = Child::fork(|| {
            let before = limit(Resource::Nofile, handles);
            let client = Client::start(config(spool.path(), Some(server.url())));
            let place = place(&client);
            (0..50).for_each(|n| log(&client, &place, Level::Error, &format!("{n:02}")));
            // Later there are some: what waited is sent.
            setrlimit(Resource::Nofile, before).unwrap();
            assert_eq!(client.flush(LONG).records, 0, "{:?}", client.stats());
            let stats = client.stats();
            assert_eq!((stats.panics, stats.restarts, stats.dropped), (0, 0, 0), "{handles} {stats:?}");
            if stats.spool == SpoolKind::Memory {
                assert!(stats.spool_problem.unwrap().contains("os error 24"), "{handles}");
            }
        });
        assert_eq!(child.wait(), 0, "{handles}");
        assert_eq!(server.contents().len(), 50, "{handles}");
    }
}

#[test]
fn file_handles_that_run_out_later_are_waited_out_in_memory() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let child = Child::fork(|| {
        let client = Client::start(config(spool.path(), None));
        let place = place(&client);
        let before = limit(Resource::Nofile, 0);
        let text = "x".repeat(900);
        (0..8_000).for_each(|n| log(&client, &place, Level::Error, &format!("{n:04} {text}")));
        let stats = client.stats();
        assert!(stats.memory_segments > 0 && stats.dropped == 0 && stats.panics == 0, "{stats:?}");
        assert_eq!(stats.last_error.map(|error| error.code).as_deref(), Some("spool"));
        setrlimit(Resource::Nofile, before).unwrap();
        let on_disk = || files(&client).iter().map(|path| entries_in(path)).sum::<usize>() as u64;
        eventually("everything is on the disk", || on_disk() + 1 >= client.stats().left.records);
    });
    assert_eq!(child.wait(), 0);
}

#[test]
fn letters_that_may_not_become_longer_are_dropped_and_counted_and_nobody_is_killed() {
    let _alone = crate::alone();
    // Each letter has 1 KiB; segments have 1 MiB.
    const BYTES: u64 = 1_300_000;
    for code in ["invalid", "unknown_project"] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| Reply::Code("refused", code));
        let child = Child::fork(|| {
            // SAFETY: back to what a process begins with, which ends it.
            unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_DFL) };
            limit(Resource::Fsize, BYTES);
            let client = Client::start(config(spool.path(), Some(server.url())));
            let place = place(&client);
            let text = "x".repeat(1_000);
            (0..4_000).for_each(|n| log(&client, &place, Level::Error, &format!("refused {n:04} {text}")));
            eventually("decided", || client.stats().left.records <= client.stats().held);
            eventually("dropped", || client.stats().dead_letters_dropped > 0);
            assert_eq!(client.stats().spool, SpoolKind::Disk);
        });
        assert_eq!(child.wait(), 0);
        for folder in ["dead-letters", "held"] {
            for file in fs::read_dir(spool.path().join(folder)).into_iter().flatten().flatten() {
                let text = fs::read_to_string(file.path()).unwrap();
                assert!(text.len() as u64 <= BYTES && text.ends_with('\n'), "whole lines only");
            }
        }
    }
}

/// Lets this process see a folder as read-only; false where that is not allowed.
fn make_read_only(folder: &Path) -> bool {
    let Ok(folder) = std::ffi::CString::new(folder.to_str().unwrap()) else { return false };
    let mount = |flags| {
        // SAFETY: a plain system call with terminated strings; it changes this forked process alone.
        unsafe { libc::mount(folder.as_ptr(), folder.as_ptr(), std::ptr::null(), flags, std::ptr::null()) == 0 }
    };
    has_own_mounts() && mount(libc::MS_BIND) && mount(libc::MS_BIND | libc::MS_REMOUNT | libc::MS_RDONLY)
}

/// Lets this process mount what it likes without anybody else seeing it; false where that is not allowed.
fn has_own_mounts() -> bool {
    // SAFETY: plain system calls with terminated strings; they change this forked process alone.
    unsafe {
        let apart =
            libc::unshare(libc::CLONE_NEWNS) == 0 || libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNS) == 0;
        let flags = libc::MS_REC | libc::MS_PRIVATE;
        apart && libc::mount(c"none".as_ptr(), c"/".as_ptr(), std::ptr::null(), flags, std::ptr::null()) == 0
    }
}

/// Gives this process a file system of a few bytes at `folder`; where that is not allowed it gets a limit for the size
/// of its files instead, and false is returned.
fn small_disk(folder: &Path, bytes: u64) -> bool {
    let mounted = std::ffi::CString::new(folder.to_str().unwrap()).is_ok_and(|folder| {
        let options = std::ffi::CString::new(format!("size={bytes},mode=0700")).unwrap();
        // SAFETY: a plain system call with terminated strings; it changes this forked process alone.
        has_own_mounts()
            && unsafe {
                libc::mount(c"tmpfs".as_ptr(), folder.as_ptr(), c"tmpfs".as_ptr(), 0, options.as_ptr().cast()) == 0
            }
    });
    if !mounted {
        setrlimit(Resource::Fsize, Rlimit { current: Some(1024), maximum: Some(1024) }).unwrap();
    }
    mounted
}
