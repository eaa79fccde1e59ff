//! What is played to a store: several producers, keys, accesses and erasures at once, over several starts.

use std::path::Path;
use std::sync::Arc;

use convlog_privacy_simulation::random::Random;

use super::ack_ledger::Ack;
use super::stage::{Said, Stage, access, new_key, open, words};
use crate::broken_promise::{self, BrokenPromise};
use crate::disk::Disk;

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// How often the store is opened.
    pub starts: u64,
    /// Batches of each producer between two starts.
    pub batches: u64,
    /// The most records of a batch.
    pub batch_max: usize,
}

/// How many producers there are.
pub const PRODUCERS: u8 = 3;

/// What was sent, acknowledged or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The last number of each producer.
    pub records: Vec<u64>,
    /// How many keys, accesses and erasures.
    pub others: u64,
}

/// Plays it and notes each acknowledgement on the disk as soon as it is given.
///
/// # Errors
/// Something failed, which it must not while nothing is made to.
pub async fn play(
    directory: &Path,
    disk: &Arc<Disk>,
    seed: u64,
    amount: Amount,
    broken_promise: Option<BrokenPromise>,
) -> Said<Sent> {
    let mut sent = Sent { records: vec![0; usize::from(PRODUCERS)], others: 0 };
    for start in 0..amount.starts {
        let store = Arc::new(open(directory).map_err(words)?);
        let stage = Stage::set(broken_promise::with_broken_promise(broken_promise, store)).await?;
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|producer| {
                let (stage, disk) = (stage.clone(), Arc::clone(disk));
                let random = Random::new(seed ^ u64::from(producer) << 32 ^ start);
                let from = sent.records[usize::from(producer)];
                tokio::spawn(produce(stage, disk, random, producer, from, amount))
            })
            .collect();
        let others = tokio::spawn(administer(stage.clone(), Arc::clone(disk), sent.others, amount.batches));
        for (producer, task) in producers.into_iter().enumerate() {
            sent.records[producer] = task.await.map_err(words)??;
        }
        sent.others = others.await.map_err(words)??;
    }
    Ok(sent)
}

async fn produce(
    stage: Stage,
    disk: Arc<Disk>,
    mut random: Random,
    producer: u8,
    mut last: u64,
    amount: Amount,
) -> Said<u64> {
    for _ in 0..amount.batches {
        let count = 1 + random.below(amount.batch_max) as u64;
        stage.send(producer, last + 1, count).await.map_err(words)?;
        last += count;
        disk.note(Ack::Records(producer, last).to_number());
    }
    Ok(last)
}

async fn administer(stage: Stage, disk: Arc<Disk>, from: u64, count: u64) -> Said<u64> {
    for number in from..from + count {
        match number % 3 {
            0 => {
                let (_, key) = new_key(&format!("k{number}"), &[])?;
                stage.store.create_key(key).await.map_err(words)?;
                disk.note(Ack::Key(number).to_number());
            }
            1 => {
                stage.store.record(access(number)).await.map_err(words)?;
                disk.note(Ack::Access(number).to_number());
            }
            _ => {
                stage.send_doomed(number, number).await.map_err(words)?;
                stage.erase(number).await.map_err(words)?;
                disk.note(Ack::Erased(number).to_number());
            }
        }
    }
    Ok(from + count)
}
