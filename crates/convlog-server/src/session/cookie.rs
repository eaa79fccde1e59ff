//! The cookie: how it is set, cleared and found again (RFC 6265).

use axum::http::{HeaderMap, HeaderValue, header};

use super::LASTS_SECS;

const NAME: &str = "convlog_session";
/// A longer value is none of ours.
const VALUE_LEN_MAX: usize = 512;

/// Returns the header that sets the cookie.
pub(crate) fn set_cookie(value: &str, headers: &HeaderMap) -> Option<HeaderValue> {
    header_value(value, LASTS_SECS, headers)
}

/// Returns the header that removes it.
pub(crate) fn clear_cookie(headers: &HeaderMap) -> Option<HeaderValue> {
    header_value("", 0, headers)
}

fn header_value(value: &str, age_secs: i64, request: &HeaderMap) -> Option<HeaderValue> {
    let secure = if came_by_https(request) { "; Secure" } else { "" };
    let text = format!("{NAME}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={age_secs}{secure}");
    HeaderValue::try_from(text).ok()
}

/// The service itself speaks no TLS; the proxy in front that does says so. Anybody is believed: it only makes their own
/// cookie stricter.
fn came_by_https(headers: &HeaderMap) -> bool {
    let protocol = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok()).unwrap_or_default();
    protocol.split(',').next().is_some_and(|first| first.trim().eq_ignore_ascii_case("https"))
}

/// Returns the values of all cookies of this name; a neighbouring site may have set one beside ours.
pub(super) fn read(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let ours = pairs.filter(|(name, value)| *name == NAME && !value.is_empty() && value.len() <= VALUE_LEN_MAX);
    ours.map(|(_, value)| value).take(4)
}
