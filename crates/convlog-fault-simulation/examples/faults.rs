//! The campaign: rounds of every kind of failure from where the last run ended, for as long as was asked for.
//! `make faults` runs it.
//!
//! Usage: `faults STATE_FILE MINUTES [PART]`. The file holds the next seed and what was done so far; without it, it
//! begins. Or `faults seed SEED [PART]`, which plays one seed again.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use convlog_fault_simulation::campaign::{PARTS, Tallies, round};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (first, second, part) = match arguments.as_slice() {
        [first, second] => (first, second, None),
        [first, second, part] if PARTS.contains(&part.as_str()) => (first, second, Some(part.as_str())),
        _ => panic!("usage: faults STATE_FILE MINUTES [PART], or faults seed SEED [PART]; the parts are {PARTS:?}"),
    };
    if first == "seed" {
        let mut tallies = Tallies::default();
        play(second.parse().expect("a seed is a number"), part, &mut tallies).await;
        return print(&tallies);
    }
    let time = Duration::from_secs_f64(60.0 * second.parse::<f64>().expect("a number of minutes"));
    let (began, state) = (Instant::now(), Path::new(first));
    let (mut seed, mut tallies) = read(state);
    while began.elapsed() < time {
        play(seed, part, &mut tallies).await;
        seed += 1;
        write(state, seed, &tallies);
        println!("seeds up to {} ({} s)", seed - 1, began.elapsed().as_secs());
    }
    print(&tallies);
}

/// Plays a seed; what does not hold is the end.
async fn play(seed: u64, part: Option<&str>, tallies: &mut Tallies) {
    if let Err(found) = round(seed, part, tallies).await {
        println!("seed {seed}: {found}");
        std::process::exit(1);
    }
}

fn print(tallies: &Tallies) {
    println!();
    for (what, count) in tallies {
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
