//! The campaign: rounds of every kind of failure from where the last run ended, for as long as was asked for.
//! `make faults` runs it.
//!
//! Usage: `faults STATE_FILE MINUTES`. The file holds the next seed and what was done so far; without it, it begins.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use convlog_faults::campaign::{Tallies, round};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, state, minutes] = arguments.as_slice() else { panic!("usage: faults STATE_FILE MINUTES") };
    let time = Duration::from_secs_f64(60.0 * minutes.parse::<f64>().expect("a number of minutes"));
    let began = Instant::now();
    let (mut seed, mut tallies) = read(Path::new(state));
    while began.elapsed() < time {
        if let Err(found) = round(seed, &mut tallies).await {
            println!("seed {seed}: {found}");
            std::process::exit(1);
        }
        seed += 1;
        write(Path::new(state), seed, &tallies);
        println!("seeds up to {} ({} s)", seed - 1, began.elapsed().as_secs());
    }
    println!();
    for (what, count) in &tallies {
        println!("{what:<60} {count:>12}");
    }
}

/// Returns the next seed and what was counted so far.
fn read(state: &Path) -> (u64, Tallies) {
    let text = std::fs::read_to_string(state).unwrap_or_default();
    let mut lines = text.lines();
    let seed = lines.next().and_then(|seed| seed.parse().ok()).unwrap_or(1_000);
    let tallies: BTreeMap<String, u64> = lines
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(count, what)| Some((what.to_owned(), count.parse().ok()?)))
        .collect();
    (seed, tallies)
}

fn write(state: &Path, seed: u64, tallies: &Tallies) {
    let lines: String = tallies.iter().map(|(what, count)| format!("{count}\t{what}\n")).collect();
    std::fs::write(state, format!("{seed}\n{lines}")).expect("the state can be written");
}
