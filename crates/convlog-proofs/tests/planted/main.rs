//! Leaks planted one after the other, each of which has to be found.
//!
//! It is one test in a process of its own, because what is planted is planted for everybody in it.

use convlog_core::planted::{Leak, plant};

mod checks;
mod log;

use checks::Stage;

#[tokio::test]
async fn every_planted_leak_is_found() {
    let log = log::Log::begin();
    let stage = Stage::set(log).await;
    for check in checks::ALL {
        assert_eq!(stage.run(*check).await, None, "{check:?} finds something where nothing is planted");
    }
    let (mut found, mut unfound) = (0, Vec::new());
    for leak in Leak::ALL {
        plant(Some(leak));
        let mut by = None;
        for check in checks::ALL {
            if let Some(what) = stage.run(*check).await {
                by = Some((check, what));
                break;
            }
        }
        plant(None);
        match by {
            Some((check, what)) => {
                found += 1;
                println!("{:<28} found by {check:?}: {}", format!("{leak:?}"), what.lines().next().unwrap_or_default());
            }
            None => unfound.push(leak),
        }
    }
    println!("{found} of {} planted leaks found", Leak::ALL.len());
    assert_eq!(unfound, [], "not found");
}

/// With the gate off everything is there: what finds nothing with the gate on is able to find it.
#[tokio::test]
async fn with_the_gate_off_every_canary_is_found() {
    // Both tests plant, so one waits for the other.
    let _turn = checks::TURN.lock().await;
    plant(Some(Leak::GateOff));
    let (found, places) = checks::canaries_of_reader().await;
    plant(None);
    assert_eq!(found, places, "places of which nothing was found prove nothing");
}
