//! What is said about a spool that cannot be used.

use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Says on stderr, once in a process and those that it forks, what that means for whoever runs it.
pub(super) fn say_once(problem: &str) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if SAID.swap(true, Ordering::Relaxed) {
        return;
    }
    let line = format!(
        "convlog: entries that are not sent yet are kept in memory, where a crash or a kill loses them, because the spool \
         cannot be used (CONVLOG_SPOOL_DIR names another directory for it): {problem}\n"
    );
    let stderr = rustix::stdio::stderr();
    // Nobody may be reading; then the host does not wait for us, and `stats` has it.
    let mut ready = [PollFd::new(&stderr, PollFlags::OUT)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    if poll(&mut ready, Some(&at_once)) == Ok(1) && ready[0].revents() == PollFlags::OUT {
        let _ = rustix::io::write(stderr, line.as_bytes());
    }
}
