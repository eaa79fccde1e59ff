//! What every handler shares: the store, the clock, the bounds, and what was lately asked of the store.

use std::fmt;
use std::sync::Arc;

use convlog_core::{Moment, Timestamp};
use convlog_store::{AuditedStore, KeyHash, SecurityLog, Store};
use tokio::sync::watch;

use crate::authentication::Authenticator;
use crate::cache::{KeyCache, ProjectCache};
use crate::clock::{Clock, MonotonicClock, boot_clock, moment};
use crate::config::Config;
use crate::ingest::{BodyBudget, Warnings};
use crate::permits::Permits;
use crate::quota::{Quotas, Reserve};
use crate::response_budget::ResponseBudget;
use crate::security::Security;
use crate::session::Sessions;
use crate::web_assets::AppFiles;

/// The most streams of one key.
const STREAMS_OF_KEY_MAX: usize = 8;
/// The most streams of one server.
const STREAMS_MAX: usize = 64;

/// What every handler shares. Cloning it is cheap.
#[derive(Clone)]
pub struct AppState {
    /// It gives personal data only where somebody notes it.
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) monotonic: MonotonicClock,
    pub(crate) config: Arc<Config>,
    /// Nothing where the service is an API and no more.
    pub(crate) files: Option<AppFiles>,
    pub(crate) keys: Arc<KeyCache>,
    pub(crate) projects: Arc<ProjectCache>,
    pub(crate) bodies: BodyBudget,
    pub(crate) answers: ResponseBudget,
    pub(crate) warnings: Arc<Warnings>,
    pub(crate) quotas: Arc<Quotas>,
    pub(crate) reserve: Arc<Reserve>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) streams: Permits<KeyHash>,
    pub(crate) door: Arc<Authenticator>,
    pub(crate) security: Security,
    /// Says true once the service is asked to stop, for what would otherwise go on.
    pub(crate) stopping: Arc<watch::Sender<bool>>,
}

impl AppState {
    /// Makes the state of one service.
    #[must_use]
    pub fn new(config: Config, store: Arc<dyn Store>, clock: Clock) -> AppState {
        AppState {
            sessions: Arc::new(Sessions::new(&*store)),
            store: Arc::new(AuditedStore::new(store)),
            clock,
            monotonic: boot_clock(),
            keys: Arc::default(),
            streams: Permits::new(STREAMS_OF_KEY_MAX, STREAMS_MAX),
            door: Arc::new(Authenticator::new(&config)),
            security: Security::default(),
            stopping: Arc::new(watch::Sender::new(false)),
            projects: Arc::default(),
            warnings: Arc::default(),
            quotas: Arc::default(),
            reserve: Arc::new(Reserve::new(config.quotas.clone())),
            bodies: BodyBudget::new(config.bodies_bytes_max),
            answers: ResponseBudget::new(config.answers_bytes_max),
            config: Arc::new(config),
            files: None,
        }
    }

    /// Serves the web app as well.
    #[must_use]
    pub fn with_app(mut self, files: AppFiles) -> AppState {
        self.files = Some(files);
        self
    }

    /// Judges the clock by another one that nobody can set than the machine's.
    #[must_use]
    pub fn with_monotonic_clock(mut self, monotonic: MonotonicClock) -> AppState {
        self.monotonic = monotonic;
        self
    }

    /// Reads both clocks, for what is removed by age.
    pub(crate) fn moment(&self) -> Moment {
        moment(&self.clock, &self.monotonic)
    }

    /// Keeps a security log.
    #[must_use]
    pub fn with_security_log(mut self, log: Arc<dyn SecurityLog>) -> AppState {
        self.security = Security::new(log);
        self
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("config", &self.config).finish_non_exhaustive()
    }
}
