//! A promise that is broken is found out: what finds nothing elsewhere is able to.

use convlog_fault_simulation::broken_promise::BrokenPromise;
use convlog_fault_simulation::network::scenario::play;
use convlog_fault_simulation::store::power::{Tally, cut, record};
use convlog_fault_simulation::store::work::Amount;

const AMOUNT: Amount = Amount { starts: 2, batches: 6, batch_max: 8 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_brings_a_broken_promise_to_light() {
    for broken_promise in BrokenPromise::ALL {
        let run = record(2, AMOUNT, Some(broken_promise)).await.unwrap();
        let mut tally = Tally::default();
        let found = cut(&run, 2, 400, &mut tally).await;
        let Err(broken) = found else { panic!("{broken_promise:?} was not found in {} states", tally.states) };
        println!("{broken_promise:?} found after {} states: {}", tally.states, broken.why);
    }
}

#[test]
fn a_broken_promise_comes_to_light_over_a_network() {
    for broken_promise in BrokenPromise::ALL {
        let found = (1..=4).find_map(|seed| Some((seed, play(seed, Some(broken_promise)).err()?)));
        let Some((seed, why)) = found else { panic!("{broken_promise:?} was not found over a network") };
        println!("{broken_promise:?} found with seed {seed}: {why}");
    }
}
