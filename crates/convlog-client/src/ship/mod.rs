//! The shipper: reads frames, composes lines, sends batches, settles item by item.
//!
//! Belongs here: everything that talks to the server, and what becomes of its answers. Does not belong here: how
//! records got into the spool. Nothing in this room writes a log record about itself; failures are counted.

mod adopt;
mod backoff;
mod batch;
mod courier;
mod dead_letters;
mod held;
mod http;
mod http_date;
mod live;
mod skew;

use std::time::{Duration, Instant};

pub(crate) use adopt::ship_directory;
pub(crate) use skew::Skew;

use crate::engine::Engine;
use adopt::Adoption;
use courier::Courier;
use held::Again;

/// How often dead producers are looked for.
const ADOPT_INTERVAL: Duration = Duration::from_secs(60);

/// Runs until the engine stops.
pub(crate) fn run(engine: &Engine) {
    let Some(mut courier) = Courier::for_engine(engine) else { return engine.shipper_ended() };
    engine.recorder().rewind();
    let mut adoption = Adoption::default();
    let mut adopt_at = Instant::now();
    let mut again = Again::default();
    while !engine.stopping() {
        let shipped = live::ship(engine, &mut courier);
        if shipped == live::Shipped::Part || engine.stopping() {
            continue;
        }
        if Instant::now() >= adopt_at {
            adopt_at = Instant::now() + ADOPT_INTERVAL;
            adoption.look(engine.config.spool_dir.as_deref(), &courier);
            again.look(&courier.held);
        }
        // A piece of it, and then whatever was recorded meanwhile.
        if adoption.step(&mut courier) || again.step(&mut courier) {
            continue;
        }
        if shipped == live::Shipped::Nothing && engine.recorder().fall_asleep() && !engine.stopping() {
            engine.ship_bell.wait(ADOPT_INTERVAL);
        }
        if engine.flushers.load(std::sync::atomic::Ordering::Acquire) == 0 && !engine.stopping() {
            engine.ship_bell.wait(engine.config.flush_interval);
        }
    }
    engine.shipper_ended();
}
