//! The classes of personal data that a field can have.

use serde::Serialize;

/// How a field relates to personal data. Every field of every record has exactly one; there is no "unknown".
///
/// The class belongs to the field, not to the door its value came through. A sender's flag can only raise it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Ids, names, levels, times, counts: seen by every reader.
    Open,
    /// Free text and values of the developer: seen by every reader, except for what is flagged inside.
    Guarded,
    /// Seen only by readers with the permission `pii`.
    Personal,
    /// Made of lines: a hint, a count of what was cut or lost. It is there for whoever sees every line that it was made
    /// of; for anybody else it is absent without a trace, because that it is there would tell of those lines.
    Derived,
}

/// What stands in the open part where a personal value was.
pub const REDACTED: &str = "[redacted]";

/// What every such place begins with, keys among them.
pub(crate) const REDACTED_BEGIN: &str = "[redacted";

/// What the PolyAI-shaped responses show for a hidden number.
pub const REDACTED_NUMBER: &str = "REDACTED";
