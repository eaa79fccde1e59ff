//! What is said about a spool that cannot be used.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::stderr;

/// Says on stderr, once in a process and those that it forks, what that means for whoever runs it.
pub(super) fn say_once(problem: &str) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if SAID.swap(true, Ordering::Relaxed) {
        return;
    }
    stderr::say(&format!(
        "convlog: cannot use the spool directory, so unsent entries are kept in memory, where a crash loses them \
        (CONVLOG_SPOOL_DIR sets another directory): {problem}\n"
    ));
}
