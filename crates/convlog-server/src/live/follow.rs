//! One stream: reads, compares, sends, and knows when to end.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use convlog_core::ConversationId;
use convlog_core::view::Status;
use convlog_store::KeyHash;

use crate::audit::{Outflow, Standing, flow};
use crate::error::ApiError;
use crate::places::Place;
use crate::routes::review::one::render;
use crate::state::AppState;

/// How long to wait before a conversation is read again.
const PAUSE: Duration = Duration::from_millis(700);
/// A pause is at least so many times what reading took: a stream costs at most a twentieth of a core.
const PAUSE_PER_COST: u32 = 20;
/// How often something is sent at least. Only by writing does one learn that nobody reads any more.
const HEARTBEAT: Duration = Duration::from_secs(3);
/// A reader who takes nothing for so long is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);
/// Records may still come after the end, delayed on their way. For so long nothing new has to come before the stream
/// ends too.
const LINGER: Duration = Duration::from_secs(4);

/// Who watches what.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    pub(crate) standing: Standing,
    pub(crate) conversation: ConversationId,
}

/// Reads the conversation for the first time and returns the stream that goes on from there.
///
/// # Errors
/// There is no such conversation that this reader may see, or it cannot be read.
pub(crate) async fn begin(state: AppState, watch: Watch, place: Place<KeyHash>) -> Result<Body, ApiError> {
    let mut stream = Stream { state, watch, known: None, hasher: RandomState::new() };
    let first = stream.look().await?.ok_or_else(ApiError::no_conversation)?;
    let (out, body) = flow(stream.state.clone(), stream.watch.standing.ledger.clone());
    tokio::spawn(async move {
        // Until the stream ends, however it does.
        let _place = place;
        if let Err(error) = stream.follow(first, &out).await {
            tracing::warn!(code = error.code(), "a stream broke off");
        }
    });
    Ok(Body::new(body))
}

struct Stream {
    state: AppState,
    watch: Watch,
    /// A hash of what was sent last.
    known: Option<u64>,
    /// Keyed anew for each stream, so that nobody can prepare two contents that look the same.
    hasher: RandomState,
}

/// What one look found.
struct Look {
    /// The whole review, if it is another than the one before.
    changed: Option<Vec<u8>>,
    /// Whether nobody is expected to add anything.
    has_ended: bool,
    /// What looking took.
    cost: Duration,
}

impl Stream {
    /// Sends what changes until the conversation has ended for good, the reader is gone or may read no more, or the
    /// service stops.
    async fn follow(&mut self, first: Look, out: &Outflow) -> Result<(), ApiError> {
        let mut stop = self.state.stopping.subscribe();
        let mut look = first;
        let (mut sent_at, mut changed_at) = (Instant::now(), Instant::now());
        loop {
            let news = look.changed.as_deref().map(|review| event(b"review", review));
            let is_due = sent_at.elapsed() >= HEARTBEAT;
            if news.is_some() {
                changed_at = Instant::now();
            }
            if let Some(bytes) = news.or_else(|| is_due.then(|| Bytes::from_static(b":\n\n"))) {
                if !send(out, bytes).await? {
                    return Ok(());
                }
                sent_at = Instant::now();
            }
            if look.has_ended && changed_at.elapsed() >= LINGER {
                send(out, event(b"end", b"{}")).await?;
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE.max(look.cost * PAUSE_PER_COST)) => {}
                () = out.closed() => return Ok(()),
                // The sender is the state's, which this task holds.
                _ = stop.wait_for(|stop| *stop) => return Ok(()),
            }
            // Whoever may read no more is told so when the browser asks again.
            let Some(next) = self.look().await? else { return Ok(()) };
            look = next;
        }
    }

    /// Reads the conversation as the reader may see it now; nothing when there is nothing for this reader.
    async fn look(&mut self) -> Result<Option<Look>, ApiError> {
        let began = Instant::now();
        let now = self.state.now();
        let Some(visibility) = self.watch.standing.visibility(&self.state, now).await? else { return Ok(None) };
        let review = render(&*self.state.store, &visibility, &self.watch.conversation, now).await?;
        let Some((json, status)) = review else { return Ok(None) };
        let has_ended = matches!(status, Status::Ended | Status::Unfinished);
        let hash = Some(self.hasher.hash_one(&json));
        let changed = (hash != self.known).then_some(json);
        self.known = hash;
        Ok(Some(Look { changed, has_ended, cost: began.elapsed() }))
    }
}

/// Writes one event (WHATWG HTML, section 9.2). JSON as it is written here holds no line break.
fn event(name: &[u8], data: &[u8]) -> Bytes {
    [b"event: ", name, b"\ndata: ", data, b"\n\n"].concat().into()
}

/// Says whether there is still somebody to send to.
async fn send(out: &Outflow, bytes: Bytes) -> Result<bool, ApiError> {
    tokio::time::timeout(SEND_TIMEOUT, out.send(bytes)).await.unwrap_or(Ok(false))
}
