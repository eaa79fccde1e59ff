//! Leaks that can be planted, to show that the tests of privacy would find them.
//!
//! Each is a check of the gate that is passed over while it is planted. Without the feature `planted-leaks`, which no
//! binary has and only the crate of the proofs turns on for its tests, nothing can be planted and every question here
//! is answered `false` while compiling.

use std::borrow::Cow;

/// A check of the gate that can be passed over. `docs/proofs.md` says what each lets out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is explained where it is planted, and in the list of the proofs")]
pub enum Leak {
    GateOff = 1,
    MemoryConversation,
    MemoryTextSearch,
    SqliteConversation,
    SqliteList,
    SqliteTextSearch,
    SqliteProducers,
    HiddenConversationListed,
    HiddenConversationFound,
    HiddenConversationCounted,
    HiddenConversationExists,
    HiddenConversationFails,
    HiddenEntryCounted,
    HiddenEntryIsError,
    HiddenEntryIsFirst,
    HiddenEntryIsActivity,
    HiddenEntryHasWriter,
    HiddenEntryHasTurn,
    HiddenEntryHasEvent,
    RowNumberInCursor,
    MergedRedaction,
    MergedRedactionInSearch,
    CutMark,
    NumberOfCaller,
    PersonalClass,
    ApiResponse,
    KeyInErrorText,
    PathInLog,
    ForeignProject,
    ContactFilter,
    LiveEvent,
}

#[cfg(feature = "planted-leaks")]
mod plant {
    use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

    use super::Leak;

    static PLANTED: AtomicU8 = AtomicU8::new(0);
    static HIDDEN: AtomicU64 = AtomicU64::new(0);

    impl Leak {
        /// Every leak but the gate that is off, which is no leak by itself but the control of the others.
        pub const ALL: [Leak; 30] = [
            Leak::MemoryConversation,
            Leak::MemoryTextSearch,
            Leak::SqliteConversation,
            Leak::SqliteList,
            Leak::SqliteTextSearch,
            Leak::SqliteProducers,
            Leak::HiddenConversationListed,
            Leak::HiddenConversationFound,
            Leak::HiddenConversationCounted,
            Leak::HiddenConversationExists,
            Leak::HiddenConversationFails,
            Leak::HiddenEntryCounted,
            Leak::HiddenEntryIsError,
            Leak::HiddenEntryIsFirst,
            Leak::HiddenEntryIsActivity,
            Leak::HiddenEntryHasWriter,
            Leak::HiddenEntryHasTurn,
            Leak::HiddenEntryHasEvent,
            Leak::RowNumberInCursor,
            Leak::MergedRedaction,
            Leak::MergedRedactionInSearch,
            Leak::CutMark,
            Leak::NumberOfCaller,
            Leak::PersonalClass,
            Leak::ApiResponse,
            Leak::KeyInErrorText,
            Leak::PathInLog,
            Leak::ForeignProject,
            Leak::ContactFilter,
            Leak::LiveEvent,
        ];
    }

    /// Plants a leak in this process, in place of the one before.
    pub fn plant(leak: Option<Leak>) {
        PLANTED.store(leak.map_or(0, |leak| leak as u8), Ordering::SeqCst);
    }

    /// Says whether a leak is planted.
    #[must_use]
    pub fn is_planted(leak: Leak) -> bool {
        PLANTED.load(Ordering::Relaxed) == leak as u8
    }

    /// Takes note that a hidden entry arrived.
    pub fn hidden_arrived() {
        HIDDEN.fetch_add(1, Ordering::SeqCst);
    }

    /// Returns what changes whenever a hidden entry arrives, while [`Leak::LiveEvent`] is planted.
    #[must_use]
    pub fn pulse() -> u64 {
        if is_planted(Leak::LiveEvent) { HIDDEN.load(Ordering::SeqCst) } else { 0 }
    }
}

#[cfg(not(feature = "planted-leaks"))]
mod plant {
    use super::Leak;

    /// Says that no leak is planted.
    #[must_use]
    pub const fn is_planted(_: Leak) -> bool {
        false
    }

    /// Takes note of nothing.
    pub const fn hidden_arrived() {}

    /// Returns what never changes.
    #[must_use]
    pub const fn pulse() -> u64 {
        0
    }
}

pub use plant::*;

/// Returns a text without the check in it that a leak passes over, while that is planted.
#[must_use]
pub fn without<'a>(leak: Leak, text: &'a str, check: &str) -> Cow<'a, str> {
    if is_planted(leak) { text.replace(check, "").into() } else { text.into() }
}
