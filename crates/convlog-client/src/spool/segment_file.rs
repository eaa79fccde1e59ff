//! The file a segment lives in, and what became of it.
//!
//! Where the segment's memory is a mapping of the file there is nothing to write. Where mapping is not safe, each call
//! writes its record out itself, with everything before it that is not written yet, so that the file always holds a
//! prefix of what was recorded.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use convlog_private_dir::{PrivateDir, may_be_this_long};

use super::header::SETTLED_AT;

/// The directory that a producer's files are in, which is another one after somebody took the first away.
#[derive(Debug)]
pub(crate) struct CurrentDir(Mutex<Arc<PrivateDir>>);

impl CurrentDir {
    pub(crate) fn new(directory: Arc<PrivateDir>) -> CurrentDir {
        CurrentDir(Mutex::new(directory))
    }

    pub(crate) fn get(&self) -> Arc<PrivateDir> {
        Arc::clone(&lock(&self.0))
    }

    pub(crate) fn set(&self, directory: Arc<PrivateDir>) {
        *lock(&self.0) = directory;
    }
}

/// What became of a segment's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileState {
    Intact,
    /// Somebody cut it.
    Truncated,
    /// Somebody removed it, or another file stands in its place.
    Missing,
    /// It was never made, because it could not be then.
    NotCreated,
}

/// The file of a segment.
#[derive(Debug)]
pub(crate) struct SegmentFile {
    here: Arc<CurrentDir>,
    place: Mutex<FileIdentity>,
    /// Only where calls write.
    writer: Option<Mutex<Writer>>,
    /// Whether it is another file than the one whose memory the segment is.
    is_moved: AtomicBool,
}

#[derive(Debug)]
struct FileIdentity {
    name: String,
    /// Zeros for a file that was not made yet.
    device_and_inode: (u64, u64),
    len: u64,
}

#[derive(Debug)]
struct Writer {
    file: File,
    /// Everything before is in the file.
    written: usize,
}

impl SegmentFile {
    /// The file of a segment whose memory is the file's.
    pub(crate) fn mapped(here: Arc<CurrentDir>, name: String, file: &File) -> io::Result<SegmentFile> {
        Ok(SegmentFile::new(here, FileIdentity::of(name, file)?, None))
    }

    /// The file of a segment whose calls write.
    pub(crate) fn written(here: Arc<CurrentDir>, name: String, file: File) -> io::Result<SegmentFile> {
        Ok(SegmentFile::new(here, FileIdentity::of(name, &file)?, Some(Writer { file, written: 0 })))
    }

    fn new(here: Arc<CurrentDir>, place: FileIdentity, writer: Option<Writer>) -> SegmentFile {
        let (place, writer) = (Mutex::new(place), writer.map(Mutex::new));
        SegmentFile { here, place, writer, is_moved: AtomicBool::new(false) }
    }

    /// The file of a segment in memory, which could not be created.
    pub(crate) fn not_created(here: Arc<CurrentDir>, name: String) -> SegmentFile {
        SegmentFile::new(here, FileIdentity { name, device_and_inode: (0, 0), len: 0 }, None)
    }

    pub(crate) fn is_written(&self) -> bool {
        self.writer.is_some()
    }

    /// Whether what is stored into the segment does not get into its file any more.
    pub(crate) fn is_moved(&self) -> bool {
        self.is_moved.load(Ordering::Acquire)
    }

    pub(crate) fn state(&self) -> FileState {
        let place = lock(&self.place);
        if place.is_not_created() {
            return FileState::NotCreated;
        }
        match self.here.get().stat(&place.name) {
            Ok(there) if (there.st_dev, there.st_ino) != place.device_and_inode => FileState::Missing,
            Ok(there) if (there.st_size as u64) < place.len => FileState::Truncated,
            Ok(_) => FileState::Intact,
            Err(error) if error.kind() == io::ErrorKind::NotFound => FileState::Missing,
            // It cannot be seen now; nothing says that it is not there.
            Err(_) => FileState::Intact,
        }
    }

    pub(crate) fn unlink(&self) {
        let place = lock(&self.place);
        if !place.is_not_created() {
            let _ = self.here.get().remove(&place.name);
        }
    }

    /// Writes out what of the segment's first `bytes` is not in the file yet. Calls that come at the same time wait for
    /// each other here, and the one behind finds its record written by the one before.
    pub(crate) fn write_out(&self, bytes: &[u8]) -> io::Result<()> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let mut writer = lock(writer);
        let from = writer.written;
        if from < bytes.len() {
            writer.file.write_all_at(&bytes[from..], from as u64)?;
            writer.written = bytes.len();
        }
        Ok(())
    }

    pub(crate) fn write_settled(&self, end: usize) {
        if let Some(writer) = &self.writer {
            // A failure costs a few duplicates, which the server knows by their identity.
            let _ = lock(writer).file.write_all_at(&(end as u64).to_le_bytes(), SETTLED_AT as u64);
        }
    }

    /// Writes the segment's bytes to a new file, to which the segment belongs from then on.
    pub(crate) fn move_to(&self, name: String, bytes: &[u8]) -> io::Result<()> {
        may_be_this_long(bytes.len() as u64)?;
        let here = self.here.get();
        let file = here.create(&name)?;
        let moved = file.write_all_at(bytes, 0).and_then(|()| FileIdentity::of(name.clone(), &file));
        let place = match moved {
            Ok(place) => place,
            Err(error) => {
                let _ = here.remove(&name);
                return Err(error);
            }
        };
        if let Some(writer) = &self.writer {
            *lock(writer) = Writer { file, written: bytes.len() };
        }
        self.is_moved.store(true, Ordering::Release);
        let mut old = lock(&self.place);
        let is_there = |there: rustix::fs::Stat| (there.st_dev, there.st_ino) == old.device_and_inode;
        if here.stat(&old.name).is_ok_and(is_there) {
            let _ = here.remove(&old.name);
        }
        *old = place;
        Ok(())
    }
}

impl FileIdentity {
    fn is_not_created(&self) -> bool {
        self.device_and_inode == (0, 0)
    }

    fn of(name: String, file: &File) -> io::Result<FileIdentity> {
        let metadata = file.metadata()?;
        Ok(FileIdentity { name, device_and_inode: (metadata.dev(), metadata.ino()), len: metadata.len() })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
