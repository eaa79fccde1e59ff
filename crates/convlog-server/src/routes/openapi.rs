//! The description of the API: the OpenAPI document made from the handlers, and a page to read it on.

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::reference::{html_page, openapi_json};
use crate::state::AppState;

static DOCUMENT: LazyLock<String> = LazyLock::new(openapi_json);
static PAGE: LazyLock<String> = LazyLock::new(html_page);

/// The page brings its own style and nothing else; there is no script.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; \
                           form-action 'none'";

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/openapi.json", get(document)).route("/docs", get(page))
}

/// Returns this document.
#[utoipa::path(
    get, path = "/openapi.json", operation_id = "openapi", tag = "Description", security(()),
    responses((status = 200, description = "The OpenAPI document", content_type = "application/json"))
)]
pub(crate) async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], DOCUMENT.as_str())
}

/// Returns this document as a page to read.
#[utoipa::path(
    get, path = "/docs", operation_id = "docs", tag = "Description", security(()),
    responses((status = 200, description = "A page to read", content_type = "text/html"))
)]
pub(crate) async fn page() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
    ];
    (headers, PAGE.as_str())
}
