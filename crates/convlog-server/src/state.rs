//! What every handler shares: the store, the clock, the bounds, and what was lately asked of the store.

use std::fmt;
use std::sync::Arc;

use convlog_core::Timestamp;
use convlog_store::{Store, Witnessed};
use tokio::sync::watch;

use crate::app::AppFiles;
use crate::cache::{KeyCache, ProjectCache};
use crate::config::Config;
use crate::ingest::{BodyBudget, Warnings};
use crate::live::Places;
use crate::session::Sessions;

/// A clock, passed in so that tests have one of their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Returns the clock of the machine.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    })
}

/// What every handler shares. Cloning it is cheap.
#[derive(Clone)]
pub struct AppState {
    /// It gives personal data only where somebody notes it.
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) config: Arc<Config>,
    /// Nothing where the service is an API and no more.
    pub(crate) files: Option<AppFiles>,
    pub(crate) keys: Arc<KeyCache>,
    pub(crate) projects: Arc<ProjectCache>,
    pub(crate) bodies: BodyBudget,
    pub(crate) warnings: Arc<Warnings>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) streams: Places,
    /// Says true once the service is asked to stop, for what would otherwise go on.
    pub(crate) stopping: Arc<watch::Sender<bool>>,
}

impl AppState {
    /// Makes the state of one service.
    #[must_use]
    pub fn new(config: Config, store: Arc<dyn Store>, clock: Clock) -> AppState {
        AppState {
            sessions: Arc::new(Sessions::new(&*store)),
            store: Arc::new(Witnessed::new(store)),
            clock,
            keys: Arc::default(),
            streams: Places::default(),
            stopping: Arc::new(watch::Sender::new(false)),
            projects: Arc::default(),
            warnings: Arc::default(),
            bodies: BodyBudget::new(config.bodies_bytes_max),
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

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppState").field("config", &self.config).finish_non_exhaustive()
    }
}
