//! The OpenAPI document, made from the annotations of the handlers.

use utoipa::openapi::path::PathItem;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{RefOr, Required};
use utoipa::{IntoResponses, Modify, OpenApi};

use crate::responses::review::{LiveChanges, LivePlace};
use crate::routes::error_responses::OfGuessing;
use crate::routes::{
    agents, audit, conversations_v1, conversations_v3, erasures, guard, health, ingest, live, metrics, openapi, review,
    rules, session,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "convlog",
        description = "What a conversation's functions logged, by turn and function call.\n\nEvery request but those \
                       for health and for this description needs a key in `x-api-key`, or below `/api` \
                       a session (`/api/session`). Every response carries \
                       `X-PolyAI-Correlation-Id`, which echoes the request's; every error has the body `ErrorBody`. \
                       Unknown query parameters are ignored and listed in `X-Convlog-Ignored-Parameters`."
    ),
    paths(
        ingest::ingest, agents::list, agents::one, conversations_v3::list, conversations_v1::list, review::list,
        review::one, review::head, review::outline, review::turns, review::entries, review::put_note, review::put_mark, review::list_marks, review::delete_mark, review::runs, review::contact_calls, review::facets, review::find, review::export,
        erasures::erase, erasures::list, erasures::one, guard::rescan, guard::status, rules::try_out, rules::list, rules::estimate, rules::add, rules::remove, live::live, audit::list,
        audit::export, session::begin, session::show, session::end,
        health::alive, health::ready, metrics::metrics, openapi::document, openapi::page
    ),
    components(schemas(LiveChanges, LivePlace)),
    modifiers(&ApiKeyHeader, &BodiesLeftOut),
    security(("x-api-key" = []))
)]
struct Description;

struct ApiKeyHeader;

impl Modify for ApiKeyHeader {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new("x-api-key")));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("x-api-key", scheme);
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("convlog_session")));
        components.add_security_scheme("session", cookie);
        let either = ["x-api-key", "session"].map(|name| SecurityRequirement::new(name, Vec::<String>::new()));
        for (_, item) in document.paths.paths.iter_mut().filter(|(path, _)| path.starts_with("/api/")) {
            let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
            for operation in operations.into_iter().flatten().filter(|operation| operation.security.is_none()) {
                operation.security = Some(either.to_vec());
            }
        }
        document.paths.paths.values_mut().for_each(describe_throttling);
    }
}

/// Every operation that takes a key may refuse whoever guesses keys.
fn describe_throttling(item: &mut PathItem) {
    let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten();
    for operation in operations.filter(|operation| operation.responses.responses.contains_key("401")) {
        for (status, response) in OfGuessing::responses() {
            operation.responses.responses.entry(status).or_insert(response);
        }
    }
}

/// The operations whose body may be left out.
const BODY_LEFT_OUT: [&str; 2] = ["ingest", "rescan"];

struct BodiesLeftOut;

impl Modify for BodiesLeftOut {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let operations = document.paths.paths.values_mut().filter_map(|item| item.post.as_mut());
        let is_meant = |id: &String| BODY_LEFT_OUT.contains(&id.as_str());
        for operation in operations.filter(|operation| operation.operation_id.as_ref().is_some_and(is_meant)) {
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                body.required = Some(Required::False);
            }
        }
    }
}

/// Returns the OpenAPI document as it is kept in `web/openapi.json`.
#[must_use]
pub fn openapi_json() -> String {
    let mut json = Description::openapi().to_pretty_json().unwrap_or_default();
    json.push('\n');
    json
}
