//! What the v1 and v3 lists ask for alike.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use convlog_store::{Filter, Order, Query};
use serde::Serialize;

use crate::error::ApiError;
use crate::extract::{IGNORED_HEADER, Parameters};

/// The environments a list can be asked for; without asking it is the first.
const ENVIRONMENTS: [&str; 4] = ["live", "pre-release", "sandbox", "draft"];

/// The largest page of the lists.
pub(super) const LIMIT_MAX: u64 = 5000;

/// Reads the parameters that both lists know.
pub(super) fn query(parameters: &mut Parameters, order: Order, limit_default: u64) -> Result<Query, ApiError> {
    let environment = parameters.take("client_env")?.unwrap_or_else(|| ENVIRONMENTS[0].to_owned());
    if !ENVIRONMENTS.contains(&environment.as_str()) {
        return Err(ApiError::validation(format!("client_env is one of {}", ENVIRONMENTS.join(", "))));
    }
    let filter = Filter {
        environments: vec![environment],
        started_from: parameters.time("start_time")?,
        started_before: parameters.time("end_time")?,
        variant_id: parameters.take("variant_id")?,
        variant_name: parameters.take("variant_name")?,
        in_progress: parameters.flag("in_progress")?,
        ..Filter::default()
    };
    if filter.variant_id.is_some() && filter.variant_name.is_some() {
        return Err(ApiError::validation("give variant_id or variant_name, not both"));
    }
    let limit = parameters.number("limit", 1..=LIMIT_MAX, limit_default)?;
    Ok(Query {
        filter,
        order,
        after: None,
        offset: offset(parameters)?,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
        with_turns: true,
        with_total: false,
    })
}

/// Reads how many rows to pass over.
pub(super) fn offset(parameters: &mut Parameters) -> Result<u64, ApiError> {
    parameters.number("offset", 0..=i64::MAX as u64, 0)
}

/// Makes the response of a read.
pub(super) fn respond(body: &impl Serialize, parameters: Option<&Parameters>) -> Result<Response, ApiError> {
    let json = serde_json::to_vec(body).map_err(|_| ApiError::internal("the answer could not be written"))?;
    Ok(respond_json(json, parameters))
}

/// Makes the response of a read whose body is written already.
pub(super) fn respond_json(json: Vec<u8>, parameters: Option<&Parameters>) -> Response {
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(names) = parameters.and_then(Parameters::ignored) {
        headers.insert(IGNORED_HEADER, names);
    }
    response
}

/// Makes the response of a file that is sent while it is read.
pub(super) fn respond_file(
    file: Body,
    media: &'static str,
    disposition: &'static str,
    parameters: &Parameters,
) -> Response {
    let mut response = Response::new(file);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    if let Some(names) = parameters.ignored() {
        headers.insert(IGNORED_HEADER, names);
    }
    response
}
