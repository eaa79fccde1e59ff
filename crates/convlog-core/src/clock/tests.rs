//! A machine with a true time, a wall clock that may be set, and starts, stops, sleeps and pauses of its own.

use super::*;
use proptest::prelude::*;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A machine on which a store runs. Times are in seconds.
#[derive(Clone, Debug)]
struct Machine {
    truth: i64,
    /// How far the wall clock is ahead of the truth.
    error: i64,
    booted_at: i64,
    /// For how long the machine stood still without its monotonic clock going on.
    paused: i64,
    monitor: ClockMonitor,
    confirmation: Option<ClockConfirmation>,
}

impl Machine {
    fn start() -> Machine {
        let at = Moment { wall: Timestamp::from_micros(1_800_000_000_000_000), monotonic: Duration::ZERO };
        let monitor = ClockMonitor::new(None, at);
        Machine { truth: 1_800_000_000, error: 0, booted_at: 1_800_000_000, paused: 0, monitor, confirmation: None }
    }

    /// One that ran for two days, so that it is trusted.
    fn at_work() -> Machine {
        let mut machine = Machine::start();
        machine.pass(2 * DAY);
        assert!(machine.is_trusted());
        machine
    }

    fn now(&self) -> Moment {
        Moment {
            wall: Timestamp::from_micros((self.truth + self.error) * 1_000_000),
            monotonic: Duration::from_secs((self.truth - self.booted_at - self.paused) as u64),
        }
    }

    fn status(&mut self) -> ClockStatus {
        let (now, confirmation) = (self.now(), self.confirmation);
        self.monitor.observe(now, confirmation)
    }

    fn is_trusted(&mut self) -> bool {
        matches!(self.status(), ClockStatus::Trusted(_))
    }

    fn fault(&mut self) -> Option<&'static str> {
        match self.status() {
            ClockStatus::Suspect(fault) => Some(fault.as_str()),
            _ => None,
        }
    }

    fn pass(&mut self, seconds: i64) {
        self.truth += seconds;
        self.status();
    }

    /// The process ends and is started again, on the same boot of the machine.
    fn restart(&mut self) {
        self.monitor = ClockMonitor::new(Some(*self.monitor.record()), self.now());
        self.status();
    }

    /// The machine is off for a while.
    fn reboot(&mut self, off: i64) {
        self.truth += off;
        (self.booted_at, self.paused) = (self.truth, 0);
        self.restart();
    }

    fn confirm(&mut self) {
        let number = self.confirmation.map_or(1, |last| last.number + 1);
        self.confirmation = Some(ClockConfirmation { number, at: self.now() });
        self.status();
    }
}

#[test]
fn a_first_start_waits_until_the_store_has_run_for_a_day() {
    let mut machine = Machine::start();
    machine.pass(23 * HOUR);
    assert!(!machine.is_trusted());
    machine.restart();
    machine.pass(HOUR - 60);
    assert_eq!(machine.status(), ClockStatus::Settling(Duration::from_secs(60)));
    machine.pass(60);
    assert!(machine.is_trusted());
}

#[test]
fn each_later_start_waits_until_the_clocks_have_agreed_for_ten_minutes() {
    let mut machine = Machine::at_work();
    machine.reboot(HOUR);
    machine.pass(5 * 60);
    assert_eq!(machine.status(), ClockStatus::Settling(Duration::from_secs(5 * 60)));
    // A time server sets the clock soon after the start, by less than what is plausible: the ten minutes begin anew.
    machine.error += 2 * DAY;
    machine.pass(9 * 60);
    assert!(!machine.is_trusted());
    machine.pass(10 * 60);
    assert!(machine.is_trusted());
}

#[test]
fn a_jump_is_a_fault_and_stays_one_until_somebody_confirms_the_time() {
    for by in [400 * DAY, 20 * DAY, 2 * HOUR, -2 * HOUR, -400 * DAY] {
        let mut machine = Machine::at_work();
        machine.error += by;
        machine.pass(10);
        assert_eq!(machine.fault(), Some("jumped"), "{by}");
        machine.error -= by;
        machine.pass(10 * DAY);
        assert_eq!(machine.fault(), Some("jumped"), "{by}: it went back");
        machine.restart();
        machine.pass(10 * DAY);
        assert_eq!(machine.fault(), Some("jumped"), "{by}: a start forgets nothing");
        machine.reboot(HOUR);
        assert_eq!(machine.fault(), Some("jumped"), "{by}: nor does the machine's");
        machine.confirm();
        assert!(machine.is_trusted(), "{by}");
    }
}

#[test]
fn a_jump_before_the_clocks_have_settled_is_a_fault_where_it_is_not_plausible() {
    for (by, expected) in [(400 * DAY, Some("ahead")), (20 * DAY, Some("ahead")), (-2 * HOUR, Some("behind"))] {
        let mut machine = Machine::start();
        machine.error += by;
        machine.pass(1);
        machine.error -= by;
        machine.pass(3 * DAY);
        assert_eq!(machine.fault(), expected, "{by}");
    }
}

#[test]
fn a_start_is_plausible_up_to_seven_days_after_the_last_known_time() {
    for (off, error, expected) in [
        (7 * DAY - 60, 0, None),
        (7 * DAY + 60, 0, Some("ahead")),
        (400 * DAY, 0, Some("ahead")),
        (60, 400 * DAY, Some("ahead")),
        (60, -30 * 60, None),
        (60, -2 * HOUR, Some("behind")),
        (DAY, -400 * DAY, Some("behind")),
    ] {
        let mut machine = Machine::at_work();
        machine.error += error;
        machine.reboot(off);
        machine.pass(DAY);
        assert_eq!(machine.fault(), expected, "{off} {error}");
        machine.confirm();
        assert!(machine.is_trusted());
    }
}

#[test]
fn sleep_and_slow_drift_are_no_jumps() {
    let mut machine = Machine::at_work();
    // The monotonic clock goes on while the machine sleeps.
    machine.pass(30 * DAY);
    assert!(machine.is_trusted());
    for _ in 0..1000 {
        machine.error += DAY / 2000;
        machine.pass(DAY);
        assert!(machine.is_trusted());
    }
    machine.error += DAY;
    machine.pass(1);
    assert!(!machine.is_trusted(), "what the drift leaves is no day");
}

#[test]
fn a_pause_that_the_monotonic_clock_did_not_see_is_a_jump() {
    let mut machine = Machine::at_work();
    (machine.truth, machine.paused) = (machine.truth + DAY, machine.paused + DAY);
    machine.pass(1);
    assert_eq!(machine.fault(), Some("jumped"));
}

#[test]
fn a_confirmation_is_of_its_time_and_used_once() {
    let mut machine = Machine::at_work();
    machine.error += 400 * DAY;
    machine.pass(1);
    machine.confirm();
    machine.error += 400 * DAY;
    machine.pass(1);
    assert_eq!(machine.fault(), Some("jumped"), "it jumped once more");
    machine.error -= 400 * DAY;
    machine.restart();
    assert_eq!(machine.fault(), Some("jumped"), "the old word counts no more");
    let stale = ClockConfirmation { number: 9, at: machine.now() };
    machine.error += 400 * DAY;
    machine.confirmation = Some(stale);
    assert_eq!(machine.fault(), Some("ahead"), "the clock was set after the word was given");
}

#[test]
fn nothing_arrives_before_the_last_known_time() {
    let mut machine = Machine::at_work();
    let before = machine.now();
    assert_eq!(machine.monitor.stamp(before.wall), before.wall);
    machine.error -= 400 * DAY;
    machine.pass(HOUR);
    let expected = later(before.wall, Duration::from_secs(3600));
    assert_eq!(machine.monitor.stamp(machine.now().wall), expected);
    machine.error += 800 * DAY;
    machine.pass(1);
    assert_eq!(machine.monitor.stamp(machine.now().wall), machine.now().wall, "what is kept for too long is not lost");
}

#[test]
fn names_of_faults_are_read_again() {
    for fault in [ClockFault::Jumped(5), ClockFault::Ahead(7), ClockFault::Behind(-3)] {
        assert_eq!(ClockFault::parse(fault.as_str(), fault.offset_micros()), Some(fault));
    }
    assert_eq!(ClockFault::parse("late", 1), None);
}

#[derive(Clone, Debug)]
enum Event {
    Pass(i64),
    Jump(i64),
    Pause(i64),
    Restart,
    Reboot(i64),
}

fn events(with_restarts: bool) -> impl Strategy<Value = Vec<Event>> {
    let span = prop_oneof![1..600i64, HOUR..DAY, DAY..20 * DAY];
    let jump = prop_oneof![-300..300i64, -DAY..DAY, -500 * DAY..500 * DAY];
    let starts = if with_restarts { 2 } else { 0 };
    let event = prop_oneof![
        12 => span.clone().prop_map(Event::Pass),
        3 => jump.prop_map(Event::Jump),
        1 => span.clone().prop_map(Event::Pause),
        starts => Just(Event::Restart),
        starts => span.prop_map(Event::Reboot),
    ];
    prop::collection::vec(event, 1..60)
}

impl Machine {
    fn play(&mut self, event: &Event) {
        match *event {
            Event::Pass(seconds) => self.pass(seconds),
            Event::Jump(by) => self.error += by,
            Event::Pause(seconds) => (self.truth, self.paused) = (self.truth + seconds, self.paused + seconds),
            Event::Restart => self.restart(),
            Event::Reboot(off) => self.reboot(off),
        }
        self.status();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// What is trusted is further from the truth by no more than what the clock may drift, and seven days a start.
    #[test]
    fn a_trusted_time_is_near_the_truth(events in events(true)) {
        let mut machine = Machine::start();
        let (mut starts, begun_at) = (1, machine.truth);
        for event in &events {
            machine.play(event);
            starts += i64::from(matches!(event, Event::Restart | Event::Reboot(_)));
            let drift = HOUR + (machine.truth - begun_at) / 1000;
            if let ClockStatus::Trusted(time) = machine.status() {
                let off = time.wall().as_micros() / 1_000_000 - machine.truth;
                // The first time and that of a pause are believed; a start may be as much ahead as it may have been off.
                let believed = 7 * DAY * starts + drift * starts;
                prop_assert!(off <= believed, "{off} of {believed} after {starts} starts");
            }
        }
    }

    /// Within one run, a clock that was once trusted is trusted only while it goes as the other does.
    #[test]
    fn within_a_run_a_trusted_time_goes_as_the_monotonic_clock(events in events(false)) {
        let base = Machine::start().now();
        let mut machine = Machine::at_work();
        for event in &events {
            machine.play(event);
            if machine.is_trusted() {
                prop_assert!(agree(base, machine.now()));
            }
        }
    }

    /// A machine whose clock is right is trusted ten minutes after each start, if it is never off for a week.
    #[test]
    fn a_right_clock_is_always_trusted_in_the_end(spans in prop::collection::vec((60..20 * DAY, 0..7 * DAY - 2 * DAY), 1..20)) {
        let mut machine = Machine::at_work();
        for (running, off) in spans {
            machine.pass(running);
            // What was known is known up to the last look.
            machine.reboot(off);
            machine.pass(600);
            prop_assert!(machine.is_trusted());
        }
    }

    /// What arrives is never said to have arrived long before it did.
    #[test]
    fn a_stamp_is_never_too_early(events in events(false)) {
        let mut machine = Machine::at_work();
        for event in &events {
            machine.play(event);
            let wall = machine.monitor.stamp(machine.now().wall);
            let elapsed = machine.truth - 1_800_000_000;
            let early = machine.truth - machine.paused - wall.as_micros() / 1_000_000;
            prop_assert!(early <= 2 * HOUR + elapsed / 500, "{early}");
        }
    }
}
