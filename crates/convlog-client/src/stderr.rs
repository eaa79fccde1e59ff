//! What the host's stderr is told: little, and never so that the host waits.

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Writes a line, unless nobody is reading at the moment; `stats` has it all the same.
pub(crate) fn say(line: &str) {
    let stderr = rustix::stdio::stderr();
    let mut ready = [PollFd::new(&stderr, PollFlags::OUT)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    if poll(&mut ready, Some(&at_once)) == Ok(1) && ready[0].revents() == PollFlags::OUT {
        let _ = rustix::io::write(stderr, line.as_bytes());
    }
}
