//! The working memory of a log call, kept from call to call.

use std::cell::Cell;

use convlog_client::Draft;

use crate::render::Notes;

/// A draft that has grown past this is not kept.
const KEPT_BYTES_MAX: usize = 512 * 1024;

/// What a call writes into.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) draft: Draft,
    pub(super) notes: Notes,
}

thread_local! {
    static SPARE: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Takes the thread's spare, so that a call made while this one renders (a `__repr__` that logs) has its own.
#[inline]
pub(super) fn take() -> Box<Scratch> {
    SPARE.try_with(Cell::take).ok().flatten().unwrap_or_default()
}

/// Gives it back, empty notes and all.
#[inline]
pub(super) fn give_back(mut scratch: Box<Scratch>) {
    scratch.notes.pii.clear();
    scratch.notes.cut.clear();
    scratch.notes.cut_apart.clear();
    scratch.notes.apart.clear();
    if scratch.draft.len() <= KEPT_BYTES_MAX {
        let _ = SPARE.try_with(|spare| spare.set(Some(scratch)));
    }
}
