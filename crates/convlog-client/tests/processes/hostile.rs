//! Somebody of the same user truncates, removes and replaces the files of a running producer: the host lives on, what
//! can be kept is kept, and the rest is counted.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use convlog_client::{Client, SpoolKind, Stats, ship_directory};
use convlog_core::Level;
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::fork::Child;
use crate::server::Server;
use crate::world::{LONG, config, eventually, log, place};

pub(crate) fn files(client: &Client) -> Vec<PathBuf> {
    let directory = client.stats().spool_dir.unwrap();
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "seg")).collect()
}

fn truncate(path: &Path, len: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
}

/// What counts at the end: nothing unaccounted for.
pub(crate) fn adds_up(stats: &Stats) {
    let known = stats.acknowledged + stats.dropped + stats.lost + stats.left.records;
    assert_eq!(stats.recorded, known, "{stats:?}");
}

#[test]
fn truncated_files_do_not_kill_the_host_and_later_records_outlive_it() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let child = Child::fork(|| {
        let client = Client::start(config(spool.path(), None));
        let place = place(&client);
        for n in 0..100 {
            log(&client, &place, Level::Info, &format!("before {n:03}"));
        }
        for path in files(&client) {
            truncate(&path, 0);
        }
        for n in 0..20_000 {
            let level = if n % 2 == 0 { Level::Info } else { Level::Error };
            log(&client, &place, level, &format!("after {n:05}"));
        }
        let stats = client.stats();
        assert!(stats.segments_lost >= 1, "{stats:?}");
        // Dies without a word.
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).unwrap();
    });
    assert_eq!(child.wait(), -1, "it was killed by its own hand");
    let server = Server::good();
    eventually("everything is shipped", || ship_directory(spool.path(), &server.url(), None, LONG).complete);
    let after: Vec<String> = server.contents().into_iter().filter(|text| text.starts_with("after")).collect();
    assert_eq!(after, (0..20_000).map(|n| format!("after {n:05}")).collect::<Vec<_>>());
}

#[test]
fn a_spool_that_cannot_be_locked_is_left_as_it_was() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let child = Child::fork(|| {
        // Nothing can be opened, and so nothing be asked whose it is.
        let limits = rustix::process::getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: Some(0), ..limits }).unwrap();
        let client = Client::start(config(&spool.path().join("within"), None));
        setrlimit(Resource::Nofile, limits).unwrap();
        assert_eq!(client.stats().spool, SpoolKind::Memory);
        assert_eq!(fs::read_dir(spool.path()).unwrap().count(), 0);
    });
    assert_eq!(child.wait(), 0);
}

#[test]
fn what_was_cut_away_is_counted_and_nothing_waits_for_it() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let child = Child::fork(|| {
        let gate = std::sync::Arc::new(std::sync::Mutex::new(()));
        let held = gate.lock().unwrap();
        let waits = std::sync::Arc::clone(&gate);
        let server = Server::start(move |_, _| {
            drop(waits.lock());
            crate::server::Reply::Items { refuse: None }
        });
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        let text = "x".repeat(900);
        for n in 0..5_000 {
            log(&client, &place, Level::Info, &format!("{n:05} {text}"));
        }
        // Half of a segment that nobody read yet, while the server has not answered for the first.
        let mut all = files(&client);
        all.sort();
        for path in &all {
            truncate(path, 512 * 1024);
        }
        drop(held);
        assert_eq!(client.flush(LONG).records, 0);
        log(&client, &place, Level::Info, "afterwards");
        assert_eq!(client.flush(LONG).records, 0);
        let stats = client.stats();
        assert!(stats.lost > 0 && stats.segments_lost > 0, "{stats:?}");
        adds_up(&stats);
        let contents = server.contents();
        assert_eq!(contents.len() as u64, 5_001 - stats.lost);
        assert_eq!(contents.last().unwrap(), "afterwards");
    });
    assert_eq!(child.wait(), 0);
}

#[test]
fn removed_files_and_a_removed_directory_are_made_again() {
    let _alone = crate::alone();
    for whole_directory in [false, true] {
        let spool = tempfile::tempdir().unwrap();
        let child = Child::fork(|| {
            let client = Client::start(config(spool.path(), None));
            let place = place(&client);
            for n in 0..100 {
                log(&client, &place, Level::Info, &format!("{n:03}"));
            }
            if whole_directory {
                fs::remove_dir_all(client.stats().spool_dir.unwrap()).unwrap();
            } else {
                files(&client).iter().for_each(|path| fs::remove_file(path).unwrap());
            }
            eventually("the records are written to a new file", || client.stats().segments_rescued >= 1);
            for n in 100..200 {
                log(&client, &place, Level::Info, &format!("{n:03}"));
            }
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).unwrap();
        });
        assert_eq!(child.wait(), -1);
        let server = Server::good();
        eventually("everything is shipped", || ship_directory(spool.path(), &server.url(), None, LONG).complete);
        assert_eq!(server.contents(), (0..200).map(|n| format!("{n:03}")).collect::<Vec<_>>());
    }
}

#[test]
fn a_segment_that_was_written_anew_is_not_used_again() {
    let _alone = crate::alone();
    let (spool, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let is_up = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let asked = std::sync::Arc::clone(&is_up);
    let server = Server::start(move |_, _| match asked.load(Ordering::Acquire) {
        true => crate::server::Reply::Items { refuse: None },
        false => crate::server::Reply::Status(503, "", ""),
    });
    // So small that the segment is wanted again as soon as it is settled.
    let mut config = config(spool.path(), Some(server.url()));
    config.spool_bytes_max = convlog_client::SPOOL_BYTES_MIN;
    let client = Client::start(config);
    let place = place(&client);
    log(&client, &place, Level::Error, "settled");
    files(&client).iter().for_each(|path| fs::remove_file(path).unwrap());
    eventually("rescued", || client.stats().segments_rescued >= 1);
    let text = "x".repeat(900);
    for n in 0..2_300 {
        log(&client, &place, Level::Error, &format!("settled {n:05} {text}"));
    }
    is_up.store(true, Ordering::Release);
    assert_eq!(client.flush(LONG).records, 0);
    is_up.store(false, Ordering::Release);
    for n in 0..800 {
        log(&client, &place, Level::Error, &format!("{n:05} {text}"));
    }
    // What is on disk now is what a SIGKILL would leave.
    let copy = elsewhere.path().join("d".repeat(32));
    fs::create_dir(&copy).unwrap();
    for path in files(&client) {
        if let Err(error) = fs::copy(&path, copy.join(path.file_name().unwrap())) {
            // A settled one that is of no more use goes at any time.
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
        }
    }
    let good = Server::good();
    assert!(ship_directory(elsewhere.path(), &good.url(), None, LONG).complete);
    let mut contents = good.contents();
    contents.retain(|content| !content.starts_with("settled"));
    assert_eq!(contents.len(), 800);
}

#[test]
fn replaced_files_are_left_to_whoever_put_them_there() {
    let _alone = crate::alone();
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let mut config = config(spool.path(), None);
    config.plain_writes = true;
    for config in [config.clone(), convlog_client::Config { plain_writes: false, ..config }] {
        let client = Client::start(config);
        let place = place(&client);
        log(&client, &place, Level::Error, "mine");
        let all = files(&client);
        for path in &all {
            let other = path.with_extension("other");
            fs::write(&other, "somebody else's").unwrap();
            fs::rename(other, path).unwrap();
        }
        eventually("rescued", || client.stats().segments_rescued == 1);
        drop(client);
        eventually("shipped", || {
            let _ = ship_directory(spool.path(), &server.url(), None, LONG);
            !server.contents().is_empty()
        });
    }
}

#[test]
fn the_lock_of_a_living_producer_can_be_removed_and_it_is_still_not_adopted() {
    let _alone = crate::alone();
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), None));
    log(&client, &place(&client), Level::Info, "mine");
    let lock = client.stats().spool_dir.unwrap().join("lock");
    fs::remove_file(&lock).unwrap();
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert_eq!((shipment.producers, shipment.records), (0, 0));
    eventually("the lock is made again", || lock.exists());
}

#[test]
fn every_other_bus_error_still_goes_where_it_went() {
    let _alone = crate::alone();
    /// How often the handler of the host was called.
    static HOST: AtomicU32 = AtomicU32::new(0);
    extern "C" fn host(_: libc::c_int) {
        HOST.fetch_add(1, Ordering::SeqCst);
        // A handler that cannot mend anything ends the process.
        // SAFETY: allowed in a signal handler.
        unsafe { libc::_exit(77) };
    }
    /// Reads from a page of a file that has none.
    fn fault(folder: &Path) {
        let file = File::create_new(folder.join("short")).unwrap();
        file.set_len(1).unwrap();
        let file = OpenOptions::new().read(true).write(true).open(folder.join("short")).unwrap();
        let (access, shared) = (rustix::mm::ProtFlags::READ, rustix::mm::MapFlags::SHARED);
        // SAFETY: a fresh mapping at an address the kernel chooses.
        let page = unsafe { rustix::mm::mmap(std::ptr::null_mut(), 8192, access, shared, &file, 0) }.unwrap();
        // SAFETY: it is not: this is the fault that the test is about.
        let _ = unsafe { page.cast::<u8>().add(4096).read_volatile() };
    }
    for with_handler in [false, true] {
        let spool = tempfile::tempdir().unwrap();
        let child = Child::fork(|| {
            // SAFETY: a handler of the right signature, or the default.
            unsafe {
                libc::signal(libc::SIGBUS, if with_handler { host as *const () as usize } else { libc::SIG_DFL })
            };
            let client = Client::start(config(spool.path(), None));
            log(&client, &place(&client), Level::Info, "here");
            fault(spool.path());
        });
        assert_eq!(child.wait(), if with_handler { 77 } else { -1 });
    }
}

#[test]
fn a_handler_in_front_of_ours_that_raises_again_does_not_kill_the_host() {
    let _alone = crate::alone();
    /// What SIGBUS did before this handler: ours.
    static BEFORE: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    /// Says its piece once, puts back what was there and raises the signal again, as CPython's faulthandler does.
    extern "C" fn in_front(signal: libc::c_int) {
        // SAFETY: a zeroed `sigaction` is valid, and the handler put back takes what SA_SIGINFO promises.
        unsafe {
            let mut back: libc::sigaction = std::mem::zeroed();
            back.sa_sigaction = BEFORE.load(Ordering::SeqCst);
            back.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_NODEFER;
            libc::sigaction(signal, &raw const back, std::ptr::null_mut());
            libc::raise(signal);
        }
    }
    let spool = tempfile::tempdir().unwrap();
    let child = Child::fork(|| {
        let client = Client::start(config(spool.path(), None));
        let place = place(&client);
        log(&client, &place, Level::Info, "before");
        // SAFETY: as above.
        unsafe {
            let mut ours: libc::sigaction = std::mem::zeroed();
            let mut front: libc::sigaction = std::mem::zeroed();
            front.sa_sigaction = in_front as *const () as usize;
            front.sa_flags = libc::SA_NODEFER;
            libc::sigaction(libc::SIGBUS, &raw const front, &raw mut ours);
            BEFORE.store(ours.sa_sigaction, Ordering::SeqCst);
        }
        files(&client).iter().for_each(|path| truncate(path, 0));
        for n in 0..1_000 {
            log(&client, &place, Level::Info, &format!("after {n:03}"));
        }
        assert!(client.stats().segments_lost >= 1);
    });
    assert_eq!(child.wait(), 0);
}
