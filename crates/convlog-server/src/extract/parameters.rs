//! The query string, read field by field. What no handler asked for is not an error, because the clients of the
//! original rely on that; but it is named in a response header, so that a misspelt filter does not go unnoticed.

use std::ops::RangeInclusive;

use axum::extract::{FromRequestParts, Query};
use axum::http::HeaderValue;
use axum::http::request::Parts;
use convlog_core::Timestamp;

use crate::error::ApiError;
use crate::state::AppState;

/// The header that names the parameters that were passed over.
pub(crate) const IGNORED_HEADER: &str = "x-convlog-ignored-parameters";

/// The parameters that nobody has taken yet.
#[derive(Clone, Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl FromRequestParts<AppState> for Parameters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Parameters, ApiError> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        pairs.map(|Query(pairs)| Parameters(pairs)).map_err(|_| ApiError::validation("the query string cannot be read"))
    }
}

impl Parameters {
    /// Takes every value of a repeatable parameter; empty ones do not count.
    pub(crate) fn take_all(&mut self, name: &str) -> Vec<String> {
        let taken = self.0.extract_if(.., |(its_name, _)| its_name == name);
        taken.map(|(_, value)| value).filter(|value| !value.is_empty()).collect()
    }

    /// Takes a parameter that may be given once.
    pub(crate) fn take(&mut self, name: &'static str) -> Result<Option<String>, ApiError> {
        let mut values = self.take_all(name);
        if values.len() > 1 {
            return Err(ApiError::validation(format!("give {name} once")));
        }
        Ok(values.pop())
    }

    /// Takes a whole number within a range.
    pub(crate) fn number(
        &mut self,
        name: &'static str,
        range: RangeInclusive<u64>,
        default: u64,
    ) -> Result<u64, ApiError> {
        let Some(text) = self.take(name)? else { return Ok(default) };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            ApiError::validation(format!("{name} is a whole number from {} to {}", range.start(), range.end()))
        })
    }

    /// Takes a flag.
    pub(crate) fn flag(&mut self, name: &'static str) -> Result<Option<bool>, ApiError> {
        match self.take(name)?.map(|text| text.to_ascii_lowercase()).as_deref() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(ApiError::validation(format!("{name} is true or false"))),
        }
    }

    /// Takes a point in time.
    pub(crate) fn time(&mut self, name: &'static str) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.take(name)? else { return Ok(None) };
        read_time(&text).map(Some).ok_or_else(|| {
            ApiError::validation(format!("{name} is an ISO 8601 date and time, such as 2025-01-01T10:00:00Z"))
        })
    }

    /// Names what is left.
    pub(crate) fn ignored(&self) -> Option<HeaderValue> {
        let nameable = |name: &&str| {
            name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        };
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).filter(nameable).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(16);
        if names.is_empty() { None } else { HeaderValue::from_str(&names.join(", ")).ok() }
    }
}

/// Reads RFC 3339, and the forms of ISO 8601 that people send as well: without an offset, which then is UTC, and
/// without a time. A `+` that was not escaped in the URL arrives as a space.
fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let escaped = match text.rsplit_once(' ') {
        Some((time, offset)) if text.len() > 19 && text.contains('T') => format!("{time}+{offset}"),
        _ => text.to_owned(),
    };
    Timestamp::parse(&escaped)
        .or_else(|| Timestamp::parse(&format!("{escaped}Z")))
        .or_else(|| Timestamp::parse(&format!("{escaped}T00:00:00Z")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn reads_times_as_people_send_them() {
        let expected = Timestamp::parse("2025-01-01T10:00:00Z");
        for text in [
            "2025-01-01T10:00:00Z",
            "2025-01-01T10:00:00",
            "2025-01-01T12:00:00+02:00",
            "2025-01-01T12:00:00 02:00",
            "2025-01-01 10:00:00Z",
        ] {
            assert_eq!(read_time(text), expected, "{text}");
        }
        assert_eq!(read_time("2025-01-01"), Timestamp::parse("2025-01-01T00:00:00Z"));
        assert_eq!(read_time("yesterday"), None);
    }

    #[test]
    fn refuses_what_is_out_of_range_or_given_twice() {
        assert_eq!(parameters(&[("limit", "7")]).number("limit", 1..=10, 5).unwrap(), 7);
        assert_eq!(parameters(&[]).number("limit", 1..=10, 5).unwrap(), 5);
        for wrong in ["0", "11", "-1", "x", "99999999999999999999"] {
            assert!(parameters(&[("limit", wrong)]).number("limit", 1..=10, 5).is_err(), "{wrong}");
        }
        assert!(parameters(&[("limit", "1"), ("limit", "2")]).number("limit", 1..=10, 5).is_err());
    }

    #[test]
    fn names_what_nobody_asked_for() {
        let mut left = parameters(&[("channel", "a"), ("colour", "b"), ("channel", "c"), ("bad\nname", "d")]);
        assert_eq!(left.take_all("channel"), ["a", "c"]);
        assert_eq!(left.ignored().unwrap(), "colour");
    }
}
