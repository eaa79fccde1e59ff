//! How a function event came out: the one model that everything which shows, counts or finds outcomes asks.
//!
//! It is made of three things, so that it can be had from whole views, from counts, and from nothing but which fields
//! there are:
//! - the [`Ending`]: which fields tell of an end. That a field is there is open whatever it says, so this part is the same
//!   for every reader, and as records merge it only ever gains: in whatever order they arrive, it is the union.
//! - the [`Status`]: whether the function goes on.
//! - [`Troubles`]: how many error entries and failed API calls it has, **of those that the reader sees**.
//!
//! An event that no record describes, of which only entries tell, has no outcome: nothing is known of its call.

use serde::Serialize;

use crate::json::Members;
use crate::level::Level;
use crate::merge::Values;
use crate::view::Status;

/// How a function event came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It returned, and nothing tells of trouble.
    Ok,
    /// It returned, and logged an error.
    LoggedError,
    /// It returned, and logged no error of its own, but an API that it called failed.
    ApiFailed,
    /// It raised an exception.
    Raised,
    /// Somebody ended it before it was done: a task was cancelled, a generator closed, the process exited.
    Cancelled,
    /// It has not ended, and nobody is there to end it.
    Unfinished,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 6] = [
        Outcome::Ok,
        Outcome::LoggedError,
        Outcome::ApiFailed,
        Outcome::Raised,
        Outcome::Cancelled,
        Outcome::Unfinished,
    ];

    /// Judges a function event that a record describes; `None` while it goes on.
    #[must_use]
    pub fn of(ending: Ending, status: Status, troubles: Troubles) -> Option<Outcome> {
        Some(match status {
            _ if ending.raised() => Outcome::Raised,
            _ if ending.was_cancelled() => Outcome::Cancelled,
            Status::Unfinished => Outcome::Unfinished,
            Status::Live | Status::LostContact => return None,
            Status::Ended if troubles.errors > 0 => Outcome::LoggedError,
            Status::Ended if troubles.failed_api_calls > 0 => Outcome::ApiFailed,
            Status::Ended => Outcome::Ok,
        })
    }

    /// Says whether the function itself failed, so that it counts as a failure in lists: it raised, or never finished.
    /// Error entries are counted by themselves, and to be cancelled is no failure.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(self, Outcome::Raised | Outcome::Unfinished)
    }

    /// Returns the outcome's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::LoggedError => "logged_error",
            Outcome::ApiFailed => "api_failed",
            Outcome::Raised => "raised",
            Outcome::Cancelled => "cancelled",
            Outcome::Unfinished => "unfinished",
        }
    }

    /// Returns the outcome with this name on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// What records of a function event or a span tell of its end: a set that is kept as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ending(u8);

/// What each of these fields tells, where it is there.
const TOLD_BY: [(&str, u8); 4] = [
    ("ended_at", Ending::ENDED),
    ("duration_ms", Ending::ENDED),
    ("error", Ending::ENDED | Ending::RAISED),
    ("cancelled_by", Ending::ENDED | Ending::CANCELLED),
];

impl Ending {
    const ENDED: u8 = 1;
    const RAISED: u8 = 2;
    const CANCELLED: u8 = 4;

    /// Reads it off merged fields.
    #[must_use]
    pub fn of(values: &Values) -> Ending {
        Ending::where_there(|name| values.raw(name).is_some())
    }

    /// Reads it off the fields of one record, as JSON.
    #[must_use]
    pub fn of_record(fields: &str) -> Ending {
        // Of most records nothing has to be read to see that they do not tell of an end.
        if !TOLD_BY.iter().any(|(name, _)| fields.contains(name)) {
            return Ending::default();
        }
        let Ok(members) = Members::parse(fields) else { return Ending::default() };
        Ending::where_there(|name| members.get(name).is_some_and(|raw| !crate::json::is_null(raw)))
    }

    /// Makes it of which fields are there.
    pub(crate) fn where_there(is_there: impl Fn(&str) -> bool) -> Ending {
        let told = TOLD_BY.iter().filter(|(name, _)| is_there(name));
        Ending(told.fold(0, |bits, (_, more)| bits | more))
    }

    /// Returns the set that a number stands for, which is how stores keep it.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Ending {
        Ending(bits)
    }

    /// Returns the number that stands for it.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Returns what two records of one thing tell together.
    #[must_use]
    pub const fn union(self, other: Ending) -> Ending {
        Ending(self.0 | other.0)
    }

    /// Says whether it has ended, in whatever way.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        self.0 != 0
    }

    /// Says whether it ended with an error.
    #[must_use]
    pub const fn raised(self) -> bool {
        self.0 & Ending::RAISED != 0
    }

    /// Says whether somebody ended it.
    #[must_use]
    pub const fn was_cancelled(self) -> bool {
        self.0 & Ending::CANCELLED != 0
    }

    /// Says whether it goes on, in a conversation of this status.
    #[must_use]
    pub fn status(self, conversation: Status) -> Status {
        match conversation {
            _ if self.has_ended() => Status::Ended,
            Status::Ended => Status::Unfinished,
            other => other,
        }
    }

    /// Says whether a function event with this ending counts as a failure, in a conversation of this status.
    #[must_use]
    pub fn is_failure(self, conversation: Status) -> bool {
        let outcome = Outcome::of(self, self.status(conversation), Troubles::default());
        outcome.is_some_and(Outcome::is_failure)
    }
}

/// What went wrong inside a function event without ending it, of what its reader sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Troubles {
    /// Error entries, less those that tell of an API's response.
    pub errors: u64,
    /// Failed API calls: error entries that tell of an API's response, and failed spans of HTTP.
    pub failed_api_calls: u64,
}

impl Troubles {
    /// Counts the entries of a function event: how bad each is, and whether it tells of an API's response.
    #[must_use]
    pub fn of(entries: impl IntoIterator<Item = (Level, bool)>) -> Troubles {
        let mut troubles = Troubles::default();
        for (_, is_response) in entries.into_iter().filter(|(level, _)| *level == Level::Error) {
            *(if is_response { &mut troubles.failed_api_calls } else { &mut troubles.errors }) += 1;
        }
        troubles
    }
}

/// Says whether a span is an API call that failed: one of HTTP with an error or with a status of 400 and more.
#[must_use]
pub fn is_failed_api_call(span: &Values) -> bool {
    let is_http = span.text("kind").as_deref() == Some("http") || span.raw("method").is_some();
    is_http && (span.raw("error").is_some() || span.count("status_code").is_some_and(|status| status >= 400))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Troubles = Troubles { errors: 0, failed_api_calls: 0 };

    fn outcome(record: &str, conversation: Status, troubles: Troubles) -> Option<&'static str> {
        let ending = Ending::of_record(record);
        Outcome::of(ending, ending.status(conversation), troubles).map(Outcome::as_str)
    }

    #[test]
    fn what_is_told_of_an_end_decides_before_what_was_logged() {
        let (errors, api) = (Troubles { errors: 1, ..NOTHING }, Troubles { failed_api_calls: 2, ..NOTHING });
        let both = Troubles { errors: 1, failed_api_calls: 1 };
        let (open, done) = (r#"{"name":"ended_at"}"#, r#"{"ended_at":"2025-01-01T10:00:00Z"}"#);
        let raised = r#"{"error":{"type":"E"}}"#;
        let cancelled = r#"{"cancelled_by":"barge-in","duration_ms":7}"#;
        for (record, conversation, troubles, expected) in [
            (done, Status::Live, NOTHING, Some("ok")),
            (r#"{"duration_ms":0}"#, Status::Live, NOTHING, Some("ok")),
            (done, Status::Ended, errors, Some("logged_error")),
            (done, Status::Ended, api, Some("api_failed")),
            (done, Status::Ended, both, Some("logged_error")),
            (raised, Status::Live, errors, Some("raised")),
            (r#"{"error":{},"cancelled_by":"x"}"#, Status::Ended, NOTHING, Some("raised")),
            (cancelled, Status::Unfinished, both, Some("cancelled")),
            (open, Status::Live, errors, None),
            (open, Status::LostContact, NOTHING, None),
            (open, Status::Unfinished, errors, Some("unfinished")),
            (open, Status::Ended, NOTHING, Some("unfinished")),
            (r#"{"error":null,"ended_at":null}"#, Status::Ended, NOTHING, Some("unfinished")),
        ] {
            assert_eq!(outcome(record, conversation, troubles), expected, "{record} {conversation:?} {troubles:?}");
        }
    }

    #[test]
    fn only_what_raised_or_never_finished_is_a_failure() {
        let failures: Vec<&str> =
            Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure()).map(Outcome::as_str).collect();
        assert_eq!(failures, ["raised", "unfinished"]);
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
        }
        assert_eq!(Outcome::parse("failed"), None);
    }

    #[test]
    fn an_ending_is_the_union_of_what_records_tell_in_whatever_order() {
        let records = [r#"{"name":"f"}"#, r#"{"ended_at":"x"}"#, r#"{"error":1}"#, r#"{"cancelled_by":"x"}"#];
        let of = |order: [usize; 4]| {
            order.into_iter().fold(Ending::default(), |all, at| all.union(Ending::of_record(records[at])))
        };
        assert_eq!(of([0, 1, 2, 3]), of([3, 2, 1, 0]));
        assert_eq!(Ending::from_bits(of([0, 1, 2, 3]).bits()), of([2, 2, 3, 1]));
        assert!(!of([0, 0, 0, 0]).has_ended() && of([0, 1, 0, 0]).has_ended());
    }
}
