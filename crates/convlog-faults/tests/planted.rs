//! Faults planted in the store, each of which a power cut has to bring to light.
//!
//! In a process of its own, because what is planted is planted for everybody in it.

use convlog_faults::network::play::play;
use convlog_faults::store::power::{Tally, cut, record};
use convlog_faults::store::work::Amount;
use convlog_store_sqlite::planted::{Fault, plant};

const AMOUNT: Amount = Amount { starts: 2, batches: 6, batch_max: 8 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_answers_too_early_is_found_out() {
    for fault in [Fault::AnsweredBeforeCommit, Fault::NeverSynced] {
        plant(Some(fault));
        let run = record(2, AMOUNT).await.unwrap();
        plant(None);
        let mut tally = Tally::default();
        let found = cut(&run, 2, 400, &mut tally).await;
        let Err(broken) = found else { panic!("{fault:?} was not found in {} states", tally.states) };
        println!("{fault:?} found after {} states: {}", tally.states, broken.why);
        plant(Some(fault));
        let plays = tokio::task::spawn_blocking(|| (1..=4).find_map(|seed| Some((seed, play(seed).err()?))));
        let found = plays.await.unwrap();
        plant(None);
        let Some((seed, why)) = found else { panic!("{fault:?} was not found over a network") };
        println!("{fault:?} found with seed {seed}: {why}");
    }
}
