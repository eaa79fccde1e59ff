//! One call of the store after the other fails.

use std::collections::BTreeMap;

use convlog_fault_simulation::plan::{Fault, Plan};
use convlog_fault_simulation::store::nth::{FailureResult, play, points};

/// How many calls of each kind on each file are tried here; the campaign goes on with others.
const EACH: usize = 1;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_call_costs_nothing_that_was_acknowledged() {
    let mut came: BTreeMap<FailureResult, usize> = BTreeMap::new();
    for (seed, (fault, count)) in
        [(Fault::Broken, 1), (Fault::Full, 1), (Fault::Broken, usize::MAX), (Fault::Full, usize::MAX)]
            .into_iter()
            .enumerate()
    {
        for from in points(EACH, seed as u64).await.unwrap() {
            let plan = Plan { fault, from, count };
            let outcome = play(plan, from as u64).await.unwrap_or_else(|why| panic!("{plan:?}: {why}"));
            *came.entry(outcome.came).or_default() += 1;
        }
    }
    println!("{came:?}");
    assert_eq!(came.len(), 3, "the failures are not where they hurt: {came:?}");
}
