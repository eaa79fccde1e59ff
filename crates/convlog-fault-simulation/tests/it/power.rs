//! The power goes while the store works.

use convlog_fault_simulation::store::power::{Tally, cut, record};
use convlog_fault_simulation::store::work::Amount;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_store_acknowledged_survives_a_power_cut() {
    let mut tally = Tally::default();
    let run = record(1, Amount { starts: 3, batches: 8, batch_max: 12 }, None).await.unwrap();
    if let Err(broken) = cut(&run, 1, 240, &mut tally).await {
        panic!("{}", broken.keep());
    }
    println!("{tally:?} of {} events", run.log.len());
    assert_eq!(tally.states, 240);
    assert!(tally.promises > 10_000, "hardly anything was promised: {tally:?}");
}
