//! A producer at work, filmed: what each sector of its segments held, from moment to moment.
//!
//! The system may write any page of a mapping to the disk at any time, so what is there after a power cut is, sector by
//! sector, something that the page held at some moment before. Pictures are taken while the producer writes: they show
//! half-written frames as the disk would.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use convlog_privacy_simulation::random::Random;

use super::logging_client::{self, LoggingClient};
use super::sink::Sink;

/// The smallest piece that reaches the disk as a whole.
const SECTOR: usize = 512;
/// How many of them make a page.
const PAGE_SECTORS: usize = 8;

/// What a sector held, and from which snapshot on.
type Version = (usize, Rc<[u8]>);

#[derive(Debug, Default)]
struct Reel {
    sectors: Vec<Vec<Version>>,
    len: usize,
    first: usize,
}

/// The snapshots of one producer.
#[derive(Debug)]
pub struct WriteTrace {
    /// The producer, as its directory is called.
    pub producer: String,
    /// How many snapshots there are.
    pub snapshots: usize,
    /// How many entries were told.
    pub entries: u64,
    files: BTreeMap<String, Reel>,
}

/// What is left of a page or a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashMode {
    /// Every sector from any moment.
    Sectors,
    /// Every page from any moment.
    Pages,
    /// Everything as it was at the last moment, but for a few sectors.
    AllButFew,
    /// Little of what was written, but for a few sectors.
    Few,
    /// Each file as it was at a moment of its own.
    Files,
}

impl CrashMode {
    /// All of them.
    pub const ALL: [CrashMode; 5] =
        [CrashMode::Sectors, CrashMode::Pages, CrashMode::AllButFew, CrashMode::Few, CrashMode::Files];
}

impl WriteTrace {
    /// Lets a producer record entries and takes snapshots meanwhile. With a server its segments are settled, wiped and
    /// used again.
    ///
    /// # Errors
    /// There is no room for a spool.
    pub fn shoot(seed: u64, entries: u64, with_server: bool) -> std::io::Result<WriteTrace> {
        let spool = tempfile::tempdir()?;
        let sink = if with_server { Some(Sink::start()?) } else { None };
        let client = LoggingClient::start(logging_client::config(spool.path(), sink.map(|sink| sink.url())));
        let directory = client.client.stats().spool_dir.ok_or_else(|| std::io::Error::other("no spool on disk"))?;
        let name = directory.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut trace = WriteTrace { producer: name, snapshots: 0, entries, files: BTreeMap::new() };
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut random = Random::new(seed);
                for n in 0..entries {
                    client.log(n);
                    if random.chance(2) {
                        std::thread::sleep(Duration::from_micros(random.below(2_000) as u64));
                    }
                }
                ended.store(true, Ordering::SeqCst);
            });
            while !ended.load(Ordering::SeqCst) {
                trace.take(&directory);
            }
        });
        trace.take(&directory);
        client.client.shutdown(Duration::ZERO);
        Ok(trace)
    }

    fn take(&mut self, directory: &Path) {
        let Ok(entries) = fs::read_dir(directory) else { return };
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some()) {
            // One that was removed just now is as it was last seen.
            let Ok(bytes) = fs::read(&path) else { continue };
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let snapshot = self.snapshots;
            let reel = self.files.entry(name).or_insert_with(|| Reel { first: snapshot, ..Reel::default() });
            reel.len = reel.len.max(bytes.len());
            let blank = || vec![(0, Rc::from([0; SECTOR]))];
            reel.sectors.resize_with(reel.sectors.len().max(bytes.len().div_ceil(SECTOR)), blank);
            for (at, bytes) in bytes.chunks(SECTOR).enumerate() {
                if reel.sectors[at].last().is_none_or(|(_, last)| **last != *bytes) {
                    reel.sectors[at].push((snapshot, bytes.into()));
                }
            }
        }
        self.snapshots += 1;
    }

    /// Writes what a power cut at a snapshot may leave into a spool directory; returns the producer's directory.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn leave(
        &self,
        spool: &Path,
        snapshot: usize,
        crash: CrashMode,
        random: &mut Random,
    ) -> std::io::Result<PathBuf> {
        let directory = spool.join(&self.producer);
        fs::create_dir(&directory)?;
        if random.chance(80) {
            fs::write(directory.join("lock"), "")?;
        }
        for (name, reel) in self.files.iter().filter(|(_, reel)| reel.first <= snapshot) {
            // A name that was made or removed may be as it was before.
            if random.chance(5) {
                continue;
            }
            let moment = random.below(snapshot + 1);
            let mut bytes = Vec::with_capacity(reel.len);
            for page in reel.sectors.chunks(PAGE_SECTORS) {
                let of_page = random.below(snapshot + 1);
                for versions in page {
                    let until = match crash {
                        CrashMode::Sectors => random.below(snapshot + 1),
                        CrashMode::Pages => of_page,
                        CrashMode::AllButFew if random.chance(2) => random.below(snapshot + 1),
                        CrashMode::AllButFew => snapshot,
                        CrashMode::Few if random.chance(10) => snapshot,
                        CrashMode::Few => 0,
                        CrashMode::Files => moment,
                    };
                    let version = versions.iter().rev().find(|(from, _)| *from <= until);
                    bytes.extend_from_slice(version.map_or(&[0; SECTOR][..], |(_, bytes)| bytes));
                }
            }
            match random.below(20) {
                // The length is one more thing that may not have got to the disk.
                0 => bytes.clear(),
                1 => bytes.truncate(random.below(bytes.len() + 1)),
                _ => {}
            }
            fs::write(directory.join(name), bytes)?;
        }
        Ok(directory)
    }
}
