//! The shipper: reads frames, composes lines, sends batches, settles item by item.
//!
//! Belongs here: everything that talks to the server, and what becomes of its answers. Does not belong here: how
//! records got into the spool. Nothing in this room writes a log record about itself; failures are counted.

mod adopt;
mod backoff;
mod batch;
mod courier;
mod dead_letters;
mod expiry;
mod held;
mod http;
mod limit;
mod lines;
mod live;
pub(crate) mod remark;
mod retry;
mod trouble;

use std::time::{Duration, Instant};

pub(crate) use adopt::ship_directory;
pub(crate) use expiry::expire;

use crate::engine::Engine;
use adopt::Adoption;
use courier::Courier;
use retry::Again;

/// How often dead producers are looked for, and what was kept aside is sent again.
const ADOPT_INTERVAL: Duration = Duration::from_secs(60);
/// How often in a process that has forked, whose workers may come and go.
const ADOPT_INTERVAL_OF_PARENT: Duration = Duration::from_secs(5);

/// Runs until the engine stops.
pub(crate) fn run(engine: &Engine) {
    let Some(mut courier) = Courier::for_engine(engine) else { return engine.shipper_ended() };
    engine.recorder().rewind();
    let mut adoption = Adoption::of(engine.root.as_ref());
    let (mut looked_at, mut resent_at) = (None, None);
    let mut again = Again::default();
    let mut has_expired = false;
    while !engine.stopping() {
        if engine.take_expiry() {
            has_expired = true;
            // What is in hand is locked; what is not too old is taken up again at once.
            (adoption, again) = (Adoption::of(engine.root.as_ref()), Again::default());
            (looked_at, resent_at) = (None, None);
            expire_others(engine);
        }
        let shipped = live::ship(engine, &mut courier);
        if shipped == live::Shipped::Part || engine.stopping() {
            continue;
        }
        if looked_at.is_none_or(|at: Instant| at.elapsed() >= adopt_interval(engine)) {
            looked_at = Some(Instant::now());
            adoption.look(&courier);
        }
        if resent_at.is_none_or(|at: Instant| at.elapsed() >= ADOPT_INTERVAL) {
            resent_at = Some(Instant::now());
            again.look(&courier.held);
        }
        // A piece of it, and then whatever was recorded meanwhile.
        if adoption.step(&mut courier) || again.step(&mut courier) {
            continue;
        }
        if shipped == live::Shipped::Nothing && engine.recorder().fall_asleep() && !engine.stopping() {
            engine.ship_bell.wait(adopt_interval(engine));
        }
        if engine.flushers.load(std::sync::atomic::Ordering::Acquire) == 0 && !engine.stopping() {
            engine.ship_bell.wait(engine.config.flush_interval);
        }
    }
    adopt_at_the_end(engine, &mut courier, &mut adoption);
    drop((adoption, again));
    // A process that lives for a short time only has its turn at the end.
    if !has_expired {
        expire_others(engine);
    }
    engine.shipper_ended();
}

fn adopt_interval(engine: &Engine) -> Duration {
    if engine.has_forked() { ADOPT_INTERVAL_OF_PARENT } else { ADOPT_INTERVAL }
}

/// Ships what workers of this process left that ended before their last records were sent, as far as there is time.
fn adopt_at_the_end(engine: &Engine, courier: &mut Courier<'_>, adoption: &mut Adoption) {
    let Some(deadline) = engine.ends_by() else { return };
    if Instant::now() < deadline {
        adoption.look(courier);
    }
    while Instant::now() < deadline && adoption.step(courier) {}
}

fn expire_others(engine: &Engine) {
    if let Some(root) = &engine.root {
        expire(root, engine.config.spool_age_max, &engine.counters);
    }
}
