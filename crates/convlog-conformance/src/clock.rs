//! Removal by age while the clock of the machine cannot be trusted: there is none.

use std::time::Duration;

use convlog_core::Moment;
use convlog_store::Report;

use crate::Harness;
use crate::retention::{
    at_work, confirm_clock, days_later, keep, left, listed, log, names, seconds_after, send, send_at,
};
use crate::world::World;

/// A store that has no last known time removes nothing until it has run for a day.
pub async fn the_first_start_waits_for_a_day(harness: &dyn Harness) {
    let world = World::open(harness).await;
    send(&world, 1, &[log("a", "early", "")]).await;
    keep(&world, Some(1), None).await;
    for (moment, expected) in [
        (days_later(400), Some(1)),
        (seconds_after(days_later(400), 23 * 3600, 0), Some(1)),
        (seconds_after(days_later(400), 24 * 3600, 0), Some(0)),
    ] {
        world.tend(moment).await;
        assert_eq!(listed(&world).await.1, expected, "{moment:?}");
    }
}

/// Whatever the jump and the policy: nothing goes while it lasts, nor after it, and it is reported once.
pub async fn a_clock_that_jumps_removes_nothing_until_somebody_confirms_it(harness: &dyn Harness) {
    for (at, jump) in [400, 20, 3, -3, -400].into_iter().enumerate() {
        let store = harness.open().await;
        let world = World::in_project(store, &format!("jump-{at}")).await;
        // Each turn of the loop goes on where the last one ended.
        let begin = 1000 * at as i64;
        world.tend(days_later(begin)).await;
        confirm_clock(&world, days_later(begin)).await;
        world.tend(days_later(begin + 2)).await;
        let (all, start) = (names("c", 3), days_later(begin + 2));
        send_at(&world, 1, &all, start).await;
        keep(&world, Some(2), Some(1)).await;
        let away = world.tend(seconds_after(start, 10, jump)).await;
        assert!(matches!(away[..], [Report::ClockSuspect(_)]), "{jump}: {away:?}");
        assert_eq!(left(&world, &all).await, (3, 3), "{jump}: while it lasts");
        for seconds in [20, 700, 3000] {
            let reports = world.tend(seconds_after(start, seconds, 0)).await;
            assert_eq!((reports, left(&world, &all).await), (vec![], (3, 3)), "{jump}: after it");
        }
        let reports = world.tend(days_later(begin + 6)).await;
        assert!(matches!(reports[..], [Report::ClockSuspect(_)]), "{jump}: every day: {reports:?}");
        assert_eq!(left(&world, &all).await, (3, 3), "{jump}: even what is due now");
        confirm_clock(&world, days_later(begin + 6)).await;
        let reports = world.tend(seconds_after(days_later(begin + 6), 1, 0)).await;
        assert!(reports.contains(&Report::ClockConfirmed), "{jump}: {reports:?}");
        assert_eq!(left(&world, &all).await, (0, 0), "{jump}");
    }
}

/// A jump is kept: neither a restart nor the clock's going back makes up for somebody's word.
pub async fn a_jump_that_is_over_still_waits_after_a_restart(harness: &dyn Harness) {
    let all = names("c", 3);
    let start = {
        let (world, start) = at_work(harness).await;
        send_at(&world, 1, &all, start).await;
        keep(&world, Some(2), None).await;
        world.tend(seconds_after(start, 10, 400)).await;
        start
    };
    let world = World::open(harness).await;
    let reports = world.tend(days_later(5)).await;
    assert!(matches!(reports[..], [Report::ClockSuspect(_)]), "{reports:?}");
    assert_eq!(left(&world, &all).await, (3, 3));
    world.tend(days_later(9)).await;
    assert_eq!(left(&world, &all).await, (3, 3));
    confirm_clock(&world, days_later(9)).await;
    world.tend(seconds_after(days_later(9), 1, 0)).await;
    assert_eq!((left(&world, &all).await, start), ((0, 0), days_later(2)));
}

/// A machine that was off for a week goes on by itself; after longer, or with a clock that is behind, somebody is asked.
pub async fn a_start_long_after_the_last_known_time_waits(harness: &dyn Harness) {
    let (world, start) = at_work(harness).await;
    let all = names("c", 3);
    send_at(&world, 1, &all, start).await;
    keep(&world, Some(1), None).await;
    drop(world);
    // The machine was off, so its monotonic clock begins anew.
    let booted = |days: i64, seconds: u64| Moment {
        wall: seconds_after(days_later(days), seconds as i64, 0).wall,
        monotonic: Duration::from_secs(seconds),
    };
    for (days, expected) in [(400, 3), (1, 3)] {
        let world = World::open(harness).await;
        for seconds in [5, 700] {
            world.tend(booted(days, seconds)).await;
        }
        assert_eq!(left(&world, &[]).await.0, expected, "{days} days");
        confirm_clock(&world, booted(2, 800)).await;
        world.tend(booted(2, 801)).await;
    }
    let world = World::open(harness).await;
    world.tend(booted(8, 5)).await;
    assert_eq!(left(&world, &[]).await.0, 3, "ten minutes are not over");
    world.tend(booted(8, 700)).await;
    assert_eq!(left(&world, &[]).await.0, 0);
}

/// What arrives while the clock is 400 days behind is not 400 days old when it is right again.
pub async fn what_arrives_while_the_clock_is_behind_is_kept_for_its_time(harness: &dyn Harness) {
    let (world, start) = at_work(harness).await;
    keep(&world, Some(30), Some(30)).await;
    let behind = seconds_after(start, 10, -2);
    world.tend(behind).await;
    let all = names("c", 3);
    send_at(&world, 1, &all, behind).await;
    confirm_clock(&world, seconds_after(start, 20, 0)).await;
    world.tend(seconds_after(start, 30, 0)).await;
    world.tend(days_later(31)).await;
    assert_eq!(left(&world, &all).await, (3, 3));
    world.tend(days_later(33)).await;
    assert_eq!(left(&world, &all).await, (0, 0));
}
