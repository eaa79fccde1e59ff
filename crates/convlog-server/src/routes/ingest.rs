//! `POST /v1/ingest`: records in, one JSON object a line.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use convlog_core::ProjectId;
use convlog_store::{Batch, Permission, Scope};

use crate::declared::{Choice, Declared, Text, parameters};
use crate::error::{ApiError, ErrorBody};
use crate::extract::Key;
use crate::ingest::{
    BodyPart, BodyShare, Derivation, IDEMPOTENCY_KEY_BYTES_MAX, ParsedBatch, Received, Report, Uncounted, cut, discard,
    intake, receive, resolve,
};
use crate::quota::LineCounts;
use crate::state::AppState;

/// A body up to this size is read by the task that serves the connection; a larger one elsewhere, so that it does not
/// hold up other connections.
const INLINE_BYTES_MAX: usize = 64 * 1024;

/// In how many parts a body is read that is the only one at the moment. More of them help little: storing it takes longer.
static PARTS_MAX: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, |processors| processors.get().min(4)));

const CONTENT_ENCODING: Declared<Choice> =
    Declared::new("content-encoding", Choice(&["gzip", "zstd", "identity"]), "The encoding of the body");
const IDEMPOTENCY_KEY: Declared<Text> = Declared::new(
    "idempotency-key",
    Text { from: 1, to: IDEMPOTENCY_KEY_BYTES_MAX },
    "An id of this request: records without `producer` and `seq` get their identity from it and their line number, \
    so that sending the same request again stores nothing twice",
);

parameters!(IngestParameters: [CONTENT_ENCODING.in_header(), IDEMPOTENCY_KEY.in_header()]);

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v1/ingest", post(ingest))
}

/// Stores records, one JSON object per line.
///
/// Each line succeeds or fails by itself: a bad line does not affect the others. Lines counted as accepted are durable.
/// Sending the same batch again is safe when its records have `producer` and `seq`, or when the request carries an
/// `Idempotency-Key`.
#[utoipa::path(
    post, path = "/v1/ingest", tag = "Ingest",
    params(IngestParameters),
    request_body(
        content = String, content_type = "application/x-ndjson",
        description = "One JSON object per line; docs/reference/fields.md lists the fields. A line that is not a \
            record is rejected and reported in the answer. Unknown fields are ignored and reported; a field of the \
        wrong type is corrected or left out and reported (`field_mended`, `field_left_out`), and the rest of its \
        record is kept. At most 8 MiB and 10,000 lines uncompressed; a line at most 4 MiB. Any \
                       Content-Type is taken; with curl, `--data-binary @FILE` keeps the line feeds that `-d` takes away",
        example = "{\"type\":\"log\",\"conversation_id\":\"CA42\",\"entry\":{\"level\":\"info\",\"content\":\"Validated inputs\"}}"
    ),
    responses(
        (status = 200, body = Report, description = "All lines are stored"),
        (status = 207, body = Report, description = "Some lines were rejected; the others are stored"),
        (status = 422, body = Report, description = "All lines were rejected"),
        (status = 400, body = ErrorBody, description = "The body does not match its Content-Encoding, or ended early"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key lacks the permission `ingest`"),
        (status = 408, body = ErrorBody, description = "The body arrived too slowly; nothing was stored"),
        (status = 413, body = ErrorBody, description = "The batch is too large; nothing was stored: split it"),
        (status = 415, body = ErrorBody, description = "The Content-Encoding is not supported"),
        (status = 429, body = ErrorBody, description = "The server is overloaded (`OVERLOADED`), or the account or \
            the project has reached a quota (`QUOTA_ENTRIES_PER_MINUTE`, `QUOTA_BYTES_STORED`); nothing was stored: \
                retry after `Retry-After`"),
        (status = 503, body = ErrorBody, description = "The store is not available, or its disk is full up to the \
            reserve (`DISK_RESERVE`); retry after `Retry-After`"),
    )
)]
pub(crate) async fn ingest(
    State(state): State<AppState>,
    key: Key,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Report>), ApiError> {
    let refusal = ApiError::permission(Permission::Ingest);
    if !key.allows(Permission::Ingest) {
        return Err(refusal);
    }
    let idempotency_key = headers.get("idempotency-key").map(|value| value.as_bytes());
    let derive = Derivation::new(&key, idempotency_key)?;
    // Before the body is read, so that whoever sends too much costs little.
    if let Err(error) = ensure_room(&state, &key).await {
        discard(&headers, body);
        return Err(error);
    }
    let received = receive(&state, &headers, body).await?;
    state.reserve.ensure(&*state.store, received.bytes.len())?;
    // A line that names a project made just now must not be refused for good, and only such a key may name it.
    let projects = match key.scope() {
        Scope::All => state.projects.latest(&state, key.account()).await?,
        Scope::Projects(_) => state.projects.of(&state, key.account(), None).await?,
    };
    let batch = key.begin_batch(state.now()).ok_or(refusal)?;
    let (account, sender, policies) = (key.account().clone(), key.id().clone(), Arc::clone(&projects));
    let key = key.into_inner();
    let read = move |part: &BodyPart, batch: Batch| intake(part, &key, batch, &projects, derive);
    // Until it is stored the batch is made of the body's bytes, so their memory is held as long.
    let Received { bytes, share } = received;
    let share = Arc::new(share);
    let mut intake = if bytes.len() <= INLINE_BYTES_MAX {
        read(&BodyPart::whole(bytes), batch)
    } else {
        read_aside(&bytes, &share, batch, read).await?
    };
    resolve(&state, &mut intake, (&account, &sender), &policies).await?;
    intake.close();
    let ParsedBatch { mut batch, lines, mut report, .. } = intake;
    let sent = LineCounts::of(&batch, report.rejected);
    if !batch.items().is_empty() {
        state.quotas.ensure(&state, &account, &policies, &sent.projects()).await?;
        batch.compare_known(|project| policies.known(project));
        let uncounted = Uncounted::of(&batch);
        let outcomes = state.store.append(batch).await?;
        state.warnings.count(uncounted, &outcomes);
        report.count(&lines, &outcomes);
    }
    state.quotas.count(&state, &account, &policies, &sent);
    Ok((report.status(), Json(report)))
}

/// Refuses what a key sends while there is no room on the disk, or while its account, or the one project that it reaches,
/// has sent or stored as much as it may.
async fn ensure_room(state: &AppState, key: &Key) -> Result<(), ApiError> {
    state.reserve.ensure(&*state.store, 0)?;
    let projects = state.projects.of(state, key.account(), None).await?;
    let named: &[ProjectId] = match key.scope() {
        Scope::Projects(one) if one.len() == 1 => one,
        _ => &[],
    };
    state.quotas.ensure(state, key.account(), &projects, named).await
}

/// Reads a body elsewhere: on every processor while nobody else needs them, so that it waits less.
async fn read_aside(
    bytes: &Bytes,
    share: &Arc<BodyShare>,
    batch: Batch,
    read: impl Fn(&BodyPart, Batch) -> ParsedBatch + Send + Sync + 'static,
) -> Result<ParsedBatch, ApiError> {
    let parts = cut(bytes, if share.is_only() { *PARTS_MAX } else { 1 });
    let read = Arc::new(read);
    let task = |part| {
        let (read, share, batch) = (Arc::clone(&read), Arc::clone(share), batch.clone());
        tokio::task::spawn_blocking(move || {
            let intake = read(&part, batch);
            // Held as long as anybody reads, also where the sender has gone.
            drop(share);
            intake
        })
    };
    let mut tasks = parts.into_iter().map(task).collect::<Vec<_>>().into_iter();
    let failed = || ApiError::internal("reading the batch failed; nothing was stored");
    let mut whole = tasks.next().ok_or_else(failed)?.await.map_err(|_| failed())?;
    for task in tasks {
        whole.join(task.await.map_err(|_| failed())?);
    }
    Ok(whole)
}
