//! What a producer tells about itself: that it lives, what it lost, when it ended.
//!
//! A report needs a project, so there is one per project this process writes to.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use crate::engine::Engine;
use crate::record::{Context, Ids, Json, Outgoing, REST};
use crate::spool::frame::Kind;

/// The projects this process writes to.
#[derive(Debug, Default)]
pub(crate) struct Projects(Mutex<Vec<Project>>);

#[derive(Debug)]
struct Project {
    account_id: Option<String>,
    project_id: Option<String>,
    context: Context,
    reported: bool,
}

impl Projects {
    /// Remembers a project; true if it is new.
    pub(crate) fn note(&self, ids: &Ids<'_>) -> bool {
        let mut projects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = projects.iter().any(|project| {
            project.account_id.as_deref() == ids.account_id && project.project_id.as_deref() == ids.project_id
        });
        if !known {
            let owned = |id: Option<&str>| id.map(str::to_owned);
            projects.push(Project {
                account_id: owned(ids.account_id),
                project_id: owned(ids.project_id),
                context: Context::new(&Ids {
                    account_id: ids.account_id,
                    project_id: ids.project_id,
                    ..Ids::default()
                }),
                reported: false,
            });
        }
        !known
    }

    /// Returns the same projects for a forked child, which reports them itself once it writes.
    pub(crate) fn inherit(&self) -> Projects {
        let inherited = Projects::default();
        // The lock may have been held by a thread that does not exist in the child: then the child finds out anew.
        if let Ok(projects) = self.0.try_lock() {
            for project in &*projects {
                inherited.note(&Ids {
                    account_id: project.account_id.as_deref(),
                    project_id: project.project_id.as_deref(),
                    ..Ids::default()
                });
            }
        }
        inherited
    }

    fn contexts(&self, all: bool) -> Vec<Context> {
        let mut projects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = projects.iter_mut().filter(|project| all || !project.reported);
        wanted
            .map(|project| {
                project.reported = true;
                project.context.clone()
            })
            .collect()
    }
}

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
