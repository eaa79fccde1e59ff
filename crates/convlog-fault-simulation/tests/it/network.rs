//! The network does its worst between producers and a server.

use std::collections::BTreeSet;
use std::thread;

use convlog_fault_simulation::network::fault::NetworkFault;
use convlog_fault_simulation::network::scenario::{DrawnStep, ScenarioResult, play};

/// One of them a second time.
const SEEDS: [u64; 4] = [5, 8, 12, 5];

#[test]
fn nothing_is_lost_repeated_or_out_of_order_whatever_the_network_does() {
    // Most of a play are pauses before something is tried again.
    let played: Vec<ScenarioResult> = thread::scope(|scope| {
        let plays =
            SEEDS.map(|seed| scope.spawn(move || play(seed, None).map_err(|why| format!("seed {seed}: {why}"))));
        plays.into_iter().map(|play| play.join().unwrap().unwrap_or_else(|why| panic!("{why}"))).collect()
    });
    let mut met = BTreeSet::new();
    for (seed, played) in SEEDS.iter().zip(&played) {
        println!("seed {seed}: {} told, {} stored, {:?}", played.told, played.stored, played.counts());
        assert_eq!(played.told, played.stored + played.displaced);
        met.extend(played.counts().into_keys());
    }
    let displaced: u64 = played.iter().map(|played| played.displaced).sum();
    assert!(displaced > 0, "no spool was too small");
    let worst = [NetworkFault::HeldBack, NetworkFault::AnswerLost, NetworkFault::Split].map(DrawnStep::Request);
    for drawn in
        worst.into_iter().chain([DrawnStep::Kill(true), DrawnStep::Exit, DrawnStep::Restart, DrawnStep::PowerCut(true)])
    {
        assert!(met.contains(&drawn), "never {drawn:?}");
    }
    assert_eq!(played[0].drawn, played[3].drawn, "a seed does not always draw the same");
}
