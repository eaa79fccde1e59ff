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

use convlog_proofs::random::Random;

use super::sink::Sink;
use super::told::{self, Teller};

/// The smallest piece that reaches the disk as a whole.
const SECTOR: usize = 512;
/// How many of them make a page.
const PAGE_SECTORS: usize = 8;

/// What a sector held, and from which picture on.
type Version = (usize, Rc<[u8]>);

#[derive(Debug, Default)]
struct Reel {
    sectors: Vec<Vec<Version>>,
    len: usize,
    first: usize,
}

/// The pictures of one producer.
#[derive(Debug)]
pub struct Film {
    /// The producer, as its directory is called.
    pub producer: String,
    /// How many pictures there are.
    pub pictures: usize,
    /// How many entries were told.
    pub entries: u64,
    reels: BTreeMap<String, Reel>,
}

/// What is left of a page or a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taste {
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

impl Taste {
    /// All of them.
    pub const ALL: [Taste; 5] = [Taste::Sectors, Taste::Pages, Taste::AllButFew, Taste::Few, Taste::Files];
}

impl Film {
    /// Lets a producer record entries and takes pictures meanwhile. With a server its segments are settled, wiped and
    /// used again.
    ///
    /// # Errors
    /// There is no room for a spool.
    pub fn shoot(seed: u64, entries: u64, with_server: bool) -> std::io::Result<Film> {
        let spool = tempfile::tempdir()?;
        let sink = if with_server { Some(Sink::start()?) } else { None };
        let teller = Teller::start(told::config(spool.path(), sink.map(|sink| sink.url())));
        let directory = teller.client.stats().spool_dir.ok_or_else(|| std::io::Error::other("no spool on disk"))?;
        let name = directory.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut film = Film { producer: name, pictures: 0, entries, reels: BTreeMap::new() };
        let ended = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut random = Random::new(seed);
                for n in 0..entries {
                    teller.log(n);
                    if random.chance(2) {
                        std::thread::sleep(Duration::from_micros(random.below(2_000) as u64));
                    }
                }
                ended.store(true, Ordering::SeqCst);
            });
            while !ended.load(Ordering::SeqCst) {
                film.take(&directory);
            }
        });
        film.take(&directory);
        teller.client.shutdown(Duration::ZERO);
        Ok(film)
    }

    fn take(&mut self, directory: &Path) {
        let Ok(entries) = fs::read_dir(directory) else { return };
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some()) {
            // One that was removed just now is as it was last seen.
            let Ok(bytes) = fs::read(&path) else { continue };
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let picture = self.pictures;
            let reel = self.reels.entry(name).or_insert_with(|| Reel { first: picture, ..Reel::default() });
            reel.len = reel.len.max(bytes.len());
            let blank = || vec![(0, Rc::from([0; SECTOR]))];
            reel.sectors.resize_with(reel.sectors.len().max(bytes.len().div_ceil(SECTOR)), blank);
            for (at, bytes) in bytes.chunks(SECTOR).enumerate() {
                if reel.sectors[at].last().is_none_or(|(_, last)| **last != *bytes) {
                    reel.sectors[at].push((picture, bytes.into()));
                }
            }
        }
        self.pictures += 1;
    }

    /// Writes what a power cut at a picture may leave into a spool directory; returns the producer's directory.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn leave(&self, spool: &Path, picture: usize, taste: Taste, random: &mut Random) -> std::io::Result<PathBuf> {
        let directory = spool.join(&self.producer);
        fs::create_dir(&directory)?;
        if random.chance(80) {
            fs::write(directory.join("lock"), "")?;
        }
        for (name, reel) in self.reels.iter().filter(|(_, reel)| reel.first <= picture) {
            // A name that was made or removed may be as it was before.
            if random.chance(5) {
                continue;
            }
            let moment = random.below(picture + 1);
            let mut bytes = Vec::with_capacity(reel.len);
            for page in reel.sectors.chunks(PAGE_SECTORS) {
                let of_page = random.below(picture + 1);
                for versions in page {
                    let until = match taste {
                        Taste::Sectors => random.below(picture + 1),
                        Taste::Pages => of_page,
                        Taste::AllButFew if random.chance(2) => random.below(picture + 1),
                        Taste::AllButFew => picture,
                        Taste::Few if random.chance(10) => picture,
                        Taste::Few => 0,
                        Taste::Files => moment,
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
