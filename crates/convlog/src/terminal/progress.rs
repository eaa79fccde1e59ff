//! How far a long command is, on standard error, for whoever sits there.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use super::width::clip;

/// Nobody is told of what takes less.
const QUIET_FOR: Duration = Duration::from_secs(1);
/// How often it is said again.
const PAUSE: Duration = Duration::from_millis(200);

/// One line that is written over and over, and is gone in the end.
#[derive(Debug)]
pub(crate) struct Progress {
    is_seen: bool,
    is_among_output: bool,
    since: Instant,
    said: Option<Instant>,
}

impl Progress {
    /// Begins. Where the output goes through a pipe nothing is said: a pager may have the terminal.
    pub(crate) fn new() -> Progress {
        let is_seen = stderr().is_terminal() && (stdout().is_terminal() || !is_pipe());
        Progress { is_seen, is_among_output: stdout().is_terminal(), since: Instant::now(), said: None }
    }

    /// Says how far it is, if it takes long and was not said a moment ago.
    pub(crate) fn tell(&mut self, text: impl FnOnce() -> String) {
        let is_due = self.said.map_or(self.since.elapsed() >= QUIET_FOR, |said| said.elapsed() >= PAUSE);
        if self.is_seen && is_due {
            self.said = Some(Instant::now());
            // NOTE: when stderr is gone there is nobody left to tell.
            let columns = rustix::termios::tcgetwinsize(stderr()).ok().map(|size| usize::from(size.ws_col));
            let _ = write!(stderr(), "\r\x1b[K{}", on_one_line(&text(), columns));
        }
    }

    /// Takes the line away before output comes, where both are seen on the terminal.
    pub(crate) fn make_way(&mut self) {
        if self.is_among_output {
            self.clear();
            self.since = Instant::now();
        }
    }

    fn clear(&mut self) {
        if self.said.take().is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Cuts a text that would go on in a second line, of which the next one would leave the first standing.
fn on_one_line(text: &str, columns: Option<usize>) -> String {
    // The last column is left free: some terminals begin a new line once it is written.
    columns.filter(|columns| *columns > 0).map_or_else(|| text.to_owned(), |columns| clip(text, columns - 1).0)
}

fn is_pipe() -> bool {
    let status = rustix::fs::fstat(stdout().as_fd());
    status.is_ok_and(|status| rustix::fs::FileType::from_raw_mode(status.st_mode) == rustix::fs::FileType::Fifo)
}

#[cfg(test)]
mod tests {
    use super::on_one_line;

    #[test]
    fn never_reaches_the_end_of_the_line() {
        assert_eq!(on_one_line("500 of 900 lines", Some(12)), "500 of 900…");
        assert_eq!(on_one_line("500 of 900", Some(11)), "500 of 900");
        assert_eq!(on_one_line("500 of 900", Some(1)), "");
        // Some terminals say that they have no columns.
        assert_eq!(on_one_line("500 of 900", Some(0)), "500 of 900");
        assert_eq!(on_one_line("500 of 900", None), "500 of 900");
    }
}
