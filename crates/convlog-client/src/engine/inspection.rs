//! Looking after the files of the spool while they are in use: somebody else may remove, replace or truncate them.

use std::sync::Arc;

use super::Engine;
use crate::spool::directory::Directory;
use crate::spool::fault;
use crate::spool::segment::{SEGMENT_BYTES, Segment};
use crate::spool::segment_file::FileState;

impl Engine {
    /// Writes a record out where segments are not mapped.
    pub(super) fn write_out(&self, segment: &Segment, end: usize) {
        // SAFETY: `end` was read under the recorder's lock, after everything before it was published; our reference to
        // the segment keeps it from being wiped.
        if let Err(error) = unsafe { segment.write_out(end) } {
            self.counters.unwritten.add(1);
            self.spool_problem(&error);
        }
    }

    /// Looks whether the directory and the files of all segments are there, makes the directory again where it is not,
    /// and writes what lost its file to a new one.
    pub(crate) fn inspect(&self) {
        let Some(directory) = &self.directory else { return };
        fault::stay_installed();
        if let Err(error) = directory.restore() {
            self.spool_problem(&error);
            return;
        }
        let segments = self.recorder().segments();
        let (segments, not_created): (Vec<_>, Vec<_>) =
            segments.into_iter().partition(|segment| segment.state() != FileState::NotCreated);
        let mut files = self.recorder().spare_files();
        let misses_files = !not_created.is_empty() || files.iter().any(|file| file.state() == FileState::NotCreated);
        let has_room = misses_files && self.make_again(directory);
        // The spares first, so that what is written while a segment is closed does not go into one of no use.
        files.retain(|file| match file.state() {
            FileState::Intact => false,
            FileState::Truncated | FileState::Missing => true,
            FileState::NotCreated => has_room,
        });
        if !files.is_empty() {
            let lost = self.recorder().take_spares_of(&files);
            self.discard_all(lost);
        }
        for segment in segments {
            match segment.state() {
                FileState::Intact | FileState::NotCreated => {}
                // What a mapping held behind the cut is gone; what stands before it is in the file.
                FileState::Truncated if !segment.is_written() => {
                    _ = self.recorder().seal_gone(segment.generation(), true);
                }
                FileState::Truncated | FileState::Missing => self.rescue(directory, &segment, true),
            }
        }
        for segment in not_created.iter().filter(|_| has_room) {
            self.rescue(directory, segment, false);
        }
    }

    /// Makes a spare with a file after one could not be made; whether it can be again.
    fn make_again(&self, directory: &Directory) -> bool {
        let Ok(spare) = directory.make_segment(SEGMENT_BYTES) else { return false };
        let mut recorder = self.recorder();
        if recorder.reserve(spare.len()) {
            recorder.add_spare(spare);
        } else {
            drop(recorder);
            spare.discard();
        }
        true
    }

    /// Writes the records of a segment without a file to a new one.
    fn rescue(&self, directory: &Directory, segment: &Arc<Segment>, was_lost: bool) {
        let Some(end) = self.recorder().seal_gone(segment.generation(), was_lost) else { return };
        // SAFETY: as in `write_out`.
        match unsafe { segment.rescue(directory.next_name(), end) } {
            Ok(()) => self.counters.segments_rescued.add(1),
            Err(error) => self.spool_problem(&error),
        }
    }
}
