//! One stream: looks, compares, says what has become another, and knows when to end.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use convlog_core::ConversationId;
use convlog_core::view::Status;
use convlog_store::KeyHash;

use super::snapshot::{Hash, Snapshot, SnapshotDiff, SnapshotSource, hash_of};
use crate::audit::{AuditedStream, ReaderLease, flow};
use crate::error::ApiError;
use crate::extract::Caller;
use crate::permits::Permit;
use crate::responses::review::of_producers;
use crate::routes::full_conversation::room_for_outline;
use crate::state::AppState;

/// How long to wait before a conversation is looked at again.
const PAUSE: Duration = Duration::from_millis(700);
/// A pause is at least so many times what looking took, waiting for room included: a stream costs at most a fifth of a core,
/// and less where others want to look too.
const PAUSE_PER_COST: u32 = 4;
/// How often something is sent at least. Only by writing does one learn that nobody reads any more.
const HEARTBEAT: Duration = Duration::from_secs(3);
/// A reader who takes nothing for so long is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);
/// Records may still come after the end, delayed on their way. For so long nothing new has to come before the stream
/// ends too.
const LINGER: Duration = Duration::from_secs(4);

/// Who watches what.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) caller: Caller,
    pub(crate) standing: ReaderLease,
    pub(crate) conversation: ConversationId,
    /// What the reader had been told last, where it comes back.
    pub(crate) told: Option<String>,
}

/// Looks at the conversation for the first time and returns the stream that goes on from there.
///
/// # Errors
/// There is no such conversation that this reader may see, it cannot be read, or there is no room in time.
pub(crate) async fn begin(state: AppState, watch: Subscription, place: Permit<KeyHash>) -> Result<Body, ApiError> {
    let mut stream = Stream { state, watch, seen: None };
    let first = stream.look().await?.ok_or_else(ApiError::no_conversation)?;
    let (out, body) = flow(stream.state.clone(), stream.watch.standing.ledger.clone());
    tokio::spawn(async move {
        // Until the stream ends, however it does.
        let _place = place;
        if let Err(error) = stream.follow(first, &out).await {
            tracing::warn!(code = error.code(), "an event stream was interrupted");
        }
    });
    Ok(Body::new(body))
}

struct Stream {
    state: AppState,
    watch: Subscription,
    seen: Option<LastPoll>,
}

/// What was seen last.
struct LastPoll {
    mark: Fingerprint,
    picture: Snapshot,
    /// Whether nobody is expected to add anything.
    has_ended: bool,
}

/// What is asked for at each look. While it is the same, so is everything that the reader sees.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Fingerprint {
    edition: u64,
    notices: Hash,
    sees_personal: bool,
}

/// What one look found.
struct Poll {
    /// An event, if there is something to say.
    news: Option<Bytes>,
    /// What looking took.
    cost: Duration,
}

impl Stream {
    /// Says what changes until the conversation has ended for good, the reader is gone or may read no more, or the service
    /// stops.
    async fn follow(&mut self, first: Poll, out: &AuditedStream) -> Result<(), ApiError> {
        let mut stop = self.state.stopping.subscribe();
        let mut look = first;
        let (mut sent_at, mut changed_at) = (Instant::now(), Instant::now());
        loop {
            let next_at = Instant::now() + PAUSE.max(look.cost * PAUSE_PER_COST);
            if let Some(news) = look.news {
                if !send(out, news).await? {
                    return Ok(());
                }
                (sent_at, changed_at) = (Instant::now(), Instant::now());
            }
            if self.seen.as_ref().is_some_and(|seen| seen.has_ended) && changed_at.elapsed() >= LINGER {
                send(out, event("end", None, b"{}")).await?;
                return Ok(());
            }
            while Instant::now() < next_at {
                let until = next_at.min(sent_at + HEARTBEAT);
                tokio::select! {
                    () = tokio::time::sleep_until(until.into()) => {}
                    () = out.closed() => return Ok(()),
                    // The sender is the state's, which this task holds.
                    _ = stop.wait_for(|stop| *stop) => return Ok(()),
                }
                if sent_at.elapsed() >= HEARTBEAT {
                    if !send(out, Bytes::from_static(b":\n\n")).await? {
                        return Ok(());
                    }
                    sent_at = Instant::now();
                }
            }
            // Whoever may read no more is told so when the browser asks again.
            let Some(next) = self.look().await? else { return Ok(()) };
            look = next;
        }
    }

    /// Looks at the conversation as the reader may see it now; nothing when there is nothing for this reader.
    async fn look(&mut self) -> Result<Option<Poll>, ApiError> {
        let began = Instant::now();
        let now = self.state.now();
        let Some(visibility) = self.watch.standing.visibility(&self.state, now).await? else { return Ok(None) };
        let (store, id) = (&self.state.store, &self.watch.conversation);
        // Before what it stands for: what changes between the two is seen the next time.
        let Some(edition) = store.edition(&visibility, id, now).await? else { return Ok(None) };
        let producers = store.producers(&visibility, id).await?;
        let notices = hash_of(&of_producers(&producers))?;
        let mark = Fingerprint { edition, notices, sees_personal: visibility.sees_personal() };
        if self.seen.as_ref().is_some_and(|seen| seen.mark == mark) {
            return Ok(Some(Poll { news: None, cost: began.elapsed() }));
        }
        let _room = match room_for_outline(&self.state, &self.watch.caller, &visibility, id).await {
            Ok(room) => room,
            // There may be some the next time.
            Err(_) if self.seen.is_some() => return Ok(Some(Poll { news: None, cost: began.elapsed() })),
            Err(error) => return Err(error),
        };
        let Some(outline) = store.outline(&visibility, id, now).await? else { return Ok(None) };
        let has_ended = matches!(outline.status, Status::Ended | Status::Unfinished);
        let before = self.seen.take();
        // Hashing half a million entries takes a while.
        let (before, compared) = tokio::task::spawn_blocking(move || {
            let sight = SnapshotSource { outline: &outline, producers: &producers, visibility: &visibility };
            let compared = sight.compare(before.as_ref().map(|before| &before.picture));
            (before, compared)
        })
        .await
        .map_err(|_| ApiError::internal("the answer could not be written"))?;
        let (picture, news) = compared?;
        let news = self.say(before.map(|before| before.mark), mark, &picture, news)?;
        self.seen = Some(LastPoll { mark, picture, has_ended });
        Ok(Some(Poll { news, cost: began.elapsed() }))
    }

    /// Writes what is to be said of a new picture.
    fn say(
        &self,
        before: Option<Fingerprint>,
        mark: Fingerprint,
        picture: &Snapshot,
        news: SnapshotDiff,
    ) -> Result<Option<Bytes>, ApiError> {
        let name = picture.name();
        let place = |kind| Ok(Some(event(kind, Some(&name), &picture.place()?)));
        match (before, news) {
            (None, _) if self.watch.told.as_ref().is_none_or(|told| *told == name) => place("begin"),
            (None, _) | (Some(_), SnapshotDiff::TooMuch) => place("restart"),
            // All that was shown was another's to see.
            (Some(before), _) if before.sees_personal != mark.sees_personal => place("restart"),
            (Some(_), SnapshotDiff::Changed(json)) => Ok(Some(event("changed", Some(&name), &json))),
            (Some(_), SnapshotDiff::None) => Ok(None),
        }
    }
}

/// Writes one event (WHATWG HTML, section 9.2). JSON as it is written here holds no line break.
fn event(kind: &str, name: Option<&str>, data: &[u8]) -> Bytes {
    let name = name.map(|name| format!("id: {name}\n")).unwrap_or_default();
    [b"event: ", kind.as_bytes(), b"\n", name.as_bytes(), b"data: ", data, b"\n\n"].concat().into()
}

/// Says whether there is still somebody to send to.
async fn send(out: &AuditedStream, bytes: Bytes) -> Result<bool, ApiError> {
    tokio::time::timeout(SEND_TIMEOUT, out.send(bytes)).await.unwrap_or(Ok(false))
}
