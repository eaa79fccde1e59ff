//! The maintenance thread: spares ready before they are needed, settled segments wiped, the memory of a backlog let go of, the
//! clock kept near the wall clock, and the process reported alive while something is open.

use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::liveness::{Report, anything_open, clock_is_off, report};
use crate::record::SegmentRequest;
use crate::ship;
use crate::spool::segment::SEGMENT_BYTES;

/// How often the clock is compared with the wall clock when nothing else happens.
const TICK: Duration = Duration::from_secs(10);

/// How often the spool's files are looked after while there is something in them.
const INSPECTION: Duration = Duration::from_secs(2);

/// The longest that the first look for what is too old waits where it may be delivered first.
const EXPIRY_FIRST: Duration = Duration::from_secs(60);

/// Runs until the engine stops.
pub(crate) fn run(engine: &Engine) {
    let may_be_delivered = engine.config.url.is_some();
    let first = if may_be_delivered { EXPIRY_FIRST.min(engine.config.expiry_interval) } else { Duration::ZERO };
    let mut expire_at = Instant::now() + first;
    let mut reported = Instant::now();
    let mut inspected = Instant::now();
    let mut told_of_clock = false;
    while !engine.stopping() {
        while !engine.stopping() && engine.recorder().spares_missing() > 0 {
            if !engine.supply(SEGMENT_BYTES, SegmentRequest::Spare) {
                break;
            }
        }
        remove_superfluous(engine);
        // Not while the recorder is locked: a statement of its own.
        let resting = engine.recorder().take_resting();
        resting.iter().for_each(|segment| segment.rest());
        drop(resting);
        if inspected.elapsed() >= INSPECTION {
            inspected = Instant::now();
            engine.inspect();
        }
        let expired = engine.recorder().expire(engine.config.spool_age_max);
        expired.iter().for_each(|segment| engine.discard(segment));
        if Instant::now() >= expire_at {
            expire_at = Instant::now() + engine.config.expiry_interval;
            expire(engine);
        }
        engine.recorder().clock.follow_wall();
        report(engine, Report::Start);
        if reported.elapsed() >= engine.config.heartbeat_interval {
            reported = Instant::now();
            if anything_open(engine) {
                report(engine, Report::Alive);
            }
        }
        if !told_of_clock && clock_is_off(engine) {
            told_of_clock = true;
            report(engine, Report::Alive);
        }
        let tick = if engine.recorder().left().records > 0 { INSPECTION } else { TICK };
        engine.maintenance_signal.wait(engine.config.heartbeat_interval.min(tick).max(Duration::from_millis(1)));
    }
}

/// Removes what has lain in the spool for too long: of this process itself that is done above, all else by whoever is not
/// busy with it.
fn expire(engine: &Engine) {
    if !engine.ask_for_expiry()
        && let Some(root) = engine.spool()
    {
        ship::expire(root, engine.config.spool_age_max, &engine.counters);
    }
}

/// Gives settled segments back to the disk that no spare is missing for.
fn remove_superfluous(engine: &Engine) {
    loop {
        let freed = {
            let mut recorder = engine.recorder();
            if recorder.spares_missing() > 0 { None } else { recorder.take_freed() }
        };
        let Some(freed) = freed else { return };
        engine.discard(&freed);
    }
}
