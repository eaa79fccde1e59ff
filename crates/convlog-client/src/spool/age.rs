//! How long something has lain in a spool, and whether the clock that says so can be believed.
//!
//! What is removed for its age is gone for good, so a clock that was set by mistake must not decide it. The wall clock is
//! believed once it has gone for an hour as the clock does that nobody sets; a file in the spool remembers since when, for
//! processes that do not live so long, while there is something that seems to be old.

use std::fs::Metadata;
use std::io::{self, Read, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use convlog_private_dir::{PrivateDir, may_be_this_long};
use rustix::time::{ClockId, clock_gettime};

/// The file with the time at which the two clocks were compared first.
pub(crate) const CLOCK: &str = "clock";
/// For how many microseconds they must have gone alike.
const ALIKE_MIN: i64 = 3_600_000_000;
/// How many they may be apart after that.
const APART_MAX: i64 = 600_000_000;
/// Nothing of convlog was written before: an earlier time is that of a machine whose clock was not set yet.
const EARLIEST: Duration = Duration::from_secs(1_735_689_600);
/// More than the file ever holds.
const FILE_BYTES_MAX: u64 = 200;

/// What both clocks said at one moment, in microseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ClockReading {
    /// Which start of the machine: the second clock begins with it.
    boot: String,
    wall: i64,
    since_boot: i64,
}

impl ClockReading {
    fn now() -> Option<ClockReading> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_owned();
        let micros = |clock| {
            let time = clock_gettime(clock);
            time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
        };
        Some(ClockReading { boot, wall: micros(ClockId::Realtime), since_boot: micros(ClockId::Boottime) })
    }

    fn parse(text: &str) -> Option<ClockReading> {
        let mut words = text.split_whitespace();
        let boot = words.next()?.to_owned();
        let mut micros = || words.next()?.parse().ok();
        Some(ClockReading { boot, wall: micros()?, since_boot: micros()? })
    }

    fn render(&self) -> String {
        format!("{} {} {}\n", self.boot, self.wall, self.since_boot)
    }

    /// Says for how many microseconds the clocks have gone alike since an earlier reading; `None` when they have not.
    fn alike_since(&self, earlier: &ClockReading) -> Option<i64> {
        let gone = self.since_boot.checked_sub(earlier.since_boot)?;
        let apart = self.wall.checked_sub(earlier.wall)?.checked_sub(gone)?;
        (self.boot == earlier.boot && gone >= 0 && apart.abs() <= APART_MAX).then_some(gone)
    }
}

/// Says whether the wall clock can be believed in a spool, and remembers what it takes to say so later.
pub(crate) fn is_clock_believed(spool: &PrivateDir) -> bool {
    let Some(now) = ClockReading::now() else { return false };
    match read(spool).and_then(|earlier| now.alike_since(&earlier)) {
        Some(gone) => gone >= ALIKE_MIN,
        None => {
            // Where it cannot be kept, nothing is removed for its age.
            let _ = spool.remove(CLOCK);
            let _ = write(spool, now.render().as_bytes());
            false
        }
    }
}

fn write(spool: &PrivateDir, text: &[u8]) -> io::Result<()> {
    may_be_this_long(text.len() as u64)?;
    spool.create(CLOCK)?.write_all(text)
}

fn read(spool: &PrivateDir) -> Option<ClockReading> {
    let mut text = String::new();
    spool.file(CLOCK).ok()?.take(FILE_BYTES_MAX).read_to_string(&mut text).ok()?;
    ClockReading::parse(&text)
}

/// When a file was last written to; nothing where the clock was not set then.
pub(crate) fn written_at(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok().filter(|time| is_possible(*time))
}

/// Whether a time is not that of a clock that was not set.
pub(crate) fn is_possible(time: SystemTime) -> bool {
    time.duration_since(UNIX_EPOCH).is_ok_and(|since| since >= EARLIEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = ALIKE_MIN;

    fn reading(wall: i64, since_boot: i64) -> ClockReading {
        ClockReading { boot: "a".to_owned(), wall, since_boot }
    }

    #[test]
    fn clocks_that_go_alike_are_told_from_one_that_jumped() {
        let begin = reading(500_000 * HOUR, 5);
        let alike = |wall, since_boot| reading(500_000 * HOUR + wall, 5 + since_boot).alike_since(&begin);
        assert_eq!(alike(HOUR, HOUR), Some(HOUR));
        assert_eq!(alike(HOUR + HOUR / 10, HOUR), Some(HOUR), "put right by minutes");
        assert_eq!(alike(400 * 24 * HOUR, HOUR), None, "400 days ahead");
        assert_eq!(alike(-HOUR, HOUR), None, "back");
        assert_eq!(alike(-HOUR, -HOUR), None, "the other clock never goes back");
        assert_eq!(ClockReading { boot: "b".to_owned(), ..begin.clone() }.alike_since(&begin), None, "another start");
        assert_eq!(reading(i64::MAX, i64::MIN).alike_since(&begin), None);
        assert_eq!(ClockReading::parse(&begin.render()), Some(begin));
        assert_eq!(ClockReading::parse("a b c"), None);
    }

    #[test]
    fn the_clock_is_believed_after_an_hour_and_not_after_a_jump() {
        let folder = tempfile::tempdir().unwrap();
        let spool = PrivateDir::open(folder.path()).unwrap();
        let path = folder.path().join(CLOCK);
        assert!(!is_clock_believed(&spool), "seen for the first time");
        assert!(!is_clock_believed(&spool), "a moment later");
        let now = ClockReading::now().unwrap();
        let two_hours_ago =
            ClockReading { wall: now.wall - 2 * HOUR, since_boot: now.since_boot - 2 * HOUR, ..now.clone() };
        std::fs::write(&path, two_hours_ago.render()).unwrap();
        assert!(is_clock_believed(&spool));
        let jumped = ClockReading { since_boot: now.since_boot, ..two_hours_ago };
        std::fs::write(&path, jumped.render()).unwrap();
        assert!(!is_clock_believed(&spool), "two hours in no time");
        assert!(
            ClockReading::parse(&std::fs::read_to_string(&path).unwrap()).unwrap().wall >= now.wall,
            "it begins anew"
        );
    }
}
