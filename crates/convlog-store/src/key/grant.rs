//! Reading personal data for a limited time, with a reason.

use convlog_core::Timestamp;

/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 256;

/// What lets a key read personal data until a time, and why. Afterwards the key goes on without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PiiGrant {
    until: Timestamp,
    reason: String,
}

/// Why a reason is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reason is one line of text, at most {REASON_BYTES_MAX} bytes long")]
pub struct NotAReason;

impl PiiGrant {
    /// Makes a grant. White space around the reason does not matter.
    ///
    /// # Errors
    /// The reason is empty, too long or more than a line.
    pub fn new(until: Timestamp, reason: &str) -> Result<PiiGrant, NotAReason> {
        let reason = reason.trim();
        if reason.is_empty() || reason.len() > REASON_BYTES_MAX || reason.chars().any(char::is_control) {
            return Err(NotAReason);
        }
        Ok(PiiGrant { until, reason: reason.to_owned() })
    }

    /// Returns when it ends; at that moment it has.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// Returns why it was given, in the words of who made the key.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Says whether it is in force.
    #[must_use]
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_that_says_something() {
        let reason = |text: &str| PiiGrant::new(Timestamp::default(), text).map(|grant| grant.reason().to_owned());
        assert_eq!(reason("  a complaint, case 17 "), Ok("a complaint, case 17".into()));
        for text in ["", "  ", "two\nlines", &"x".repeat(REASON_BYTES_MAX + 1)] {
            assert_eq!(reason(text), Err(NotAReason), "{text:?}");
        }
    }
}
