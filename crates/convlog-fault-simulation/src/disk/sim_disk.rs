//! What may be on the disk when the power goes: every content that a sector had since it was last durable, in whatever
//! combination.
//!
//! The rules, which are those of file systems that promise the least: between two syncs the sectors of a file become
//! durable in any order or not at all, and so do its length and the names in the directory. A sector is written whole
//! or not at all, and a write leaves the bytes beside it in its sector alone (SQLite relies on that too). What a file
//! was made longer by may hold anything where nothing was written yet. A file is cut off as a whole or not at all, and
//! what is written behind that is not there without it. After a failed sync nothing is known of what was to be synced,
//! not by a later sync either.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use convlog_privacy_simulation::random::Random;

use super::{Event, Inode};

/// What a sector holds; nothing where it was never written.
type Content = Option<Rc<[u8]>>;

#[derive(Clone, Debug)]
struct Sector {
    /// What it may hold, the last being what the system holds in memory.
    versions: Vec<Content>,
    is_dirty: bool,
}

/// One file: as it was synced, and as it was after each time it was cut off since.
#[derive(Clone, Debug)]
struct Image {
    ages: Vec<Age>,
}

/// A file between two times of being cut off.
#[derive(Clone, Debug, Default)]
struct Age {
    sectors: Vec<Sector>,
    /// How long it may be, the last being how long the system thinks it is.
    sizes: Vec<u64>,
}

/// Which of the legal states to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashMode {
    /// Nothing that was not synced.
    Nothing,
    /// Everything.
    Everything,
    /// Everything but one sector.
    AllButOne,
    /// Of what was not synced one sector only.
    OnlyOne,
    /// Each file either as it was synced or as it was written.
    WholeFiles,
    /// Each sector, each length and each name by itself.
    Any,
}

impl Image {
    fn new() -> Image {
        Image { ages: vec![Age { sectors: Vec::new(), sizes: vec![0] }] }
    }

    /// Returns the file as the system has it.
    fn now(&mut self) -> &mut Age {
        // INVARIANT: there is always one; ages are only ever removed before the last.
        let last = self.ages.len() - 1;
        &mut self.ages[last]
    }
}

impl CrashMode {
    /// All of them.
    pub const ALL: [CrashMode; 6] = [
        CrashMode::Nothing,
        CrashMode::Everything,
        CrashMode::AllButOne,
        CrashMode::OnlyOne,
        CrashMode::WholeFiles,
        CrashMode::Any,
    ];
}

/// A directory on a disk.
#[derive(Clone, Debug)]
pub struct SimDisk {
    sector: usize,
    files: BTreeMap<Inode, Image>,
    /// Which file each name may stand for.
    names: BTreeMap<String, Vec<Option<Inode>>>,
}

impl SimDisk {
    /// Returns an empty disk with sectors of so many bytes.
    #[must_use]
    pub fn new(sector: usize) -> SimDisk {
        SimDisk { sector, files: BTreeMap::new(), names: BTreeMap::new() }
    }

    /// Takes note of what happened next.
    pub fn happen(&mut self, event: &Event) {
        match event {
            Event::Found(inode, name, bytes) => {
                self.files.insert(*inode, Image::new());
                self.write(*inode, 0, bytes);
                self.sync(*inode);
                self.names.insert(name.clone(), vec![Some(*inode)]);
            }
            Event::Made(inode, name) => {
                self.files.insert(*inode, Image::new());
                self.names.entry(name.clone()).or_insert_with(|| vec![None]).push(Some(*inode));
            }
            Event::Wrote(inode, at, bytes) => self.write(*inode, *at as usize, bytes),
            Event::Resized(inode, size) => self.resize(*inode, *size as usize),
            Event::Synced(inode, with_directory) => {
                self.sync(*inode);
                if *with_directory {
                    self.sync_directory();
                }
            }
            Event::NotSynced(inode) => {
                let age = self.file(*inode).now();
                age.sectors.iter_mut().for_each(|sector| sector.is_dirty = false);
            }
            Event::Removed(name) => self.names.entry(name.clone()).or_insert_with(|| vec![None]).push(None),
            Event::DirectorySynced => self.sync_directory(),
            Event::Note(_) => {}
        }
    }

    /// Returns how many sectors may hold one thing or another.
    #[must_use]
    pub fn open_sectors(&self) -> usize {
        let ages = self.files.values().filter_map(|image| image.ages.last());
        ages.flat_map(|age| &age.sectors).filter(|sector| sector.versions.len() > 1).count()
    }

    fn file(&mut self, inode: Inode) -> &mut Image {
        self.files.entry(inode).or_insert_with(Image::new)
    }

    fn write(&mut self, inode: Inode, at: usize, bytes: &[u8]) {
        let size = self.sector;
        let image = self.file(inode).now();
        let end = at + bytes.len();
        let blank = Sector { versions: vec![None], is_dirty: false };
        image.sectors.resize(image.sectors.len().max(end.div_ceil(size)), blank);
        for index in at / size..end.div_ceil(size) {
            let start = index * size;
            let (from, to) = (at.max(start), end.min(start + size));
            let sector = &mut image.sectors[index];
            let held = sector.versions.last().cloned().flatten();
            let mut content = held.map_or_else(|| vec![0; size], |held| held.to_vec());
            content[from - start..to - start].copy_from_slice(&bytes[from - at..to - at]);
            sector.versions.push(Some(content.into()));
            sector.is_dirty = true;
        }
        if end as u64 > image.sizes.last().copied().unwrap_or(0) {
            image.sizes.push(end as u64);
        }
    }

    fn resize(&mut self, inode: Inode, size: usize) {
        let bytes = self.sector;
        let image = self.file(inode);
        let mut age = image.now().clone();
        if size as u64 >= age.sizes.last().copied().unwrap_or(0) {
            return image.now().sizes.push(size as u64);
        }
        age.sizes = vec![size as u64];
        age.sectors.truncate(size.div_ceil(bytes));
        image.ages.push(age);
        if !size.is_multiple_of(bytes) {
            // The rest of the last sector reads as zeros, should the file grow again.
            self.write(inode, size, &vec![0; bytes - size % bytes]);
            self.file(inode).now().sizes = vec![size as u64];
        }
    }

    fn sync(&mut self, inode: Inode) {
        let image = self.file(inode);
        image.ages.drain(..image.ages.len() - 1);
        let age = image.now();
        for sector in age.sectors.iter_mut().filter(|sector| sector.is_dirty) {
            sector.versions.drain(..sector.versions.len() - 1);
            sector.is_dirty = false;
        }
        let last = age.sizes.len().saturating_sub(1);
        age.sizes.drain(..last);
    }

    fn sync_directory(&mut self) {
        for held in self.names.values_mut() {
            held.drain(..held.len() - 1);
        }
    }

    /// Writes one of the legal states into an empty directory.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn leave(&self, directory: &Path, crash: CrashMode, random: &mut Random) -> std::io::Result<()> {
        let odd = (self.open_sectors() > 0).then(|| random.below(self.open_sectors()));
        let mut met = 0;
        let mut whole = BTreeMap::new();
        let mut contents = BTreeMap::new();
        for (inode, image) in &self.files {
            let is_whole = random.chance(50);
            whole.insert(*inode, is_whole);
            let Some(at) = self.choose(crash, is_whole, image.ages.len(), random) else { continue };
            let age = &image.ages[at];
            let mut bytes = Vec::with_capacity(age.sectors.len() * self.sector);
            for sector in &age.sectors {
                let last = sector.versions.len() - 1;
                let is_odd = last > 0 && Some(met) == odd;
                met += usize::from(last > 0);
                let version = match crash {
                    CrashMode::Nothing => 0,
                    CrashMode::Everything => last,
                    CrashMode::AllButOne if is_odd => random.below(last),
                    CrashMode::AllButOne => last,
                    CrashMode::OnlyOne if is_odd => 1 + random.below(last),
                    CrashMode::OnlyOne => 0,
                    CrashMode::WholeFiles => {
                        if is_whole {
                            last
                        } else {
                            0
                        }
                    }
                    CrashMode::Any => random.below(last + 1),
                };
                match &sector.versions[version] {
                    Some(content) => bytes.extend_from_slice(content),
                    // What the disk held before is anything; zeros on most file systems.
                    None if crash == CrashMode::Any && random.chance(30) => {
                        bytes.extend((0..self.sector).map(|_| random.any() as u8));
                    }
                    None => bytes.resize(bytes.len() + self.sector, 0),
                }
            }
            let size = self.choose(crash, is_whole, age.sizes.len(), random).map_or(0, |at| age.sizes[at]);
            bytes.resize(size as usize, 0);
            contents.insert(*inode, bytes);
        }
        for (name, held) in &self.names {
            let is_whole = held.iter().flatten().last().and_then(|inode| whole.get(inode)).copied().unwrap_or(true);
            let inode = self.choose(crash, is_whole, held.len(), random).and_then(|at| held[at]);
            if let Some(bytes) = inode.and_then(|inode| contents.get(&inode)) {
                std::fs::write(directory.join(name), bytes)?;
                if crash == CrashMode::Any && name.ends_with(".db") && random.chance(30) {
                    // Shared memory is never synced; what is found of it is from whenever.
                    let shared: Vec<u8> = (0..32 * 1024).map(|_| random.any() as u8).collect();
                    std::fs::write(directory.join(format!("{name}-shm")), shared)?;
                }
            }
        }
        Ok(())
    }

    /// Returns which of so many lengths or files it is to be.
    fn choose(&self, crash: CrashMode, is_whole: bool, count: usize, random: &mut Random) -> Option<usize> {
        let last = count.checked_sub(1)?;
        Some(match crash {
            CrashMode::Nothing => 0,
            CrashMode::WholeFiles => {
                if is_whole {
                    last
                } else {
                    0
                }
            }
            CrashMode::Everything | CrashMode::AllButOne => last,
            // One sector beyond the old end says nothing unless the file is as long as that.
            CrashMode::OnlyOne => {
                if random.chance(50) {
                    last
                } else {
                    0
                }
            }
            CrashMode::Any => random.below(count),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Returns what a file of two sectors of two bytes may hold after these events; `-` where it is not there.
    fn states(events: &[Event]) -> BTreeSet<String> {
        let mut sim_disk = SimDisk::new(2);
        events.iter().for_each(|event| sim_disk.happen(event));
        let mut random = Random::new(1);
        let mut found = BTreeSet::new();
        for at in 0..300 {
            let directory = tempfile::tempdir().unwrap();
            let crash = CrashMode::ALL[at % (CrashMode::ALL.len() - 1)];
            sim_disk.leave(directory.path(), crash, &mut random).unwrap();
            let there = std::fs::read_to_string(directory.path().join("f"));
            found.insert(there.map_or("-".to_owned(), |text| text.replace('\0', "0")));
        }
        found
    }

    fn write(at: u64, text: &str) -> Event {
        Event::Wrote(1, at, text.as_bytes().to_vec())
    }

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_synced_stays_and_the_rest_is_there_in_part() {
        let found = Event::Found(1, "f".to_owned(), b"aabb".to_vec());
        let unsynced = [found.clone(), write(0, "ccdd")];
        assert_eq!(states(&unsynced), set(&["aabb", "ccbb", "aadd", "ccdd"]));
        let synced = [&unsynced[..], &[Event::Synced(1, false)]].concat();
        assert_eq!(states(&synced), set(&["ccdd"]));
        let failed = [&unsynced[..], &[Event::NotSynced(1), Event::Synced(1, false)]].concat();
        assert_eq!(states(&failed), states(&unsynced), "a later sync knows nothing of what an earlier one failed at");
        let again = [&failed[..], &[write(0, "ccdd"), Event::Synced(1, false)]].concat();
        assert_eq!(states(&again), set(&["ccdd"]));
    }

    #[test]
    fn a_file_is_cut_off_as_a_whole() {
        let found = Event::Found(1, "f".to_owned(), b"aabb".to_vec());
        let cut = [found, Event::Resized(1, 0), write(0, "cc")];
        assert_eq!(states(&cut), set(&["aabb", "", "cc", "00"]));
    }

    #[test]
    fn a_name_is_there_for_sure_once_its_directory_was_synced() {
        let made = [Event::Made(1, "f".to_owned()), write(0, "aa"), Event::Synced(1, false)];
        assert_eq!(states(&made), set(&["-", "aa"]));
        let kept = [&made[..], &[Event::DirectorySynced]].concat();
        assert_eq!(states(&kept), set(&["aa"]));
        let removed = [&kept[..], &[Event::Removed("f".to_owned())]].concat();
        assert_eq!(states(&removed), set(&["-", "aa"]));
    }
}
