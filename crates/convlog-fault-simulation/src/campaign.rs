//! One round of the campaign: a run of every kind, and what came of it in numbers.

use std::collections::BTreeMap;

use crate::network::scenario::play;
use crate::plan::{Fault, Plan};
use crate::spool::calls::{self, OrphanSpool};
use crate::spool::recovery;
use crate::spool::sink::Sink;
use crate::spool::write_trace::WriteTrace;
use crate::store::stage::{Said, words};
use crate::store::work::Amount;
use crate::store::{nth, power};

/// What was done so far, by what it is.
pub type Tallies = BTreeMap<String, u64>;

/// How many states are taken of a recorded run of the store.
const STATES: usize = 200;

/// How many calls of each kind on each file fail in one round.
const EACH: usize = 2;

/// The parts of a round, by name.
pub const PARTS: [&str; 5] = ["power-store", "power-spool", "calls-store", "calls-spool", "network"];

/// Plays a round, or one part of it.
///
/// # Errors
/// Says what does not hold, of which part and which seed.
pub async fn round(seed: u64, part: Option<&str>, tallies: &mut Tallies) -> Said<()> {
    for name in PARTS.into_iter().filter(|name| part.is_none_or(|part| part == *name)) {
        let played = match name {
            "power-store" => power_of_store(seed, tallies).await,
            "power-spool" => power_of_spool(seed, tallies),
            "calls-store" => calls_of_store(seed, tallies).await,
            "calls-spool" => calls_of_spool(seed, tallies),
            _ => network(seed, tallies).await,
        };
        played.map_err(|why| format!("{name}: {why}\nonce more: make faults T={name} SEED={seed}"))?;
    }
    Ok(())
}

fn add(tallies: &mut Tallies, what: &str, count: u64) {
    *tallies.entry(what.to_owned()).or_default() += count;
}

async fn power_of_store(seed: u64, tallies: &mut Tallies) -> Said<()> {
    let amount = Amount { starts: 1 + seed % 4, batches: 4 + seed % 9, batch_max: 4 + (seed % 5) as usize * 6 };
    let run = power::record(seed, amount, None).await?;
    let mut tally = power::Tally::default();
    power::cut(&run, seed, STATES, &mut tally).await.map_err(power::Broken::keep)?;
    add(tallies, "power cut, store: states", tally.states);
    add(tallies, "power cut, store: barriers in the recorded runs", tally.barriers);
    add(tallies, "power cut, store: acknowledgements compared", tally.promises);
    Ok(())
}

fn power_of_spool(seed: u64, tallies: &mut Tallies) -> Said<()> {
    let sink = Sink::start().map_err(|error| error.to_string())?;
    let trace = WriteTrace::shoot(seed, 2_000 + seed % 5 * 1_500, !seed.is_multiple_of(3))
        .map_err(|error| error.to_string())?;
    let mut tally = recovery::Tally::default();
    recovery::cut(&trace, seed, STATES, &sink, &mut tally)?;
    add(tallies, "power cut, spool: states", tally.states);
    add(tallies, "power cut, spool: entries recovered, each as told", tally.entries);
    add(tallies, "power cut, spool: damaged places passed over", tally.damaged);
    Ok(())
}

/// Lets single calls of the store fail, of each kind on each file some.
async fn calls_of_store(seed: u64, tallies: &mut Tallies) -> Said<()> {
    let kinds = [(Fault::Broken, 1), (Fault::Full, 1), (Fault::Broken, usize::MAX), (Fault::Full, usize::MAX)];
    let (fault, count) = kinds[(seed % 4) as usize];
    for from in nth::points(EACH, seed).await? {
        let plan = Plan { fault, from, count };
        let outcome = nth::play(plan, seed ^ from as u64).await.map_err(|why| format!("{plan:?}: {why}"))?;
        let times = if count == 1 { "once" } else { "until mended" };
        let what = match outcome.failed {
            Some((call, _)) => format!("calls of the store: {call:?} {fault:?} {times}: {:?}", outcome.came),
            None => format!("calls of the store: none {fault:?} from here on"),
        };
        add(tallies, &what, 1);
    }
    Ok(())
}

/// Lets single system calls of a producer and of an adoption fail.
fn calls_of_spool(seed: u64, tallies: &mut Tallies) -> Said<()> {
    let orphan = OrphanSpool::make(1_500 + seed % 3 * 1_000).map_err(|error| error.to_string())?;
    let record = |plan| calls::record(plan, 1_600);
    let adopt = |plan| orphan.adopt(plan);
    for fault in [Fault::Broken, Fault::Full, Fault::Interrupted] {
        let never = Some(Plan::never(fault));
        for (who, eligible) in [("recording", record(never)?.1.eligible), ("adopting", adopt(never)?.1.eligible)] {
            let stride = 8;
            for from in (1 + seed as usize % stride..=eligible).step_by(stride) {
                let plan = Some(Plan::once(fault, from));
                let (came, seen) = if who == "recording" { record(plan)? } else { adopt(plan)? };
                for call in seen.failed {
                    add(tallies, &format!("calls of the client, {who}: {call:?} {fault:?}: {came:?}"), 1);
                }
            }
        }
    }
    Ok(())
}

/// Lets producers and a server work together over a network that fails.
async fn network(seed: u64, tallies: &mut Tallies) -> Said<()> {
    let played = tokio::task::spawn_blocking(move || play(seed, None)).await.map_err(words)??;
    add(tallies, "network: plays", 1);
    add(tallies, "network: entries told", played.told);
    add(tallies, "network: entries there, each once, in order, as told", played.stored);
    add(tallies, "network: entries displaced by newer ones, and counted", played.displaced);
    add(tallies, "network: clocks measured, each right", played.measured);
    for (drawn, count) in played.counts() {
        add(tallies, &format!("network: {drawn:?}"), count);
    }
    Ok(())
}
