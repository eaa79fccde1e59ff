//! What was taken in from each spool so far, in a file of the data directory, where `convlog doctor` finds it.
//!
//! Counts, times and directories that the operator named: all of it open, nothing of a record's content.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use convlog_client::Shipment;
use convlog_core::Timestamp;
use serde::{Deserialize, Serialize};

const FILE: &str = "adoption.json";
const DRAFT: &str = "adoption.json.new";

/// What was taken in from one spool, over all starts of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Tally {
    /// The spool.
    pub(crate) spool_dir: PathBuf,
    /// When something was first taken in.
    pub(crate) since: String,
    /// When it last was.
    pub(crate) last_at: String,
    /// Dead processes.
    pub(crate) producers: u64,
    /// Records that the server decided about.
    pub(crate) records: u64,
    /// Those of them it had already.
    pub(crate) duplicate: u64,
    /// Those of them it refused; each is a dead letter.
    pub(crate) rejected: u64,
    /// Those of them whose conversation was erased.
    pub(crate) erased: u64,
    /// Records that had lain in the spool for too long.
    pub(crate) expired: u64,
    /// Damaged places.
    pub(crate) corrupt: u64,
    /// Calls that a death cut off.
    pub(crate) torn: u64,
    /// Records that are in the retry queue, because the key does not reach their project.
    pub(crate) held: u64,
    /// Directories and files that this user may not read at present.
    pub(crate) unreadable: u64,
    /// Why not everything could be taken in the last time.
    pub(crate) last_error: Option<String>,
}

impl Tally {
    /// Adds what came of one look; says whether anything changed.
    fn add(&mut self, shipment: &Shipment, now: Timestamp) -> bool {
        let before = self.clone();
        for (sum, count) in [
            (&mut self.producers, shipment.producers),
            (&mut self.records, shipment.records),
            (&mut self.duplicate, shipment.duplicate),
            (&mut self.rejected, shipment.rejected),
            (&mut self.erased, shipment.erased),
            (&mut self.expired, shipment.expired),
            (&mut self.corrupt, shipment.corrupt),
            (&mut self.torn, shipment.torn),
        ] {
            *sum += count;
        }
        (self.held, self.unreadable) = (shipment.held, shipment.unreadable);
        let problem = shipment.last_error.as_ref().filter(|_| !shipment.complete);
        self.last_error = problem.map(|error| error.code.clone());
        if shipment.records > 0 {
            self.last_at = now.to_string();
            if self.since.is_empty() {
                self.since.clone_from(&self.last_at);
            }
        }
        *self != before
    }
}

/// The tallies of all spools, and their file.
#[derive(Debug)]
pub(crate) struct Tallies {
    data_dir: PathBuf,
    spools: Vec<Tally>,
}

impl Tallies {
    /// Reads what there is; nothing where there is no file, or none that can be read.
    pub(crate) fn read(data_dir: &Path) -> Tallies {
        let text = fs::read_to_string(data_dir.join(FILE)).unwrap_or_default();
        Tallies { data_dir: data_dir.to_owned(), spools: serde_json::from_str(&text).unwrap_or_default() }
    }

    pub(crate) fn spools(&self) -> &[Tally] {
        &self.spools
    }

    /// Adds what came of a look into a spool, and writes it down if that is new.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn add(&mut self, spool_dir: &Path, shipment: &Shipment, now: Timestamp) -> io::Result<()> {
        let known = self.spools.iter().position(|tally| tally.spool_dir == spool_dir);
        let at = known.unwrap_or_else(|| {
            self.spools.push(Tally { spool_dir: spool_dir.to_owned(), ..Tally::default() });
            self.spools.len() - 1
        });
        if !self.spools[at].add(shipment, now) {
            return Ok(());
        }
        let draft = self.data_dir.join(DRAFT);
        // Whoever was interrupted may have left one.
        let _ = fs::remove_file(&draft);
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        file.write_all(&serde_json::to_vec(&self.spools)?)?;
        // Counts are not worth a sync: after a power cut the file may tell of some time before.
        fs::rename(draft, self.data_dir.join(FILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_outlive_a_restart_and_what_is_held_is_no_sum() {
        let data_dir = tempfile::tempdir().unwrap();
        let spool = Path::new("/var/spool/convlog");
        let shipment =
            Shipment { complete: true, producers: 1, records: 5, rejected: 1, held: 2, ..Shipment::default() };
        for seconds in 1..=3 {
            // As after a start of the server each time.
            let mut tallies = Tallies::read(data_dir.path());
            tallies.add(spool, &shipment, Timestamp::from_micros(seconds * 1_000_000)).unwrap();
        }
        let tallies = Tallies::read(data_dir.path());
        let [tally] = tallies.spools() else { panic!("{tallies:?}") };
        assert_eq!((tally.producers, tally.records, tally.rejected, tally.held), (3, 15, 3, 2));
        let times = [&tally.since, &tally.last_at].map(|time| &time[..19]);
        assert_eq!(times, ["1970-01-01T00:00:01", "1970-01-01T00:00:03"]);
    }
}
