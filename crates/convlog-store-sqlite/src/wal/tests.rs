//! Logs as SQLite writes them, damaged in every place that matters.

use rusqlite::Connection;

use super::*;

const PAGE: usize = 512;
const FRAME: usize = PAGE + 24;

/// A database and its log as a process leaves them that is killed.
struct Killed {
    directory: tempfile::TempDir,
    /// The number of frames after each transaction.
    commits: Vec<usize>,
}

impl Killed {
    /// Commits transactions of some pages each; `folded` of them are in the database by then.
    fn after(transactions: usize, folded: usize) -> Killed {
        let (living, directory) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let connection = Connection::open(living.path().join("a.db")).unwrap();
        let settings = format!("PRAGMA page_size = {PAGE}; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
        connection.execute_batch(&settings).unwrap();
        connection.execute_batch("CREATE TABLE t (x); PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let reader = Connection::open(living.path().join("a.db")).unwrap();
        let mut commits = Vec::new();
        for number in 0..transactions {
            connection.execute("INSERT INTO t VALUES (?1)", [format!("{number:0900}")]).unwrap();
            let log = fs::metadata(living.path().join("a.db-wal")).unwrap().len() as usize;
            commits.push((log - 32) / FRAME);
            if number + 1 == folded {
                // While somebody reads from the log it is not begun anew.
                reader.execute_batch("BEGIN; SELECT count(*) FROM t").unwrap();
                connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
            }
        }
        for name in ["a.db", "a.db-wal", "a.db-shm"] {
            fs::copy(living.path().join(name), directory.path().join(name)).unwrap();
        }
        Killed { directory, commits }
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("a.db")
    }

    /// Overwrites a byte of the log.
    fn damage(&self, at: usize) -> &Killed {
        let log = beside(&self.database(), "-wal");
        let mut bytes = fs::read(&log).unwrap();
        bytes[at] ^= 0x55;
        fs::write(log, bytes).unwrap();
        self
    }

    /// Takes the index away, as a copy of the two other files does.
    fn without_index(&self) -> &Killed {
        fs::remove_file(beside(&self.database(), "-shm")).unwrap();
        self
    }

    fn examine(&self) -> Result<Option<Notice>, OpenError> {
        Ok(examine(&self.database())?.map(|examined| examined.notice))
    }

    /// Returns how many frames are lost of how many.
    fn lost(&self) -> Option<(usize, usize)> {
        match self.examine().unwrap() {
            Some(Notice::FramesLost { lost, of, aside, .. }) => {
                assert_eq!(fs::read(aside).unwrap(), fs::read(beside(&self.database(), "-wal")).unwrap());
                Some((lost as usize, of as usize))
            }
            None => None,
            other => panic!("{other:?}"),
        }
    }

    /// Returns how many rows SQLite reads.
    fn rows(&self) -> usize {
        let connection = Connection::open(self.database()).unwrap();
        connection.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, u32>(0)).unwrap() as usize
    }
}

/// Returns where in a log the page of a frame lies; frames are numbered from 1.
fn page(frame: usize) -> usize {
    32 + (frame - 1) * FRAME + 24 + 100
}

#[test]
fn a_whole_log_is_nothing_to_speak_of() {
    let killed = Killed::after(5, 0);
    assert_eq!(killed.lost(), None);
    assert_eq!(killed.without_index().lost(), None);
    assert_eq!(killed.rows(), 5);
}

#[test]
fn a_damaged_page_in_the_middle_is_told_with_what_it_takes_along() {
    let killed = Killed::after(5, 0);
    let (kept, all) = (killed.commits[1], killed.commits[4]);
    killed.damage(page(kept + 1));
    assert_eq!(killed.lost(), Some((all - kept, all)));
    // Without the index the last commit may be one that was never acknowledged.
    assert_eq!(killed.without_index().lost(), Some((killed.commits[3] - kept, killed.commits[3])));
    assert_eq!(killed.rows(), 2);
}

#[test]
fn damage_of_any_part_of_a_frame_is_told() {
    for offset in [0, 4, 8, 12, 16, 20, 24, FRAME - 1] {
        let killed = Killed::after(6, 0);
        let (kept, all) = (killed.commits[2], killed.commits[5]);
        killed.damage(32 + kept * FRAME + offset);
        assert_eq!(killed.lost(), Some((all - kept, all)), "{offset}");
        assert!(killed.without_index().lost().is_some(), "{offset}");
    }
}

#[test]
fn the_last_commit_is_known_to_the_index_alone() {
    let killed = Killed::after(5, 0);
    killed.damage(page(killed.commits[4]));
    assert_eq!(killed.lost(), Some((killed.commits[4] - killed.commits[3], killed.commits[4])));
    // As after a power cut in the middle of a commit, which is no damage.
    assert_eq!(killed.without_index().lost(), None);
}

#[test]
fn a_damaged_head_is_told_with_everything_behind_it() {
    for at in [0, 8, 16, 24] {
        let killed = Killed::after(5, 0);
        killed.damage(at);
        assert_eq!(killed.lost(), Some((killed.commits[4], killed.commits[4])), "{at}");
        assert_eq!(killed.without_index().lost(), Some((killed.commits[3], killed.commits[3])), "{at}");
        assert_eq!(killed.rows(), 0);
    }
}

#[test]
fn a_log_that_was_cut_off_is_told() {
    let killed = Killed::after(5, 0);
    let log = OpenOptions::new().write(true).open(beside(&killed.database(), "-wal")).unwrap();
    log.set_len((32 + killed.commits[1] * FRAME + 7) as u64).unwrap();
    assert_eq!(killed.lost(), Some((killed.commits[4] - killed.commits[1], killed.commits[4])));
}

#[test]
fn a_log_that_was_taken_away_is_told() {
    for is_emptied in [false, true] {
        for folded in [0, 3, 5] {
            let killed = Killed::after(5, folded);
            let log = beside(&killed.database(), "-wal");
            if is_emptied {
                fs::write(&log, "").unwrap()
            } else {
                fs::remove_file(&log).unwrap()
            }
            let frames = |transactions: usize| transactions.checked_sub(1).map_or(0, |last| killed.commits[last]);
            let index = fs::read(beside(&killed.database(), "-shm")).unwrap();
            match killed.examine().unwrap() {
                None => assert_eq!(folded, 5),
                Some(Notice::LogTakenAway { lost, aside, .. }) => {
                    assert_eq!((lost as usize, fs::read(aside).unwrap()), (frames(5) - frames(folded), index));
                }
                other => panic!("{other:?}"),
            }
            assert_eq!(killed.rows(), folded);
            // A copy of the database alone.
            let _ = fs::remove_file(beside(&killed.database(), "-shm"));
            assert_eq!(killed.lost(), None);
        }
    }
}

#[test]
fn nothing_is_lost_where_the_database_holds_everything() {
    let killed = Killed::after(5, 5);
    killed.damage(page(2));
    assert!(matches!(killed.examine().unwrap(), Some(Notice::LogNotNeeded { .. })));
    assert!(!beside(&killed.database(), "-wal").exists());
    assert_eq!(killed.rows(), 5);
}

#[test]
fn a_database_of_later_than_its_log_is_refused_and_left_alone() {
    let killed = Killed::after(5, 3);
    killed.damage(page(killed.commits[0] + 1));
    let before = fs::read(killed.database()).unwrap();
    for _ in 0..2 {
        assert!(matches!(killed.examine(), Err(OpenError::LogDamaged { .. })));
    }
    assert_eq!(fs::read(killed.database()).unwrap(), before);
}

#[test]
fn damage_behind_what_the_database_holds_costs_only_what_is_behind_it() {
    let killed = Killed::after(5, 2);
    killed.damage(page(killed.commits[3] + 1));
    assert_eq!(killed.lost(), Some((killed.commits[4] - killed.commits[3], killed.commits[4])));
    assert_eq!(killed.rows(), 4);
}

#[test]
fn what_is_left_is_not_used_where_it_does_not_fit_together() {
    let killed = Killed::after(5, 0);
    killed.damage(page(1));
    let mut database = fs::read(killed.database()).unwrap();
    database[PAGE..2 * PAGE].fill(0xa5);
    fs::write(killed.database(), &database).unwrap();
    let log = fs::read(beside(&killed.database(), "-wal")).unwrap();
    for start in 0..2 {
        let opened = crate::examined::open_examined(&killed.database(), &[], 1 << 20, false);
        assert!(matches!(opened, Err(OpenError::LogDamaged { .. })), "start {start}: {opened:?}");
        assert_eq!(fs::read(killed.database()).unwrap(), database);
        assert_eq!(fs::read(beside(&killed.database(), "-wal")).unwrap(), log);
    }
}

#[test]
fn what_an_earlier_log_left_behind_is_no_damage() {
    let killed = Killed::after(40, 40);
    let connection = Connection::open(killed.database()).unwrap();
    connection.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA wal_checkpoint(RESTART)").unwrap();
    connection.execute("INSERT INTO t VALUES (1)", []).unwrap();
    let copy = tempfile::tempdir().unwrap();
    for name in ["a.db", "a.db-wal", "a.db-shm"] {
        fs::copy(killed.directory.path().join(name), copy.path().join(name)).unwrap();
    }
    let begun_anew = Killed { directory: copy, commits: Vec::new() };
    assert_eq!(begun_anew.lost(), None);
    assert_eq!(begun_anew.without_index().lost(), None);
    assert_eq!(begun_anew.rows(), 41);
}

#[test]
fn one_damage_is_kept_once() {
    let killed = Killed::after(5, 0);
    killed.damage(page(2));
    assert!(killed.lost().is_some() && killed.lost().is_some());
    assert_eq!(crate::notice::set_aside(killed.directory.path()), ["a.db-wal.damaged-1"]);
    killed.damage(page(1));
    assert!(killed.lost().is_some());
    assert_eq!(crate::notice::set_aside(killed.directory.path()), ["a.db-wal.damaged-1", "a.db-wal.damaged-2"]);
}
