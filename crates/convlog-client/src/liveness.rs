//! What a producer tells about itself: that it lives, what it lost, when it ended.
//!
//! A report needs a project, so there is one per project this process writes to.

use std::sync::atomic::Ordering;

use crate::engine::Engine;
use crate::record::{Json, Outgoing, REST};
use crate::spool::frame::Kind;

/// Whom a report is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// Projects that heard nothing yet.
    Start,
    /// Every project, because something is open.
    Alive,
    /// Every project, because the process ends.
    End,
}

/// Writes the reports into the spool, unless this process wrote nothing.
pub(crate) fn report(engine: &Engine, report: Report) {
    let (totals, now) = {
        let mut recorder = engine.recorder();
        (recorder.totals, recorder.clock.now())
    };
    if totals.recorded == 0 {
        return;
    }
    for context in engine.projects.contexts(report != Report::Start) {
        let mut body = Json::new();
        // The same 27 digits the recorder stamps over.
        body.member_string("timestamp", &now.to_string());
        body.member_string("host", rustix::system::uname().nodename().to_str().unwrap_or(""));
        body.key("pid");
        body.uint(u64::from(engine.pid));
        body.member_string("sdk", &engine.config.sdk);
        if let Some(runtime) = &engine.config.runtime {
            body.member_string("runtime", runtime);
        }
        body.member_string("started_at", &engine.started.to_string());
        if report == Report::End {
            body.member_string("ended_at", &now.to_string());
        }
        for (name, count) in [("last_seq", totals.recorded), ("dropped", totals.dropped), ("cut", totals.cut)] {
            body.key(name);
            body.uint(count);
        }
        if let Some(offset) = engine.counters.clock_offset_ms() {
            body.key("clock_offset_ms");
            body.int(offset as i64);
        }
        let parts = [body.as_bytes(), &b""[..]];
        let stamp_at = STAMP_AT;
        engine.write(&Outgoing { kind: Kind::Producer, chain: REST, context: &context, parts, stamp_at, cut: false });
    }
}

/// Where the timestamp stands in members that begin with `"timestamp":"`.
pub(crate) const STAMP_AT: usize = "\"timestamp\":\"".len();

/// Whether the clock was found far from the server's, of which projects are told without waiting for the end.
pub(crate) fn clock_is_off(engine: &Engine) -> bool {
    engine.counters.clock_offset_ms().is_some_and(|offset| offset.abs() >= CLOCK_OFFSET_MS_MIN)
}

/// The server mentions an offset from here on.
const CLOCK_OFFSET_MS_MIN: f64 = 1_000.0;

/// Whether anything is open that a silent process would leave hanging.
pub(crate) fn anything_open(engine: &Engine) -> bool {
    engine.open.load(Ordering::Relaxed) > 0
}
