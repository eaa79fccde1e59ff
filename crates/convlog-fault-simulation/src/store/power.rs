//! The power goes: at barriers and between them, in every taste of what was not yet durable.

use convlog_privacy_simulation::random::Random;
use tempfile::TempDir;

use super::ack_ledger::AckLedger;
use super::checker::check;
use super::stage::Said;
use super::work::{Amount, Sent, play};
use crate::broken_promise::{self, BrokenPromise};
use crate::disk::sim_disk::{CrashMode, SimDisk};
use crate::disk::{Disk, Event, Log};

/// The sectors that disks have, in bytes.
pub const SECTORS: [usize; 2] = [512, 4096];

/// A recorded run.
#[derive(Debug)]
pub struct Run {
    /// What happened to the disk.
    pub log: Log,
    /// What was sent.
    pub sent: Sent,
}

/// What came of the states of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// States that were rebuilt, opened and found to hold what was promised.
    pub states: u64,
    /// Syncs in the recorded runs, around which they were taken.
    pub barriers: u64,
    /// Acknowledgements that they were compared with.
    pub promises: u64,
    /// Records that they held.
    pub records: u64,
}

/// A state that does not hold what was promised.
#[derive(Debug)]
pub struct Broken {
    /// Where in the run it was, and which promise it breaks.
    pub why: String,
    /// What was left, as the store found and changed it.
    pub directory: TempDir,
}

impl Broken {
    /// Keeps what was left, and returns everything in words.
    #[must_use]
    pub fn keep(self) -> String {
        format!("{}; kept in {}", self.why, self.directory.keep().display())
    }
}

/// Plays the real store on a disk that writes everything down; with a broken promise, one of the promises is broken.
///
/// # Errors
/// Something failed although nothing was made to.
pub async fn record(seed: u64, amount: Amount, broken_promise: Option<BrokenPromise>) -> Said<Run> {
    let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = directory.path().canonicalize().map_err(|error| error.to_string())?;
    let disk = Disk::watch(&path);
    broken_promise::on_disk(broken_promise, &disk);
    let sent = play(&path, &disk, seed, amount, broken_promise).await;
    disk.unwatch();
    Ok(Run { log: disk.log(), sent: sent? })
}

/// Lets the power go so many times in a run and judges what is left each time.
///
/// # Errors
/// Says in which state which promise does not hold.
///
/// # Panics
/// There is no room for the states.
pub async fn cut(run: &Run, seed: u64, states: usize, tally: &mut Tally) -> Result<(), Broken> {
    let mut random = Random::new(seed);
    let places = places(&run.log, states, &mut random);
    tally.barriers += run.log.iter().filter(|event| is_barrier(event)).count() as u64;
    for sector in SECTORS {
        let (mut sim_disk, mut promise) = (SimDisk::new(sector), AckLedger::default());
        let mut places = places.iter().filter(|(_, odd)| *odd == (sector == 512)).peekable();
        for (at, event) in run.log.iter().enumerate() {
            while places.next_if(|(place, _)| *place == at).is_some() {
                let crash = CrashMode::ALL[random.below(CrashMode::ALL.len())];
                let directory = tempfile::tempdir_in(crate::memory()).expect("a folder for a state");
                sim_disk.leave(directory.path(), crash, &mut random).expect("room for a state");
                match check(directory.path(), &promise, &run.sent).await {
                    Ok(records) => tally.records += records,
                    Err(why) => {
                        let events = run.log.len();
                        let why = format!("before event {at} of {events}, sectors of {sector}, {crash:?}: {why}");
                        return Err(Broken { why, directory });
                    }
                }
                tally.states += 1;
                tally.promises += promise.len();
            }
            sim_disk.happen(event);
            promise.happen(event);
        }
    }
    Ok(())
}

fn is_barrier(event: &Event) -> bool {
    matches!(event, Event::Synced(..) | Event::DirectorySynced)
}

/// Chooses the moments: before and after each barrier in turn, after each acknowledgement, and some anywhere.
fn places(log: &Log, count: usize, random: &mut Random) -> Vec<(usize, bool)> {
    let mut near: Vec<usize> = Vec::new();
    for (at, event) in log.iter().enumerate() {
        if is_barrier(event) {
            near.extend([at, at + 1]);
        } else if matches!(event, Event::Note(_)) {
            near.push(at + 1);
        }
    }
    near.retain(|at| *at < log.len());
    random.shuffle(&mut near);
    let mut near = near.into_iter().cycle();
    let mut places: Vec<(usize, bool)> = (0..count)
        .map(|number| {
            let at = if number % 4 == 3 { random.below(log.len()) } else { near.next().unwrap_or(0) };
            (at, number % 2 == 0)
        })
        .collect();
    places.sort_unstable();
    places
}
