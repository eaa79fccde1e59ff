//! What the v1 and v3 lists ask for alike.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_store::{Filter, Order, Query};
use serde::Serialize;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};

use crate::declared::{ACCOUNT_ID, Choice, Declared, Flag, Moment, Number, PROJECT_ID, Text, command};
use crate::error::ApiError;
use crate::extract::{IGNORED_HEADER, Parameters};

/// The environments a list can be asked for; without asking it is the first.
const ENVIRONMENTS: &[&str] = &["live", "pre-release", "sandbox", "draft"];

const CLIENT_ENV: Declared<Choice> =
    Declared::new("client_env", Choice(ENVIRONMENTS), "Where the agent ran; `live` by default");
const START_TIME: Declared<Moment> = Declared::new("start_time", Moment, "They began at this time or later (ISO 8601)");
const END_TIME: Declared<Moment> = Declared::new("end_time", Moment, "They began before this time (ISO 8601)");
pub(super) const OFFSET: Declared<Number> =
    Declared::new("offset", Number { from: 0, to: i64::MAX as u64, default: Some(0) }, "How many to pass over");
const VARIANT_ID: Declared<Text> = Declared::new("variant_id", NAME, "Of the variant with this id");
const VARIANT_NAME: Declared<Text> = Declared::new("variant_name", NAME, "Of the variant with this name");
const IN_PROGRESS: Declared<Flag> = Declared::new("in_progress", Flag, "They go on, or do not; without it, all");
const NAME: Text = Text { from: 1, to: ID_BYTES_MAX };

/// Describes the parameters that both lists know.
pub(super) fn described(limit: &Declared<Number>) -> Vec<Parameter> {
    vec![
        ACCOUNT_ID.in_path(),
        PROJECT_ID.in_path(),
        CLIENT_ENV.in_query(),
        START_TIME.in_query(),
        END_TIME.in_query(),
        limit.in_query(),
        OFFSET.in_query(),
        one_of_two(&VARIANT_ID, &VARIANT_NAME),
        IN_PROGRESS.in_query(),
    ]
}

/// Describes two parameters that exclude each other: the members of an object that has at most one.
fn one_of_two(one: &Declared<Text>, other: &Declared<Text>) -> Parameter {
    let members = other.field(one.field(command("At most one of them").max_properties(Some(1))));
    ParameterBuilder::new()
        .name("variant")
        .parameter_in(ParameterIn::Query)
        .description(Some("Of one variant, by its id or by its name"))
        .style(Some(ParameterStyle::Form))
        .explode(Some(true))
        .schema(Some(members))
        .build()
}

/// Reads the parameters that both lists know.
pub(super) fn query(parameters: &mut Parameters, order: Order, limit: &Declared<Number>) -> Result<Query, ApiError> {
    let filter = Filter {
        environments: vec![parameters.take(&CLIENT_ENV)?.unwrap_or(ENVIRONMENTS[0]).to_owned()],
        started_from: parameters.take(&START_TIME)?,
        started_before: parameters.take(&END_TIME)?,
        variant_id: parameters.take(&VARIANT_ID)?,
        variant_name: parameters.take(&VARIANT_NAME)?,
        in_progress: parameters.take(&IN_PROGRESS)?,
        ..Filter::default()
    };
    if filter.variant_id.is_some() && filter.variant_name.is_some() {
        return Err(ApiError::validation("give variant_id or variant_name, not both"));
    }
    let limit = parameters.number(limit)?;
    Ok(Query {
        filter,
        order,
        after: None,
        offset: parameters.number(&OFFSET)?,
        limit: u32::try_from(limit).unwrap_or(u32::MAX),
        with_turns: true,
        with_total: false,
    })
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
