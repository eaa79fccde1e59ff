//! The client as its host sees it: start, record, flush, stop. Nothing here fails towards the host.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use convlog_core::repair::Repair;
use convlog_core::{AccountId, Level, ProjectId, Timestamp};

use crate::config::{Config, Secret};
use crate::engine::Engine;
use crate::fork::Sentinel;
use crate::liveness::{Report, STAMP_AT, report};
use crate::projects::Projects;
use crate::random::process_origin;
use crate::record::{Context, Draft, INFO, Ids, Outgoing, REST, RecordKind};
use crate::ship::remark;
use crate::ship::trouble::{self, NOT_A_PROJECT, NOT_AN_ACCOUNT};
use crate::spool::frame::Kind;
use crate::stats::{Pending, Shipment, Stats};
use crate::{ship, threads};

/// No entry has this level.
const OFF: u8 = u8::MAX;

/// A producer: one per process, cheap to clone.
#[derive(Clone, Debug)]
pub struct Client(Arc<Shared>);

/// What all clones and threads share. The engine is replaced after a fork, because the parent's threads, locks and
/// segments are not the child's.
#[derive(Debug)]
struct Shared {
    config: Arc<Config>,
    level_min: AtomicU8,
    sentinel: Sentinel,
    /// An `Arc<Engine>` turned into a pointer; never null.
    engine: AtomicPtr<Engine>,
    ended: AtomicBool,
    panics: AtomicU64,
}

impl Client {
    /// Starts a producer. Never fails: what cannot be had is done without, and [`Client::stats`] says so.
    #[must_use]
    pub fn start(config: Config) -> Client {
        let config = Arc::new(config);
        let sentinel = Sentinel::new();
        let engine = started(&config, Projects::default(), &sentinel);
        let client = Client(Arc::new(Shared {
            level_min: AtomicU8::new(OFF),
            sentinel,
            engine: AtomicPtr::new(Arc::into_raw(engine).cast_mut()),
            ended: AtomicBool::new(false),
            panics: AtomicU64::new(0),
            config,
        }));
        client.set_level(client.0.config.level);
        client
    }

    /// Returns the configuration this client was started with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Changes the lowest level that is recorded; `None` switches logging off.
    pub fn set_level(&self, level: Option<Level>) {
        self.0.level_min.store(level.map_or(OFF, |level| level as u8), Ordering::Relaxed);
    }

    /// Whether entries of this level are recorded.
    #[inline]
    #[must_use]
    pub fn enabled(&self, level: Level) -> bool {
        level as u8 >= self.0.level_min.load(Ordering::Relaxed)
    }

    /// Returns the place with these ids, the configured account and project standing in for absent ones, and the project
    /// for one that could be none, which is said.
    #[must_use]
    pub fn context(&self, ids: &Ids<'_>) -> Context {
        let config = &self.0.config;
        let not_a_project = ids.project_id.is_some_and(|id| ProjectId::check(id).is_err());
        let not_an_account = ids.account_id.is_some_and(|id| AccountId::check(id).is_err());
        let ids = Ids {
            // IMPORTANT: nothing stands in for an account that could be none, because it says whose the records are.
            account_id: ids.account_id.or(config.account_id.as_deref()),
            project_id: ids.project_id.filter(|_| !not_a_project).or(config.project_id.as_deref()),
            origin: ids.origin.or(Some(process_origin())),
            ..*ids
        };
        self.guarded((), |engine| {
            for (_, code) in [(not_a_project, NOT_A_PROJECT), (not_an_account, NOT_AN_ACCOUNT)].iter().filter(|it| it.0)
            {
                trouble::note(&engine.counters, code);
            }
            if engine.projects.note(&ids) {
                engine.maintenance_signal.notify();
            }
        });
        Context::new(&ids)
    }

    /// Records one entry: stamps sequence number and time, copies it into the spool.
    ///
    /// Costs no system call in the common case, never waits, never fails; the draft may be begun again afterwards. An
    /// entry below the lowest recorded level is not recorded.
    #[inline]
    pub fn log(&self, context: &Context, level: Level, draft: &mut Draft) {
        if !self.enabled(level) {
            return;
        }
        self.guarded((), |engine| {
            let chain = if level == Level::Info { INFO } else { REST };
            let cut = draft.is_truncated();
            let (entry, stamp_at) = draft.seal(level);
            engine.write(&Outgoing { kind: Kind::Log, chain, context, parts: [entry, b""], stamp_at, cut });
        });
    }

    /// Records a structural record; `members` are those of its JSON object without braces, the ids of the context, the
    /// type and the timestamp left out (`"name":"x","arguments":{…},"pii":["/arguments/phone"]`).
    ///
    /// The caller answers for the members being valid JSON on one line.
    pub fn record(&self, kind: RecordKind, context: &Context, members: &[u8]) {
        let kind = match kind {
            RecordKind::Conversation => Kind::Conversation,
            RecordKind::Turn => Kind::Turn,
            RecordKind::FunctionEvent => Kind::FunctionEvent,
            RecordKind::Span => Kind::Span,
            RecordKind::Metric => Kind::Metric,
        };
        // The zeros are where the recorder puts the time.
        const WITH_MEMBERS: &[u8] = b"\"timestamp\":\"000000000000000000000000000\",";
        let head = if members.is_empty() { &WITH_MEMBERS[..WITH_MEMBERS.len() - 1] } else { WITH_MEMBERS };
        self.guarded((), |engine| {
            engine.write(&Outgoing {
                kind,
                chain: REST,
                context,
                parts: [head, members],
                stamp_at: STAMP_AT,
                cut: false,
            });
        });
    }

    /// Returns the time of the producer's clock; no later record is stamped with less.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.guarded(Timestamp::default(), |engine| engine.recorder().clock.now())
    }

    /// Says that a conversation, turn or function event was opened; while something is open the process reports that
    /// it lives.
    pub fn opened(&self) {
        self.guarded((), |engine| {
            engine.open.fetch_add(1, Ordering::Relaxed);
        });
    }

    /// Says that what [`Client::opened`] announced is over.
    pub fn closed(&self) {
        // What was opened before a fork and ends in the child was never counted there.
        self.guarded((), |engine| {
            let fewer = |open| (open > 0).then_some(open - 1);
            let _ = engine.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer);
        });
    }

    /// Notes that the host mended or left out a field of a record by the server's rules, as a server would say it.
    pub fn note_field(&self, field: &str, mend: Repair, what: &str) {
        self.guarded((), |engine| remark::say(&engine.counters, mend.code(), Some(field), Some(&mend.told(what))));
    }

    /// Counts a structural record of which the host itself cut something; cut entries count themselves.
    pub fn count_cut(&self) {
        self.guarded((), |engine| engine.recorder().totals.cut += 1);
    }

    /// Waits until everything recorded before was settled by the server, or the time is over, and returns what is left.
    ///
    /// Without a server it returns at once. What is left is safe in the spool if that is on disk.
    pub fn flush(&self, timeout: Duration) -> Pending {
        self.guarded(Pending::default(), |engine| engine.flush(timeout))
    }

    /// Returns everything the client counts.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut stats = self.engine().stats();
        stats.panics += self.0.panics.load(Ordering::Relaxed);
        stats
    }

    /// Reports the end of the process, flushes until `deadline`, and stops the background threads.
    ///
    /// What is left stays in the spool for the next process. Later records are still spooled, but not shipped by this
    /// process. Whoever calls it a second time, an exit handler after a call by hand, learns at once what is left:
    /// nothing is sent any more that could be waited for.
    pub fn shutdown(&self, deadline: Duration) -> Pending {
        self.guarded(Pending::default(), |engine| {
            let mut deadline = Instant::now() + deadline.min(Duration::from_secs(24 * 3600));
            if self.0.ended.swap(true, Ordering::AcqRel) {
                deadline = Instant::now();
            } else {
                report(engine, Report::End);
            }
            let left = engine.flush(deadline.saturating_duration_since(Instant::now()));
            engine.end_by(deadline);
            engine.stop();
            engine.wait_for_threads(deadline);
            if left.records == 0 {
                engine.tidy();
            }
            left
        })
    }

    /// Says that this process has forked: whatever its children leave is looked for soon.
    pub fn after_fork_in_parent(&self) {
        self.guarded((), Engine::forked);
    }

    /// Makes this process a producer of its own after a fork; the parent's segments stay the parent's.
    ///
    /// The first use after a fork does it by itself where the kernel can tell (Linux 4.14); elsewhere a child that was
    /// not told would write into its parent's segments. Does nothing in a process that was not forked.
    pub fn after_fork_in_child(&self) {
        let forked = if self.0.sentinel.works() {
            self.0.sentinel.forked()
        } else {
            // SAFETY: as in `engine`; only read.
            unsafe { &*self.0.engine.load(Ordering::Acquire) }.pid != std::process::id()
        };
        if forked {
            self.0.rebuild_after_fork();
        }
    }

    /// Runs something that must not hurt the host whatever happens in it.
    #[inline]
    fn guarded<T>(&self, otherwise: T, body: impl FnOnce(&Engine) -> T) -> T {
        match catch_unwind(AssertUnwindSafe(|| body(self.engine()))) {
            Ok(value) => value,
            Err(_panic) => {
                self.0.panics.fetch_add(1, Ordering::Relaxed);
                otherwise
            }
        }
    }

    #[inline]
    fn engine(&self) -> &Engine {
        if self.0.sentinel.forked() {
            self.0.rebuild_after_fork();
        }
        // SAFETY: the pointer came from `Arc::into_raw`; its count is given back only when `Shared` is dropped, and an
        // engine that a fork replaced is leaked.
        unsafe { &*self.0.engine.load(Ordering::Acquire) }
    }
}

impl Shared {
    #[cold]
    fn rebuild_after_fork(&self) {
        self.sentinel.rebuild(|| {
            // SAFETY: as in `Client::engine`. Its locks are not taken: who held them may not exist here.
            let old = unsafe { &*self.engine.load(Ordering::Acquire) };
            old.abandon_in_child();
            let engine = started(&self.config, old.projects.inherit(), &self.sentinel);
            self.ended.store(false, Ordering::Release);
            // The old engine is leaked on purpose: its drop would touch the parent's files.
            self.engine.store(Arc::into_raw(engine).cast_mut(), Ordering::Release);
        });
    }
}

/// Returns an engine with its threads; nothing is open in it yet.
fn started(config: &Arc<Config>, projects: Projects, sentinel: &Sentinel) -> Arc<Engine> {
    let engine = Arc::new(Engine::new(Arc::clone(config), projects, sentinel.works()));
    threads::start(&engine);
    engine
}

impl Drop for Shared {
    fn drop(&mut self) {
        if self.sentinel.forked() {
            return;
        }
        // SAFETY: the pointer came from `Arc::into_raw` and this is the only place that gives its count back.
        let engine = unsafe { Arc::from_raw(self.engine.load(Ordering::Acquire)) };
        if engine.pid == std::process::id() {
            // The threads end by themselves; the last of the three removes what is of no use any more.
            engine.stop();
        } else {
            std::mem::forget(engine);
        }
    }
}

/// Ships what dead producers left in a spool directory, until nothing is left or the deadline is over.
///
/// Directories of living producers are left alone. What has lain there for longer than a producer keeps it by default is
/// removed. Never fails: the result says what happened.
#[must_use]
pub fn ship_directory(spool_dir: &Path, url: &str, api_key: Option<Secret>, deadline: Duration) -> Shipment {
    let age_max = Config::default().spool_age_max;
    ship_directory_with_progress(spool_dir, url, api_key, deadline, age_max, &mut |_| {})
}

/// The same with another age, and tells after each piece how many records were dealt with so far.
#[must_use]
pub fn ship_directory_with_progress(
    spool_dir: &Path,
    url: &str,
    api_key: Option<Secret>,
    deadline: Duration,
    age_max: Duration,
    tell: &mut dyn FnMut(u64),
) -> Shipment {
    let ship = || ship::ship_directory(spool_dir, url, api_key, deadline, age_max, tell);
    catch_unwind(AssertUnwindSafe(ship)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_stays_inside_and_is_counted() {
        let client = Client::start(Config::default());
        assert_eq!(client.guarded(7, |_| panic!("inside")), 7);
        let place = client.context(&Ids::default());
        client.log(&place, Level::Info, &mut Draft::new());
        let stats = client.stats();
        assert_eq!((stats.panics, stats.left.records >= 1), (1, true));
    }
}
