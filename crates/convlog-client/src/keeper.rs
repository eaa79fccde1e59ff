//! The keeper: spares ready before they are needed, settled segments wiped, the clock kept near the wall clock, and the
//! process reported alive while something is open.

use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::liveness::{Report, anything_open, report};
use crate::record::Need;
use crate::spool::segment::SEGMENT_BYTES;

/// How often the clock is compared with the wall clock when nothing else happens.
const TICK: Duration = Duration::from_secs(10);

/// Runs until the engine stops.
pub(crate) fn run(engine: &Engine) {
    let mut reported = Instant::now();
    while !engine.stopping() {
        while !engine.stopping() && engine.recorder().spares_missing() > 0 {
            if !engine.supply(SEGMENT_BYTES, Need::Spare) {
                break;
            }
        }
        remove_superfluous(engine);
        engine.recorder().clock.follow_wall();
        report(engine, Report::Start);
        if reported.elapsed() >= engine.config.heartbeat_interval {
            reported = Instant::now();
            if anything_open(engine) {
                report(engine, Report::Alive);
            }
        }
        engine.keep_bell.wait(engine.config.heartbeat_interval.min(TICK).max(Duration::from_millis(1)));
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
