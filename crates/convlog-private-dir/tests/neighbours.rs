//! What another user of the machine may have prepared. Where the tests run as root they are two real users, each on a thread
//! of its own; elsewhere root is the other one.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use convlog_private_dir::{PrivateDir, Refusal};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{geteuid, getuid};

const US: u32 = 61_001;
const NEIGHBOUR: u32 = 61_002;

/// Does something as another user, if that can be: the kernel's own call changes one thread alone.
fn as_user<T: Send>(user: u32, work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            if geteuid().is_root() {
                // SAFETY: plain numbers; an empty list of groups.
                let changed = unsafe {
                    libc::syscall(libc::SYS_setgroups, 0, std::ptr::null::<libc::gid_t>()) == 0
                        && libc::syscall(libc::SYS_setresgid, user, user, user) == 0
                        && libc::syscall(libc::SYS_setresuid, user, user, user) == 0
                };
                assert!(changed, "{}", io::Error::last_os_error());
            }
            work()
        });
        thread.join().unwrap()
    })
}

/// A directory like `/tmp`, in one where everybody may go.
fn shared() -> tempfile::TempDir {
    let shared = tempfile::tempdir().unwrap();
    fs::set_permissions(shared.path(), Permissions::from_mode(0o1777)).unwrap();
    shared
}

/// Makes a directory of a user.
fn made_by(user: u32, path: &Path, mode: u32) -> PathBuf {
    as_user(user, || {
        fs::create_dir(path).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    });
    path.to_owned()
}

fn refusal(opened: io::Result<impl Sized>) -> Refusal {
    let error = opened.err().expect("it is refused");
    Refusal::of(&error).unwrap_or_else(|| panic!("{error} is no refusal")).clone()
}

fn is_root() -> bool {
    getuid().is_root()
}

#[test]
fn a_directory_that_a_neighbour_prepared_is_refused_whatever_its_mode() {
    let shared = shared();
    for mode in [0o700, 0o755, 0o777] {
        let path = shared.path().join(format!("convlog-{mode:o}"));
        let path = if is_root() { made_by(NEIGHBOUR, &path, mode) } else { PathBuf::from("/usr") };
        for open in [PrivateDir::open, PrivateDir::make] {
            let refusal = as_user(US, || refusal(open(&path)));
            assert!(matches!(refusal, Refusal::Foreign { .. }), "{refusal:?}");
            assert!(refusal.to_string().contains("chown -R "), "{refusal}");
        }
        // Further down it is a parent.
        if is_root() {
            let refusal = as_user(US, || refusal(PrivateDir::make(&path.join("spool"))));
            assert!(matches!(&refusal, Refusal::ForeignParent { owner: NEIGHBOUR, .. }), "{refusal:?}");
            assert!(!path.join("spool").exists());
        }
    }
}

#[test]
fn root_uses_nothing_of_another_user_either() {
    if !is_root() {
        let _ = refusal(PrivateDir::open(Path::new("/usr")));
        return;
    }
    let shared = shared();
    let home = made_by(NEIGHBOUR, &shared.path().join("home"), 0o755);
    let refusal = refusal(PrivateDir::make(&home.join("state/convlog")));
    assert!(matches!(refusal, Refusal::ForeignParent { owner: NEIGHBOUR, us: 0, .. }), "{refusal:?}");
    assert!(fs::read_dir(home).unwrap().next().is_none(), "nothing was made");
}

#[test]
fn a_directory_where_others_may_write_is_refused_and_no_parent_but_a_sticky_one() {
    let shared = shared();
    let ours = made_by(US, &shared.path().join("ours"), 0o755);
    for mode in [0o777, 0o1777, 0o757, 0o702] {
        let open = made_by(US, &ours.join(format!("{mode:o}")), mode);
        let refusal = as_user(US, || refusal(PrivateDir::open(&open)));
        assert!(matches!(refusal, Refusal::Writable { .. }), "{mode:o} {refusal:?}");
        let below = as_user(US, || PrivateDir::make(&open.join("spool")));
        assert_eq!(below.is_ok(), mode & 0o1000 != 0, "{mode:o} {below:?}");
    }
}

#[test]
fn a_group_may_write_where_nobody_else_is_in_it() {
    let shared = shared();
    let ours = made_by(US, &shared.path().join("ours"), 0o2775);
    if !is_root() {
        return drop(as_user(US, || PrivateDir::make(&ours.join("spool")).map(drop)));
    }
    // No list of the machine has the group: it was made up for this user.
    as_user(US, || PrivateDir::make(&ours.join("spool")).unwrap());
    assert_eq!(fs::metadata(ours.join("spool")).unwrap().mode() & 0o777, 0o700);
    // Everybody's group, in which we are not.
    std::os::unix::fs::chown(&ours, None, Some(0)).unwrap();
    fs::set_permissions(&ours, Permissions::from_mode(0o775)).unwrap();
    let refusal = as_user(US, || refusal(PrivateDir::make(&ours.join("spool"))));
    assert!(matches!(refusal, Refusal::WritableParent { mode: 0o775, .. }), "{refusal:?}");
}

#[test]
fn a_link_of_ours_is_followed_and_one_of_a_neighbour_is_not() {
    let shared = shared();
    let there = made_by(US, &shared.path().join("there"), 0o700);
    let link = |by: u32, name: &str, to: &Path| {
        let link = shared.path().join(name);
        as_user(by, || symlink(to, &link).unwrap());
        link
    };
    let ours = link(US, "ours", &there);
    let relative = link(US, "relative", Path::new("../relative/../there").strip_prefix("..").unwrap());
    for path in [ours.clone(), ours.join("deeper"), there.join("../there")] {
        as_user(US, || PrivateDir::make(&path).map(drop)).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    }
    assert!(there.join("deeper").is_dir());
    assert!(as_user(US, || PrivateDir::make(&relative).map(drop)).is_err(), "a link that leads through itself");
    if is_root() {
        let theirs = link(NEIGHBOUR, "theirs", &there);
        for path in [theirs.clone(), theirs.join("deeper")] {
            let refusal = as_user(US, || refusal(PrivateDir::make(&path)));
            assert!(matches!(refusal, Refusal::ForeignLink { owner: NEIGHBOUR, .. }), "{refusal:?}");
        }
    }
}

#[test]
fn everything_is_made_for_one_user_alone_whatever_the_parents_say() {
    let shared = shared();
    let path = shared.path().join("a/b");
    as_user(US, || {
        let dir = PrivateDir::make(&path).unwrap();
        drop(dir.create("file").unwrap());
        drop(dir.dir_or_create("folder").unwrap().create("inner").unwrap());
    });
    let mode = |name: &str| fs::metadata(shared.path().join(name)).unwrap().mode() & 0o7777;
    assert_eq!(["a", "a/b", "a/b/folder"].map(mode), [0o700; 3]);
    assert_eq!(["a/b/file", "a/b/folder/inner"].map(mode), [0o600; 2]);
}

#[test]
fn what_others_may_read_is_taken_from_them() {
    let shared = shared();
    let ours = made_by(US, &shared.path().join("ours"), 0o755);
    as_user(US, || {
        fs::write(ours.join("file"), "x").unwrap();
        fs::create_dir(ours.join("folder")).unwrap();
        for (name, mode) in [("file", 0o644), ("folder", 0o755)] {
            fs::set_permissions(ours.join(name), Permissions::from_mode(mode)).unwrap();
        }
        let dir = PrivateDir::open(&ours).unwrap();
        drop((dir.file("file").unwrap(), dir.dir("folder").unwrap()));
        assert_eq!((dir.tighten().unwrap(), dir.tighten().unwrap()), (Some(0o755), None));
    });
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!([ours.join("file"), ours.join("folder"), ours].map(|path| mode(&path)), [0o600, 0o700, 0o700]);
}

/// A directory of ours with one entry that is no file of ours.
fn with_entry(make: impl FnOnce(&Path)) -> (tempfile::TempDir, PrivateDir) {
    let ours = tempfile::tempdir().unwrap();
    make(&ours.path().join("entry"));
    let dir = PrivateDir::open(ours.path()).unwrap();
    (ours, dir)
}

#[test]
fn nothing_but_a_file_of_ours_with_one_name_is_opened() {
    let elsewhere = tempfile::tempdir().unwrap();
    let precious = elsewhere.path().join("precious");
    fs::write(&precious, "precious").unwrap();
    let node = |kind, device| move |path: &Path| mknodat(CWD, path, kind, Mode::RUSR | Mode::WUSR, device).unwrap();
    let socket = |path: &Path| drop(std::os::unix::net::UnixListener::bind(path).unwrap());
    type Check = fn(&Refusal) -> bool;
    let is_link: Check = |refusal| matches!(refusal, Refusal::Link(_));
    let is_no_file: Check = |refusal| matches!(refusal, Refusal::NotAFile(_));
    let is_linked: Check = |refusal| matches!(refusal, Refusal::HardLinked { names: 2, .. });
    let is_foreign: Check = |refusal| matches!(refusal, Refusal::Foreign { owner: NEIGHBOUR, .. });
    let is_open: Check = |refusal| matches!(refusal, Refusal::Writable { mode: 0o666, .. });
    type Make<'a> = Box<dyn Fn(&Path) + 'a>;
    let mut entries: Vec<(&str, Make<'_>, Check)> = vec![
        ("a link", Box::new(|path| symlink(&precious, path).unwrap()), is_link),
        ("a link to nothing", Box::new(|path| symlink("nothing", path).unwrap()), is_link),
        ("a second name", Box::new(|path| fs::hard_link(&precious, path).unwrap()), is_linked),
        ("a FIFO", Box::new(node(FileType::Fifo, 0)), is_no_file),
        ("a socket", Box::new(socket), is_no_file),
        ("a directory", Box::new(|path| fs::create_dir(path).unwrap()), is_no_file),
        (
            "a file that others may write to",
            Box::new(|path| {
                fs::write(path, "x").unwrap();
                fs::set_permissions(path, Permissions::from_mode(0o666)).unwrap();
            }),
            is_open,
        ),
    ];
    if is_root() {
        let chowned = |path: &Path| {
            fs::write(path, "x").unwrap();
            std::os::unix::fs::chown(path, Some(NEIGHBOUR), None).unwrap();
        };
        entries.push(("a neighbour's", Box::new(chowned), is_foreign));
        // The device that swallows everything.
        entries.push(("a device", Box::new(node(FileType::CharacterDevice, rustix::fs::makedev(1, 3))), is_no_file));
    }
    for (what, make, is_right) in entries {
        let (ours, dir) = with_entry(make);
        for opened in [dir.file("entry"), dir.file_or_create("entry")] {
            let refusal = refusal(opened);
            assert!(is_right(&refusal), "{what}: {refusal:?}");
        }
        assert!(dir.create("entry").is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists), "{what}");
        if what != "a directory" {
            assert!(dir.dir("entry").is_err() && dir.dir_or_create("entry").is_err(), "{what}");
        }
        drop(ours);
        assert_eq!(fs::read_to_string(&precious).unwrap(), "precious", "{what}");
    }
}

#[test]
fn a_directory_in_ours_that_is_a_link_or_a_neighbours_is_refused() {
    let elsewhere = tempfile::tempdir().unwrap();
    let (_ours, dir) = with_entry(|path| symlink(elsewhere.path(), path).unwrap());
    for opened in [dir.dir("entry"), dir.dir_or_create("entry")] {
        let refusal = refusal(opened);
        assert!(matches!(refusal, Refusal::Link(_)), "{refusal:?}");
    }
    let (_ours, dir) = with_entry(|path| {
        fs::create_dir(path).unwrap();
        fs::set_permissions(path, Permissions::from_mode(0o777)).unwrap();
    });
    let refusal = refusal(dir.dir("entry"));
    assert!(matches!(refusal, Refusal::Writable { .. }), "{refusal:?}");
}

#[test]
fn what_is_done_is_done_in_the_directory_that_was_opened_whatever_stands_under_its_name() {
    let parent = tempfile::tempdir().unwrap();
    let (name, moved) = (parent.path().join("name"), parent.path().join("moved"));
    let dir = PrivateDir::make(&name).unwrap();
    fs::rename(&name, &moved).unwrap();
    symlink("/proc", &name).unwrap();
    drop(dir.create("file").unwrap());
    dir.rename("file", &dir, "other").unwrap();
    let file: File = dir.file("other").unwrap();
    assert!(dir.is_at(&file, "other") && !dir.is_at(&file, "file"));
    assert_eq!(dir.names().unwrap(), ["other"]);
    assert!(moved.join("other").exists());
    dir.remove("other").unwrap();
    assert!(!dir.is_at(&file, "other"));
}
