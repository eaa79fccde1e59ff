//! Removes what has lain in a spool for too long: records that nobody could deliver, what was kept aside, dead letters.
//! All of it is personal data on a disk that no retention of the server reaches.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::counters::Counters;
use crate::ship::lines::Lines;
use crate::spool::age::{CLOCK, is_clock_believed};
use crate::spool::directory::{Adopted, producers, reclaim, written_at};
use crate::spool::header::{read_all, read_header};
use crate::spool::root::{DEAD_LETTERS, HELD, Root};
use crate::spool::scan::{Item, Scan};

/// So far from the server's clock ours may be, in milliseconds.
const CLOCK_OFFSET_MS_MAX: f64 = 3_600_000.0;

/// Removes what is older than this, and counts it; nothing while the clock cannot be believed.
pub(crate) fn expire(root: &Arc<Root>, age_max: Duration, counters: &Counters) {
    let Ok(spool) = root.open() else { return };
    // Asked when something seems to be old, and then once.
    let believed = OnceCell::new();
    let may_remove = || {
        let is_apart = counters.clock_offset_ms().is_some_and(|offset| offset.abs() > CLOCK_OFFSET_MS_MAX);
        *believed.get_or_init(|| is_clock_believed(&spool)) && !is_apart
    };
    for name in producers(&spool).unwrap_or_default() {
        // What is not old is not locked either: somebody may be about to take it over, and would come back much later.
        let may_be_old = spool.dir(&name).and_then(|dir| written_at(&dir)).is_ok_and(|at| is_before(at, age_max));
        if may_be_old
            && let Ok(Some(adopted)) = reclaim(&spool, &name)
            && adopted.touched_at().is_ok_and(|at| is_before(at, age_max))
            && may_remove()
        {
            counters.expired.add(remove(adopted));
        }
    }
    let expire = |folder| Lines::new(Some(Arc::clone(root)), folder).expire(age_max, &may_remove);
    counters.expired.add(expire(HELD));
    counters.dead_letters_expired.add(expire(DEAD_LETTERS));
    if believed.get().is_none() {
        let _ = spool.remove(CLOCK);
    }
}

fn is_before(at: SystemTime, age_max: Duration) -> bool {
    SystemTime::now().duration_since(at).is_ok_and(|age| age > age_max)
}

/// Removes what a dead producer left, and returns how many of its records nobody had taken.
fn remove(adopted: Adopted) -> u64 {
    let mut records = 0;
    for name in adopted.segments().unwrap_or_default() {
        records += unsettled(&adopted, &name);
        let _ = adopted.dir().remove(&name);
    }
    adopted.remove();
    records
}

fn unsettled(adopted: &Adopted, name: &str) -> u64 {
    let bytes = adopted.dir().file(name).and_then(|file| read_all(&file)).unwrap_or_default();
    let Ok(header) = read_header(&bytes) else { return 0 };
    let items = Scan::new(&bytes, header.seed, header.settled);
    items.filter(|item| matches!(item, Item::Record { .. })).count() as u64
}
