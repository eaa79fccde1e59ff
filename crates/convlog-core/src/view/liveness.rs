//! Whether something goes on, has ended, or has fallen silent.

use std::collections::BTreeMap;
use std::convert::Infallible;

use serde::Serialize;

use crate::ids::ProducerId;
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

/// What is known of one writer that reports on itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// When it was last heard of, by the server's clock.
    pub at: Timestamp,
    /// What became of it.
    pub state: Writers,
}

/// What is known about those who write a conversation's records.
#[derive(Clone, Debug)]
pub struct Liveness {
    /// When any of them was last heard of, by the server's clock.
    pub last_heard: Timestamp,
    /// What became of them.
    pub writers: Writers,
    /// The time to judge by.
    pub now: Timestamp,
    /// What is known of each of them that reports on itself. Of others nobody can tell why they are silent.
    pub reporting: BTreeMap<ProducerId, Heard>,
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
        judge(Heard { at: self.last_heard, state: self.writers }, self.now, is_anything_open)
    }

    /// Returns the status of something of a conversation that was opened by these and has not ended.
    ///
    /// It is judged by who wrote of it, and of several by the one that is best off: that others of the conversation live
    /// tells nothing of it. Where one of them never reports it is judged as the conversation is.
    #[must_use]
    pub fn of_part(&self, conversation: Status, writers: &[ProducerId]) -> Status {
        let mut own = Vec::with_capacity(writers.len());
        for writer in writers {
            let Some(heard) = self.reporting.get(writer) else { return conversation };
            own.push(self.of_writer(*heard));
        }
        let goes_on = matches!(conversation, Status::Live | Status::LostContact);
        let best =
            [Status::Live, Status::LostContact, Status::Unfinished].into_iter().find(|status| own.contains(status));
        best.filter(|_| goes_on).unwrap_or(conversation)
    }

    /// Returns the status of what a writer left open.
    #[must_use]
    pub fn of_writer(&self, heard: Heard) -> Status {
        judge(heard, self.now, || Ok(true)).unwrap_or_else(|never: Infallible| match never {})
    }
}

fn judge<E>(heard: Heard, now: Timestamp, is_anything_open: impl FnOnce() -> Result<bool, E>) -> Result<Status, E> {
    let silent = now.as_micros().saturating_sub(heard.at.as_micros());
    Ok(match silent {
        _ if silent >= UNFINISHED_AFTER_MICROS || heard.state == Writers::Adopted => Status::Unfinished,
        _ if silent >= LOST_CONTACT_AFTER_MICROS && heard.state == Writers::Ended => Status::Unfinished,
        _ if silent >= LOST_CONTACT_AFTER_MICROS && is_anything_open()? => Status::LostContact,
        _ => Status::Live,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_all(last_heard: Timestamp, writers: Writers, now: Timestamp) -> Liveness {
        Liveness { last_heard, writers, now, reporting: BTreeMap::new() }
    }

    #[test]
    fn what_a_writer_left_open_is_judged_by_that_writer() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let id = |number: u8| ProducerId::from_bytes([number; 16]);
        let reporting = [
            (id(1), Heard { at: at(1000), state: Writers::Present }),
            (id(2), Heard { at: at(971), state: Writers::Present }),
            (id(3), Heard { at: at(970), state: Writers::Present }),
            (id(4), Heard { at: at(100), state: Writers::Present }),
            (id(5), Heard { at: at(999), state: Writers::Adopted }),
            (id(6), Heard { at: at(970), state: Writers::Ended }),
        ];
        let liveness = Liveness { reporting: reporting.into(), ..of_all(at(1000), Writers::Present, at(1000)) };
        for (writers, expected) in [
            (&[1][..], Status::Live),
            (&[2], Status::Live),
            (&[3], Status::LostContact),
            (&[4], Status::Unfinished),
            (&[5], Status::Unfinished),
            (&[6], Status::Unfinished),
            (&[4, 1], Status::Live),
            (&[6, 3], Status::LostContact),
            (&[5, 4], Status::Unfinished),
            (&[4, 9], Status::Live),
            (&[9], Status::Live),
            (&[], Status::Live),
        ] {
            let writers: Vec<ProducerId> = writers.iter().copied().map(id).collect();
            assert_eq!(liveness.of_part(Status::Live, &writers), expected, "{writers:?}");
            for over in [Status::Ended, Status::Unfinished] {
                assert_eq!(liveness.of_part(over, &writers), over);
            }
        }
        assert_eq!(liveness.of_part(Status::LostContact, &[id(4)]), Status::Unfinished);
        assert_eq!(liveness.of_part(Status::LostContact, &[id(9)]), Status::LostContact);
    }

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
            let liveness = of_all(Timestamp::default(), writers, now);
            assert_eq!(liveness.of_open(|| Ok::<_, Infallible>(false)), Ok(expected), "{seconds} {writers:?}");
        }
    }

    #[test]
    fn it_asks_what_is_open_only_where_that_decides() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        for (seconds, writers) in [(29, Writers::Present), (15 * 60, Writers::Present), (31, Writers::Ended)] {
            let liveness = of_all(at(0), writers, at(seconds));
            assert!(liveness.of_open(|| Err(())).is_ok());
        }
        let liveness = of_all(at(0), Writers::Present, at(31));
        assert_eq!(liveness.of_open(|| Err(())), Err(()));
    }

    #[test]
    fn silence_turns_into_lost_contact_and_then_into_unfinished() {
        let after = |seconds: i64, writers| {
            let now = Timestamp::from_micros(seconds * 1_000_000);
            let liveness = of_all(Timestamp::default(), writers, now);
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
