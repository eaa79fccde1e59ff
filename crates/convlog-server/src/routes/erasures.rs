//! `/api/projects/{project_id}/erasures`: erasing, and what became of it.

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use convlog_store::{EventKind, Permission, ReceiptId, Target};

use super::error_responses::{OfAdministration, OfParameters, OfStoring};
use super::listing::respond;
use crate::declared::{InErasure, InProject, Number, parameter_set};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Admin, PathNames, QueryParameters};
use crate::responses::erasure::{ErasureBody, ErasureEstimate, ErasureReceipt, ErasuresPage};
use crate::state::AppState;

/// A longer body names nothing that could be erased.
const BODY_BYTES_MAX: usize = 8 * 1024;

parameter_set! {
    pub(crate) struct ListParameters {
        /// Maximum number of receipts
        limit: u64 = Number { from: 1, to: 1000, default: Some(100) },
    }
}

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project_id}/erasures", get(list).post(erase))
        .route("/api/projects/{project_id}/erasures/{erasure_id}", get(one))
}

/// Erases a conversation, or every conversation that contains a value.
///
/// When erasing by id returns, the conversation is invisible and later records of it are rejected. When erasing by
/// value returns, this is true of conversations found by the index of personal values; longer texts are searched in the
/// background. Erasing a conversation again returns its first receipt. A conversation that does not exist can be
/// erased: its records will be rejected.
///
/// The number of conversations reveals whether a value is stored, so only keys with `pii` see it: without it, `dry_run`
/// is rejected and receipts have no counts.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/erasures", operation_id = "erase", tag = "Erasure",
    params(InProject),
    request_body(content = ErasureBody, description = "What to erase"),
    responses(
        (status = 202, body = ErasureReceipt, description = "Erased; the receipt shows the progress of the purge"),
        (status = 200, body = ErasureEstimate, description = "With `dry_run`: how many conversations would be erased"),
        (status = 400, body = ErrorBody, description = "The body has neither or both of the two, or a value that is \
            too short"),
        OfAdministration,
        OfStoring,
    )
)]
pub(crate) async fn erase(State(state): State<AppState>, admin: Admin, body: Body) -> Result<Response, ApiError> {
    let (target, dry_run) = super::body::read(&state, body, BODY_BYTES_MAX, |fields| {
        let (id, value) = (fields.take(&ErasureBody::CONVERSATION_ID)?, fields.take(&ErasureBody::VALUE)?);
        let dry_run = fields.take(&ErasureBody::DRY_RUN)?.unwrap_or(false);
        match (id, value) {
            (Some(id), None) => Ok((Target::Conversation(id.ok_or_else(ApiError::no_conversation)?), dry_run)),
            (None, Some(value)) => Ok((Target::Value(value), dry_run)),
            _ => Err(ApiError::validation("give exactly one of conversation_id and value")),
        }
    })
    .await?;
    if dry_run {
        // Where a value stands, and that a conversation is there which only a hidden entry tells of, is for `pii`.
        if !admin.sees_personal {
            return Err(ApiError::permission(Permission::Pii));
        }
        let estimate = state.store.estimate(&admin.authority, &target).await?;
        return Ok(Json(ErasureEstimate::from(estimate)).into_response());
    }
    let receipt = state.store.erase(&admin.authority, &target, state.now()).await?;
    let event = admin.event(EventKind::ErasureAsked, state.now()).receipt(&receipt.id);
    state.security.note(event.word("target", receipt.by.as_str())).await;
    Ok((StatusCode::ACCEPTED, Json(ErasureReceipt::of(receipt, admin.sees_personal))).into_response())
}

/// Lists the receipts of a project's erasures, newest first, and what retention has removed.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/erasures", operation_id = "list_erasures", tag = "Erasure",
    params(InProject, ListParameters),
    responses(
        (status = 200, body = ErasuresPage, description = "The receipts"),
        OfParameters,
        OfAdministration,
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    admin: Admin,
    QueryParameters(asked, ignored): QueryParameters<ListParameters>,
) -> Result<Response, ApiError> {
    let receipts = state.store.receipts(&admin.authority, asked.limit as u32).await?;
    let retired = state.store.retired(&admin.authority).await?;
    let show = |receipt| ErasureReceipt::of(receipt, admin.sees_personal);
    let erasures = receipts.into_iter().map(show).collect();
    respond(&ErasuresPage { erasures, retention: retired.into() }, Some(&ignored))
}

/// Returns one receipt with its current state.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/erasures/{erasure_id}", operation_id = "get_erasure", tag = "Erasure",
    params(InErasure),
    responses(
        (status = 200, body = ErasureReceipt, description = "The receipt"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key lacks the permission `admin`"),
        (status = 404, body = ErrorBody, description = "There is no such receipt, or this key has no access to it"),
    )
)]
pub(crate) async fn one(
    State(state): State<AppState>,
    admin: Admin,
    NamedErasure(id): NamedErasure,
) -> Result<Response, ApiError> {
    let receipt = state.store.receipt(&admin.authority, &id).await?.ok_or_else(ApiError::no_erasure)?;
    respond(&ErasureReceipt::of(receipt, admin.sees_personal), None)
}

/// The receipt that the path names.
pub(crate) struct NamedErasure(ReceiptId);

impl FromRequestParts<AppState> for NamedErasure {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<NamedErasure, ApiError> {
        let path = PathNames::of(parts, state).await;
        path.get("erasure_id").map(|id| NamedErasure(ReceiptId(id.to_owned()))).ok_or_else(ApiError::no_erasure)
    }
}
