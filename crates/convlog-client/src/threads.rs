//! The threads that work on an engine, one duty each: the *shipper* talks to the server and may wait for it for seconds;
//! the *maintenance* makes spares ready, so that a slow server never leaves a log call without a segment.

use std::sync::Arc;

use crate::engine::Engine;
use crate::{maintenance, ship};

/// Starts them; one that cannot be had is done without.
pub(crate) fn start(engine: &Arc<Engine>) {
    engine.spawn("convlog-keep", maintenance::run);
    if engine.config.url.is_some() {
        // Said first: one that ends at once says so after it.
        engine.shipper_started();
        if !engine.spawn("convlog-ship", ship::run) {
            engine.shipper_ended();
        }
    }
}
