//! The part of the disk that is not filled with records, so that reading, erasing, removing and administering, which write
//! too, go on.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use convlog_store::{DiskSpace, Store};

use crate::config::QuotaConfig;
use crate::error::ApiError;

/// How long a measurement is believed while little arrives.
const FRESH_FOR: Duration = Duration::from_millis(250);
/// Which part of the reserve may arrive before it is measured again.
const UNMEASURED_PART: u64 = 32;
/// By which part more than the reserve has to be free before records are taken again.
const RETURN_PART: u64 = 20;

/// The reserve of one server.
#[derive(Debug)]
pub(crate) struct Reserve {
    quotas: QuotaConfig,
    last: Mutex<Option<(Instant, Measured)>>,
    is_reached: AtomicBool,
    /// What has arrived since the last measurement.
    arrived: AtomicU64,
    refused: AtomicU64,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measured {
    /// What is free for records, on the disk and in the store's files.
    pub(crate) free: u64,
    /// What of it is not to be filled.
    pub(crate) reserve: u64,
}

impl Reserve {
    pub(crate) fn new(quotas: QuotaConfig) -> Reserve {
        let (is_reached, arrived, refused) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
        Reserve { quotas, last: Mutex::new(None), is_reached, arrived, refused }
    }

    /// Takes in that so many bytes are to be stored, or refuses them.
    pub(crate) fn ensure(&self, store: &dyn Store, bytes: usize) -> Result<(), ApiError> {
        if self.quotas.reserve_bytes == Some(0) {
            return Ok(());
        }
        self.arrived.fetch_add(bytes as u64, Ordering::Relaxed);
        self.look(store);
        if self.is_reached.load(Ordering::Relaxed) {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(ApiError::disk_reserve());
        }
        Ok(())
    }

    /// Says whether records are taken at the moment.
    pub(crate) fn is_reached(&self, store: &dyn Store) -> bool {
        self.look(store);
        self.is_reached.load(Ordering::Relaxed)
    }

    /// Measures, unless that was done just now and little has arrived since; returns the last measurement. Nothing where
    /// the store rests on no disk of this machine.
    pub(crate) fn look(&self, store: &dyn Store) -> Option<Measured> {
        // Held meanwhile, so that one measures and the others wait for the few microseconds that it takes.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, measured)) = *last
            && at.elapsed() < FRESH_FOR
            && self.arrived.load(Ordering::Relaxed) <= measured.reserve / UNMEASURED_PART
        {
            return Some(measured);
        }
        let room = store.room()?;
        self.arrived.store(0, Ordering::Relaxed);
        let measured = Measured { free: room.for_records(), reserve: self.quotas.reserve(room.total) };
        *last = Some((Instant::now(), measured));
        let was_reached = self.is_reached.load(Ordering::Relaxed);
        let is_reached = is_below(room, measured.reserve, was_reached);
        self.is_reached.store(is_reached, Ordering::Relaxed);
        tell(was_reached, is_reached, measured);
        Some(measured)
    }

    /// Returns how many requests were refused since the start.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

/// Says whether there is less room than is to be kept.
fn is_below(room: DiskSpace, reserve: u64, was_below: bool) -> bool {
    let wanted = if was_below { reserve.saturating_add(reserve / RETURN_PART) } else { reserve };
    !room.has(wanted)
}

/// Tells the log of a change, and of nothing else.
fn tell(was_reached: bool, is_reached: bool, Measured { free, reserve }: Measured) {
    match (was_reached, is_reached) {
        (false, true) => tracing::error!(
            free,
            reserve,
            "the disk is full up to its reserve: no records are accepted until there is room; reading, erasing and \
            retention still work. Free disk space, shorten the retention, or set quotas.reserve_bytes"
        ),
        (true, false) => tracing::info!(free, reserve, "there is room on the disk again: records are accepted"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn room(free: u64, reusable: u64) -> DiskSpace {
        DiskSpace { total: 1000 * MIB, free, reusable }
    }

    #[test]
    fn the_usual_reserve_is_a_gibibyte_or_a_twentieth_whichever_is_less() {
        let usual = QuotaConfig::default();
        assert_eq!((usual.reserve(40 * MIB), usual.reserve(1 << 50)), (2 * MIB, 1 << 30));
        assert_eq!(QuotaConfig { reserve_bytes: Some(7), ..usual }.reserve(1 << 50), 7);
    }

    #[test]
    fn free_pages_count_and_the_disk_keeps_half_of_the_reserve() {
        let reserve = 100 * MIB;
        assert!(!is_below(room(100 * MIB, 0), reserve, false));
        assert!(is_below(room(100 * MIB - 1, 0), reserve, false));
        assert!(!is_below(room(60 * MIB, 40 * MIB), reserve, false));
        assert!(is_below(room(49 * MIB, 900 * MIB), reserve, false));
        assert!(!is_below(room(0, 0), 0, false), "there is none");
    }

    #[test]
    fn records_are_taken_again_with_a_little_more_than_the_reserve() {
        let reserve = 100 * MIB;
        assert!(is_below(room(104 * MIB, 0), reserve, true) && !is_below(room(104 * MIB, 0), reserve, false));
        assert!(!is_below(room(105 * MIB, 0), reserve, true));
    }
}
