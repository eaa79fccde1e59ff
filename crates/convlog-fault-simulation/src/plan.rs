//! Which calls fail, and how: the same for the calls of SQLite and for those of the system.

/// What the system says when a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The device failed (`EIO`).
    Broken,
    /// The device is full (`ENOSPC`). Only calls that need room fail.
    Full,
    /// Something came between (`EINTR`). Only calls that may wait fail, and SQLite hides it.
    Interrupted,
}

/// Lets calls fail from a number on, so many of those that can fail so.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How.
    pub fault: Fault,
    /// From which call on, counted from 1.
    pub from: usize,
    /// How many fail. `usize::MAX` is until the plan is withdrawn.
    pub count: usize,
}

impl Plan {
    /// Lets no call fail, but counts those that could.
    #[must_use]
    pub fn never(fault: Fault) -> Plan {
        Plan { fault, from: usize::MAX, count: 0 }
    }

    /// Lets one call fail.
    #[must_use]
    pub fn once(fault: Fault, at: usize) -> Plan {
        Plan { fault, from: at, count: 1 }
    }

    /// Says whether a call fails before which so many failed.
    #[must_use]
    pub fn strikes(&self, number: usize, failed: usize) -> bool {
        number >= self.from && failed < self.count
    }
}
