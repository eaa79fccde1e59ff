//! The campaign: worlds from where the last run ended, for as long as was asked for. `make prove` runs it.
//!
//! Usage: `prove STATE_FILE MINUTES`. The file holds the next seed and what was done so far; without it, it begins.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use convlog_conformance::memory::MemoryStore;
use convlog_privacy_simulation::campaign::{Pair, Tally};
use convlog_privacy_simulation::shrink;
use convlog_store::Store;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

/// How many questions are asked of each pair of worlds.
const QUESTIONS: usize = 120;
/// So many worlds share two stores.
const WORLDS: u64 = 200;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, state, minutes] = arguments.as_slice() else { panic!("usage: prove STATE_FILE MINUTES") };
    let time = Duration::from_secs_f64(60.0 * minutes.parse::<f64>().expect("a number of minutes"));
    let began = Instant::now();
    let (mut seed, mut pairs) = read(Path::new(state));
    while began.elapsed() < time {
        let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        // Of ten rounds one is over sockets and one on the reference.
        let pair = match (seed / WORLDS) % 10 {
            8 => Pair::listening(sqlite(directories[0].path()), sqlite(directories[1].path())).await.unwrap(),
            9 => Pair::new(Arc::new(MemoryStore::default()), Arc::new(MemoryStore::default())).await,
            _ => Pair::new(sqlite(directories[0].path()), sqlite(directories[1].path())).await,
        };
        let mut tally = Tally::default();
        for seed in seed..seed + WORLDS {
            if let Err(found) = pair.play(seed, QUESTIONS, &mut tally).await {
                println!("{found}");
                if let Some((world, found)) = shrink::shrink(&pair, &found, QUESTIONS).await {
                    println!("the smallest worlds found:\n{}", shrink::in_words(&world, &found));
                }
                std::process::exit(1);
            }
        }
        (seed, pairs) = (seed + WORLDS, pairs + tally.pairs);
        std::fs::write(state, format!("{seed} {pairs}\n")).expect("the state can be written");
        println!(
            "worlds up to {}: {pairs} pairs of answers, no difference ({} s)",
            seed - 1,
            began.elapsed().as_secs()
        );
    }
}

fn sqlite(directory: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(SqliteConfig::new(directory), None).unwrap())
}

/// Returns the next seed and how many pairs there were.
fn read(state: &Path) -> (u64, u64) {
    let text = std::fs::read_to_string(state).unwrap_or_default();
    let mut numbers = text.split_whitespace().filter_map(|number| number.parse().ok());
    (numbers.next().unwrap_or(1_000_000), numbers.next().unwrap_or_default())
}
