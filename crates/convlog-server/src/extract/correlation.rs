//! The id by which a caller and our log speak of one request.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue};
use data_encoding::HEXLOWER;

use crate::answer::CORRELATION_HEADER;

/// A longer id than this is not echoed.
const LEN_MAX: usize = 128;

/// The caller's id where it sent a sane one, else a new one: 1 to 128 visible ASCII characters.
#[derive(Clone, Debug)]
pub(crate) struct CorrelationId(Arc<str>);

impl CorrelationId {
    /// Returns the request's id.
    pub(crate) fn of(headers: &HeaderMap) -> CorrelationId {
        let given = headers.get(CORRELATION_HEADER).and_then(|value| value.to_str().ok());
        let is_sane =
            |text: &&str| (1..=LEN_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        given.filter(is_sane).map_or_else(CorrelationId::random, |text| CorrelationId(text.into()))
    }

    fn random() -> CorrelationId {
        let mut bits = [0u8; 16];
        // Without randomness the id is a constant one, which still makes a complete response.
        let _ = getrandom::fill(&mut bits);
        CorrelationId(format!("convlog-{}", HEXLOWER.encode_display(&bits)).into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header(&self) -> HeaderValue {
        // INVARIANT: both ways of making an id give visible ASCII only.
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("none"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(CORRELATION_HEADER, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        CorrelationId::of(&headers).as_str().to_owned()
    }

    #[test]
    fn echoes_what_is_sane_and_replaces_what_is_not() {
        assert_eq!(of("adk-7b1bfbea"), "adk-7b1bfbea");
        for strange in ["", "two words", &"x".repeat(129), "caf\u{e9}"] {
            assert!(of(strange).starts_with("convlog-"), "{strange}");
        }
        assert_ne!(CorrelationId::of(&HeaderMap::new()).as_str(), CorrelationId::of(&HeaderMap::new()).as_str());
    }
}
