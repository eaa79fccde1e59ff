//! Removal by age: of what is old enough, only while the clock can be trusted, and no more in a day than usual.

use std::time::Duration;

use convlog_core::{Identity, Moment, Timestamp};
use convlog_store::audit::{Access, AccessQuery, RecordedAccess};
use convlog_store::known_time;
use convlog_store::{
    AdminGrant, Confirmation, ErasureValue, Outcome, ProjectSettings, Removal, RemovalConfirmation, RemovalKind,
    Report, Search, Target, Waiting,
};

use crate::Harness;
use crate::world::{self, NOW, World, everything, ids, in_step, producer, record, shown};

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

pub(crate) fn log(conversation: &str, content: &str, more: &str) -> String {
    format!(
        r#"{{"type":"log","conversation_id":"{conversation}","turn_id":"t","entry":{{"level":"info","content":"{content}"{more}}}}}"#
    )
}

/// An entry that is hidden as a whole.
fn hidden(conversation: &str) -> String {
    log(conversation, "secret", r#","is_pii":true"#)
}

fn authority(world: &World) -> AdminGrant {
    world.admin.administer(&world.project).unwrap()
}

pub(crate) async fn send(world: &World, n: u8, lines: &[String]) -> Vec<Outcome> {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    world.send_as(producer(n), 1, &lines).await
}

/// Sends so many conversations, each with an open and a hidden entry, that arrive at a moment.
pub(crate) async fn send_at(world: &World, n: u8, names: &[String], now: Moment) {
    let mut batch = world.batch(now.wall.as_micros() / 1_000_000);
    for (at, name) in names.iter().enumerate() {
        for (part, line) in [log(name, "open", ""), hidden(name)].iter().enumerate() {
            let identity = Identity { producer: producer(n), seq: (2 * at + part) as u64 + 1 };
            batch.push(record(line), identity).unwrap();
        }
    }
    world.store.append(batch).await.unwrap();
}

pub(crate) fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}{number:03}")).collect()
}

pub(crate) async fn keep(world: &World, retention_days: Option<u32>, pii_retention_days: Option<u32>) {
    let settings = ProjectSettings { retention_days, pii_retention_days, ..ProjectSettings::default() };
    world::put_project(&*world.store, world.admin.account(), &world.project, settings).await;
}

pub(crate) fn days_later(days: i64) -> Moment {
    in_step(Timestamp::from_micros(NOW.as_micros() + days * DAY_MICROS))
}

/// Returns a moment so many seconds after another, whose wall clock was set so many days further.
pub(crate) fn seconds_after(moment: Moment, seconds: i64, jump_days: i64) -> Moment {
    let wall = moment.wall.as_micros() + seconds * 1_000_000 + jump_days * DAY_MICROS;
    let monotonic = moment.monotonic + Duration::from_secs(seconds as u64);
    Moment { wall: Timestamp::from_micros(wall), monotonic }
}

async fn retired(world: &World) -> (u64, u64) {
    let retired = world.store.retired(&authority(world)).await.unwrap();
    (retired.conversations, retired.personal_parts)
}

/// Says how many entries a list counts of the conversation `a`, for a reader of personal data.
async fn counted(world: &World) -> u64 {
    let all = Search { limit: 100, ..Search::default() };
    let found = world.store.search(&world.sight(&world.pii_reader), &all, NOW).await.unwrap();
    found.rows.iter().filter(|row| row.conversation.id.as_str() == "a").map(|row| row.counts.entries).sum()
}

pub(crate) async fn listed(world: &World) -> (Vec<String>, Option<u64>) {
    let page = world.list(&world.pii_reader, &everything()).await;
    (ids(&page).into_iter().map(str::to_owned).collect(), page.total)
}

/// Says how many conversations there are, and how many of some still have their hidden entry.
pub(crate) async fn left(world: &World, of: &[String]) -> (u64, usize) {
    let mut secrets = 0;
    for name in of {
        secrets += usize::from(shown(world.get(&world.pii_reader, name).await.as_ref()).contains("secret"));
    }
    (listed(world).await.1.unwrap_or_default(), secrets)
}

/// Opens a world whose store has been running for two days, so that its clock is trusted.
pub(crate) async fn at_work(harness: &dyn Harness) -> (World, Moment) {
    let world = World::open(harness).await;
    world.tend(days_later(0)).await;
    world.tend(days_later(2)).await;
    (world, days_later(2))
}

fn removed(reports: &[Report]) -> Vec<&Removal> {
    reports
        .iter()
        .filter_map(|report| if let Report::Removed(removal) = report { Some(removal) } else { None })
        .collect()
}

fn waiting(reports: &[Report]) -> Vec<&Waiting> {
    reports.iter().filter_map(|report| if let Report::Waits(waiting) = report { Some(waiting) } else { None }).collect()
}

pub(crate) async fn confirm_clock(world: &World, at: Moment) {
    known_time::confirm(&*world.store, &Confirmation { clock: Some(at), removals: Vec::new() }).await.unwrap();
}

async fn confirm(world: &World, kind: RemovalKind, before: Moment, uptime: Duration, days: u32) {
    let removal = RemovalConfirmation {
        account: world.admin.account().clone(),
        project: world.project.clone(),
        kind,
        before: before.wall,
        uptime,
        days,
    };
    known_time::confirm(&*world.store, &Confirmation { clock: None, removals: vec![removal] }).await.unwrap();
}

/// What is older than a project keeps goes, counted by when its last record arrived; late records begin it anew.
pub async fn what_is_old_goes(harness: &dyn Harness) {
    let world = World::open(harness).await;
    send(&world, 1, &[log("a", "early", ""), hidden("a"), log("b", "two", "")]).await;
    keep(&world, Some(30), None).await;
    world.tend(days_later(29)).await;
    assert_eq!(listed(&world).await.1, Some(2));
    let mut batch = world.batch(900 + 29 * 24 * 60 * 60);
    batch.push(record(&log("b", "more", "")), Identity { producer: producer(1), seq: 9 }).unwrap();
    world.store.append(batch).await.unwrap();
    world.tend(days_later(31)).await;
    assert_eq!((listed(&world).await, retired(&world).await), ((vec!["b".into()], Some(1)), (1, 0)));
    assert_eq!(send(&world, 2, &[log("a", "anew", "")]).await, [Outcome::Stored]);
    let view = shown(world.get(&world.pii_reader, "a").await.as_ref());
    assert!(view.contains("anew") && !view.contains("early"), "{view}");
}

/// Personal parts go earlier than what every reader sees, which stays as it is.
pub async fn personal_parts_have_a_retention_of_their_own(harness: &dyn Harness) {
    let world = World::open(harness).await;
    let own = r#"{"type":"conversation","conversation_id":"a","environment":"live","direction":"inbound","from_number":"+44 113 496 0000"}"#;
    send(&world, 1, &[own.to_owned(), log("a", "early", ""), hidden("a"), hidden("only")]).await;
    keep(&world, Some(300), Some(30)).await;
    world.tend(days_later(29)).await;
    let open = shown(world.get(&world.reader, "a").await.as_ref());
    assert!(shown(world.get(&world.pii_reader, "a").await.as_ref()).contains("secret"));
    assert_eq!(counted(&world).await, 2);
    world.tend(days_later(31)).await;
    assert_eq!(counted(&world).await, 1, "what is gone is counted no more");
    assert_eq!(shown(world.get(&world.reader, "a").await.as_ref()), open);
    let view = shown(world.get(&world.pii_reader, "a").await.as_ref());
    assert!(!view.contains("secret") && !view.contains("496 0000") && view.contains("early"), "{view}");
    assert_eq!((listed(&world).await, retired(&world).await), ((vec!["a".into()], Some(1)), (0, 2)));
    // What is sealed now is sealed under a new key, and looked up anew.
    assert_eq!(send(&world, 2, &[hidden("a")]).await, [Outcome::Stored]);
    assert!(shown(world.get(&world.pii_reader, "a").await.as_ref()).contains("secret"));
    assert_eq!(counted(&world).await, 2);
    world.tend(days_later(62)).await;
    assert_eq!(retired(&world).await, (0, 3));
    let target = Target::Value(ErasureValue::new("+44 113 496 0000").unwrap());
    assert_eq!(world.store.estimate(&authority(&world), &target).await.unwrap().conversations, 0);
}

/// Where more is due than a fifth of a project, nothing goes but what somebody confirms.
pub async fn more_than_a_fifth_waits_for_confirmation(harness: &dyn Harness) {
    let (world, start) = at_work(harness).await;
    let (old, new) = (names("old", 21), names("new", 79));
    send_at(&world, 1, &old, start).await;
    send_at(&world, 2, &new, days_later(20)).await;
    keep(&world, Some(30), None).await;
    let reports = world.tend(days_later(33)).await;
    let [waits] = waiting(&reports)[..] else { panic!("{reports:?}") };
    assert_eq!((waits.kind, waits.days, waits.decision.limit), (RemovalKind::Conversations, 30, 20));
    assert_eq!((waits.stock.present, waits.stock.due, waits.stock.oldest), (100, 21, Some(start.wall)));
    assert_eq!((left(&world, &[]).await.0, removed(&reports).len()), (100, 0));
    let reports = world.tend(seconds_after(days_later(33), 1200, 0)).await;
    assert_eq!((reports, left(&world, &[]).await.0), (vec![], 100), "it is reported once a day");
    confirm(&world, RemovalKind::Conversations, days_later(3), Duration::ZERO, 0).await;
    let reports = world.tend(seconds_after(days_later(33), 1201, 0)).await;
    assert_eq!(removed(&reports).iter().map(|gone| (gone.count, gone.confirmed)).collect::<Vec<_>>(), [(21, 21)]);
    assert_eq!((left(&world, &[]).await.0, retired(&world).await), (79, (21, 0)));
}

/// What was confirmed goes; what became due since, and what is of another kind or project, is not confirmed.
pub async fn a_confirmation_is_of_what_it_names(harness: &dyn Harness) {
    let (world, start) = at_work(harness).await;
    let other = World::in_project(world.store.clone(), "sales").await;
    let (first, second) = (names("first", 10), names("second", 10));
    for world in [&world, &other] {
        send_at(world, 1, &first, start).await;
        send_at(world, 2, &second, days_later(10)).await;
        keep(world, Some(30), None).await;
    }
    confirm(&world, RemovalKind::PersonalParts, days_later(10), Duration::ZERO, 0).await;
    world.tend(days_later(33)).await;
    assert_eq!((left(&world, &[]).await.0, left(&other, &[]).await.0), (20, 20));
    confirm(&world, RemovalKind::Conversations, days_later(3), Duration::ZERO, 0).await;
    world.tend(days_later(41)).await;
    assert_eq!((left(&world, &second).await, left(&other, &[]).await.0), ((10, 10), 20));
}

/// A confirmation may also be of what becomes due in the days after it, counted in days of running.
pub async fn a_confirmation_may_go_on_for_days(harness: &dyn Harness) {
    let (world, _) = at_work(harness).await;
    keep(&world, Some(1), None).await;
    let uptime = Duration::from_hours(24 * 2);
    confirm(&world, RemovalKind::Conversations, days_later(1), uptime, 3).await;
    for (day, expected) in [(2, 10), (3, 10), (4, 10), (5, 20)] {
        send_at(&world, day as u8, &names(&format!("d{day}-"), 10), days_later(day)).await;
        world.tend(seconds_after(days_later(day), 2000, 0)).await;
        assert_eq!(left(&world, &[]).await.0, expected, "day {day}");
    }
}

/// What went within a day counts for all of it, over a restart too; a day later as much may go again.
pub async fn what_may_go_in_a_day_survives_a_restart(harness: &dyn Harness) {
    let later = |seconds| seconds_after(days_later(33), seconds, 0);
    {
        let (world, start) = at_work(harness).await;
        send_at(&world, 1, &names("old", 20), start).await;
        send_at(&world, 2, &names("next", 15), seconds_after(start, 1800, 0)).await;
        send_at(&world, 3, &names("new", 65), days_later(20)).await;
        keep(&world, Some(31), None).await;
        world.tend(later(10)).await;
        assert_eq!(left(&world, &[]).await.0, 80);
        // How long the store has been running is kept every ten minutes.
        world.tend(later(620)).await;
    }
    let world = World::open(harness).await;
    world.tend(later(1200)).await;
    let reports = world.tend(later(3700)).await;
    let [waits] = waiting(&reports)[..] else { panic!("{reports:?}") };
    assert_eq!((waits.stock.due, waits.decision.gone, waits.decision.limit), (15, 20, 20));
    assert_eq!(left(&world, &[]).await.0, 80, "fifteen of eighty would be less than a fifth");
    world.tend(later(30 * 3600)).await;
    assert_eq!(left(&world, &[]).await.0, 65);
}

/// What waits of one kind does not keep the other.
pub async fn personal_parts_and_conversations_wait_apart(harness: &dyn Harness) {
    let (world, start) = at_work(harness).await;
    let (old, new) = (names("old", 3), names("new", 20));
    send_at(&world, 1, &old, start).await;
    send_at(&world, 2, &new, days_later(15)).await;
    keep(&world, Some(30), Some(10)).await;
    let reports = world.tend(days_later(33)).await;
    let kinds: Vec<_> = waiting(&reports).iter().map(|waits| (waits.kind, waits.stock.due)).collect();
    assert_eq!(kinds.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [RemovalKind::PersonalParts]);
    assert_eq!((left(&world, &new).await, retired(&world).await), ((20, 20), (3, 0)));
    confirm(&world, RemovalKind::PersonalParts, days_later(16), Duration::ZERO, 0).await;
    world.tend(seconds_after(days_later(33), 700, 0)).await;
    assert_eq!((left(&world, &new).await, retired(&world).await), ((20, 0), (3, 20)));
}

/// The audit tells what was removed: when, of what, by which policy, how many; to administrators of the project.
pub async fn a_removal_is_on_record(harness: &dyn Harness) {
    let (admin, reports) = {
        let (world, start) = at_work(harness).await;
        send_at(&world, 1, &names("c", 2), start).await;
        keep(&world, Some(30), Some(10)).await;
        let mut reports = world.tend(days_later(13)).await;
        reports.extend(world.tend(days_later(33)).await);
        let other = World::in_project(world.store.clone(), "sales").await;
        assert!(world.store.removals(&authority(&other), 9).await.unwrap().is_empty());
        (authority(&world), reports)
    };
    let store = harness.open().await;
    let kept = store.removals(&admin, 9).await.unwrap();
    let told: Vec<_> = kept.iter().map(|gone| (gone.kind, gone.days, gone.count, gone.confirmed, gone.ended)).collect();
    assert_eq!(told, [(RemovalKind::Conversations, 30, 2, 0, true), (RemovalKind::PersonalParts, 10, 2, 0, true)]);
    assert_eq!((kept[0].time, kept[1].time), (days_later(33).wall, days_later(13).wall));
    assert_eq!(
        removed(&reports).into_iter().rev().cloned().collect::<Vec<_>>(),
        kept,
        "they are reported as they are kept"
    );
    assert_eq!(store.removals(&admin, 1).await.unwrap(), kept[..1]);
}

/// Records of who read what are removed under the same rules.
pub async fn audit_records_wait_like_all_else(harness: &dyn Harness) {
    let (world, start) = at_work(harness).await;
    let admin = authority(&world);
    let access = |time: Moment| Access {
        time: time.wall,
        account: world.admin.account().clone(),
        project: world.project.clone(),
        key: world.pii_reader.id().clone(),
        key_label: None,
        grant: None,
        by_session: false,
        method: "GET".into(),
        route: "/".into(),
        correlation_id: "c".into(),
        part: 1,
        status: 200,
        notes: RecordedAccess::default(),
    };
    for seconds in 0..20 {
        world.store.record(access(seconds_after(start, seconds, 0))).await.unwrap();
    }
    let query = AccessQuery { limit: 100, scan_limit: 100, ..AccessQuery::default() };
    let forget = async |now: Moment| {
        let mut reports = Vec::new();
        loop {
            let step = world.store.forget_accesses(30, now).await.unwrap();
            reports.extend(step.reports);
            if !step.more {
                return (reports, world.store.accesses(&admin, &query).await.unwrap().accesses.len());
            }
        }
    };
    assert_eq!(forget(days_later(31)).await.1, 20);
    // Four are due, then seven, of which three more are more than a fifth; then all.
    let (reports, count) = forget(seconds_after(start, 30 * 24 * 3600 + 4, 0)).await;
    assert_eq!((removed(&reports)[0].count, removed(&reports)[0].kind, count), (4, RemovalKind::AuditRecords, 16));
    let (reports, count) = forget(seconds_after(start, 30 * 24 * 3600 + 7, 0)).await;
    assert_eq!((waiting(&reports)[0].stock.due, waiting(&reports)[0].decision.limit, count), (3, 4, 16));
    let (reports, count) = forget(seconds_after(start, 32 * 24 * 3600, -400)).await;
    assert!(matches!(reports[..], [Report::ClockSuspect(_)]) && count == 16, "{reports:?}");
    confirm_clock(&world, seconds_after(start, 32 * 24 * 3600, 0)).await;
    confirm(&world, RemovalKind::AuditRecords, days_later(3), Duration::ZERO, 0).await;
    let (reports, count) = forget(seconds_after(start, 32 * 24 * 3600 + 1, 0)).await;
    assert_eq!((removed(&reports)[0].count, removed(&reports)[0].confirmed, count), (16, 16, 0));
    let kept = world.store.removals(&admin, 9).await.unwrap();
    assert!(kept.iter().all(|gone| gone.kind == RemovalKind::AuditRecords && gone.days == 30), "{kept:?}");
    assert_eq!(kept.iter().map(|gone| gone.count).sum::<u64>(), 20);
}
