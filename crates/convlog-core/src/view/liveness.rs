//! Whether something goes on, has ended, or has fallen silent.

use serde::Serialize;

use crate::timestamp::Timestamp;

/// How long a producer may be silent before what it left open reads "lost contact": three of its reports.
pub const LOST_CONTACT_AFTER_MICROS: i64 = 30 * 1_000_000;

/// How long it may be silent before they read "unfinished".
pub const UNFINISHED_AFTER_MICROS: i64 = 15 * 60 * 1_000_000;

/// Whether a conversation, a function event or a span goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It goes on.
    Live,
    /// Something of it is open, and its producer has been silent for a while: it reports while anything is.
    LostContact,
    /// It has not ended and nobody is there to end it.
    Unfinished,
    /// It has ended.
    Ended,
}

impl Status {
    /// Every state.
    pub const ALL: [Status; 4] = [Status::Live, Status::LostContact, Status::Unfinished, Status::Ended];

    /// Returns the state's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Live => "live",
            Status::LostContact => "lost_contact",
            Status::Unfinished => "unfinished",
            Status::Ended => "ended",
        }
    }

    /// Returns the state with this name on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What became of those who write a conversation's records; of several, the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Writers {
    /// At least one may still write.
    Present = 0,
    /// All said that they end; another process may take the conversation up.
    Ended = 1,
    /// All are dead: others deliver what they left.
    Adopted = 2,
}

impl Writers {
    /// Returns what a producer's merged fields say of it.
    #[must_use]
    pub fn of_one(has_ended: bool, was_adopted: bool) -> Writers {
        match (has_ended, was_adopted) {
            (_, true) => Writers::Adopted,
            (true, false) => Writers::Ended,
            (false, false) => Writers::Present,
        }
    }

    /// Returns the state with this number, which is how stores keep it.
    #[must_use]
    pub fn from_number(number: i64) -> Writers {
        match number {
            2 => Writers::Adopted,
            1 => Writers::Ended,
            _ => Writers::Present,
        }
    }
}

/// What is known about those who write a conversation's records.
#[derive(Clone, Copy, Debug)]
pub struct Liveness {
    /// When any of them was last heard of, by the server's clock.
    pub last_heard: Timestamp,
    /// What became of them.
    pub writers: Writers,
    /// The time to judge by.
    pub now: Timestamp,
}

impl Liveness {
    /// Returns the status of a conversation that has not ended. It asks whether a turn, a function event or a span of it is
    /// open only where that decides.
    ///
    /// Between two exchanges nothing is, and a producer has nothing to report: its silence tells nothing then.
    ///
    /// # Errors
    /// As asking has.
    pub fn of_open<E>(&self, is_anything_open: impl FnOnce() -> Result<bool, E>) -> Result<Status, E> {
        let silent = self.now.as_micros().saturating_sub(self.last_heard.as_micros());
        Ok(match silent {
            _ if silent >= UNFINISHED_AFTER_MICROS || self.writers == Writers::Adopted => Status::Unfinished,
            _ if silent >= LOST_CONTACT_AFTER_MICROS && self.writers == Writers::Ended => Status::Unfinished,
            _ if silent >= LOST_CONTACT_AFTER_MICROS && is_anything_open()? => Status::LostContact,
            _ => Status::Live,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn silence_is_no_loss_while_nothing_is_open() {
        for (seconds, writers, expected) in [
            (30, Writers::Present, Status::Live),
            (14 * 60, Writers::Present, Status::Live),
            (15 * 60, Writers::Present, Status::Unfinished),
            (30, Writers::Ended, Status::Unfinished),
            (1, Writers::Adopted, Status::Unfinished),
        ] {
            let now = Timestamp::from_micros(seconds * 1_000_000);
            let liveness = Liveness { last_heard: Timestamp::default(), writers, now };
            assert_eq!(liveness.of_open(|| Ok::<_, Infallible>(false)), Ok(expected), "{seconds} {writers:?}");
        }
    }

    #[test]
    fn it_asks_what_is_open_only_where_that_decides() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        for (seconds, writers) in [(29, Writers::Present), (15 * 60, Writers::Present), (31, Writers::Ended)] {
            let liveness = Liveness { last_heard: at(0), writers, now: at(seconds) };
            assert!(liveness.of_open(|| Err(())).is_ok());
        }
        let liveness = Liveness { last_heard: at(0), writers: Writers::Present, now: at(31) };
        assert_eq!(liveness.of_open(|| Err(())), Err(()));
    }

    #[test]
    fn silence_turns_into_lost_contact_and_then_into_unfinished() {
        let after = |seconds: i64, writers| {
            let now = Timestamp::from_micros(seconds * 1_000_000);
            let liveness = Liveness { last_heard: Timestamp::default(), writers, now };
            liveness.of_open(|| Ok::<_, Infallible>(true)).unwrap()
        };
        assert_eq!(after(29, Writers::Present), Status::Live);
        assert_eq!(after(30, Writers::Present), Status::LostContact);
        assert_eq!(after(15 * 60, Writers::Present), Status::Unfinished);
        assert_eq!(after(29, Writers::Ended), Status::Live);
        assert_eq!(after(30, Writers::Ended), Status::Unfinished);
        assert_eq!(after(0, Writers::Adopted), Status::Unfinished);
        assert_eq!(after(-60, Writers::Present), Status::Live);
    }
}
