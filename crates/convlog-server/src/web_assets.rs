//! The web app's files: which one a path means, in which form, and under which headers.
//!
//! What they are is decided elsewhere and handed over by the binary. The router of the app is in the browser, so a
//! path that is neither the API's nor a file's gets the app itself.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;

use crate::error::ApiError;
use crate::state::AppState;

/// One file of the app.
#[derive(Clone, Copy, Debug)]
pub struct WebAsset {
    /// Its content.
    pub bytes: &'static [u8],
    /// The same, packed with Brotli.
    pub brotli: Option<&'static [u8]>,
    /// The same, packed with gzip.
    pub gzip: Option<&'static [u8]>,
    /// What it is.
    pub content_type: &'static str,
    /// Whether another content would have another name.
    pub immutable: bool,
    /// A hash of its content.
    pub hash: [u8; 32],
}

/// Gives the file at a path such as `index.html`, without a leading slash.
pub type AppFiles = fn(&str) -> Option<WebAsset>;

/// The page that starts the app, whatever the path.
const PAGE: &str = "index.html";
/// The first segments of paths that are the API's and never the app's, whether there is something at them or not.
const API: &[&str] = &["api", "v1", "v3"];
/// What the bundler makes lies here; nothing else does.
const ASSETS: &str = "assets/";

/// No script and no style but the app's own files, nothing from elsewhere, framed by nobody.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'; manifest-src 'self'";

/// Answers every path that no route has.
pub(crate) async fn answer(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let path = request.uri().path().trim_start_matches('/');
    let files = state.files.filter(|_| !is_api(path)).ok_or_else(ApiError::no_path)?;
    let file = find(files, path).ok_or_else(ApiError::no_path)?;
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut response = ApiError::method().into_response();
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(response);
    }
    Ok(respond(&file, request.headers(), request.method() == Method::HEAD))
}

fn is_api(path: &str) -> bool {
    API.contains(&path.split('/').next().unwrap_or_default())
}

/// Returns the file at a path, or the app where the path can only be one of its own.
fn find(files: AppFiles, path: &str) -> Option<WebAsset> {
    let is_file = |path: &str| !path.starts_with(ASSETS) && !names_a_file(path);
    files(path).or_else(|| if is_file(path) { files(PAGE) } else { None })
}

/// Says whether a path would be a file's if there were one: at the top, where the app has no page whose name holds a
/// full stop. Further down stand ids, which may look like the name of any file.
fn names_a_file(path: &str) -> bool {
    !path.contains('/') && path.contains('.')
}

/// The forms a file can travel in, the smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Brotli,
    Gzip,
    Plain,
}

impl Form {
    /// Returns the smallest form that the file has and the browser takes.
    fn choose(file: &WebAsset, headers: &HeaderMap) -> (Form, &'static [u8]) {
        let smaller = [(Form::Brotli, "br", file.brotli), (Form::Gzip, "gzip", file.gzip)];
        let taken = smaller.into_iter().filter(|(_, name, _)| takes(headers, name));
        taken.filter_map(|(form, _, bytes)| Some((form, bytes?))).next().unwrap_or((Form::Plain, file.bytes))
    }

    const fn encoding(self) -> Option<&'static str> {
        match self {
            Form::Brotli => Some("br"),
            Form::Gzip => Some("gzip"),
            Form::Plain => None,
        }
    }
}

/// Says whether `Accept-Encoding` (RFC 9110, section 12.5.3) names an encoding and does not weigh it zero.
fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let lists = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|number| number.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight.is_some_and(|weight| weight > 0.0)
    })
}

fn respond(file: &WebAsset, headers: &HeaderMap, is_head: bool) -> Response {
    let (form, bytes) = Form::choose(file, headers);
    let tag = tag(file, form);
    let is_known = headers.get_all(header::IF_NONE_MATCH).iter().any(|known| matches(known, &tag));
    let mut response =
        Response::new(if is_head || is_known { Body::empty() } else { Body::from(Bytes::from_static(bytes)) });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let out = response.headers_mut();
    let cache = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        out.insert(header::ETAG, tag);
    }
    if !is_known {
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        out.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if let Some(encoding) = form.encoding() {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
    response
}

/// Returns the entity tag of one form of a file: two forms are two representations (RFC 9110, section 8.8.3.3).
fn tag(file: &WebAsset, form: Form) -> String {
    let hash = HEXLOWER.encode(&file.hash[..12]);
    form.encoding().map_or_else(|| format!("\"{hash}\""), |encoding| format!("\"{hash}-{encoding}\""))
}

/// Compares weakly (RFC 9110, section 13.1.2), for a proxy that repacks a file weakens its tag.
fn matches(known: &HeaderValue, tag: &str) -> bool {
    let listed = |known: &str| {
        known.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
    };
    known.to_str().is_ok_and(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_paths_of_the_api_from_those_of_the_app() {
        for path in ["api", "api/x", "v1/agents", "v3", "v1/"] {
            assert!(is_api(path), "{path}");
        }
        for path in ["", "demo/conversations", "apiary", "demo/api"] {
            assert!(!is_api(path), "{path}");
        }
    }

    #[test]
    fn an_id_with_a_full_stop_is_no_file() {
        for path in ["favicon.ico", "wp-login.xyz", ".env"] {
            assert!(names_a_file(path), "{path}");
        }
        for path in ["", "login", "demo/conversations", "demo/conversations/x.html", "my.project/conversations"] {
            assert!(!names_a_file(path), "{path}");
        }
    }

    #[test]
    fn reads_which_encodings_a_browser_takes() {
        let takes = |value: &str, encoding| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap());
            super::takes(&headers, encoding)
        };
        assert!(takes("gzip, deflate, br, zstd", "br") && takes("BR;q=0.5", "br") && takes("gzip;q=1.0", "gzip"));
        assert!(!takes("gzip, br;q=0", "br") && !takes("identity", "gzip") && !takes("brotli", "br"));
    }
}
