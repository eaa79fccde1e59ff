//! A promise that is broken is found out: what finds nothing elsewhere is able to.

use convlog_faults::lie::Lie;
use convlog_faults::network::play::play;
use convlog_faults::store::power::{Tally, cut, record};
use convlog_faults::store::work::Amount;

const AMOUNT: Amount = Amount { starts: 2, batches: 6, batch_max: 8 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_power_cut_brings_a_broken_promise_to_light() {
    for lie in Lie::ALL {
        let run = record(2, AMOUNT, Some(lie)).await.unwrap();
        let mut tally = Tally::default();
        let found = cut(&run, 2, 400, &mut tally).await;
        let Err(broken) = found else { panic!("{lie:?} was not found in {} states", tally.states) };
        println!("{lie:?} found after {} states: {}", tally.states, broken.why);
    }
}

#[test]
fn a_broken_promise_comes_to_light_over_a_network() {
    for lie in Lie::ALL {
        let found = (1..=4).find_map(|seed| Some((seed, play(seed, Some(lie)).err()?)));
        let Some((seed, why)) = found else { panic!("{lie:?} was not found over a network") };
        println!("{lie:?} found with seed {seed}: {why}");
    }
}
