//! A data directory that another user owns, can change or has prepared: it is refused with the command that mends it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::Command;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::process::{Home, Server};

const NEIGHBOUR: u32 = 61_002;
const START: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A directory that a server was started on.
fn used() -> Home {
    let home = Home::new();
    home.key("ingest,read");
    assert_eq!(Server::start(&home, &["--no-starter"]).stop().0, Some(0));
    home
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Starts a server that must refuse, does what it says, and starts it again.
fn refused_until_mended(home: &Home, what: &str) -> String {
    let sentence = home.run(&START).failure(5).to_owned();
    let command = sentence.rsplit(": ").next().unwrap();
    let done = Command::new("sh").args(["-c", command]).current_dir(home.path()).status().unwrap();
    assert!(done.success(), "{what}: {sentence}");
    assert_eq!(Server::start(home, &["--no-starter"]).stop().0, Some(0), "{what}: {sentence}");
    sentence
}

#[test]
fn a_directory_that_others_may_change_is_refused_by_every_command_that_opens_it() {
    for others in [0o777, 0o1777, 0o757, 0o702] {
        let home = used();
        set_mode(&home.data_dir(), others);
        let data_dir = home.data_dir();
        let data_dir = data_dir.to_str().unwrap();
        let audit = ["audit", "list", "--data-dir", data_dir, "--account", "acme", "--project", "front-desk"];
        for arguments in [&["keys", "list"][..], &["projects", "list"], &audit] {
            let sentence = home.run(arguments).failure(5).to_owned();
            assert!(sentence.contains("other users can change"), "{sentence}");
        }
        assert_eq!(mode(&home.data_dir()), others, "it is as it was");
        let sentence = refused_until_mended(&home, "open to others");
        assert!(sentence.contains("chmod go-rwx"), "{sentence}");
        assert_eq!(mode(&home.data_dir()) & 0o777, 0o700);
    }
}

#[test]
fn a_directory_or_a_file_of_another_user_is_refused_to_root_as_well() {
    if !rustix::process::getuid().is_root() {
        let done = Home::new().run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", "/usr"]);
        assert!(done.failure(5).contains("belongs to another user (uid 0)"), "{}", done.stderr);
        return;
    }
    for name in ["", "master.key", "records.db", "control.db", "audit.db", "LOCK"] {
        let home = used();
        chown(home.data_dir().join(name), Some(NEIGHBOUR), None).unwrap();
        let sentence = refused_until_mended(&home, name);
        assert!(
            sentence.contains("belongs to another user (uid 61002)") && sentence.contains("chown -R 0 "),
            "{sentence}"
        );
    }
    let home = used();
    chown(home.path(), Some(NEIGHBOUR), None).unwrap();
    assert!(refused_until_mended(&home, "a parent").contains("the parent directory"));
}

#[test]
fn a_file_that_is_a_link_or_has_a_second_name_or_is_no_file_is_refused() {
    for name in ["master.key", "records.db", "control.db", "audit.db"] {
        let home = used();
        let (file, aside) = (home.data_dir().join(name), home.path().join("aside"));
        fs::rename(&file, &aside).unwrap();
        symlink(&aside, &file).unwrap();
        assert!(refused_until_mended(&home, name).contains("is a symbolic link"));
        assert!(fs::symlink_metadata(&file).unwrap().is_file());
        fs::remove_file(&aside).unwrap();
        fs::hard_link(&file, &aside).unwrap();
        assert!(refused_until_mended(&home, name).contains("has 2 names"));
        let before = fs::read(&aside).unwrap();
        assert_eq!(Server::start(&home, &["--no-starter"]).stop().0, Some(0));
        assert_eq!(fs::read(&aside).unwrap(), before, "the other name is another file now");
    }
    // What waits for its other end is not waited for, and nothing is made through a link that leads nowhere.
    for name in ["master.key", "control.db", "LOCK", "security.log"] {
        let home = Home::new();
        fs::create_dir(home.data_dir()).unwrap();
        set_mode(&home.data_dir(), 0o700);
        let file = home.data_dir().join(name);
        mknodat(CWD, &file, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        assert!(home.run(&START).failure(5).contains("is not a regular file"));
        fs::remove_file(&file).unwrap();
        symlink(home.path().join("elsewhere"), &file).unwrap();
        assert!(home.run(&START).failure(5).contains("is a symbolic link"));
        assert!(!home.path().join("elsewhere").exists());
    }
}

#[test]
fn what_others_may_only_read_is_taken_from_them_and_said() {
    let home = used();
    let key = home.data_dir().join("master.key");
    for (path, others) in [(home.data_dir(), 0o755), (key.clone(), 0o644), (home.data_dir().join("records.db"), 0o640)]
    {
        set_mode(&path, others);
    }
    let said = Server::start(&home, &["--no-starter"]).stop().1;
    for (name, others) in [("data", "0755"), ("master.key", "0644"), ("records.db", "0640")] {
        assert!(said.contains(&format!("{name} (mode {others})")), "{name}: {said}");
    }
    assert_eq!((mode(&home.data_dir()), mode(&key)), (0o700, 0o600));
    assert_eq!(mode(&home.data_dir().join("records.db")), 0o600);
    // By a command that opens it, too.
    set_mode(&home.data_dir(), 0o750);
    let listed = home.run(&["keys", "list"]);
    assert!(listed.code == Some(0) && listed.stderr.contains("(mode 0750)"), "{}", listed.stderr);
    assert_eq!(mode(&home.data_dir()), 0o700);
}

#[test]
fn a_directory_that_mkdir_made_and_one_behind_a_link_of_ours_are_used() {
    let home = Home::new();
    fs::create_dir(home.path().join("disk")).unwrap();
    set_mode(&home.path().join("disk"), 0o755);
    symlink("disk", home.data_dir()).unwrap();
    let mut server = Server::start(&home, &["--no-starter"]);
    let (key, _) = home.key("read");
    assert_eq!(server.status(&key, "/v1/agents/front-desk/conversations"), 200);
    assert_eq!(server.stop().0, Some(0));
    assert_eq!(mode(&home.path().join("disk")), 0o700);
}
