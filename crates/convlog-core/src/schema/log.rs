//! The fields of a log record, and the keys of an entry that have a meaning.

use super::field::fields;

fields! {
    /// The turn in which the call was made.
    Open Id turn_id;
    /// The function event in which the call was made.
    Open Id function_event_id;
    /// The entry: `level`, `content`, `is_pii`, `timestamp`, `logger`, and whatever else the caller gave.
    Guarded Object entry;
    /// Advice about the calling line: a list of `{"habit", "at", "lines"}`.
    Derived Any hints;
}

/// The logger of `conv.log`.
pub const CONVERSATION_LOGGER: &str = "conversation_logger";

/// The logger of `conv.log_api_response`.
pub const API_RESPONSES_LOGGER: &str = "api_responses";

/// The keys whose meaning is fixed, in the order in which an entry shows them.
pub const FIXED_KEYS: [&str; 5] = ["level", "content", "is_pii", "timestamp", "logger"];

/// The key that names what was cut.
pub const TRUNCATED: &str = "_truncated";

/// Says whether a key of an entry is meant as the flag of the entry and written in another way: `pii`, `isPii`, `IS_PII`.
pub(crate) fn is_misspelt(name: &str) -> bool {
    let bytes = name.as_bytes();
    if !(3..=6).contains(&bytes.len()) || !bytes.ends_with(b"i") && !bytes.ends_with(b"I") || name == "is_pii" {
        return false;
    }
    let (before, end) = bytes.split_at(bytes.len() - 3);
    end.eq_ignore_ascii_case(b"pii")
        && [&b""[..], b"is", b"is_", b"is-", b"is "].iter().any(|begin| before.eq_ignore_ascii_case(begin))
}
