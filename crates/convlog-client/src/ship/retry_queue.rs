//! Records that a server refuses because of the key or the project they came with: kept aside, so that they hold up
//! nothing behind them, and sent again, because somebody may put the key or the project right.
//!
//! `<spool>/held/<producer>.ndjson`, one record a line as it was sent. While somebody sends that file again, which takes
//! as long as the server makes it, others are begun beside it.

use std::cell::RefCell;
use std::sync::Arc;

use super::lines::Lines;
use crate::counters::Counters;
use crate::spool::root::{HELD, Root};
use crate::stats::Pending;

/// The place of what is kept aside.
#[derive(Debug)]
pub(super) struct RetryQueue {
    pub(super) lines: Lines,
    /// The producer that is this process; none where only what others left is shipped.
    own: Option<String>,
    counters: Arc<Counters>,
    /// Where a file is being sent again: the lines that were refused again.
    pub(super) again: RefCell<Option<Vec<u8>>>,
}

impl RetryQueue {
    pub(super) fn new(root: Option<Arc<Root>>, own: Option<String>, counters: Arc<Counters>) -> RetryQueue {
        RetryQueue { lines: Lines::new(root, HELD), own, counters, again: RefCell::default() }
    }

    /// Keeps a record aside; false when there is no room for it.
    pub(super) fn keep(&self, producer: &str, line: &[u8]) -> bool {
        if let Some(again) = &mut *self.again.borrow_mut() {
            again.extend_from_slice(line);
            again.push(b'\n');
            return true;
        }
        let kept = self.lines.append(producer, line).unwrap_or(false);
        if kept {
            self.counters.held.add(1);
            if self.is_own(producer) {
                self.counters.add_held(Pending { records: 1, bytes: line.len() as u64 + 1 });
            }
        }
        kept
    }

    pub(super) fn is_own(&self, producer: &str) -> bool {
        self.own.as_deref() == Some(producer)
    }

    /// Whether nothing is kept aside.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.names().is_empty()
    }
}
