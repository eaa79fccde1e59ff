//! The shipper: reads frames, composes lines, sends batches, settles item by item.
//!
//! Belongs here: everything that talks to the server, and what becomes of its answers. Does not belong here: how
//! records got into the spool. Nothing in this room writes a log record about itself; failures are counted.

mod backoff;
mod batch;
mod batch_sender;
mod dead_letters;
mod expiry;
mod http;
mod limit;
mod lines;
mod live;
mod reclaim;
pub(crate) mod remark;
mod retry_pass;
mod retry_queue;
pub(crate) mod trouble;

use std::time::{Duration, Instant};

pub(crate) use expiry::expire;
pub(crate) use reclaim::ship_directory;

use crate::engine::Engine;
use batch_sender::BatchSender;
use reclaim::Reclaiming;
use retry_pass::RetryPass;

/// How often dead producers are looked for, and what was kept aside is sent again.
const RECLAIM_INTERVAL: Duration = Duration::from_secs(60);
/// How often in a process that has forked, whose workers may come and go.
const RECLAIM_INTERVAL_OF_PARENT: Duration = Duration::from_secs(5);

/// Runs until the engine stops.
pub(crate) fn run(engine: &Engine) {
    let Some(mut sender) = BatchSender::for_engine(engine) else { return engine.shipper_ended() };
    engine.recorder().rewind();
    let mut reclaiming = Reclaiming::of(engine.root.as_ref());
    let (mut looked_at, mut resent_at) = (None, None);
    let mut again = RetryPass::default();
    let mut has_expired = false;
    while !engine.stopping() {
        if engine.take_expiry() {
            has_expired = true;
            // What is in hand is locked; what is not too old is taken up again at once.
            (reclaiming, again) = (Reclaiming::of(engine.root.as_ref()), RetryPass::default());
            (looked_at, resent_at) = (None, None);
            expire_others(engine);
        }
        let shipped = live::ship(engine, &mut sender);
        if shipped == live::Shipped::Part || engine.stopping() {
            continue;
        }
        if looked_at.is_none_or(|at: Instant| at.elapsed() >= reclaim_interval(engine)) {
            looked_at = Some(Instant::now());
            reclaiming.look(&sender);
        }
        if resent_at.is_none_or(|at: Instant| at.elapsed() >= RECLAIM_INTERVAL) {
            resent_at = Some(Instant::now());
            again.look(&sender.held);
        }
        // A piece of it, and then whatever was recorded meanwhile.
        if reclaiming.step(&mut sender) || again.step(&mut sender) {
            continue;
        }
        if shipped == live::Shipped::Nothing && engine.recorder().fall_asleep() && !engine.stopping() {
            engine.ship_signal.wait(reclaim_interval(engine));
        }
        if engine.flushers.load(std::sync::atomic::Ordering::Acquire) == 0 && !engine.stopping() {
            engine.ship_signal.wait(engine.config.flush_interval);
        }
    }
    reclaim_at_the_end(engine, &mut sender, &mut reclaiming);
    drop((reclaiming, again));
    // A process that lives for a short time only has its turn at the end.
    if !has_expired {
        expire_others(engine);
    }
    engine.shipper_ended();
}

fn reclaim_interval(engine: &Engine) -> Duration {
    if engine.has_forked() { RECLAIM_INTERVAL_OF_PARENT } else { RECLAIM_INTERVAL }
}

/// Ships what workers of this process left that ended before their last records were sent, as far as there is time.
fn reclaim_at_the_end(engine: &Engine, sender: &mut BatchSender<'_>, reclaiming: &mut Reclaiming) {
    let Some(deadline) = engine.ends_by() else { return };
    if Instant::now() < deadline {
        reclaiming.look(sender);
    }
    while Instant::now() < deadline && reclaiming.step(sender) {}
}

fn expire_others(engine: &Engine) {
    if let Some(root) = &engine.root {
        expire(root, engine.config.spool_age_max, &engine.counters);
    }
}
