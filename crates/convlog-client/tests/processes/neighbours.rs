//! Another user of the machine prepares what a producer will find. Where the tests run as root the two are real users, each
//! with a process of its own; elsewhere the directories are ours and open to everybody, which is refused as well.

use std::fs::{self, File, Permissions};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use convlog_client::{Client, Config, SpoolKind, ship_directory};
use convlog_core::Level;
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::getuid;

use crate::fork::Child;
use crate::server::{Reply, Server};
use crate::world::{LONG, config, eventually, log, place, producers};

const US: u32 = 61_001;
const NEIGHBOUR: u32 = 61_002;

/// Makes this process one of another user, where that can be.
fn become_user(user: u32) {
    if getuid().is_root() {
        // SAFETY: plain numbers; this forked process has no other threads yet.
        let changed =
            unsafe { libc::setgroups(0, std::ptr::null()) == 0 && libc::setgid(user) == 0 && libc::setuid(user) == 0 };
        assert!(changed, "{}", std::io::Error::last_os_error());
    }
}

/// Runs something as a user in a process of its own.
fn as_user(user: u32, work: impl FnOnce()) {
    let child = Child::fork(|| {
        become_user(user);
        work();
    });
    assert_eq!(child.wait(), 0);
}

/// A directory like `/tmp`.
fn temporary() -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), Permissions::from_mode(0o1777)).unwrap();
    temporary
}

/// The configuration of a process without a home.
fn homeless(temporary: &Path, url: Option<String>) -> Config {
    let variable = |name: &str| (name == "TMPDIR").then(|| temporary.to_str().unwrap().to_owned());
    let found = Config::from_env(variable).config.spool_dir.unwrap();
    config(&found, url)
}

/// Everything below a directory, with what is in the files.
fn everything(directory: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            found.push((path.clone(), String::new()));
            found.extend(everything(&path));
        } else {
            found.push((path.clone(), String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()));
        }
    }
    found
}

#[test]
fn a_directory_that_a_neighbour_prepared_is_not_used_and_that_is_said_once() {
    let _alone = crate::alone();
    let us = if getuid().is_root() { US } else { getuid().as_raw() };
    for below in ["", "spool"] {
        let temporary = temporary();
        let prepared = temporary.path().join(format!("convlog-{us}"));
        as_user(NEIGHBOUR, || {
            fs::create_dir_all(prepared.join(below)).unwrap();
            for path in [prepared.clone(), prepared.join(below)] {
                fs::set_permissions(path, Permissions::from_mode(0o777)).unwrap();
            }
        });
        let said = temporary.path().join("said");
        as_user(US, || {
            let stderr = File::create(&said).unwrap();
            // SAFETY: both are open files; this forked process ends with them.
            assert!(unsafe { libc::dup2(stderr.as_raw_fd(), 2) } == 2);
            for _ in 0..2 {
                let client = Client::start(homeless(temporary.path(), None));
                log(&client, &place(&client), Level::Error, "a hidden line");
                let stats = client.stats();
                assert_eq!((stats.spool, stats.left.records >= 1), (SpoolKind::Memory, true));
                let problem = stats.spool_problem.unwrap();
                assert!(
                    problem.contains("convlog-") && problem.contains("another user") | problem.contains("other users")
                );
            }
        });
        let found = everything(&prepared);
        assert!(found.iter().all(|(path, _)| *path == prepared.join("spool")), "nothing was made there: {found:?}");
        let said = fs::read_to_string(said).unwrap();
        assert_eq!(said.matches("are kept in memory").count(), 1, "{said}");
        assert!(said.contains("CONVLOG_SPOOL_DIR") && said.contains("ch") && !said.contains("hidden"), "{said}");
    }
}

#[test]
fn without_a_home_the_next_process_finds_what_the_one_before_left() {
    let _alone = crate::alone();
    let (temporary, server) = (temporary(), Server::good());
    as_user(US, || {
        let client = Client::start(homeless(temporary.path(), None));
        assert_eq!(client.stats().spool, SpoolKind::Disk);
        log(&client, &place(&client), Level::Error, "left behind");
        // Dies without a word.
        std::mem::forget(client);
    });
    as_user(US, || {
        let client = Client::start(homeless(temporary.path(), Some(server.url())));
        eventually("adopted", || client.stats().adopted == 1);
    });
    assert_eq!(server.contents(), ["left behind"]);
}

#[test]
fn root_keeps_nothing_in_the_home_of_another_user() {
    let _alone = crate::alone();
    let temporary = temporary();
    let home = temporary.path().join("home");
    as_user(NEIGHBOUR, || {
        fs::create_dir(&home).unwrap();
        fs::set_permissions(&home, Permissions::from_mode(if getuid().is_root() { 0o777 } else { 0o755 })).unwrap();
    });
    if !getuid().is_root() {
        fs::set_permissions(&home, Permissions::from_mode(0o777)).unwrap();
    }
    as_user(getuid().as_raw(), || {
        let client = Client::start(config(&home.join(".local/state/convlog/spool"), None));
        assert_eq!(client.stats().spool, SpoolKind::Memory);
    });
    assert_eq!(everything(&home), []);
}

/// A server that refuses hidden lines with this code: for what they are, or for their project.
fn refusing(code: &'static str) -> Server {
    Server::start(move |_, _| Reply::Code("a hidden line", code))
}

/// Where a letter or a record kept aside of a client would go.
fn file_of(client: &Client, folder: &str) -> PathBuf {
    let directory = client.stats().spool_dir.unwrap();
    let producer = directory.file_name().unwrap().to_str().unwrap();
    directory.with_file_name(folder).join(format!("{producer}.ndjson"))
}

#[test]
fn nothing_is_written_through_what_stands_where_letters_and_retries_go() {
    let _alone = crate::alone();
    type Prepare = fn(&Path, &Path);
    let fifo: Prepare = |path, _| mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap();
    let things: [(&str, Prepare); 4] = [
        ("a link", |path, precious| symlink(precious, path).unwrap()),
        ("a link to nothing", |path, _| symlink("nothing", path).unwrap()),
        ("a second name", |path, precious| fs::hard_link(precious, path).unwrap()),
        ("a FIFO", fifo),
    ];
    for (folder, code) in [("dead-letters", "invalid"), ("held", "unknown_project")] {
        for (what, prepare) in things {
            let (spool, elsewhere, server) =
                (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), refusing(code));
            let precious = elsewhere.path().join("precious");
            fs::write(&precious, "precious\n").unwrap();
            let client = Client::start(config(spool.path(), Some(server.url())));
            let file = file_of(&client, folder);
            fs::create_dir(file.parent().unwrap()).unwrap();
            prepare(&file, &precious);
            log(&client, &place(&client), Level::Error, "a hidden line");
            client.flush(LONG);
            assert_eq!(fs::read_to_string(&precious).unwrap(), "precious\n", "{folder}: {what}");
            assert!(!elsewhere.path().join("nothing").exists() && !file.with_file_name("nothing").exists(), "{what}");
            // It is kept beside it.
            let beside = file.with_extension("2.ndjson");
            assert!(fs::read_to_string(&beside).unwrap().contains("a hidden line"), "{folder}: {what}");
            assert_eq!(fs::metadata(beside).unwrap().mode() & 0o777, 0o600);
        }
    }
}

#[test]
fn folders_that_are_links_or_open_to_others_keep_nothing_and_are_counted() {
    let _alone = crate::alone();
    for is_link in [true, false] {
        for (folder, code) in [("dead-letters", "invalid"), ("held", "unknown_project")] {
            let (spool, elsewhere, server) =
                (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), refusing(code));
            let path = spool.path().join(folder);
            if is_link {
                symlink(elsewhere.path(), &path).unwrap();
            } else {
                fs::create_dir(&path).unwrap();
                fs::set_permissions(&path, Permissions::from_mode(0o777)).unwrap();
            }
            let client = Client::start(config(spool.path(), Some(server.url())));
            log(&client, &place(&client), Level::Error, "a hidden line");
            client.flush(LONG);
            let kept_as_letter = u64::from(folder == "held");
            let stats = client.stats();
            assert_eq!((stats.dead_letters, stats.held), (kept_as_letter, 0), "{stats:?}");
            assert!(stats.dead_letters_dropped >= 1 - kept_as_letter, "{stats:?}");
            assert_eq!((everything(elsewhere.path()), everything(&path)), (vec![], vec![]));
        }
    }
}

#[test]
fn an_adoption_opens_nothing_but_segments_of_ours_and_says_what_it_left_alone() {
    let _alone = crate::alone();
    type Prepare = fn(&Path);
    let foreign: Prepare = |path| {
        // Only root can give a file away.
        if std::os::unix::fs::chown(path, Some(NEIGHBOUR), None).is_err() {
            fs::set_permissions(path, Permissions::from_mode(0o666)).unwrap();
        }
    };
    let moved = |path: &Path| {
        let aside = path.parent().unwrap().with_file_name("aside");
        fs::rename(path, &aside).unwrap();
        aside
    };
    type Make<'a> = Box<dyn Fn(&Path) + 'a>;
    let things: [(&str, Make<'_>); 6] = [
        ("a link", Box::new(|path| symlink(moved(path), path).unwrap())),
        (
            "a second name",
            Box::new(|path| fs::hard_link(path, path.parent().unwrap().with_file_name("aside")).unwrap()),
        ),
        (
            "a FIFO",
            Box::new(|path| {
                moved(path);
                mknodat(CWD, path, FileType::Fifo, Mode::RWXU, 0).unwrap();
            }),
        ),
        ("another user's", Box::new(foreign)),
        ("open to others", Box::new(|path| fs::set_permissions(path, Permissions::from_mode(0o606)).unwrap())),
        (
            "a directory",
            Box::new(|path| {
                moved(path);
                fs::create_dir(path).unwrap();
            }),
        ),
    ];
    for (what, prepare) in things {
        let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
        as_user(getuid().as_raw(), || {
            let client = Client::start(config(spool.path(), None));
            log(&client, &place(&client), Level::Error, "in what is no segment of ours");
            std::mem::forget(client);
        });
        let [directory] = &producers(spool.path())[..] else { panic!("one died") };
        let is_segment = |path: &PathBuf| fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"cvlogseg"));
        let segments = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        let segment = segments.into_iter().find(is_segment).unwrap();
        prepare(&segment);
        let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
        assert!(!shipment.complete && shipment.unreadable > 0 && shipment.records == 0, "{what}: {shipment:?}");
        assert!(server.contents().is_empty() && fs::symlink_metadata(&segment).is_ok(), "{what}");
    }
}

#[test]
fn a_producers_directory_that_is_a_link_or_open_to_others_is_left_alone() {
    let _alone = crate::alone();
    for is_link in [true, false] {
        let (spool, elsewhere, server) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Server::good());
        as_user(getuid().as_raw(), || {
            let client = Client::start(config(spool.path(), None));
            log(&client, &place(&client), Level::Error, "x");
            std::mem::forget(client);
        });
        let [directory] = &producers(spool.path())[..] else { panic!("one died") };
        if is_link {
            let moved = elsewhere.path().join("moved");
            fs::rename(directory, &moved).unwrap();
            symlink(moved, directory).unwrap();
        } else {
            fs::set_permissions(directory, Permissions::from_mode(0o777)).unwrap();
        }
        let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
        assert!(!shipment.complete && shipment.unreadable == 1, "{shipment:?}");
        assert!(server.contents().is_empty());
    }
}

#[test]
fn a_spool_that_others_may_read_is_made_private_unless_other_things_are_in_it() {
    let _alone = crate::alone();
    for has_others in [false, true] {
        let spool = tempfile::tempdir().unwrap();
        fs::set_permissions(spool.path(), Permissions::from_mode(0o755)).unwrap();
        if has_others {
            fs::write(spool.path().join("agent.py"), "").unwrap();
        }
        let client = Client::start(config(spool.path(), None));
        assert_eq!(client.stats().spool, SpoolKind::Disk);
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(spool.path()), if has_others { 0o755 } else { 0o700 });
        assert_eq!(mode(&client.stats().spool_dir.unwrap()), 0o700);
    }
}
