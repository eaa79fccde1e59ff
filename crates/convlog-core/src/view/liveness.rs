//! Whether something goes on, has ended, or has fallen silent.

use serde::Serialize;

use crate::timestamp::Timestamp;

/// How long a producer may be silent before its open calls read "lost contact": three of its reports.
pub const LOST_CONTACT_AFTER_MICROS: i64 = 30 * 1_000_000;

/// How long it may be silent before they read "unfinished".
pub const UNFINISHED_AFTER_MICROS: i64 = 15 * 60 * 1_000_000;

/// Whether a conversation, a function event or a span goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It goes on.
    Live,
    /// It has not ended, and its producer has been silent for a while.
    LostContact,
    /// It has not ended and nobody is there to end it.
    Unfinished,
    /// It has ended.
    Ended,
}

/// What is known about those who write a conversation's records.
#[derive(Clone, Copy, Debug)]
pub struct Liveness {
    /// When any of them was last heard of, by the server's clock.
    pub last_heard: Timestamp,
    /// Whether all of them have ended, or others deliver what they left.
    pub all_gone: bool,
    /// The time to judge by.
    pub now: Timestamp,
}

impl Liveness {
    /// Returns the status of something that has not ended.
    #[must_use]
    pub fn of_open(&self) -> Status {
        let silent = self.now.as_micros() - self.last_heard.as_micros();
        match silent {
            _ if silent >= UNFINISHED_AFTER_MICROS => Status::Unfinished,
            _ if silent >= LOST_CONTACT_AFTER_MICROS && self.all_gone => Status::Unfinished,
            _ if silent >= LOST_CONTACT_AFTER_MICROS => Status::LostContact,
            _ => Status::Live,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_turns_into_lost_contact_and_then_into_unfinished() {
        let after = |seconds: i64, all_gone| {
            let now = Timestamp::from_micros(seconds * 1_000_000);
            Liveness { last_heard: Timestamp::default(), all_gone, now }.of_open()
        };
        assert_eq!(after(29, false), Status::Live);
        assert_eq!(after(30, false), Status::LostContact);
        assert_eq!(after(30, true), Status::Unfinished);
        assert_eq!(after(15 * 60, false), Status::Unfinished);
        assert_eq!(after(-60, false), Status::Live);
    }
}
