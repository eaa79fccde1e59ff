//! Removal by age in the files: what a kill, a full security log and a directory of an earlier version make of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use convlog_conformance::World;
use convlog_conformance::world::{self, everything, in_step, producer, record};
use convlog_core::{Identity, Moment, Timestamp};
use convlog_store::known_time;
use convlog_store::{
    AdminGrant, Audit, Confirmation, Control, Maintenance, ProjectSettings, Removal, RemovalConfirmation, RemovalKind,
    Report,
};
use convlog_store_sqlite::{SqliteConfig, SqliteControl, SqliteStore, Survey};
use rusqlite::Connection;

/// More than one step removes, and more than one step looks at.
const CONVERSATIONS: usize = 1234;

fn day(day: i64) -> Moment {
    in_step(Timestamp::from_micros((1000 + day * 24 * 60 * 60) * 1_000_000))
}

fn later(moment: Moment, seconds: u64) -> Moment {
    Moment {
        wall: Timestamp::from_micros(moment.wall.as_micros() + seconds as i64 * 1_000_000),
        monotonic: moment.monotonic + Duration::from_secs(seconds),
    }
}

async fn open(data_dir: &Path) -> (Arc<SqliteStore>, World) {
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(data_dir), None).unwrap());
    (Arc::clone(&store), World::in_project(store, "front-desk").await)
}

fn authority(world: &World) -> AdminGrant {
    world.admin.administer(&world.project).unwrap()
}

/// Fills a directory with conversations of day 2 and keeps them for 30 days, on a clock that is trusted.
async fn fill(world: &World, count: usize) {
    world.tend(day(0)).await;
    world.tend(day(2)).await;
    let mut batch = world.batch(day(2).wall.as_micros() / 1_000_000);
    for number in 0..count {
        let line = format!(
            r#"{{"type":"log","conversation_id":"c{number}","entry":{{"level":"info","content":"x","is_pii":{}}}}}"#,
            number % 2 == 0
        );
        batch.push(record(&line), Identity { producer: producer(1), seq: number as u64 + 1 }).unwrap();
    }
    world.store.append(batch).await.unwrap();
    let settings = ProjectSettings { retention_days: Some(30), ..ProjectSettings::default() };
    world::put_project(&*world.store, world.admin.account(), &world.project, settings).await;
}

fn all(world: &World) -> Confirmation {
    let removal = RemovalConfirmation {
        account: world.admin.account().clone(),
        project: world.project.clone(),
        kind: RemovalKind::Conversations,
        before: day(3).wall,
        uptime: Duration::ZERO,
        days: 0,
    };
    Confirmation { clock: None, removals: vec![removal] }
}

async fn count(world: &World) -> u64 {
    world.list(&world.pii_reader, &everything()).await.total.unwrap()
}

fn removed(reports: &[Report]) -> Vec<&Removal> {
    reports
        .iter()
        .filter_map(|report| if let Report::Removed(removal) = report { Some(removal) } else { None })
        .collect()
}

/// Takes steps until something of the conversations is gone.
async fn begin_removal(store: &SqliteStore, world: &World, now: Moment) {
    let all = count(world).await;
    while count(world).await == all {
        assert!(store.retain(now).await.unwrap().more, "it ended before it began");
    }
}

#[tokio::test]
async fn a_pass_over_many_steps_removes_what_it_said_and_says_so_once() {
    let directory = tempfile::tempdir().unwrap();
    let (_, world) = open(directory.path()).await;
    fill(&world, CONVERSATIONS).await;
    known_time::confirm(&*world.store, &all(&world)).await.unwrap();
    let reports = world.tend(day(33)).await;
    let gone = removed(&reports);
    assert_eq!((gone.len(), gone[0].count, gone[0].confirmed), (1, CONVERSATIONS as u64, CONVERSATIONS as u64));
    assert_eq!(count(&world).await, 0);
    let events = std::fs::read_to_string(directory.path().join("security.log")).unwrap();
    let ran = format!(
        r#""kind":"retention_ran","by":"server","account":"acme","project":"front-desk","conversations":{CONVERSATIONS},"retention_days":30,"confirmed":{CONVERSATIONS}"#
    );
    assert_eq!(events.matches(&ran).count(), 1, "{events}");
}

#[tokio::test]
async fn a_removal_that_was_broken_off_is_on_record_with_the_most_that_it_may_have_come_to() {
    let directory = tempfile::tempdir().unwrap();
    let left = {
        let (store, world) = open(directory.path()).await;
        fill(&world, CONVERSATIONS).await;
        known_time::confirm(&*world.store, &all(&world)).await.unwrap();
        begin_removal(&store, &world, day(33)).await;
        count(&world).await
    };
    let (store, world) = open(directory.path()).await;
    let known = store.removals(&authority(&world), 9).await.unwrap();
    let told: Vec<_> = known.iter().map(|gone| (gone.count, gone.ended)).collect();
    assert_eq!((told, left > 0), (vec![(CONVERSATIONS as u64, false)], true));
    world.tend(later(day(33), 10)).await;
    world.tend(later(day(33), 700)).await;
    let known = store.removals(&authority(&world), 9).await.unwrap();
    assert_eq!((known[0].count, known[0].ended, count(&world).await), (left, true, 0));
}

#[tokio::test]
async fn a_jump_in_the_middle_of_a_pass_ends_it_and_keeps_the_rest() {
    let directory = tempfile::tempdir().unwrap();
    let (store, world) = open(directory.path()).await;
    fill(&world, CONVERSATIONS).await;
    known_time::confirm(&*world.store, &all(&world)).await.unwrap();
    begin_removal(&store, &world, day(33)).await;
    let left = count(&world).await;
    let jumped = Moment { monotonic: later(day(33), 1).monotonic, ..day(400) };
    let reports = world.tend(jumped).await;
    assert!(matches!(reports[0], Report::ClockSuspect(_)), "{reports:?}");
    let gone = removed(&reports);
    assert_eq!((gone[0].count, gone[0].ended), (CONVERSATIONS as u64 - left, true));
    assert_eq!(store.removals(&authority(&world), 9).await.unwrap(), [gone[0].clone()]);
    world.tend(later(day(33), 2000)).await;
    assert_eq!(count(&world).await, left);
}

#[tokio::test]
async fn nothing_goes_that_cannot_be_put_on_record_first() {
    let directory = tempfile::tempdir().unwrap();
    let (store, world) = open(directory.path()).await;
    fill(&world, 3).await;
    let audit = Connection::open(directory.path().join("audit.db")).unwrap();
    let refuse = "CREATE TRIGGER refused BEFORE INSERT ON removals BEGIN SELECT raise(ABORT, 'refused'); END";
    audit.execute_batch(refuse).unwrap();
    let mut failed = 0;
    for _ in 0..6 {
        failed += usize::from(store.retain(day(33)).await.is_err());
    }
    assert_eq!((failed, count(&world).await), (3, 3), "each pass fails when it has counted");
    audit.execute_batch("DROP TRIGGER refused").unwrap();
    world.tend(day(33)).await;
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn what_the_security_log_cannot_take_is_reported_again() {
    let directory = tempfile::tempdir().unwrap();
    let (store, world) = open(directory.path()).await;
    fill(&world, 20).await;
    let log = directory.path().join("security.log");
    std::fs::create_dir(&log).unwrap();
    let mut failed = 0;
    for _ in 0..5 {
        failed += usize::from(store.retain(day(33)).await.is_err());
    }
    assert!(failed > 0);
    std::fs::remove_dir(&log).unwrap();
    let reports = world.tend(day(33)).await;
    assert!(matches!(reports[..], [Report::Waits(_)]), "{reports:?}");
    assert!(std::fs::read_to_string(&log).unwrap().contains(r#""kind":"retention_held""#));
}

#[tokio::test]
async fn the_time_is_kept_every_ten_minutes_and_a_fault_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let (store, _) = open(directory.path()).await;
    let control = SqliteControl::open(directory.path()).unwrap();
    let known = async || known_time::known(&control).await.unwrap().unwrap().record;
    for (seconds, kept) in [(0, 0), (599, 0), (600, 600), (1199, 600), (1201, 1201)] {
        assert!(!store.retain(later(day(0), seconds)).await.unwrap().more);
        let known = known().await;
        assert_eq!((known.uptime, known.fault), (Duration::from_secs(kept), None), "{seconds}");
    }
    assert_eq!(known().await.last_known, later(day(0), 1201).wall);
    let jumped = Moment { monotonic: later(day(0), 1202).monotonic, ..day(400) };
    assert_eq!(store.retain(jumped).await.unwrap().reports.len(), 1);
    let record = known().await;
    assert!(record.fault.is_some() && record.last_known == later(day(0), 1201).wall, "{record:?}");
}

#[tokio::test]
async fn a_survey_beside_the_store_counts_what_the_store_would_remove() {
    let directory = tempfile::tempdir().unwrap();
    let (_, world) = open(directory.path()).await;
    fill(&world, CONVERSATIONS).await;
    let control = SqliteControl::open(directory.path()).unwrap();
    let survey = async |now| Survey {
        now,
        known: known_time::known(&control).await.unwrap(),
        projects: control.projects(None).await.unwrap(),
        confirmations: known_time::confirmed(&control).await.unwrap().removals,
    };
    for (now, due) in [(day(31), 0), (day(33), CONVERSATIONS as u64)] {
        let survey = survey(now).await;
        let counted = survey.count(directory.path()).unwrap().unwrap();
        let here = counted.iter().find(|surveyed| surveyed.project == world.project).unwrap();
        assert_eq!((here.stock.present, here.stock.due), (CONVERSATIONS as u64, due));
        assert_eq!((here.decision.waits, here.decision.limit), (due > 0, CONVERSATIONS as u64 / 5));
        assert_eq!(here.stock.oldest.is_some(), due > 0);
    }
    known_time::confirm(&*world.store, &all(&world)).await.unwrap();
    let counted = survey(day(33)).await.count(directory.path()).unwrap().unwrap();
    assert_eq!((counted[0].stock.due, counted[0].stock.confirmed), (0, CONVERSATIONS as u64));
    world.tend(day(33)).await;
    let removals = Survey::removals(directory.path(), 9).unwrap();
    assert_eq!((removals.len(), removals[0].count), (1, CONVERSATIONS as u64));
}
