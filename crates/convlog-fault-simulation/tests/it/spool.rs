//! The power goes while a producer writes into its spool.

use convlog_fault_simulation::spool::recovery::{Tally, cut};
use convlog_fault_simulation::spool::sink::Sink;
use convlog_fault_simulation::spool::write_trace::WriteTrace;

#[test]
fn what_a_power_cut_leaves_of_a_spool_holds_nothing_torn_invented_or_repeated() {
    let sink = Sink::start().unwrap();
    for (seed, with_server) in [(1, false), (2, true)] {
        let trace = WriteTrace::shoot(seed, 3_000, with_server).unwrap();
        let mut tally = Tally::default();
        cut(&trace, seed, 100, &sink, &mut tally).unwrap();
        println!("{} snapshots: {tally:?}", trace.snapshots);
        assert!(tally.entries > 1_000 && tally.damaged > 50, "hardly anything was recovered or damaged: {tally:?}");
    }
}
