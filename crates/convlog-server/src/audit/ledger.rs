//! The account of one request.

use std::fmt;
use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};

use axum::http::{Method, StatusCode};
use convlog_core::{ConversationId, ProjectId};
use convlog_store::audit::RecordedAccess;
use convlog_store::error::Result as StoreResult;
use convlog_store::{Access, AccessRecorder, Visibility};
use tokio::sync::Mutex;

use crate::error::ApiError;
use crate::extract::{Caller, CorrelationId};
use crate::state::AppState;

/// The account of one request. Its clones are the same account.
#[derive(Clone)]
pub(crate) struct Ledger(Arc<Inner>);

struct Inner {
    method: Method,
    route: String,
    correlation: CorrelationId,
    witness: AccessRecorder,
    reader: OnceLock<Admitted>,
    settled: Mutex<Settled>,
}

/// Whoever was let through the gate.
struct Admitted {
    caller: Caller,
    project: ProjectId,
    sees_personal: bool,
}

#[derive(Default)]
struct Settled {
    /// How many records were written, or are being.
    parts: u32,
    /// Whether one could not be written. Then nothing more leaves, whoever asks.
    has_failed: bool,
    /// The one that is being written while the answer is made.
    under_way: Option<Pin<Box<dyn Future<Output = StoreResult<()>> + Send>>>,
}

impl Ledger {
    /// Opens the account of a request.
    pub(crate) fn open(method: Method, route: &str, correlation: CorrelationId) -> Ledger {
        Ledger(Arc::new(Inner {
            method,
            route: route.to_owned(),
            correlation,
            witness: AccessRecorder::default(),
            reader: OnceLock::new(),
            settled: Mutex::default(),
        }))
    }

    /// Lets a reader through to a project; what is read with the sight that this returns is noted.
    ///
    /// A request has one reader. Another would be accounted for under the first one's name, so there is none.
    pub(crate) fn admit(&self, caller: &Caller, project: &ProjectId, state: &AppState) -> Option<Visibility> {
        let visibility = self.sight(caller.key.visibility_for(project))?;
        let sees_personal = visibility.sees_personal();
        let admitted = Admitted { caller: caller.clone(), project: project.clone(), sees_personal };
        self.0.reader.set(admitted).ok()?;
        if sees_personal {
            let (account, state) = (Arc::downgrade(&self.0), state.clone());
            self.0.witness.watch(move || {
                if let Some(account) = account.upgrade() {
                    Ledger(account).begin(&state);
                }
            });
        }
        Some(visibility)
    }

    /// Has what is read with a sight noted.
    pub(crate) fn sight(&self, visibility: Option<Visibility>) -> Option<Visibility> {
        visibility.map(|visibility| visibility.with_recorder(&self.0.witness))
    }

    /// Notes that a request changed what readers see of a conversation.
    pub(crate) fn changed(&self, id: &ConversationId) {
        self.0.witness.changed(id);
    }

    /// Notes that a request marked something in a conversation or took a mark back, and where.
    pub(crate) fn marked(&self, id: &ConversationId, is_open: bool, what: &str) {
        self.0.witness.marked(id, !is_open, what);
    }

    /// Begins to write what was noted, of an answer that is still to be made or even to be read to its end: the disk takes
    /// about as long as that. The answer leaves after [`settle`](Ledger::settle), like any.
    pub(crate) fn begin(&self, state: &AppState) {
        let Some(reader) = self.0.reader.get() else { return };
        // Somebody who settles meanwhile writes it all the same.
        let Ok(mut settled) = self.0.settled.try_lock() else { return };
        if settled.has_failed || settled.under_way.is_some() {
            return;
        }
        let Some(notes) = self.0.witness.take() else { return };
        let access = self.access(reader, state, settled.parts + 1, StatusCode::OK, notes);
        let store = Arc::clone(&state.store);
        let mut writing: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(async move { store.record(access).await });
        // The first poll hands the record over; whoever settles waits for the rest, or hears at once what became of it.
        settled.under_way = Some(match writing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => writing,
            Poll::Ready(result) => Box::pin(ready(result)),
        });
        settled.parts += 1;
    }

    /// Writes what was noted since the last time; when this returns well, it is durable.
    ///
    /// # Errors
    /// It could not be written, or something is to leave that nobody noted. Then nothing may leave.
    pub(crate) async fn settle(&self, state: &AppState, status: StatusCode) -> Result<(), ApiError> {
        let Some(reader) = self.0.reader.get() else { return Ok(()) };
        let mut settled = self.0.settled.lock().await;
        if settled.has_failed {
            return Err(ApiError::unaccounted(None));
        }
        // Before anybody can be told that it is done: a task that is given up meanwhile leaves it so.
        settled.has_failed = true;
        if let Some(writing) = settled.under_way.take() {
            writing.await.map_err(|error| ApiError::unaccounted(Some(error)))?;
        }
        if let Some(notes) = self.0.witness.take() {
            let access = self.access(reader, state, settled.parts + 1, status, notes);
            state.store.record(access).await.map_err(|error| ApiError::unaccounted(Some(error)))?;
            settled.parts += 1;
        }
        settled.has_failed = false;
        // Whoever sees personal data and was answered without a read got the answer from elsewhere.
        let is_noted = !reader.sees_personal || !status.is_success() || self.0.witness.reads() > 0;
        if is_noted {
            Ok(())
        } else {
            Err(ApiError::internal("a response contains personal data that is not in the audit"))
        }
    }

    fn access(
        &self,
        reader: &Admitted,
        state: &AppState,
        part: u32,
        status: StatusCode,
        notes: RecordedAccess,
    ) -> Access {
        let key = &reader.caller.key;
        Access {
            time: state.now(),
            account: key.account().clone(),
            project: reader.project.clone(),
            key: key.id().clone(),
            key_label: key.label().map(str::to_owned),
            grant: key.pii_grant().cloned(),
            by_session: reader.caller.session.is_some(),
            method: self.0.method.as_str().to_owned(),
            route: self.0.route.clone(),
            correlation_id: self.0.correlation.as_str().to_owned(),
            part,
            status: status.as_u16(),
            notes,
        }
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("route", &self.0.route).finish_non_exhaustive()
    }
}
