//! The three ways in which existing clients expect a point in time.

use std::fmt;

use convlog_core::Timestamp;
use serde::{Serialize, Serializer};

/// `2026-06-03T14:00:38.580000+00:00`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WithOffset(pub(crate) Timestamp);

/// `2026-06-03T13:19:19.757917`: UTC, without saying so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naive(pub(crate) Timestamp);

/// `Wed, 03 Jun 2026 13:18:09 GMT` (RFC 9110, section 5.6.7).
#[derive(Clone, Copy, Debug)]
pub(crate) struct HttpDate(pub(crate) Timestamp);

impl Serialize for WithOffset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}+00:00", Naive(self.0)))
    }
}

impl Serialize for Naive {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Naive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_rfc3339();
        f.write_str(std::str::from_utf8(&text[..26]).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for HttpDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_http_date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_as_recorded() {
        let time = Timestamp::parse("2026-06-03T13:18:09.757917Z").unwrap();
        assert_eq!(serde_json::to_string(&WithOffset(time)).unwrap(), "\"2026-06-03T13:18:09.757917+00:00\"");
        assert_eq!(serde_json::to_string(&Naive(time)).unwrap(), "\"2026-06-03T13:18:09.757917\"");
        assert_eq!(serde_json::to_string(&HttpDate(time)).unwrap(), "\"Wed, 03 Jun 2026 13:18:09 GMT\"");
    }
}
