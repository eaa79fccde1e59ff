//! A directory whose input and output is written down call by call, and can be made to fail.
//!
//! [`Disk::watch`] takes a directory under watch; [`vfs`](crate::vfs) reports every call of SQLite's on a file in it.
//! What was written down is a [`Log`], from which a [`SimDisk`](sim_disk::SimDisk) rebuilds what a power cut may leave.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;

use crate::plan::Plan;

pub mod call;
pub mod sim_disk;

use call::{Call, Failed, code};

const KEY_FILE: &str = "master.key";

/// A file for as long as it has one content: made again under the same name it is another.
pub type Inode = u32;

/// Something that happened to the directory.
#[derive(Clone, Debug)]
pub enum Event {
    /// A file was there before anybody looked; it is durable.
    Found(Inode, String, Vec<u8>),
    /// A file was made. Its name is durable once the directory was synced.
    Made(Inode, String),
    /// Bytes were written at an offset.
    Wrote(Inode, u64, Vec<u8>),
    /// The length was changed.
    Resized(Inode, u64),
    /// What was written is durable; the directory too where `true`.
    Synced(Inode, bool),
    /// Making it durable failed. The system forgets that it is not: nothing may rely on it from here on, until it is
    /// written once more.
    NotSynced(Inode),
    /// A name was removed.
    Removed(String),
    /// The directory was synced.
    DirectorySynced,
    /// Whoever watches noted something, an acknowledgement say.
    Note(u64),
}

/// Everything that happened, in order.
pub type Log = Vec<Event>;

#[derive(Debug, Default)]
struct State {
    log: Log,
    names: HashMap<String, Inode>,
    /// Whether the master key was made, which the store does by itself and durably, the directory with it.
    has_key: bool,
    inodes: Inode,
    /// The calls so far, each on its file.
    calls: Vec<(Call, String)>,
    plan: Option<Plan>,
    /// Whether a sync only says that it was done.
    pretends: bool,
    failed: Vec<Failed>,
}

/// A directory under watch.
#[derive(Debug)]
pub struct Disk {
    directory: PathBuf,
    state: Mutex<State>,
}

type Watched = Mutex<Vec<Arc<Disk>>>;

fn watched() -> &'static Watched {
    static WATCHED: OnceLock<Watched> = OnceLock::new();
    WATCHED.get_or_init(Watched::default)
}

impl Disk {
    /// Watches a directory from now on, until [`unwatch`](Disk::unwatch). Only what is opened later is seen.
    #[must_use]
    pub fn watch(directory: &Path) -> Arc<Disk> {
        crate::vfs::install();
        let disk = Arc::new(Disk { directory: directory.to_owned(), state: Mutex::default() });
        watched().lock().push(Arc::clone(&disk));
        disk
    }

    /// Watches no longer.
    pub fn unwatch(&self) {
        watched().lock().retain(|disk| disk.directory != self.directory);
    }

    /// Returns the watched directory that a file is in, and the file's name there.
    pub(crate) fn of(path: &Path) -> Option<(Arc<Disk>, String)> {
        let name = path.file_name()?.to_str()?.to_owned();
        let parent = path.parent()?;
        let disk = watched().lock().iter().find(|disk| disk.directory == parent).cloned()?;
        Some((disk, name))
    }

    /// Notes something at this place of the log.
    pub fn note(&self, what: u64) {
        self.state.lock().log.push(Event::Note(what));
    }

    /// Returns what happened so far.
    #[must_use]
    pub fn log(&self) -> Log {
        self.state.lock().log.clone()
    }

    /// Returns the calls so far, each on its file.
    #[must_use]
    pub fn calls(&self) -> Vec<(Call, String)> {
        self.state.lock().calls.clone()
    }

    /// Lets calls fail from now on, by a plan; `None` lets none fail.
    pub fn plan(&self, plan: Option<Plan>) {
        self.state.lock().plan = plan;
    }

    /// Lets every sync say from now on that it was done, and not do it.
    pub(crate) fn pretend_to_sync(&self, pretends: bool) {
        self.state.lock().pretends = pretends;
    }

    /// Returns which calls failed so far.
    #[must_use]
    pub fn failed(&self) -> Vec<Failed> {
        self.state.lock().failed.clone()
    }

    /// Does a call, unless the plan lets it fail; then returns the failure's code. What the call did is written down,
    /// in the order in which calls were done.
    pub(crate) fn call(&self, call: Call, name: &str, done: impl FnOnce() -> i32, event: Option<Event>) -> i32 {
        let mut state = self.state.lock();
        if !state.has_key && self.directory.join(KEY_FILE).exists() {
            state.has_key = true;
            let key = std::fs::read(self.directory.join(KEY_FILE)).ok();
            state.meet(KEY_FILE, key);
            state.log.push(Event::DirectorySynced);
        }
        if let Some(code) = state.failure(call, name) {
            // The directory's part is not lost by that: it is synced after the file.
            if let Some(Event::Synced(inode, _)) = event {
                state.log.push(Event::NotSynced(inode));
            }
            return code;
        }
        if state.pretends && call == Call::Sync {
            return 0;
        }
        let code = done();
        if code == 0 {
            state.log.extend(event);
        }
        code
    }

    /// Opens a file; returns which one it is.
    pub(crate) fn open(&self, name: &str, done: impl FnOnce() -> i32) -> Result<Inode, i32> {
        let mut state = self.state.lock();
        if let Some(code) = state.failure(Call::Open, name) {
            return Err(code);
        }
        let there = std::fs::read(self.directory.join(name));
        match done() {
            0 => Ok(state.meet(name, there.ok())),
            code => Err(code),
        }
    }

    /// Removes a file.
    pub(crate) fn delete(&self, name: &str, sync_directory: bool, done: impl FnOnce() -> i32) -> i32 {
        let mut state = self.state.lock();
        if let Some(code) = state.failure(Call::Delete, name) {
            return code;
        }
        let code = done();
        if code == 0 {
            state.names.remove(name);
            state.log.push(Event::Removed(name.to_owned()));
            if sync_directory && !state.pretends {
                state.log.push(Event::DirectorySynced);
            }
        }
        code
    }
}

impl State {
    /// Counts a call; returns the code of its failure, if it is to fail.
    fn failure(&mut self, call: Call, name: &str) -> Option<i32> {
        self.calls.push((call, name.to_owned()));
        let (number, plan) = (self.calls.len(), self.plan?);
        let code = code(plan.fault, call).filter(|_| plan.strikes(number, self.failed.len()))?;
        self.failed.push(Failed { call, name: name.to_owned(), number });
        Some(code)
    }

    /// Returns which file a name stands for; `there` is what the file held before it was opened.
    fn meet(&mut self, name: &str, there: Option<Vec<u8>>) -> Inode {
        if let (Some(known), Some(_)) = (self.names.get(name), &there) {
            return *known;
        }
        self.inodes += 1;
        let inode = self.inodes;
        self.names.insert(name.to_owned(), inode);
        // An empty one was made just now, by the store itself.
        self.log.push(match there {
            Some(bytes) if !bytes.is_empty() => Event::Found(inode, name.to_owned(), bytes),
            _ => Event::Made(inode, name.to_owned()),
        });
        inode
    }
}
