//! Segments whose files went away under us: their chain goes on in another, and what cannot be read any more is
//! counted.

use std::sync::Arc;

use super::{FollowUp, Full, INFO, Link, Outgoing, REST, Recorder, Stretch};
use crate::spool::segment::{Segment, Spare};
use crate::spool::segment_file::SegmentFile;
use crate::spool::{fault, frame};

impl Link {
    /// Closes a segment whose file went away; returns 1 where that is news.
    fn give_up(&mut self) -> u64 {
        self.sealed = true;
        u64::from(!std::mem::replace(&mut self.was_lost, true))
    }
}

impl Recorder {
    /// Writes a record again whose segment turned out to have lost its file, until one holds it.
    #[cold]
    pub(super) fn place_again(&mut self, out: &Outgoing<'_>, mut follow_up: FollowUp) -> Result<FollowUp, Full> {
        while fault::count() != self.faults_seen {
            self.faults_seen = fault::count();
            let in_vain = self.chains[out.chain].back().is_some_and(|link| link.segment.is_lost());
            if in_vain {
                self.withdraw(out);
            }
            self.seal_lost();
            if !in_vain {
                break;
            }
            match self.place(out) {
                Ok(again) => {
                    let shipper = again.shipper || follow_up.shipper;
                    follow_up = FollowUp { shipper, maintenance: true, write: again.write };
                }
                Err(full) => {
                    self.shipper_sleeps |= follow_up.shipper;
                    return Err(full);
                }
            }
        }
        Ok(follow_up)
    }

    /// Takes back the record that was written last in its chain.
    fn withdraw(&mut self, out: &Outgoing<'_>) {
        let size = frame::size(out.parts[0].len() + out.parts[1].len());
        let Some(link) = self.chains[out.chain].back_mut() else { return };
        link.written -= size;
        link.records_left -= 1;
        link.records_unread -= 1;
        link.bytes_left -= size as u64;
        self.totals.recorded -= 1;
        self.totals.recorded_bytes -= size as u64;
        self.totals.cut -= u64::from(out.cut);
        // SAFETY: the lock makes us the only writer, and nobody was told of this frame.
        unsafe { link.segment.withdraw(link.written) };
    }

    /// Closes the segments whose files went away, so that what comes next outlives the process again.
    fn seal_lost(&mut self) {
        for chain in [INFO, REST] {
            let lost = self.chains[chain].iter_mut().filter(|link| link.segment.is_lost());
            self.totals.segments_lost += lost.map(Link::give_up).sum::<u64>();
            self.release_settled(chain);
        }
    }

    /// Closes a segment whose file went away or was never made, and returns how far it was written; `None` when it is
    /// in no chain any more.
    pub(crate) fn seal_gone(&mut self, generation: u32, was_lost: bool) -> Option<usize> {
        let (chain, link) = self.chains.iter_mut().enumerate().find_map(|(chain, links)| {
            links.iter_mut().find(|link| link.segment.generation() == generation).map(|link| (chain, link))
        })?;
        link.sealed = true;
        if was_lost {
            self.totals.segments_lost += link.give_up();
        }
        let written = link.written;
        self.release_settled(chain);
        Some(written)
    }

    /// Returns the segments of both chains.
    pub(crate) fn segments(&self) -> Vec<Arc<Segment>> {
        self.chains.iter().flatten().map(|link| Arc::clone(&link.segment)).collect()
    }

    /// Returns the files of the spares.
    pub(crate) fn spare_files(&self) -> Vec<Arc<SegmentFile>> {
        self.spares.iter().filter_map(Spare::file).collect()
    }

    /// Takes out the spares with one of these files.
    pub(crate) fn take_spares_of(&mut self, files: &[Arc<SegmentFile>]) -> Vec<Spare> {
        let is_of = |spare: &Spare| spare.file().is_some_and(|file| files.iter().any(|one| Arc::ptr_eq(one, &file)));
        let (taken, kept) = std::mem::take(&mut self.spares).into_iter().partition(is_of);
        self.spares.extend::<Vec<Spare>>(kept);
        self.bytes -= taken.iter().map(|spare: &Spare| spare.len() as u64).sum::<u64>();
        taken
    }

    /// Counts records of a stretch that could not be read any more, after everything readable before its end was
    /// settled.
    pub(crate) fn lose(&mut self, stretch: Stretch) {
        let chain = &mut self.chains[stretch.chain];
        // Displaced meanwhile, and counted as dropped.
        let Some(link) = chain.iter_mut().find(|link| link.segment.generation() == stretch.generation) else { return };
        if link.segment.is_lost() {
            // Nobody may have looked at it before it is settled and gone.
            self.totals.segments_lost += link.give_up();
        }
        link.settled = stretch.end;
        link.records_left = link.records_left.saturating_sub(stretch.records);
        self.totals.lost += stretch.records;
        if link.records_left == 0 {
            self.totals.dropped_bytes += std::mem::take(&mut link.bytes_left);
        }
        link.segment.settle(stretch.end);
        self.release_settled(stretch.chain);
    }
}
