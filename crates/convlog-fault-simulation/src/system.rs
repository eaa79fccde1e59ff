//! Lets the system calls of a thread, and of all that it starts, fail on files below a directory.
//!
//! The kernel asks us about each such call before it does it (seccomp's user notifications, Linux 5.5): nothing in the
//! code under test knows of it, and what the standard library does is seen like everything else. Anonymous memory is
//! let through unasked, because whoever asks for it may hold the allocator's locks, which we need too.

use std::collections::BTreeMap;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

mod filter;
mod target;

use filter::{listen, next, reply};

use crate::plan::{Fault, Plan};

/// How long threads may go on after the work is done.
const AFTERLIFE: Duration = Duration::from_secs(60);

/// The calls that are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of the calls")]
pub enum Call {
    Open,
    Read,
    Write,
    Allocate,
    Truncate,
    Map,
    Populate,
    Sync,
    Lock,
    Remove,
    MakeDirectory,
    RemoveDirectory,
    Rename,
    List,
    Look,
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// How many calls of each kind there were below the directory.
    pub calls: BTreeMap<Call, usize>,
    /// How many of them could have failed by the plan.
    pub eligible: usize,
    /// Which failed.
    pub failed: Vec<Call>,
    /// What was synced.
    pub synced: Vec<PathBuf>,
}

/// Does something on a thread of its own while its calls below a directory fail by a plan.
///
/// # Panics
/// The kernel does not offer to be asked, or the work panicked.
pub fn supervised<T: Send>(directory: &Path, plan: Option<Plan>, work: impl FnOnce() -> T + Send) -> (T, Seen) {
    let (sender, receiver) = mpsc::channel::<RawFd>();
    std::thread::scope(|scope| {
        let worker = scope.spawn(move || {
            let listener = listen().expect("Linux 5.5 or newer with seccomp, to let system calls fail");
            sender.send(listener).expect("a supervisor");
            work()
        });
        let listener = receiver.recv().expect("a listener");
        // SAFETY: it was made just now, and nobody else closes it.
        let listener = unsafe { OwnedFd::from_raw_fd(listener) };
        let mut seen = Seen::default();
        let mut ended = None;
        while let Some(asked) = next(listener.as_raw_fd(), &mut || {
            // The last to end closes the door; whoever does not in time is let go on unasked.
            if worker.is_finished() {
                let ended = ended.get_or_insert_with(Instant::now);
                assert!(ended.elapsed() < AFTERLIFE, "threads go on for ever");
            }
        }) {
            let verdict = check(&asked, directory, plan, &mut seen);
            reply(listener.as_raw_fd(), asked.id, verdict);
        }
        (worker.join().expect("work without a panic"), seen)
    })
}

/// Returns the error that a call is to fail with, if it is to.
fn check(asked: &filter::Asked, directory: &Path, plan: Option<Plan>, seen: &mut Seen) -> Option<i32> {
    let (call, path) = target::of(asked)?;
    if !path.starts_with(directory) {
        return None;
    }
    *seen.calls.entry(call).or_default() += 1;
    let plan = plan?;
    let Some(error) = errno(plan.fault, call, asked) else {
        if call == Call::Sync {
            seen.synced.push(path);
        }
        return None;
    };
    seen.eligible += 1;
    if !plan.strikes(seen.eligible, seen.failed.len()) {
        if call == Call::Sync {
            seen.synced.push(path);
        }
        return None;
    }
    seen.failed.push(call);
    Some(error)
}

/// Returns how a call fails, if it can fail so.
fn errno(fault: Fault, call: Call, asked: &filter::Asked) -> Option<i32> {
    use Call::{
        Allocate, List, Lock, Look, MakeDirectory, Map, Open, Populate, Read, RemoveDirectory, Rename, Truncate, Write,
    };
    match fault {
        Fault::Broken => Some(if call == Map { libc::ENOMEM } else { libc::EIO }),
        Fault::Full => match call {
            Open if target::makes_file(asked) => Some(libc::ENOSPC),
            Write | Allocate | MakeDirectory | Rename | Truncate | Call::Sync => Some(libc::ENOSPC),
            // A page of a file that has no room cannot be made present.
            Populate => Some(libc::EFAULT),
            _ => None,
        },
        Fault::Interrupted => match call {
            Open | Read | Write | Allocate | Truncate | Lock => Some(libc::EINTR),
            Map | Populate | MakeDirectory | RemoveDirectory | Rename | List | Look | Call::Sync | Call::Remove => None,
        },
    }
}
