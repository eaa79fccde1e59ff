//! One call after the other fails, once or until somebody mends it, while the store is opened, written, read and
//! closed.

use std::collections::BTreeMap;
use std::future::Future;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use convlog_privacy_simulation::random::Random;
use convlog_store::ErrorKind;
use convlog_store_sqlite::OpenError;

use super::ack_ledger::{Ack, AckLedger};
use super::checker::check;
use super::stage::{Said, Stage, access, new_key, open, words};
use super::work::Sent;
use crate::disk::Disk;
use crate::disk::call::Call;
use crate::disk::sim_disk::{CrashMode, SimDisk};
use crate::plan::Plan;

/// How often something is tried that is refused; from the third time on nothing fails any more.
const ATTEMPTS: usize = 6;

/// What came of one failing call, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureResult {
    /// The store did not open, said why, and did when it was opened again.
    NotOpened,
    /// Something was refused and was done when it was asked for again.
    Refused,
    /// Whoever asked noticed nothing.
    Unnoticed,
}

/// What failed and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The call and its file, the first where there were several; nothing where no call needed what failed.
    pub failed: Option<(Call, String)>,
    /// What came of it.
    pub came: FailureResult,
}

/// Returns the numbers of calls to let fail: of each kind of call on each file so many while the store works, and for
/// every third kind one while it opens; other ones for another seed.
///
/// # Errors
/// Something failed although nothing was made to.
pub async fn points(each: usize, seed: u64) -> Said<Vec<usize>> {
    let trial = Trial::begin(None)?;
    let directory = trial.directory.path().to_owned();
    let (trial, _) = trial.play(&directory).await?;
    let mut kinds: BTreeMap<(Call, String), [Vec<usize>; 2]> = BTreeMap::new();
    for (call, number) in trial.disk.calls().into_iter().zip(1..) {
        let is_opening = trial.openings.iter().any(|opening| opening.contains(&number));
        kinds.entry(call).or_default()[usize::from(is_opening)].push(number);
    }
    let mut random = Random::new(seed);
    let mut points = Vec::new();
    for (at, [working, opening]) in (seed..).zip(kinds.into_values()) {
        let counts = [each.min(working.len()), opening.len().min(usize::from(at % 3 == 0))];
        for (numbers, count) in [working, opening].iter().zip(counts) {
            points.extend((0..count).map(|_| numbers[random.below(numbers.len())]));
        }
    }
    points.sort_unstable();
    points.dedup();
    Ok(points)
}

/// Plays with a plan and judges what is there afterwards: as it is, and after a power cut on top of it.
///
/// # Errors
/// Says what was lost, refused for good, or refused without a word of what to do.
pub async fn play(plan: Plan, seed: u64) -> Said<Outcome> {
    let trial = Trial::begin(Some(plan))?;
    let directory = trial.directory.path().to_owned();
    let (trial, sent) = trial.play(&directory).await?;
    trial.disk.plan(None);
    let failed = trial.disk.failed().first().map(|failed| (failed.call, failed.name.clone()));
    let log = trial.disk.log();
    trial.disk.unwatch();
    let mut random = Random::new(seed);
    let last = if random.chance(50) { log.len() } else { random.below(log.len()) };
    let (mut sim_disk, mut promise) = (SimDisk::new(if random.chance(50) { 512 } else { 4096 }), AckLedger::default());
    for event in &log[..last] {
        sim_disk.happen(event);
        promise.happen(event);
    }
    let crash = CrashMode::ALL[random.below(CrashMode::ALL.len())];
    let left = tempfile::tempdir_in(crate::memory()).map_err(|error| error.to_string())?;
    sim_disk.leave(left.path(), crash, &mut random).map_err(|error| error.to_string())?;
    let after = |why| format!("{failed:?} failed, and after a power cut at {last} of {} ({crash:?}): {why}", log.len());
    check(left.path(), &promise, &sent).await.map_err(after)?;
    let after = |why| format!("{failed:?} failed, and afterwards: {why}");
    check(&directory, &AckLedger::of(&log), &sent).await.map_err(after)?;
    Ok(Outcome { failed, came: trial.came })
}

struct Trial {
    directory: tempfile::TempDir,
    disk: Arc<Disk>,
    came: FailureResult,
    /// Which calls opened the store.
    openings: Vec<Range<usize>>,
}

impl Trial {
    fn begin(plan: Option<Plan>) -> Said<Trial> {
        let directory = tempfile::tempdir_in(crate::memory()).map_err(|error| error.to_string())?;
        let disk = Disk::watch(directory.path());
        disk.plan(plan);
        Ok(Trial { directory, disk, came: FailureResult::Unnoticed, openings: Vec::new() })
    }

    /// Opens, works, closes, and opens and works once more.
    async fn play(mut self, directory: &Path) -> Said<(Trial, Sent)> {
        let mut sent = Sent { records: vec![0; 3], others: 6 };
        for start in 0..2 {
            let stage = self.open(directory).await?;
            for batch in 0..3u8 {
                let producer = batch % 2;
                let from = sent.records[usize::from(producer)] + 1;
                let count = if batch == 2 { 40 } else { 5 };
                self.insist("store records", || stage.send(producer, from, count)).await?;
                sent.records[usize::from(producer)] += count;
                self.note(Ack::Records(producer, from + count - 1));
                let name = format!("c{producer}");
                let read = self.insist("read a conversation", || stage.read(&name)).await?;
                let expected = sent.records[usize::from(producer)] as usize;
                if read.len() != expected {
                    return Err(format!("{} of {expected} records are read", read.len()));
                }
            }
            self.administer(&stage, start * 3).await?;
            self.insist("upkeep", || stage.store.maintain(super::stage::NOW)).await?;
        }
        Ok((self, sent))
    }

    async fn administer(&mut self, stage: &Stage, number: u64) -> Said<()> {
        let (_, key) = new_key(&format!("k{number}"), &[])?;
        let made = self.insist("make a key", || async {
            match stage.store.create_key(key.clone()).await {
                // It was made although that was not said.
                Err(error) if error.kind() == ErrorKind::Conflict => Ok(()),
                other => other.map(drop),
            }
        });
        made.await?;
        self.note(Ack::Key(number));
        // One that failed after all may be there: then its second is one too many, which is no loss; so each is told
        // apart.
        self.insist("write the audit", || stage.store.record(access(number + 1))).await?;
        self.note(Ack::Access(number + 1));
        self.insist("store records", || stage.send_doomed(number + 2, number + 2)).await?;
        self.insist("erase", || stage.erase(number + 2)).await?;
        self.note(Ack::Erased(number + 2));
        Ok(())
    }

    fn note(&self, note: Ack) {
        self.disk.note(note.to_number());
    }

    /// Opens the store, again where it does not.
    async fn open(&mut self, directory: &Path) -> Said<Stage> {
        let from = self.disk.calls().len();
        for attempt in 0..ATTEMPTS {
            let refusal = match open(directory) {
                Ok(store) => match Stage::set(Arc::new(store)).await {
                    Ok(stage) => {
                        self.openings.push(from..self.disk.calls().len() + 1);
                        return Ok(stage);
                    }
                    Err(_) => FailureResult::Refused,
                },
                Err(error) => {
                    says_what_to_do(&error)?;
                    FailureResult::NotOpened
                }
            };
            self.refused(refusal, attempt);
        }
        Err("the store does not open any more".to_owned())
    }

    /// Asks for something until it is done.
    async fn insist<T, F>(&mut self, what: &str, ask: impl Fn() -> F) -> Said<T>
    where
        F: Future<Output = convlog_store::error::Result<T>>,
    {
        let mut last = String::new();
        for attempt in 0..ATTEMPTS {
            match ask().await {
                Ok(value) => return Ok(value),
                Err(error) if !matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Overloaded) => {
                    let failed = self.disk.failed();
                    return Err(format!("{failed:?} failed, and {what} is refused for good: {}", words(error)));
                }
                Err(error) => last = words(error),
            }
            self.refused(FailureResult::Refused, attempt);
        }
        Err(format!("{:?} failed, and {what} never works again: {last}", self.disk.failed()))
    }

    fn refused(&mut self, came: FailureResult, attempt: usize) {
        self.came = self.came.min(came);
        if attempt >= 1 {
            // Somebody has mended it.
            self.disk.plan(None);
        }
    }
}

/// A refusal says what somebody can do about it, after a semicolon.
fn says_what_to_do(error: &OpenError) -> Said<()> {
    let text = error.to_string();
    if text.contains("; ") { Ok(()) } else { Err(format!("refused without a word of what to do: {text}")) }
}
