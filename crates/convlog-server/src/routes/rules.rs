//! `/api/projects/{project_id}/guard/…`: trying the guard out, and what a project says is not personal.

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use convlog_core::{NotPersonal, trial};
use convlog_store::{ErrorKind, EventKind, NotAdded, Permission, RuleId, RuleMaker};

use super::error_responses::{OfAdministration, OfStoring};
use super::listing::respond;
use crate::declared::{InProject, InRule};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Admin, Key, PathNames};
use crate::responses::rules::{EstimateShape, RuleBody, RuleShape, RulesShape, TrialBody, TrialShape};
use crate::state::AppState;

/// A longer body names no rule.
const RULE_BYTES_MAX: usize = 8 * 1024;
/// A longer body is no line that a function logs.
const TRIAL_BYTES_MAX: usize = 1024 * 1024;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project_id}/guard/test", post(try_out))
        .route("/api/projects/{project_id}/guard/rules", get(list).post(add))
        .route("/api/projects/{project_id}/guard/rules/estimate", post(estimate))
        .route("/api/projects/{project_id}/guard/rules/{rule_id}", delete(remove))
}

/// Says what the guard would hide of a text or of JSON in this project, by which rule, and why. Nothing of it is stored.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/guard/test", operation_id = "test_guard", tag = "Guard",
    params(InProject),
    request_body(content = TrialBody, description = "What to try"),
    responses(
        (status = 200, body = TrialShape, description = "What would be hidden, and what the project's rules change"),
        (status = 400, body = ErrorBody, description = "The body is something else"),
        OfAdministration,
        OfStoring,
    )
)]
pub(crate) async fn try_out(
    State(state): State<AppState>,
    admin: Admin,
    body: Body,
) -> Result<Json<TrialShape>, ApiError> {
    let (text, name, function) = super::body::read(&state, body, TRIAL_BYTES_MAX, |fields| {
        let text = fields.need(&TrialBody::TEXT)?;
        Ok((text, fields.take(&TrialBody::NAME)?, fields.take(&TrialBody::FUNCTION)?))
    })
    .await?;
    let projects = state.projects.latest(&state, admin.authority.account()).await?;
    let guard = projects.guard(admin.authority.project());
    let trial = trial::try_out(name.as_deref(), &text, guard.rules.keys(function.as_deref()));
    let rules = state.store.rules(&admin.authority).await?;
    Ok(Json(TrialShape::of(trial, guard.policy, &rules, function.as_deref())))
}

/// Lists what a project says is not personal, the oldest first. What each was expected to show is told to keys with `pii`
/// only.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/guard/rules", operation_id = "list_rules", tag = "Guard",
    params(InProject),
    responses(
        (status = 200, body = RulesShape, description = "The rules"),
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The store cannot be used; obey Retry-After"),
    )
)]
pub(crate) async fn list(State(state): State<AppState>, admin: Admin) -> Result<Response, ApiError> {
    let rules = state.store.rules(&admin.authority).await?;
    let rules = rules.into_iter().map(|rule| RuleShape::of(rule, admin.sees_personal)).collect();
    respond(&RulesShape { rules }, None)
}

/// Says what a rule would show of what is stored, and changes nothing. It takes the permissions `read`, `pii` and `admin`.
///
/// The conversations that began last are looked at first, as far as some 50,000 records and entries.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/guard/rules/estimate", operation_id = "estimate_rule", tag = "Guard",
    params(InProject),
    request_body(content = RuleBody, description = "The rule"),
    responses(
        (status = 200, body = EstimateShape, description = "What it would show"),
        (status = 400, body = ErrorBody, description = "There can be no such rule"),
        OfAdministration,
        OfStoring,
    )
)]
pub(crate) async fn estimate(
    State(state): State<AppState>,
    key: Key,
    admin: Admin,
    body: Body,
) -> Result<Json<EstimateShape>, ApiError> {
    let maker = maker(&key, &admin)?;
    let rule = read_rule(&state, body).await?;
    Ok(Json(state.store.estimate_rule(&maker, &rule).await?.into()))
}

/// Says that what stands directly under a key is not personal, in one function or in all. It takes the permissions `read`,
/// `pii` and `admin`.
///
/// What arrives from then on is stored under the rule, and what is there is read again, as by a rescan. No rule reaches what
/// was flagged or marked, a personal field, one that the project raised, what is known to be personal in the conversation, or
/// what is personal by its own form: e-mail addresses, whole telephone numbers, numbers with a check digit, credentials,
/// addresses on the internet. Adding the same again returns the first.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/guard/rules", operation_id = "add_rule", tag = "Guard",
    params(InProject),
    request_body(content = RuleBody, description = "The rule"),
    responses(
        (status = 201, body = RuleShape, description = "It holds from now on"),
        (status = 400, body = ErrorBody, description = "There can be no such rule"),
        (status = 409, body = ErrorBody, description = "The project has as many rules as it can have, or somebody else has changed it in this moment"),
        OfAdministration,
        OfStoring,
    )
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    key: Key,
    admin: Admin,
    body: Body,
) -> Result<(StatusCode, Json<RuleShape>), ApiError> {
    let maker = maker(&key, &admin)?;
    let rule = read_rule(&state, body).await?;
    let added = state.store.add_rule(&maker, &rule, state.now()).await.map_err(changed)?.map_err(refused)?;
    note(&state, &admin, &rule, "rule_added").await?;
    Ok((StatusCode::CREATED, Json(RuleShape::of(added, true))))
}

/// Removes a rule: what it shows is hidden again, as a rescan comes to it, and at once in what arrives.
#[utoipa::path(
    delete, path = "/api/projects/{project_id}/guard/rules/{rule_id}", operation_id = "remove_rule", tag = "Guard",
    params(InRule),
    responses(
        (status = 204, description = "It is removed"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key may not administer"),
        (status = 404, body = ErrorBody, description = "There is no such rule that this key may see"),
        (status = 409, body = ErrorBody, description = "Somebody else has changed the project in this moment"),
        OfStoring,
    )
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    admin: Admin,
    NamedRule(id): NamedRule,
) -> Result<StatusCode, ApiError> {
    let removed = state.store.remove_rule(&admin.authority, id, state.now()).await.map_err(changed)?;
    let removed = removed.ok_or_else(ApiError::no_rule)?;
    note(&state, &admin, &removed.rule, "rule_removed").await?;
    Ok(StatusCode::NO_CONTENT)
}

fn maker(key: &Key, admin: &Admin) -> Result<RuleMaker, ApiError> {
    for needed in [Permission::Read, Permission::Pii] {
        if !key.allows(needed) {
            return Err(ApiError::permission(needed));
        }
    }
    key.rule_maker(admin.authority.project()).ok_or_else(|| ApiError::permission(Permission::Pii))
}

async fn read_rule(state: &AppState, body: Body) -> Result<NotPersonal, ApiError> {
    super::body::read(state, body, RULE_BYTES_MAX, |fields| {
        let rule = NotPersonal { key: fields.need(&RuleBody::KEY)?, function: fields.take(&RuleBody::FUNCTION)? };
        rule.checked().map_err(|why| ApiError::validation(why.to_string()))
    })
    .await
}

/// Puts a change into the security log, and has this server read by it from now on.
async fn note(state: &AppState, admin: &Admin, rule: &NotPersonal, what: &'static str) -> Result<(), ApiError> {
    state.projects.latest(state, admin.authority.account()).await?;
    let event = admin.event(EventKind::PolicyChanged, state.now()).words("changed", &["not_personal"]);
    state.security.note(event.word("change", what).rule(rule)).await;
    Ok(())
}

fn changed(error: convlog_store::Error) -> ApiError {
    match error.kind() {
        ErrorKind::Conflict => {
            ApiError::conflict("somebody else has changed the project in this moment; nothing of this was. Try again")
        }
        _ => error.into(),
    }
}

fn refused(why: NotAdded) -> ApiError {
    match why {
        NotAdded::TooMany => ApiError::conflict("this project has as many rules as it can have"),
    }
}

/// The rule that the path names.
pub(crate) struct NamedRule(RuleId);

impl FromRequestParts<AppState> for NamedRule {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<NamedRule, ApiError> {
        let path = PathNames::of(parts, state).await;
        path.get("rule_id").and_then(|text| text.parse().ok()).map(RuleId).map(NamedRule).ok_or_else(ApiError::no_rule)
    }
}
