use super::*;
use proptest::prelude::*;

const HOUR: Duration = Duration::from_hours(1);

fn stock(present: u64, due: u64) -> Stock {
    Stock { present, due, ..Stock::default() }
}

fn waits(present: u64, due: u64, last_day: u64, days: [u64; 7]) -> bool {
    decide(&stock(present, due), &History { last_day, days }).waits
}

#[test]
fn a_fifth_of_a_project_may_go_in_a_day_and_no_more() {
    assert!(!waits(100, 20, 0, [0; 7]) && waits(100, 21, 0, [0; 7]));
    // What went within the day counts, as what may go and as what was there.
    assert!(!waits(90, 10, 10, [0; 7]) && waits(90, 11, 10, [0; 7]));
    assert!(waits(100, 100, 0, [0; 7]));
}

#[test]
fn a_few_may_go_however_small_a_project_is() {
    assert!(!waits(3, 1, 0, [0; 7]) && !waits(3, 3, 0, [0; 7]) && !waits(1, 1, 2, [0; 7]));
    assert!(waits(4, 4, 0, [0; 7]) && waits(10, 10, 0, [0; 7]) && waits(1, 1, 3, [0; 7]));
}

#[test]
fn twice_what_is_usual_may_go() {
    let usual = [30, 30, 0, 900, 30, 30, 0];
    assert!(!waits(100, 60, 0, usual) && waits(100, 61, 0, usual));
    assert!(waits(100, 60, 0, [900, 900, 900, 0, 0, 0, 0]), "three great days of seven are not usual");
}

#[test]
fn nothing_waits_where_nothing_is_due() {
    assert!(!waits(0, 0, 500, [0; 7]));
}

#[test]
fn a_day_is_counted_in_hours_of_running() {
    let now = 100 * HOUR;
    let removals = [(100, 5, 2), (77, 7, 0), (76, 11, 11), (53, 1, 0), (52, 13, 0), (0, 17, 0)];
    let history = History::of(removals.map(|(at, count, confirmed)| (at * HOUR, count, confirmed)), now);
    assert_eq!(history, History { last_day: 10, days: [12, 13, 0, 17, 0, 0, 0] });
    let later = History::of([(Duration::ZERO, 17, 0)], HISTORY);
    assert_eq!(later, History::default(), "nine days are over");
}

#[test]
fn a_confirmation_goes_on_for_as_many_days_as_it_says() {
    let confirmation = |days| RemovalConfirmation {
        account: AccountId::new("acme").unwrap(),
        project: ProjectId::new("front-desk").unwrap(),
        kind: RemovalKind::Conversations,
        before: Timestamp::from_micros(5_000_000),
        uptime: HOUR,
        days,
    };
    assert_eq!(confirmation(0).before(100 * HOUR).as_micros(), 5_000_000);
    assert_eq!(confirmation(1).before(2 * HOUR).as_micros(), 5_000_000 + 3_600_000_000);
    assert_eq!(confirmation(1).before(100 * HOUR).as_micros(), 5_000_000 + 86_400_000_000);
    assert_eq!(confirmation(7).before(Duration::ZERO).as_micros(), 5_000_000, "the time that runs may be behind");
}

#[test]
fn what_waits_is_reported_once_a_day_until_it_waits_no_more() {
    let (account, project) = (AccountId::new("acme").unwrap(), ProjectId::new("front-desk").unwrap());
    let mut reported = Reported::default();
    let what = Some((&account, &project, RemovalKind::PersonalParts));
    assert!(!reported.is_anything_waiting());
    assert!(reported.is_due(what, HOUR) && !reported.is_due(what, 24 * HOUR) && reported.is_due(what, 25 * HOUR));
    assert!(reported.is_due(None, HOUR) && reported.is_anything_waiting());
    reported.forget(what);
    assert!(reported.is_due(what, 26 * HOUR));
}

#[test]
fn kinds_are_read_by_the_names_that_they_are_written_by() {
    assert_eq!(RemovalKind::ALL.map(|kind| RemovalKind::parse(kind.as_str())), RemovalKind::ALL.map(Some));
    assert_eq!(RemovalKind::parse("keys"), None);
}

/// A project of which a pass removes what is due, every so many hours; some arrives, some becomes due.
#[derive(Clone, Copy, Debug)]
struct Pass {
    hours: u32,
    arrive: u64,
    come_due: u64,
    is_confirmed: bool,
}

fn passes() -> impl Strategy<Value = Vec<Pass>> {
    let pass = (0..30u32, 0..50u64, prop_oneof![4 => 0..20u64, 1 => 0..2000u64], prop::bool::weighted(0.05));
    let pass = pass.prop_map(|(hours, arrive, come_due, is_confirmed)| Pass { hours, arrive, come_due, is_confirmed });
    prop::collection::vec(pass, 1..200)
}

proptest! {
    /// Whatever becomes due and whenever: within no day of running does more go without confirmation than a fifth of
    /// what there was, twice the median of the seven days before, or the few that always may.
    #[test]
    fn no_day_removes_more_than_it_may(start in 0..3000u64, passes in passes()) {
        let (mut present, mut due, mut uptime) = (start, 0, Duration::ZERO);
        // When, how many in all, how many confirmed, and how many there were before.
        let mut removals: Vec<(Duration, u64, u64, u64)> = Vec::new();
        for pass in passes {
            uptime += pass.hours * HOUR;
            present += pass.arrive;
            due = (due + pass.come_due).min(present);
            let history = History::of(removals.iter().map(|(at, count, confirmed, _)| (*at, *count, *confirmed)), uptime);
            let (unconfirmed, confirmed) = if pass.is_confirmed { (0, due) } else { (due, 0) };
            let stock = Stock { present, due: unconfirmed, confirmed, ..Stock::default() };
            if decide(&stock, &history).waits || due == 0 {
                continue;
            }
            removals.push((uptime, due, confirmed, present));
            present -= due;
            due = 0;
            let day: Vec<_> = removals.iter().filter(|(at, ..)| uptime - *at < DAY).collect();
            let unconfirmed: u64 = day.iter().map(|(_, count, confirmed, _)| count - confirmed).sum();
            let mut days = [0; 7];
            for (at, count, ..) in &removals {
                let age = (uptime - *at).as_secs() / DAY.as_secs();
                if (1..=7).contains(&age) {
                    days[age as usize - 1] += count;
                }
            }
            days.sort_unstable();
            // What went by somebody's word within the day was there before it and is not of the fifth.
            let was_there = present + unconfirmed + if pass.is_confirmed { confirmed } else { 0 };
            let most = (was_there / 5).max(2 * days[3]).max(3);
            prop_assert!(pass.is_confirmed || unconfirmed <= most, "{unconfirmed} of {was_there}, at most {most}");
        }
    }

    /// A project with steady traffic that keeps a week or longer never waits.
    #[test]
    fn steady_removal_never_waits(a_day in 1..500u64, kept_days in 7..400u64, hours in 1..24u32) {
        let mut removals: Vec<(Duration, u64, u64)> = Vec::new();
        let (mut uptime, mut removed) = (Duration::ZERO, 0);
        for _ in 0..200 {
            uptime += hours * HOUR;
            let due = a_day * uptime.as_secs() / DAY.as_secs() - removed;
            let present = a_day * kept_days + due;
            let history = History::of(removals.iter().copied(), uptime);
            prop_assert!(!decide(&stock(present, due), &history).waits, "{due} of {present}, {history:?}");
            removals.push((uptime, due, 0));
            removed += due;
        }
    }
}
