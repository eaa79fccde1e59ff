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
        /// The most receipts
        limit: u64 = Number { from: 1, to: 1000, default: Some(100) },
    }
}

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project_id}/erasures", get(list).post(erase))
        .route("/api/projects/{project_id}/erasures/{erasure_id}", get(one))
}

/// Erases a conversation, or every conversation in which a value stands.
///
/// By id it is invisible to the next read and its late records are refused when this returns. By value that holds for
/// what the look-up of personal values knows; longer texts are read through over time. A conversation that was erased
/// before gives its first receipt again, and one that is not there is refused from now on.
///
/// How many conversations it is says where a value stands, so it is told to keys with `pii` only: without, `dry_run` is
/// refused and receipts do not count.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/erasures", operation_id = "erase", tag = "Erasure",
    params(InProject),
    request_body(content = ErasureBody, description = "What to erase"),
    responses(
        (status = 202, body = ErasureReceipt, description = "It is erased; ask the receipt for how far purging came"),
        (status = 200, body = ErasureEstimate, description = "With `dry_run`: how many conversations it would be"),
        (status = 400, body = ErrorBody, description = "The body names neither or both, or a value that is too short"),
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
            _ => Err(ApiError::validation("name one of conversation_id and value")),
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

/// Lists the receipts of a project, the latest first, and what retention has removed.
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

/// Returns one receipt as it is now.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/erasures/{erasure_id}", operation_id = "get_erasure", tag = "Erasure",
    params(InErasure),
    responses(
        (status = 200, body = ErasureReceipt, description = "The receipt"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key may not administer"),
        (status = 404, body = ErrorBody, description = "There is no such receipt that this key may see"),
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
